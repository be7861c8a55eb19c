//! `link`, and links and recordings that are run: to the same fingerprint, or with a sentence why not.

use super::*;
use recording::{MAGIC, Recording};
use std::path::Path;

const SCRIPT: &str = "servers 3\nseed 7\nuntil leader\nsubmit \"set x 1\"\nuntil op 1 ok 1\ncrash leader\nrun 1s\ntry crash S9\ncut S1 - S2\nrun 250ms\n";

/// Runs a command that must do its work, and gives what it prints.
fn printed(words: &[&str], input: &str) -> String {
    let output = raftscape(words, input);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn link(script: &str) -> String {
    printed(&["link", "-"], script).trim_end().to_owned()
}

/// How a command ends that has something to complain of, and what it says.
fn complaint(words: &[&str], input: &str) -> (Option<i32>, String) {
    let output = raftscape(words, input);
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_link_to_a_script_is_run_with_the_same_story_and_trace_to_the_same_fingerprint() {
    let link = link(SCRIPT);
    let letters = link.strip_prefix("#run=").expect("a fragment");
    for options in [&[][..], &["--quiet"], &["--trace", "-"]] {
        let own = printed(&[&["run", "-"], options].concat(), SCRIPT);
        for given in [&link, letters, &format!("index.html{link}")] {
            let words = [&["run", given], options].concat();
            assert_eq!(printed(&words, ""), own, "{words:?}");
        }
    }
}

#[test]
fn a_link_is_read_from_standard_input_and_from_a_file() {
    let folder = folder("links");
    let link = link(SCRIPT);
    let own = printed(&["run", "-"], SCRIPT);
    assert_eq!(printed(&["run", "-"], &format!("{link}\n")), own);
    let path = folder.join("link.txt");
    fs::write(&path, format!("index.html?theme=dark{link}\n")).unwrap();
    assert_eq!(printed(&["run", path.to_str().unwrap()], ""), own);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_script_with_a_comment_like_a_link_is_a_script() {
    let script = format!("{}\n{SCRIPT}", link(SCRIPT));
    assert_eq!(link(&script), link(SCRIPT));
}

#[test]
fn a_link_stands_behind_the_address_of_a_page() {
    let link = link(SCRIPT);
    for (page, before) in [
        ("raft.html", "raft.html"),
        ("raft.html?theme=dark", "raft.html?theme=dark"),
        ("raft.html#top", "raft.html"),
    ] {
        let printed = printed(&["link", "-", "--page", page], SCRIPT);
        assert_eq!(printed, format!("{before}{link}\n"));
    }
}

#[test]
fn the_scenarios_are_linked_and_run_to_their_fingerprints() {
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/../script/scenarios");
    let last = |text: &str| text.lines().last().map(str::to_owned);
    for scenario in fs::read_dir(scenarios).unwrap() {
        let scenario = scenario.unwrap().path();
        let path = scenario.to_str().unwrap();
        let link = printed(&["link", path], "");
        // A hundred actions fit in the two thousand characters that every chat passes on; two scenarios give a load of hundreds.
        let actions = Recording::from_text(&link).unwrap().branches[0].steps.len();
        let most = (20 * actions).max(2_000);
        assert!(link.len() < most, "{path}: {}", link.len());
        let own = printed(&["run", "-q", path], "");
        let run = printed(&["run", "-q", link.trim_end()], "");
        assert_eq!(last(&run), last(&own), "{path}");
        // A link to the end of a link is the link.
        assert_eq!(printed(&["link", link.trim_end()], ""), link);
    }
}

#[test]
fn the_marks_of_a_script_come_along() {
    let link = link("servers 3\nuntil leader\nmark \"A leader\"\nrun 1s\n");
    let recording = Recording::from_text(&link).unwrap();
    let marks = &recording.branches[0].marks;
    assert_eq!(marks.len(), 1);
    assert_eq!(marks[0].1, "A leader");
    assert_eq!(recording.at, recording.branches[0].head);
}

#[test]
fn a_run_in_which_something_fails_has_a_link_as_well() {
    let script = "servers 3\nseed 7\nuntil leader\nexpect term of S1 = 4\nrun 1s\n";
    let output = raftscape(&["link", "-"], script);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("standard input, expectation failed at line 4, at "),
        "{said}"
    );
    let link = String::from_utf8(output.stdout).unwrap();
    let run = printed(&["run", "-q", link.trim_end()], "");
    let own = raftscape(&["run", "-q", "-"], script).stdout;
    assert_eq!(run.as_bytes(), own);
}

#[test]
fn a_run_too_long_for_a_link_is_written_to_a_file_and_run() {
    let folder = folder("long");
    let path = folder.join("long.raftscape");
    let path = path.to_str().unwrap();
    let script = "until leader\nsubmit \"set x 1\" times 1000\n".repeat(7);
    let (code, said) = complaint(&["link", "-"], &script);
    assert_eq!(code, Some(2));
    let says = |words| said.contains(words);
    assert!(
        says("characters, and may have 65536: write a recording instead, with --output FILE"),
        "{said}"
    );
    assert_eq!(printed(&["link", "-", "--output", path], &script), "");
    let own = printed(&["run", "-q", "-"], &script);
    assert_eq!(printed(&["run", "-q", path], ""), own);
    // It goes through a pipe as well.
    let again = raftscape(&["link", path, "--output", "-"], "");
    assert_eq!(again.stdout, fs::read(path).unwrap());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_bad_link_gets_a_sentence_and_nothing_runs() {
    let link = link(SCRIPT);
    let (half, place) = (&link[..link.len() / 2], link.len() - 9);
    let other = if &link[place..=place] == "A" {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &link[..place], &link[place + 1..]);
    let later = link
        .replace("#run=AT", "#run=CT")
        .replace("#run=AU", "#run=CU");
    let long = format!("#run={}", "A".repeat(65_537));
    let letters = &half["#run=".len()..];
    for (given, sentence) in [
        (
            half,
            "the link: The recording is cut off: its end is missing. Please copy all of it.",
        ),
        (
            "#run=",
            "the link: The recording is cut off: its end is missing. Please copy all of it.",
        ),
        (
            "#run=?",
            "the link: The recording is damaged: something in it was changed.",
        ),
        (
            &changed,
            "the link: The recording is damaged: something in it was changed.",
        ),
        (
            &long,
            "the link: The recording is too large: it has 65537 characters, and may have 65536.",
        ),
        (
            letters,
            "no such file, so this is read as a link: The recording is cut off: its end is missing. Please copy all of it.",
        ),
    ] {
        for command in ["run", "link"] {
            let output = raftscape(&[command, given], "");
            assert_eq!(output.status.code(), Some(2), "{given}");
            assert!(output.stdout.is_empty());
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(said, format!("{sentence}\n"));
        }
    }
    assert_ne!(later, link, "{link}");
    let (code, said) = complaint(&["run", &later], "");
    assert_eq!(code, Some(2));
    assert!(
        said.contains("made by a later version of Raftscape: it is of form 9,"),
        "{said}"
    );
}

#[test]
fn a_bad_recording_gets_a_sentence_with_the_name_of_the_file() {
    let folder = folder("bad");
    let path = folder.join("bad.raftscape");
    let named = path.to_str().unwrap();
    printed(&["link", "-", "--output", named], SCRIPT);
    let bytes = fs::read(&path).unwrap();
    let mut changed = bytes.clone();
    changed[MAGIC.len() + 9] ^= 1;
    let long = [MAGIC, &vec![0; 8 << 20]].concat();
    for (bytes, sentence) in [
        (&bytes[..bytes.len() - 1], "is cut off"),
        (MAGIC, "is cut off"),
        (&changed, "is damaged"),
        (
            &long,
            "is too large: it has 8388609 bytes, and may have 8388608.",
        ),
    ] {
        fs::write(&path, bytes).unwrap();
        let (code, said) = complaint(&["run", named], "");
        assert_eq!(code, Some(2));
        assert!(
            said.starts_with(&format!("{named}: The recording {sentence}")),
            "{said}"
        );
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_link_that_is_played_differently_fails_and_says_from_which_action_on() {
    let mut recording = Recording::from_text(&link(SCRIPT)).unwrap();
    let step = &mut recording.branches[0].steps[1];
    step.action = Action::Server(ServerAction::Pause, raft::ServerId(1));
    let changed = recording.to_text().unwrap();
    let at = recording.branches[0].steps[1].at.time;
    let sentence = format!(
        "This version of Raftscape plays the run differently from action 2 on, at {at}.\n    pause S1\n"
    );
    for command in ["run", "link"] {
        let output = raftscape(&[command, &format!("#run={changed}")], "");
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said, format!("the link: {sentence}"));
        assert!(!output.stdout.is_empty(), "it is kept as it is played now");
    }
}

#[test]
fn a_link_has_a_seed_of_its_own() {
    let (code, said) = complaint(&["run", "--seed", "3", &link(SCRIPT)], "");
    assert_eq!(code, Some(2));
    assert_eq!(
        said,
        "raftscape: --seed is for scripts: a recording has the seed of its run\n"
    );
}

#[test]
fn a_recording_never_overwrites_what_it_is_made_of() {
    let folder = folder("made-of");
    let path = folder.join("x.raft");
    fs::write(&path, SCRIPT).unwrap();
    let named = path.to_str().unwrap();
    let (code, said) = complaint(&["link", named, "--output", named], "");
    assert_eq!(code, Some(2));
    assert!(
        said.contains("would overwrite what it is made of"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(Path::new(named)).unwrap(), SCRIPT);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_help_says_what_can_be_run_and_linked() {
    let help = printed(&["--help"], "");
    assert!(
        help.contains("Run a script, a recording or a link"),
        "{help}"
    );
    assert!(
        help.contains("Print a link to a run, or write it to a file"),
        "{help}"
    );
    for command in ["run", "link"] {
        let help = printed(&[command, "--help"], "");
        assert!(
            help.contains("a recording, or a link; `-` is standard input"),
            "{help}"
        );
    }
}
