//! The order of the log as a witness: operations take effect when a server first applies them.
//!
//! An entry is first applied at one event, and entries in the order of their indexes. So if every operation on a key was
//! first applied between its call and its return, and answers what it gives in that order, then this order explains the
//! history, and no other need be sought. If it does not explain the history, another one may.

use super::register;
use crate::operation::{Answer, Operation};

/// One key, as the operations on it leave it that were called and then applied.
#[derive(Clone)]
pub(super) struct Witness {
    value: Answer,
    explains: bool,
}

impl Default for Witness {
    /// Before the first operation: the key has no value.
    fn default() -> Witness {
        Witness {
            value: None,
            explains: true,
        }
    }
}

impl Witness {
    /// An operation is applied for the first time. Returns what it answers in this order.
    pub(super) fn applied(&mut self, operation: &Operation) -> Answer {
        let (value, answer) = register::run(operation, self.value);
        self.value = value;
        answer
    }

    /// An operation did not end as this order has it.
    pub(super) fn is_refuted(&mut self) {
        self.explains = false;
    }

    /// Whether this order explains the history so far.
    pub(super) fn explains(&self) -> bool {
        self.explains
    }
}
