//! Configurations: joint, with learners, adopted and rolled back (§6).

use super::lone::*;
use crate::membership::Configurations;
use crate::message::InstallSnapshot;
use crate::output::Output;
use crate::*;

fn change(term: Term, configuration: Configuration) -> Entry {
    Entry {
        term,
        payload: Payload::Configuration(configuration),
    }
}

fn simple(ids: &[u8]) -> Configuration {
    Configuration::simple(servers(ids))
}

fn joint() -> Configuration {
    Configuration {
        voters: servers(&[1, 4, 5]),
        outgoing: servers(&[1, 2, 3]),
        ..Configuration::default()
    }
}

fn with_learner() -> Configuration {
    Configuration {
        learners: servers(&[4]),
        ..simple(&[1, 2, 3])
    }
}

/// "A server always uses the latest configuration in its log, regardless of whether the entry is committed."
#[test]
fn a_configuration_is_in_force_when_it_is_appended() {
    let mut s1 = server(1).start();
    let log: Entries = [entry(1), change(1, simple(&[1, 2, 3, 4]))].into();
    let effects = s1.receive(2, append_as(1, 1, (0, 0), log, 0));
    assert_eq!(s1.node.commit_index(), 0);
    assert_eq!(*s1.node.configuration(), simple(&[1, 2, 3, 4]));
    assert!(notices(&effects).contains(&Notice::ConfigAdopted(2)));
}

#[test]
fn a_configuration_that_is_cut_off_gives_way_to_the_one_before() {
    let mut s1 = server(1).start();
    let log: Entries = [change(1, simple(&[1, 2])), change(1, simple(&[1]))].into();
    s1.receive(2, append_as(1, 1, (0, 0), log, 0));
    assert_eq!(*s1.node.configuration(), simple(&[1]));
    let effects = s1.receive(3, append(2, (1, 1), &[2], 0));
    assert_eq!(*s1.node.configuration(), simple(&[1, 2]));
    assert!(notices(&effects).contains(&Notice::ConfigRolledBack(1)));
    let effects = s1.receive(3, append(3, (0, 0), &[3], 0));
    assert_eq!(*s1.node.configuration(), simple(&[1, 2, 3]));
    assert!(notices(&effects).contains(&Notice::ConfigRolledBack(0)));
    let effects = s1.receive(3, append(4, (0, 0), &[4], 0));
    let rolled_back = |notice: &Notice| matches!(notice, Notice::ConfigRolledBack(_));
    assert!(!notices(&effects).iter().any(rolled_back), "none was cut");
}

#[test]
fn a_configuration_that_a_snapshot_contains_is_not_cut_off() {
    let mut log = Log::default();
    log.push(change(1, simple(&[1, 2])));
    log.push(entry(1));
    log.push(change(1, simple(&[1])));
    let mut all = Configurations::new(0, simple(&[1, 2, 3]), &log);
    all.compact(2);
    assert!(!all.truncate(4));
    assert_eq!(*all.in_force(), (3, simple(&[1])));
    assert!(all.truncate(3));
    assert!(!all.truncate(1));
    assert_eq!(*all.in_force(), (1, simple(&[1, 2])));
}

#[test]
fn a_restart_finds_the_configuration_in_the_log() {
    let mut disk = Durable::new(simple(&[1, 2, 3]));
    disk.term = 1;
    disk.log.push(change(1, simple(&[1, 2])));
    disk.log.push(entry(1));
    let node = Node::new(ServerId(1), Config::default(), disk, Ticket(0));
    assert_eq!(*node.configuration(), simple(&[1, 2]));
}

#[test]
fn a_configuration_below_the_snapshot_is_found_in_the_snapshot() {
    let mut disk = Durable::new(simple(&[1, 2, 3]));
    disk.term = 1;
    disk.log.push(change(1, simple(&[1, 2, 3, 4])));
    disk.log.push(entry(1));
    disk.snapshot = Snapshot::new(2, 1, simple(&[1, 2, 3, 4]), std::sync::Arc::default());
    let node = Node::new(ServerId(1), Config::default(), disk, Ticket(0));
    assert_eq!(*node.configuration(), simple(&[1, 2, 3, 4]));
}

// — joint —

#[test]
fn a_candidate_asks_both_majorities_and_needs_both() {
    let mut s1 = server(1).configured(joint()).start();
    let asked = sent(&s1.timeout());
    assert_eq!(
        asked.iter().map(|(to, _)| *to).collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
    s1.persisted();
    s1.receive(4, vote(1, true));
    s1.receive(5, vote(1, true));
    assert!(s1.is_candidate(), "all of C_new is not enough");
    s1.receive(2, vote(1, true));
    assert!(s1.is_leader());
}

#[test]
fn a_leader_commits_what_both_majorities_hold() {
    let mut s1 = server(1).configured(joint()).candidate();
    for voter in [2, 4] {
        s1.receive(voter, vote(1, true));
    }
    s1.persisted();
    s1.ack(4, 1);
    s1.ack(5, 1);
    assert_eq!(s1.node.commit_index(), 0);
    s1.ack(2, 1);
    assert_eq!(s1.node.commit_index(), 1);
}

/// A server that is no longer part of C_new is still counted in C_old: it starts an election, and its own vote is one of C_old's.
#[test]
fn a_candidate_that_is_on_its_way_out_counts_its_own_vote() {
    let leaving = Configuration {
        voters: servers(&[2, 3, 4]),
        outgoing: servers(&[1, 2, 3]),
        ..Configuration::default()
    };
    let mut s1 = server(1).configured(leaving).candidate();
    s1.receive(3, vote(1, true));
    assert!(s1.is_candidate(), "only S3 of C_new");
    s1.receive(4, vote(1, true));
    assert!(s1.is_leader(), "S1 and S3 of C_old, S3 and S4 of C_new");
}

// — learners —

#[test]
fn a_learner_receives_the_log_and_counts_for_nothing() {
    let mut s1 = server(1).configured(with_learner()).start();
    let asked = sent(&s1.timeout());
    assert_eq!(asked.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [2, 3]);
    s1.persisted();
    s1.receive(4, vote(1, true));
    assert!(s1.is_candidate());
    s1.receive(2, vote(1, true));
    s1.persisted();
    s1.ack(4, 1);
    assert_eq!(s1.node.commit_index(), 0);
    s1.ack(3, 1);
    assert_eq!(s1.node.commit_index(), 1);
}

#[test]
fn a_learner_has_no_election_timer_and_stands_for_nothing() {
    let mut s4 = server(4).configured(with_learner()).start();
    let nothing = Reason::NotAVoter { term: 0 };
    assert_eq!(s4.step(Input::Start), [Effect::Decided(nothing)]);
    assert_eq!(s4.timeout(), [Effect::Decided(nothing)]);
    assert!(!arms_election_timer(
        &s4.receive(1, append(0, (0, 0), &[], 0))
    ));
}

/// It may be a voter already and not know it yet.
#[test]
fn a_learner_votes_when_it_is_asked() {
    let mut s4 = server(4).configured(with_learner()).start();
    assert!(granted(&s4.receive(1, request_vote(1, (0, 0)))));
}

#[test]
fn a_learner_that_becomes_a_voter_starts_its_timer() {
    let mut s4 = server(4).configured(with_learner()).start();
    let log: Entries = [change(1, simple(&[1, 2, 3, 4]))].into();
    assert!(arms_election_timer(
        &s4.receive(1, append_as(1, 1, (0, 0), log, 0))
    ));
}

#[test]
fn a_voter_that_is_one_no_longer_stops_its_timer_and_starts_it_when_it_is_one_again() {
    let stops = |effects: &[Effect]| effects.contains(&Effect::Disarm(TimerKind::Election));
    let mut s1 = server(1).start();
    let log: Entries = [change(1, with_learner()), change(1, simple(&[2, 3]))].into();
    let effects = s1.receive(2, append_as(1, 1, (0, 0), log, 0));
    assert!(stops(&effects) && !arms_election_timer(&effects));
    let effects = s1.receive(2, append(1, (2, 1), &[1], 0));
    assert!(!stops(&effects), "it has stopped");
    let effects = s1.receive(3, append(2, (1, 1), &[2], 0));
    assert!(!stops(&effects) && arms_election_timer(&effects));
}

#[test]
fn a_voter_that_a_snapshot_leaves_out_stops_its_timer() {
    let snapshot = Snapshot::new(2, 1, simple(&[2, 3]), b"all".as_slice().into());
    let mut s1 = server(1).start();
    let chunk = Message::InstallSnapshot(InstallSnapshot {
        term: 1,
        snapshot: snapshot.id,
        configuration: snapshot.configuration,
        offset: 0,
        data: snapshot.data.clone(),
        total: 3,
        chunk_size: 3,
    });
    let effects = s1.receive(2, chunk);
    assert_eq!(*s1.node.configuration(), simple(&[2, 3]));
    assert!(effects.contains(&Effect::Disarm(TimerKind::Election)));
    assert!(!arms_election_timer(&effects));
}

#[test]
fn a_joiner_waits_for_an_append() {
    let mut s5 = server(5).configured(Configuration::default()).start();
    assert!(!s5.is_candidate());
    s5.timeout();
    assert!(s5.is_follower());
}

// — a leader whose configuration changes —

/// A leader appends a configuration. No input does that yet, so this reaches past `step`.
fn configure(leader: &mut Lone, configuration: Configuration) -> Vec<Effect> {
    let mut effects = Vec::new();
    let out = &mut Output::new(&mut effects);
    let payload = Payload::Configuration(configuration);
    leader.node.append_own(payload, out);
    effects
}

#[test]
fn a_leader_replicates_to_the_members_that_are() {
    let mut s1 = server(1).leader();
    s1.ack(2, 1);
    let kept = s1.progress(2).clone();
    configure(&mut s1, simple(&[1, 2, 4]));
    assert_eq!(*s1.progress(2), kept, "what it knows of S2 stays known");
    assert_eq!(*s1.progress(4), Progress::new(3));
    assert_eq!(s1.node.role.followers(), servers(&[2, 4]));
    let to: Vec<u8> = sent(&s1.heartbeat()).iter().map(|(to, _)| *to).collect();
    assert_eq!(to, [2, 4]);
    let effects = s1.receive(3, accepted(1, 1, 1));
    let stale = matches!(reasons(&effects)[..], [Reason::StaleReply { .. }]);
    assert!(stale, "S3 is no follower any more: {effects:?}");
}

#[test]
fn a_leader_with_fewer_voters_commits_what_they_hold() {
    let mut s1 = server(1).of(5).leader();
    s1.ack(2, 1);
    assert_eq!(s1.node.commit_index(), 0, "two of five");
    let effects = configure(&mut s1, simple(&[1, 2, 3]));
    assert_eq!(s1.node.commit_index(), 1, "two of three");
    assert!(reasons(&effects).contains(&Reason::CommitAdvanced {
        from: 0,
        to: 1,
        holders: servers(&[1, 2]),
        count: count(2, 2),
    }));
    let effects = configure(&mut s1, simple(&[1, 2]));
    assert_eq!(reasons(&effects), [], "there is nothing new to commit");
}

#[test]
fn a_leader_with_fewer_voters_commits_no_entry_of_an_older_term() {
    let mut s1 = server(1).of(5).log(&[1]).leader_without_noop();
    s1.ack(2, 1);
    let effects = configure(&mut s1, simple(&[1, 2, 3]));
    assert_eq!(s1.node.commit_index(), 0);
    let waits = Reason::CommitWaitsOldTerm {
        index: 1,
        entry_term: 1,
        term: 2,
    };
    assert_eq!(reasons(&effects), [waits]);
}
