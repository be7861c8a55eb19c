//! What a node knows of its own disk: which writes are under way, and how much of the log is durable.

use crate::io::Ticket;
use crate::log::Index;

/// The node's book of its writes.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    /// The latest ticket given out.
    issued: Ticket,
    /// The latest ticket that a message may have to wait for. Invariant: at most `issued`.
    promised: Ticket,
    /// The latest ticket known to be on the disk. Invariant: at most `issued`.
    persisted: Ticket,
    /// The latest ticket that wrote term and vote.
    vote: Ticket,
    /// The longest prefix of the log that is on the disk and that no later write has touched.
    durable: Index,
    /// Writes to the log under way, oldest first: the ticket, and how far the log is durable once it is persisted.
    writes: Vec<(Ticket, Index)>,
}

impl Disk {
    /// A disk that holds a log through `durable`, and whose last ticket was `issued`.
    pub(crate) fn new(issued: Ticket, durable: Index) -> Disk {
        Disk {
            issued,
            promised: issued,
            persisted: issued,
            vote: issued,
            durable,
            writes: Vec::new(),
        }
    }

    pub(crate) fn issue(&mut self) -> Ticket {
        self.promised = self.issue_unpromised();
        self.promised
    }

    /// A new ticket of a write that only makes room: no message depends on it.
    pub(crate) fn issue_unpromised(&mut self) -> Ticket {
        self.issued.0 += 1;
        self.issued
    }

    /// What a message must wait for that promises what is written so far.
    pub(crate) fn latest(&self) -> Option<Ticket> {
        (self.persisted < self.promised).then_some(self.promised)
    }

    /// The current ticket writes term and vote.
    pub(crate) fn vote_written(&mut self) {
        self.vote = self.issued;
    }

    /// The current ticket replaces the log from `from` on; it then ends at `last`.
    pub(crate) fn log_written(&mut self, from: Index, last: Index) {
        self.untrusted_from(from);
        self.writes.push((self.issued, last));
    }

    /// What older writes put at `from` and above is gone or about to go: they make nothing durable there, even if
    /// the disk reports them later.
    pub(crate) fn untrusted_from(&mut self, from: Index) {
        self.durable = self.durable.min(from - 1);
        for (_, through) in &mut self.writes {
            *through = (*through).min(from - 1);
        }
    }

    /// The current ticket, which brings the log to `index` by a snapshot.
    pub(crate) fn snapshot_written(&mut self, index: Index) -> Ticket {
        self.writes.push((self.issued, index));
        self.issued
    }

    /// Everything through `ticket` is on the disk. Returns whether that is news.
    pub(crate) fn persisted(&mut self, ticket: Ticket) -> bool {
        let ticket = ticket.min(self.issued);
        if ticket <= self.persisted {
            return false;
        }
        self.persisted = ticket;
        let done = self.writes.partition_point(|(of, _)| *of <= ticket);
        for (_, through) in self.writes.drain(..done) {
            self.durable = self.durable.max(through);
        }
        true
    }

    /// Whether `ticket` is on the disk.
    pub(crate) fn holds(&self, ticket: Ticket) -> bool {
        ticket <= self.persisted
    }

    /// Whether term and vote are on the disk as they are in memory.
    pub(crate) fn holds_vote(&self) -> bool {
        self.holds(self.vote)
    }

    /// The longest prefix of the log that is on the disk and that no later write has touched.
    pub(crate) fn durable_index(&self) -> Index {
        self.durable
    }
}
