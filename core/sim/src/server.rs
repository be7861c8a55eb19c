//! One server of the world: its process, timers and clock, its disk, its state machine, and who waits for it.

use crate::chance::{Chance, Purpose};
use crate::client::Reply;
use crate::dials::{Dial, Dials};
use crate::disk::{Disk, KeptWrites};
use crate::machine::Machine;
use crate::queue::Sequence;
use crate::world::Reported;
use raft::{
    Config, Durable, Duration, Entries, Index, Log, Node, ServerId, Snapshot, Term, Ticket, Time,
    TimerKind,
};
use record::view::Process;
use record::{ClientId, EventNumber, Facts, RoleName, Serial};

/// A timer that runs.
#[derive(Clone, Copy)]
pub(crate) struct Timer {
    pub(crate) armed_at: Time,
    pub(crate) due: Time,
    pub(crate) sequence: Sequence,
    pub(crate) cause: EventNumber,
}

/// What the state machine works on.
#[derive(Clone)]
pub(crate) enum Work {
    /// Committed entries, from this index on.
    Entries(Index, Entries),
    /// A snapshot that replaces everything, once this write is durable.
    Snapshot(Snapshot, Ticket),
}

/// Work that the state machine has begun, or (without a plan) that waits for the disk.
#[derive(Clone)]
pub(crate) struct Applying {
    pub(crate) work: Work,
    pub(crate) sequence: Option<Sequence>,
    pub(crate) cause: EventNumber,
}

/// An operation of a client that waits for an entry to be applied.
#[derive(Clone, Copy)]
pub(crate) struct Proposal {
    pub(crate) index: Index,
    pub(crate) term: Term,
    pub(crate) client: ClientId,
    pub(crate) serial: Serial,
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) id: ServerId,
    pub(crate) process: Process,
    /// Whether its first start is still to come: a crash before it takes its place.
    pub(crate) is_new: bool,
    /// The protocol. Of a crashed server: what its disk kept, which is what a restart finds.
    pub(crate) node: Node,
    /// The log that a crashed server had in memory, from which its disk may have lost something.
    log_before_crash: Log,
    /// What events have said of it.
    pub(crate) reported: Reported,
    pub(crate) disk: Disk,
    pub(crate) machine: Machine,
    pub(crate) timers: [Option<Timer>; 2],
    /// Election timers armed in this term: the key of their draws.
    armed: (Term, u64),
    pub(crate) applying: Option<Applying>,
    pub(crate) snapshot_due: Option<(Sequence, EventNumber)>,
    pub(crate) proposals: Vec<Proposal>,
    /// The last ticket given.
    pub(crate) ticket: Ticket,
    clock: Clock,
}

/// A clock of a server's own, which may drift.
#[derive(Clone, Copy)]
struct Clock {
    /// When the rate last changed: true time, and what this clock showed then.
    since: (Time, Time),
    /// How many millionths of a second pass here in a true thousandth.
    rate: u64,
}

/// The rate of a clock that does not drift.
const TRUE_RATE: u64 = 1_000;

impl Clock {
    fn at(self, now: Time) -> Time {
        let passed = now.since(self.since.0).as_micros();
        self.since.1 + Duration(passed / 1_000 * self.rate + passed % 1_000 * self.rate / 1_000)
    }

    /// The first true moment at which this clock shows `own`, which it has shown already. What it showed before its rate last
    /// changed counts as if it had had this rate then.
    fn when(self, own: Time) -> Time {
        let (since, shown) = self.since;
        if self.rate == TRUE_RATE {
            // The same without a division, which counts: leaders hear their followers all the time.
            return Time((since.0 + own.0).saturating_sub(shown.0));
        }
        let (ahead, behind) = (own.since(shown).as_micros(), shown.since(own).as_micros());
        let ahead = ahead / self.rate * 1_000 + (ahead % self.rate * 1_000).div_ceil(self.rate);
        let behind = behind / self.rate * 1_000 + behind % self.rate * 1_000 / self.rate;
        Time(since.0.saturating_sub(behind)) + Duration(ahead)
    }
}

impl Server {
    pub(crate) fn new(id: ServerId, durable: Durable, (chance, dials): (Chance, &Dials)) -> Server {
        let node = Node::new(id, dials.config(), durable.clone(), Ticket(0));
        let clock = Clock {
            since: (Time::ZERO, Time::ZERO),
            rate: clock_rate(id, (chance, dials)),
        };
        Server {
            id,
            process: Process::Running,
            is_new: true,
            log_before_crash: node.log().clone(),
            reported: Reported::new(node.snapshot().id),
            node,
            disk: Disk::new(durable),
            machine: Machine::default(),
            timers: [None; 2],
            armed: (0, 0),
            applying: None,
            snapshot_due: None,
            proposals: Vec::new(),
            ticket: Ticket(0),
            clock,
        }
    }

    /// The server's own monotonic time.
    pub(crate) fn clock(&self, now: Time) -> Time {
        self.clock.at(now)
    }

    /// When, in true time, the server's own clock showed `own`: for a picture, to about a microsecond.
    pub(crate) fn true_time(&self, own: Time) -> Time {
        self.clock.when(own)
    }

    /// The drift dial was turned: the clock goes on from what it shows, at its new rate.
    pub(crate) fn drift(&mut self, now: Time, draw: (Chance, &Dials)) {
        self.clock = Clock {
            since: (now, self.clock.at(now)),
            rate: clock_rate(self.id, draw),
        };
    }

    /// How long a timer runs in true time, drawn from the range that the node asked for.
    pub(crate) fn timeout(&mut self, (min, max): (Duration, Duration), chance: Chance) -> Duration {
        let term = self.node.term();
        self.armed = if self.armed.0 == term {
            (term, self.armed.1 + 1)
        } else {
            (term, 1)
        };
        let key = term << 32 | self.armed.1;
        let range = (min.as_micros(), max.as_micros());
        let own = chance.between(range, Purpose::ElectionTimeout, u64::from(self.id.0), key);
        Duration(own * 1_000 / self.clock.rate)
    }

    /// The process dies. Returns how many writes were not durable, and how many of those the disk kept.
    pub(crate) fn crash(&mut self, kept: KeptWrites, chance: Chance) -> (u32, u32) {
        self.process = Process::Crashed;
        self.is_new = false;
        self.log_before_crash = self.node.log().clone();
        self.machine = Machine::default();
        self.timers = [None; 2];
        self.applying = None;
        self.snapshot_due = None;
        self.proposals.clear();
        let writes = self.disk.crash(self.id, kept, chance);
        self.set_durable(self.disk.durable.clone().recovered());
        writes
    }

    /// The disk of a server whose process does not run holds this.
    pub(crate) fn set_durable(&mut self, durable: Durable) {
        self.disk.durable = durable;
        self.load(*self.node.config());
    }

    /// The process will begin with what its disk holds and this configuration.
    pub(crate) fn load(&mut self, config: Config) {
        self.node = Node::new(self.id, config, self.disk.durable.clone(), self.ticket);
    }

    /// The process comes up with what its disk kept, but for its state machine. Returns the log as the process before it
    /// had it.
    pub(crate) fn restart(&mut self, dials: &Dials) -> Log {
        self.load(dials.config());
        self.process = Process::Running;
        std::mem::take(&mut self.log_before_crash)
    }

    pub(crate) fn timer(&mut self, kind: TimerKind) -> &mut Option<Timer> {
        &mut self.timers[kind as usize]
    }

    /// Takes out a proposal that waits for an entry up to `index`, with the reply to it.
    pub(crate) fn answer(
        &mut self,
        index: Index,
        term: Term,
        done: Reply,
    ) -> Option<(Proposal, Reply)> {
        let place = self
            .proposals
            .iter()
            .position(|proposal| proposal.index <= index)?;
        let proposal = self.proposals.remove(place);
        let reply = if proposal.index == index && proposal.term == term {
            done
        } else {
            Reply::Overwritten
        };
        Some((proposal, reply))
    }

    pub(crate) fn facts(&self) -> Facts {
        let node = &self.node;
        Facts {
            term: node.term(),
            voted_for: node.voted_for(),
            role: role_name(node),
            leader: node.leader(),
            commit: node.commit_index(),
            applied: node.applied_index(),
            base_index: node.log().base_index(),
            base_term: node.log().base_term(),
            last_index: node.log().last_index(),
            last_term: node.log().last_term(),
            durable: node.durable_index(),
            snapshot_index: node.snapshot().id.last_included_index,
            snapshot_term: node.snapshot().id.last_included_term,
            configuration: *node.configuration(),
        }
    }
}

fn clock_rate(id: ServerId, (chance, dials): (Chance, &Dials)) -> u64 {
    let drift = dials.get(Dial::ClockDrift);
    chance.between(
        (1_000 - drift, 1_000 + drift),
        Purpose::ClockRate,
        u64::from(id.0),
        0,
    )
}

pub(crate) fn role_name(node: &Node) -> RoleName {
    match node.role() {
        raft::Role::Follower { .. } => RoleName::Follower,
        raft::Role::Candidate { .. } => RoleName::Candidate,
        raft::Role::Leader(_) => RoleName::Leader,
    }
}
