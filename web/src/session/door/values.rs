//! Something of the run that stands in a text, such as `term of S1`.

use super::super::Session;
use super::place::sentence;
use super::{Ask, Shows, Watched};
use ::script::Value;

impl Shows for Value {
    fn shown(&self, session: &Session) -> String {
        let world = session.run.world();
        self.of(world, world.last_event())
    }
}

/// The most that are watched at a time.
const MOST: usize = 200;

impl Session {
    pub(super) fn value(&self, words: &str) -> Result<Value, String> {
        let value = Value::parse(words, self.run.world().settings());
        value.map_err(|mistake| sentence(words, &mistake))
    }

    pub(super) fn watch(&mut self, ask: &Ask) -> Result<String, String> {
        let value = self.value(&ask.words)?;
        if self.door.watched.len() == MOST {
            return Err(format!(
                "{MOST} values are shown already: that is the most."
            ));
        }
        let said = value.shown(self);
        self.door.watched.push(Watched {
            ticket: ask.ticket,
            value: Box::new(value),
            said: said.clone(),
        });
        Ok(said)
    }

    pub(super) fn unwatch(&mut self, ticket: &str) {
        let watched = &mut self.door.watched;
        watched.retain(|it| it.ticket.to_string() != ticket);
    }
}
