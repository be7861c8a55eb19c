//! What can be said to happen to a server at one event, and the names of the reasons why.

use raft::{Message, Notice, Reason};
use record::{Event, EventKind, Outcome};
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
    Decides,
}

impl EventPattern {
    /// Their names: a word, and a second one where one would not do.
    pub(super) const NAMED: [(&'static str, &'static str, EventPattern); 15] = [
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
        ("decides", "", EventPattern::Decides),
    ];

    /// Whether this is what happened, for this reason if one is given.
    pub(super) fn is(self, event: &Event, because: Option<&str>) -> bool {
        let given = |outcome: &Outcome| match outcome {
            Outcome::Decided(reason) => because.is_none_or(|name| reason_name(reason) == name),
            _ => false,
        };
        let happened = match self {
            EventPattern::Applies => matches!(event.kind, EventKind::Applied { .. }),
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
                _ => false,
            },
            _ => false,
        }
    }

    fn decided(self, reason: &Reason, event: &Event) -> bool {
        use Reason::*;
        let answers = |is: fn(&Message) -> bool| match &event.kind {
            EventKind::Delivered { envelope, .. } => is(&envelope.message),
            _ => false,
        };
        match self {
            EventPattern::GrantsVote => matches!(reason, VoteGranted { .. }),
            EventPattern::RefusesVote => match reason {
                VoteRefusedAlreadyVoted { .. } | VoteRefusedLogOlder { .. } => true,
                VoteRefusedNotFollower { .. } => true,
                StaleRequest { .. } => answers(|m| matches!(m, Message::RequestVote(_))),
                _ => false,
            },
            EventPattern::AcceptsAppend => matches!(reason, AppendAccepted { .. }),
            EventPattern::RefusesAppend => match reason {
                AppendRefusedMissing { .. } | AppendRefusedConflict { .. } => true,
                StaleRequest { .. } => answers(|m| matches!(m, Message::AppendEntries(_))),
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

/// The names of all reasons, as `because` takes them.
pub(super) const REASONS: [&str; 41] = [
    "higher-term",
    "stale-request",
    "stale-reply",
    "election-timeout",
    "vote-granted",
    "already-voted",
    "log-older",
    "not-follower",
    "vote-received",
    "vote-denied",
    "election-lost",
    "votes-asked-again",
    "election-won",
    "leader-discovered",
    "election-timer-reset",
    "timer-ignored",
    "not-a-voter",
    "append-accepted",
    "missing",
    "conflict",
    "truncated",
    "match-advanced",
    "next-backed-up",
    "hint-ignored",
    "commit-advanced",
    "commit-waits",
    "commit-waits-old-term",
    "commit-followed",
    "snapshot-taken",
    "snapshot-useless",
    "snapshot-needed",
    "chunk-stored",
    "chunk-out-of-order",
    "chunks-sent-again",
    "snapshot-corrupt",
    "snapshot-ignored",
    "snapshot-replaces-log",
    "snapshot-keeps-tail",
    "not-leader",
    "chunk-early",
    "follower-lost-entries",
];

/// The name of a reason: `log-older`.
pub fn reason_name(reason: &Reason) -> &'static str {
    use Reason::*;
    REASONS[match reason {
        HigherTerm { .. } => 0,
        StaleRequest { .. } => 1,
        StaleReply { .. } => 2,
        ElectionTimeout { .. } => 3,
        VoteGranted { .. } => 4,
        VoteRefusedAlreadyVoted { .. } => 5,
        VoteRefusedLogOlder { .. } => 6,
        VoteRefusedNotFollower { .. } => 7,
        VoteReceived { .. } => 8,
        VoteDenied { .. } => 9,
        ElectionLost { .. } => 10,
        VotesAskedAgain { .. } => 11,
        ElectionWon { .. } => 12,
        LeaderDiscovered { .. } => 13,
        ElectionTimerReset => 14,
        TimerIgnored => 15,
        NotAVoter { .. } => 16,
        AppendAccepted { .. } => 17,
        AppendRefusedMissing { .. } => 18,
        AppendRefusedConflict { .. } => 19,
        Truncated { .. } => 20,
        MatchAdvanced { .. } => 21,
        NextBackedUp { .. } => 22,
        HintIgnored { .. } => 23,
        CommitAdvanced { .. } => 24,
        CommitWaits { .. } => 25,
        CommitWaitsOldTerm { .. } => 26,
        CommitFollowed { .. } => 27,
        SnapshotTaken { .. } => 28,
        SnapshotUseless { .. } => 29,
        SnapshotNeeded { .. } => 30,
        ChunkStored { .. } => 31,
        ChunkOutOfOrder { .. } => 32,
        ChunksSentAgain { .. } => 33,
        SnapshotCorrupt { .. } => 34,
        SnapshotIgnored { .. } => 35,
        SnapshotReplacesLog { .. } => 36,
        SnapshotKeepsTail { .. } => 37,
        NotLeader { .. } => 38,
        ChunkEarly { .. } => 39,
        FollowerLostEntries { .. } => 40,
    }]
}
