//! Every safety property: events that break it, and near misses that must not.

use super::happened;
use crate::checks::Checks;
use crate::{Event, EventKind, Facts, Outcome, RoleName, content_hash};
use raft::{Configuration, Entry, Index, Notice, Payload, SnapshotId, Term};

// — Election Safety —

#[test]
fn a_second_leader_in_a_term_breaks_election_safety() {
    let mut run = Run::default();
    run.leads(1, 2);
    assert_eq!(
        run.leads(3, 2),
        ["Election Safety: S3 became leader of term 2, which S1 leads since event 0."]
    );
}

#[test]
fn a_leader_in_every_term_and_two_at_one_time_break_nothing() {
    let mut run = Run::default();
    run.leads(1, 2);
    run.leads(3, 4);
    run.leads(2, 3);
    run.leads(1, 1_000_000);
    run.holds();
}

#[test]
fn a_leader_is_remembered_however_far_apart_terms_lie() {
    let mut run = Run::default();
    for term in [7, u64::MAX, 100_000, 6] {
        run.leads(1, term);
    }
    assert_eq!(
        run.leads(2, 7)[0],
        "Election Safety: S2 became leader of term 7, which S1 leads since event 0."
    );
}

// — Leader Append-Only —

#[test]
fn a_leader_that_cuts_its_log_breaks_leader_append_only() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.leads(1, 2);
    assert_eq!(
        run.cuts(1, 2, 3),
        ["Leader Append-Only: S1 leads term 2 and cut off its own entries 2 to 3."]
    );
}

#[test]
fn a_leader_that_writes_over_an_entry_breaks_leader_append_only() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.leads(1, 2);
    assert_eq!(
        run.appends(1, 2, &[(2, "c")]),
        ["Leader Append-Only: S1 leads term 2 and wrote over its own entry 2."]
    );
}

#[test]
fn a_leader_whose_log_gives_way_to_a_snapshot_breaks_leader_append_only() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a")]);
    run.leads(1, 2);
    assert_eq!(
        run.installs(1, 5, 1),
        ["Leader Append-Only: S1 leads term 2 and let a snapshot up to entry 5 replace its log."]
    );
}

#[test]
fn a_leader_whose_log_is_shorter_without_a_word_breaks_leader_append_only() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.leads(1, 2);
    assert_eq!(
        run.is(1, 1, 1),
        ["Leader Append-Only: S1 leads term 2 and cut off its own entry 2."]
    );
}

#[test]
fn a_leader_whose_log_ends_where_it_did_has_cut_off_nothing() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.leads(1, 2);
    run.is(1, 2, 1);
    run.holds();
}

#[test]
fn who_does_not_lead_any_more_may_cut_its_log() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.leads(1, 2);
    run.appends(1, 3, &[(2, "c")]);
    run.reports(1, &[Notice::SteppedDown(3), truncated(3, 3)]);
    run.appends(1, 3, &[(3, "d")]);
    run.holds();
}

#[test]
fn a_crash_may_shorten_the_log_of_a_leader() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.crashes(1);
    run.restarts(1, &[truncated(2, 2)]);
    run.appends(1, 2, &[(2, "c")]);
    run.holds();
}

#[test]
fn a_crash_may_bring_back_what_a_lost_write_had_cut_off() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.cuts(1, 2, 3);
    run.appends(1, 2, &[(2, "d")]);
    run.crashes(1);
    run.restarts(1, &[truncated(2, 2), appended(2, &[(1, "b"), (1, "c")])]);
    run.is(1, 3, 1);
    run.holds();
}

// — Log Matching —

#[test]
fn two_contents_under_one_index_and_term_break_log_matching() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.appends(2, 1, &[(1, "a")]);
    assert_eq!(
        run.appends(2, 2, &[(1, "c")]),
        ["Log Matching: S2 holds entry 2 of term 1 with another content than S1."]
    );
}

#[test]
fn two_terms_before_one_entry_break_log_matching() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (3, "b")]);
    run.appends(2, 1, &[(2, "x")]);
    assert_eq!(
        run.appends(2, 2, &[(3, "b")]),
        [
            "Log Matching: S2 holds entry 2 of term 3 behind one of term 2, \
            but behind one of term 1 it stands at S1."
        ]
    );
}

#[test]
fn logs_that_part_and_meet_again_keep_log_matching() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (2, "b"), (2, "c")]);
    run.appends(2, 1, &[(1, "a"), (3, "x")]);
    run.cuts(1, 2, 3);
    run.appends(1, 2, &[(3, "x")]);
    run.holds();
}

#[test]
fn an_entry_behind_a_snapshot_is_compared_with_one_behind_an_entry() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (2, "b")]);
    run.installs(2, 1, 1);
    run.appends(2, 2, &[(2, "b")]);
    run.holds();
    run.installs(3, 1, 2);
    assert_eq!(
        run.appends(3, 2, &[(2, "b")]),
        [
            "Log Matching: S3 holds entry 2 of term 2 behind one of term 2, \
            but behind one of term 1 it stands at S1."
        ]
    );
}

#[test]
fn where_a_trace_is_silent_only_contents_are_compared() {
    let mut run = Run::default();
    run.appends(1, 7, &[(2, "b")]);
    run.is(2, 6, 1);
    run.appends(2, 7, &[(2, "b")]);
    run.holds();
    run.appends(3, 9, &[(2, "c")]);
    assert_eq!(
        run.appends(2, 9, &[(2, "d")]),
        ["Log Matching: S2 holds entry 9 of term 2 with another content than S3."]
    );
}

#[test]
fn behind_a_base_that_cuts_have_reached_the_term_is_known_as_far_as_it_was_reported() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (2, "b"), (3, "c")]);
    run.installs(2, 1, 2);
    run.appends(2, 2, &[(4, "x")]);
    run.cuts(2, 2, 2);
    assert_eq!(
        run.appends(2, 2, &[(2, "b")]),
        [
            "Log Matching: S2 holds entry 2 of term 2 behind one of term 2, \
            but behind one of term 1 it stands at S1."
        ]
    );
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (2, "b"), (3, "c")]);
    run.installs(2, 5, 3);
    // Below the snapshot nothing is known of what came before.
    run.cuts(2, 2, 5);
    run.appends(2, 2, &[(1, "x")]);
    assert_eq!(
        run.appends(2, 3, &[(3, "c")]),
        [
            "Log Matching: S2 holds entry 3 of term 3 behind one of term 1, \
            but behind one of term 2 it stands at S1."
        ]
    );
}

// — Leader Completeness —

#[test]
fn a_leader_without_a_committed_entry_breaks_leader_completeness() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.appends(2, 1, &[(1, "a")]);
    run.commits(1, 2);
    assert_eq!(
        run.leads(2, 2),
        [
            "Leader Completeness: S2 became leader of term 2 without entry 2 of term 1, \
            which S1 committed in term 1."
        ]
    );
}

#[test]
fn a_leader_with_another_entry_in_its_place_breaks_leader_completeness() {
    let mut run = Run::default();
    run.leads(1, 2);
    run.appends(1, 1, &[(2, "a")]);
    run.commits(1, 1);
    run.appends(2, 1, &[(1, "x"), (1, "y")]);
    assert_eq!(
        run.leads(2, 3),
        [
            "Leader Completeness: S2 became leader of term 3 without entry 1 of term 2, \
            which S1 committed in term 2."
        ]
    );
}

#[test]
fn a_commit_by_an_older_leader_is_held_against_the_younger_one() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a")]);
    run.leads(2, 2);
    assert_eq!(
        run.commits(1, 1),
        [
            "Leader Completeness: S2 became leader of term 2 without entry 1 of term 1, \
            which S1 committed in term 1."
        ]
    );
}

#[test]
fn all_that_was_committed_in_a_term_binds_later_leaders() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.commits(1, 1);
    run.commits(1, 3);
    run.appends(2, 1, &[(1, "a"), (1, "b")]);
    assert_eq!(
        run.leads(2, 2),
        [
            "Leader Completeness: S2 became leader of term 2 without entry 3 of term 1, \
            which S1 committed in term 1."
        ]
    );
}

#[test]
fn a_log_of_which_only_the_end_is_known_is_not_held_against_a_leader() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.commits(1, 3);
    run.appends(2, 1, &[(1, "a")]);
    run.is(2, 4, 1);
    run.leads(2, 2);
    run.holds();
    run.appends(3, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.is(3, 3, 2);
    assert_eq!(
        run.leads(3, 3),
        [
            "Leader Completeness: S3 became leader of term 3 without entry 3 of term 1, \
            which S1 committed in term 1."
        ]
    );
}

#[test]
fn a_log_that_ends_as_it_was_reported_stays_known() {
    let mut run = Run::default();
    run.leads(1, 2);
    run.appends(1, 1, &[(2, "a")]);
    run.commits(1, 1);
    run.appends(2, 1, &[(1, "x"), (1, "y")]);
    run.is(2, 2, 1);
    assert_eq!(
        run.leads(2, 3),
        [
            "Leader Completeness: S2 became leader of term 3 without entry 1 of term 2, \
            which S1 committed in term 2."
        ]
    );
}

#[test]
fn a_commit_by_an_older_leader_binds_all_leaders_to_come() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.appends(2, 1, &[(1, "a"), (1, "b")]);
    run.leads(2, 2);
    run.commits(1, 2);
    run.holds();
    assert_eq!(
        run.leads(3, 3),
        [
            "Leader Completeness: S3 became leader of term 3 without entry 2 of term 1, \
            which S1 committed in term 1."
        ]
    );
}

#[test]
fn a_leader_may_lack_what_is_not_committed_or_was_committed_in_a_later_term() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b")]);
    run.commits(1, 1);
    run.appends(3, 1, &[(1, "a")]);
    run.leads(3, 3);
    run.appends(3, 2, &[(3, "c")]);
    run.commits(3, 2);
    run.appends(2, 1, &[(1, "a")]);
    run.leads(2, 2);
    run.holds();
}

#[test]
fn a_follower_that_learns_of_a_commit_binds_no_leader() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a")]);
    run.commits(1, 1);
    run.leads(2, 2);
    run.holds();
}

#[test]
fn a_snapshot_stands_for_the_entries_it_covers() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.commits(1, 2);
    run.installs(2, 3, 1);
    run.leads(2, 2);
    run.holds();
}

// — State Machine Safety —

#[test]
fn another_term_applied_at_an_index_breaks_state_machine_safety() {
    let mut run = Run::default();
    run.applies(1, 5, (2, "a"));
    assert_eq!(
        run.applies(2, 5, (3, "a")),
        [
            "State Machine Safety: S2 applied an entry of term 3 at index 5, \
            where S1 applied one of term 2."
        ]
    );
}

#[test]
fn another_content_applied_at_an_index_breaks_state_machine_safety() {
    let mut run = Run::default();
    run.applies(1, 5, (2, "a"));
    run.crashes(1);
    assert_eq!(
        run.applies(1, 5, (2, "b")),
        ["State Machine Safety: S1 applied another content at index 5, term 2, than S1 did."]
    );
}

#[test]
fn a_snapshot_of_another_history_breaks_state_machine_safety() {
    let mut run = Run::default();
    run.applies(1, 5, (2, "a"));
    assert_eq!(
        run.restores(2, 5, 3),
        [
            "State Machine Safety: S2 took over a snapshot that ends with an entry of term 3 \
            at index 5, where S1 applied one of term 2."
        ]
    );
}

#[test]
fn applying_the_same_again_keeps_state_machine_safety() {
    let mut run = Run::default();
    for server in [1, 2, 1] {
        run.crashes(server);
        run.applies(server, 1, (1, "a"));
        run.applies(server, 2, (1, "a"));
    }
    run.restores(3, 2, 1);
    run.restores(3, 9, 7);
    run.holds();
}

// — Terms in Order —

#[test]
fn an_entry_of_a_lower_term_behind_one_of_a_higher_breaks_the_order_of_terms() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (3, "b")]);
    assert_eq!(
        run.appends(1, 3, &[(2, "c")]),
        ["Terms in Order: S1 appended entry 3 of term 2 behind an entry of term 3."]
    );
    let mut run = Run::default();
    assert_eq!(
        run.appends(1, 1, &[(3, "b"), (2, "c")]),
        ["Terms in Order: S1 appended entry 2 of term 2 behind an entry of term 3."]
    );
}

#[test]
fn an_entry_of_a_lower_term_in_the_place_of_a_higher_keeps_the_order_of_terms() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (3, "b")]);
    run.cuts(1, 2, 2);
    run.appends(1, 2, &[(2, "c"), (2, "d"), (4, "e")]);
    run.holds();
}

// — Monotonic State —

#[test]
fn a_term_or_an_index_that_goes_back_breaks_monotonic_state() {
    let reported = |notices: [Notice; 2]| Run::default().reports(1, &notices);
    assert_eq!(
        reported([Notice::TermChanged(5), Notice::TermChanged(4)]),
        ["Monotonic State: The term of S1 went back from 5 to 4."]
    );
    assert_eq!(
        reported([Notice::CommitAdvanced(5), Notice::CommitAdvanced(4)]),
        ["Monotonic State: The commit index of S1 went back from 5 to 4."]
    );
    let mut run = Run::default();
    run.applies(1, 5, (1, "a"));
    assert_eq!(
        run.restores(1, 4, 1),
        ["Monotonic State: The applied index of S1 went back from 5 to 4."]
    );
}

#[test]
fn what_is_emitted_again_has_not_gone_back() {
    let mut run = Run::default();
    for _ in 0..2 {
        run.reports(1, &[Notice::TermChanged(5), Notice::CommitAdvanced(5)]);
        run.restores(1, 5, 1);
    }
    run.holds();
}

#[test]
fn applying_an_entry_twice_or_passing_one_over_breaks_monotonic_state() {
    for index in [5, 7] {
        let mut run = Run::default();
        run.applies(1, 5, (1, "a"));
        assert_eq!(
            run.applies(1, index, (1, "a")),
            [format!(
                "Monotonic State: S1 applied entry {index} after entry 5, and not the next one."
            )]
        );
    }
}

#[test]
fn behind_a_snapshot_the_next_entry_is_applied() {
    for (index, breaches) in [(6, 0), (7, 1)] {
        let mut run = Run::default();
        run.restores(1, 5, 1);
        let found = run.applies(1, index, (1, "a"));
        assert_eq!(found.len(), breaches, "{found:?}");
    }
}

#[test]
fn cutting_off_what_is_known_to_be_committed_breaks_monotonic_state() {
    let mut run = Run::default();
    run.appends(1, 1, &[(1, "a"), (1, "b"), (1, "c")]);
    run.commits(1, 2);
    assert_eq!(
        run.cuts(1, 2, 3),
        ["Monotonic State: S1 cut off entry 2, although entries through 2 are committed."]
    );
}

#[test]
fn what_is_new_after_a_crash_may_be_less() {
    let mut run = Run::default();
    run.reports(1, &[Notice::TermChanged(5), Notice::CommitAdvanced(5)]);
    run.applies(1, 5, (1, "a"));
    run.crashes(1);
    run.restarts(1, &[Notice::TermChanged(4), Notice::CommitAdvanced(3)]);
    run.restores(1, 3, 1);
    run.applies(1, 4, (1, "b"));
    run.cuts(1, 4, 5);
    run.holds();
}

// — all of them —

#[test]
fn a_property_reports_its_first_breach_only() {
    let mut run = Run::default();
    run.leads(1, 2);
    run.leads(2, 2);
    assert_eq!(run.leads(3, 2), [""; 0]);
    let views = run.checks.views();
    let (event, sentence) = views[0].broken.clone().unwrap();
    assert_eq!(event, 1);
    assert_eq!(
        sentence,
        "S2 became leader of term 2, which S1 leads since event 0."
    );
    assert!(views[1..].iter().all(|view| view.broken.is_none()));
}

#[test]
fn a_copy_of_the_checks_goes_its_own_way() {
    let mut run = Run::default();
    run.leads(1, 1);
    run.appends(1, 1, &[(1, "a")]);
    let mut other = run.clone();
    run.appends(2, 1, &[(1, "a"), (1, "b")]);
    run.leads(2, 2);
    other.appends(2, 1, &[(1, "a"), (1, "c")]);
    other.leads(3, 2);
    run.holds();
    other.holds();
}

#[test]
fn long_histories_are_remembered_whole() {
    let mut run = Run::default();
    for index in 1..=1_000 {
        run.appends(1, index, &[(1, "a")]);
        run.applies(1, index, (1, "a"));
    }
    for index in 1..=1_000 {
        run.appends(2, index, &[(1, "a")]);
        run.applies(2, index, (1, "a"));
    }
    run.holds();
    run.cuts(2, 17, 1_000);
    assert_eq!(run.appends(2, 17, &[(1, "b")]).len(), 1);
    run.crashes(2);
    assert_eq!(run.applies(2, 999, (1, "b")).len(), 1);
}

#[test]
fn the_properties_are_listed_with_what_they_say() {
    let views = Checks::new().views();
    let names: Vec<&str> = views.iter().map(|view| view.name).collect();
    assert_eq!(
        names,
        [
            "Election Safety",
            "Leader Append-Only",
            "Log Matching",
            "Leader Completeness",
            "State Machine Safety",
            "Terms in Order",
            "Monotonic State",
            "Durable Quorum",
            "Linearizable",
        ]
    );
    assert!(views.iter().all(|view| view.says.ends_with('.')));
}

/// A run made of events. What reports one returns the breaches, as `Property: sentence`.
#[derive(Clone, Default)]
struct Run {
    checks: Checks,
    events: u64,
}

impl Run {
    fn leads(&mut self, server: u8, term: Term) -> Vec<String> {
        self.reports(server, &[Notice::BecameLeader(term)])
    }

    fn appends(&mut self, server: u8, first: Index, entries: &[(Term, &str)]) -> Vec<String> {
        self.reports(server, &[appended(first, entries)])
    }

    fn cuts(&mut self, server: u8, from: Index, last: Index) -> Vec<String> {
        self.reports(server, &[truncated(from, last)])
    }

    fn commits(&mut self, server: u8, index: Index) -> Vec<String> {
        self.reports(server, &[Notice::CommitAdvanced(index)])
    }

    fn installs(&mut self, server: u8, index: Index, term: Term) -> Vec<String> {
        self.reports(server, &[Notice::SnapshotInstalled(snapshot(index, term))])
    }

    fn restores(&mut self, server: u8, index: Index, term: Term) -> Vec<String> {
        let restored = Outcome::Restored(snapshot(index, term));
        self.event(
            server,
            EventKind::Applied { last: index },
            vec![restored],
            None,
        )
    }

    fn applies(&mut self, server: u8, index: Index, (term, text): (Term, &str)) -> Vec<String> {
        let applied = Outcome::AppliedEntry {
            index,
            term,
            payload: payload(text),
            content: content_hash(&payload(text)),
            answer: None,
            repeated: false,
        };
        self.event(
            server,
            EventKind::Applied { last: index },
            vec![applied],
            None,
        )
    }

    fn crashes(&mut self, server: u8) -> Vec<String> {
        let (unsynced, kept) = (0, 0);
        self.event(
            server,
            EventKind::Crashed { unsynced, kept },
            Vec::new(),
            None,
        )
    }

    fn restarts(&mut self, server: u8, notices: &[Notice]) -> Vec<String> {
        let outcomes = notices.iter().cloned().map(Outcome::Noticed).collect();
        self.event(server, EventKind::Started { again: true }, outcomes, None)
    }

    fn reports(&mut self, server: u8, notices: &[Notice]) -> Vec<String> {
        let outcomes = notices.iter().cloned().map(Outcome::Noticed).collect();
        self.event(server, EventKind::SnapshotDue, outcomes, None)
    }

    /// An event that says nothing but where the server's log ends now.
    fn is(&mut self, server: u8, last_index: Index, last_term: Term) -> Vec<String> {
        let facts = facts(last_index, last_term);
        self.event(server, EventKind::SnapshotDue, Vec::new(), Some(facts))
    }

    fn event(
        &mut self,
        server: u8,
        kind: EventKind,
        outcomes: Vec<Outcome>,
        after: Option<Facts>,
    ) -> Vec<String> {
        let number = self.events;
        self.events += 1;
        let event = Event {
            after,
            ..happened(number, server, kind, outcomes)
        };
        let violations = self.checks.observe(&event);
        assert!(violations.iter().all(|violation| violation.event == number));
        violations
            .iter()
            .map(|violation| format!("{}: {}", violation.check, violation.sentence))
            .collect()
    }

    fn holds(&self) {
        for view in self.checks.views() {
            assert_eq!(view.broken, None, "{}", view.name);
        }
    }
}

fn appended(first: Index, entries: &[(Term, &str)]) -> Notice {
    let entry = |(term, text): &(Term, &str)| Entry {
        term: *term,
        payload: payload(text),
    };
    let entries = entries.iter().map(entry).collect();
    Notice::Appended { first, entries }
}

fn truncated(from: Index, last: Index) -> Notice {
    Notice::Truncated { from, last }
}

fn payload(text: &str) -> Payload {
    Payload::Command(text.as_bytes().into())
}

fn snapshot(index: Index, term: Term) -> SnapshotId {
    SnapshotId {
        last_included_index: index,
        last_included_term: term,
        content: 0,
    }
}

fn facts(last_index: Index, last_term: Term) -> Facts {
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
        durable: 0,
        snapshot_index: 0,
        snapshot_term: 0,
        configuration: Configuration::default(),
    }
}
