//! Delivered as Sent: a network loses, delays, reorders and copies messages, but it makes none up and changes none. A
//! message leaves when what it relies on is on the sender's disk (Figure 2), and arrives if nothing stops it.

use super::check::Property;
use super::control::TraceControl;
use super::kind::TraceKind;
use super::line::Line;
use super::message::TraceMessage;
use super::outcome::Consequence;
use super::values::{Future, Server};
use crate::event::Event;
use crate::event::LossReason;
use crate::message::MessageName;
use std::collections::BTreeMap;

/// The messages that wait or are on their way, and the links that are cut.
#[derive(Default)]
pub(super) struct InFlight {
    /// By name, with the write that each waits for.
    waiting: BTreeMap<MessageName, (u8, u64)>,
    /// By name.
    on_the_way: BTreeMap<MessageName, Travelling>,
    /// The last write that is on the disk of each server, by its number.
    written: BTreeMap<u8, u64>,
    /// When this event happens.
    now: u64,
    /// The times at which a link was cut and healed in turn, by sender and receiver.
    cuts: BTreeMap<(u8, u8), Vec<u64>>,
}

/// A message on its way.
#[derive(Clone)]
struct Travelling {
    letter: TraceMessage,
    sent_at: u64,
    fate: Future,
    /// Whether the user moved it, so that it is not known when it is in the middle of its link.
    was_delayed: bool,
}

impl Property for InFlight {
    const NAME: &'static str = "Delivered as Sent";
    const SAYS: &'static str = "A message leaves when its write is on the disk, says what it said when it left, and arrives \
        where it was sent to, at most once, and by no link that is cut.";

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        self.now = event.time.0;
        let happened = line.kind.as_ref();
        let mut breach = happened.and_then(|happened| self.happens(happened, line));
        for outcome in &line.outcomes {
            let more = match outcome {
                Consequence::Waits { message, ticket } => {
                    let wait = (message.from.0.0, ticket.0);
                    self.waiting.insert(message.name(), wait);
                    None
                }
                Consequence::Sent {
                    message,
                    fate: Some(fate),
                    copy_of,
                } => {
                    let original = copy_of.map(MessageName::from);
                    self.leaves(message, (*fate, original), line)
                }
                Consequence::FateChanged {
                    message,
                    fate: Some(fate),
                } => {
                    self.changes((*message).into(), *fate, false);
                    None
                }
                Consequence::NeverSent { message } => {
                    self.on_the_way.remove(&(*message).into());
                    None
                }
                _ => None,
            };
            breach = breach.or(more);
        }
        breach
    }
}

impl InFlight {
    fn happens(&mut self, happened: &TraceKind, line: &Line) -> Option<String> {
        let server = line.server.map(|server| server.0.0);
        match happened {
            TraceKind::Delivered { message, manual } => {
                let travelled = match self.ends(message, line) {
                    Ok(travelled) => travelled,
                    Err(breach) => return Some(breach),
                };
                match manual {
                    true => None,
                    false => self.arrives(&travelled),
                }
            }
            TraceKind::Lost {
                message, reason, ..
            } => match self.ends(message, line) {
                Ok(travelled) => is_lost(&travelled, reason, self.now),
                Err(breach) => Some(breach),
            },
            TraceKind::Persisted { ticket } => {
                self.written.insert(server?, ticket.0);
                None
            }
            TraceKind::Crashed { .. } => {
                self.waiting.retain(|_, (from, _)| Some(*from) != server);
                None
            }
            TraceKind::Control(control) => {
                self.is_controlled(control);
                None
            }
            _ => None,
        }
    }

    fn is_controlled(&mut self, control: &TraceControl) {
        match control {
            TraceControl::Message {
                message,
                fate: Some(fate),
                ..
            } => self.changes((*message).into(), *fate, true),
            TraceControl::Cut { links } => links
                .iter()
                .for_each(|link| self.cut((link.from.0.0, link.to.0.0), true)),
            TraceControl::Healed { links } => links
                .iter()
                .for_each(|link| self.cut((link.from.0.0, link.to.0.0), false)),
            TraceControl::Partitioned { groups } => self.partition(groups),
            _ => {}
        }
    }

    fn partition(&mut self, groups: &[Vec<Server>]) {
        let servers = 1..=raft::ServerSet::MAX_ID;
        for (from, to) in servers
            .clone()
            .flat_map(|from| servers.clone().map(move |to| (from, to)))
        {
            let has = |group: &Vec<Server>, id| group.iter().any(|server| server.0.0 == id);
            let together = groups
                .iter()
                .any(|group| has(group, from) && has(group, to));
            self.cut((from, to), from != to && !together);
        }
    }

    fn cut(&mut self, link: (u8, u8), cut: bool) {
        let times = self.cuts.entry(link).or_default();
        if (times.len() % 2 == 1) != cut {
            times.push(self.now);
        }
    }

    /// Whether a link was cut at a moment; not if it was cut or healed at that very moment.
    fn was_cut(&self, link: (u8, u8), at: u64) -> bool {
        let Some(times) = self.cuts.get(&link) else {
            return false;
        };
        let before = times.partition_point(|time| *time < at);
        before % 2 == 1 && times.get(before).is_none_or(|healed| *healed > at)
    }

    fn changes(&mut self, name: MessageName, fate: Future, by_user: bool) {
        if let Some(message) = self.on_the_way.get_mut(&name) {
            message.fate = fate;
            message.was_delayed |= by_user;
        }
    }

    fn leaves(
        &mut self,
        letter: &TraceMessage,
        (fate, original): (Future, Option<MessageName>),
        line: &Line,
    ) -> Option<String> {
        let name = letter.name();
        let original = original.map(|name| self.on_the_way.get(&name).cloned());
        let breach = match &original {
            Some(None) => Some(format!(
                "Message {name} is a copy of none that is on its way."
            )),
            Some(Some(original)) => (!letter.says_as(&original.letter)).then(|| {
                let original = original.letter.name();
                format!("Message {name} is no copy of message {original}.")
            }),
            None => self.departs(letter, line),
        };
        let travelling = Travelling {
            letter: letter.clone(),
            sent_at: original
                .flatten()
                .map_or(self.now, |original| original.sent_at),
            fate,
            was_delayed: false,
        };
        let before = self.on_the_way.insert(name, travelling);
        breach
            .or(before
                .map(|_| format!("Message {name} is sent, but one of this name is on its way.")))
    }

    /// A message leaves its sender, when the write is durable that it waits for.
    fn departs(&mut self, letter: &TraceMessage, line: &Line) -> Option<String> {
        let (name, from) = (letter.name(), letter.from.0);
        let waits = self.waiting.remove(&name);
        if let Some((_, ticket)) = waits
            && self
                .written
                .get(&from.0)
                .is_none_or(|written| *written < ticket)
        {
            return Some(format!(
                "Message {name} leaves {from} before write {ticket}, which it relies on, is on the disk (Figure 2)."
            ));
        }
        let server = line.server.map(|server| server.0);
        server
            .filter(|server| *server != from)
            .map(|server| format!("Message {name} of {from} is sent by {server}."))
    }

    /// Takes a message off the network; or says why it cannot end here.
    fn ends(&mut self, letter: &TraceMessage, line: &Line) -> Result<Travelling, String> {
        let (name, to) = (letter.name(), letter.to.0);
        let Some(sent) = self.on_the_way.remove(&name) else {
            return Err(format!(
                "Message {name} comes to {to}, but it is not on its way."
            ));
        };
        if sent.letter != *letter {
            return Err(format!(
                "Message {name} does not say what it said when it was sent."
            ));
        }
        let at = line.server.map(|server| server.0);
        match at == Some(to) {
            true => Ok(sent),
            false => Err(format!("Message {name} to {to} comes to another server.")),
        }
    }

    /// A message arrives by itself: as its fate has it, and over a link that was whole when it passed the middle.
    fn arrives(&self, message: &Travelling) -> Option<String> {
        let letter = &message.letter;
        let (name, from, to) = (letter.name(), letter.from.0, letter.to.0);
        let Future::Arrives(due) = message.fate else {
            return Some(format!(
                "Message {name} arrives at {to}, but it was to be lost."
            ));
        };
        if due.0 > self.now {
            let due = due.0;
            return Some(format!(
                "Message {name} arrives at {to} before its time, {due}."
            ));
        }
        let middle = message.sent_at + due.0.saturating_sub(message.sent_at) / 2;
        let was_cut = !message.was_delayed && self.was_cut((from.0, to.0), middle);
        was_cut.then(|| {
            format!("Message {name} arrives at {to}, although the link from {from} was cut when it was halfway.")
        })
    }
}

/// What contradicts the reason why a message was lost, if something does.
fn is_lost(message: &Travelling, why: &LossReason, now: u64) -> Option<String> {
    let name = message.letter.name();
    match (why, message.fate) {
        (LossReason::Chance | LossReason::Cut, Future::Arrives(_)) => {
            Some(format!("Message {name} is lost, but it was to arrive."))
        }
        (LossReason::Chance | LossReason::Cut, Future::Lost(due)) if due.0 > now => Some(format!(
            "Message {name} is lost before its time, {}.",
            due.0
        )),
        _ => None,
    }
}
