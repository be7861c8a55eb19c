//! Whether a condition holds of a world, and what is there instead.

use super::condition::{Condition, Is, Measure, OperationIs};
use super::error::ScriptError;
use super::name::{Messages, Name};
use super::parse::{self, conditions::check_name};
use crate::server::{Server, role_name};
use crate::settings::Settings;
use crate::world::World;
use raft::progress::Mode;
use raft::{Index, Log, Role, ServerSet, Term};
use record::view::{CheckView, Process};
use record::{ClientId, OperationEnd, Outcome, Serial, SortedMap};

/// How operations ended that a world may have forgotten by now.
pub(super) type EndedOperations = SortedMap<(ClientId, Serial), OperationEnd>;

/// A world at a moment, and what it may have forgotten.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) world: &'a World,
    pub(super) ended: &'a EndedOperations,
}

impl Condition {
    /// Reads one, for a world of these settings.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str, settings: &Settings) -> Result<Condition, Box<ScriptError>> {
        parse::condition(text, settings)
    }

    /// Whether it holds of a world now. Of operations that ended long ago the world knows nothing more.
    pub fn holds(&self, world: &World) -> bool {
        let ended = &EndedOperations::default();
        Evaluator { world, ended }.holds(self)
    }

    /// What there is of a world now, where it does not hold.
    #[cfg(test)]
    pub(crate) fn found(&self, world: &World) -> String {
        let ended = &EndedOperations::default();
        Evaluator { world, ended }.found(self)
    }
}

impl Evaluator<'_> {
    pub(super) fn holds(self, condition: &Condition) -> bool {
        let world = self.world;
        match condition {
            Condition::And(all) => all.iter().all(|part| self.holds(part)),
            Condition::Or(any) => any.iter().any(|part| self.holds(part)),
            Condition::Not(inner) => !self.holds(inner),
            Condition::Leader => world.leader().is_some(),
            Condition::LeaderIs(id) => world.leader() == Some(*id),
            Condition::Number(measure, of, compare, number) => self.each(*of, &|server| {
                measure_of(server, *measure).is_some_and(|own| compare.holds(own, *number))
            }),
            Condition::Is(who, is) => self.each(*who, &|server| is_so(server, *is)),
            Condition::Committed(index, on) => self.each(*on, &|server| {
                measure_of(server, Measure::Commit).is_some_and(|commit| commit >= *index)
            }),
            Condition::Log(of, log) => self.each(*of, &|server| is_log(server, log)),
            Condition::LogsAgree => self.logs_agree(),
            Condition::State(of, key, compare, value) => self.each(*of, &|server| {
                server.process != Process::Crashed && compare.holds(state_of(server, key), *value)
            }),
            Condition::InFlight(which, compare, count) => {
                compare.holds(self.in_flight(*which), *count)
            }
            Condition::Operation(serial, client, OperationIs::Pending) => {
                self.is_pending(*client, *serial)
            }
            Condition::Operation(serial, client, is) => {
                operation_is(self.end_of(*client, *serial), *is)
            }
            Condition::Happens(who, what, because) => {
                let event = &world.event;
                let meant = |id| who.servers(world).contains(id);
                event.server.is_some_and(meant) && what.is(event, *because)
            }
            Condition::ChecksHold => self.world.checks.views().iter().all(check_holds),
            Condition::Check(name, fails) => {
                let views = self.world.checks.views();
                let mut named = views.iter().filter(|view| check_name(view.name) == *name);
                named.any(|view| match fails {
                    true => view.broken.is_some(),
                    false => check_holds(view),
                })
            }
            Condition::Quiet => self.is_quiet(),
            Condition::Settled => self.is_settled(),
            Condition::Fingerprint(value) => world.fingerprint() == *value,
        }
    }

    /// About how long it takes to judge a condition, in units of a few comparisons.
    pub(super) fn effort(self, condition: &Condition) -> u64 {
        let world = self.world;
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().map(|part| self.effort(part)).sum()
            }
            Condition::Not(inner) => 1 + self.effort(inner),
            Condition::Log(_, entries) => 10 + entries.len() as u64,
            Condition::LogsAgree => {
                let length = |server: &Server| {
                    let log = log_of(server);
                    log.last_index() - log.base_index()
                };
                10 + world.servers.iter().map(length).sum::<u64>()
            }
            Condition::InFlight(..) => 10 + world.network.in_flight().len() as u64,
            _ => 10,
        }
    }

    /// Whether something holds of all servers of this name, and there is one; of a majority, of so many of all.
    fn each(self, name: Name, holds: &dyn Fn(&Server) -> bool) -> bool {
        let named = match name {
            Name::Majority => Name::All.servers(self.world),
            name => name.servers(self.world),
        };
        let mut so = 0;
        for server in &self.world.servers {
            so += usize::from(named.contains(server.id) && holds(server));
        }
        match name {
            Name::Majority => so > named.len() / 2,
            _ => so == named.len() && so > 0,
        }
    }

    fn logs_agree(self) -> bool {
        let servers = self.world.servers.iter();
        let mut up = servers.filter(|server| server.process != Process::Crashed);
        let Some(first) = up.next() else {
            return true;
        };
        up.all(|server| agree(first.node.log(), server.node.log()))
    }

    pub(super) fn in_flight(self, which: Messages) -> u64 {
        let Some(scope) = which.scope(self.world) else {
            return 0;
        };
        let messages = self.world.network.in_flight().iter();
        messages
            .filter(|message| scope.contains(&message.envelope))
            .count() as u64
    }

    pub(super) fn end_of(self, client: ClientId, serial: Serial) -> Option<OperationEnd> {
        let now = self
            .world
            .event
            .outcomes
            .iter()
            .find_map(|outcome| match outcome {
                Outcome::OperationEnded {
                    client: own,
                    serial: number,
                    end,
                } if (*own, *number) == (client, serial) => Some(*end),
                _ => None,
            });
        let clients = self.world.clients.iter().filter(|own| own.id == client);
        let mut finished = clients.flat_map(|client| &client.finished);
        now.or_else(|| self.ended.get(&(client, serial)).copied())
            .or_else(|| finished.find(|op| op.serial == serial).map(|op| op.end))
    }

    pub(super) fn is_pending(self, client: ClientId, serial: Serial) -> bool {
        let mut clients = self.world.clients.iter().filter(|own| own.id == client);
        clients.any(|own| own.pending.iter().any(|op| op.serial == serial))
    }

    fn is_quiet(self) -> bool {
        let Some(leader) = self.world.leader() else {
            return false;
        };
        let last = self.world.server(leader).node.log().last_index();
        let rests = |server: &Server| {
            let node = &server.node;
            server.process == Process::Crashed
                || node.leader() == Some(leader)
                    && node.applied_index() == last
                    && node.log().last_index() == last
                    && server.disk.queue.is_empty()
        };
        let clients = &self.world.clients;
        self.world.servers.iter().all(rests)
            && clients.iter().all(|client| client.pending.is_empty())
    }
}

impl Evaluator<'_> {
    /// Whether nothing at all is under way, so that only timers will change anything.
    fn is_settled(self) -> bool {
        let rests = |server: &Server| {
            server.disk.waiting.is_empty()
                && server.applying.is_none()
                && server.snapshot_due.is_none()
        };
        self.is_quiet()
            && self.world.network.in_flight().is_empty()
            && self.world.servers.iter().all(rests)
            && self.snapshots_under_way().is_empty()
    }

    /// The servers that are up and that the leader is sending a snapshot.
    pub(super) fn snapshots_under_way(self) -> ServerSet {
        let leader = self.world.leader().map(|id| self.world.server(id));
        let Some(Role::Leader(leader)) = leader.map(|server| server.node.role()) else {
            return ServerSet::EMPTY;
        };
        let is_sent = leader.progress.iter().filter(|(peer, progress)| {
            let is_up = self.world.server(*peer).process != Process::Crashed;
            is_up && matches!(progress.mode, Mode::Snapshot { .. })
        });
        is_sent.map(|(peer, _)| *peer).collect()
    }
}

/// Whether a check is known to hold.
fn check_holds(view: &CheckView) -> bool {
    view.broken.is_none() && !view.undecided
}

fn agree(one: &Log, other: &Log) -> bool {
    let from = one.base_index().max(other.base_index());
    let mut shared = from..=one.last_index();
    one.last_index() == other.last_index()
        && shared.all(|index| one.term_at(index) == other.term_at(index))
}

/// A number of a server. Of one that is down, as its disk has it, and none if only a process has it.
pub(super) fn measure_of(server: &Server, measure: Measure) -> Option<u64> {
    let (node, disk) = (&server.node, &server.disk.durable);
    let is_up = server.process != Process::Crashed;
    let snapshot = if is_up {
        node.snapshot()
    } else {
        &disk.snapshot
    };
    let snapshot = snapshot.id.last_included_index;
    Some(match (measure, is_up) {
        (Measure::Term, true) => node.term(),
        (Measure::Term, false) => disk.term,
        (Measure::Commit, true) => node.commit_index(),
        (Measure::Applied, true) => node.applied_index(),
        (Measure::Last, true) => node.log().last_index(),
        (Measure::Durable, true) => node.durable_index(),
        (Measure::Last | Measure::Durable, false) => disk.log.last_index(),
        (Measure::Snapshot, _) => snapshot,
        (Measure::Commit | Measure::Applied, false) => return None,
    })
}

fn is_so(server: &Server, is: Is) -> bool {
    match is {
        Is::Up => server.process != Process::Crashed,
        Is::Down => server.process == Process::Crashed,
        Is::Paused => server.process == Process::Paused,
        Is::Role(role) => server.process != Process::Crashed && role_name(&server.node) == role,
    }
}

/// Whether exactly these entries stand in a server's log.
fn is_log(server: &Server, entries: &[(Term, Index)]) -> bool {
    let log = log_of(server);
    let mut entries = entries.iter();
    let count = log.last_index() - log.base_index();
    count == entries.len() as u64
        && entries.all(|(term, index)| log.get(*index).is_some_and(|entry| entry.term == *term))
}

/// A server's log; of one that is down, as its disk has it.
pub(super) fn log_of(server: &Server) -> &Log {
    match server.process {
        Process::Crashed => &server.disk.durable.log,
        _ => server.node.log(),
    }
}

pub(super) fn state_of(server: &Server, key: &str) -> Option<i64> {
    server.machine.values().get(key).copied()
}

fn operation_is(end: Option<OperationEnd>, is: OperationIs) -> bool {
    match (end, is) {
        (Some(OperationEnd::Ok(_)), OperationIs::Ok) => true,
        (Some(OperationEnd::Ok(answer)), OperationIs::OkWith(value)) => answer == value,
        (Some(OperationEnd::Failed), OperationIs::Failed) => true,
        (Some(OperationEnd::Unknown), OperationIs::Unknown) => true,
        _ => false,
    }
}
