//! One key of the key-value machine, as operations see it that come one after the other.

use crate::operation::{Answer, Operation};

/// The value of a key, or none; or anything, where nothing is known of what came before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Known(Answer),
    Anything,
}

impl Value {
    /// The value after an operation; none if the operation would not have given this answer. An answer that is not
    /// given may be any.
    pub(super) fn after(self, operation: &Operation, answer: Option<Answer>) -> Option<Value> {
        if let Value::Known(before) = self {
            let (after, own) = run(operation, before);
            return answer
                .is_none_or(|answer| answer == own)
                .then_some(Value::Known(after));
        }
        match (operation, answer) {
            (Operation::Set { value, .. }, Some(answer)) if answer != Some(*value) => None,
            (Operation::Set { value, .. }, _) => Some(Value::Known(Some(*value))),
            (Operation::Add { .. }, Some(None)) => None,
            (Operation::Delete { .. }, _) => Some(Value::Known(None)),
            (Operation::Other(_), _) => Some(self),
            (Operation::Add { .. } | Operation::Get { .. }, answer) => {
                Some(answer.map_or(Value::Anything, Value::Known))
            }
        }
    }
}

/// Runs an operation on a value: the value afterwards, and the answer.
pub(super) fn run(operation: &Operation, before: Answer) -> (Answer, Answer) {
    match operation {
        Operation::Set { value, .. } => (Some(*value), Some(*value)),
        Operation::Add { amount, .. } => {
            let sum = Some(before.unwrap_or(0).wrapping_add(*amount));
            (sum, sum)
        }
        Operation::Get { .. } => (before, before),
        Operation::Delete { .. } => (None, before),
        Operation::Other(_) => (before, None),
    }
}
