//! Which of all that happened in an event its sentence says.

use super::{Sentence, Sort, Weight, actions, events};
use crate::event::{Event, Outcome};
use raft::{Notice, Reason};

/// The sentence of an event: what is broken, or what the user did, or what a rule decided, or else what happened.
pub fn sentence(event: &Event) -> Sentence {
    alarm(event)
        .or_else(|| actions::sentence(event))
        .or_else(|| decided(event).filter(|sentence| sentence.weight > Weight::Routine))
        .or_else(|| routine(event))
        .or_else(|| decided(event))
        .unwrap_or_else(|| events::sentence(event))
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
}

fn alarm(event: &Event) -> Option<Sentence> {
    event.outcomes.iter().find_map(|outcome| {
        let text = match outcome {
            Outcome::CheckFailed { check, sentence } => format!("{check} is broken: {sentence}"),
            Outcome::Noticed(Notice::Violation(rule)) => {
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
        sort: Sort::of_decision(reason),
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
        ChunkStored { .. } => Weight::Major,
        FollowerLostEntries { .. } => Weight::Major,
        HigherTerm { .. } if steps_down(event) => Weight::Major,
        AppendAccepted { entries: 0, .. } | TimerIgnored | HintIgnored { .. } => Weight::Routine,
        StaleReply { .. } | SnapshotUseless { .. } | VotesAskedAgain { .. } => Weight::Routine,
        _ => Weight::Normal,
    }
}

fn steps_down(event: &Event) -> bool {
    let stepped = |outcome: &Outcome| matches!(outcome, Outcome::Noticed(Notice::SteppedDown(_)));
    event.outcomes.iter().any(stepped)
}

/// What goes on all the time, where no rule has more to say.
fn routine(event: &Event) -> Option<Sentence> {
    let sort = Sort::of_routine(event)?;
    Some(Sentence {
        weight: Weight::Routine,
        sort: Some(sort),
        ..events::sentence(event)
    })
}
