//! Running hash of events: two runs that have the same one were the same run, natively and as WebAssembly.
//!
//! Every event is encoded in 64-bit words. Numbers and decisions count; reasons, sentences and failed checks do not, so
//! that rewording changes no fingerprint. A message counts by its numbers when it leaves or begins to wait, and by its
//! name from then on; its entries counted when they were appended.

use crate::event::{
    Envelope, Event, EventKind, EventNumber, Facts, Fate, LossReason, OperationEnd, Outcome,
};
use crate::operation::{Answer, Operation};
use crate::scope::{LinkOverride, Scope};
use raft::message::AppendOutcome;
use raft::{Configuration, Entry, Message, Notice, Payload, ServerId, SnapshotId};

/// The hash of all events so far, in two lanes that take turns, since each has to wait for its multiplication.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint([u64; 2]);

/// The state before the first event.
const START: [u64; 2] = [0x5261_6674_7363_6170, 0x6520_6b65_6570_7321];

/// An odd number with bits all over.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint::new()
    }
}

impl Fingerprint {
    /// Before the first event.
    pub fn new() -> Fingerprint {
        Fingerprint(START)
    }

    /// The hash of what was observed.
    pub fn value(&self) -> u64 {
        let mixed = mix(self.0[0] ^ (self.0[0] >> 32), self.0[1]);
        mixed ^ (mixed >> 29)
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        let Event {
            number,
            time,
            cause,
            server,
            kind,
            outcomes,
            after,
        } = event;
        self.words(&[
            *number,
            time.0,
            option_number(*cause),
            option_server(*server),
        ]);
        self.kind(kind);
        for outcome in outcomes {
            self.outcome(outcome);
        }
        match after {
            Some(facts) => self.facts(facts),
            None => self.word(101),
        }
    }

    fn word(&mut self, word: u64) {
        self.0[0] = mix(self.0[0], word);
    }

    fn words(&mut self, words: &[u64]) {
        for pair in words.chunks(2) {
            self.word(pair[0]);
            if let Some(word) = pair.get(1) {
                self.0[1] = mix(self.0[1], *word);
            }
        }
    }

    fn kind(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Started { again } => self.words(&[1, u64::from(*again)]),
            EventKind::TimerFired { timer, manual } => {
                self.words(&[2, *timer as u64, u64::from(*manual)]);
            }
            EventKind::Delivered { envelope, manual } => {
                self.words(&[3, u64::from(*manual), envelope.id.0, way(envelope)]);
            }
            EventKind::Lost {
                envelope,
                why,
                manual,
            } => {
                // The user drops a message, or delivers one: only the second needs a word of its own.
                let delivered = u64::from(*manual && *why != LossReason::Manual);
                let why = *why as u64 | delivered << 8;
                self.words(&[4, why, envelope.id.0, way(envelope)]);
            }
            EventKind::Persisted { ticket } => self.words(&[5, ticket.0]),
            EventKind::Applied { last } => self.words(&[6, *last]),
            EventKind::SnapshotDue => self.word(7),
            EventKind::ClientSent {
                client,
                serial,
                operation,
                retries,
            } => {
                self.words(&[8, u64::from(client.0), *serial, u64::from(*retries)]);
                self.operation(operation);
            }
            EventKind::RequestArrived { client, serial } => {
                self.words(&[9, u64::from(client.0), *serial]);
            }
            EventKind::ReplyArrived { client, serial } => {
                self.words(&[10, u64::from(client.0), *serial]);
            }
            EventKind::ConnectionLost { client, serial } => {
                self.words(&[14, u64::from(client.0), *serial]);
            }
            EventKind::ClientTimedOut { client, serial } => {
                self.words(&[11, u64::from(client.0), *serial]);
            }
            manual => self.deed(manual),
        }
    }

    /// What a reader did.
    fn deed(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Started { .. }
            | EventKind::TimerFired { .. }
            | EventKind::Delivered { .. }
            | EventKind::Lost { .. }
            | EventKind::Persisted { .. }
            | EventKind::Applied { .. }
            | EventKind::SnapshotDue
            | EventKind::ClientSent { .. }
            | EventKind::RequestArrived { .. }
            | EventKind::ReplyArrived { .. }
            | EventKind::ConnectionLost { .. }
            | EventKind::ClientTimedOut { .. } => {}
            EventKind::Submitted { client, operation } => {
                self.words(&[12, u64::from(client.0)]);
                self.operation(operation);
            }
            EventKind::Crashed { unsynced, kept } => {
                self.words(&[13, u64::from(*unsynced), u64::from(*kept)]);
            }
            EventKind::Paused => self.word(14),
            EventKind::Resumed => self.word(15),
            EventKind::DiskStalled => self.word(16),
            EventKind::DiskReleased => self.word(17),
            EventKind::SnapshotRequested => self.word(18),
            EventKind::Cut { links } => self.links(19, links),
            EventKind::Healed { links } => self.links(20, links),
            EventKind::Partitioned { groups } => {
                self.words(&[21, groups.len() as u64]);
                for group in groups {
                    self.word(u64::from(group.bits()));
                }
            }
            EventKind::Delayed { id, fate } => {
                self.words(&[22, id.0]);
                self.fate(*fate);
            }
            EventKind::Duplicated { id } => self.words(&[23, id.0]),
            EventKind::Tuned {
                dial,
                value,
                shown: _,
                along,
            } => {
                self.words(&[24, *value]);
                self.bytes(dial.as_bytes());
                if let Some(along) = along {
                    self.bytes(along.as_bytes());
                }
            }
            EventKind::Refused { sentence: _ } => self.word(25),
            EventKind::LogGiven { term } => self.words(&[26, *term]),
            EventKind::Wiped => self.word(27),
            EventKind::DiskOverridden { latency } => {
                self.word(28);
                self.override_link(latency.map(|(min, max)| LinkOverride::Latency(min, max)));
            }
            EventKind::TimersAligned { at } => self.words(&[29, at.0]),
            EventKind::Held { what } => self.words(&[30, *what as u64]),
            EventKind::Released { what } => self.words(&[31, *what as u64]),
            EventKind::LinkOverridden { scope, shape } => {
                let Scope { kinds, from, to } = *scope;
                let way = option_server(from) << 8 | option_server(to);
                self.words(&[32, u64::from(kinds.bits()), way]);
                self.override_link(*shape);
            }
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(_) | Outcome::CheckFailed { .. } => {}
            Outcome::Noticed(notice) => self.notice(notice),
            Outcome::WriteBegan { ticket } => self.words(&[51, ticket.0]),
            Outcome::Waits { envelope, ticket } => {
                self.words(&[52, ticket.0]);
                self.envelope(envelope);
            }
            Outcome::Sent {
                envelope,
                fate,
                copy_of,
            } => {
                self.words(&[53, option_number(copy_of.map(|id| id.0))]);
                self.envelope(envelope);
                self.fate(*fate);
            }
            Outcome::FateChanged { id, fate } => {
                self.words(&[54, id.0]);
                self.fate(*fate);
            }
            Outcome::NeverSent { id } => self.words(&[60, id.0]),
            Outcome::TimerArmed { timer, at } => self.words(&[55, *timer as u64, at.0]),
            Outcome::TimerStopped(timer) => self.words(&[56, *timer as u64]),
            Outcome::AppliedEntry {
                index,
                term,
                payload: _,
                content,
                answer,
                repeated,
            } => {
                self.words(&[57, *index, *term, *content, u64::from(*repeated)]);
                self.word(u64::from(answer.is_some()));
                self.answer(answer.flatten());
            }
            Outcome::Restored(id) => self.snapshot(58, id),
            Outcome::OperationEnded {
                client,
                serial,
                end,
            } => {
                self.words(&[59, u64::from(client.0), *serial]);
                match end {
                    OperationEnd::Ok(answer) => self.answer(*answer),
                    OperationEnd::Failed => self.word(2),
                    OperationEnd::Unknown => self.word(3),
                }
            }
        }
    }

    fn notice(&mut self, notice: &Notice) {
        match notice {
            Notice::BecameCandidate(term) => self.words(&[81, *term]),
            Notice::BecameLeader(term) => self.words(&[82, *term]),
            Notice::SteppedDown(term) => self.words(&[83, *term]),
            Notice::TermChanged(term) => self.words(&[84, *term]),
            Notice::CommitAdvanced(index) => self.words(&[85, *index]),
            Notice::Truncated { from, last } => self.words(&[86, *from, *last]),
            Notice::Appended { first, entries } => {
                self.words(&[87, *first, entries.len() as u64]);
                for entry in entries.iter() {
                    self.entry(entry);
                }
            }
            Notice::ConfigAdopted(index) => self.words(&[88, *index]),
            Notice::ConfigRolledBack(index) => self.words(&[89, *index]),
            Notice::SnapshotInstalled(id) => self.snapshot(90, id),
            Notice::Violation(_) => self.word(91),
        }
    }

    fn envelope(&mut self, envelope: &Envelope) {
        self.words(&[envelope.id.0, way(envelope)]);
        match &envelope.message {
            Message::RequestVote(m) => self.words(&[1, m.term, m.last_log_index, m.last_log_term]),
            Message::RequestVoteReply(m) => {
                self.words(&[2, m.term, m.request_term, u64::from(m.vote_granted)]);
            }
            Message::AppendEntries(m) => self.words(&[
                3,
                m.term,
                m.request,
                m.prev_log_index,
                m.prev_log_term,
                m.entries.len() as u64,
                m.leader_commit,
            ]),
            Message::AppendEntriesReply(m) => {
                self.words(&[4, m.term, m.request_term, m.request, m.prev_log_index]);
                self.append_outcome(m.outcome);
            }
            Message::InstallSnapshot(m) => {
                self.snapshot(5, &m.snapshot);
                self.configuration(&m.configuration);
                let length = m.data.len() as u64;
                self.words(&[m.term, m.offset, length, m.total, m.chunk_size]);
            }
            Message::InstallSnapshotReply(m) => {
                self.snapshot(6, &m.snapshot);
                let flags = u64::from(m.installed) << 1 | u64::from(m.stale);
                self.words(&[m.term, m.request_term, m.next_offset, flags]);
            }
        }
    }

    fn append_outcome(&mut self, outcome: AppendOutcome) {
        match outcome {
            AppendOutcome::Success { match_index } => self.words(&[1, match_index]),
            AppendOutcome::StaleTerm => self.word(2),
            AppendOutcome::Conflict {
                conflict_term,
                conflict_index,
                last_log_index,
            } => {
                let term = option_number(conflict_term);
                self.words(&[3, term, conflict_index, last_log_index]);
            }
        }
    }

    fn facts(&mut self, facts: &Facts) {
        let Facts {
            term,
            voted_for,
            role,
            leader,
            commit,
            applied,
            last_index,
            last_term,
            durable,
            snapshot_index,
            snapshot_term,
            // It counted when its entry was appended.
            configuration: _,
        } = *facts;
        let small = option_server(voted_for) << 16 | option_server(leader) << 8 | role as u64;
        self.words(&[102, term, small, commit, applied, last_index, last_term]);
        self.words(&[durable, snapshot_index, snapshot_term]);
    }

    fn entry(&mut self, entry: &Entry) {
        self.word(entry.term);
        match &entry.payload {
            Payload::Noop => self.word(1),
            Payload::Command(bytes) => {
                self.word(2);
                self.bytes(bytes);
            }
            Payload::Configuration(configuration) => {
                self.word(3);
                self.configuration(configuration);
            }
        }
    }

    fn configuration(&mut self, configuration: &Configuration) {
        let Configuration {
            voters,
            outgoing,
            learners,
        } = configuration;
        let sets = [voters, outgoing, learners].map(|set| u64::from(set.bits()));
        self.word(sets[0] << 32 | sets[1] << 16 | sets[2]);
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::Set { value, .. } => self.words(&[1, value.cast_unsigned()]),
            Operation::Add { amount, .. } => self.words(&[2, amount.cast_unsigned()]),
            Operation::Get { .. } => self.word(3),
            Operation::Delete { .. } => self.word(4),
        }
        self.bytes(operation.key().as_bytes());
    }

    fn answer(&mut self, answer: Answer) {
        match answer {
            Some(value) => self.words(&[1, value.cast_unsigned()]),
            None => self.word(0),
        }
    }

    fn fate(&mut self, fate: Fate) {
        self.words(&[u64::from(matches!(fate, Fate::Lost(_))), fate.time().0]);
    }

    fn snapshot(&mut self, tag: u64, id: &SnapshotId) {
        self.words(&[
            tag,
            id.last_included_index,
            id.last_included_term,
            id.content,
        ]);
    }

    fn override_link(&mut self, shape: Option<LinkOverride>) {
        match shape {
            None => self.word(0),
            Some(LinkOverride::Latency(min, max)) => self.words(&[1, min.0, max.0]),
            Some(LinkOverride::Loss(share)) => self.words(&[2, u64::from(share)]),
            Some(LinkOverride::Late(share)) => self.words(&[3, u64::from(share)]),
        }
    }

    fn links(&mut self, tag: u64, links: &[(ServerId, ServerId)]) {
        self.words(&[tag, links.len() as u64]);
        for (from, to) in links {
            self.word(u64::from(from.0) << 8 | u64::from(to.0));
        }
    }

    /// The length, then the bytes, eight in a word.
    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            self.word(u64::from_le_bytes(word));
        }
    }
}

fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(FACTOR)
}

/// One more than the number; 0 if there is none.
fn option_number(number: Option<EventNumber>) -> u64 {
    number.map_or(0, |number| number.wrapping_add(1))
}

/// Sender and receiver.
fn way(envelope: &Envelope) -> u64 {
    u64::from(envelope.from.0) << 8 | u64::from(envelope.to.0)
}

/// The server's number; 0 if there is none.
fn option_server(server: Option<ServerId>) -> u64 {
    server.map_or(0, |id| u64::from(id.0))
}
