//! One Raft server: its state, an invariant per field, and `step`, the only way in.

use crate::config::Config;
use crate::disk::Disk;
use crate::durable::Durable;
use crate::invariants::Before;
use crate::io::{DiskOp, Effect, Input, Notice, Ticket, TimerKind};
use crate::log::{Entries, Index, Log, Term};
use crate::membership::{Configuration, Configurations};
use crate::message::Message;
use crate::output::Output;
use crate::reason::Reason;
use crate::role::Role;
use crate::server::{ServerId, ServerSet};
use crate::snapshot::{Chunk, PartialSnapshot, Snapshot, SnapshotId};
use crate::time::Time;

/// One Raft server.
///
/// The persistent part of Figure 2 stands here as it will be once every write under way is on the disk; what must not
/// be promised before then waits by ticket.
#[derive(Clone, Debug)]
pub struct Node {
    pub(crate) id: ServerId,
    pub(crate) config: Config,

    // — persistent on every server (Figure 2, Figure 13) —
    /// Never goes back.
    pub(crate) term: Term,
    /// Within a term it is set once at most.
    pub(crate) voted_for: Option<ServerId>,
    /// Reaches back at least to the entry after the snapshot.
    pub(crate) log: Log,
    /// Contains committed entries only. Beyond `applied_index` only while the state machine is being replaced by it.
    pub(crate) snapshot: Snapshot,
    /// Reaches beyond `commit_index`; otherwise it would be of no use.
    pub(crate) partial: Option<PartialSnapshot>,
    /// Chunks that overtook those before them, of one snapshot, by ascending offset. They are in memory only: each begins
    /// beyond what `partial` holds.
    pub(crate) early: Vec<Chunk>,

    // — volatile on every server —
    pub(crate) role: Role,
    /// Never goes back, and never beyond the last entry.
    pub(crate) commit_index: Index,
    /// Everything through here was handed to the state machine. At most `commit_index`.
    pub(crate) applying_index: Index,
    /// Everything through here was applied. At most `applying_index`.
    pub(crate) applied_index: Index,
    /// The configurations of snapshot and log.
    pub(crate) configurations: Configurations,
    /// What is under way to the disk.
    pub(crate) disk: Disk,
    /// A received snapshot that is not on the disk yet, and its ticket.
    pub(crate) received: Option<(Ticket, SnapshotId)>,
}

impl Node {
    /// A server as it comes up with what its disk kept. Follow with [`Input::Start`].
    ///
    /// `ticket` is the last one that an earlier process of this server was given; none is ever given twice.
    /// What the disk kept goes through [`Durable::recovered`]; let the disk go through it too.
    pub fn new(id: ServerId, config: Config, durable: Durable, ticket: Ticket) -> Node {
        let durable = durable.recovered();
        let index = durable.snapshot.id.last_included_index;
        Node {
            id,
            config,
            term: durable.term,
            voted_for: durable.voted_for,
            role: Role::Follower { leader: None },
            commit_index: index,
            applying_index: index,
            applied_index: index,
            configurations: Configurations::new(
                index,
                durable.snapshot.configuration,
                &durable.log,
            ),
            disk: Disk::new(ticket, durable.log.last_index()),
            received: None,
            log: durable.log,
            snapshot: durable.snapshot,
            partial: durable.partial,
            early: Vec::new(),
        }
    }

    /// Takes one input at the server's own time `now` and appends what is to be done to `effects`.
    pub fn step(&mut self, now: Time, input: Input, effects: &mut Vec<Effect>) {
        let before = Before::step(self);
        let out = &mut Output::new(effects);
        match input {
            Input::Start => self.start(out),
            // From a name that no server can have, or from itself: there is no one to answer.
            Input::Message { from, .. } if from == self.id || !ServerSet::has_room_for(from) => {}
            Input::Message { from, message } => self.receive(now, from, message, out),
            Input::Timer(TimerKind::Election) => self.election_timeout(out),
            Input::Timer(TimerKind::Heartbeat) => self.heartbeat_timeout(out),
            Input::Propose { id, command } => self.propose(id, command, out),
            Input::Persisted(ticket) => self.persisted(ticket, out),
            Input::Applied(index) => self.applied(index, out),
            Input::SnapshotTaken { index, data } => self.snapshot_taken(index, data, out),
            Input::Tune(config) => self.config = config,
        }
        before.check(self, out);
    }

    pub fn id(&self) -> ServerId {
        self.id
    }

    pub fn term(&self) -> Term {
        self.term
    }

    /// Whom the server voted for in the current term.
    pub fn voted_for(&self) -> Option<ServerId> {
        self.voted_for
    }

    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Who leads the current term, as far as this server knows; itself if it does.
    pub fn leader(&self) -> Option<ServerId> {
        match self.role {
            Role::Follower { leader } => leader,
            Role::Candidate { .. } => None,
            Role::Leader(_) => Some(self.id),
        }
    }

    /// The log, durable or not.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The highest index known to be committed.
    pub fn commit_index(&self) -> Index {
        self.commit_index
    }

    /// The highest index that the state machine has applied, as far as the outside said.
    pub fn applied_index(&self) -> Index {
        self.applied_index
    }

    /// The longest prefix of the log that is on the disk and that no later write has touched.
    pub fn durable_index(&self) -> Index {
        self.disk.durable_index()
    }

    /// The latest complete snapshot; at index 0 if there is none.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// A snapshot on its way in.
    pub fn partial(&self) -> Option<&PartialSnapshot> {
        self.partial.as_ref()
    }

    /// The configuration in force.
    pub fn configuration(&self) -> &Configuration {
        &self.configurations.in_force().1
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// §5.2: when servers start up, they begin as followers.
    fn start(&mut self, out: &mut Output) {
        self.configured(Configuration::default(), out);
        if !self.is_voter() {
            out.decided(Reason::NotAVoter { term: self.term });
        }
    }

    /// What each kind of message does to the term, and who takes it then. Figure 2, all servers: a higher term is adopted
    /// first.
    fn receive(&mut self, now: Time, from: ServerId, message: Message, out: &mut Output) {
        match message {
            Message::RequestVote(m) => {
                self.adopt_term(from, m.term, out);
                self.request_vote(from, m, out);
            }
            Message::RequestVoteReply(m) => {
                self.adopt_term(from, m.term, out);
                self.request_vote_reply(now, from, &m, out);
            }
            Message::AppendEntries(m) => {
                self.adopt_term(from, m.term, out);
                self.append_entries(from, m, out);
            }
            Message::AppendEntriesReply(m) => {
                self.adopt_term(from, m.term, out);
                self.append_entries_reply(now, from, &m, out);
            }
            Message::InstallSnapshot(m) => {
                self.adopt_term(from, m.term, out);
                self.install_snapshot(from, m, out);
            }
            Message::InstallSnapshotReply(m) => {
                self.adopt_term(from, m.term, out);
                self.install_snapshot_reply(now, from, &m, out);
            }
        }
    }

    /// §5.1: if one server's current term is smaller than the other's, it updates to the larger value, and a
    /// candidate or leader becomes follower.
    fn adopt_term(&mut self, from: ServerId, term: Term, out: &mut Output) {
        if term > self.term {
            self.enter_term(from, term, out);
        }
    }

    /// Seldom: nearly all messages are of the current term.
    #[cold]
    fn enter_term(&mut self, from: ServerId, term: Term, out: &mut Output) {
        let old = self.term;
        out.decided(Reason::HigherTerm {
            from,
            old,
            new: term,
        });
        self.set_term(term, None, out);
        self.become_follower(None, out);
    }

    /// A new term, and whom the server votes for in it.
    pub(crate) fn set_term(&mut self, term: Term, vote: Option<ServerId>, out: &mut Output) {
        self.term = term;
        self.vote(vote, out);
        out.notify(Notice::TermChanged(term));
    }

    /// Term and vote go to the disk in one record.
    pub(crate) fn vote(&mut self, vote: Option<ServerId>, out: &mut Output) {
        self.voted_for = vote;
        let (term, voted_for) = (self.term, vote);
        self.persist(DiskOp::TermVote { term, voted_for }, out);
        self.disk.vote_written();
    }

    /// Adds to the writes of this step.
    pub(crate) fn persist(&mut self, op: DiskOp, out: &mut Output) {
        out.write(op, || self.disk.issue());
    }

    /// Replaces the log from `from` on by `entries`. A configuration among them is in force at once (§6).
    pub(crate) fn write_log(&mut self, from: Index, entries: Entries, out: &mut Output) {
        let before = *self.configuration();
        let mut changed = self.configurations.truncate(from);
        if changed {
            out.notify(Notice::ConfigRolledBack(self.configurations.in_force().0));
        }
        let Some(prev_term) = self.log.term_at(from - 1) else {
            return out.notify(Notice::Violation(
                "a write to the log has nothing to continue".into(),
            ));
        };
        self.log.replace(from, &entries);
        self.persist(
            DiskOp::Write {
                from,
                prev_term,
                entries: entries.clone(),
            },
            out,
        );
        self.disk.log_written(from, self.log.last_index());
        for (entry, index) in entries.iter().zip(from..) {
            if self.configurations.append(index, entry) {
                out.notify(Notice::ConfigAdopted(index));
                changed = true;
            }
        }
        let first = from;
        out.notify(Notice::Appended { first, entries });
        if changed {
            self.configured(before, out);
        }
    }

    /// The disk has everything through `ticket`. What was only waiting for that now counts: the candidate's own vote,
    /// the leader's own entries, a received snapshot.
    fn persisted(&mut self, ticket: Ticket, out: &mut Output) {
        let before = self.durable_index();
        if !self.disk.persisted(ticket) {
            return;
        }
        if let Some((ticket, id)) = self.received
            && self.disk.holds(ticket)
        {
            self.received = None;
            out.notify(Notice::SnapshotInstalled(id));
        }
        match &self.role {
            Role::Candidate { granted, .. }
                if !granted.contains(self.id) && self.disk.holds_vote() =>
            {
                self.count_vote(self.id, out);
            }
            Role::Leader(_) if self.durable_index() > before => {
                self.advance_commit(self.durable_index(), out);
            }
            _ => {}
        }
    }

    /// Whether the server is counted in some majority.
    pub(crate) fn is_voter(&self) -> bool {
        self.configuration().is_voter(self.id)
    }

    /// Who else receives the log.
    pub(crate) fn other_members(&self) -> ServerSet {
        let mut others = self.configuration().members();
        others.remove(self.id);
        others
    }

    /// Who else is counted in some majority.
    pub(crate) fn other_voters(&self) -> ServerSet {
        let configuration = self.configuration();
        let mut others = configuration.voters.union(configuration.outgoing);
        others.remove(self.id);
        others
    }
}
