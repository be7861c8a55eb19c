//! A run in bytes, for links and files: what was done in it and when, its branches, and what of it is shown.
//!
//! ```
//! use raft::Time;
//! use recording::{Progress, Recording, Replay, Shown};
//! use sim::{Action, ServerAction, Settings, Timeline};
//!
//! let mut run = Timeline::new(Settings::default(), 7, ()).expect("possible settings");
//! run.advance(Time(1_000_000));
//! let leader = run.world().leader().expect("a second is enough");
//! run.act(&Action::Server(ServerAction::Crash, leader));
//! run.advance(Time(2_000_000));
//! let recording = Recording::of(&run, Shown::default(), Vec::new());
//! let text = recording.to_text().expect("a short run");
//!
//! let read = Recording::from_text(&text).expect("what was written just now");
//! let mut replay = Replay::new(read, ()).expect("settings that were possible");
//! while replay.go_on(1_000) != Progress::Done {}
//! let (replayed, differs) = replay.into_run();
//! assert_eq!(replayed.world().fingerprint(), run.world().fingerprint());
//! assert_eq!(differs, None);
//! ```
//!
//! `docs/LINK.md` describes the form byte by byte.

mod action;
mod bytes;
mod check;
mod error;
mod limits;
mod numbers;
mod outside;
mod recording;
mod replay;
mod version_1;

#[cfg(test)]
mod tests;

pub use error::RecordingError;
pub use limits::{
    LONGEST, LONGEST_LINK, LONGEST_NAME, LONGEST_SHOWN, LONGEST_WORDS, MOST_ACTIONS, MOST_BRANCHES,
    MOST_EVENTS, MOST_FILE_BYTES, MOST_MARKS, MOST_PAUSE_POINTS,
};
pub use outside::{MAGIC, is_file};
pub use recording::{Branch, Fork, PausePoint, Recording, Shown, Step};
pub use replay::{Differs, Progress, Replay};
