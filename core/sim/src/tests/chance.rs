//! Draws are keyed: what one message meets does not depend on what others met.

use super::*;
use record::{Envelope, Fate, Outcome};

#[test]
fn dropping_one_message_leaves_the_latency_of_every_other_as_it_was() {
    let mut world = world(5, 21);
    run_to(&mut world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Sent { .. }))
    });
    let mut other = world.clone();
    let dropped = world.view().messages[0].envelope.name();
    act(&mut other, Action::Message(MessageAction::Drop, dropped));
    let (first, second) = (sent(&run(&mut world, 40)), sent(&run(&mut other, 40)));
    let mut compared = 0;
    for (envelope, delay) in &first {
        let same = |(o, _): &&(Envelope, u64)| {
            (o.from, o.to, &o.body) == (envelope.from, envelope.to, &envelope.body)
        };
        if let Some((_, other_delay)) = second.iter().find(same) {
            assert_eq!(delay, other_delay, "{envelope:?}");
            compared += 1;
        }
    }
    assert!(
        compared > 3,
        "the two runs have too little in common to say anything"
    );
}

#[test]
fn every_link_draws_for_itself() {
    let mut world = world(5, 3);
    act(&mut world, Action::Set(crate::Dial::LatencyMin, 1_000));
    act(&mut world, Action::Set(crate::Dial::LatencyMax, 100_000));
    let asks = |event: &Event| sent(std::slice::from_ref(event)).len() == 4;
    let event = run_to(&mut world, asks);
    let mut delays: Vec<u64> = sent(&[event]).into_iter().map(|(_, delay)| delay).collect();
    delays.sort_unstable();
    delays.dedup();
    assert_eq!(delays.len(), 4, "{delays:?}");
}

#[test]
fn turning_a_latency_dial_scales_what_was_drawn_and_draws_nothing_again() {
    use crate::Dial::{LatencyMax, LatencyMin};
    let arrivals = |max| {
        let mut world = world(5, 9);
        act(&mut world, Action::Set(LatencyMin, 1_000));
        act(&mut world, Action::Set(LatencyMax, max));
        let events = run(&mut world, 400);
        let first = sent(&events).into_iter().take(4);
        first
            .map(|(envelope, delay)| (envelope.to, delay))
            .collect::<Vec<_>>()
    };
    let order = |mut delays: Vec<(ServerId, u64)>| {
        delays.sort_by_key(|(_, delay)| *delay);
        delays.into_iter().map(|(to, _)| to).collect::<Vec<_>>()
    };
    assert_eq!(
        order(arrivals(10_000)),
        order(arrivals(100_000)),
        "the quickest stays the quickest"
    );
}

/// What was sent, with how long it takes.
fn sent(events: &[Event]) -> Vec<(Envelope, u64)> {
    let outcomes = events
        .iter()
        .flat_map(|event| event.outcomes.iter().map(move |outcome| (event, outcome)));
    outcomes
        .filter_map(|(event, outcome)| match outcome {
            Outcome::Sent {
                envelope,
                fate: Fate::Arrives(at),
                ..
            } => Some((envelope.clone(), at.0 - event.time.0)),
            _ => None,
        })
        .collect()
}
