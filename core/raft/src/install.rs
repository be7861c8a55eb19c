//! Log compaction and InstallSnapshot (§7, Figure 13), on both sides.

use crate::io::{DiskOp, Effect, Notice};
use crate::log::{Index, Term};
use crate::membership::Configurations;
use crate::message::{InstallSnapshot, InstallSnapshotReply, Message};
use crate::node::Node;
use crate::output::Output;
use crate::progress::{Heard, Mode};
use crate::reason::Reason;
use crate::server::ServerId;
use crate::snapshot::{Chunk, PartialSnapshot, Snapshot};
use crate::time::Time;
use std::cmp::Ordering;
use std::sync::Arc;

/// Every server.
impl Node {
    /// §7: once the system completes writing a snapshot, it may delete all log entries up through the last included
    /// index. A few are kept, so that a follower that is a little behind needs no snapshot.
    pub(crate) fn snapshot_taken(&mut self, index: Index, data: Arc<[u8]>, out: &mut Output) {
        let useful = index > self.snapshot.id.last_included_index && index <= self.applied_index;
        let Some(term) = self.log.term_at(index).filter(|_| useful) else {
            out.decided(Reason::SnapshotUseless {
                index,
                snapshot: self.snapshot.id.last_included_index,
                applied: self.applied_index,
            });
            return;
        };
        let configuration = *self.configurations.at(index);
        self.snapshot = Snapshot::new(index, term, configuration, data);
        self.configurations.compact(index);
        self.persist(DiskOp::SaveSnapshot(self.snapshot.clone()), out);
        let through = index.saturating_sub(u64::from(self.config.entries_kept));
        if through > self.log.base_index()
            && let Some(term) = self.log.term_at(through)
        {
            self.log.drop_through(through, term);
            self.drop_prefix(through, term, out);
        }
        out.decided(Reason::SnapshotTaken {
            index,
            first_kept: self.log.first_index(),
        });
    }

    /// Deletes the log prefix from the disk: a write of its own, after the one that saves the snapshot, since a crash may
    /// come between the two (§7).
    fn drop_prefix(&mut self, through: Index, term: Term, out: &mut Output) {
        out.end_batch();
        out.write(DiskOp::DropPrefix { through, term }, || {
            self.disk.issue_unpromised()
        });
        out.end_batch();
    }
}

/// The leader.
impl Node {
    /// §7: the leader has discarded the next entry that the follower needs, so it sends its snapshot.
    pub(crate) fn begin_snapshot(&mut self, follower: ServerId, out: &mut Output) {
        let Some(progress) = self.role.progress(follower) else {
            return;
        };
        out.decided(Reason::SnapshotNeeded {
            follower,
            next: progress.next_index,
            first: self.log.first_index(),
        });
        progress.send_snapshot(self.snapshot.clone());
        self.send_chunk(follower, out);
        self.fill_window(follower, out);
    }

    /// On the heartbeat: if the follower has not asked for more since the last one, chunks or answers were lost, and
    /// the leader begins again where the follower stands. The heartbeat itself went out as an append at the
    /// snapshot's last index: it keeps the follower's timer from running out, and if it is accepted, the follower
    /// holds the snapshot already and only its answer was lost.
    pub(crate) fn resend_chunks(&mut self, follower: ServerId, out: &mut Output) {
        let progress = self.role.progress(follower);
        let Some(Mode::Snapshot {
            sent,
            acknowledged,
            heard,
            ..
        }) = progress.map(|progress| &mut progress.mode)
        else {
            return;
        };
        match std::mem::replace(heard, Heard::Nothing) {
            Heard::More => return,
            Heard::Behind(offset) => *acknowledged = offset,
            Heard::Nothing => {}
        }
        *sent = *acknowledged;
        out.decided(Reason::ChunksSentAgain {
            follower,
            offset: *sent,
        });
        self.send_chunk(follower, out);
        self.fill_window(follower, out);
    }

    /// Sends chunks as far as the window allows.
    fn fill_window(&mut self, follower: ServerId, out: &mut Output) {
        let chunk_size = u64::from(self.config.chunk_size);
        let window = chunk_size * u64::from(self.config.chunks_in_flight);
        while let Some(progress) = self.role.progress(follower)
            && let Mode::Snapshot {
                snapshot,
                sent,
                acknowledged,
                ..
            } = &progress.mode
        {
            let left = (snapshot.data.len() as u64).saturating_sub(*sent);
            let on_their_way = sent - acknowledged;
            if left == 0 || on_their_way + left.min(chunk_size) > window {
                return;
            }
            self.send_chunk(follower, out);
        }
    }

    /// Sends the next chunk. An empty snapshot is one empty chunk.
    fn send_chunk(&mut self, to: ServerId, out: &mut Output) {
        let progress = self.role.progress(to);
        let Some(Mode::Snapshot { snapshot, sent, .. }) =
            progress.map(|progress| &mut progress.mode)
        else {
            debug_assert!(false, "a chunk is part of a transfer");
            return;
        };
        debug_assert!(
            *sent <= snapshot.data.len() as u64,
            "no byte lies beyond the last"
        );
        let rest = &snapshot.data[*sent as usize..];
        let data = &rest[..rest.len().min(self.config.chunk_size as usize)];
        let message = Message::InstallSnapshot(InstallSnapshot {
            term: self.term,
            snapshot: snapshot.id,
            configuration: snapshot.configuration,
            offset: *sent,
            data: Arc::from(data),
            total: snapshot.data.len() as u64,
            chunk_size: u64::from(self.config.chunk_size),
        });
        *sent += data.len() as u64;
        out.send(to, message, None);
    }

    /// The follower reports how much it holds: perhaps far more, if it had begun to receive the same snapshot from an
    /// earlier leader.
    pub(crate) fn install_snapshot_reply(
        &mut self,
        now: Time,
        from: ServerId,
        m: &InstallSnapshotReply,
        out: &mut Output,
    ) {
        let progress = self.role.follower(from);
        let Some(progress) = progress.filter(|_| m.request_term == self.term) else {
            return self.stale_reply(from, m.request_term, out);
        };
        progress.last_heard = Some(now);
        let Mode::Snapshot {
            snapshot,
            sent,
            acknowledged,
            heard,
        } = &mut progress.mode
        else {
            return self.stale_reply(from, m.request_term, out);
        };
        if m.snapshot != snapshot.id || m.stale {
            return self.stale_reply(from, m.request_term, out);
        }
        if m.installed {
            let match_index = m.snapshot.last_included_index;
            progress.matched(match_index);
            progress.replicate();
            out.decided(Reason::MatchAdvanced {
                follower: from,
                match_index,
            });
            return self.send_due(from, out);
        }
        // It goes back only when nothing better comes before the next heartbeat. That the follower had to begin again, since
        // a crash took all it had, counts for more than what it said before.
        if m.next_offset > *acknowledged {
            *heard = Heard::More;
            *acknowledged = m.next_offset.min(snapshot.data.len() as u64);
            *sent = (*sent).max(*acknowledged);
        } else if m.next_offset < *acknowledged && (*heard != Heard::More || m.next_offset == 0) {
            *heard = Heard::Behind(m.next_offset);
        }
        self.fill_window(from, out);
    }
}

/// The follower.
impl Node {
    /// Figure 13, InstallSnapshot RPC, receiver. The terms were compared first, so here the request's is ours or
    /// older.
    pub(crate) fn install_snapshot(
        &mut self,
        from: ServerId,
        m: InstallSnapshot,
        out: &mut Output,
    ) {
        let stale = m.term < self.term;
        let (mut next_offset, mut installed) = (0, false);
        let (request_term, snapshot) = (m.term, m.snapshot);
        if stale {
            self.refuse_old_term(from, m.term, out);
        } else if self.follow(from, out) {
            (next_offset, installed) = self.take_chunk(from, m, out);
            self.reset_election_timer(out);
        } else {
            return;
        }
        let reply = Message::InstallSnapshotReply(InstallSnapshotReply {
            term: self.term,
            request_term,
            snapshot,
            next_offset,
            installed,
            stale,
        });
        out.send(from, reply, self.disk.latest());
    }

    /// Stores a chunk, and installs the snapshot if it was the last. The next byte wanted, and whether this server
    /// now holds what the snapshot contains.
    fn take_chunk(&mut self, from: ServerId, m: InstallSnapshot, out: &mut Output) -> (u64, bool) {
        let index = m.snapshot.last_included_index;
        if index <= self.commit_index {
            let commit = self.commit_index;
            out.decided(Reason::SnapshotIgnored { index, commit });
            return (m.total, true);
        }
        let chunk = Chunk {
            snapshot: m.snapshot,
            configuration: m.configuration,
            total: m.total,
            offset: m.offset,
            data: m.data,
        };
        let expected = PartialSnapshot::stored(&self.partial, m.snapshot);
        match m.offset.cmp(&expected) {
            Ordering::Equal => {}
            Ordering::Greater if self.keep_early(&chunk) => {
                let offset = m.offset;
                out.decided(Reason::ChunkEarly {
                    from,
                    offset,
                    expected,
                });
                return (expected, false);
            }
            _ => {
                out.decided(Reason::ChunkOutOfOrder {
                    from,
                    offset: m.offset,
                    expected,
                });
                return (expected, false);
            }
        }
        self.store_chunk(from, chunk, out);
        while let Some(next) = self.next_early() {
            self.store_chunk(from, next, out);
        }
        let next_offset = PartialSnapshot::stored(&self.partial, m.snapshot);
        if next_offset < m.total {
            return (next_offset, false);
        }
        let installed = self.complete(out);
        (if installed { m.total } else { 0 }, installed)
    }

    /// Appends a chunk to those that are here. The last one needs no write of its own: the snapshot itself follows.
    fn store_chunk(&mut self, from: ServerId, chunk: Chunk, out: &mut Output) {
        let stored = PartialSnapshot::store(&mut self.partial, &chunk);
        debug_assert!(stored, "the chunk continues what is here");
        let next_offset = PartialSnapshot::stored(&self.partial, chunk.snapshot);
        out.decided(Reason::ChunkStored {
            from,
            offset: chunk.offset,
            next_offset,
            total: chunk.total,
        });
        if next_offset < chunk.total {
            self.persist(DiskOp::SaveChunk(chunk), out);
        }
    }

    /// Keeps a chunk that overtook others until those are here. False if there are as many as may be on their way at a
    /// time, or if it is here already.
    fn keep_early(&mut self, chunk: &Chunk) -> bool {
        self.early.retain(|kept| kept.snapshot == chunk.snapshot);
        let place = self
            .early
            .partition_point(|kept| kept.offset < chunk.offset);
        let here = self.early.get(place).map(|kept| kept.offset);
        if here == Some(chunk.offset) || self.early.len() >= self.config.chunks_in_flight as usize {
            return false;
        }
        self.early.insert(place, chunk.clone());
        true
    }

    /// Takes out the early chunk that continues what is stored by now; those that are of no use any more go.
    fn next_early(&mut self) -> Option<Chunk> {
        let partial = self.partial.as_ref()?;
        let (id, stored) = (partial.id, partial.data.len() as u64);
        self.early
            .retain(|kept| kept.snapshot == id && kept.offset >= stored);
        let continues = self.early.first()?.offset == stored;
        continues.then(|| self.early.remove(0))
    }

    /// All chunks are here. Returns whether they make the snapshot that they are said to be.
    fn complete(&mut self, out: &mut Output) -> bool {
        self.early.clear();
        let Some(partial) = self.partial.take() else {
            debug_assert!(false, "a snapshot is complete of which no chunk was stored");
            return false;
        };
        let snapshot = Snapshot::new(
            partial.id.last_included_index,
            partial.id.last_included_term,
            partial.configuration,
            partial.data.into(),
        );
        if snapshot.id != partial.id {
            out.decided(Reason::SnapshotCorrupt {
                index: partial.id.last_included_index,
            });
            self.persist(DiskOp::DropPartial, out);
            return false;
        }
        self.install(snapshot, out);
        true
    }

    /// Figure 13, rules 5 to 8, for a snapshot beyond the commit index. If the log holds the snapshot's last entry, what
    /// follows it stays; else the whole log goes. The state machine is replaced when the snapshot is on the disk.
    fn install(&mut self, snapshot: Snapshot, out: &mut Output) {
        let (index, term) = (
            snapshot.id.last_included_index,
            snapshot.id.last_included_term,
        );
        let last = self.log.last_index();
        if self.log.term_at(index) == Some(term) {
            out.decided(Reason::SnapshotKeepsTail { index, last });
        } else {
            out.decided(Reason::SnapshotReplacesLog { index, last });
            self.disk.untrusted_from(self.commit_index + 1);
            if last > index {
                let from = index + 1;
                out.notify(Notice::Truncated { from, last });
            }
        }
        self.persist(DiskOp::SaveSnapshot(snapshot.clone()), out);
        self.persist(DiskOp::DropPartial, out);
        let after = self.disk.snapshot_written(index);
        self.log.drop_through(index, term);
        self.drop_prefix(index, term, out);
        self.adopt_configuration(index, &snapshot, out);
        self.snapshot = snapshot.clone();
        self.received = Some((after, snapshot.id));
        self.applying_index = index;
        out.push(Effect::InstallState { snapshot, after });
        self.set_commit(index, out);
    }

    /// The snapshot's configuration is in force, and those that the rest of the log holds (Figure 13, rule 8).
    fn adopt_configuration(&mut self, index: Index, snapshot: &Snapshot, out: &mut Output) {
        let before = *self.configuration();
        self.configurations = Configurations::new(index, snapshot.configuration, &self.log);
        if *self.configuration() != before {
            out.notify(Notice::ConfigAdopted(self.configurations.in_force().0));
        }
        self.configured(before, out);
    }
}
