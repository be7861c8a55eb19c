//! What a run says of its snapshots, from its events alone: what was applied, which snapshots were taken and what became of the two
//! writes that each takes, and how they travelled. What is asked of it is asked of a moment, since the run may be gone back in.

use super::transfer::{Came, Piece, Step, Transfer, What};
use raft::chunks::Chunks;
use raft::message::{InstallSnapshot, InstallSnapshotReply};
use raft::{Entry, Index, Message, Reason, ServerId, SnapshotId, Ticket, Time};
use record::{
    Control, DiskWrite, Envelope, Event, EventKind, EventNumber, MessageControl, MessageName,
    Observer, Outcome,
};

#[derive(Clone, Default)]
pub(crate) struct Chronicle {
    /// What was applied, by index, as whichever server was first applied it. No server applies anything else there.
    applied: Chunks<Applied>,
    writes: Vec<TwoWrites>,
    transfers: Vec<Transfer>,
    /// Chunks on their way to a disk.
    chunks: Vec<(ServerId, Ticket, Piece, usize)>,
}

/// An entry, and the event in which it was applied first.
#[derive(Clone)]
struct Applied {
    entry: Entry,
    event: EventNumber,
}

/// A snapshot that goes to a disk, and the log before it that goes from there: two writes, between which a crash may come (§7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TwoWrites {
    pub(crate) server: ServerId,
    pub(crate) snapshot: Index,
    /// The event in which both were handed to the disk.
    pub(crate) event: EventNumber,
    pub(crate) time: Time,
    pub(crate) save: Write,
    /// Also the last index that is dropped; none if enough of the log stays.
    pub(crate) drop: Option<(Index, Write)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Write {
    ticket: Ticket,
    /// When it was durable, and in which event.
    pub(crate) durable: Option<(Time, EventNumber)>,
    /// When a crash came before that.
    pub(crate) lost: Option<(Time, EventNumber)>,
}

impl Write {
    fn new(ticket: Ticket) -> Write {
        Write {
            ticket,
            durable: None,
            lost: None,
        }
    }

    fn is_open(&self) -> bool {
        self.durable.is_none() && self.lost.is_none()
    }
}

impl Chronicle {
    /// The entries that had been applied before so many events, from the first index on, up to this one.
    pub(crate) fn applied(
        &self,
        through: Index,
        events: EventNumber,
    ) -> impl Iterator<Item = (Index, &Entry)> {
        let known = (1..).zip(self.applied.iter());
        known
            .take_while(move |(index, it)| *index <= through && it.event < events)
            .map(|(index, it)| (index, &it.entry))
    }

    /// The last snapshot that went to this server's disk before so many events.
    pub(crate) fn writes(&self, server: ServerId, events: EventNumber) -> Option<&TwoWrites> {
        let mut all = self.writes.iter().rev();
        all.find(|it| it.server == server && it.event < events)
    }

    /// The first of them that dropped the entry of this index from its log.
    pub(crate) fn dropped(
        &self,
        server: ServerId,
        index: Index,
        events: EventNumber,
    ) -> Option<&TwoWrites> {
        let drops = |it: &&TwoWrites| it.drop.is_some_and(|(through, _)| through >= index);
        let mut all = self.writes.iter().filter(|it| it.event < events);
        all.find(|it| it.server == server && drops(it))
    }

    /// The transfers that had begun before so many events, with their places, the latest first.
    pub(crate) fn transfers(
        &self,
        events: EventNumber,
    ) -> impl Iterator<Item = (usize, &Transfer)> {
        let all = self.transfers.iter().enumerate().rev();
        all.filter(move |(_, it)| it.began < events)
    }

    pub(crate) fn transfer(&self, place: usize) -> Option<&Transfer> {
        self.transfers.get(place)
    }

    fn note(&mut self, event: &Event, transfer: usize, what: What) {
        if let Some(transfer) = self.transfers.get_mut(transfer) {
            transfer.steps.push(Step {
                event: event.number,
                time: event.time,
                what,
            });
        }
    }

    /// The latest transfer of this snapshot, by this leader in this term, to this follower.
    fn find(&self, envelope: &Envelope, snapshot: SnapshotId) -> Option<usize> {
        let is_it = |it: &Transfer| {
            (it.leader, it.follower, it.snapshot) == (envelope.from, envelope.to, snapshot)
                && it.term == envelope.body.term()
        };
        self.transfers.iter().rposition(is_it)
    }

    fn begins(&mut self, event: &Event, envelope: &Envelope, m: &InstallSnapshot) -> usize {
        let mut before = self.transfers.iter().enumerate().rev();
        let before = before.find(|(_, it)| it.follower == envelope.to);
        let after = before.filter(|(_, it)| !it.is_over(event.number + 1));
        let after = after.map(|(place, _)| place);
        let needs = event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Decided(Reason::SnapshotNeeded { follower, next, .. }) => {
                Some(*next).filter(|_| *follower == envelope.to)
            }
            _ => None,
        });
        debug_assert!(needs.is_some(), "a transfer begins since one is needed");
        self.transfers.push(Transfer {
            needs: needs.unwrap_or(0),
            leader: envelope.from,
            term: m.term,
            follower: envelope.to,
            snapshot: m.snapshot,
            total: m.total,
            began: event.number,
            after,
            steps: Vec::new(),
        });
        self.transfers.len() - 1
    }

    fn sent(&mut self, event: &Event, envelope: &Envelope, is_copy: bool) {
        let Some(Message::InstallSnapshot(m)) = envelope.message() else {
            return;
        };
        let known = self.find(envelope, m.snapshot);
        // The leader that comes back to a snapshot later begins again.
        let known = known.filter(|place| {
            let is_over = |it: &Transfer| it.is_over(event.number + 1);
            is_copy || !self.transfers.get(*place).is_some_and(is_over)
        });
        let place = known.unwrap_or_else(|| self.begins(event, envelope, m));
        let what = What::Sent(piece(m), envelope.name(), is_copy);
        self.note(event, place, what);
    }

    fn came(&mut self, event: &Event, envelope: &Envelope, m: &InstallSnapshot) {
        let Some(place) = self.find(envelope, m.snapshot) else {
            return;
        };
        let mut decided = event.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Decided(reason) => came(reason),
            _ => None,
        });
        // What completes the snapshot is decided last.
        if let Some(came) = decided.next_back() {
            self.note(event, place, What::Came(piece(m), envelope.name(), came));
        }
        for (ticket, offset, end) in chunks_written(event) {
            let written = Piece { offset, end };
            self.chunks.push((envelope.to, ticket, written, place));
        }
    }

    fn answered(&mut self, event: &Event, envelope: &Envelope, m: &InstallSnapshotReply) {
        let is_it = |it: &Transfer| {
            (it.leader, it.follower, it.snapshot) == (envelope.to, envelope.from, m.snapshot)
                && it.term == m.request_term
        };
        if let Some(place) = self.transfers.iter().rposition(is_it) {
            let total = self.transfers.get(place).map_or(0, |it| it.total);
            let byte = match m.installed {
                true => total,
                false => m.next_offset,
            };
            self.note(event, place, What::Acknowledged(byte, m.installed));
        }
    }

    fn decides(&mut self, event: &Event, reason: &Reason) {
        let of =
            |it: &Transfer, follower| event.server == Some(it.leader) && it.follower == follower;
        match *reason {
            Reason::ChunksSentAgain { follower, offset } => {
                if let Some(place) = self.transfers.iter().rposition(|it| of(it, follower)) {
                    self.note(event, place, What::Again(offset));
                }
            }
            // An append was accepted behind the snapshot: the follower has it, and only its answer was lost.
            Reason::MatchAdvanced {
                follower,
                match_index,
            } => {
                let place = self.transfers.iter().rposition(|it| {
                    of(it, follower)
                        && match_index >= it.snapshot.last_included_index
                        && !it.is_over(event.number + 1)
                });
                if let Some(place) = place {
                    let total = self.transfers.get(place).map_or(0, |it| it.total);
                    self.note(event, place, What::Acknowledged(total, true));
                }
            }
            _ => {}
        }
    }

    fn lost(&mut self, event: &Event, envelope: &Envelope, why: record::LossReason) {
        if let Some(Message::InstallSnapshot(m)) = envelope.message()
            && let Some(place) = self.find(envelope, m.snapshot)
        {
            let what = What::Lost(piece(m), envelope.name(), why);
            self.note(event, place, what);
        }
    }

    fn delayed(&mut self, event: &Event, name: MessageName) {
        let sent = |it: &Transfer| {
            it.steps.iter().find_map(|step| match step.what {
                What::Sent(piece, sent, _) if sent == name => Some(piece),
                _ => None,
            })
        };
        let mut all = self.transfers.iter().enumerate().rev();
        let found = all.find_map(|(place, it)| Some((place, sent(it)?)));
        if let Some((place, piece)) = found {
            self.note(event, place, What::Delayed(piece));
        }
    }

    /// A snapshot and the end of the log before it go to a disk: in one event, with a ticket each.
    fn writes_begin(&mut self, event: &Event, server: ServerId, ticket: Ticket, all: &[DiskWrite]) {
        for write in all {
            match write {
                DiskWrite::Snapshot { index } => self.writes.push(TwoWrites {
                    server,
                    snapshot: *index,
                    event: event.number,
                    time: event.time,
                    save: Write::new(ticket),
                    drop: None,
                }),
                DiskWrite::DropPrefix { through } => {
                    let last = self.writes.last_mut();
                    let last = last.filter(|it| (it.server, it.event) == (server, event.number));
                    debug_assert!(last.is_some(), "it follows the snapshot that covers it");
                    last.into_iter()
                        .for_each(|it| it.drop = Some((*through, Write::new(ticket))));
                }
                _ => {}
            }
        }
    }

    /// The last index that each write of this server is about that is under way, and the write: first those that save a snapshot, then
    /// those that drop a log.
    fn open_writes(&mut self, server: ServerId) -> [Vec<(Index, &mut Write)>; 2] {
        let own = self.writes.iter_mut().rev().take(MOST_OPEN);
        let (mut saves, mut drops) = (Vec::new(), Vec::new());
        for it in own.filter(|it| it.server == server) {
            saves.push((it.snapshot, &mut it.save));
            drops.extend(it.drop.as_mut().map(|(through, write)| (*through, write)));
        }
        [saves, drops].map(|mut all| {
            all.retain(|(_, write)| write.is_open());
            all
        })
    }

    fn persisted(&mut self, event: &Event, server: ServerId, ticket: Ticket) {
        let at = (event.time, event.number);
        let open = self.open_writes(server).into_iter().flatten();
        open.filter(|(_, write)| write.ticket <= ticket)
            .for_each(|(_, write)| write.durable = Some(at));
        let is_durable = |of: ServerId, it: Ticket| of == server && it <= ticket;
        let chunks = std::mem::take(&mut self.chunks);
        for (of, it, piece, place) in chunks {
            match is_durable(of, it) {
                true => self.note(event, place, What::Durable(piece)),
                false => self.chunks.push((of, it, piece, place)),
            }
        }
    }

    fn crashed(&mut self, event: &Event, server: ServerId) {
        let at = (event.time, event.number);
        // What was under way may have been kept all the same, as the dial has it: the disk says what it holds.
        let held = event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::DiskHolds(held) => Some(held.facts),
            _ => None,
        });
        let held = held.map_or((0, 0), |held| (held.snapshot_index, held.base_index));
        let [saves, drops] = self.open_writes(server);
        let ends = |(index, write): (Index, &mut Write), held: Index| match index <= held {
            true => write.durable = Some(at),
            false => write.lost = Some(at),
        };
        saves.into_iter().for_each(|it| ends(it, held.0));
        drops.into_iter().for_each(|it| ends(it, held.1));
        self.chunks.retain(|(of, ..)| *of != server);
        for place in 0..self.transfers.len() {
            let transfer = &self.transfers[place];
            let takes_part = transfer.leader == server || transfer.follower == server;
            if takes_part && !transfer.is_over(event.number + 1) {
                self.note(event, place, What::Down(server));
            }
        }
    }

    fn follows(&mut self, event: &Event, outcome: &Outcome) {
        match outcome {
            Outcome::AppliedEntry {
                index,
                term,
                payload,
                ..
            } if *index == self.applied.end() + 1 => self.applied.push(Applied {
                entry: Entry {
                    term: *term,
                    payload: payload.clone(),
                },
                event: event.number,
            }),
            Outcome::Sent {
                envelope, copy_of, ..
            } => self.sent(event, envelope, copy_of.is_some()),
            Outcome::Decided(reason) => self.decides(event, reason),
            Outcome::WriteBegan { ticket, writes, .. } => {
                if let Some(server) = event.server {
                    self.writes_begin(event, server, *ticket, writes);
                }
            }
            _ => {}
        }
    }
}

/// More writes of one server than this are never under way.
const MOST_OPEN: usize = 64;

impl Observer for Chronicle {
    fn observe(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Delivered { envelope, .. } => match envelope.message() {
                Some(Message::InstallSnapshot(m)) => self.came(event, envelope, m),
                Some(Message::InstallSnapshotReply(m)) => self.answered(event, envelope, m),
                _ => {}
            },
            EventKind::Lost { envelope, why, .. } => self.lost(event, envelope, *why),
            EventKind::Persisted { ticket } => {
                if let Some(server) = event.server {
                    self.persisted(event, server, *ticket);
                }
            }
            EventKind::Crashed { .. } => {
                if let Some(server) = event.server {
                    self.crashed(event, server);
                }
            }
            EventKind::Control(Control::Message {
                what: MessageControl::Delayed,
                name,
                ..
            }) => self.delayed(event, *name),
            _ => {}
        }
        for outcome in &event.outcomes {
            self.follows(event, outcome);
        }
    }
}

fn piece(m: &InstallSnapshot) -> Piece {
    Piece {
        offset: m.offset,
        end: m.offset + m.data.len() as u64,
    }
}

/// What a reason says of a chunk that has come; none if it speaks of something else.
fn came(reason: &Reason) -> Option<Came> {
    Some(match reason {
        Reason::ChunkStored { .. } => Came::Stored,
        Reason::ChunkEarly { .. } => Came::Early,
        Reason::ChunkOutOfOrder { .. } => Came::Dropped,
        Reason::SnapshotIgnored { .. } => Came::Ignored,
        Reason::SnapshotReplacesLog { .. } => Came::ReplacesLog,
        Reason::SnapshotKeepsTail { .. } => Came::KeepsTail,
        Reason::SnapshotCorrupt { .. } => Came::Corrupt,
        Reason::StaleRequest { .. } => Came::Refused,
        _ => return None,
    })
}

/// The chunks that go to the disk in an event, each with its ticket.
fn chunks_written(event: &Event) -> impl Iterator<Item = (Ticket, u64, u64)> {
    event.outcomes.iter().flat_map(|outcome| {
        let (ticket, writes) = match outcome {
            Outcome::WriteBegan { ticket, writes, .. } => (*ticket, writes.as_slice()),
            _ => (Ticket(0), [].as_slice()),
        };
        writes.iter().filter_map(move |write| match write {
            DiskWrite::Chunk { offset, end } => Some((ticket, *offset, *end)),
            _ => None,
        })
    })
}
