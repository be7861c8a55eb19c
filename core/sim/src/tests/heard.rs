//! When a leader last heard from each follower, in the picture: in true time, although the leader's own clock drifts.

use super::*;
use crate::dials::Dial;
use raft::{Message, Notice, Term};
use record::Outcome;

/// What the events say of it: for each server, when it last had an answer of each other in its term.
#[derive(Default)]
struct Heard([[Option<Time>; 8]; 8]);

impl Heard {
    fn observe(&mut self, event: &Event) {
        let Some(server) = event.server else { return };
        let own = &mut self.0[usize::from(server.0)];
        let stands =
            |outcome: &Outcome| matches!(outcome, Outcome::Noticed(Notice::BecameCandidate(_)));
        if event.outcomes.iter().any(stands) {
            *own = Default::default();
        }
        if let EventKind::Delivered { envelope, .. } = &event.kind
            && let Some(facts) = &event.after
            && envelope.message().and_then(asked_in) == Some(facts.term)
        {
            own[usize::from(envelope.from.0)] = Some(event.time);
        }
    }

    /// How far, in µs, the picture of each leader is from it.
    fn differs(&self, view: &ClusterView) -> Vec<u64> {
        let leaders = view.servers.iter().filter(|s| s.role == RoleName::Leader);
        let each = leaders.flat_map(|leader| {
            leader.progress.iter().map(|progress| {
                let heard = self.0[usize::from(leader.id.0)][usize::from(progress.peer.0)];
                match (progress.last_heard, heard) {
                    (Some(shown), Some(heard)) => shown.0.abs_diff(heard.0),
                    (shown, heard) => u64::from(shown != heard) * u64::MAX,
                }
            })
        });
        each.collect()
    }
}

/// The term of the request that a message answers.
fn asked_in(message: &Message) -> Option<Term> {
    match message {
        Message::RequestVoteReply(m) => Some(m.request_term),
        Message::AppendEntriesReply(m) => Some(m.request_term),
        Message::InstallSnapshotReply(m) => Some(m.request_term),
        _ => None,
    }
}

/// The furthest, in µs, that the picture is from the events in some runs that lose many messages, so that leaders change.
fn furthest(drift: u64, set_every: usize) -> u64 {
    let (mut furthest, mut terms) = (0, 0);
    for seed in 0..10 {
        let mut world = world(5, seed);
        act(&mut world, Action::Set(Dial::Loss, 400));
        let mut heard = Heard::default();
        for step in 0..3_000 {
            if step % set_every == 0 {
                act(&mut world, Action::Set(Dial::ClockDrift, drift));
            }
            heard.observe(world.step().expect("something is due"));
            let differs = heard.differs(&world.view());
            furthest = differs.into_iter().max().unwrap_or(0).max(furthest);
        }
        terms += world.view().servers[0].term;
    }
    assert!(terms > 50, "{terms} terms are too few");
    furthest
}

#[test]
fn it_is_the_time_of_the_event() {
    assert_eq!(furthest(0, 3_000), 0);
}

/// A slow clock shows one time for two microseconds.
#[test]
fn a_clock_that_drifts_changes_it_by_a_microsecond_at_most() {
    assert_eq!(furthest(500, 3_000), 1);
}

/// What a clock showed before its rate was set is worked out from where it stood then, and rounded once more.
#[test]
fn a_clock_whose_rate_is_set_again_knows_when_it_showed_what_it_did_before() {
    assert_eq!(furthest(500, 70), 2);
}
