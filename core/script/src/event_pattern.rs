//! What can be said to happen to a server at one event.

use raft::{Notice, Reason};
use record::{Event, EventKind, MessageKind, Outcome};
use std::fmt;

/// Something that a server does at one event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventPattern {
    Stands,
    Wins,
    StepsDown,
    GrantsVote,
    RefusesVote,
    AcceptsAppend,
    RefusesAppend,
    Truncates,
    Appends,
    Commits,
    Applies,
    TakesSnapshot,
    InstallsSnapshot,
    DropsReply,
    Syncs,
    ChangesTerm,
    ChangesRole,
    Decides,
}

impl EventPattern {
    /// Their names: a word, and a second one where one would not do.
    pub(super) const NAMED: [(&'static str, &'static str, EventPattern); 18] = [
        ("stands", "", EventPattern::Stands),
        ("wins", "", EventPattern::Wins),
        ("steps", "down", EventPattern::StepsDown),
        ("grants", "vote", EventPattern::GrantsVote),
        ("refuses", "vote", EventPattern::RefusesVote),
        ("accepts", "append", EventPattern::AcceptsAppend),
        ("refuses", "append", EventPattern::RefusesAppend),
        ("truncates", "", EventPattern::Truncates),
        ("appends", "", EventPattern::Appends),
        ("commits", "", EventPattern::Commits),
        ("applies", "", EventPattern::Applies),
        ("takes", "snapshot", EventPattern::TakesSnapshot),
        ("installs", "snapshot", EventPattern::InstallsSnapshot),
        ("drops", "reply", EventPattern::DropsReply),
        ("syncs", "", EventPattern::Syncs),
        ("changes", "term", EventPattern::ChangesTerm),
        ("changes", "role", EventPattern::ChangesRole),
        ("decides", "", EventPattern::Decides),
    ];

    /// Whether this is what happened, for this reason if one is given.
    pub(super) fn is(self, event: &Event, because: Option<&str>) -> bool {
        let given = |outcome: &Outcome| match outcome {
            Outcome::Decided(reason) => because.is_none_or(|name| reason.name() == name),
            _ => false,
        };
        let happened = match self {
            EventPattern::Applies => matches!(event.kind, EventKind::Applied { .. }),
            EventPattern::Syncs => matches!(event.kind, EventKind::Persisted { .. }),
            _ => event
                .outcomes
                .iter()
                .any(|outcome| self.shows(outcome, event)),
        };
        happened && (because.is_none() || event.outcomes.iter().any(given))
    }

    fn shows(self, outcome: &Outcome, event: &Event) -> bool {
        match outcome {
            Outcome::Decided(reason) => self.decided(reason, event),
            Outcome::Noticed(notice) => match self {
                EventPattern::Stands => matches!(notice, Notice::BecameCandidate(_)),
                EventPattern::Wins => matches!(notice, Notice::BecameLeader(_)),
                EventPattern::StepsDown => matches!(notice, Notice::SteppedDown(_)),
                EventPattern::Appends => matches!(notice, Notice::Appended { .. }),
                EventPattern::Commits => matches!(notice, Notice::CommitAdvanced(_)),
                EventPattern::InstallsSnapshot => matches!(notice, Notice::SnapshotInstalled(_)),
                EventPattern::ChangesTerm => matches!(notice, Notice::TermChanged(_)),
                EventPattern::ChangesRole => matches!(
                    notice,
                    Notice::BecameCandidate(_) | Notice::BecameLeader(_) | Notice::SteppedDown(_)
                ),
                _ => false,
            },
            _ => false,
        }
    }

    fn decided(self, reason: &Reason, event: &Event) -> bool {
        use Reason::*;
        let answers = |kind| match &event.kind {
            EventKind::Delivered { envelope, .. } => envelope.body.kind() == kind,
            _ => false,
        };
        match self {
            EventPattern::GrantsVote => matches!(reason, VoteGranted { .. }),
            EventPattern::RefusesVote => match reason {
                VoteRefusedAlreadyVoted { .. } | VoteRefusedLogOlder { .. } => true,
                VoteRefusedNotFollower { .. } => true,
                StaleRequest { .. } => answers(MessageKind::RequestVote),
                _ => false,
            },
            EventPattern::AcceptsAppend => matches!(reason, AppendAccepted { .. }),
            EventPattern::RefusesAppend => match reason {
                AppendRefusedMissing { .. } | AppendRefusedConflict { .. } => true,
                StaleRequest { .. } => answers(MessageKind::AppendEntries),
                _ => false,
            },
            EventPattern::Truncates => matches!(reason, Truncated { .. }),
            EventPattern::TakesSnapshot => matches!(reason, SnapshotTaken { .. }),
            EventPattern::DropsReply => matches!(reason, StaleReply { .. }),
            EventPattern::Decides => true,
            _ => false,
        }
    }
}

impl fmt::Display for EventPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = EventPattern::NAMED.iter().find(|(.., own)| own == self);
        debug_assert!(named.is_some(), "every pattern has a name");
        let (one, two, _) = named.copied().unwrap_or(("", "", *self));
        let blank = if two.is_empty() { "" } else { " " };
        write!(out, "{one}{blank}{two}")
    }
}
