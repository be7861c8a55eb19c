//! The exercises, each after a mistake that was made in real Raft code.

use super::{Answer, Exercise, Shown};

pub(crate) static EXERCISES: [Exercise; 1] = [Exercise {
    title: "The tail behind the snapshot",
    situation: "S3 has entries 1 to 5 on its disk and has acknowledged them. S1 sends it a snapshot up to 3.",
    script: "servers 3\nseed 7\nset snapshot-threshold 0\ntime-out S1\nuntil leader is S1\n",
    question: "The snapshot ends at 3 and the log at 5. What happens to 4 and 5?",
    answers: [
        Answer {
            words: "They go: the snapshot replaces the log.",
            why: "They were acknowledged.",
            shown: Shown::Told(&[["log of S3", "empty", "4, 5"]]),
        },
        Answer {
            words: "They stay.",
            why: "The log holds the last entry of the snapshot, so what follows it is the leader's.",
            shown: Shown::Right,
        },
        Answer {
            words: "They stay, but are not committed any more.",
            why: "What is committed stays so.",
            shown: Shown::Told(&[["commit index of S3", "3", "5"]]),
        },
    ],
    breaks: "Leader Completeness",
    right: "pass 10ms\n",
}];
