//! How many bytes things take.

use super::lone::*;
use crate::message::{AppendEntries, InstallSnapshot};
use crate::size::{of_entry, of_log, of_message, of_persisted};
use crate::*;
use std::sync::Arc;

fn command(bytes: &[u8]) -> Entry {
    Entry {
        term: 1,
        payload: Payload::Command(bytes.into()),
    }
}

#[test]
fn an_entry_takes_its_term_and_what_it_holds() {
    let noop = Entry {
        term: 1,
        payload: Payload::Noop,
    };
    let configuration = Entry {
        term: 1,
        payload: Payload::Configuration(Configuration::simple(ServerSet::first(3))),
    };
    let sizes = [noop, configuration, command(b""), command(b"12345")].map(|it| of_entry(&it));
    assert_eq!(sizes, [9, 15, 17, 22]);
}

#[test]
fn a_log_takes_the_entries_that_are_still_here() {
    let mut disk = Durable::new(Configuration::simple(ServerSet::first(3)));
    disk.log
        .replace(1, &[command(b"1"), command(b"12"), command(b"123")]);
    assert_eq!(of_log(&disk.log), 18 + 19 + 20);
    disk.log.drop_through(2, 1);
    assert_eq!(of_log(&disk.log), 20);
    assert_eq!(of_persisted(&disk), 25 + 20, "term, vote and place as well");
}

#[test]
fn a_message_takes_what_it_carries() {
    let append = |entries: &[Entry]| {
        Message::AppendEntries(AppendEntries {
            term: 1,
            request: 1,
            prev_log_index: 0,
            prev_log_term: 0,
            entries: entries.into(),
            leader_commit: 0,
        })
    };
    let heartbeat = of_message(&append(&[]));
    let with_two = of_message(&append(&[command(b"1"), command(b"12")]));
    assert_eq!((heartbeat, with_two), (49, 49 + 18 + 19));
    let chunk = |bytes: &[u8]| {
        Message::InstallSnapshot(InstallSnapshot {
            term: 1,
            snapshot: SnapshotId::default(),
            configuration: Configuration::simple(ServerSet::first(3)),
            offset: 0,
            data: Arc::from(bytes),
            total: 100,
            chunk_size: 10,
        })
    };
    assert_eq!(of_message(&chunk(b"")), 71);
    assert_eq!(of_message(&chunk(b"0123456789")), 81);
    assert_eq!(of_message(&vote(1, true)), 18);
}
