//! Log replication (§5.3): AppendEntries and its reply, on both sides.

use crate::io::{Notice, TimerKind};
use crate::log::{Entries, Entry, Index, Log, Payload};
use crate::message::{AppendEntries, AppendEntriesReply, AppendOutcome, Message};
use crate::node::Node;
use crate::output::Output;
use crate::progress::Mode;
use crate::reason::Reason;
use crate::role::{Leader, Role};
use crate::server::ServerId;
use crate::time::Time;
use std::sync::Arc;

/// The leader.
impl Node {
    /// §5.2: a new leader announces itself to everybody at once. If it may, it appends an entry of its own term first,
    /// so that what older terms left can commit (§5.4.2, §8), and the announcement carries it.
    pub(crate) fn begin_leadership(&mut self, out: &mut Output) {
        if self.config.noop_on_election {
            self.append_own(Payload::Noop, out);
        }
        self.send_due_to_all(out);
    }

    /// Appends one entry to the leader's log. It counts for commitment when it is durable here (§5.3).
    pub(crate) fn append_own(&mut self, payload: Payload, out: &mut Output) -> Index {
        let index = self.log.last_index() + 1;
        let term = self.term;
        let entries: Entries = Arc::new([Entry { term, payload }]);
        if let Role::Leader(leader) = &mut self.role {
            leader.latest = (index, entries.clone());
        }
        self.write_log(index, entries, out);
        index
    }

    /// Leaders: an append without entries goes to every follower (§5.2). It stands where the next entry would, so its answer
    /// says whether everything sent before has come, whatever was lost. Nothing else needs a retry timer but a
    /// snapshot's chunks. Candidates ask again.
    pub(crate) fn heartbeat_timeout(&mut self, out: &mut Output) {
        let followers = match &self.role {
            Role::Leader(leader) => leader.progress.ids(),
            Role::Candidate { .. } => return self.ask_again(out),
            Role::Follower { .. } => return out.decided(Reason::TimerIgnored),
        };
        out.arm(TimerKind::Heartbeat, &self.config);
        for follower in followers.iter() {
            self.send_append(follower, 0, out);
            self.resend_chunks(follower, out);
        }
    }

    /// Sends to everybody what may be sent now.
    pub(crate) fn send_due_to_all(&mut self, out: &mut Output) {
        for follower in self.role.followers().iter() {
            self.send_due(follower, out);
        }
    }

    /// Sends to one follower what may be sent now: entries as far as the window allows.
    ///
    /// With nothing on its way that would carry a new commit index, an append without entries does, so that the
    /// follower applies a latency later instead of a heartbeat interval later.
    pub(crate) fn send_due(&mut self, to: ServerId, out: &mut Output) {
        let most = u64::from(self.config.entries_per_append);
        while let Some(progress) = self.role.progress(to) {
            let entries_left = progress.next_index <= self.log.last_index();
            match progress.mode {
                Mode::Probe { waiting: false } => self.send_append(to, most, out),
                Mode::Replicate { in_flight }
                    if entries_left && in_flight.len() < self.config.appends_in_flight =>
                {
                    self.send_append(to, most, out);
                }
                Mode::Replicate { in_flight }
                    if in_flight.len() == 0
                        && progress.commit_sent < self.commit_index.min(progress.match_index) =>
                {
                    self.send_append(to, 0, out);
                }
                _ => return,
            }
        }
    }

    /// One append with at most `most` entries; a snapshot instead if the entry before them is no longer here (§7).
    fn send_append(&mut self, to: ServerId, most: u64, out: &mut Output) {
        let Some(Leader { progress, latest }) = self.role.leading() else {
            return;
        };
        let Some(progress) = progress.get_mut(to) else {
            debug_assert!(false, "a leader replicates to its followers only");
            return;
        };
        let prev_log_index = progress.next_index - 1;
        let prev_log_term = match &progress.mode {
            // The log may have been compacted beyond the snapshot that travels, which must come to its end all the same.
            Mode::Snapshot { snapshot, .. } => Some(snapshot.id.last_included_term),
            _ => self.log.term_at(prev_log_index),
        };
        let Some(prev_log_term) = prev_log_term else {
            return self.begin_snapshot(to, out);
        };
        let available = self.log.last_index() - prev_log_index;
        let entries = match most.min(available) {
            0 => Entries::default(),
            count => {
                let (first, latest) = latest;
                if (*first, latest.len() as u64) != (progress.next_index, count) {
                    *latest = self.log.slice(progress.next_index, count);
                    *first = progress.next_index;
                }
                latest.clone()
            }
        };
        let last_new = prev_log_index + entries.len() as u64;
        progress.requests += 1;
        progress.commit_sent = progress.commit_sent.max(self.commit_index.min(last_new));
        match &mut progress.mode {
            Mode::Probe { waiting } => *waiting = true,
            Mode::Replicate { in_flight } => {
                in_flight.sent(!entries.is_empty());
                progress.next_index = last_new + 1;
            }
            Mode::Snapshot { .. } => {}
        }
        let message = Message::AppendEntries(AppendEntries {
            term: self.term,
            request: progress.requests,
            prev_log_index,
            prev_log_term,
            entries,
            leader_commit: self.commit_index,
        });
        // §10.2.1 of the dissertation: the leader's disk works in parallel with its followers'.
        out.send(to, message, None);
    }

    /// Figure 2, leaders: on success nextIndex and matchIndex are updated; on inconsistency nextIndex goes back. An
    /// answer counts only for the leadership that asked.
    pub(crate) fn append_entries_reply(
        &mut self,
        now: Time,
        from: ServerId,
        m: &AppendEntriesReply,
        out: &mut Output,
    ) {
        let progress = self.role.follower(from);
        let Some(progress) = progress.filter(|_| m.request_term == self.term) else {
            return self.stale_reply(from, m.request_term, out);
        };
        progress.last_heard = Some(now);
        match m.outcome {
            AppendOutcome::Success { match_index } => {
                self.append_succeeded(from, m.request, match_index, out);
            }
            AppendOutcome::Conflict { .. } => self.append_refused(from, m, out),
            AppendOutcome::StaleTerm => self.stale_reply(from, m.request_term, out),
        }
    }

    /// The follower holds everything through `match_index`, durably: its answer waited for its disk.
    fn append_succeeded(
        &mut self,
        follower: ServerId,
        request: u64,
        match_index: Index,
        out: &mut Output,
    ) {
        let Some(progress) = self.role.progress(follower) else {
            return;
        };
        if match_index > self.log.last_index() || request > progress.requests {
            return self.stale_reply(follower, self.term, out);
        }
        let news = progress.matched(match_index);
        match &mut progress.mode {
            Mode::Replicate { in_flight } => {
                in_flight.acknowledged(progress.requests - request);
            }
            // An answer to an earlier append says nothing of the probe that is on its way.
            Mode::Probe { .. } if progress.next_index == match_index + 1 => progress.replicate(),
            Mode::Probe { .. } => {}
            // Whatever reconnects the follower to the log ends the transfer.
            Mode::Snapshot { .. } if match_index >= self.log.base_index() => {
                progress.next_index = match_index + 1;
                progress.replicate();
            }
            Mode::Snapshot { .. } => {}
        }
        if news {
            out.decided(Reason::MatchAdvanced {
                follower,
                match_index,
            });
            self.advance_commit(match_index, out);
        }
        self.send_due(follower, out);
    }

    /// §5.3: after a rejection the leader decrements nextIndex and retries: as far as the follower's hint allows, and
    /// never into what is known to match.
    fn append_refused(&mut self, follower: ServerId, m: &AppendEntriesReply, out: &mut Output) {
        let Some(progress) = self.role.progress(follower) else {
            return;
        };
        let from = progress.next_index;
        let old_news = match progress.mode {
            Mode::Probe { .. } => m.prev_log_index + 1 != from,
            Mode::Replicate { .. } => false,
            Mode::Snapshot { .. } => true,
        };
        if old_news || m.prev_log_index <= progress.match_index {
            let lost = !old_news && m.request > progress.matched_by;
            out.decided(match m.outcome {
                AppendOutcome::Conflict { last_log_index, .. } if lost => {
                    Reason::FollowerLostEntries {
                        follower,
                        match_index: progress.match_index,
                        last_log_index,
                    }
                }
                _ => Reason::HintIgnored { follower },
            });
            return;
        }
        progress.probe(next_after_refusal(&self.log, m));
        out.decided(Reason::NextBackedUp {
            follower,
            from,
            to: progress.next_index,
        });
        self.send_due(follower, out);
    }
}

/// Where the logs may still agree, given the follower's hint; at most the previous index that it refused. One
/// refusal for each conflicting term is enough (§5.3).
///
/// The follower has nothing but `conflict_term` from `conflict_index` through the previous index. So the logs agree
/// there at most where the leader has that term too; and where it has later terms they cannot agree.
fn next_after_refusal(log: &Log, m: &AppendEntriesReply) -> Index {
    let AppendOutcome::Conflict {
        conflict_term,
        conflict_index,
        ..
    } = m.outcome
    else {
        debug_assert!(false, "only a conflict makes a leader back up");
        return m.prev_log_index;
    };
    let next = match conflict_term {
        None => conflict_index,
        Some(term) => {
            let later = log.first_index_since(term + 1).min(m.prev_log_index);
            match log.term_at(later - 1) == Some(term) {
                true => later,
                false => later.min(conflict_index),
            }
        }
    };
    next.min(m.prev_log_index).max(1)
}

/// The follower.
impl Node {
    /// Figure 2, AppendEntries RPC, receiver. The terms were compared first, so here the request's is ours or older.
    pub(crate) fn append_entries(&mut self, from: ServerId, m: AppendEntries, out: &mut Output) {
        let outcome = if m.term < self.term {
            self.refuse_old_term(from, m.term, out);
            AppendOutcome::StaleTerm
        } else if self.follow(from, out) {
            let outcome = self.take_entries(from, &m, out);
            self.reset_election_timer(out);
            outcome
        } else {
            return;
        };
        let reply = Message::AppendEntriesReply(AppendEntriesReply {
            term: self.term,
            request_term: m.term,
            request: m.request,
            prev_log_index: m.prev_log_index,
            outcome,
        });
        out.send(from, reply, self.disk.latest());
    }

    /// §5.1: a request with a stale term number is rejected, and the answer carries the newer term.
    pub(crate) fn refuse_old_term(&self, from: ServerId, theirs: u64, out: &mut Output) {
        let ours = self.term;
        out.decided(Reason::StaleRequest { from, theirs, ours });
    }

    /// §5.2: the server that sends appends or snapshots in the current term leads it; a candidate recognises it and returns to
    /// follower state. Returns false if another server already leads this term.
    pub(crate) fn follow(&mut self, from: ServerId, out: &mut Output) -> bool {
        match self.leader() {
            Some(leader) if leader == from => return true,
            Some(_) => {
                out.notify(Notice::Violation("two servers lead the same term".into()));
                return false;
            }
            None => {}
        }
        out.decided(Reason::LeaderDiscovered {
            leader: from,
            term: self.term,
        });
        self.become_follower(Some(from), out);
        true
    }

    /// AppendEntries rules 2 to 5.
    fn take_entries(
        &mut self,
        from: ServerId,
        m: &AppendEntries,
        out: &mut Output,
    ) -> AppendOutcome {
        if let Some((reason, conflict)) = self.conflict(from, m) {
            out.decided(reason);
            return conflict;
        }
        let match_index = m.prev_log_index + m.entries.len() as u64;
        out.decided(Reason::AppendAccepted {
            from,
            prev: m.prev_log_index,
            entries: m.entries.len() as u32,
            match_index,
        });
        self.store_new(m, out);
        self.follow_commit(m.leader_commit, match_index, out);
        AppendOutcome::Success { match_index }
    }

    /// Rule 2, the consistency check. What lies below the log's base is committed, so every later leader has it too.
    fn conflict(&self, from: ServerId, m: &AppendEntries) -> Option<(Reason, AppendOutcome)> {
        let (prev, last) = (m.prev_log_index, self.log.last_index());
        let refuse = |conflict_term, conflict_index| AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index: last,
        };
        match self.log.term_at(prev) {
            None if prev > last => {
                let reason = Reason::AppendRefusedMissing { from, prev, last };
                Some((reason, refuse(None, last + 1)))
            }
            Some(our_term) if our_term != m.prev_log_term => {
                let reason = Reason::AppendRefusedConflict {
                    from,
                    prev,
                    their_term: m.prev_log_term,
                    our_term,
                };
                let first = self.log.first_index_since(our_term).min(prev);
                Some((reason, refuse(Some(our_term), first)))
            }
            _ => None,
        }
    }

    /// Rules 3 and 4: what conflicts goes, with all that follows it; what is not in the log yet is appended. Entries
    /// that are here already stay, and so do those after them: an old append may come late.
    fn store_new(&mut self, m: &AppendEntries, out: &mut Output) {
        let first = m.prev_log_index + 1;
        let base = self.log.base_index();
        let here = |(entry, index): &(&Entry, Index)| {
            *index <= base || self.log.term_at(*index) == Some(entry.term)
        };
        let known = m.entries.iter().zip(first..).take_while(here).count();
        let Some(next) = m.entries.get(known) else {
            return;
        };
        let from = first + known as u64;
        if let Some(our_term) = self.log.get(from).map(|entry| entry.term) {
            let last = self.log.last_index();
            out.decided(Reason::Truncated {
                from,
                last,
                our_term,
                their_term: next.term,
            });
            out.notify(Notice::Truncated { from, last });
        }
        let new = match known {
            0 => m.entries.clone(),
            _ => Arc::from(&m.entries[known..]),
        };
        self.write_log(from, new, out);
    }
}
