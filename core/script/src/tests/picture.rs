//! The picture of a world: what disks are writing and how operations stand, in words and numbers.

use crate::{Script, play};
use record::ClusterView;

#[test]
fn a_disk_says_what_it_is_writing() {
    for (script, server, writes) in [
        (
            "preset paper
             servers 3
             log S1 = 1.1 1.2 3.3
             log S2 = 1.1 1.2 3.3
             log S3 = 1.1 2.2 2.3 term 2
             hold timers
             step 3
             time-out S1
             until leader is S1
             submit \"set x 1\" at S1
             until S3 truncates",
            3,
            vec!["entries 2 to 4"],
        ),
        (
            "servers 3
             seed 7
             until leader is S1
             run 200ms
             stall S2
             submit \"set x 1\" times 2
             run 200ms
             time-out S3
             run 100ms",
            2,
            vec!["entry 2", "entry 3", "term 2, vote for S3", "entry 4"],
        ),
        (
            "servers 3
             seed 7
             set snapshot-threshold 5
             until leader is S1
             crash S3
             submit \"set x 1\" times 12
             run 500ms
             restart S3
             set disk 20ms on S3
             until snapshot of S1 > 4
             run 60ms",
            3,
            vec![
                "bytes 48 to 72 of a snapshot",
                "bytes 72 to 96 of a snapshot",
            ],
        ),
        (
            "servers 3
             seed 7
             set snapshot-threshold 5
             set chunk-size 1000
             until leader is S1
             crash S3
             submit \"set x 1\" times 12
             run 500ms
             restart S3
             stall S3
             run 300ms",
            3,
            vec![
                "snapshot up to 9, received chunks dropped",
                "log dropped through 9",
            ],
        ),
    ] {
        assert_eq!(written(script, server), writes);
    }
}

/// What the disk of a server is writing at the end of a script.
fn written(script: &str, server: usize) -> Vec<String> {
    let writes = seen(script).servers[server - 1].disk.queue.clone();
    writes.into_iter().map(|write| write.what()).collect()
}

fn seen(script: &str) -> ClusterView {
    let script = Script::parse(script).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    play(&script, None, &mut |_| {})
        .expect("such a world")
        .world
        .view()
}
