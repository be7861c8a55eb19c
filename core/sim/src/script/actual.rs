//! What is there where a condition does not hold, in words.

use super::condition::{Condition, Is, Measure, OperationIs, OrNone};
use super::evaluate::{Evaluator, log_of, measure_of, state_of};
use super::name::Name;
use super::parse::conditions::check_name;
use crate::server::{Server, role_name};
use raft::ServerSet;
use record::OperationEnd;
use record::view::{CheckView, Process};

impl Evaluator<'_> {
    /// What is there, of all that a condition speaks of.
    pub(super) fn found(self, condition: &Condition) -> String {
        let world = self.world;
        match condition {
            Condition::And(parts) => self.found_of(parts, false),
            Condition::Or(parts) => self.found_of(parts, true),
            Condition::Not(inner) => self.found(inner),
            Condition::Leader | Condition::LeaderIs(_) => match world.leader() {
                Some(id) => format!("{id} leads term {}", world.server(id).node.term()),
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
                    Some(OperationEnd::Ok(value)) => OperationIs::OkWith(value),
                    Some(OperationEnd::Failed) => OperationIs::Failed,
                    Some(OperationEnd::Unknown) => OperationIs::Unknown,
                    None if self.is_pending(*client, *serial) => OperationIs::Pending,
                    None => return format!("there is no op {serial} of {client}"),
                };
                format!("op {serial} of {client} is {is}")
            }
            Condition::Happens(..) if world.events() == 0 => "nothing has happened yet".into(),
            Condition::Happens(..) => {
                format!(
                    "the last event: {}",
                    record::story::sentence(&world.event).text
                )
            }
            Condition::ChecksHold | Condition::Check(..) => {
                shown_checks(&self.world.checks.views())
            }
            Condition::Quiet => self.busy().join("; "),
            Condition::Settled => {
                let mut busy = self.busy();
                busy.extend(self.under_way());
                busy.join("; ")
            }
            Condition::Fingerprint(_) => format!("fingerprint {:016x}", world.fingerprint()),
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
        let clients = self.world.clients.iter();
        let pending: usize = clients.map(|client| client.pending.len()).sum();
        let mut busy = vec![self.of_each(Name::All, &|server| {
            let (id, node) = (server.id, &server.node);
            let (applied, last) = (node.applied_index(), node.log().last_index());
            match server.process {
                Process::Crashed => format!("{id} is down"),
                _ => format!("{id} has applied {applied} of {last}"),
            }
        })];
        if self.world.leader().is_none() {
            busy.push(NO_LEADER.into());
        }
        busy.push(format!("operations pending: {pending}"));
        busy.extend(self.those("writes under way", &|server| !server.disk.queue.is_empty()));
        busy
    }

    /// What keeps a quiet cluster from being settled, or could.
    fn under_way(self) -> Vec<String> {
        let messages = self.world.network.in_flight().len();
        let sent = self.snapshots_under_way();
        let mut under_way = vec![format!("messages in flight: {messages}")];
        under_way.extend(self.those("messages waiting for the disk", &|server| {
            !server.disk.waiting.is_empty()
        }));
        under_way.extend(self.those("state machines at work", &|server| {
            server.applying.is_some() || server.snapshot_due.is_some()
        }));
        under_way.extend(self.those("snapshots on their way to", &|server| {
            sent.contains(server.id)
        }));
        under_way
    }

    /// The servers of which this is so, if there are some.
    fn those(self, what: &str, is_so: &dyn Fn(&Server) -> bool) -> Option<String> {
        let servers = self.world.servers.iter().filter(|server| is_so(server));
        let names: Vec<String> = servers.map(|server| server.id.to_string()).collect();
        (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
    }

    /// Why nothing more is committed though there is a leader: entries of older terms are committed only together with
    /// one of the leader's own (§5.4.2).
    pub(super) fn why_no_commit(self) -> Option<String> {
        let leader = &self.world.server(self.world.leader()?).node;
        let (last, term) = (leader.log().last_index(), leader.term());
        (last > leader.commit_index() && leader.log().last_term() < term).then(|| {
            format!(
                "entry {last} of an older term cannot be committed before the leader of term {term} has an entry of its own: submit a command (§5.4.2)"
            )
        })
    }

    fn of_each(self, name: Name, what: &dyn Fn(&Server) -> String) -> String {
        let named = match name {
            Name::Majority => Name::All.servers(self.world),
            name => name.servers(self.world),
        };
        let mut found = Vec::new();
        for server in &self.world.servers {
            if named.contains(server.id) {
                found.push(what(server));
            }
        }
        match found.is_empty() {
            true => format!("there is no such server as {name}"),
            false => found.join(", "),
        }
    }

    /// The servers that a condition speaks of; all if it names none.
    pub(super) fn concerned(self, condition: &Condition) -> ServerSet {
        let all = Name::All.servers(self.world);
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
            | Condition::Committed(_, of) => match of {
                Name::Majority => all,
                of => of.servers(self.world),
            },
            _ => all,
        }
    }
}

/// What a script says where no server leads.
const NO_LEADER: &str = "there is no leader";

/// What a script says of a check that cannot be decided any more.
pub(super) const UNDECIDED: &str = "undecided: too many concurrent operations";

/// The checks that are broken or undecided.
pub(super) fn shown_checks(views: &[CheckView]) -> String {
    let broken: Vec<String> = views
        .iter()
        .filter(|view| view.broken.is_some())
        .map(|view| check_name(view.name))
        .collect();
    let mut shown = Vec::new();
    if !broken.is_empty() {
        shown.push(format!("broken: {}", broken.join(", ")));
    }
    for view in views {
        if view.undecided && view.broken.is_none() {
            shown.push(format!("{} is {UNDECIDED}", check_name(view.name)));
        }
    }
    match shown.is_empty() {
        true => "all checks hold".into(),
        false => shown.join("; "),
    }
}

fn shown_measure(server: &Server, measure: Measure) -> String {
    match measure_of(server, measure) {
        Some(number) => format!("{} of {} is {number}", measure.name(), who(server)),
        None => format!("{} is down", server.id),
    }
}

/// A server of which something is said that its disk holds as well.
fn who(server: &Server) -> String {
    match server.process {
        Process::Crashed => format!("{} (down)", server.id),
        _ => server.id.to_string(),
    }
}

fn what_is(server: &Server) -> String {
    let role = Is::Role(role_name(&server.node)).name();
    match server.process {
        Process::Running => format!("{} is up, a {role}", server.id),
        Process::Paused => format!("{} is paused, a {role}", server.id),
        Process::Crashed => format!("{} is down", server.id),
    }
}

/// The end of a log, as `S1 has 1.1 1.2 2.3`.
pub(super) fn shown_log(server: &Server) -> String {
    const MOST: u64 = 30;
    let log = log_of(server);
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
