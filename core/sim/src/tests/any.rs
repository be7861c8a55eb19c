//! What random tests do, whatever it is.

use super::choices::Choices;
use super::{MessageAction, ServerAction};
use raft::{Duration, ServerId};
use record::{MessageKind, MessageName};

/// A message of no term, which no server sends.
pub(super) const NO_MESSAGE: MessageName = MessageName {
    from: ServerId(1),
    to: ServerId(1),
    kind: MessageKind::RequestVote,
    term: 0,
    nth: 1,
    copy: 0,
};

/// Something that can be done to a server, whatever it is.
pub(super) fn any_to_server(choices: &mut Choices) -> ServerAction {
    ServerAction::NAMED[choices.below(ServerAction::NAMED.len() as u64) as usize].1
}

/// Something that can be done to a message, whatever it is.
pub(super) fn any_to_message(choices: &mut Choices) -> MessageAction {
    match MessageAction::NAMED[choices.below(MessageAction::NAMED.len() as u64) as usize].1 {
        MessageAction::Delay(_) => MessageAction::Delay(Duration(choices.below(400_000))),
        action => action,
    }
}
