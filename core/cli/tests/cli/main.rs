//! The command through its own door, and traces of real runs. Helpers that several need stand here.

mod agreement;
mod bytes;
mod check;
mod conditions;
mod link;
mod output;
mod schema;
mod script;
mod swarm;
mod tampering;
mod whole;

use record::trace::{Report, TraceError, Writer};
use record::{Event, Operation};
use serde_json::Value;
use sim::{Action, ServerAction, Settings, World};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The trace of the random world of a seed.
fn random_trace(seed: u64) -> String {
    let world = World::new(hunt::swarm::settings(seed), seed).expect("drawn settings");
    let mut writer = Writer::new(Vec::new(), &world.trace_header()).unwrap();
    hunt::swarm::play(seed, &mut |event| writer.event(event).unwrap());
    String::from_utf8(writer.into_inner()).unwrap()
}

/// The trace of a calm run: three writes and a read, the leader's crash and a second term, two more operations.
fn calm_trace() -> Vec<Value> {
    let mut world = World::new(Settings::default(), 7).unwrap();
    let mut writer = Writer::new(Vec::new(), &world.trace_header()).unwrap();
    let mut note = |event: &Event| writer.event(event).unwrap();
    let pass = |world: &mut World, note: &mut dyn FnMut(&Event)| {
        let until = raft::Time(world.now().0 + 1_500_000);
        world.run_until(until, note);
    };
    pass(&mut world, &mut note);
    for text in ["set x 1", "set x 2", "get x", "", "add x 5", "get x"] {
        let action = match Operation::parse(text) {
            Ok(operation) => Action::Submit(None, operation),
            Err(_) => Action::Server(ServerAction::Crash, leader(&world)),
        };
        note(world.apply(&action));
        pass(&mut world, &mut note);
    }
    let text = String::from_utf8(writer.into_inner()).unwrap();
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

fn leader(world: &World) -> raft::ServerId {
    let servers = world.view().servers;
    let leads = |server: &&record::view::ServerView| server.role == record::RoleName::Leader;
    servers.iter().find(leads).expect("a leader").id
}

fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn judged(text: &str) -> Result<Report, TraceError> {
    record::trace::check(text.as_bytes())
}

/// The checks that are broken.
fn broken(text: &str) -> Vec<&'static str> {
    let report = judged(text).unwrap_or_else(|error| panic!("{error}"));
    report.broken().map(|check| check.name).collect()
}

/// Runs the command with this standard input.
fn raftscape(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftscape"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("its input");
    // It may have seen enough before all is written.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

/// The first outcome of this name in a line.
fn outcome<'a>(line: &'a Value, name: &str) -> Option<&'a Value> {
    let outcomes = line.get("outcomes")?.as_array()?;
    outcomes.iter().find_map(|outcome| outcome.get(name))
}

/// A fresh folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
