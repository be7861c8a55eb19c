//! Something of a cluster that can be shown in a text, such as `term of S1`, as it is at a moment.

use super::condition::{Condition, Measure, OrNone};
use super::evaluate::{measure_of, state_of};
use super::name::Name;
use raft::Log;
use record::state::{ClusterState, ServerState};
use record::view::Process;
use record::{Event, RoleName};

/// What is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// `time`: `2148.3 ms`.
    Time,
    /// `events`: how many have happened.
    Events,
    /// `leader`: `S2`, or `none`; of those that lead, the one of the highest term.
    Leader,
    /// `commit of S1`: a number.
    Number(Measure, Name),
    /// `role of S1`: `follower`, `pre-candidate`, `candidate`, `leader`, or `down`.
    Role(Name),
    /// `log of S1`: the entries behind its snapshot, term before index: `1.1 1.2 2.3`.
    Log(Name),
    /// `state S1 x`: a number, or `none`.
    State(Name, String),
    /// `yes` or `no`.
    Holds(Condition),
}

/// What stands for what there is not.
const NONE: &str = "none";

impl Value {
    /// What it is now, right after this event. Of several servers, each one's, with commas between.
    pub fn of(&self, cluster: &impl ClusterState, event: Option<&Event>) -> String {
        match self {
            Value::Time => cluster.now().to_string(),
            Value::Events => cluster.events().to_string(),
            Value::Leader => {
                let leader = cluster.leader();
                leader.map_or_else(|| NONE.to_owned(), |leader| leader.id.to_string())
            }
            Value::Number(measure, of) => each(cluster, *of, |server| {
                measure_of(server, *measure).map_or_else(|| NONE.to_owned(), |it| it.to_string())
            }),
            Value::Role(of) => each(cluster, *of, role),
            Value::Log(of) => each(cluster, *of, log),
            Value::State(of, key) => each(cluster, *of, |server| {
                OrNone(state_of(server, key)).to_string()
            }),
            Value::Holds(condition) => match condition.holds(cluster, event) {
                true => "yes".to_owned(),
                false => "no".to_owned(),
            },
        }
    }
}

fn each(
    cluster: &impl ClusterState,
    of: Name,
    shown: impl Fn(&ServerState<'_>) -> String,
) -> String {
    let named = of.servers(cluster);
    let servers = cluster.servers();
    let named = servers.filter(|server| named.contains(server.id));
    let all: Vec<String> = named.map(|server| shown(&server)).collect();
    match all.is_empty() {
        true => NONE.to_owned(),
        false => all.join(", "),
    }
}

fn role(server: &ServerState<'_>) -> String {
    let role = match (server.process, server.role) {
        (Process::Crashed, _) => "down",
        (_, RoleName::Follower) => "follower",
        (_, RoleName::PreCandidate) => "pre-candidate",
        (_, RoleName::Candidate) => "candidate",
        (_, RoleName::Leader) => "leader",
    };
    role.to_owned()
}

fn log(server: &ServerState<'_>) -> String {
    let log: &Log = server.log;
    let mut entries = Vec::new();
    for index in log.first_index()..=log.last_index() {
        if let Some(term) = log.term_at(index) {
            entries.push(format!("{}.{index}", term));
        }
    }
    match entries.is_empty() {
        true => NONE.to_owned(),
        false => entries.join(" "),
    }
}
