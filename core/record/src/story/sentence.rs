//! Which of all that happened in an event its sentence tells.

use super::{Sentence, Sort, Weight, deeds, happenings};
use crate::event::{Event, EventKind, LossReason, Outcome};
use raft::{Message, Notice, Reason, TimerKind};

/// The sentence of an event: what is broken, or what a reader did, or what a rule decided, or else what happened.
pub fn sentence(event: &Event) -> Sentence {
    alarm(event)
        .or_else(|| deeds::sentence(event))
        .or_else(|| decided(event).filter(|sentence| sentence.weight > Weight::Routine))
        .or_else(|| one_of_many(event))
        .or_else(|| decided(event))
        .unwrap_or_else(|| happenings::sentence(event))
}

impl Sentence {
    pub(super) fn new(weight: Weight, text: String) -> Sentence {
        Sentence {
            text,
            section: None,
            weight,
            sort: None,
        }
    }

    fn of_sort(sort: Sort, text: String) -> Sentence {
        Sentence {
            sort: Some(sort),
            ..Sentence::new(Weight::Routine, text)
        }
    }
}

fn alarm(event: &Event) -> Option<Sentence> {
    event.outcomes.iter().find_map(|outcome| {
        let text = match outcome {
            Outcome::CheckFailed { check, sentence } => format!("{check} is broken: {sentence}"),
            Outcome::Noticed(Notice::Finding(rule)) => {
                format!("{} breaks an invariant: {rule}", event.server?)
            }
            _ => return None,
        };
        Some(Sentence::new(Weight::Alarm, text))
    })
}

/// The decision that matters most; of equals the last, to which the others led.
fn decided(event: &Event) -> Option<Sentence> {
    let who = event.server?;
    let reasons = event.outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Decided(Reason::ElectionTimerReset) => None,
        Outcome::Decided(reason) => Some(reason),
        _ => None,
    });
    let (weight, reason) = reasons
        .map(|reason| (weight(reason, event), reason))
        .max_by_key(|(weight, _)| *weight)?;
    Some(Sentence {
        section: Some(reason.section()),
        ..Sentence::new(weight, reason.sentence(who))
    })
}

fn weight(reason: &Reason, event: &Event) -> Weight {
    use Reason::*;
    match reason {
        ElectionTimeout { .. } | ElectionLost { .. } | ElectionWon { .. } => Weight::Major,
        VoteRefusedAlreadyVoted { .. } | VoteRefusedLogOlder { .. } => Weight::Major,
        VoteRefusedNotFollower { .. } | StaleRequest { .. } => Weight::Major,
        AppendRefusedMissing { .. } | AppendRefusedConflict { .. } => Weight::Major,
        Truncated { .. } | CommitAdvanced { .. } | CommitWaitsOldTerm { .. } => Weight::Major,
        SnapshotTaken { .. } | SnapshotNeeded { .. } | SnapshotCorrupt { .. } => Weight::Major,
        SnapshotReplacesLog { .. } | SnapshotKeepsTail { .. } => Weight::Major,
        HigherTerm { .. } if steps_down(event) => Weight::Major,
        AppendAccepted { entries: 0, .. } | TimerIgnored | HintIgnored { .. } => Weight::Routine,
        StaleReply { .. } | SnapshotUseless { .. } => Weight::Routine,
        _ => Weight::Normal,
    }
}

fn steps_down(event: &Event) -> bool {
    let stepped = |outcome: &Outcome| matches!(outcome, Outcome::Noticed(Notice::SteppedDown(_)));
    event.outcomes.iter().any(stepped)
}

/// Events that come in numbers and of which no rule has more to say.
fn one_of_many(event: &Event) -> Option<Sentence> {
    let server = event.server?;
    let (sort, text) = match &event.kind {
        EventKind::Started { again: false } => {
            (Sort::Start, format!("{server} starts as a follower."))
        }
        EventKind::TimerFired {
            timer: TimerKind::Heartbeat,
            ..
        } => (Sort::Beat(server), format!("{server} sends heartbeats.")),
        EventKind::Delivered { envelope, .. } => {
            let (from, to) = (envelope.from, envelope.to);
            match &envelope.message {
                Message::AppendEntries(m) if m.entries.is_empty() => (
                    Sort::Heartbeat(from),
                    format!("{to} hears a heartbeat of {from}."),
                ),
                Message::AppendEntriesReply(_) if !envelope.message.is_refusal() => (
                    Sort::BeatAnswer(to),
                    format!("{to} hears from {from}, and nothing new."),
                ),
                _ => return None,
            }
        }
        EventKind::Persisted { .. } if !event.outcomes.iter().any(leaves) => {
            (Sort::Write, format!("A write of {server} is on its disk."))
        }
        EventKind::Lost { envelope, why } if is_routine(&envelope.message) => match why {
            LossReason::ByHand => return None,
            _ => (
                Sort::Loss(*why, envelope.to),
                happenings::lost(envelope, *why),
            ),
        },
        _ => return None,
    };
    Some(Sentence::of_sort(sort, text))
}

pub(super) fn leaves(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Sent { .. })
}

/// A heartbeat or an acknowledgement.
fn is_routine(message: &Message) -> bool {
    match message {
        Message::AppendEntries(m) => m.entries.is_empty(),
        Message::AppendEntriesReply(_) => !message.is_refusal(),
        _ => false,
    }
}
