//! What a script does to a world, with names that are looked up when it is done.

use super::name::{Messages, Name, Names, One, Selector, word_for};
use super::quantity::{Quoted, Short, Value};
use raft::{Duration, Index, ServerId, Term};
use record::{ClientId, Held, LinkOverride, Operation, Percent};
use sim::{Dial, MessageAction, ServerAction};
use std::fmt;

/// What a line does: an action, how often, and whether it may be impossible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    pub action: ScriptAction,
    /// How often, as if it stood on as many lines.
    pub times: u64,
    /// Whether it may be impossible: `try` stands before it.
    pub is_try: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScriptAction {
    /// `crash S1`, `isolate leader`: the same to each.
    ToServers(ServerAction, Vec<Name>),
    /// `align timers`
    AlignTimers,
    /// `log S1 = 1.1 1.2 2.3 term 4`: the terms of the entries, and the server's own.
    Log(ServerId, Vec<Term>, Option<Term>),
    /// `hold messages timers`
    Hold(Vec<Held>),
    /// `release messages`
    Release(Vec<Held>),
    /// `drop append S1 -> S3`
    ToMessages(MessageAction, Selector),
    /// `cut S1 S2 | S3 S4 S5`; with no group at all, no server hears another: `cut apart`.
    Partition(Vec<Vec<Name>>),
    /// `cut S1 -> S2`
    Cut(One, One),
    /// `cut S1 - S2`
    CutBoth(One, One),
    /// `heal S1 -> S2`
    Heal(One, One),
    /// `heal S1 - S2`
    HealBoth(One, One),
    /// `heal`
    HealAll,
    /// `submit "set x 1" by C1 at S2`
    Submit {
        operation: Operation,
        /// Which client; the least busy one if none.
        by: Option<ClientId>,
        /// Where it is sent at first.
        at: Option<One>,
    },
    /// `deliver C1`: the oldest thing of this client that is under way happens.
    Advance(ClientId),
    /// `set loss 10%`
    Set(Setting),
    /// `set latency 5ms..9ms on S1 -> S2`; `unset S1 -> S2` if there is no profile.
    OverrideLink(Messages, Option<LinkOverride>),
    /// `set disk 200ms on S3`; `unset disk S3` if there is no time.
    OverrideDisk(Vec<Name>, Option<(Duration, Duration)>),
    /// `snapshot S1 at 7`: of the state machine as it was at this index.
    SnapshotAt(Vec<Name>, Index),
    /// `wipe S3 from 13`: only the log, from this index on.
    EraseLog(Vec<Name>, Index),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// `loss 10%`
    One(Dial, u64),
    /// `latency 5ms..9ms`
    Both(Range, Duration, Duration),
}

/// Two dials that are the ends of one range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// How long a message takes.
    Latency,
    /// How long a follower waits.
    ElectionTimeout,
    /// How long a write takes.
    Disk,
}

impl Instruction {
    pub fn once(action: ScriptAction) -> Instruction {
        Instruction {
            action,
            times: 1,
            is_try: false,
        }
    }
}

impl ScriptAction {
    /// Whether it is another step each time, so that `times` has a meaning.
    pub(crate) fn is_repeatable(&self) -> bool {
        use ServerAction::{Apply, Heartbeat, Sync, TimeOut};
        match self {
            ScriptAction::ToServers(Sync | Apply | Heartbeat | TimeOut, _) => true,
            ScriptAction::ToMessages(MessageAction::Delay(_), _) => false,
            ScriptAction::ToMessages(MessageAction::Duplicate, _) => true,
            ScriptAction::ToMessages(_, which) => matches!(which, Selector::Of(..)),
            ScriptAction::Submit { .. } | ScriptAction::Advance(_) => true,
            _ => false,
        }
    }

    /// Whether it is done to those to whom it can be done: `restart all` to all that are down.
    pub(super) fn is_to_several(&self) -> bool {
        let several = |name: &Name| !matches!(name, Name::Server(_) | Name::Leader);
        match self {
            ScriptAction::ToServers(_, names)
            | ScriptAction::SnapshotAt(names, _)
            | ScriptAction::EraseLog(names, _) => names.iter().all(several),
            ScriptAction::Hold(what) | ScriptAction::Release(what) => what.len() > 1,
            _ => false,
        }
    }
}

impl Range {
    pub(super) const NAMED: [(&'static str, Range); 3] = [
        ("latency", Range::Latency),
        ("election-timeout", Range::ElectionTimeout),
        ("disk", Range::Disk),
    ];

    /// The shorter end and the longer one.
    pub(super) fn ends(self) -> (Dial, Dial) {
        match self {
            Range::Latency => (Dial::LatencyMin, Dial::LatencyMax),
            Range::ElectionTimeout => (Dial::ElectionTimeoutMin, Dial::ElectionTimeoutMax),
            Range::Disk => (Dial::DiskMin, Dial::DiskMax),
        }
    }
}

impl fmt::Display for Instruction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = if self.is_try { "try " } else { "" };
        write!(out, "{before}{}", self.action)?;
        match self.times {
            1 => Ok(()),
            times => write!(out, " times {times}"),
        }
    }
}

impl fmt::Display for ScriptAction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScriptAction::ToServers(action, names) => {
                let words = word_for(ServerAction::NAMED, *action);
                let (before, behind) = words.split_once(' ').unwrap_or((words, ""));
                let blank = if behind.is_empty() { "" } else { " " };
                write!(out, "{before} {}{blank}{behind}", Names(names))
            }
            ScriptAction::AlignTimers => out.write_str("align timers"),
            ScriptAction::Log(id, terms, term) => {
                write!(out, "log {id} =")?;
                let numbered = (1..).zip(terms).map(|(index, term)| (*term, index));
                entries(&numbered.collect::<Vec<_>>(), out)?;
                term.map_or(Ok(()), |term| write!(out, " term {term}"))
            }
            ScriptAction::Hold(what) => write!(out, "hold{}", HeldKinds(what)),
            ScriptAction::Release(what) => write!(out, "release{}", HeldKinds(what)),
            ScriptAction::ToMessages(MessageAction::Delay(by), which) => {
                write!(out, "delay {which} {}", Short(*by))
            }
            ScriptAction::ToMessages(action, which) => {
                write!(out, "{} {which}", word_for(MessageAction::NAMED, *action))
            }
            ScriptAction::Partition(groups) if groups.is_empty() => out.write_str("cut apart"),
            ScriptAction::Partition(groups) => {
                let groups: Vec<_> = groups
                    .iter()
                    .map(|group| Names(group).to_string())
                    .collect();
                write!(out, "cut {}", groups.join(" | "))
            }
            ScriptAction::Cut(from, to) => write!(out, "cut {from} -> {to}"),
            ScriptAction::CutBoth(a, b) => write!(out, "cut {a} - {b}"),
            ScriptAction::Heal(from, to) => write!(out, "heal {from} -> {to}"),
            ScriptAction::HealBoth(a, b) => write!(out, "heal {a} - {b}"),
            ScriptAction::HealAll => out.write_str("heal"),
            ScriptAction::Submit { operation, by, at } => {
                submitted(operation, out)?;
                by.map_or(Ok(()), |client| write!(out, " by {client}"))?;
                at.map_or(Ok(()), |server| write!(out, " at {server}"))
            }
            ScriptAction::Advance(client) => write!(out, "deliver {client}"),
            ScriptAction::Set(setting) => write!(out, "set {setting}"),
            ScriptAction::OverrideLink(which, None) => write!(out, "unset {which}"),
            ScriptAction::OverrideLink(which, Some(profile)) => {
                match profile {
                    LinkOverride::Latency(min, max) => {
                        write!(out, "set latency {}", Span(*min, *max))?
                    }
                    LinkOverride::Loss(share) => {
                        write!(out, "set loss {}", Percent((*share).into()))?
                    }
                    LinkOverride::Late(share) => {
                        write!(out, "set late {}", Percent((*share).into()))?
                    }
                }
                write!(out, " on {which}")
            }
            ScriptAction::OverrideDisk(names, None) => write!(out, "unset disk {}", Names(names)),
            ScriptAction::OverrideDisk(names, Some((min, max))) => {
                write!(out, "set disk {} on {}", Span(*min, *max), Names(names))
            }
            ScriptAction::SnapshotAt(names, index) => {
                write!(out, "snapshot {} at {index}", Names(names))
            }
            ScriptAction::EraseLog(names, from) => {
                write!(out, "wipe {} from {from}", Names(names))
            }
        }
    }
}

fn submitted(operation: &Operation, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match operation {
        Operation::Get { key } => write!(out, "read {}", Key(key)),
        operation => write!(out, "submit {}", Quoted(&operation.to_string())),
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::One(dial, value) => {
                write!(out, "{} {}", dial.info().name, Value(*dial, *value))
            }
            Setting::Both(range, min, max) => {
                let name = word_for(&Range::NAMED, *range);
                write!(out, "{name} {}", Span(*min, *max))
            }
        }
    }
}

/// `5ms..9ms`, or `5ms` if both ends are the same.
struct Span(Duration, Duration);

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 == self.1 {
            true => Short(self.0).fmt(out),
            false => write!(out, "{}..{}", Short(self.0), Short(self.1)),
        }
    }
}

struct HeldKinds<'a>(&'a [Held]);

impl fmt::Display for HeldKinds<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == Held::ALL {
            return out.write_str(" everything");
        }
        self.0.iter().try_for_each(|what| write!(out, " {what}"))
    }
}

/// A key of the machine, in quotes if it could be taken for something else.
pub(super) struct Key<'a>(pub(super) &'a str);

impl fmt::Display for Key<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.bytes().all(|b| b.is_ascii_alphanumeric()) {
            true => out.write_str(self.0),
            false => Quoted(self.0).fmt(out),
        }
    }
}

/// Entries as ` 1.1 1.2 2.3`, term before index; ` empty` if there is none.
pub(super) fn entries(
    entries: &[(Term, raft::Index)],
    out: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if entries.is_empty() {
        return out.write_str(" empty");
    }
    let mut all = entries.iter();
    all.try_for_each(|(term, index)| write!(out, " {term}.{index}"))
}
