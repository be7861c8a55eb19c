//! Tests of the record, a file per module.

mod checks;
mod content;
mod costs;
mod durable_quorum;
mod encoding;
mod fingerprint;
mod foreign;
mod generate;
mod linearizable;
mod operation;
mod scope;
mod sorted;
mod story;
mod trace;
mod weights;

use crate::{Event, EventKind, Outcome};
use raft::{ServerId, Time};

/// An event of a server, a microsecond after the one before, that some other event led to.
fn happened(number: u64, server: u8, kind: EventKind, outcomes: Vec<Outcome>) -> Event {
    Event {
        number,
        time: Time(number),
        cause: Some(0),
        server: Some(ServerId(server)),
        kind,
        outcomes,
        after: None,
        source: None,
    }
}
