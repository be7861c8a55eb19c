//! Messages that came to nothing, while that is seen.

use raft::{Duration, Time};
use record::view::MessageView;
use record::{ClusterView, MessageName};

/// A message that was lost.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Lost {
    /// The message, as it was on its way.
    pub(crate) message: MessageView,
    /// When it was lost.
    pub(crate) at: Time,
}

/// How long that is seen: less than a message takes.
const LASTS: Duration = Duration::from_millis(8);

impl Lost {
    /// None if it was not on its way before.
    pub(super) fn of(name: MessageName, at: Time, before: &ClusterView) -> Option<Lost> {
        let mut on_their_way = before.messages.iter();
        let message = on_their_way.find(|message| message.envelope.name() == name)?;
        Some(Lost {
            message: message.clone(),
            at,
        })
    }

    pub(super) fn is_seen(&self, now: Time) -> bool {
        self.at <= now && now.since(self.at) < LASTS
    }
}
