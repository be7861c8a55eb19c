//! A trace is read back whole: written again it is the same, and its events give the same picture.

use super::*;
use record::Fold;
use record::trace::Reader;
use record::view::{ClusterView, ServerView};

#[test]
fn the_trace_of_a_random_world_is_written_the_same_when_it_was_read() {
    for seed in 0..40 {
        is_written_the_same(&random_trace(seed));
    }
}

#[test]
fn the_trace_of_a_run_with_user_actions_is_written_the_same_when_it_was_read() {
    is_written_the_same(&schema::trace_of_user_actions());
}

#[test]
fn the_trace_of_every_scenario_is_written_the_same_when_it_was_read() {
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/../script/scenarios");
    let traces = folder("whole");
    let mut count = 0;
    for scenario in fs::read_dir(scenarios).unwrap() {
        let scenario = scenario.unwrap().path();
        let trace = traces.join(scenario.file_stem().unwrap());
        let (scenario, to) = (scenario.to_str().unwrap(), trace.to_str().unwrap());
        let output = raftscape(&["run", scenario, "--trace", to], "");
        assert!(trace.exists(), "{output:?}");
        is_written_the_same(&fs::read_to_string(trace).unwrap());
        count += 1;
    }
    assert!(count > 5, "only {count} scenarios");
}

#[test]
fn what_was_read_gives_the_picture_of_the_world_that_was_written() {
    let mut messages = 0;
    for seed in 0..40 {
        let (view, trace) = played(seed);
        messages += view.messages.len();
        let read = picture(&trace);
        for (own, read) in view.servers.iter().zip(&read.servers) {
            assert_eq!(
                (own.role, own.term, own.commit, own.applied, own.durable),
                (
                    read.role,
                    read.term,
                    read.commit,
                    read.applied,
                    read.durable
                )
            );
            assert_eq!(own.log, read.log, "seed {seed}");
            assert_eq!(own.election_timer, read.election_timer, "seed {seed}");
            assert_eq!(own.heartbeat_timer, read.heartbeat_timer, "seed {seed}");
            assert_eq!(own.disk.queue, read.disk.queue, "seed {seed}");
            assert_eq!(waiting(own), waiting(read), "seed {seed}");
            assert_eq!(own.progress, read.progress, "seed {seed}");
            assert_eq!(own.snapshot, read.snapshot, "seed {seed}");
            assert_eq!(own.machine, read.machine, "seed {seed}");
        }
        assert_eq!(view.clients, read.clients, "seed {seed}");
        assert_eq!(names(&view), names(&read), "seed {seed}");
    }
    assert!(messages > 40, "only {messages} messages in flight");
}

fn is_written_the_same(trace: &str) {
    let mut reader = Reader::new(trace.as_bytes()).unwrap();
    let mut writer = Writer::new(Vec::new(), reader.header()).unwrap();
    while let Some(event) = reader.next_event().unwrap() {
        writer.event(&event).unwrap();
    }
    let written = String::from_utf8(writer.into_inner()).unwrap();
    for (one, other) in trace.lines().zip(written.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(trace.len(), written.len());
}

/// A random world after a while, and its trace.
fn played(seed: u64) -> (ClusterView, String) {
    let mut world = World::new(hunt::swarm::settings(seed), seed).unwrap();
    let mut writer = Writer::new(Vec::new(), &world.trace_header()).unwrap();
    for turn in 0..400 {
        if turn % 20 == 0 {
            let operation = Operation::parse(&format!("set k{} {turn}", turn % 7)).unwrap();
            let submitted = world.apply(&Action::Submit(None, operation));
            writer.event(submitted).unwrap();
        }
        if let Some(event) = world.step() {
            writer.event(event).unwrap();
        }
    }
    let trace = String::from_utf8(writer.into_inner()).unwrap();
    (world.view(), trace)
}

fn picture(trace: &str) -> ClusterView {
    let mut reader = Reader::new(trace.as_bytes()).unwrap();
    let header = reader.header();
    let mut fold = Fold::new(header.servers.unwrap(), header.clients.unwrap());
    while let Some(event) = reader.next_event().unwrap() {
        fold.observe(&event);
    }
    fold.view().clone()
}

/// The messages that wait for a write of the server.
fn waiting(server: &ServerView) -> Vec<(raft::Ticket, record::MessageName)> {
    let waiting = server.disk.waiting.iter();
    waiting
        .map(|(ticket, envelope)| (*ticket, envelope.name()))
        .collect()
}

fn names(view: &ClusterView) -> Vec<(record::MessageName, record::Fate)> {
    let messages = view.messages.iter();
    messages
        .map(|message| (message.envelope.name(), message.fate))
        .collect()
}
