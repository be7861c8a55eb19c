//! What the events so far have reported of every server's log and leadership. Properties are judged against it.

use crate::event::{EventKind, Facts, Outcome};
use raft::{Chunks, Entries, Index, Notice, ServerId, SnapshotId, Term};

/// All servers, as their events report them.
#[derive(Clone, Default)]
pub(super) struct Shadow {
    /// By server number; there is no server 0.
    servers: Vec<ServerShadow>,
}

#[derive(Clone, Default)]
pub(super) struct ServerShadow {
    pub(super) leads: Option<Term>,
    /// The terms in its log.
    pub(super) log: ShadowLog,
    /// The term that its process reported; 0 if it has not.
    pub(super) term: Term,
    /// The commit index that its process reported; 0 if it has not.
    pub(super) commit: Index,
    /// The last index that its state machine applied; none while that is unknown.
    pub(super) applied: Option<Index>,
}

impl Shadow {
    /// What is known of a server.
    pub(super) fn server(&mut self, id: ServerId) -> &mut ServerShadow {
        let place = usize::from(id.0);
        if place >= self.servers.len() {
            self.make_room(place);
        }
        &mut self.servers[place]
    }

    /// Once for each server.
    #[cold]
    fn make_room(&mut self, place: usize) {
        self.servers.resize_with(place + 1, ServerShadow::default);
    }

    /// Whether the log of a server holds this entry, as far as is known.
    pub(super) fn holds(&self, id: ServerId, index: Index, term: Term) -> bool {
        let server = self.servers.get(usize::from(id.0));
        server.is_some_and(|server| server.log.holds(index, term))
    }
}

impl ServerShadow {
    /// Before the outcomes of an event: a process that ended or began leads nothing.
    pub(super) fn begin(&mut self, kind: &EventKind) {
        if let EventKind::Crashed { .. } | EventKind::Started { .. } = kind {
            (self.leads, self.applied) = (None, None);
            (self.term, self.commit) = (0, 0);
        }
    }

    /// Where an event need not say all: a process that came up again holds what its disk kept, and a log reaches as far
    /// as its server says that it is committed.
    pub(super) fn allow_for_silence(&mut self, kind: &EventKind) {
        if let EventKind::Started { again: true } = kind {
            self.log = ShadowLog::unknown();
        }
        if self.commit > self.log.last {
            self.log = ShadowLog::after(self.commit, None);
        }
    }

    /// Takes in one outcome of the server's event.
    pub(super) fn absorb(&mut self, outcome: &Outcome) {
        let notice = match outcome {
            Outcome::Noticed(notice) => notice,
            Outcome::AppliedEntry { index, .. } => return self.applied = Some(*index),
            Outcome::Restored(id) => return self.applied = Some(id.last_included_index),
            Outcome::UnknownBelow(index) => {
                return self.log = ShadowLog::after(index.saturating_sub(1), None);
            }
            _ => return,
        };
        match notice {
            Notice::BecameLeader(term) => self.leads = Some(*term),
            Notice::SteppedDown(_) => self.leads = None,
            Notice::TermChanged(term) => (self.leads, self.term) = (None, *term),
            Notice::CommitAdvanced(index) => self.commit = *index,
            Notice::Truncated { from, .. } => self.log.cut(*from),
            Notice::Appended { first, entries } => self.log.append(*first, entries),
            Notice::SnapshotInstalled(id) => self.log.install(id),
            _ => {}
        }
    }

    /// After the outcomes of an event: what the facts say was cut off, although no notice said so.
    pub(super) fn unreported_cut(&self, facts: &Facts) -> Option<Outcome> {
        let last = self.log.last_index();
        (facts.last_index < last && last < Index::MAX).then(|| {
            let from = facts.last_index + 1;
            Outcome::Noticed(Notice::Truncated { from, last })
        })
    }

    /// After the outcomes of an event: where they did not say how the log came to end as it does, only its end is known.
    pub(super) fn settle(&mut self, facts: &Facts) {
        let (index, term) = (facts.last_index, Some(facts.last_term));
        if self.log.last_index() != index || self.log.term_at(index) != term {
            self.log = ShadowLog::after(index, term);
        }
    }
}

/// The terms of a log by index, above a base below which nothing is known but that a snapshot covers it.
///
/// A log has few terms, however long it is: so only the runs of entries with the same term are kept, the base among them.
#[derive(Clone)]
pub(super) struct ShadowLog {
    last: Index,
    /// Where the last run begins, and its term.
    from: Index,
    term: Option<Term>,
    /// The same of the runs before it, from the base on.
    earlier: Chunks<(Index, Option<Term>)>,
}

impl Default for ShadowLog {
    fn default() -> ShadowLog {
        ShadowLog::after(0, Some(0))
    }
}

impl ShadowLog {
    /// A log of which nothing is known, not even where it ends.
    fn unknown() -> ShadowLog {
        ShadowLog::after(Index::MAX, None)
    }

    fn after(base: Index, base_term: Option<Term>) -> ShadowLog {
        ShadowLog {
            last: base,
            from: base,
            term: base_term,
            earlier: Chunks::default(),
        }
    }

    /// Index of the last entry; the base if there is none.
    pub(super) fn last_index(&self) -> Index {
        self.last
    }

    /// The term at `index`, where it is known.
    pub(super) fn term_at(&self, index: Index) -> Option<Term> {
        if index > self.last {
            return None;
        }
        if index >= self.from {
            return self.term;
        }
        let behind = self.earlier.partition_point(|(from, _)| *from <= index);
        self.earlier.get(behind.checked_sub(1)?)?.1
    }

    /// Whether the log holds this entry, as far as is known, or a snapshot covers it.
    pub(super) fn holds(&self, index: Index, term: Term) -> bool {
        let same = |own| own == term;
        index <= self.last && self.term_at(index).is_none_or(same)
    }

    fn cut(&mut self, from: Index) {
        self.last = self.last.min(from.saturating_sub(1));
        while self.from > self.last {
            let Some(before) = self.earlier.last() else {
                *self = ShadowLog::after(self.last, None);
                return;
            };
            (self.from, self.term) = *before;
            self.earlier.truncate(self.earlier.end() - 1);
        }
    }

    fn append(&mut self, first: Index, entries: &Entries) {
        self.cut(first);
        let before = first.saturating_sub(1);
        if before > self.last {
            *self = ShadowLog::after(before, None);
        }
        for entry in entries.iter() {
            self.last += 1;
            if self.term != Some(entry.term) {
                self.earlier.push((self.from, self.term));
                (self.from, self.term) = (self.last, Some(entry.term));
            }
        }
    }

    /// §7: what follows the snapshot's last entry stays if the log holds that entry; else the whole log goes.
    fn install(&mut self, id: &SnapshotId) {
        let (index, term) = (id.last_included_index, Some(id.last_included_term));
        if self.term_at(index) != term {
            *self = ShadowLog::after(index, term);
        }
    }
}
