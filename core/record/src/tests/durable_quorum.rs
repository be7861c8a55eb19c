//! Durable Quorum: runs in which a committed entry lacks disks, and near misses in which it does not.

use super::happened;
use crate::checks::Checks;
use crate::{Control, DiskHeld, Event, EventKind, Facts, Outcome, RoleName, ServerControl};
use raft::{Configuration, Entry, Index, Notice, Payload, ServerId, ServerSet, Term};

const ON_S1_ALONE: &str =
    "Entry 1 of term 1, which S1 committed, is on the disks of S1: 1 of 2 needed.";

#[test]
fn an_entry_on_the_leaders_disk_alone_is_not_committed() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1], 1);
    run.writes(2, 1, &[1], 0);
    run.writes(3, 1, &[], 0);
    assert_eq!(run.commits(1, 1), ON_S1_ALONE);
}

#[test]
fn the_disks_of_followers_alone_are_enough() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1], 0);
    run.writes(2, 1, &[1], 1);
    run.writes(3, 1, &[1], 1);
    assert_eq!(run.commits(1, 1), "");
}

#[test]
fn a_disk_with_another_entry_there_does_not_count_however_far_it_reaches() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1, 2], 2);
    run.writes(2, 1, &[1, 1, 1], 3);
    run.writes(3, 1, &[1, 1, 2], 3);
    assert_eq!(run.commits(1, 1), "");
    assert_eq!(
        run.commits(1, 2),
        "Entry 2 of term 2, which S1 committed, is on the disks of S1: 1 of 2 needed."
    );
}

#[test]
fn the_disks_of_servers_that_are_down_count_until_they_come_up_with_less() {
    let crash = EventKind::Crashed {
        unsynced: 0,
        kept: 0,
    };
    let mut run = Run::committed();
    for server in [1, 2] {
        assert_eq!(run.happens(server, crash.clone()), "");
    }
    assert_eq!(run.starts(1, 1), "");
    assert_eq!(run.starts(2, 0), ON_S1_ALONE);
}

#[test]
fn a_wiped_disk_is_missed_where_it_was_needed() {
    let mut run = Run::committed();
    assert_eq!(
        run.happens(
            3,
            EventKind::Control(Control::Server(ServerControl::DiskErased))
        ),
        "",
        "S3 held nothing"
    );
    assert_eq!(
        run.happens(
            2,
            EventKind::Control(Control::Server(ServerControl::DiskErased))
        ),
        ON_S1_ALONE
    );
}

#[test]
fn a_log_that_was_erased_is_missed_as_far_as_it_was_needed() {
    let mut run = Run::committed();
    run.writes(2, 2, &[1, 1], 3);
    assert_eq!(run.erases(2, 2), "");
    assert_eq!(run.erases(2, 1), ON_S1_ALONE);
}

#[test]
fn cutting_off_what_lies_above_the_committed_entry_takes_nothing_from_it() {
    let mut run = Run::committed();
    run.writes(2, 2, &[1, 1], 3);
    assert_eq!(run.cuts(2, 2), "");
    assert_eq!(run.cuts(2, 1), ON_S1_ALONE);
}

#[test]
fn what_is_written_over_counts_when_it_is_durable_again() {
    let mut run = Run::committed();
    run.writes(2, 2, &[1], 1);
    assert_eq!(run.writes(2, 2, &[2], 1), "");
    assert_eq!(run.writes(2, 1, &[1], 1), "");
    assert_eq!(run.writes(2, 1, &[1], 0), ON_S1_ALONE);
}

#[test]
fn an_older_entry_that_is_reported_committed_later_is_not_asked_again() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1, 1], 2);
    run.writes(2, 1, &[1, 1], 2);
    run.writes(3, 1, &[1], 0);
    assert_eq!(run.commits(1, 2), "");
    assert_eq!(run.commits(3, 1), "");
    assert_ne!(run.cuts(2, 2), "", "the highest one is still watched");
}

#[test]
fn both_majorities_of_a_joint_configuration_are_needed() {
    let pair = |other| [ServerId(1), ServerId(other)].into_iter().collect();
    for (incoming, outgoing, is_enough) in [(2, 2, true), (2, 3, false), (3, 2, false)] {
        let mut run = Run::of(3);
        run.configuration.voters = pair(incoming);
        run.configuration.outgoing = pair(outgoing);
        run.writes(3, 1, &[1], 0);
        run.writes(1, 1, &[1], 1);
        run.writes(2, 1, &[1], 1);
        assert_eq!(run.commits(1, 1).is_empty(), is_enough);
    }
}

#[test]
fn a_snapshot_stands_for_the_entries_it_covers() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1], 1);
    run.writes(2, 1, &[1], 0);
    run.ends(3, (5, 1), 5);
    assert_eq!(run.commits(1, 1), "");
}

#[test]
fn where_nothing_is_reported_of_disks_nothing_is_missed() {
    let mut run = Run::of(3);
    run.writes(1, 1, &[1], 1);
    assert_eq!(run.commits(1, 1), "", "S2 and S3 may hold it");
    let mut silent = Run::committed();
    let outcomes = [Outcome::Noticed(Notice::CommitAdvanced(9))];
    assert_eq!(silent.event(1, EventKind::SnapshotDue, &outcomes, None), "");
    let mut empty = Run::of(0);
    empty.writes(1, 1, &[1], 1);
    assert_eq!(empty.commits(1, 1), "", "and no server votes");
}

/// A run made of events. What reports one returns the breach.
#[derive(Default)]
struct Run {
    checks: Checks,
    events: u64,
    configuration: Configuration,
    /// By server number: where the log ends, and the last index on the disk.
    logs: [((Index, Term), Index); 4],
}

impl Run {
    fn of(servers: u8) -> Run {
        Run {
            configuration: Configuration::simple(ServerSet::first(servers)),
            ..Run::default()
        }
    }

    /// Entry 1 of term 1 is committed on S1 and S2, and not on S3.
    fn committed() -> Run {
        let mut run = Run::of(3);
        run.writes(3, 1, &[], 0);
        run.writes(1, 1, &[1], 1);
        run.writes(2, 1, &[1], 1);
        assert_eq!(run.commits(1, 1), "");
        run
    }

    /// Entries of these terms, from `first` on. On the disk is the log through `durable`.
    fn writes(&mut self, server: u8, first: Index, terms: &[Term], durable: Index) -> String {
        let entry = |(index, term): (Index, &Term)| Entry {
            term: *term,
            payload: Payload::Command(format!("{term}.{index}").as_bytes().into()),
        };
        let entries = (first..).zip(terms).map(entry).collect();
        let last = first + terms.len() as u64 - 1;
        self.logs[usize::from(server)] = ((last, terms.last().copied().unwrap_or(0)), durable);
        self.reports(server, Notice::Appended { first, entries })
    }

    fn cuts(&mut self, server: u8, from: Index) -> String {
        let ((last, term), durable) = self.logs[usize::from(server)];
        let term = if from > 1 { term } else { 0 };
        self.logs[usize::from(server)] = ((from - 1, term), durable.min(from - 1));
        self.reports(server, Notice::Truncated { from, last })
    }

    /// The log on the disk of a server that is down loses what stands from here on.
    fn erases(&mut self, server: u8, from: Index) -> String {
        let ((_, term), durable) = self.logs[usize::from(server)];
        let term = if from > 1 { term } else { 0 };
        self.logs[usize::from(server)] = ((from - 1, term), durable.min(from - 1));
        let held = DiskHeld {
            facts: self.facts(server),
            first: from,
            entries: [].into(),
        };
        let outcomes = [Outcome::DiskHolds(Box::new(held))];
        let kind = EventKind::Control(Control::LogErased { from });
        self.event(server, kind, &outcomes, None)
    }

    fn commits(&mut self, server: u8, index: Index) -> String {
        self.reports(server, Notice::CommitAdvanced(index))
    }

    /// Nothing but where the log ends, and what is on the disk.
    fn ends(&mut self, server: u8, last: (Index, Term), durable: Index) -> String {
        self.logs[usize::from(server)] = (last, durable);
        let facts = self.facts(server);
        self.event(server, EventKind::SnapshotDue, &[], Some(facts))
    }

    fn starts(&mut self, server: u8, durable: Index) -> String {
        self.logs[usize::from(server)] = ((durable, durable), durable);
        let facts = self.facts(server);
        self.event(server, EventKind::Started { again: true }, &[], Some(facts))
    }

    fn happens(&mut self, server: u8, kind: EventKind) -> String {
        self.event(server, kind, &[], None)
    }

    fn reports(&mut self, server: u8, notice: Notice) -> String {
        let facts = self.facts(server);
        let outcomes = [Outcome::Noticed(notice)];
        self.event(server, EventKind::SnapshotDue, &outcomes, Some(facts))
    }

    fn facts(&self, server: u8) -> Facts {
        let ((last_index, last_term), durable) = self.logs[usize::from(server)];
        Facts {
            term: last_term,
            voted_for: None,
            role: RoleName::Follower,
            leader: None,
            commit: 0,
            applied: 0,
            base_index: 0,
            base_term: 0,
            last_index,
            last_term,
            durable,
            snapshot_index: 0,
            snapshot_term: 0,
            configuration: self.configuration,
        }
    }

    fn event(
        &mut self,
        server: u8,
        kind: EventKind,
        outcomes: &[Outcome],
        after: Option<Facts>,
    ) -> String {
        let number = self.events;
        self.events += 1;
        let event = Event {
            after,
            ..happened(number, server, kind, outcomes.to_vec())
        };
        let violations = self.checks.observe(&event).into_iter();
        let mut own = violations.filter(|violation| violation.check == "Durable Quorum");
        own.next()
            .map_or(String::new(), |violation| violation.sentence)
    }
}
