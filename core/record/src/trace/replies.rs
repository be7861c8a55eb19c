//! Answered from the Log (§8): the log holds the commands that clients sent, machines that apply the same command answer
//! the same, and a client gets the answer to its own.

use super::check::Property;
use super::control::TraceControl;
use super::kind::TraceKind;
use super::line::Line;
use crate::event::{Event, EventKind, OperationEnd, Outcome};
use crate::operation::{Answer, ClientCommand, ClientId, Operation, Serial};
use raft::{Entries, Index, Notice, Payload, ServerId};
use std::collections::{BTreeMap, BTreeSet};

/// Remembers what clients sent, and what it answered.
pub(super) struct Replies {
    /// Whether the trace may leave out what happened.
    is_partial: bool,
    sent: BTreeMap<(ClientId, Serial), Sent>,
    /// Who sent what, in words: clients without a session do not number their commands.
    words: BTreeMap<String, BTreeSet<ClientId>>,
    /// What was answered to those.
    unnumbered_answers: BTreeSet<(ClientId, String, Answer)>,
    /// Clients of which not every command is an operation that an event names: those of a test harness.
    strangers: BTreeSet<ClientId>,
    /// What was first answered at every index.
    answers: BTreeMap<Index, (ServerId, u64, Answer)>,
    sends_are_missing: bool,
    answers_are_missing: bool,
}

struct Sent {
    operation: Operation,
    has_ended: bool,
    answers: Vec<Answer>,
}

impl Property for Replies {
    const NAME: &'static str = "Answered from the Log";
    const SAYS: &'static str = "The log holds only commands that clients sent, all machines give the same answer to one of \
        them, and a client is answered what they gave.";

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        self.happens(event, line);
        let mut breach = None;
        for outcome in &event.outcomes {
            let more = match outcome {
                Outcome::Noticed(Notice::Appended { first, entries }) => {
                    self.appended(event.server?, *first, entries, line)
                }
                Outcome::AppliedEntry {
                    index,
                    payload,
                    content,
                    answer: Some(answer),
                    ..
                } => {
                    self.applied(payload, *answer);
                    self.answered(event.server?, *index, (*content, *answer))
                }
                Outcome::OperationEnded {
                    client,
                    serial,
                    end,
                } => self.ended(*client, *serial, *end),
                _ => None,
            };
            breach = breach.or(more);
        }
        breach
    }
}

impl Replies {
    pub(super) fn new(is_partial: bool) -> Replies {
        Replies {
            is_partial,
            sent: BTreeMap::new(),
            words: BTreeMap::new(),
            unnumbered_answers: BTreeSet::new(),
            strangers: BTreeSet::new(),
            answers: BTreeMap::new(),
            sends_are_missing: false,
            answers_are_missing: false,
        }
    }

    /// Whether some operation was not reported when its client sent it.
    pub(super) fn sends_are_missing(&self) -> bool {
        self.sends_are_missing
    }

    /// Whether some operation was answered of which no machine's answer was reported.
    pub(super) fn answers_are_missing(&self) -> bool {
        self.answers_are_missing
    }

    fn happens(&mut self, event: &Event, line: &Line) {
        if let EventKind::ClientSent {
            client,
            serial,
            operation,
            ..
        } = &event.kind
        {
            let new = || Sent {
                operation: operation.clone(),
                has_ended: false,
                answers: Vec::new(),
            };
            self.sent.entry((*client, *serial)).or_insert_with(new);
            self.words(*client, operation);
        }
        if let Some(TraceKind::RequestArrived { client, serial }) = &line.kind
            && serial.0 == 0
        {
            self.strangers.insert(ClientId(*client));
        }
    }

    /// A command enters a log only if a client sent it; or before the run begins.
    fn appended(
        &mut self,
        server: ServerId,
        first: Index,
        entries: &Entries,
        line: &Line,
    ) -> Option<String> {
        let given = matches!(
            line.kind,
            Some(TraceKind::Control(TraceControl::LogGiven { .. }))
        );
        let mut breach = None;
        for (index, entry) in (first..).zip(entries.iter()) {
            let Payload::Command(bytes) = &entry.payload else {
                continue;
            };
            let Some(command) = ClientCommand::decode(bytes) else {
                let words = std::str::from_utf8(bytes).unwrap_or_default();
                self.sends_are_missing |= !self.words.contains_key(words);
                continue;
            };
            let client = command.client;
            if given {
                self.words(client, &command.operation);
            } else if !self.was_sent(&command) && !self.strangers.contains(&client) {
                self.sends_are_missing = true;
                breach = breach.or_else(|| {
                    Some(format!(
                        "{server} holds `{}` of {client} as entry {index}, which {client} never sent (§8).",
                        command.operation
                    ))
                });
            }
        }
        breach.filter(|_| !self.is_partial)
    }

    fn words(&mut self, client: ClientId, operation: &Operation) {
        let clients = self.words.entry(operation.to_string());
        clients.or_default().insert(client);
    }

    fn was_sent(&self, command: &ClientCommand) -> bool {
        let (client, operation) = (command.client, &command.operation);
        match command.serial {
            0 => {
                let clients = self.words.get(&operation.to_string());
                clients.is_some_and(|clients| clients.contains(&client))
            }
            serial => {
                let sent = self.sent.get(&(client, serial));
                sent.is_some_and(|sent| sent.operation == *operation)
            }
        }
    }

    fn applied(&mut self, payload: &Payload, answer: Answer) {
        let Payload::Command(bytes) = payload else {
            return;
        };
        let Some(command) = ClientCommand::decode(bytes) else {
            return;
        };
        if command.serial == 0 {
            let words = command.operation.to_string();
            self.unnumbered_answers
                .insert((command.client, words, answer));
        } else if let Some(sent) = self.sent.get_mut(&(command.client, command.serial))
            && !sent.has_ended
            && !sent.answers.contains(&answer)
        {
            sent.answers.push(answer);
        }
    }

    /// Compares an answer with the first one to the same entry.
    fn answered(
        &mut self,
        server: ServerId,
        index: Index,
        (content, answer): (u64, Answer),
    ) -> Option<String> {
        let first = self.answers.entry(index);
        let (first, known, other) = *first.or_insert((server, content, answer));
        (known == content && other != answer).then(|| {
            format!(
                "{server} answered {} to entry {index}, which {first} answered with {} (§5.4.3: machines are deterministic).",
                value(answer),
                value(other)
            )
        })
    }

    fn ended(&mut self, client: ClientId, serial: Serial, end: OperationEnd) -> Option<String> {
        let sent = self.sent.get_mut(&(client, serial));
        let Some(sent) = sent.filter(|sent| !sent.has_ended) else {
            self.sends_are_missing = true;
            let answered = matches!(end, OperationEnd::Ok(_)) && !self.is_partial;
            return answered.then(|| {
                format!("{client} was answered operation {serial}, which it never sent.")
            });
        };
        sent.has_ended = true;
        let answers = std::mem::take(&mut sent.answers);
        let OperationEnd::Ok(answer) = end else {
            return None;
        };
        let operation = sent.operation.to_string();
        let unnumbered = (client, operation, answer);
        if answers.contains(&answer) || self.unnumbered_answers.contains(&unnumbered) {
            return None;
        }
        if answers.is_empty() && self.is_partial {
            self.answers_are_missing = true;
            return None;
        }
        Some(format!(
            "{client} was answered {} to its operation {serial}, `{}`, but no server had applied it with that answer.",
            value(answer),
            unnumbered.1
        ))
    }
}

fn value(answer: Answer) -> String {
    answer.map_or("nothing".into(), |value| value.to_string())
}
