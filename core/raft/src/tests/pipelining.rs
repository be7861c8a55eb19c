//! Windows: how many appends are on their way to one follower, and how that heals.

use super::cluster::Cluster;
use super::lone::*;
use crate::message::AppendOutcome;
use crate::progress::InFlight;
use crate::*;

/// A leader whose followers agree with it, with room for `window` appends of one entry.
fn leader(window: u32) -> Lone {
    let mut s1 = server(1)
        .tuned(|config| (config.appends_in_flight, config.entries_per_append) = (window, 1))
        .leader_without_noop();
    s1.ack(2, 0);
    s1.ack(3, 0);
    s1
}

/// Previous indexes of the appends to S2.
fn to_s2(effects: &[Effect]) -> Vec<(Index, usize)> {
    let append = |(to, message)| match message {
        Message::AppendEntries(m) if to == 2 => Some((m.prev_log_index, m.entries.len())),
        _ => None,
    };
    sent(effects).into_iter().filter_map(append).collect()
}

fn in_flight(s1: &Lone) -> Option<u32> {
    match s1.progress(2).mode {
        Mode::Replicate { in_flight } => Some(in_flight.len()),
        _ => None,
    }
}

#[test]
fn until_one_is_accepted_one_append_is_on_its_way() {
    let mut s1 = server(1).leader_without_noop();
    assert_eq!(s1.progress(2).mode, Mode::Probe { waiting: true });
    assert_eq!(to_s2(&s1.propose()), []);
    assert_eq!(to_s2(&s1.ack(2, 0)), [(0, 1)]);
    assert_eq!(in_flight(&s1), Some(1));
}

#[test]
fn then_as_many_as_the_window_holds() {
    let mut s1 = leader(2);
    assert_eq!(to_s2(&s1.propose()), [(0, 1)]);
    assert_eq!(to_s2(&s1.propose()), [(1, 1)]);
    assert_eq!(to_s2(&s1.propose()), []);
    assert_eq!(in_flight(&s1), Some(2));
    assert_eq!(s1.progress(2).next_index, 3);
}

#[test]
fn an_acknowledgement_makes_room() {
    let mut s1 = leader(2);
    for _ in 0..4 {
        s1.propose();
    }
    let first = s1.progress(2).requests - 1;
    assert_eq!(to_s2(&s1.receive(2, accepted(1, first, 1))), [(2, 1)]);
    assert_eq!(
        to_s2(&s1.receive(2, accepted(1, first, 1))),
        [],
        "the same answer again"
    );
    assert_eq!(in_flight(&s1), Some(2));
}

#[test]
fn an_acknowledgement_answers_all_before_it() {
    let mut s1 = leader(4);
    for _ in 0..4 {
        s1.propose();
    }
    let last = s1.progress(2).requests;
    s1.receive(2, accepted(1, last - 1, 3));
    assert_eq!(in_flight(&s1), Some(1));
    s1.receive(2, accepted(1, last - 3, 1));
    assert_eq!(
        (in_flight(&s1), s1.progress(2).match_index),
        (Some(1), 3),
        "one that was overtaken"
    );
}

#[test]
fn entries_that_wait_travel_together() {
    let mut s1 = server(1)
        .tuned(|config| (config.appends_in_flight, config.entries_per_append) = (1, 3))
        .leader_without_noop();
    s1.ack(2, 0);
    for _ in 0..6 {
        s1.propose();
    }
    assert_eq!(to_s2(&s1.ack(2, 1)), [(1, 3)]);
    assert_eq!(to_s2(&s1.ack(2, 4)), [(4, 2)]);
}

/// All that filled the window was lost. The heartbeat stands after it, so its refusal says that, and the entries go out
/// again.
#[test]
fn a_window_that_was_lost_altogether_does_not_stay_shut() {
    let mut s1 = leader(2);
    for _ in 0..3 {
        s1.propose();
    }
    assert_eq!(to_s2(&s1.heartbeat()), [(2, 0)]);
    let effects = s1.receive(2, refused(1, 2, None, 1, 0));
    assert!(reasons(&effects).contains(&Reason::NextBackedUp {
        follower: ServerId(2),
        from: 3,
        to: 1
    }));
    assert_eq!(to_s2(&effects), [(0, 1)]);
}

/// Only the answers were lost: the next heartbeat's acknowledges everything.
#[test]
fn lost_answers_are_made_up_for_by_the_next_heartbeat() {
    let mut s1 = leader(2);
    for _ in 0..3 {
        s1.propose();
    }
    s1.heartbeat();
    assert_eq!(to_s2(&s1.ack(2, 2)), [(2, 1)]);
    assert_eq!((in_flight(&s1), s1.progress(2).match_index), (Some(1), 2));
}

#[test]
fn a_refusal_of_something_pipelined_leads_back_to_one_at_a_time() {
    let mut s1 = leader(4);
    for _ in 0..3 {
        s1.propose();
    }
    let effects = s1.receive(2, refused(1, 1, None, 1, 0));
    assert_eq!(to_s2(&effects), [(0, 1)]);
    assert_eq!(s1.progress(2).mode, Mode::Probe { waiting: true });
    let effects = s1.receive(2, refused(1, 2, None, 1, 0));
    assert_eq!(
        effects,
        [Effect::Decided(Reason::HintIgnored {
            follower: ServerId(2)
        })]
    );
}

#[test]
fn a_late_answer_does_not_stand_for_the_probe_that_is_on_its_way() {
    let mut s1 = server(1).log(&[1, 1, 1, 1]).leader_without_noop();
    let request = s1.progress(2).requests;
    s1.receive(2, accepted(2, request, 2));
    assert_eq!(s1.progress(2).mode, Mode::Probe { waiting: true });
    assert_eq!(
        (s1.progress(2).match_index, s1.progress(2).next_index),
        (2, 5)
    );
}

#[test]
fn answers_that_cannot_be_are_dropped() {
    let mut s1 = leader(2);
    let before = s1.progress(2).clone();
    s1.receive(2, accepted(1, before.requests, 99));
    s1.receive(2, accepted(1, before.requests + 1, 0));
    let old = message::AppendEntriesReply {
        term: 1,
        request_term: 0,
        request: 1,
        prev_log_index: 0,
        outcome: AppendOutcome::Success { match_index: 0 },
    };
    let effects = s1.receive(2, Message::AppendEntriesReply(old));
    assert!(matches!(
        effects[..],
        [Effect::Decided(Reason::StaleReply {
            request_term: 0,
            ..
        })]
    ));
    assert_eq!(*s1.progress(2), before);
}

#[test]
fn a_stranger_changes_nothing() {
    let mut s1 = leader(2);
    let effects = s1.receive(9, accepted(1, 1, 0));
    assert!(matches!(
        effects[..],
        [Effect::Decided(Reason::StaleReply { .. })]
    ));
}

#[test]
fn followers_at_the_same_place_share_the_entries() {
    let mut s1 = leader(4);
    let more_than_there_are = Config {
        entries_per_append: 8,
        ..*s1.node.config()
    };
    s1.step(Input::Tune(more_than_there_are));
    s1.propose();
    let effects = s1.propose();
    let shared: Vec<Entries> = sent(&effects)
        .into_iter()
        .filter_map(|(_, message)| match message {
            Message::AppendEntries(m) => Some(m.entries),
            _ => None,
        })
        .collect();
    assert_eq!(shared.len(), 2);
    assert!(std::sync::Arc::ptr_eq(&shared[0], &shared[1]));
}

/// What is older than the latest 64 requests is forgotten, so an answer to it says nothing of them.
#[test]
fn an_answer_stands_for_itself_and_all_before_it() {
    let after = |ago| {
        let mut in_flight = InFlight::default();
        for _ in 0..InFlight::MAX {
            in_flight.sent(true);
        }
        in_flight.acknowledged(ago);
        in_flight.len()
    };
    assert_eq!([0, 1, 63, 64, 65].map(after), [0, 1, 63, 64, 64]);
}

#[test]
fn new_sizes_hold_from_the_next_message_on() {
    let mut s1 = leader(1);
    s1.propose();
    s1.propose();
    assert_eq!(in_flight(&s1), Some(1));
    let wide = Config {
        appends_in_flight: 3,
        entries_per_append: 1,
        ..*s1.node.config()
    };
    assert_eq!(s1.step(Input::Tune(wide)), []);
    assert_eq!(to_s2(&s1.propose()), [(1, 1), (2, 1)]);
    let slow = Config {
        heartbeat_interval: Duration(70_000),
        ..wide
    };
    s1.step(Input::Tune(slow));
    assert_eq!(*s1.node.config(), slow);
    let interval = slow.heartbeat_interval;
    assert!(s1.heartbeat().contains(&Effect::Arm {
        timer: TimerKind::Heartbeat,
        min: interval,
        max: interval
    }));
}

/// What the MIT lab asks for: three servers, twelve commands at once in at most 42 requests, an election in at most 30,
/// and at most 60 requests in an idle second of ten heartbeats.
#[test]
fn requests_are_few() {
    let mut cluster = Cluster::new(
        3,
        Config {
            noop_on_election: false,
            ..Config::default()
        },
    );
    let requests = |cluster: &mut Cluster| {
        let mut count = 0;
        while !cluster.network.is_empty() {
            count += usize::from(!cluster.network[0].2.is_reply());
            cluster.deliver(0);
        }
        count
    };
    cluster.timeout(1);
    let election = requests(&mut cluster);
    assert!(election <= 30, "{election} for an election");
    for _ in 0..12 {
        cluster.propose(1, "x");
    }
    let commands = requests(&mut cluster);
    assert!(commands <= 42, "{commands} for twelve commands");
    assert_eq!(cluster.server(3).machine.applied, 12);
    let mut idle = 0;
    for _ in 0..10 {
        cluster.heartbeat(1);
        idle += requests(&mut cluster);
    }
    assert!(idle <= 60, "{idle} for an idle second");
}

/// Each entry crosses to each follower once where nothing is lost.
#[test]
fn no_entry_is_sent_twice_in_a_quiet_network() {
    let mut cluster = Cluster::new(
        3,
        Config {
            noop_on_election: false,
            ..Config::default()
        },
    );
    cluster.timeout(1);
    cluster.settle();
    let mut crossed = 0;
    for _ in 0..20 {
        cluster.propose(1, "x");
        for _ in 0..2 {
            if let Some((_, _, Message::AppendEntries(m))) = cluster.network.first() {
                crossed += m.entries.len();
                cluster.deliver(0);
            }
        }
    }
    while !cluster.network.is_empty() {
        if let Message::AppendEntries(m) = &cluster.network[0].2 {
            crossed += m.entries.len();
        }
        cluster.deliver(0);
    }
    assert_eq!(crossed, 40);
}
