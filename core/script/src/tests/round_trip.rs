//! What is printed is read as the same again.

use super::generate::{many, script, tape};
use crate::Script;
use proptest::proptest;

proptest! {
    #![proptest_config(many(3_000))]
    #[test]
    fn a_script_that_is_printed_and_read_is_the_same(tape in tape()) {
        let script = script(&mut tape.into());
        let text = script.to_string();
        let read = Script::parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"));
        assert_eq!(read, script, "{text}");
        assert_eq!(read.to_string(), text);
    }
}

#[test]
fn a_script_keeps_its_comments_and_its_blank_lines() {
    let text = "# The headline\n\nservers 3\nrun 1500ms  # a while\n#\n";
    let script = Script::parse(text).unwrap();
    assert_eq!(script.headline(), Some("The headline"));
    assert_eq!(script.to_string(), text);
}

#[test]
fn what_can_be_said_in_two_ways_is_printed_in_one() {
    for (text, printed) in [
        ("  crash   S1\tbefore-send ", "crash S1 before-send"),
        ("submit \"get x\"", "read x"),
        ("set latency 5ms..5ms", "set latency 5ms"),
        ("run 1500ms", "run 1500ms"),
        ("run 2000ms", "run 2s"),
        ("run 40us", "run 0.04ms"),
        ("expect not leader", "expect no leader"),
        (
            "expect reason S3 refuses vote because log-older",
            "expect S3 refuses vote because log-older",
        ),
        ("drop oldest append S1->S2", "drop append S1 -> S2"),
        ("drop messages", "drop oldest"),
        (
            "expect (leader and quiet) and logs agree",
            "expect (leader and quiet) and logs agree",
        ),
        ("expect (leader) or ((quiet))", "expect leader or quiet"),
        (
            "hold messages timers disks applies clients",
            "hold everything",
        ),
        ("submit \"  set  x  1 \" times 1", "submit \"set x 1\""),
        (
            "read x times 3 at leader by C1",
            "read x by C1 at leader times 3",
        ),
        ("try  sync S1 times 1", "try sync S1"),
        ("heal S1->S2", "heal S1 -> S2"),
        (
            "when leader do try deliver C1 times 2",
            "when leader do try deliver C1 times 2",
        ),
        ("expect S3 is follower", "expect role of S3 is follower"),
        ("\u{feff}run 40μs", "run 0.04ms"),
    ] {
        let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        assert_eq!(script.to_string().trim_end(), printed);
    }
}
