//! What is known of a run, however it came about: events, pictures of a moment, checks, fingerprints.

pub mod checks;
pub mod content;
pub mod event;
pub mod fingerprint;
pub mod operation;
pub mod sorted;
pub mod story;
pub mod view;

#[cfg(test)]
mod tests;

pub use checks::{Checks, Finding};
pub use content::content_hash;
pub use event::{
    Envelope, Event, EventKind, EventNumber, Facts, Fate, LossReason, MessageId, OperationEnd,
    Outcome, RoleName,
};
pub use fingerprint::Fingerprint;
pub use operation::{Answer, ClientCommand, ClientId, Operation, OperationError, Serial};
pub use sorted::SortedMap;
pub use story::Story;
pub use view::ClusterView;
