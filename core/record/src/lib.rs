//! What is known of a run, however it came about: events, pictures of a moment, checks, story, fingerprint.
//!
//! What runs a cluster emits [`Event`]s, in order, and makes a [`ClusterView`] when one is to be shown. What observes it
//! keeps a [`Checks`], a [`Fingerprint`] and a [`Story`], and shows every event to each; a [`Fold`] makes the view of them alone:
//!
//! ```
//! use record::story::Weight;
//! use record::{Checks, Event, Fingerprint, Story};
//!
//! fn watch(run: &[Event]) -> Option<String> {
//!     let (mut checks, mut fingerprint) = (Checks::new(), Fingerprint::new());
//!     let mut story = Story::default();
//!     for event in run {
//!         if let Some(breach) = checks.observe(event).first() {
//!             return Some(format!("{} is broken: {}", breach.check, breach.sentence));
//!         }
//!         fingerprint.observe(event);
//!         story.observe(event);
//!     }
//!     story.newest(Weight::Major).and_then(|line| story.text(line))
//! }
//! assert_eq!(watch(&[]), None);
//! ```
//!
//! None of them knows a simulator, so that a run of any other Raft can be watched the same way.

pub mod checks;
pub mod content;
pub mod control;
pub mod costs;
mod cuts;
pub mod event;
pub mod fingerprint;
pub mod fold;
pub mod held;
pub mod message;
pub mod observer;
pub mod operation;
mod percent;
pub mod scope;
pub mod sorted;
pub mod state;
pub mod story;
pub mod trace;
mod unknown;
pub mod view;

#[cfg(test)]
mod tests;

pub use checks::{Checks, Violation};
pub use content::{content_hash, content_words, is_unknown};
pub use control::{Control, MessageControl, ServerControl};
pub use costs::Costs;
pub use cuts::observe_cuts;
pub use event::{
    DiskHeld, DiskWrite, Envelope, Event, EventKind, EventNumber, Facts, Fate, LossReason,
    OperationEnd, Outcome, PartialFacts, PartialPlace, RoleName, Source,
};
pub use fingerprint::Fingerprint;
pub use fold::Fold;
pub use held::{Held, Holds};
pub use message::{Body, MessageKind, MessageName, MessageNumber, Names};
pub use observer::Observer;
pub use operation::{Answer, ClientCommand, ClientId, Operation, OperationError, Serial};
pub use percent::Percent;
pub use scope::{Kinds, LinkOverride, Scope};
pub use sorted::SortedMap;
pub use state::ClusterState;
pub use story::Story;
pub use unknown::Unknown;
pub use view::ClusterView;
