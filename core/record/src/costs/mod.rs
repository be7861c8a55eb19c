//! What a run costs: the bytes of logs and snapshots, what is sent of either, and how long followers take to catch up.
//!
//! Made from events alone, so that the costs of a trace can be followed as well. What a trace leaves out counts as nothing.

mod episodes;
mod log_size;
mod samples;

pub use episodes::Episode;
pub use samples::{Sample, Sampling};

use crate::control::{Control, ServerControl};
use crate::cuts::observe_cuts;
use crate::event::{Envelope, Event, EventKind, Facts, Outcome, PartialFacts, RoleName};
use crate::message::{MessageKind, MessageName};
use crate::observer::Observer;
use crate::view::Process;
use episodes::{Episodes, Reach};
use log_size::LogSize;
use raft::{Index, Notice, Reason, ServerId, ServerSet, Term, Time, size};

/// What is followed of a cluster. One event costs a fraction of what it takes to let it happen.
#[derive(Clone, Debug)]
pub struct Costs {
    /// By their numbers, `S1` first.
    servers: Vec<Server>,
    /// Which links carry nothing.
    cuts: Vec<(ServerId, ServerId)>,
    /// The highest index that any server has ever known to be committed.
    commit: Index,
    sent: Sent,
    /// What was sent at the time of the last event: a server that crashes at that very moment may not have sent it.
    leaving: Vec<(MessageName, u64)>,
    /// The time of the last event.
    now: Time,
    episodes: Episodes,
    sampling: Sampling,
}

/// Bytes that were sent, with copies and with what was lost on the way.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sent([u64; MessageKind::ALL.len()]);

impl Sent {
    /// The bytes of messages of this kind.
    pub fn of(&self, kind: MessageKind) -> u64 {
        self.0[kind as usize]
    }

    /// The bytes of InstallSnapshot and its replies.
    pub fn by_snapshot(&self) -> u64 {
        self.of(MessageKind::InstallSnapshot) + self.of(MessageKind::InstallSnapshotReply)
    }

    /// The bytes of AppendEntries and its replies.
    pub fn by_append(&self) -> u64 {
        self.of(MessageKind::AppendEntries) + self.of(MessageKind::AppendEntriesReply)
    }

    /// What was sent since it was this much.
    pub fn since(&self, earlier: &Sent) -> Sent {
        Sent(std::array::from_fn(|kind| {
            self.0[kind].saturating_sub(earlier.0[kind])
        }))
    }

    /// The bytes by kind, in the order of [`MessageKind::ALL`].
    pub fn by_kind(&self) -> &[u64; MessageKind::ALL.len()] {
        &self.0
    }
}

impl From<[u64; MessageKind::ALL.len()]> for Sent {
    fn from(by_kind: [u64; MessageKind::ALL.len()]) -> Sent {
        Sent(by_kind)
    }
}

#[derive(Clone, Debug)]
struct Server {
    log: LogSize,
    /// Bytes of its snapshot; 0 if it has none.
    snapshot: u64,
    /// The last index that its state machine applied.
    applied: Index,
    process: Process,
    /// In which term it leads, if it does.
    leads: Option<Term>,
}

impl Costs {
    /// Before the first event of a run of so many servers.
    pub fn new(servers: u8) -> Costs {
        let server = Server {
            log: LogSize::after(0),
            snapshot: 0,
            applied: 0,
            process: Process::Running,
            leads: None,
        };
        Costs {
            servers: vec![server; usize::from(servers)],
            cuts: Vec::new(),
            commit: 0,
            sent: Sent::default(),
            leaving: Vec::new(),
            now: Time::ZERO,
            episodes: Episodes::default(),
            sampling: Sampling::default(),
        }
    }

    /// The same, which takes samples as well: they are taken of what is observed from now on.
    pub fn sampling(mut self, sampling: Sampling) -> Costs {
        self.sampling = sampling;
        self
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        if self.sampling.is_due_before(event.time) {
            self.sample(event.time);
        }
        if event.time > self.now {
            self.now = event.time;
            self.leaving.clear();
        }
        self.happens(event);
        for outcome in &event.outcomes {
            self.follows(event, outcome);
        }
        if let Some(id) = event.server {
            if let Some(facts) = event.reported() {
                self.becomes(id, facts);
            }
            self.begin_again(id, event);
            if let Some(applied) = self.server(id).map(|server| server.applied) {
                self.episodes.reach(id, applied, event.time);
            }
        }
    }

    /// All that happens up to and with this time has been observed: takes the samples that are due by then.
    pub fn pass(&mut self, now: Time) {
        self.sample(Time(now.0.saturating_add(1)));
    }

    /// The bytes of a server's log: of the entries that stand in it behind what a compaction dropped. None if there is no
    /// such server.
    pub fn log_bytes(&self, id: ServerId) -> Option<u64> {
        self.servers.get(place(id)).map(|server| server.log.bytes())
    }

    /// How many entries stand in a server's log. None if there is no such server.
    pub fn log_entries(&self, id: ServerId) -> Option<u64> {
        let server = self.servers.get(place(id));
        server.map(|server| server.log.entries())
    }

    /// The bytes of a server's latest snapshot, taken or received; 0 if it has none. None if there is no such server.
    pub fn snapshot_bytes(&self, id: ServerId) -> Option<u64> {
        self.servers.get(place(id)).map(|server| server.snapshot)
    }

    /// What was sent since the run began.
    pub fn sent(&self) -> Sent {
        self.sent
    }

    /// How followers caught up, and who does so now: in the order in which that began.
    pub fn episodes(&self) -> Vec<Episode> {
        self.episodes.all()
    }

    /// The samples that were taken.
    pub fn samples(&self) -> &[Sample] {
        self.sampling.taken()
    }

    /// Takes the samples that are due before a time, at which something else happens.
    fn sample(&mut self, before: Time) {
        let largest = |of: fn(&Server) -> u64| self.servers.iter().map(of).max().unwrap_or(0);
        let now = Sample {
            time: Time::ZERO,
            log_bytes: largest(|server| server.log.bytes()),
            log_entries: largest(|server| server.log.entries()),
            snapshot_bytes: largest(|server| server.snapshot),
            sent_by_snapshot: self.sent.by_snapshot(),
            sent_by_append: self.sent.by_append(),
        };
        self.sampling.take(before, now);
    }

    fn server(&mut self, id: ServerId) -> Option<&mut Server> {
        self.servers.get_mut(place(id))
    }

    fn happens(&mut self, event: &Event) {
        let process = match &event.kind {
            EventKind::Started { .. } => Process::Running,
            EventKind::Crashed { .. } => Process::Crashed,
            EventKind::Control(Control::Server(ServerControl::Paused)) => Process::Paused,
            EventKind::Control(Control::Server(ServerControl::Resumed)) => Process::Running,
            EventKind::Control(control) => return self.links_change(control, event.time),
            EventKind::Delivered { envelope, .. } => {
                if envelope.body.kind() == MessageKind::InstallSnapshot {
                    self.episodes.takes_snapshot(envelope.to);
                }
                return;
            }
            _ => return,
        };
        if let Some(server) = event.server.and_then(|id| self.server(id)) {
            server.process = process;
        }
    }

    fn follows(&mut self, event: &Event, outcome: &Outcome) {
        match outcome {
            Outcome::Sent { envelope, .. } => self.leaves(envelope),
            Outcome::NeverSent { name } => self.stays(*name),
            Outcome::Decided(Reason::SnapshotNeeded { follower, .. }) => {
                let reach = self.reach(*follower);
                self.episodes.need_snapshot(*follower, reach, event.time);
            }
            Outcome::Noticed(Notice::CommitAdvanced(index)) => {
                self.commit = self.commit.max(*index);
            }
            outcome => {
                if let Outcome::Reported(facts) = outcome {
                    self.commit = self.commit.max(facts.commit.unwrap_or(0));
                }
                if let Some(server) = event.server.and_then(|id| self.server(id)) {
                    follows_on(server, outcome);
                }
            }
        }
    }

    fn leaves(&mut self, envelope: &Envelope) {
        let Some(message) = envelope.message() else {
            return;
        };
        let (name, bytes) = (envelope.name(), size::of_message(message));
        self.sent.0[name.kind as usize] += bytes;
        self.leaving.push((name, bytes));
    }

    /// A message that seemed to leave did not, because its sender went down.
    fn stays(&mut self, name: MessageName) {
        let place = self.leaving.iter().position(|(other, _)| *other == name);
        if let Some((_, bytes)) = place.map(|place| self.leaving.swap_remove(place)) {
            self.sent.0[name.kind as usize] -= bytes;
        }
    }

    /// The server is this now.
    fn becomes(&mut self, id: ServerId, facts: &Facts) {
        self.commit = self.commit.max(facts.commit);
        if let Some(server) = self.server(id) {
            server.applied = facts.applied;
            server.leads = (facts.role == RoleName::Leader).then_some(facts.term);
            server.log.drop_through(facts.base_index);
            server.log.end_at(facts.last_index);
        }
    }

    /// A server that comes up or goes on can be reached again.
    fn begin_again(&mut self, id: ServerId, event: &Event) {
        let resumed = EventKind::from(ServerControl::Resumed);
        if event.kind == (EventKind::Started { again: true }) || event.kind == resumed {
            self.episodes.begin(id, self.reach(id), event.time);
        }
    }

    /// A server to which and from which its leader's messages come again can be reached again.
    fn links_change(&mut self, control: &Control, now: Time) {
        if !matches!(
            control,
            Control::Cut { .. } | Control::Healed { .. } | Control::Partitioned { .. }
        ) {
            return;
        }
        let ids = self.ids();
        let reachable = |costs: &Costs| -> ServerSet {
            let hear = |id: &ServerId| costs.hears_its_leader(*id);
            ids.iter().filter(hear).collect()
        };
        let before = reachable(self);
        observe_cuts(&mut self.cuts, control, ids);
        for id in reachable(self).without(before).iter() {
            self.episodes.begin(id, self.reach(id), now);
        }
    }

    fn ids(&self) -> ServerSet {
        ServerSet::first(self.servers.len() as u8)
    }

    /// The leader of the highest term among the servers that are up.
    fn leader(&self) -> Option<ServerId> {
        let up = |id: &ServerId| self.servers[place(*id)].process != Process::Crashed;
        let term = |id: ServerId| Some((self.servers[place(id)].leads?, id));
        let leader = self.ids().iter().filter(up).filter_map(term).max();
        leader.map(|(_, id)| id)
    }

    /// Whether nothing is cut between a server and the leader; where none leads, between it and some other server.
    fn hears_its_leader(&self, id: ServerId) -> bool {
        let hears = |other: ServerId| {
            let links = [(id, other), (other, id)];
            !links.iter().any(|link| self.cuts.contains(link))
        };
        let mut others = self.ids().iter().filter(|other| *other != id);
        match self.leader() {
            Some(leader) => hears(leader),
            None => self.servers.len() == 1 || others.any(hears),
        }
    }

    /// What a server lacks, if it runs, can be reached, and is no leader.
    fn reach(&self, id: ServerId) -> Option<Reach> {
        let server = self.servers.get(place(id))?;
        let can_catch_up = server.process == Process::Running
            && self.leader() != Some(id)
            && self.hears_its_leader(id);
        can_catch_up.then_some(Reach {
            applied: server.applied,
            commit: self.commit,
        })
    }
}

impl Observer for Costs {
    fn observe(&mut self, event: &Event) {
        Costs::observe(self, event);
    }
}

/// The place of a server among all; beyond all of them if it has no number.
fn place(id: ServerId) -> usize {
    usize::from(id.0).wrapping_sub(1)
}

fn follows_on(server: &mut Server, outcome: &Outcome) {
    match outcome {
        Outcome::Noticed(Notice::Truncated { from, .. }) => server.log.truncate(*from),
        Outcome::Noticed(Notice::Appended { first, entries }) => {
            server.log.append(*first, entries);
        }
        Outcome::DiskHolds(held) => server.log.append(held.first, &held.entries),
        Outcome::UnknownBelow(index) => server.log = LogSize::after(index.saturating_sub(1)),
        Outcome::SnapshotChanged(snapshot) => {
            server.snapshot = snapshot.as_ref().map_or(0, |snapshot| snapshot.size);
        }
        Outcome::AppliedEntry { index, .. } => server.applied = *index,
        Outcome::Restored(id) => server.applied = id.last_included_index,
        Outcome::Reported(facts) => become_as_known(server, facts),
        _ => {}
    }
}

/// What another program says of a server; what it does not say stays as it was.
fn become_as_known(server: &mut Server, facts: &PartialFacts) {
    server.applied = facts.applied.unwrap_or(server.applied);
    if let Some(role) = facts.role {
        let term = facts.term.or(server.leads).unwrap_or(0);
        server.leads = (role == RoleName::Leader).then_some(term);
    }
    if let Some(base) = facts.base {
        server.log.drop_through(base.index);
    }
    if let Some(last) = facts.last {
        server.log.end_at(last.index);
    }
}
