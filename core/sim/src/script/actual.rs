//! What is there where a condition does not hold, in words.

use super::condition::{Condition, Is, Measure, OperationIs, OrNone};
use super::evaluate::{Evaluator, log_of, measure_of, state_of};
use super::name::Name;
use crate::server::{Server, role_name};
use raft::ServerSet;
use record::OperationEnd;
use record::view::Process;

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
                None => "nobody leads".into(),
            },
            Condition::Number(measure, of, ..) => self.of_each(*of, &|server| {
                let number = measure_of(server, *measure);
                format!("{} of {} is {number}", measure.name(), server.id)
            }),
            Condition::Is(who, _) => self.of_each(*who, &what_is),
            Condition::Committed(_, on) => self.of_each(*on, &|server| {
                let commit = measure_of(server, Measure::Commit);
                format!("commit of {} is {commit}", server.id)
            }),
            Condition::Log(of, _) => self.of_each(*of, &shown_log),
            Condition::LogsAgree => self.of_each(Name::All, &shown_log),
            Condition::State(of, key, ..) => self.of_each(*of, &|server| {
                format!(
                    "{key} of {} is {}",
                    server.id,
                    OrNone(state_of(server, key))
                )
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
            Condition::ChecksHold | Condition::Check(..) => self.found_broken(),
            Condition::Quiet => self.found_busy(),
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

    fn found_broken(self) -> String {
        let broken: Vec<String> = self.broken().collect();
        match broken.is_empty() {
            true => "all checks hold".into(),
            false => format!("broken: {}", broken.join(", ")),
        }
    }

    fn found_busy(self) -> String {
        let clients = self.world.clients.iter();
        let pending: usize = clients.map(|client| client.pending.len()).sum();
        let servers = self.of_each(Name::All, &|server| {
            let (applied, last) = (server.node.applied_index(), server.node.log().last_index());
            format!("{} has applied {applied} of {last}", server.id)
        });
        format!("{servers}; operations pending: {pending}")
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
        true => format!("{} has", server.id),
        false => format!("{} has no entry", server.id),
    };
    let from = first.max((last + 1).saturating_sub(MOST));
    if from > first {
        shown.push_str(" …");
    }
    for index in from..=last {
        let term = log.term_at(index).unwrap_or_default();
        shown.push_str(&format!(" {term}.{index}"));
    }
    shown
}
