//! Whether a condition holds of a cluster at a moment.

use super::condition::{Condition, Is, Measure, MessageEnd, OperationIs, is_check_name};
use super::name::{Messages, Name, Which};
use raft::{Index, Log, ServerSet, Term};
use record::state::{CheckState, ClusterState, ServerState};
use record::view::Process;
use record::{ClientId, Envelope, Event, EventKind, OperationEnd, Outcome, Serial, SortedMap};

/// How operations ended that a cluster may have forgotten by now.
pub(super) type EndedOperations = SortedMap<(ClientId, Serial), OperationEnd>;

/// Whether a condition compares all logs, perhaps several times.
fn compares_logs(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(compares_logs),
        Condition::Not(inner) => compares_logs(inner),
        condition => *condition == Condition::LogsAgree,
    }
}

/// A cluster at a moment, the event that led to it, and what it may have forgotten.
pub(super) struct Evaluator<'a, C> {
    pub(super) cluster: &'a C,
    pub(super) event: Option<&'a Event>,
    pub(super) ended: &'a EndedOperations,
    /// Whether the logs agree, once that was looked at: it takes long where they are.
    agree: Option<bool>,
}

impl<C> Clone for Evaluator<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Evaluator<'_, C> {}

impl Condition {
    /// Whether it holds of a cluster, right after this event. Of operations that ended long ago the cluster knows nothing
    /// more.
    pub fn holds(&self, cluster: &impl ClusterState, event: Option<&Event>) -> bool {
        let ended = &EndedOperations::default();
        let evaluator = Evaluator::new(cluster, event, ended);
        evaluator.holds(self)
    }

    /// What there is of a cluster, where it does not hold.
    #[cfg(test)]
    pub(crate) fn found(&self, cluster: &impl ClusterState, event: Option<&Event>) -> String {
        let ended = &EndedOperations::default();
        let evaluator = Evaluator::new(cluster, event, ended);
        evaluator.found(self)
    }
}

impl<'a, C: ClusterState> Evaluator<'a, C> {
    pub(super) fn new(
        cluster: &'a C,
        event: Option<&'a Event>,
        ended: &'a EndedOperations,
    ) -> Evaluator<'a, C> {
        Evaluator {
            cluster,
            event,
            ended,
            agree: None,
        }
    }

    pub(super) fn holds(mut self, condition: &Condition) -> bool {
        if let Condition::And(_) | Condition::Or(_) = condition
            && self.agree.is_none()
            && compares_logs(condition)
        {
            self.agree = Some(self.logs_agree());
        }
        let cluster = self.cluster;
        match condition {
            Condition::And(all) => all.iter().all(|part| self.holds(part)),
            Condition::Or(any) => any.iter().any(|part| self.holds(part)),
            Condition::Not(inner) => !self.holds(inner),
            Condition::Leader => cluster.leader().is_some(),
            Condition::LeaderIs(id) => cluster.leader().is_some_and(|leader| leader.id == *id),
            Condition::Number(measure, of, compare, number) => self.each(*of, &|server| {
                measure_of(server, *measure).is_some_and(|own| compare.holds(own, *number))
            }),
            Condition::Is(who, is) => self.each(*who, &|server| is_so(server, *is)),
            Condition::Committed(index, on) => self.each(*on, &|server| {
                measure_of(server, Measure::Commit).is_some_and(|commit| commit >= *index)
            }),
            Condition::Log(of, log) => self.each(*of, &|server| is_log(server, log)),
            Condition::LogsAgree => self.agree.unwrap_or_else(|| self.logs_agree()),
            Condition::State(of, key, compare, value) => self.each(*of, &|server| {
                let is_known = server.is_up() && !server.unknown.machine;
                is_known && compare.holds(state_of(server, key), *value)
            }),
            Condition::InFlight(which, compare, count) => {
                compare.holds(self.in_flight(*which), *count)
            }
            Condition::Message(end, which) => self
                .event
                .and_then(|event| ended(event, *end))
                .is_some_and(|envelope| self.is_meant(envelope, *which)),
            Condition::Operation(serial, client, OperationIs::Pending) => {
                self.is_pending(*client, *serial)
            }
            Condition::Operation(serial, client, is) => {
                operation_is(self.end_of(*client, *serial), *is)
            }
            Condition::Happens(who, what, because) => {
                let meant = |id| who.servers(cluster).contains(id);
                self.event.is_some_and(|event| {
                    event.server.is_some_and(meant) && what.is(event, *because)
                })
            }
            Condition::ChecksHold => cluster.checks().all(|check| check.holds()),
            Condition::Check(name, fails) => {
                let is_so = |check: CheckState<'_>| match fails {
                    true => check.broken.is_some(),
                    false => check.holds(),
                };
                let mut named = cluster
                    .checks()
                    .filter(|check| is_check_name(name, check.name));
                named.any(is_so)
            }
            Condition::Quiet => self.is_quiet(),
            Condition::Settled => self.is_settled(),
            Condition::Fingerprint(value) => cluster.fingerprint() == *value,
        }
    }

    /// About how long it takes to judge a condition, in units of a few comparisons.
    pub(super) fn effort(self, condition: &Condition) -> u64 {
        let cluster = self.cluster;
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().map(|part| self.effort(part)).sum()
            }
            Condition::Not(inner) => 1 + self.effort(inner),
            Condition::Log(_, entries) => 10 + entries.len() as u64,
            Condition::LogsAgree => {
                let length =
                    |server: ServerState<'_>| server.log.last_index() - server.log.base_index();
                10 + cluster.servers().map(length).sum::<u64>()
            }
            Condition::InFlight(..) => 10 + cluster.messages().len() as u64,
            _ => 10,
        }
    }

    /// Whether something holds of all servers of this name, and there is one; of a majority, of so many of all.
    fn each(self, name: Name, holds: &dyn Fn(&ServerState<'_>) -> bool) -> bool {
        let named = self.named(name);
        let mut so = ServerSet::EMPTY;
        for server in self.cluster.servers() {
            if named.contains(server.id) && holds(&server) {
                so.insert(server.id);
            }
        }
        match name {
            Name::Majority => self.cluster.is_majority(so),
            _ => so == named && !so.is_empty(),
        }
    }

    /// The servers that a condition asks: of a majority, all.
    pub(super) fn named(self, name: Name) -> ServerSet {
        match name {
            Name::Majority => self.cluster.all(),
            name => name.servers(self.cluster),
        }
    }

    fn logs_agree(self) -> bool {
        let mut up = self.cluster.servers().filter(ServerState::is_up);
        let Some(first) = up.next() else {
            return true;
        };
        !first.unknown.log && up.all(|server| !server.unknown.log && agree(first.log, server.log))
    }

    pub(super) fn in_flight(self, which: Messages) -> u64 {
        let Some(scope) = which.scope(self.cluster) else {
            return 0;
        };
        let messages = self.cluster.messages();
        messages
            .filter(|message| scope.contains(message.envelope))
            .count() as u64
    }

    fn is_meant(self, envelope: &Envelope, which: Which) -> bool {
        match which {
            Which::Named(name) => envelope.name() == name,
            Which::Of(messages) => {
                let scope = messages.scope(self.cluster);
                scope.is_some_and(|scope| scope.contains(envelope))
            }
        }
    }

    pub(super) fn end_of(self, client: ClientId, serial: Serial) -> Option<OperationEnd> {
        let mut outcomes = self.event.iter().flat_map(|event| &event.outcomes);
        let now = outcomes.find_map(|outcome| match outcome {
            Outcome::OperationEnded {
                client: own,
                serial: number,
                end,
            } if (*own, *number) == (client, serial) => Some(*end),
            _ => None,
        });
        let known = || self.cluster.operation(client, serial)?.end;
        now.or_else(|| self.ended.get(&(client, serial)).copied())
            .or_else(known)
    }

    pub(super) fn is_pending(self, client: ClientId, serial: Serial) -> bool {
        let operation = self.cluster.operation(client, serial);
        operation.is_some_and(|op| op.end.is_none())
    }

    fn is_quiet(self) -> bool {
        let Some(leader) = self.cluster.leader() else {
            return false;
        };
        let last = leader.log.last_index();
        let rests = |server: ServerState<'_>| {
            !server.is_up()
                || server.leader == Some(leader.id)
                    && server.applied == last
                    && server.log.last_index() == last
                    && !server.is_writing
        };
        self.cluster.servers().all(rests) && self.cluster.pending() == 0
    }

    /// Whether nothing at all is under way, so that only timers will change anything.
    fn is_settled(self) -> bool {
        let rests = |server: ServerState<'_>| !server.has_waiting && !server.is_at_work();
        self.is_quiet()
            && self.cluster.messages().len() == 0
            && self.cluster.servers().all(rests)
            && self.snapshots_under_way().is_empty()
    }

    /// The servers that are up and that the leader is sending a snapshot.
    pub(super) fn snapshots_under_way(self) -> ServerSet {
        let Some(leader) = self.cluster.leader() else {
            return ServerSet::EMPTY;
        };
        let transfers = self.cluster.transfers(leader.id);
        transfers.intersection(self.cluster.up())
    }
}

/// The message whose way ends so at an event.
fn ended(event: &Event, end: MessageEnd) -> Option<&Envelope> {
    match (&event.kind, end) {
        (EventKind::Delivered { envelope, .. }, MessageEnd::Arrives)
        | (EventKind::Lost { envelope, .. }, MessageEnd::Lost) => Some(envelope),
        _ => None,
    }
}

fn agree(one: &Log, other: &Log) -> bool {
    let from = one.base_index().max(other.base_index());
    let mut shared = from..=one.last_index();
    one.last_index() == other.last_index()
        && shared.all(|index| one.term_at(index) == other.term_at(index))
}

/// A number of a server. Of one that is down, as its disk has it, and none if only a process has it.
pub(super) fn measure_of(server: &ServerState<'_>, measure: Measure) -> Option<u64> {
    let (is_up, unknown) = (server.is_up(), &server.unknown);
    let known = |is_known: bool, number| is_known.then_some(number);
    match measure {
        Measure::Term => known(!unknown.term, server.term),
        Measure::Commit => known(is_up && !unknown.commit, server.commit),
        Measure::Applied => known(is_up && !unknown.applied, server.applied),
        Measure::Last => known(!unknown.last, server.log.last_index()),
        Measure::Durable => known(!unknown.durable, server.durable),
        Measure::Snapshot => known(!unknown.snapshot, server.snapshot),
    }
}

fn is_so(server: &ServerState<'_>, is: Is) -> bool {
    match is {
        Is::Up => server.is_up(),
        Is::Down => !server.is_up(),
        Is::Paused => server.process == Process::Paused,
        Is::Role(role) => server.is_up() && !server.unknown.role && server.role == role,
    }
}

/// Whether exactly these entries stand in a server's log.
fn is_log(server: &ServerState<'_>, entries: &[(Term, Index)]) -> bool {
    let log = server.log;
    let is_known = !server.unknown.log;
    let mut entries = entries.iter();
    let count = log.last_index() - log.base_index();
    is_known
        && count == entries.len() as u64
        && entries.all(|(term, index)| log.get(*index).is_some_and(|entry| entry.term == *term))
}

pub(super) fn state_of(server: &ServerState<'_>, key: &str) -> Option<i64> {
    server.values.get(key).copied()
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
