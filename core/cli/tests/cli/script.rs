//! `run` and `test`: what they print, and how they end.

use super::*;

const GOOD: &str =
    "# A leader comes\nservers 3\nseed 7\nuntil leader\nsay \"There it is.\"\nshow S1\n";
const FAILING: &str = "servers 3\nseed 7\nuntil leader\nexpect term of S1 = 4\n";
const WRONG: &str = "servers 3\nuntil leeder\n";

#[test]
fn a_run_prints_its_story_and_ends_with_the_fingerprint() {
    let output = raftscape(&["run", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines.iter().any(|line| line.contains("wins term 1 with")),
        "{text}"
    );
    assert_eq!(lines[lines.len() - 3], "— There it is.");
    assert!(lines[lines.len() - 2].starts_with("S1 "));
    assert_eq!(fingerprint(&text).len(), 16);
}

#[test]
fn a_quiet_run_prints_what_is_shown_and_the_fingerprint() {
    let loud = raftscape(&["run", "-"], GOOD).stdout;
    let quiet = String::from_utf8(raftscape(&["run", "--quiet", "-"], GOOD).stdout).unwrap();
    assert_eq!(quiet.lines().count(), 2);
    assert_eq!(
        fingerprint(&quiet),
        fingerprint(&String::from_utf8(loud).unwrap())
    );
}

#[test]
fn another_seed_is_another_run() {
    let run = |words: &[&str]| {
        let output = raftscape(words, "servers 3\nrun 1s\n");
        fingerprint(&String::from_utf8(output.stdout).unwrap()).to_owned()
    };
    let own = run(&["run", "-q", "-"]);
    assert_eq!(own, run(&["run", "-q", "--seed", "1", "-"]));
    assert_ne!(own, run(&["run", "-q", "--seed", "2", "-"]));
}

#[test]
fn a_run_that_fails_says_where_and_what_was_found() {
    let output = raftscape(&["run", "-"], FAILING);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with("standard input, expectation failed at line 4, at "),
        "{text}"
    );
    assert!(text.contains("found: term of S1 is 1"), "{text}");
    assert_eq!(text.matches("found:").count(), 1, "{text}");
    let story = String::from_utf8(output.stdout).unwrap();
    assert!(!story.contains("found:"), "{story}");
}

#[test]
fn errors_are_shown_in_their_place_and_nothing_runs() {
    let output = raftscape(&["run", "-"], WRONG);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    let expected = "standard input:2:7: Expected a condition, found `leeder`. Did you mean `leader`?\n    until leeder\n          ^^^^^^\n";
    assert_eq!(text, expected);
}

#[test]
fn a_trace_on_standard_output_stands_alone_and_can_be_checked() {
    let output = raftscape(&["run", "--trace", "-", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0));
    let trace = String::from_utf8(output.stdout).unwrap();
    assert!(broken(&trace).is_empty());
    let checked = raftscape(&["check", "-"], &trace);
    assert_eq!(checked.status.code(), Some(0));
}

#[test]
fn what_cannot_be_opened_is_said() {
    for (words, sentence) in [
        (["run", "nowhere.raft"], "nowhere.raft cannot be opened"),
        (["test", "nowhere"], "nowhere cannot be opened"),
    ] {
        let output = raftscape(&words, "");
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(sentence), "{text}");
    }
}

#[test]
fn a_folder_without_a_script_is_no_test_that_passed() {
    let folder = folder("untested");
    fs::write(folder.join("c.txt"), WRONG).unwrap();
    fs::write(folder.join("notes.md"), "# Notes\n\n```sh\ntrue\n```\n").unwrap();
    let output = raftscape(&["test", folder.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("there is no script"), "{text}");
    let notes = folder.join("notes.md");
    let output = raftscape(&["test", notes.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("so this is no lesson"), "{text}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_is_tested_with_a_line_for_each_script_and_a_total() {
    let folder = folder("tested");
    let lesson = "# A lesson\n\nProse.\n\n```raft\nservers 3\nuntil leader\n```\n\nMore.\n\n```raft\nexpect checks hold\n```\n";
    for (name, text) in [("a.raft", GOOD), ("b.md", lesson), ("c.txt", WRONG)] {
        fs::write(folder.join(name), text).unwrap();
    }
    let path = folder.to_str().unwrap();
    let output = raftscape(&["test", path], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    let expected = format!(
        "ok      {path}/a.raft  A leader comes\nok      {path}/b.md  A lesson\n2 passed, 0 failed, 0 with errors\n"
    );
    assert_eq!(text, expected);
    fs::write(folder.join("d.raft"), FAILING).unwrap();
    assert_eq!(raftscape(&["test", path], "").status.code(), Some(1));
    fs::write(folder.join("e.md"), "# Wrong\n```raft\nuntil leeder\n```\n").unwrap();
    let output = raftscape(&["test", path], "");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("e.md:3:7: Expected a condition"), "{text}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_a_terminal_nothing_is_coloured() {
    let output = raftscape(&["run", "-"], FAILING);
    assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b));
}

fn fingerprint(text: &str) -> &str {
    let last = text.lines().last().expect("a last line");
    last.strip_prefix("fingerprint ").expect("the fingerprint")
}
