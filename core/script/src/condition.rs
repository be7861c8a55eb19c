//! What a script waits for and expects.

use super::action::{Key, entries};
use super::event_pattern::EventPattern;
use super::name::{Messages, Name, Which, word_for};
use raft::{Index, ServerId, Term};
use record::{ClientId, OperationEnd, RoleName, Serial};
use std::fmt;

/// Something that holds of a world at a moment, or does not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    /// `leader`: a server that runs leads.
    Leader,
    /// `leader is S2`: of those that lead, the one of the highest term.
    LeaderIs(ServerId),
    /// `commit of S1 >= 5`
    Number(Measure, Name, Compare, u64),
    /// `S3 is down`, `role of S3 is follower`
    Is(Name, Is),
    /// `committed 5 on majority`
    Committed(Index, Name),
    /// `log S1 = 1.1 1.2 2.3`: exactly these entries stand in the log, a snapshot apart.
    Log(Name, Vec<(Term, Index)>),
    /// `logs agree`: all servers that are up have the same entries, a snapshot apart, and the same last one.
    LogsAgree,
    /// `state S3 x = 1`, `state S3 x = none`
    State(Name, String, Compare, Option<i64>),
    /// `in flight append S1 -> S2 = 2`
    InFlight(Messages, Compare, u64),
    /// `arrives append S1 -> S3`, `lost vote S1 -> S2 term 2 nth 1`: at the last event.
    Message(MessageEnd, Which),
    /// `op 3 of C2 ok 5`
    Operation(Serial, ClientId, OperationIs),
    /// `S3 truncates`, `S3 refuses vote because log-older`: at the last event.
    Happens(Name, EventPattern, Option<&'static str>),
    /// `checks hold`
    ChecksHold,
    /// `check leader-completeness fails`; it holds if `false`.
    Check(String, bool),
    /// `quiet`: there is a leader, all that are up have applied all there is, no write and no operation is under way.
    Quiet,
    /// `settled`: quiet, and nothing else is under way: no message, no snapshot, no work of a state machine.
    Settled,
    /// `fingerprint 0123456789abcdef`
    Fingerprint(u64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    Term,
    Commit,
    Applied,
    Last,
    Durable,
    Snapshot,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Is {
    Up,
    Down,
    Paused,
    Role(RoleName),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    Equal,
    NotEqual,
    AtLeast,
    AtMost,
    More,
    Less,
}

/// How the way of a message ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageEnd {
    /// Its receiver takes it in.
    Arrives,
    /// It is lost on the way, or comes to a server that is down.
    Lost,
}

/// How far an operation of a client is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperationIs {
    /// It is done, whatever the answer.
    Ok,
    /// It is done, with this answer; none if there is no such key.
    OkWith(Option<i64>),
    /// It was certainly not done.
    Failed,
    /// It was given up, and may or may not have been done.
    Unknown,
    Pending,
}

impl Measure {
    pub(super) const NAMED: [(&'static str, Measure); 6] = [
        ("term", Measure::Term),
        ("commit", Measure::Commit),
        ("applied", Measure::Applied),
        ("last", Measure::Last),
        ("durable", Measure::Durable),
        ("snapshot", Measure::Snapshot),
    ];

    pub(super) fn name(self) -> &'static str {
        Measure::NAMED[self as usize].0
    }
}

impl Is {
    pub(super) const NAMED: [(&'static str, Is); 6] = [
        ("follower", Is::Role(RoleName::Follower)),
        ("candidate", Is::Role(RoleName::Candidate)),
        ("leader", Is::Role(RoleName::Leader)),
        ("up", Is::Up),
        ("down", Is::Down),
        ("paused", Is::Paused),
    ];

    /// Those that are roles.
    pub(super) fn roles() -> &'static [(&'static str, Is)] {
        &Is::NAMED[..3]
    }

    pub(super) fn name(self) -> &'static str {
        word_for(&Is::NAMED, self)
    }
}

impl MessageEnd {
    pub(super) const NAMED: [(&'static str, MessageEnd); 2] =
        [("arrives", MessageEnd::Arrives), ("lost", MessageEnd::Lost)];
}

impl Compare {
    pub(super) const NAMED: [(&'static str, Compare); 6] = [
        ("=", Compare::Equal),
        ("!=", Compare::NotEqual),
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (">", Compare::More),
        ("<", Compare::Less),
    ];

    /// Whether the first compares so with the second.
    pub(super) fn holds<T: Ord>(self, first: T, second: T) -> bool {
        match self {
            Compare::Equal => first == second,
            Compare::NotEqual => first != second,
            Compare::AtLeast => first >= second,
            Compare::AtMost => first <= second,
            Compare::More => first > second,
            Compare::Less => first < second,
        }
    }
}

impl OperationIs {
    /// How one is that has ended so.
    pub(super) fn of(end: OperationEnd) -> OperationIs {
        match end {
            OperationEnd::Ok(answer) => OperationIs::OkWith(answer),
            OperationEnd::Failed => OperationIs::Failed,
            OperationEnd::Unknown => OperationIs::Unknown,
        }
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(Compare::NAMED[*self as usize].0)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::And(all) => joined(all, " and ", out),
            Condition::Or(any) => joined(any, " or ", out),
            Condition::Not(inner) => match **inner {
                Condition::Leader => out.write_str("no leader"),
                _ => write!(out, "not {}", Part(inner)),
            },
            Condition::Leader => out.write_str("leader"),
            Condition::LeaderIs(id) => write!(out, "leader is {id}"),
            Condition::Number(measure, of, compare, number) => {
                write!(out, "{} of {of} {compare} {number}", measure.name())
            }
            Condition::Is(who, is @ Is::Role(_)) => write!(out, "role of {who} is {}", is.name()),
            Condition::Is(who, is) => write!(out, "{who} is {}", is.name()),
            Condition::Committed(index, on) => write!(out, "committed {index} on {on}"),
            Condition::Log(of, log) => {
                write!(out, "log {of} =")?;
                entries(log, out)
            }
            Condition::LogsAgree => out.write_str("logs agree"),
            Condition::State(of, key, compare, value) => {
                write!(out, "state {of} {} {compare} {}", Key(key), OrNone(*value))
            }
            Condition::InFlight(which, compare, count) => {
                write!(out, "in flight {which} {compare} {count}")
            }
            Condition::Message(end, which) => {
                write!(out, "{} {which}", word_for(&MessageEnd::NAMED, *end))
            }
            Condition::Operation(serial, client, is) => {
                write!(out, "op {serial}")?;
                if *client != ClientId(1) {
                    write!(out, " of {client}")?;
                }
                write!(out, " {is}")
            }
            Condition::Happens(who, what, None) => write!(out, "{who} {what}"),
            Condition::Happens(who, what, Some(why)) => write!(out, "{who} {what} because {why}"),
            Condition::ChecksHold => out.write_str("checks hold"),
            Condition::Check(name, true) => write!(out, "check {name} fails"),
            Condition::Check(name, false) => write!(out, "check {name} holds"),
            Condition::Quiet => out.write_str("quiet"),
            Condition::Settled => out.write_str("settled"),
            Condition::Fingerprint(value) => write!(out, "fingerprint {value:016x}"),
        }
    }
}

impl fmt::Display for OperationIs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OperationIs::Ok => out.write_str("ok"),
            OperationIs::OkWith(value) => write!(out, "ok {}", OrNone(*value)),
            OperationIs::Failed => out.write_str("failed"),
            OperationIs::Unknown => out.write_str("unknown"),
            OperationIs::Pending => out.write_str("pending"),
        }
    }
}

/// A number, or `none`.
pub(super) struct OrNone(pub(super) Option<i64>);

impl fmt::Display for OrNone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => write!(out, "{value}"),
            None => out.write_str("none"),
        }
    }
}

/// A condition as a part of another: in parentheses where it needs them.
struct Part<'a>(&'a Condition);

impl fmt::Display for Part<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Condition::And(_) | Condition::Or(_) => write!(out, "({})", self.0),
            other => write!(out, "{other}"),
        }
    }
}

fn joined(parts: &[Condition], by: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        let by = if place == 0 { "" } else { by };
        write!(out, "{by}{}", Part(part))?;
    }
    Ok(())
}

/// A check's name as a script writes it: `leader-completeness`.
pub(super) fn check_name(name: &str) -> String {
    letters(name).collect()
}

/// Whether a script means the check of this name.
pub(super) fn is_check_name(word: &str, name: &str) -> bool {
    letters(name).eq(word.chars())
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    let letter = |letter: char| match letter {
        ' ' => '-',
        letter => letter.to_ascii_lowercase(),
    };
    name.chars().map(letter)
}
