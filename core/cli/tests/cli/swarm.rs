//! `raftscape swarm`: seeds are shared among shards, outputs are merged, and a call goes on where another stopped.

use super::*;

#[test]
fn every_seed_is_run_and_what_happened_is_counted() {
    let output = raftscape(&["swarm", "--seeds", "0..120", "--jobs", "2"], "");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(seeds(&output.stdout), (0..120).collect::<Vec<_>>());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(" leaders elected\n"), "{said}");
    assert!(
        said.contains("120 seeds, ") && said.ends_with(" no violation.\n"),
        "{said}"
    );
}

#[test]
fn shards_share_the_seeds_and_their_outputs_add_up() {
    let mut merged = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let part = raftscape(&["swarm", "--seeds", "100..310", "--shard", shard], "").stdout;
        assert!(!part.is_empty());
        merged.extend(part);
    }
    assert_eq!(seeds(&merged), (100..310).collect::<Vec<_>>());
    let merged = String::from_utf8(merged).unwrap();
    let output = raftscape(&["swarm", "--summary", "-"], &merged);
    assert_eq!(output.status.code(), Some(0));
    let whole = raftscape(&["swarm", "--seeds", "100..310"], "");
    assert_eq!(
        output.stdout, whole.stderr,
        "the same sums as without shards"
    );
    let twice = raftscape(&["swarm", "--summary", "-"], &merged.repeat(2));
    assert_eq!(twice.stdout, whole.stderr, "what is said twice counts once");
}

#[test]
fn the_same_call_goes_on_where_another_stopped() {
    let file = std::env::temp_dir().join(format!("swarm-{}.ndjson", std::process::id()));
    let path = file.to_str().unwrap();
    let call = ["swarm", "--seeds", "0..150", "--output", path];
    raftscape(&call, "");
    let whole = fs::read_to_string(&file).unwrap();
    // As if it had been killed while it wrote its last line.
    fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    let output = raftscape(&call, "");
    let again = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(seeds(again.as_bytes()), (0..150).collect::<Vec<_>>());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("150 seeds, "), "{said}");
}

#[test]
fn a_violation_of_another_machine_fails() {
    let line = r#"{"seed":1,"finding":"Election Safety","fingerprint":"0","script":"seed 1"}"#;
    let output = raftscape(&["swarm", "--summary", "-"], line);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .ends_with(" 1 violation.\n")
    );
}

#[test]
fn what_is_no_seed_or_shard_or_output_is_refused() {
    for (words, reason) in [
        (["swarm", "--seeds", "5"], "seeds are like 0..1000"),
        (["swarm", "--seeds", "5..5"], "seeds are like 0..1000"),
        (
            ["swarm", "--seeds", "0..18446744073709551615"],
            "at most 100000000",
        ),
        (["swarm", "--shard", "0/4"], "a shard is like 1/4"),
        (["swarm", "--shard", "5/4"], "a shard is like 1/4"),
        (["swarm", "--jobs", "0"], "'0'"),
        (
            ["swarm", "--summary", "-"],
            "line 1 is neither a violation nor a batch",
        ),
    ] {
        let output = raftscape(&words, "hello\n");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn a_file_that_no_swarm_wrote_is_left_as_it_is() {
    let folder = folder("foreign");
    for text in [
        "until leader",
        "{\"seed\":1}",
        "# Notes\nuntil leader\n",
        "\0\0",
    ] {
        let file = folder.join("file");
        fs::write(&file, text).unwrap();
        let output = raftscape(&["swarm", "--output", file.to_str().unwrap()], "");
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_is_written_and_not_read() {
    let output = raftscape(&["swarm", "--seeds", "0..9", "--output", "/dev/null"], "");
    assert_eq!(output.status.code(), Some(0));
    let output = raftscape(&["swarm", "--output", "/dev/full"], "");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("raftscape: /dev/full cannot be written"),
        "{said}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_summary_of_input_without_end_is_refused() {
    let output = raftscape(&["swarm", "--summary", "/dev/zero"], "");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 1 is longer than"), "{said}");
}

#[test]
fn more_jobs_than_there_is_room_for_are_not_begun() {
    let call = [
        "swarm",
        "--seeds",
        "0..60",
        "--jobs",
        "18446744073709551615",
    ];
    assert_eq!(raftscape(&call, "").status.code(), Some(0));
}

/// The seeds that an output says are done, in order.
fn seeds(output: &[u8]) -> Vec<u64> {
    let text = std::str::from_utf8(output).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let batches = lines.map(|line| line["from"].as_u64().unwrap()..line["to"].as_u64().unwrap());
    let mut seeds: Vec<u64> = batches.flatten().collect();
    seeds.sort_unstable();
    seeds
}
