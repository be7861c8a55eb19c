//! The trace: a run as text, one JSON object a line, which other programs can write, read and check.
//!
//! The first line is the [`Header`]; every other line is one event, in order. [`SCHEMA`] says what each may hold. A
//! [`Writer`] is shown the events of a run; a [`Reader`] gives them back, with one line in memory at a time, so that written
//! again they are the same lines; [`check`] judges a whole trace by nothing else.
//!
//! ```
//! let trace = r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"manual"}
//! {"time":1000,"server":1,"after":{"term":1,"role":"leader","commit":0}}
//! {"time":2000,"server":1,"outcomes":[{"appended":[{"index":1,"term":1}]}],"after":{"term":1,"role":"leader","commit":0}}
//! {"time":3000,"server":2,"after":{"term":1,"role":"leader","commit":0}}
//! "#;
//! let report = record::trace::check(trace.as_bytes()).unwrap();
//! assert_eq!(report.broken().next().unwrap().name, "Election Safety");
//! ```
//!
//! Which changes to a full trace are not noticed is listed in `check.rs`.
//!
//! A trace of the *minimal level* reports, of every step of a server: time, server, term, role, what changed in its log,
//! commit index; and when a process came up again, since commit and applied index then begin again. Everything else may be
//! left out, of any event, and is unknown then; but a server's log is empty at first, and where no log is reported, the
//! operations of clients are all that there were. `docs/TRACE.md` is for those who write one.

mod check;
mod commitment;
mod control;
mod implied;
mod in_flight;
mod kind;
mod line;
mod message;
mod names;
mod outcome;
mod pairing;
mod read;
mod reason;
mod replies;
mod reported;
mod server;
mod snapshots;
mod state;
mod strict;
mod values;
mod votes;
mod write;

pub use check::{CheckReport, Place, Report, Verdict, check, check_reader};
pub use line::{Format, Header, Level};
pub use message::PartialMessage;
pub use read::{Reader, TraceError};
pub use write::Writer;

/// The JSON Schema that every line of a trace obeys.
pub const SCHEMA: &str = include_str!("../../trace.schema.json");

/// The version of the format. It goes up when a reader of the old one would misunderstand the new one.
pub const VERSION: u32 = 1;
