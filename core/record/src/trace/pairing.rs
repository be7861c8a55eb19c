//! Names for messages of programs that do not number them: a message is named when it is sent, and found again by what it
//! says when it arrives or is lost.

use super::kind::TraceKind;
use super::line::Line;
use super::message::TraceMessage;
use super::outcome::Consequence;
use super::values::Number;
use crate::message::{MessageKind, Names};
use raft::ServerId;
use std::collections::{BTreeMap, VecDeque};

/// The most messages that are remembered of one way: a program that never says what arrived must not fill the memory.
const REMEMBERED: usize = 256;

#[derive(Default)]
pub(super) struct Pairing {
    last_number: u64,
    names: BTreeMap<(ServerId, ServerId, MessageKind), Names>,
    /// By sender and receiver, in the order in which they were sent.
    on_the_way: BTreeMap<(ServerId, ServerId), VecDeque<TraceMessage>>,
}

impl Pairing {
    /// Names the messages of a line that have no names yet.
    pub(super) fn complete(&mut self, line: &mut Line) {
        match &mut line.kind {
            Some(TraceKind::Delivered { message, .. } | TraceKind::Lost { message, .. })
                if !message.is_named() =>
            {
                self.arrives(message);
            }
            _ => {}
        }
        for outcome in &mut line.outcomes {
            if let Consequence::Sent { message, .. } | Consequence::Waits { message, .. } = outcome
                && !message.is_named()
            {
                self.leaves(message);
            }
        }
    }

    fn leaves(&mut self, message: &mut TraceMessage) {
        self.name(message);
        let way = (message.from.0, message.to.0);
        let on_the_way = self.on_the_way.entry(way).or_default();
        if on_the_way.len() == REMEMBERED {
            on_the_way.pop_front();
        }
        on_the_way.push_back(message.clone());
    }

    /// It is the oldest message on its way that it can be; or one that was not seen to leave.
    fn arrives(&mut self, message: &mut TraceMessage) {
        let way = (message.from.0, message.to.0);
        let on_the_way = self.on_the_way.entry(way).or_default();
        let same = |sent: &TraceMessage| sent.body == message.body;
        let may_be = |sent: &TraceMessage| sent.body.agrees_with(&message.body);
        let place = on_the_way.iter().position(same);
        let place = place.or_else(|| on_the_way.iter().position(may_be));
        match place.and_then(|place| on_the_way.remove(place)) {
            Some(sent) => {
                (message.id, message.nth, message.copy) = (sent.id, sent.nth, sent.copy);
            }
            None => self.name(message),
        }
    }

    fn name(&mut self, message: &mut TraceMessage) {
        self.last_number += 1;
        let (kind, term) = message.body.kind_and_term();
        let names = self.names.entry((message.from.0, message.to.0, kind));
        message.id = Some(Number(self.last_number));
        message.nth = Some(names.or_default().next(term.0));
    }
}
