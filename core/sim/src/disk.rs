//! A disk: what is durable, the writes on their way to it, and what a crash leaves of them.

use crate::chance::{Chance, Purpose};
use crate::dials::{Dial, Dials};
use crate::queue::Sequence;
use raft::{DiskOp, Durable, Duration, ServerId, Ticket, Time};
use record::{Envelope, EventNumber};

/// A batch of writes that is not yet durable.
#[derive(Clone)]
pub(crate) struct Write {
    pub(crate) ticket: Ticket,
    pub(crate) ops: Vec<DiskOp>,
    pub(crate) began: Time,
    /// When it is durable, unless the disk is stalled.
    pub(crate) due: Time,
    /// Its plan in the queue; none while the disk is stalled.
    pub(crate) sequence: Option<Sequence>,
    /// The event that began it.
    pub(crate) cause: EventNumber,
}

/// The disk of one server. Writes overlap, but finish in the order in which they began.
#[derive(Clone)]
pub(crate) struct Disk {
    pub(crate) durable: Durable,
    pub(crate) queue: Vec<Write>,
    /// Messages that may not leave before a write is durable, in the order of their tickets.
    pub(crate) waiting: Vec<(Ticket, Envelope)>,
    pub(crate) stalled: bool,
    /// How long a write takes here, in microseconds; as long as the dials say if none.
    pub(crate) own_latency: Option<(u64, u64)>,
}

impl Disk {
    pub(crate) fn new(durable: Durable) -> Disk {
        Disk {
            durable,
            queue: Vec::new(),
            waiting: Vec::new(),
            stalled: false,
            own_latency: None,
        }
    }

    /// How long one batch takes.
    pub(crate) fn latency(
        &self,
        server: ServerId,
        ticket: Ticket,
        (chance, dials): (Chance, &Dials),
    ) -> Duration {
        let by_dials = (dials.get(Dial::DiskMin), dials.get(Dial::DiskMax));
        let range = self.own_latency.unwrap_or(by_dials);
        Duration(chance.between(range, Purpose::DiskLatency, u64::from(server.0), ticket.0))
    }

    /// Takes a batch in. It is durable when its own time has passed and everything before it is.
    pub(crate) fn begin(
        &mut self,
        (ticket, ops): (Ticket, Vec<DiskOp>),
        now: Time,
        latency: Duration,
        cause: EventNumber,
    ) -> Time {
        let due = self
            .queue
            .last()
            .map_or(Time::ZERO, |last| last.due)
            .max(now + latency);
        self.queue.push(Write {
            ticket,
            ops,
            began: now,
            due,
            sequence: None,
            cause,
        });
        due
    }

    /// Makes the oldest batch durable.
    pub(crate) fn finish(&mut self) -> Option<Write> {
        self.queue.first()?;
        let write = self.queue.remove(0);
        for op in &write.ops {
            self.durable.apply(op);
        }
        Some(write)
    }

    /// Takes out the next message that need not wait any longer once `ticket` is durable.
    pub(crate) fn release(&mut self, ticket: Ticket) -> Option<Envelope> {
        let (after, _) = self.waiting.first()?;
        (*after <= ticket).then(|| self.waiting.remove(0).1)
    }

    /// Stops finishing writes.
    pub(crate) fn stall(&mut self) {
        self.stalled = true;
        for write in &mut self.queue {
            write.sequence = None;
        }
    }

    /// What the power cut leaves: everything durable, and of the rest what `kept_writes` says. Returns how many batches were
    /// not durable and how many of those were kept, whole or in part.
    pub(crate) fn crash(
        &mut self,
        server: ServerId,
        kept_writes: KeptWrites,
        chance: Chance,
    ) -> (u32, u32) {
        self.waiting.clear();
        self.stalled = false;
        let unsynced = std::mem::take(&mut self.queue);
        let Some(last) = unsynced.last() else {
            return (0, 0);
        };
        let key = last.ticket.0;
        let draw = |purpose_key, max| {
            chance.between(
                (0, max),
                Purpose::CrashKeeps,
                u64::from(server.0),
                key << 8 | purpose_key,
            )
        };
        let whole = draw(0, unsynced.len() as u64) as usize;
        let last = unsynced.len() - 1;
        let mut kept = 0;
        for (place, write) in unsynced.iter().enumerate() {
            let ops = match kept_writes {
                KeptWrites::Nothing => 0,
                KeptWrites::Prefix if place < whole => write.ops.len(),
                KeptWrites::TornPrefix if place < whole => write.ops.len(),
                KeptWrites::TornPrefix if place == whole => {
                    let drawn = draw(1, 1_000) as usize;
                    let whole = drawn % (write.ops.len() + 1);
                    kept += u32::from(self.tear(write, whole, drawn / 16));
                    0
                }
                KeptWrites::TornLast if place < last => write.ops.len(),
                KeptWrites::TornLast => {
                    let whole = write.ops.len().saturating_sub(1);
                    let half = write.ops.last().map_or(0, entries_in) / 2;
                    kept += u32::from(self.tear(write, whole, half));
                    0
                }
                KeptWrites::AnySubset if draw(2 + place as u64 % 250, 1) == 1 => write.ops.len(),
                _ => 0,
            };
            write.ops[..ops]
                .iter()
                .for_each(|op| self.durable.apply(op));
            kept += u32::from(ops > 0);
        }
        (unsynced.len() as u32, kept)
    }

    /// Writes only the beginning of a batch: this many whole operations and, if the next one writes entries, some of
    /// them, as `drawn` has it. Returns whether anything was written.
    fn tear(&mut self, write: &Write, whole: usize, drawn: usize) -> bool {
        write.ops[..whole]
            .iter()
            .for_each(|op| self.durable.apply(op));
        let Some(DiskOp::Write {
            from,
            prev_term,
            entries,
        }) = write.ops.get(whole)
        else {
            return whole > 0;
        };
        let part = drawn % (entries.len() + 1);
        if part > 0 {
            self.durable.apply(&DiskOp::Write {
                from: *from,
                prev_term: *prev_term,
                entries: entries[..part].into(),
            });
        }
        whole + part > 0
    }
}

fn entries_in(op: &DiskOp) -> usize {
    match op {
        DiskOp::Write { entries, .. } => entries.len(),
        _ => 0,
    }
}

/// Which of the writes that are not yet durable a crash leaves on the disk.
#[derive(Clone, Copy)]
pub(crate) enum KeptWrites {
    Nothing,
    Prefix,
    TornPrefix,
    AnySubset,
    /// All of them, the last one only in part.
    TornLast,
}

impl KeptWrites {
    /// What the dial says.
    pub(crate) fn by(dials: &Dials) -> KeptWrites {
        let value = dials.get(Dial::CrashKeeps);
        match value {
            0 => KeptWrites::Nothing,
            1 => KeptWrites::Prefix,
            2 => KeptWrites::TornPrefix,
            _ => KeptWrites::AnySubset,
        }
    }
}
