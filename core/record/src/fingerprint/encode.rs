//! An event in words: what of it counts, without two that differ in it having the same words.
//!
//! Numbers and decisions count. Reasons, sentences and broken properties do not, so that another wording, or one more
//! check, changes no fingerprint. A message counts by its name and its numbers when it leaves or begins to wait, and by its
//! name from then on; its entries counted when they were appended, the bytes of a snapshot by the hash in its name. What is to
//! come at a drawn time counts when it comes; what a server believes of others, or holds in part, by what it does for it.
//!
//! A [`Tag`] comes before whatever has variants, the length before whatever has one, and a bit says whether there is a
//! value; so words can be read back in one way only, and none of two different encodings begins with the other.

use super::tag::Tag;
use crate::control::Control;
use crate::event::{
    Envelope, Event, EventKind, Facts, Fate, LossReason, OperationEnd, Outcome, RoleName,
};
use crate::held::Held;
use crate::message::{Body, MessageKind, MessageName};
use crate::operation::{Answer, ClientId, Operation, Serial};
use crate::scope::{LinkOverride, Scope};
use raft::message::AppendOutcome;
use raft::{
    Configuration, Entry, Message, Notice, Payload, ServerId, ServerSet, SnapshotId, TimerKind,
};

/// Takes words, in order.
pub(crate) trait Words {
    /// Takes the next ones.
    fn words(&mut self, words: &[u64]);

    /// Takes the next one.
    fn word(&mut self, word: u64) {
        self.words(&[word]);
    }
}

/// What has words.
pub(crate) trait Encode {
    /// Gives its words.
    fn encode(&self, out: &mut impl Words);
}

impl Encode for Event {
    fn encode(&self, out: &mut impl Words) {
        let Event {
            number,
            time,
            cause,
            server,
            kind,
            outcomes,
            after,
            // Not part of the run, but of the file that reports it.
            source: _,
        } = self;
        let head = u64::from(cause.is_some()) << 8 | option_server(*server);
        out.words(&[*number, time.0, head, cause.unwrap_or(0)]);
        kind.encode(out);
        for outcome in outcomes {
            outcome.encode(out);
        }
        match after {
            Some(facts) => facts.encode(out),
            None => out.word(Tag::NoStep.into()),
        }
    }
}

impl Encode for EventKind {
    fn encode(&self, out: &mut impl Words) {
        match self {
            EventKind::Started { again } => out.words(&[Tag::Started.into(), u64::from(*again)]),
            EventKind::TimerFired { timer, manual } => {
                out.words(&[Tag::TimerFired.into(), tag(*timer), u64::from(*manual)]);
            }
            EventKind::Delivered { envelope, manual } => {
                out.words(&[Tag::Delivered.into(), u64::from(*manual)]);
                envelope.name().encode(out);
            }
            EventKind::Lost {
                envelope,
                why,
                manual,
            } => {
                out.words(&[Tag::Lost.into(), tag(*why), u64::from(*manual)]);
                envelope.name().encode(out);
            }
            EventKind::Persisted { ticket } => out.words(&[Tag::Persisted.into(), ticket.0]),
            EventKind::Applied { last } => out.words(&[Tag::Applied.into(), *last]),
            EventKind::SnapshotDue => out.word(Tag::SnapshotDue.into()),
            EventKind::ClientSent {
                client,
                serial,
                operation,
                retries,
                arrives: _,
            } => {
                out.words(&of_client(Tag::ClientSent, *client, *serial));
                out.word(u64::from(*retries));
                operation.encode(out);
            }
            EventKind::RequestArrived { client, serial } => {
                out.words(&of_client(Tag::RequestArrived, *client, *serial));
            }
            EventKind::ReplyArrived { client, serial } => {
                out.words(&of_client(Tag::ReplyArrived, *client, *serial));
            }
            EventKind::ConnectionLost { client, serial } => {
                out.words(&of_client(Tag::ConnectionLost, *client, *serial));
            }
            EventKind::ClientTimedOut { client, serial } => {
                out.words(&of_client(Tag::ClientTimedOut, *client, *serial));
            }
            EventKind::Crashed { unsynced, kept } => {
                out.words(&[Tag::Crashed.into(), u64::from(*unsynced), u64::from(*kept)]);
            }
            EventKind::Unknown => out.word(Tag::UnknownEvent.into()),
            EventKind::Control(control) => control.encode(out),
        }
    }
}

impl Encode for Control {
    fn encode(&self, out: &mut impl Words) {
        match self {
            Control::Server(what) => out.word(*what as u64),
            Control::Message { what, name, fate } => {
                out.word(*what as u64);
                // A fate begins with a small number, a name with a large one.
                if let Some(fate) = fate {
                    out.words(&[tag(*fate), time_of(*fate)]);
                }
                name.encode(out);
            }
            Control::Submitted { client, operation } => {
                out.words(&[Tag::Submitted.into(), u64::from(client.0)]);
                operation.encode(out);
            }
            Control::Cut { links } => encode_links(Tag::Cut, links, out),
            Control::Healed { links } => encode_links(Tag::Healed, links, out),
            Control::Partitioned { groups } => {
                out.words(&[Tag::Partitioned.into(), groups.len() as u64]);
                for group in groups {
                    out.word(bits(*group));
                }
            }
            Control::Tuned {
                dial,
                value,
                shown: _,
                along,
            } => {
                out.words(&[Tag::Tuned.into(), *value, u64::from(along.is_some())]);
                encode_bytes(dial.as_bytes(), out);
                encode_bytes(along.as_deref().unwrap_or_default().as_bytes(), out);
            }
            Control::Refused { sentence: _ } => out.word(Tag::Refused.into()),
            Control::LogGiven { term } => out.words(&[Tag::LogGiven.into(), *term]),
            Control::LogErased { from } => out.words(&[Tag::LogErased.into(), *from]),
            Control::DiskOverridden { latency } => {
                out.word(Tag::DiskOverridden.into());
                let latency = latency.map(|(min, max)| LinkOverride::Latency(min, max));
                latency.encode(out);
            }
            Control::TimersAligned { at } => out.words(&[Tag::TimersAligned.into(), at.0]),
            Control::Held { what } => out.words(&[Tag::Held.into(), tag(*what)]),
            Control::Released { what } => out.words(&[Tag::Released.into(), tag(*what)]),
            Control::LinkOverridden { scope, profile } => {
                let Scope { kinds, from, to } = *scope;
                let way = option_server(from) << 8 | option_server(to);
                out.words(&[Tag::LinkOverridden.into(), u64::from(kinds.bits()), way]);
                profile.encode(out);
            }
        }
    }
}

impl Encode for Outcome {
    fn encode(&self, out: &mut impl Words) {
        match self {
            Outcome::Decided(_) | Outcome::CheckFailed { .. } | Outcome::CheckUndecided(_) => {}
            Outcome::Reported(_) | Outcome::UnknownBelow(_) => {}
            Outcome::Progress { .. } | Outcome::Receiving { .. } | Outcome::SnapshotChanged(_) => {}
            Outcome::Queued { .. } | Outcome::Replied { .. } | Outcome::NeverReplied { .. } => {}
            Outcome::WriteDue { .. } | Outcome::DiskHolds(_) | Outcome::SnapshotPlanned => {}
            Outcome::Noticed(notice) => notice.encode(out),
            Outcome::WriteBegan { ticket, .. } => out.words(&[Tag::WriteBegan.into(), ticket.0]),
            Outcome::Waits { envelope, ticket } => {
                out.words(&[Tag::Waits.into(), ticket.0]);
                envelope.encode(out);
            }
            Outcome::Sent {
                envelope,
                fate,
                copy_of,
            } => {
                let how = u64::from(copy_of.is_some()) << 8 | tag(*fate);
                out.words(&[Tag::Sent.into(), how, time_of(*fate)]);
                if let Some(original) = copy_of {
                    original.encode(out);
                }
                envelope.encode(out);
            }
            Outcome::FateChanged { name, fate } => {
                out.words(&[Tag::FateChanged.into(), tag(*fate), time_of(*fate)]);
                name.encode(out);
            }
            Outcome::NeverSent { name } => {
                out.word(Tag::NeverSent.into());
                name.encode(out);
            }
            Outcome::TimerArmed { timer, at } => {
                out.words(&[Tag::TimerArmed.into(), tag(*timer), at.0]);
            }
            Outcome::TimerStopped(timer) => out.words(&[Tag::TimerStopped.into(), tag(*timer)]),
            Outcome::AppliedEntry {
                index,
                term,
                // Its hash counts instead.
                payload: _,
                content,
                answer,
                repeated,
            } => {
                let head = u64::from(answer.is_some()) << 1 | u64::from(*repeated);
                out.words(&[Tag::AppliedEntry.into(), *index, *term, *content, head]);
                out.words(&answered(answer.flatten()));
            }
            Outcome::Restored(id) => out.words(&snapshot(Tag::Restored, id)),
            Outcome::OperationEnded {
                client,
                serial,
                end,
            } => {
                out.words(&of_client(Tag::OperationEnded, *client, *serial));
                match end {
                    OperationEnd::Ok(answer) => {
                        out.word(Tag::Ok.into());
                        out.words(&answered(*answer));
                    }
                    OperationEnd::Failed => out.word(Tag::Failed.into()),
                    OperationEnd::Unknown => out.word(Tag::Unknown.into()),
                }
            }
        }
    }
}

impl Encode for Notice {
    fn encode(&self, out: &mut impl Words) {
        match self {
            Notice::BecameCandidate(term) => out.words(&[Tag::BecameCandidate.into(), *term]),
            Notice::BecameLeader(term) => out.words(&[Tag::BecameLeader.into(), *term]),
            Notice::SteppedDown(term) => out.words(&[Tag::SteppedDown.into(), *term]),
            Notice::TermChanged(term) => out.words(&[Tag::TermChanged.into(), *term]),
            Notice::CommitAdvanced(index) => out.words(&[Tag::CommitAdvanced.into(), *index]),
            Notice::Truncated { from, last } => out.words(&[Tag::Truncated.into(), *from, *last]),
            Notice::Appended { first, entries } => {
                out.words(&[Tag::Appended.into(), *first, entries.len() as u64]);
                for entry in entries.iter() {
                    entry.encode(out);
                }
            }
            Notice::ConfigAdopted(index) => out.words(&[Tag::ConfigAdopted.into(), *index]),
            Notice::ConfigRolledBack(index) => out.words(&[Tag::ConfigRolledBack.into(), *index]),
            Notice::SnapshotInstalled(id) => out.words(&snapshot(Tag::SnapshotInstalled, id)),
            Notice::Violation(_) => {}
        }
    }
}

impl Encode for Envelope {
    fn encode(&self, out: &mut impl Words) {
        self.name().encode(out);
        match &self.body {
            Body::Whole(message) => message.encode(out),
            // No run of our own has one.
            Body::Partial(_) => out.word(Tag::PartialMessage.into()),
        }
    }
}

impl Encode for MessageName {
    fn encode(&self, out: &mut impl Words) {
        let way = u64::from(self.from.0) << 8 | u64::from(self.to.0);
        let which = tag(self.kind) << 48 | way << 32 | u64::from(self.nth);
        out.words(&[which, self.term, self.copy]);
    }
}

impl Encode for Message {
    fn encode(&self, out: &mut impl Words) {
        match self {
            Message::RequestVote(m) => out.words(&[
                Tag::RequestVote.into(),
                m.term,
                m.last_log_index,
                m.last_log_term,
            ]),
            Message::RequestVoteReply(m) => out.words(&[
                Tag::RequestVoteReply.into(),
                m.term,
                m.request_term,
                u64::from(m.vote_granted),
            ]),
            Message::AppendEntries(m) => out.words(&[
                Tag::AppendEntries.into(),
                m.term,
                m.request,
                m.prev_log_index,
                m.prev_log_term,
                m.entries.len() as u64,
                m.leader_commit,
            ]),
            Message::AppendEntriesReply(m) => {
                out.words(&[
                    Tag::AppendEntriesReply.into(),
                    m.term,
                    m.request_term,
                    m.request,
                    m.prev_log_index,
                ]);
                m.outcome.encode(out);
            }
            Message::InstallSnapshot(m) => {
                out.words(&snapshot(Tag::InstallSnapshot, &m.snapshot));
                let length = m.data.len() as u64;
                let sets = configuration(&m.configuration);
                out.words(&[sets, m.term, m.offset, length, m.total, m.chunk_size]);
            }
            Message::InstallSnapshotReply(m) => {
                out.words(&snapshot(Tag::InstallSnapshotReply, &m.snapshot));
                let flags = u64::from(m.installed) << 1 | u64::from(m.stale);
                out.words(&[m.term, m.request_term, m.next_offset, flags]);
            }
        }
    }
}

impl Encode for AppendOutcome {
    fn encode(&self, out: &mut impl Words) {
        match *self {
            AppendOutcome::Success { match_index } => {
                out.words(&[Tag::AppendSuccess.into(), match_index]);
            }
            AppendOutcome::StaleTerm => out.word(Tag::AppendStaleTerm.into()),
            AppendOutcome::Conflict {
                conflict_term,
                conflict_index,
                last_log_index,
            } => out.words(&[
                Tag::AppendConflict.into(),
                u64::from(conflict_term.is_some()),
                conflict_term.unwrap_or(0),
                conflict_index,
                last_log_index,
            ]),
        }
    }
}

impl Encode for Facts {
    fn encode(&self, out: &mut impl Words) {
        let Facts {
            term,
            voted_for,
            role,
            leader,
            commit,
            applied,
            // Where the log begins follows from the snapshots that were taken, and from the dials.
            base_index: _,
            base_term: _,
            last_index,
            last_term,
            durable,
            snapshot_index,
            snapshot_term,
            configuration: in_force,
        } = self;
        let small = option_server(*voted_for) << 16 | option_server(*leader) << 8 | tag(*role);
        out.words(&[
            Tag::After.into(),
            *term,
            small,
            *commit,
            *applied,
            *last_index,
            *last_term,
            *durable,
            *snapshot_index,
            *snapshot_term,
            configuration(in_force),
        ]);
    }
}

impl Encode for Entry {
    fn encode(&self, out: &mut impl Words) {
        match &self.payload {
            Payload::Noop => out.words(&[Tag::Noop.into(), self.term]),
            Payload::Command(bytes) => {
                out.words(&[Tag::Command.into(), self.term]);
                encode_bytes(bytes, out);
            }
            Payload::Configuration(own) => {
                out.words(&[Tag::Configuration.into(), self.term, configuration(own)]);
            }
        }
    }
}

impl Encode for Operation {
    fn encode(&self, out: &mut impl Words) {
        match self {
            Operation::Set { value, .. } => out.words(&[Tag::Set.into(), value.cast_unsigned()]),
            Operation::Add { amount, .. } => out.words(&[Tag::Add.into(), amount.cast_unsigned()]),
            Operation::Get { .. } => out.word(Tag::Get.into()),
            Operation::Delete { .. } => out.word(Tag::Delete.into()),
            Operation::Other(_) => out.word(Tag::OtherOperation.into()),
        }
        encode_bytes(self.words().as_bytes(), out);
    }
}

impl Encode for Option<LinkOverride> {
    fn encode(&self, out: &mut impl Words) {
        match *self {
            None => out.word(Tag::OverrideNone.into()),
            Some(LinkOverride::Latency(min, max)) => {
                out.words(&[Tag::OverrideLatency.into(), min.0, max.0]);
            }
            Some(LinkOverride::Loss(share)) => {
                out.words(&[Tag::OverrideLoss.into(), u64::from(share)]);
            }
            Some(LinkOverride::Late(share)) => {
                out.words(&[Tag::OverrideLate.into(), u64::from(share)]);
            }
        }
    }
}

/// How many there are, then each.
fn encode_links(tag: Tag, links: &[(ServerId, ServerId)], out: &mut impl Words) {
    out.words(&[tag.into(), links.len() as u64]);
    for (from, to) in links {
        out.word(u64::from(from.0) << 8 | u64::from(to.0));
    }
}

/// The length, then the bytes, eight in a word.
fn encode_bytes(bytes: &[u8], out: &mut impl Words) {
    out.word(bytes.len() as u64);
    for eight in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..eight.len()].copy_from_slice(eight);
        out.word(u64::from_le_bytes(word));
    }
}

fn of_client(tag: Tag, client: ClientId, serial: Serial) -> [u64; 3] {
    [tag.into(), u64::from(client.0), serial]
}

fn snapshot(tag: Tag, id: &SnapshotId) -> [u64; 4] {
    [
        tag.into(),
        id.last_included_index,
        id.last_included_term,
        id.content,
    ]
}

/// Whether there is a value, and the value.
fn answered(answer: Answer) -> [u64; 2] {
    [
        u64::from(answer.is_some()),
        answer.unwrap_or(0).cast_unsigned(),
    ]
}

/// The three sets side by side.
fn configuration(configuration: &Configuration) -> u64 {
    let Configuration {
        voters,
        outgoing,
        learners,
    } = configuration;
    bits(*voters) << 32 | bits(*outgoing) << 16 | bits(*learners)
}

fn bits(set: ServerSet) -> u64 {
    u64::from(set.bits())
}

/// The server's number; 0, which no server has, if there is none.
fn option_server(server: Option<ServerId>) -> u64 {
    server.map_or(0, |id| u64::from(id.0))
}

fn time_of(fate: Fate) -> u64 {
    fate.time().map_or(0, |time| time.0)
}

fn tag(choice: impl Into<Tag>) -> u64 {
    choice.into().into()
}

impl From<Fate> for Tag {
    fn from(fate: Fate) -> Tag {
        match fate {
            Fate::Arrives(_) => Tag::Arrives,
            Fate::Lost(_) => Tag::WillBeLost,
            Fate::Unknown => Tag::UnknownFate,
        }
    }
}

impl From<LossReason> for Tag {
    fn from(why: LossReason) -> Tag {
        match why {
            LossReason::Chance => Tag::LostByChance,
            LossReason::Cut => Tag::LostAtCut,
            LossReason::Down => Tag::LostAtDown,
            LossReason::Manual => Tag::LostManually,
        }
    }
}

impl From<MessageKind> for Tag {
    fn from(kind: MessageKind) -> Tag {
        match kind {
            MessageKind::RequestVote => Tag::RequestVote,
            MessageKind::RequestVoteReply => Tag::RequestVoteReply,
            MessageKind::AppendEntries => Tag::AppendEntries,
            MessageKind::AppendEntriesReply => Tag::AppendEntriesReply,
            MessageKind::InstallSnapshot => Tag::InstallSnapshot,
            MessageKind::InstallSnapshotReply => Tag::InstallSnapshotReply,
        }
    }
}

impl From<TimerKind> for Tag {
    fn from(timer: TimerKind) -> Tag {
        match timer {
            TimerKind::Election => Tag::ElectionTimer,
            TimerKind::Heartbeat => Tag::HeartbeatTimer,
        }
    }
}

impl From<RoleName> for Tag {
    fn from(role: RoleName) -> Tag {
        match role {
            RoleName::Follower => Tag::Follower,
            RoleName::PreCandidate => Tag::PreCandidate,
            RoleName::Candidate => Tag::Candidate,
            RoleName::Leader => Tag::Leader,
        }
    }
}

impl From<Held> for Tag {
    fn from(what: Held) -> Tag {
        match what {
            Held::Messages => Tag::HeldMessages,
            Held::Timers => Tag::HeldTimers,
            Held::Disks => Tag::HeldDisks,
            Held::Applies => Tag::HeldApplies,
            Held::Clients => Tag::HeldClients,
        }
    }
}
