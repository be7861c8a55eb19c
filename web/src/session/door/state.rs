//! All that the servers hold at a moment, as JSON.

use super::super::Run;
use raft::{Index, ServerId, Term};
use record::view::{Process, ServerView};
use record::{RoleName, content_words};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a version says never changes; what comes later has a name of its own.
const VERSION: u8 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct State<'a> {
    version: u8,
    /// Microseconds into the run.
    time: u64,
    events: u64,
    /// As text, since a number of JavaScript does not hold each.
    seed: String,
    leader: Option<String>,
    /// The highest of all.
    term: Term,
    servers: Vec<Server<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Server<'a> {
    id: String,
    role: RoleName,
    process: &'static str,
    term: Term,
    voted_for: Option<String>,
    commit_index: Index,
    last_applied: Index,
    /// The last index of its log, a snapshot counted in.
    last_index: Index,
    /// The last index on its disk.
    durable_index: Index,
    log: Vec<Entry>,
    snapshot: Option<Snapshot>,
    machine: BTreeMap<&'a str, i64>,
}

#[derive(Serialize)]
struct Entry {
    index: Index,
    term: Term,
    operation: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    last_index: Index,
    last_term: Term,
    bytes: u64,
}

/// # Errors
/// None that can be: all of it is text, numbers and lists.
pub(super) fn text(run: &Run) -> Result<String, String> {
    let state = State {
        version: VERSION,
        time: run.world().now().0,
        events: run.world().events(),
        seed: run.world().seed().to_string(),
        leader: run.leader().map(|leader| leader.id.to_string()),
        term: (run.view.servers.iter())
            .map(|server| server.term)
            .max()
            .unwrap_or_default(),
        servers: run.view.servers.iter().map(server).collect(),
    };
    serde_json::to_string(&state).map_err(|error| error.to_string())
}

fn server(server: &ServerView) -> Server<'_> {
    let log = &server.log;
    let entries = (log.first_index()..=log.last_index()).filter_map(|index| {
        let entry = log.get(index)?;
        Some(Entry {
            index,
            term: entry.term,
            operation: content_words(&entry.payload),
        })
    });
    Server {
        id: server.id.to_string(),
        role: server.role,
        process: match server.process {
            Process::Running => "running",
            Process::Paused => "paused",
            Process::Crashed => "crashed",
        },
        term: server.term,
        voted_for: server.voted_for.map(|id: ServerId| id.to_string()),
        commit_index: server.commit,
        last_applied: server.applied,
        last_index: log.last_index(),
        durable_index: server.durable,
        log: entries.collect(),
        snapshot: server.snapshot.as_ref().map(|snapshot| Snapshot {
            last_index: snapshot.id.last_included_index,
            last_term: snapshot.id.last_included_term,
            bytes: snapshot.size,
        }),
        machine: (server.machine.iter())
            .map(|(key, value)| (&**key, *value))
            .collect(),
    }
}
