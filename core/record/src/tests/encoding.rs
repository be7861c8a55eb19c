//! The words of an event: whatever counts changes them, and they can be read in one way only.

use super::generate::{event, events_alike, explanations, facts, kinds, messages, outcomes, pairs};
use crate::fingerprint::{Encode, Words};
use crate::{Control, Event, EventKind, MessageNumber, Outcome};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use raft::{Entry, Message, Payload};
use std::mem::discriminant;

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn events_that_differ_have_other_words((one, other) in events_alike()) {
        if counted(&one) != counted(&other) {
            differ(&words(&one), &words(&other))?;
        }
    }

    #[test]
    fn kinds_that_differ_have_other_words((one, other) in pairs(kinds())) {
        if counted_kind(&one) != counted_kind(&other) {
            differ(&words(&one), &words(&other))?;
        }
    }

    #[test]
    fn outcomes_that_differ_have_other_words((one, other) in pairs(outcomes())) {
        if counted_outcome(&one) != counted_outcome(&other) {
            differ(&words(&one), &words(&other))?;
        }
    }

    #[test]
    fn messages_that_differ_have_other_words((one, other) in pairs(messages())) {
        if counted_message(&one) != counted_message(&other) {
            differ(&words(&one), &words(&other))?;
        }
    }

    #[test]
    fn states_that_differ_have_other_words((one, other, part) in (facts(), facts(), 0..12_usize)) {
        let other = take(part, one, other);
        if one != other {
            differ(&words(&one), &words(&other))?;
        }
    }

    #[test]
    fn every_kind_of_thing_has_a_number_of_its_own(
        (kind, other_kind) in pairs(kinds()),
        (outcome, other_outcome) in pairs(outcomes()),
        (message, other_message) in pairs(messages()),
    ) {
        let first = |words: Vec<u64>| words[0];
        prop_assert_eq!(
            first(words(&kind)) == first(words(&other_kind)),
            same_kind(&kind, &other_kind)
        );
        prop_assert_eq!(
            first(words(&outcome)) == first(words(&other_outcome)),
            same_outcome(&outcome, &other_outcome)
        );
        prop_assert_eq!(
            first(words(&message)) == first(words(&other_message)),
            discriminant(&message) == discriminant(&other_message)
        );
        prop_assert_ne!(first(words(&kind)), first(words(&outcome)));
        prop_assert_ne!(first(words(&outcome)), first(words(&message)));
    }

    #[test]
    fn explanations_have_no_words(event in event(), explanation in explanations(), place in 0..3_usize) {
        let mut explained = event.clone();
        explained.outcomes.insert(place.min(event.outcomes.len()), explanation);
        prop_assert_eq!(words(&event), words(&explained));
    }
}

/// The same cases in every run.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

impl Words for Vec<u64> {
    fn words(&mut self, words: &[u64]) {
        self.extend(words);
    }
}

fn words(what: &impl Encode) -> Vec<u64> {
    let mut words = Vec::new();
    what.encode(&mut words);
    words
}

/// Not even the beginning of one is the other, so that what follows cannot make up for it.
fn differ(one: &[u64], other: &[u64]) -> Result<(), TestCaseError> {
    prop_assert!(
        !one.starts_with(other) && !other.starts_with(one),
        "{one:?} and {other:?}"
    );
    Ok(())
}

/// One part of `other`, all else of `one`.
fn take(part: usize, one: crate::Facts, other: crate::Facts) -> crate::Facts {
    let mut taken = one;
    match part {
        0 => taken.term = other.term,
        1 => taken.voted_for = other.voted_for,
        2 => taken.role = other.role,
        3 => taken.leader = other.leader,
        4 => taken.commit = other.commit,
        5 => taken.applied = other.applied,
        6 => taken.last_index = other.last_index,
        7 => taken.last_term = other.last_term,
        8 => taken.durable = other.durable,
        9 => taken.snapshot_index = other.snapshot_index,
        10 => taken.snapshot_term = other.snapshot_term,
        _ => taken.configuration = other.configuration,
    }
    taken
}

fn same_kind(one: &EventKind, other: &EventKind) -> bool {
    use Control::{Message, Server};
    match (one, other) {
        (EventKind::Control(Server(one)), EventKind::Control(Server(other))) => one == other,
        (
            EventKind::Control(Message { what: one, .. }),
            EventKind::Control(Message { what: other, .. }),
        ) => one == other,
        (EventKind::Control(one), EventKind::Control(other)) => {
            discriminant(one) == discriminant(other)
        }
        _ => discriminant(one) == discriminant(other),
    }
}

fn same_outcome(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Noticed(one), Outcome::Noticed(other)) => {
            discriminant(one) == discriminant(other)
        }
        _ => discriminant(one) == discriminant(other),
    }
}

// What counts: all that two events can differ in, but for what follows from earlier events.

fn counted(event: &Event) -> Event {
    Event {
        kind: counted_kind(&event.kind),
        outcomes: event.outcomes.iter().map(counted_outcome).collect(),
        ..event.clone()
    }
}

/// What a message says counted when it left, but for what is part of its name. Its number never counts.
fn counted_kind(kind: &EventKind) -> EventKind {
    let mut kind = kind.clone();
    if let EventKind::Delivered { envelope, .. } | EventKind::Lost { envelope, .. } = &mut kind {
        let name = envelope.name();
        envelope.number = MessageNumber::default();
        envelope.body = crate::Body::Whole(Message::RequestVote(raft::message::RequestVote {
            term: name.term,
            last_log_index: name.kind as u64,
            last_log_term: 0,
        }));
    }
    kind
}

fn counted_outcome(outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    match &mut outcome {
        Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => {
            envelope.number = MessageNumber::default();
            let message = envelope.message().expect("all of it");
            envelope.body = counted_message(message).into();
        }
        Outcome::AppliedEntry { payload, .. } => *payload = Payload::Noop,
        _ => {}
    }
    outcome
}

/// The entries that it carries counted when they were appended.
fn counted_message(message: &Message) -> Message {
    let mut message = message.clone();
    if let Message::AppendEntries(append) = &mut message {
        let entry = Entry {
            term: 0,
            payload: Payload::Noop,
        };
        append.entries = vec![entry; append.entries.len()].into();
    }
    message
}
