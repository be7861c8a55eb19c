//! Reads what can be shown of a cluster.

use super::super::condition::Measure;
use super::super::cursor::{Cursor, Read};
use super::super::value::Value;

/// Words that one begins with, besides the numbers of a server.
const WORDS: [&str; 6] = ["time", "events", "leader", "role", "log", "state"];

impl Cursor<'_> {
    /// One that is no condition.
    pub(super) fn value_alone(&mut self) -> Read<Value> {
        let measures = &mut Measure::NAMED.iter().map(|(name, _)| *name);
        let place = self.place_in(&mut WORDS.into_iter().chain(measures), "a value")?;
        let value = match place {
            0 => Value::Time,
            1 => Value::Events,
            2 => Value::Leader,
            3 => Value::Role(self.of()?),
            4 => Value::Log(self.of()?),
            5 => Value::State(self.name()?, self.key()?),
            measure => Value::Number(Measure::NAMED[measure - WORDS.len()].1, self.of()?),
        };
        Ok(value)
    }
}
