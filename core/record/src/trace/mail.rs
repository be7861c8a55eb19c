//! Delivered as Sent: a network loses, delays, reorders and copies messages, but it makes none up and changes none.

use super::happening::Happening;
use super::line::Line;
use super::message::Letter;
use super::outcome::Consequence;
use std::collections::BTreeMap;

/// The name of the check.
pub(super) const NAME: &str = "Delivered as Sent";

/// What it says.
pub(super) const SAYS: &str =
    "A message arrives where it was sent to, at most once, and says what it said when it left.";

/// The messages that are on their way, by number.
#[derive(Default)]
pub(super) struct Mail(BTreeMap<u64, Letter>);

impl Mail {
    /// What contradicts what, if a message comes to an end that it cannot come to.
    pub(super) fn look(&mut self, line: &Line) -> Option<String> {
        let ended = match &line.happened {
            Some(Happening::Delivered { message, .. } | Happening::Lost { message, .. }) => {
                self.ends(message, line)
            }
            _ => None,
        };
        let mut breach = ended;
        for told in &line.outcomes {
            match told {
                Consequence::Sent { message, .. } => breach = breach.or(self.leaves(message)),
                Consequence::NeverSent { message } => drop(self.0.remove(&message.0)),
                _ => {}
            }
        }
        breach
    }

    fn leaves(&mut self, letter: &Letter) -> Option<String> {
        let id = letter.id.0;
        let before = self.0.insert(id, letter.clone());
        before.map(|_| format!("Message {id} is sent, but one of this number is on its way."))
    }

    fn ends(&mut self, letter: &Letter, line: &Line) -> Option<String> {
        let (id, to) = (letter.id.0, letter.to.0);
        let Some(sent) = self.0.remove(&id) else {
            return Some(format!(
                "Message {id} comes to {to}, but it is not on its way."
            ));
        };
        if sent != *letter {
            return Some(format!(
                "Message {id} does not say what it said when it was sent."
            ));
        }
        let at = line.server.map(|server| server.0);
        (at != Some(to)).then(|| format!("Message {id} to {to} comes to another server."))
    }
}
