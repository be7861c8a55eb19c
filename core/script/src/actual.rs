//! What is there where a condition does not hold, in words.

use super::condition::{Condition, Is, Measure, OperationIs, OrNone, check_name};
use super::evaluate::{Evaluator, measure_of, state_of};
use super::name::Name;
use raft::ServerSet;
use record::state::{CheckState, ClusterState, ServerState};
use record::view::Process;

impl<C: ClusterState> Evaluator<'_, C> {
    /// What is there, of all that a condition speaks of.
    pub(super) fn found(self, condition: &Condition) -> String {
        let cluster = self.cluster;
        match condition {
            Condition::And(parts) => self.found_of(parts, false),
            Condition::Or(parts) => self.found_of(parts, true),
            Condition::Not(inner) => self.found(inner),
            Condition::Leader | Condition::LeaderIs(_) => match cluster.leader() {
                Some(leader) => format!("{} leads term {}", leader.id, leader.term),
                None => NO_LEADER.into(),
            },
            Condition::Number(measure, of, ..) => {
                self.of_each(*of, &|server| shown_measure(server, *measure))
            }
            Condition::Is(who, _) => self.of_each(*who, &what_is),
            Condition::Committed(_, on) => {
                self.of_each(*on, &|server| shown_measure(server, Measure::Commit))
            }
            Condition::Log(of, _) => self.of_each(*of, &shown_log),
            Condition::LogsAgree => self.of_each(Name::All, &shown_log),
            Condition::State(of, key, ..) => self.of_each(*of, &|server| {
                let (id, value) = (server.id, OrNone(state_of(server, key)));
                match server.process {
                    Process::Crashed => format!("{id} is down"),
                    _ => format!("{key} of {id} is {value}"),
                }
            }),
            Condition::InFlight(which, ..) => format!("there are {}", self.in_flight(*which)),
            Condition::Operation(serial, client, _) => {
                let is = match self.end_of(*client, *serial) {
                    Some(end) => OperationIs::of(end),
                    None if self.is_pending(*client, *serial) => OperationIs::Pending,
                    None => return format!("there is no op {serial} of {client}"),
                };
                format!("op {serial} of {client} is {is}")
            }
            Condition::Happens(..) | Condition::Message(..) => match self.event {
                Some(event) => format!("the last event: {}", record::story::sentence(event).text),
                None => "nothing has happened yet".into(),
            },
            Condition::ChecksHold | Condition::Check(..) => shown_checks(cluster.checks()),
            Condition::Quiet => self.busy().join("; "),
            Condition::Settled => {
                let mut busy = self.busy();
                busy.extend(self.under_way());
                busy.join("; ")
            }
            Condition::Fingerprint(_) => format!("fingerprint {:016x}", cluster.fingerprint()),
        }
    }

    /// What is there of each part; of those that hold only `if_holds`.
    fn found_of(self, parts: &[Condition], if_holds: bool) -> String {
        let mut found = Vec::new();
        for part in parts {
            if if_holds || !self.holds(part) {
                found.push(self.found(part));
            }
        }
        found.join("; ")
    }

    /// What keeps the cluster from being quiet, or could.
    fn busy(self) -> Vec<String> {
        let pending = self.cluster.pending();
        let mut busy = vec![self.of_each(Name::All, &|server| {
            let (id, applied, last) = (server.id, server.applied, server.log.last_index());
            match server.process {
                Process::Crashed => format!("{id} is down"),
                _ => format!("{id} has applied {applied} of {last}"),
            }
        })];
        if self.cluster.leader().is_none() {
            busy.push(NO_LEADER.into());
        }
        busy.push(format!("operations pending: {pending}"));
        busy.extend(self.those("writes under way", &|server| server.is_writing));
        busy
    }

    /// What keeps a quiet cluster from being settled, or could.
    fn under_way(self) -> Vec<String> {
        let messages = self.cluster.messages().len();
        let sent = self.snapshots_under_way();
        let mut under_way = vec![format!("messages in flight: {messages}")];
        under_way.extend(self.those("messages waiting for the disk", &|server| {
            server.has_waiting
        }));
        under_way.extend(self.those("state machines at work", &|server| server.is_at_work()));
        under_way.extend(self.those("snapshots on their way to", &|server| {
            sent.contains(server.id)
        }));
        under_way
    }

    /// The servers of which this is so, if there are some.
    fn those(self, what: &str, is_so: &dyn Fn(&ServerState<'_>) -> bool) -> Option<String> {
        let servers = self.cluster.servers().filter(|server| is_so(server));
        let names: Vec<String> = servers.map(|server| server.id.to_string()).collect();
        (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
    }

    /// Why nothing more is committed though there is a leader: entries of older terms are committed only together with
    /// one of the leader's own (§5.4.2).
    pub(super) fn why_no_commit(self) -> Option<String> {
        let leader = self.cluster.leader()?;
        let (last, term) = (leader.log.last_index(), leader.term);
        (last > leader.commit && leader.log.last_term() < term).then(|| {
            format!(
                "entry {last} of an older term cannot be committed before the leader of term {term} has an entry of its own: submit a command (§5.4.2)"
            )
        })
    }

    fn of_each(self, name: Name, what: &dyn Fn(&ServerState<'_>) -> String) -> String {
        let named = self.named(name);
        let mut found = Vec::new();
        for server in self.cluster.servers() {
            if named.contains(server.id) {
                found.push(what(&server));
            }
        }
        match found.is_empty() {
            true => format!("there is no such server as {name}"),
            false => found.join(", "),
        }
    }

    /// The servers that a condition speaks of; all if it names none.
    pub(super) fn concerned(self, condition: &Condition) -> ServerSet {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                let mut concerned = ServerSet::EMPTY;
                for part in parts {
                    concerned = concerned.union(self.concerned(part));
                }
                concerned
            }
            Condition::Not(inner) => self.concerned(inner),
            Condition::Number(_, of, ..)
            | Condition::Is(of, _)
            | Condition::Log(of, _)
            | Condition::State(of, ..)
            | Condition::Happens(of, ..)
            | Condition::Committed(_, of) => self.named(*of),
            _ => self.cluster.all(),
        }
    }
}

/// What a script says where no server leads.
const NO_LEADER: &str = "there is no leader";

/// What a script says of a check that cannot be decided any more.
pub(super) const UNDECIDED: &str = "undecided: too many concurrent operations";

/// The checks that are broken or undecided.
fn shown_checks<'a>(checks: impl Iterator<Item = CheckState<'a>>) -> String {
    let (mut broken, mut undecided) = (Vec::new(), Vec::new());
    for check in checks {
        if check.broken.is_some() {
            broken.push(check_name(check.name));
        } else if check.undecided {
            undecided.push(format!("{} is {UNDECIDED}", check_name(check.name)));
        }
    }
    let mut shown = Vec::new();
    if !broken.is_empty() {
        shown.push(format!("broken: {}", broken.join(", ")));
    }
    shown.extend(undecided);
    match shown.is_empty() {
        true => "all checks hold".into(),
        false => shown.join("; "),
    }
}

fn shown_measure(server: &ServerState<'_>, measure: Measure) -> String {
    match measure_of(server, measure) {
        Some(number) => format!("{} of {} is {number}", measure.name(), who(server)),
        None => format!("{} is down", server.id),
    }
}

/// A server of which something is said that its disk holds as well.
fn who(server: &ServerState<'_>) -> String {
    match server.process {
        Process::Crashed => format!("{} (down)", server.id),
        _ => server.id.to_string(),
    }
}

fn what_is(server: &ServerState<'_>) -> String {
    let role = Is::Role(server.role).name();
    match server.process {
        Process::Running => format!("{} is up, a {role}", server.id),
        Process::Paused => format!("{} is paused, a {role}", server.id),
        Process::Crashed => format!("{} is down", server.id),
    }
}

/// The end of a log, as `S1 has 1.1 1.2 2.3`.
pub(super) fn shown_log(server: &ServerState<'_>) -> String {
    const MOST: u64 = 30;
    let log = server.log;
    let (first, last) = (log.first_index(), log.last_index());
    let mut shown = match first <= last {
        true => format!("{} has", who(server)),
        false => format!("{} has no entry", who(server)),
    };
    let from = first.max((last + 1).saturating_sub(MOST));
    if from > first {
        shown.push_str(" …");
    }
    for index in from..=last {
        match log.term_at(index) {
            Some(term) => shown.push_str(&format!(" {term}.{index}")),
            None => debug_assert!(false, "entry {index} is in the log"),
        }
    }
    shown
}
