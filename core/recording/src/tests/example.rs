//! Examples of each version, which are read and played for good. They are never made again: a form that reads them differently
//! is another version.

use super::generate::every;
use super::*;
use crate::bytes::Writer;
use crate::{Branch, Fork, PausePoint, Recording, Step};
use raft::ServerId;
use record::{MessageKind, MessageName, Operation};
use sim::world::Position;

/// A run: a vote that is dropped, a command, and a branch in which the leader crashes instead of that.
const RUN: &str = include_str!("examples/v1-run.txt");

/// One action of every kind, every dial at an unusual place, and all else that there is. It is no run.
const ALL: &str = include_str!("examples/v1-all.txt");

fn at(time: u64, events: u64) -> Position {
    Position {
        time: Time(time),
        events,
    }
}

fn the_run() -> Recording {
    let (fork, shown) = (at(900_000, 191), at(1_600_000, 312));
    let request = MessageName {
        from: ServerId(1),
        to: ServerId(2),
        kind: MessageKind::RequestVote,
        term: 1,
        nth: 1,
        copy: 0,
    };
    let step = |at, action, fingerprint| Step {
        at,
        action,
        fingerprint,
    };
    let write = Operation::Set {
        key: "x".into(),
        value: -1,
    };
    let first = Branch {
        steps: vec![
            step(
                at(161_467, 7),
                Action::Message(MessageAction::Drop, request),
                8_608,
            ),
            step(fork, Action::Submit(None, write), 3_717),
        ],
        head: at(1_500_000, 328),
        ..Branch::default()
    };
    let crash = Action::Server(ServerAction::Crash, ServerId(1));
    let second = Branch {
        left: Some(Fork { from: 0, at: fork }),
        name: Some("Without its leader".into()),
        steps: vec![step(fork, crash, 38_611)],
        marks: vec![(shown, "Another leader".into())],
        head: at(2_000_000, 376),
    };
    Recording {
        settings: Settings::default(),
        seed: 7,
        branches: vec![first, second],
        here: 1,
        at: shown,
        fingerprint: 3_269_205_169_210_758_581,
        shown: Shown {
            view: "logs".into(),
            selection: "S2".into(),
        },
        pause_points: vec![PausePoint {
            condition: "leader is S2".into(),
            is_before: false,
            action: String::new(),
            is_on: true,
        }],
    }
}

#[test]
fn a_run_of_version_1_is_read_and_played() {
    let recording = Recording::from_text(RUN).unwrap();
    assert_eq!(recording, the_run());
    let fingerprint = recording.fingerprint;
    let (run, differs) = played(recording, 1_000);
    assert_eq!(differs, None);
    assert_eq!(run.world().fingerprint(), fingerprint);
}

#[test]
fn every_action_of_version_1_is_read() {
    assert_eq!(Recording::from_text(ALL).unwrap(), every());
}

#[test]
fn what_is_written_now_is_what_was_written_then() {
    assert_eq!(the_run().to_text().unwrap(), RUN.trim());
    assert_eq!(every().to_text().unwrap(), ALL.trim());
}

/// Their numbers, too, are theirs for good.
#[test]
fn actions_that_came_after_the_examples_have_the_bytes_that_the_reference_says() {
    for (action, bytes) in [
        (Action::SnapshotAt(ServerId(1), 7), vec![64, 1, 7]),
        (Action::EraseLog(ServerId(3), 300), vec![65, 3, 0xac, 2]),
    ] {
        let mut out = Writer::default();
        out.action(&action);
        assert_eq!(out.0, bytes);
    }
}
