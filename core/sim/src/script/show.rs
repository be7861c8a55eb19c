//! What a script prints of a world.

use super::actual::{UNDECIDED, shown_log};
use super::message::Details;
use super::name::{Name, Selector, word_for};
use crate::network::InFlight;
use crate::server::{Server, role_name};
use crate::world::World;
use record::RoleName;
use record::view::{CheckView, Process};
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    /// `show S1`: role, term and numbers of each.
    Servers(Name),
    /// `show logs`
    Logs,
    /// `show state`: the state machines.
    State,
    /// `show messages`: what is on its way.
    Messages,
    /// `show clients`: how their operations stand.
    Clients,
    /// `show checks`
    Checks,
    /// `show time`
    Time,
    /// `show fingerprint`
    Fingerprint,
}

impl Show {
    pub(super) const NAMED: [(&'static str, Show); 7] = [
        ("logs", Show::Logs),
        ("state", Show::State),
        ("messages", Show::Messages),
        ("clients", Show::Clients),
        ("checks", Show::Checks),
        ("time", Show::Time),
        ("fingerprint", Show::Fingerprint),
    ];

    /// What there is to see, a line each; at most a hundred.
    pub(crate) fn lines(self, world: &World) -> Vec<String> {
        const MOST: usize = 100;
        let mut lines = self.all_lines(world);
        if lines.len() > MOST {
            let more = lines.len() - MOST;
            lines.truncate(MOST);
            lines.push(format!("… and {more} more"));
        }
        lines
    }

    fn all_lines(self, world: &World) -> Vec<String> {
        match self {
            Show::Servers(name) => of_servers(world, name, shown_server),
            Show::Logs => of_servers(world, Name::All, shown_log),
            Show::State => of_servers(world, Name::All, shown_state),
            Show::Time => vec![format!("{}, {} events", world.now(), world.events())],
            Show::Fingerprint => vec![format!("fingerprint {:016x}", world.fingerprint())],
            Show::Messages => {
                let mut lines = Vec::new();
                for message in world.network.in_flight() {
                    lines.push(shown_message(message));
                }
                lines
            }
            Show::Clients => {
                let mut lines = Vec::new();
                for client in world.view().clients {
                    shown_client(&client, &mut lines);
                }
                lines
            }
            Show::Checks => {
                let mut lines = Vec::new();
                for check in world.checks.views() {
                    lines.push(shown_check(&check));
                }
                lines
            }
        }
    }
}

fn of_servers(world: &World, name: Name, shown: fn(&Server) -> String) -> Vec<String> {
    let named = name.servers(world);
    let mut lines = Vec::new();
    for server in &world.servers {
        if named.contains(server.id) {
            lines.push(shown(server));
        }
    }
    lines
}

fn shown_server(server: &Server) -> String {
    let (id, facts) = (server.id, server.facts());
    let what = match (server.process, role_name(&server.node)) {
        (Process::Crashed, _) => return format!("{id} is down"),
        (Process::Paused, _) => "paused",
        (_, RoleName::Follower) => "follower",
        (_, RoleName::Candidate) => "candidate",
        (_, RoleName::Leader) => "leader",
    };
    let record::Facts {
        term,
        commit,
        applied,
        last_index,
        durable,
        snapshot_index,
        ..
    } = facts;
    format!(
        "{id} {what}, term {term}, last {last_index}, durable {durable}, commit {commit}, applied {applied}, snapshot {snapshot_index}"
    )
}

fn shown_state(server: &Server) -> String {
    if server.process == Process::Crashed {
        return format!("{} is down", server.id);
    }
    let mut shown = format!("{} holds", server.id);
    let values = server.machine.values();
    for (key, value) in values.iter() {
        shown.push_str(&format!(" {key} = {value}"));
    }
    if values.is_empty() {
        shown.push_str(" nothing");
    }
    shown
}

fn shown_message(message: &InFlight) -> String {
    let record::Envelope {
        number,
        from,
        to,
        message: content,
        ..
    } = &message.envelope;
    let shown = format!("m{} {from} -> {to}: {}", number.0, Details(content));
    match message.copy_of {
        Some(original) => format!("{shown}, copy of {}", Selector::Named(original)),
        None => shown,
    }
}

fn shown_client(client: &record::view::ClientView, lines: &mut Vec<String>) {
    for op in &client.operations {
        let end = match op.end {
            None => "is pending".to_owned(),
            Some(record::OperationEnd::Ok(Some(value))) => format!("is done: {value}"),
            Some(record::OperationEnd::Ok(None)) => "is done: no such key".to_owned(),
            Some(record::OperationEnd::Failed) => "was not done".to_owned(),
            Some(record::OperationEnd::Unknown) => "may have been done".to_owned(),
        };
        lines.push(format!(
            "{} op {} `{}` {end}",
            client.id, op.serial, op.operation
        ));
    }
}

fn shown_check(check: &CheckView) -> String {
    match &check.broken {
        Some((event, how)) => format!("{} is broken since event {event}: {how}", check.name),
        None if check.undecided => format!("{} is {UNDECIDED}", check.name),
        None => format!("{} holds", check.name),
    }
}

impl fmt::Display for Show {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Show::Servers(name) => write!(out, "{name}"),
            other => out.write_str(word_for(&Show::NAMED, *other)),
        }
    }
}
