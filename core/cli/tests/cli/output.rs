//! What is printed where: outputs that cannot be written, readers that leave, files that must not be overwritten, and
//! texts that hold more than letters.

use super::*;
use std::fs::File;
use std::path::Path;

const FAILING: &str = "servers 3\nseed 7\nuntil leader\nexpect term of S1 = 4\n";

#[test]
#[cfg(target_os = "linux")]
fn the_exit_code_stands_where_standard_error_cannot_be_written() {
    let folder = folder("errors");
    let wrong = file(&folder, "wrong.raft", "until leeder\n");
    let failing = file(&folder, "failing.raft", FAILING);
    for (words, code) in [
        (&["run", wrong.as_str()][..], 2),
        (&["run", failing.as_str()], 1),
        (&["run", "#run=?"], 2),
        (&["link", failing.as_str()], 1),
        (&["check", "nowhere"], 2),
        (&["swarm", "--seeds", "0..3"], 0),
        (&["swarm", "--seeds", "x"], 2),
        (&["help", "nothing"], 2),
        (&["--nothing"], 2),
        (&[], 2),
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut call = command(words);
        let ended = call.stdout(Stdio::null()).stderr(full).status().unwrap();
        assert_eq!(ended.code(), Some(code), "{words:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_an_error() {
    let folder = folder("outputs");
    let failing = file(&folder, "failing.raft", FAILING);
    let trace = file(&folder, "trace.ndjson", &text(&calm_trace()));
    for words in [
        &["run", failing.as_str()][..],
        &["run", "--trace", "-", failing.as_str()],
        &["link", failing.as_str()],
        &["link", failing.as_str(), "--output", "-"],
        &["test", failing.as_str()],
        &["check", trace.as_str()],
        &["check", "--json", trace.as_str()],
        &["swarm", "--seeds", "0..3"],
        &["swarm", "--summary", "/dev/null"],
        &["schema"],
        &["--help"],
        &["run", "--help"],
        &["--version"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = command(words).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("standard output cannot be written"), "{said}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_reader_that_leaves_does_not_change_the_verdict() {
    let folder = folder("readers");
    let failing = file(&folder, "failing.raft", FAILING);
    let good = file(&folder, "good.raft", "until leader\n");
    let trace = file(&folder, "trace.ndjson", &text(&calm_trace()));
    for (words, code) in [
        (&["run", failing.as_str()][..], 1),
        (&["run", "--trace", "-", failing.as_str()], 1),
        (&["run", good.as_str()], 0),
        (&["link", good.as_str()], 0),
        (&["test", good.as_str(), failing.as_str()], 1),
        (&["check", trace.as_str()], 0),
        (&["swarm", "--seeds", "0..60"], 0),
        (&["schema"], 0),
        (&["--help"], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = command(words).stdout(writer).output().unwrap();
        assert_eq!(ended.status.code(), Some(code), "{words:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(unix)]
fn a_trace_never_overwrites_the_script() {
    let folder = folder("overwritten");
    let script = file(&folder, "x.raft", "until leader\n");
    std::os::unix::fs::symlink(&script, folder.join("symbolic")).unwrap();
    fs::hard_link(&script, folder.join("hard")).unwrap();
    for name in [
        "x.raft",
        "./x.raft",
        "../overwritten/x.raft",
        "symbolic",
        "hard",
    ] {
        let call = ["run", &script, "--trace", name];
        let output = command(&call).current_dir(&folder).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("would overwrite the script"), "{said}");
    }
    let mut redirected = command(&["run", "-", "--trace", &script]);
    let output = redirected
        .stdin(File::open(&script).unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&script).unwrap(), "until leader\n");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_script_that_cannot_be_run_leaves_the_trace_of_another() {
    let folder = folder("left");
    let trace = file(&folder, "trace.ndjson", "the trace of another run\n");
    for script in [
        "until leeder\n",
        "set latency-min 5s\nset latency-max 1s\n",
        "seed 1\nseed\n",
    ] {
        let output = raftscape(&["run", "-", "--trace", &trace], script);
        assert_eq!(output.status.code(), Some(2), "{script}");
        assert_eq!(
            fs::read_to_string(&trace).unwrap(),
            "the trace of another run\n"
        );
    }
    let output = raftscape(&["run", "-", "--trace", &trace], FAILING);
    assert_eq!(output.status.code(), Some(1));
    assert!(broken(&fs::read_to_string(&trace).unwrap()).is_empty());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn control_characters_are_shown_and_not_sent() {
    let strange = "\u{1b}[31m\u{7}\u{9b}\u{202e}";
    let script = format!(
        "# {strange}\nsay \"{strange}\"\nmark \"{strange}\"\nask \"{strange}\"\ngoal \"{strange}\" leader\nexpect no leader within 1ms\nuntil op 9 ok 1 within 1ms\n"
    );
    let folder = folder("control\u{1b}");
    let named = file(&folder, "strange\u{1b}[31m\nname.raft", &script);
    let header = format!("{{\"format\":\"{strange}\"}}\n");
    for (words, input) in [
        (&["run", "-"][..], script.as_str()),
        (&["run", "-"], &format!("{strange}\n")),
        (&["run", &named], ""),
        (&["link", &named], ""),
        (&["link", "-", "--page", strange], "until leader\n"),
        (&["run", &format!("{strange}#run={strange}")], ""),
        (&["test", &named], ""),
        (&["test", &format!("nowhere{strange}")], ""),
        (
            &["run", "-", "--trace", &format!("{strange}/x")],
            "until leader\n",
        ),
        (&["check", "-"], &header),
        (&["check", &format!("nowhere{strange}")], ""),
        (&["swarm", "--output", &format!("{strange}/x")], ""),
        (&["swarm", "--seeds", strange], ""),
        (&[strange], ""),
    ] {
        let output = raftscape(words, input);
        for printed in [output.stdout, output.stderr] {
            let text = String::from_utf8(printed).unwrap();
            let is_sent = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.contains(is_sent), "{words:?}: {text:?}");
            assert!(!text.contains("\nname"), "{words:?}: {text:?}");
        }
    }
    let said = raftscape(&["run", "-"], &script).stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("— \\u{1b}[31m\\u{7}\\u{9b}\\u{202e}\n"),
        "{said}"
    );
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let folder = folder("marked");
    let script = "until leader\n";
    let lesson = file(
        &folder,
        "lesson.md",
        &marked("```raft\nuntil leader\n```\n"),
    );
    let plain = raftscape(&["run", "-"], script);
    assert_eq!(
        raftscape(&["run", "-"], &marked(script)).stdout,
        plain.stdout
    );
    assert_eq!(raftscape(&["test", &lesson], "").status.code(), Some(0));
    let trace = text(&calm_trace());
    let checked = raftscape(&["check", "-"], &marked(&trace));
    assert_eq!(checked.status.code(), Some(0));
    assert_eq!(checked.stdout, raftscape(&["check", "-"], &trace).stdout);
    let wrong = raftscape(&["run", "-"], &marked("until leeder\n"));
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.starts_with("standard input:1:7: "), "{said}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn colours_are_printed_where_they_are_asked_for() {
    let folder = folder("colours");
    let failing = file(&folder, "failing.raft", FAILING);
    let run = |name: &str, value: &str| {
        let mut run = command(&["test", &failing]);
        let run = run.env_remove("NO_COLOR").env(name, value);
        String::from_utf8(run.output().unwrap().stdout).unwrap()
    };
    assert!(run("CLICOLOR_FORCE", "1").starts_with("\u{1b}[31mFAILED\u{1b}[0m  "));
    assert!(run("NO_COLOR", "1").starts_with("FAILED  "));
    fs::remove_dir_all(folder).unwrap();
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_raftscape"));
    command.args(words).stdin(Stdio::null());
    command
}

/// Writes a file and gives its address.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}
