//! The commit rule (§5.3, §5.4.2), and handing committed entries to the state machine.

use crate::io::{DiskOp, Effect, Notice};
use crate::log::Index;
use crate::node::Node;
use crate::output::Output;
use crate::quorum::{self, Count, Matches};
use crate::reason::Reason;
use crate::server::ServerSet;

/// The most entries handed to the state machine at once, so that no single batch takes long.
const APPLY_BATCH: u64 = 32;

impl Node {
    /// One more server holds everything through `news`: what that commits, or why it commits nothing yet.
    pub(crate) fn advance_commit(&mut self, news: Index, out: &mut Output) {
        if news <= self.commit_index {
            return;
        }
        let matches = self.matches();
        let to = quorum::committed(self.configuration(), &matches);
        if to > self.commit_index {
            return self.commit_own(to, &matches, out);
        }
        let (holders, count) = self.holders(news, &matches);
        out.decided(Reason::CommitWaits {
            index: news,
            holders,
            count,
        });
    }

    /// Commits what the majorities hold, though no server holds more than before: they may be others now.
    pub(crate) fn try_commit(&mut self, out: &mut Output) {
        let matches = self.matches();
        let to = quorum::committed(self.configuration(), &matches);
        if to > self.commit_index {
            self.commit_own(to, &matches, out);
        }
    }

    /// Figure 2, leaders: if there is an N above commitIndex that a majority of matchIndex reaches, and the entry at N
    /// is of the current term, commitIndex becomes N. `to` is the N that the majorities reach.
    ///
    /// An entry of an older term is never committed by counting: it may still be overwritten (Figure 8). It commits
    /// with the first own entry above it.
    fn commit_own(&mut self, to: Index, matches: &Matches, out: &mut Output) {
        let Some(entry_term) = self.log.term_at(to) else {
            return out.notify(Notice::Violation(
                "a majority holds what the leader does not".into(),
            ));
        };
        if entry_term != self.term {
            out.decided(Reason::CommitWaitsOldTerm {
                index: to,
                entry_term,
                term: self.term,
            });
            return;
        }
        let (holders, count) = self.holders(to, matches);
        out.decided(Reason::CommitAdvanced {
            from: self.commit_index,
            to,
            holders,
            count,
        });
        self.set_commit(to, out);
        self.send_due_to_all(out);
    }

    /// Who holds the entry at `index`, and how many of each majority those are.
    fn holders(&self, index: Index, matches: &Matches) -> (ServerSet, Count) {
        let configuration = self.configuration();
        let holders = quorum::holders(configuration, matches, index);
        (holders, Count::of(configuration, holders))
    }

    /// What each server is known to hold durably. The leader's own entries count when its own disk has them.
    fn matches(&mut self) -> Matches {
        let mut matches = [0; ServerSet::MAX_ID as usize + 1];
        if let Some(leader) = self.role.leading() {
            for (id, progress) in leader.progress.iter() {
                matches[id.0 as usize] = progress.match_index;
            }
        }
        matches[self.id.0 as usize] = self.durable_index();
        matches
    }

    /// AppendEntries rule 5: the follower commits as far as the leader, but not beyond the last entry *of this
    /// request*: what follows in its log was not compared.
    pub(crate) fn follow_commit(
        &mut self,
        leader_commit: Index,
        last_new: Index,
        out: &mut Output,
    ) {
        let to = leader_commit.min(last_new);
        if to <= self.commit_index {
            return;
        }
        out.decided(Reason::CommitFollowed {
            to,
            leader_commit,
            last_new,
        });
        self.set_commit(to, out);
    }

    /// The commit index rises to `to`.
    pub(crate) fn set_commit(&mut self, to: Index, out: &mut Output) {
        self.commit_index = to;
        out.notify(Notice::CommitAdvanced(to));
        if let Some(partial) = &self.partial
            && partial.id.last_included_index <= to
        {
            self.partial = None;
            self.early.clear();
            self.persist(DiskOp::DropPartial, out);
        }
        self.apply_next(out);
    }

    /// Figure 2, all servers: if commitIndex > lastApplied, apply. One batch at a time; nothing while the state machine
    /// is being replaced by a snapshot, since that too was handed to it and is not applied yet.
    fn apply_next(&mut self, out: &mut Output) {
        if self.applied_index < self.applying_index || self.applying_index == self.commit_index {
            return;
        }
        let first = self.applying_index + 1;
        let count = (self.commit_index - self.applying_index).min(APPLY_BATCH);
        self.applying_index += count;
        out.push(Effect::Apply {
            first,
            entries: self.log.slice(first, count),
        });
    }

    /// The state machine has come this far.
    pub(crate) fn applied(&mut self, index: Index, out: &mut Output) {
        self.applied_index = self.applied_index.max(index.min(self.applying_index));
        self.apply_next(out);
    }
}
