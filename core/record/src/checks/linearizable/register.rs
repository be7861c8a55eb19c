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
        let answers = |own: Answer| answer.is_none_or(|answer| answer == own);
        let gives = |own: Answer| answers(own).then_some(Value::Known(own));
        match (operation, self) {
            (Operation::Set { value, .. }, _) => gives(Some(*value)),
            (Operation::Add { amount, .. }, Value::Known(before)) => {
                gives(Some(before.unwrap_or(0).wrapping_add(*amount)))
            }
            (Operation::Get { .. }, Value::Known(value)) => gives(value),
            (Operation::Delete { .. }, Value::Known(value)) => {
                answers(value).then_some(Value::Known(None))
            }
            (Operation::Delete { .. }, Value::Anything) => Some(Value::Known(None)),
            (Operation::Add { .. }, Value::Anything) if answer == Some(None) => None,
            (Operation::Add { .. } | Operation::Get { .. }, Value::Anything) => {
                Some(answer.map_or(Value::Anything, Value::Known))
            }
        }
    }
}
