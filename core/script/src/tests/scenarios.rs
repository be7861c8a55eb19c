//! The named scenarios: each plays as it says, and comes to the same end whenever it is played.

use crate::{Command, Report, Script, play};
use record::Fold;
use sim::{Settings, World};
use std::fs;
use std::path::Path;

/// Scenarios of the paper and of those who implemented it: they must not get lost.
const NAMED: [&str; 25] = [
    "concurrent-candidates",
    "disruptive-server",
    "figure-7",
    "figure-8",
    "figure-8-e",
    "figure-8-no-op",
    "figure-8-one-entry",
    "old-leader-returns",
    "old-term-entry",
    "old-term-entry-no-op",
    "snapshot-after-both",
    "snapshot-before-both",
    "snapshot-catch-up",
    "snapshot-catches-up-under-load",
    "snapshot-keeps-tail",
    "snapshot-never-catches-up",
    "snapshot-new-leader-begins-again",
    "snapshot-older",
    "snapshot-or-entries",
    "snapshot-or-entries-kept",
    "snapshot-replaces-log",
    "snapshot-torn",
    "snapshot-transfer",
    "snapshot-two-writes",
    "split-vote",
];

#[test]
fn every_scenario_plays_as_it_says() {
    for (name, script) in scenarios() {
        if let Some(failure) = played(&script).failures.first() {
            panic!("{name}, {failure}");
        }
    }
}

#[test]
fn a_scenario_forces_what_it_shows_and_depends_on_no_seed() {
    for (name, script) in scenarios() {
        for seed in 0..20 {
            let report = play(&script, Some(seed), &mut |_| {}).expect("such a world");
            if let Some(failure) = report.failures.first() {
                panic!("{name} with seed {seed}, {failure}");
            }
        }
    }
}

#[test]
fn the_events_of_every_scenario_folded_are_its_picture() {
    for (name, script) in scenarios() {
        let report = played(&script);
        let Settings {
            servers, clients, ..
        } = report.settings;
        let mut world = World::new(report.settings, report.seed).expect("such a world");
        let mut fold = Fold::new(servers, clients);
        for (position, action) in &report.done {
            while world.events() < position.events {
                fold.observe(world.step().expect("the run goes on"));
                assert_eq!(*fold.view(), world.view(), "{name}");
            }
            world.run_to(*position, &mut |_| {});
            fold.observe(world.apply(action));
            assert_eq!(*fold.view(), world.view(), "{name}: {action:?}");
        }
    }
}

#[test]
fn every_scenario_has_a_headline_and_says_what_is_seen_and_what_holds() {
    let names: Vec<String> = scenarios().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, NAMED);
    for (name, script) in scenarios() {
        assert!(script.headline().is_some(), "{name} has no headline");
        let commands = || script.lines.iter().filter_map(|line| line.command.as_ref());
        let says = commands()
            .filter(|command| matches!(command, Command::Say(_)))
            .count();
        let expects = commands()
            .filter(|command| matches!(command, Command::Expect(..)))
            .count();
        assert!(
            says > 0 && expects > 0,
            "{name}: {says} remarks, {expects} expectations"
        );
    }
}

#[test]
fn every_scenario_is_written_as_it_is_printed() {
    for (name, script) in scenarios() {
        assert_eq!(script.to_string(), text(&name));
    }
}

#[test]
fn a_scenario_that_was_played_can_be_written_as_a_recording() {
    for (name, script) in scenarios() {
        let report = played(&script);
        let Report {
            settings,
            seed,
            done,
            world,
            ..
        } = report;
        let recording = Script::of_run(settings, seed, &done, world.position());
        let again = played(&recording);
        assert_eq!(again.failures, [], "{name}");
        assert_eq!(again.world.fingerprint(), world.fingerprint(), "{name}");
    }
}

fn played(script: &Script) -> Report {
    play(script, None, &mut |_| {}).expect("such a world")
}

/// Name and script of each, by name.
pub(super) fn scenarios() -> Vec<(String, Script)> {
    let files = fs::read_dir(folder()).expect("the scenarios");
    let name = |file: fs::DirEntry| file.path().file_stem()?.to_str().map(str::to_owned);
    let mut names: Vec<String> = files.filter_map(|file| name(file.ok()?)).collect();
    names.sort();
    let script = |name: String| {
        let script = Script::parse(&text(&name));
        let script = script.unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"));
        (name, script)
    };
    names.into_iter().map(script).collect()
}

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(folder()).join(format!("{name}.raft"))).expect("a scenario")
}

fn folder() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")
}
