//! What seeds mean: recordings that readers keep must play the same run in every version to come.
//!
//! Who changes a fingerprint here makes such recordings fail, and says so in the changelog.

use crate::{Script, play};

#[test]
fn a_calm_run_stays_the_same() {
    plays(
        "servers 5
         seed 1
         opening on
         run 3s
         expect fingerprint e3fdf5ac36903a23",
    );
}

#[test]
fn a_run_of_the_largest_seed_stays_the_same() {
    plays(
        "servers 3
         seed 18446744073709551615
         set loss 10%
         run 3s
         expect fingerprint f26f5760aa7272a5",
    );
}

#[test]
fn a_run_with_every_dial_turned_stays_the_same() {
    plays(
        "servers 5
         clients 3
         seed 2
         set latency 1ms..20ms
         set loss 5%
         set duplication 5%
         set disk 1ms..4ms
         set crash-keeps torn-write
         set clock-drift 5%
         set snapshot-threshold 8
         set chunk-size 16
         set late 10% on replies
         set latency 20ms..40ms on S1 -> S2
         set disk 5ms..9ms on S3
         submit \"add x 1\" by C1 times 12
         submit \"set long-key 5\" by C2 times 9
         submit \"get x\" by C3 times 5
         run 1s
         crash S1
         pause S2
         run 500ms
         resume S2
         cut S4 -> S5
         run 700ms
         restart S1
         stall leader
         run 300ms
         crash leader
         submit \"add x 1\" by C1 times 9
         run 2s
         heal
         restart S5
         run 2s
         expect logs agree
         expect fingerprint 8a707a9846f95d66",
    );
}

#[test]
fn what_a_disk_that_keeps_any_of_its_writes_keeps_stays_the_same() {
    plays(
        "servers 3
         seed 3
         set crash-keeps any-subset
         until leader
         until quiet
         stall followers
         submit \"add x 1\"
         run 60ms
         submit \"add x 1\"
         run 60ms
         submit \"add x 1\"
         run 60ms
         crash followers
         run 1s
         expect fingerprint cba8476ebb87dbaa",
    );
}

fn plays(text: &str) {
    let script = Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(
        play(&script, None, &mut |_| {})
            .expect("such a world")
            .failures,
        []
    );
}
