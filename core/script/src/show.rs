//! What a script prints of a cluster.

use super::actual::{UNDECIDED, shown_log};
use super::message::Details;
use super::name::{Name, Selector, word_for};
use record::RoleName;
use record::state::{CheckState, ClusterState, MessageState, OperationState, ServerState};
use record::view::Process;
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
    pub(crate) fn lines(self, cluster: &impl ClusterState) -> Vec<String> {
        const MOST: usize = 100;
        let mut lines = self.all_lines(cluster);
        if lines.len() > MOST {
            let more = lines.len() - MOST;
            lines.truncate(MOST);
            lines.push(format!("… and {more} more"));
        }
        lines
    }

    fn all_lines(self, cluster: &impl ClusterState) -> Vec<String> {
        match self {
            Show::Servers(name) => of_servers(cluster, name, shown_server),
            Show::Logs => of_servers(cluster, Name::All, shown_log),
            Show::State => of_servers(cluster, Name::All, shown_state),
            Show::Time => vec![format!("{}, {} events", cluster.now(), cluster.events())],
            Show::Fingerprint => vec![format!("fingerprint {:016x}", cluster.fingerprint())],
            Show::Messages => {
                let mut lines = Vec::new();
                for message in cluster.messages() {
                    lines.push(shown_message(message));
                }
                lines
            }
            Show::Clients => {
                let mut lines = Vec::new();
                cluster.each_operation(&mut |op| lines.push(shown_operation(op)));
                lines
            }
            Show::Checks => {
                let mut lines = Vec::new();
                for check in cluster.checks() {
                    lines.push(shown_check(check));
                }
                lines
            }
        }
    }
}

fn of_servers(
    cluster: &impl ClusterState,
    name: Name,
    shown: fn(&ServerState<'_>) -> String,
) -> Vec<String> {
    let named = name.servers(cluster);
    let mut lines = Vec::new();
    for server in cluster.servers() {
        if named.contains(server.id) {
            lines.push(shown(&server));
        }
    }
    lines
}

fn shown_server(server: &ServerState<'_>) -> String {
    let ServerState {
        id,
        process,
        role,
        term,
        commit,
        applied,
        durable,
        snapshot,
        ..
    } = server;
    let last = server.log.last_index();
    let what = match (process, role) {
        (Process::Crashed, _) => return format!("{id} is down"),
        (Process::Paused, _) => "paused",
        (_, RoleName::Follower) => "follower",
        (_, RoleName::PreCandidate) => "pre-candidate",
        (_, RoleName::Candidate) => "candidate",
        (_, RoleName::Leader) => "leader",
    };
    format!(
        "{id} {what}, term {term}, last {last}, durable {durable}, commit {commit}, applied {applied}, snapshot {snapshot}"
    )
}

fn shown_state(server: &ServerState<'_>) -> String {
    if !server.is_up() {
        return format!("{} is down", server.id);
    }
    let mut shown = format!("{} holds", server.id);
    for (key, value) in server.values.iter() {
        shown.push_str(&format!(" {key} = {value}"));
    }
    if server.values.is_empty() {
        shown.push_str(" nothing");
    }
    shown
}

fn shown_message(message: MessageState<'_>) -> String {
    let record::Envelope {
        number,
        from,
        to,
        body,
        ..
    } = message.envelope;
    let shown = format!("m{} {from} -> {to}: {}", number.0, Details(body));
    match message.copy_of {
        Some(original) => format!("{shown}, copy of {}", Selector::Named(original)),
        None => shown,
    }
}

fn shown_operation(op: OperationState<'_>) -> String {
    let end = match op.end {
        None => "is pending".to_owned(),
        Some(record::OperationEnd::Ok(Some(value))) => format!("is done: {value}"),
        Some(record::OperationEnd::Ok(None)) => "is done: no such key".to_owned(),
        Some(record::OperationEnd::Failed) => "was not done".to_owned(),
        Some(record::OperationEnd::Unknown) => "may have been done".to_owned(),
    };
    format!("{} op {} `{}` {end}", op.client, op.serial, op.operation)
}

fn shown_check(check: CheckState<'_>) -> String {
    match check.broken {
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
