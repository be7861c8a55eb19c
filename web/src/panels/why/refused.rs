//! Why a server refused a vote or entries: the rule, and the logs that were compared, as they were then.

use super::fact::{Fact, Holding, ruled, server};
use super::picture::Picture;
use super::rows::{Seen, holding};
use crate::session::Selection;
use crate::session::recent::Decision;
use crate::session::run::Moment;
use raft::{Index, Log, Reason, ServerId, Term};
use record::MessageName;

/// The decision that a reply reports.
pub(super) fn behind<'a>(at: Picture<'a>, reply: MessageName) -> Option<&'a Decision> {
    // What the network copied says the same.
    let original = MessageName { copy: 0, ..reply };
    let mut decisions = at.recent()?.decisions();
    decisions.find(|decision| decision.reply == Some(original))
}

/// What a decision was, with a link to its moment.
pub(super) fn decision(name: &'static str, decision: &Decision) -> Fact {
    let Decision { server, reason, .. } = decision;
    let text = format!("at {}: {}", decision.at, reason.sentence(*server));
    ruled(name, text, reason.section()).to(Selection::Event(decision.event))
}

/// The rule by which it was decided, and what was compared.
pub(super) fn comparison(at: Picture<'_>, decision: &Decision) -> Option<Fact> {
    let moment = at.moment(decision.event)?;
    compared(&moment, decision.server, &decision.reason)
}

/// What a decision of this server compared in an event.
pub(super) fn compared(moment: &Moment, decider: ServerId, reason: &Reason) -> Option<Fact> {
    let (words, section, other, at) = match *reason {
        Reason::VoteRefusedLogOlder {
            to,
            their_term,
            their_index,
            our_term,
            our_index,
        } => {
            let asked = Asked {
                index: their_index,
                term: their_term,
            };
            let words = match their_term == our_term {
                true => format!(
                    "both logs end in term {our_term}, so the longer one is more up-to-date: index {our_index} is after {their_index}"
                ),
                false => format!(
                    "the log that ends in the later term is more up-to-date: term {our_term} is after {their_term}"
                ),
            };
            let ends = [our_index, their_index];
            (words, "§5.4.1", (to, Some(asked)), ends)
        }
        Reason::AppendRefusedMissing { from, prev, .. } => {
            let words = format!("entry {prev}, which the new ones follow, must be in both logs");
            (words, "§5.3", (from, None), [prev, prev])
        }
        Reason::AppendRefusedConflict { from, prev, .. } => {
            let words =
                format!("entry {prev}, which the new ones follow, must have one term in both logs");
            (words, "§5.3", (from, None), [prev, prev])
        }
        Reason::VoteRefusedAlreadyVoted { .. } => {
            let words = "a server votes for one candidate in a term, first come, first served";
            return Some(ruled("rule", words, "§5.2"));
        }
        Reason::VoteRefusedNotFollower { .. } => {
            let words = "a candidate votes for itself, and a server has one vote in a term";
            return Some(ruled("rule", words, "§5.2"));
        }
        Reason::StaleRequest { .. } => {
            let words = "a server refuses a request of a term that is older than its own";
            return Some(ruled("rule", words, "§5.1"));
        }
        _ => return None,
    };
    let (other, asked) = other;
    let decider = server(&moment.view, decider)?;
    let other = server(&moment.view, other)?;
    let (own, theirs) = (&decider.log, &other.log);
    let seen = Seen {
        last: at[0].max(at[1]).max(match asked {
            Some(_) => 0,
            None => own.last_index().max(theirs.last_index()).min(at[0] + 2),
        }),
        lowest: own.first_index().min(theirs.first_index()).max(1),
    };
    let mut fact = ruled("rule", words, section);
    fact.logs = vec![
        seen.row(decider, at[0], |index| holding(own, index)),
        seen.row(other, at[1], |index| match asked {
            Some(asked) => asked.holding(theirs, index),
            None => holding(theirs, index),
        }),
    ];
    Some(fact)
}

/// The end of a candidate's log, as its request says.
#[derive(Clone, Copy)]
struct Asked {
    index: Index,
    term: Term,
}

impl Asked {
    /// What the candidate's log held when it asked: it may have become another one since.
    fn holding(self, now: &Log, index: Index) -> Holding {
        match index {
            index if index > self.index => Holding::Nothing,
            index if index == self.index => Holding::Entry(self.term),
            index => holding(now, index),
        }
    }
}

/// What a server has refused in its term, the newest first, with the logs of the newest.
pub(super) fn by(at: Picture<'_>, id: ServerId, term: Term, facts: &mut Vec<Fact>) {
    let Some(recent) = at.recent() else {
        return;
    };
    let own = recent.decisions().filter(|it| it.server == id);
    let in_term = own.filter(|it| it.reply.is_some_and(|reply| reply.term == term));
    for (place, it) in in_term.take(SHOWN).enumerate() {
        facts.push(decision("refused", it));
        if place == 0 {
            facts.extend(comparison(at, it));
        }
    }
}

/// The most refusals that are listed.
const SHOWN: usize = 3;

/// What this server refused to this candidate or leader in its term.
pub(super) fn of<'a>(
    at: Picture<'a>,
    id: ServerId,
    (to, term): (ServerId, Term),
) -> Option<&'a Decision> {
    let is_it = |reply: MessageName| (reply.from, reply.to, reply.term) == (id, to, term);
    let mut decisions = at.recent()?.decisions();
    decisions.find(|it| it.reply.is_some_and(is_it))
}

/// Why a follower gets a snapshot and no entries.
pub(super) fn snapshot(at: Picture<'_>, leader: ServerId, follower: ServerId) -> Option<Fact> {
    let is_it = |it: &&Decision| {
        let needs =
            matches!(it.reason, Reason::SnapshotNeeded { follower: to, .. } if to == follower);
        it.server == leader && needs
    };
    let found = at.recent()?.decisions().find(is_it)?;
    Some(decision("no entries", found))
}
