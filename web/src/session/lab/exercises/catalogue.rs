//! The exercises, each after a mistake that was made in real Raft code.

use super::{Answer, Exercise, Shown};

/// A script that lies beside this file.
macro_rules! script {
    ($name:literal) => {
        include_str!(concat!($name, ".raft"))
    };
}

const LEADER_COMPLETENESS: &str = "Leader Completeness";
const LINEARIZABLE: &str = "Linearizable";

/// In the order in which they build on each other: what becomes of a log, of the rest, and how a snapshot is made.
pub(crate) static EXERCISES: [Exercise; 9] = [
    LATE_COPY,
    TAIL_BEHIND,
    TAIL_AHEAD,
    DELETED_KEY,
    TERM_OF_SNAPSHOT,
    EDGE_OF_SNAPSHOT,
    NEXT_IN_SNAPSHOT,
    INDEX_OF_SNAPSHOT,
    TWO_WRITES,
];

const LATE_COPY: Exercise = Exercise {
    title: "An old snapshot arrives late",
    situation: "S3 has installed a snapshot of S1 that ends at 4, and has since applied entries 5 to 9, which S2 does not have. \
        A second copy of that snapshot is still on its way to S3.",
    script: script!("late-copy"),
    question: "S3 has applied entry 9, and the snapshot that ends at 4 arrives once more. What does S3 do?",
    answers: [
        Answer {
            words: "It installs it: what a leader sends is newer than what a follower has.",
            why: "Entries 5 to 9 are committed because S3 holds them. \
                Without them it helps S2 to lead, which has never seen them (§5.4).",
            shown: Shown::Played {
                breaks: LEADER_COMPLETENESS,
                script: script!("late-copy.wrong"),
            },
        },
        Answer {
            words: "It ignores it: the snapshot ends at 4, and S3 has committed through 9.",
            why: "A snapshot that describes a prefix of the log takes nothing away from what follows (§7), \
                and what is applied never goes back.",
            shown: Shown::Right,
        },
        Answer {
            words: "It takes its state from it, and keeps entries 5 to 9 in its log.",
            why: "The state machine would go back to what it was at entry 4, \
                though clients have heard what came of entries 5 to 9.",
            shown: Shown::Described {
                breaks: "Monotonic State",
                rows: &[
                    ["log of S3", "entries 5 to 9", "entries 5 to 9"],
                    ["applied index of S3", "4, and it was 9", "9"],
                    ["x on S3", "4, and it was 9", "9"],
                ],
            },
        },
    ],
    right: script!("late-copy.right"),
};

const TAIL_BEHIND: Exercise = Exercise {
    title: "A snapshot ends behind the log",
    situation: "S1 and S3 hold entries 1 to 9, which are committed; S2 ends at 6. \
        The answer of S3 took long, so that S1 has sent it a snapshot as well, which ends at 6.",
    script: script!("tail-behind"),
    question: "The snapshot ends at 6 and the log of S3 at 9, all of term 1. What happens to entries 7 to 9?",
    answers: [
        Answer {
            words: "They go: a snapshot takes the place of the whole log, whatever it holds.",
            why: "S3 has acknowledged entries 7 to 9, and S1 has committed them. \
                Without them S3 helps S2 to lead, which has never had them (§5.4).",
            shown: Shown::Played {
                breaks: LEADER_COMPLETENESS,
                script: script!("tail-behind.wrong"),
            },
        },
        Answer {
            words: "They go, and come again: S1 sends all that follows its snapshot.",
            why: "S1 may go down before it sends them again. \
                Until then entries that are committed lie on one disk of three.",
            shown: Shown::Played {
                breaks: LEADER_COMPLETENESS,
                script: script!("tail-behind.wrong"),
            },
        },
        Answer {
            words: "They stay: the log holds the last entry of the snapshot, and they follow it.",
            why: "Figure 13, rule 6: if the log has an entry with the index and term of the snapshot’s last one, \
                what follows it is retained.",
            shown: Shown::Right,
        },
    ],
    right: script!("tail-behind.right"),
};

const TAIL_AHEAD: Exercise = Exercise {
    title: "A snapshot meets a log that went another way",
    situation: "S1 led term 1 and took in entries 4 to 7, which it could not commit. \
        S2 leads term 2, has committed other entries 4 to 6, and sends S1 a snapshot that ends at 5.",
    script: script!("tail-ahead"),
    question: "The snapshot ends at entry 5 of term 2. The log of S1 has an entry 5 of term 1, and ends at 7. \
        What happens to entries 6 and 7?",
    answers: [
        Answer {
            words: "They go, as the whole log does: its entry 5 is not that of the snapshot.",
            why: "Figure 13, rules 6 and 7: what follows stays only if the log holds the snapshot’s last entry, \
                of the same index and term. Else the entire log is discarded.",
            shown: Shown::Right,
        },
        Answer {
            words: "They stay: the snapshot covers entries through 5, and only those go.",
            why: "Entries of term 1 would follow one of term 2. They were never committed, \
                and the leader that sent the snapshot has others in their place.",
            shown: Shown::Described {
                breaks: "Terms in Order",
                rows: &[
                    ["log of S1", "entries 6 and 7, of term 1", "empty"],
                    ["snapshot of S1", "up to 5, of term 2", "up to 5, of term 2"],
                    ["last term of S1 when it asks for votes", "1", "2"],
                ],
            },
        },
        Answer {
            words: "They stay, and S1 refuses the snapshot: its log is longer than that.",
            why: "An index says nothing without its term (§5.3). \
                S2 has dropped entries 4 and 5 from its log, and has nothing but the snapshot to send.",
            shown: Shown::Described {
                breaks: "liveness: S1 never catches up",
                rows: &[
                    ["log of S1", "entries 1 to 7, of term 1", "empty"],
                    ["snapshot of S1", "none", "up to 5, of term 2"],
                    ["commit index of S1", "3", "5"],
                ],
            },
        },
    ],
    right: script!("tail-ahead.right"),
};

const DELETED_KEY: Exercise = Exercise {
    title: "A key is deleted while a follower is away",
    situation: "S3 was cut off with x = 1 and y = 2. Entry 3 has set x to 5 since, and entry 4 has deleted y. \
        S1 sends a snapshot that ends at 4: it holds x = 5, and no y.",
    script: script!("deleted-key"),
    question: "S3 has y = 2, and the snapshot says nothing of y. What is y on S3 when it has installed the snapshot?",
    answers: [
        Answer {
            words: "2: the snapshot sets the keys that it holds, and leaves the others alone.",
            why: "A key that was deleted would be there again, on one server of three. \
                Once S3 leads, clients read it.",
            shown: Shown::Described {
                breaks: LINEARIZABLE,
                rows: &[
                    ["x on S3", "5", "5"],
                    ["y on S3", "2", "no such key"],
                    ["S3 leads, and a client asks for y", "2", "no such key"],
                ],
            },
        },
        Answer {
            words: "2, until S1 sends entry 4, which deletes it, and gone from then on.",
            why: "Entry 4 is in the snapshot, and the leader sends only what follows that (§7). \
                So the key would stay for good.",
            shown: Shown::Described {
                breaks: LINEARIZABLE,
                rows: &[
                    ["y on S3", "2", "no such key"],
                    ["snapshot of S3", "up to 4, of term 1", "up to 4, of term 1"],
                    ["the first entry that S1 sends then", "5", "5"],
                ],
            },
        },
        Answer {
            words: "Gone: the state of the snapshot takes the place of all that S3 had.",
            why: "Figure 13, rule 8: the state machine is reset using the snapshot’s contents. \
                What these do not hold is not there.",
            shown: Shown::Right,
        },
    ],
    right: script!("deleted-key.right"),
};

const TERM_OF_SNAPSHOT: Exercise = Exercise {
    title: "A snapshot names a term of long ago",
    situation: "S1 leads term 3, with the vote of S3; S2, which led term 2, is cut off. \
        S1 sends S3 a snapshot that ends at entry 6, of term 1.",
    script: script!("term-of-snapshot"),
    question: "The snapshot’s last included term is 1, and S3 is in term 3. In which term is S3 when it has installed it?",
    answers: [
        Answer {
            words: "In term 1, as the snapshot says, until the next append of S1 says 3.",
            why: "A current term never goes back (§5.1). \
                In term 1 again, S3 would obey a leader of term 2, whose time is over.",
            shown: Shown::Described {
                breaks: "Monotonic State",
                rows: &[
                    ["term of S3", "1, and it was 3", "3"],
                    ["an append of S2, of term 2", "accepted", "refused"],
                ],
            },
        },
        Answer {
            words: "In term 3: 1 is the term of entry 6, and says nothing of that of S3.",
            why: "Figure 13: the last included term is the term of the last included index, for the checks on the log. \
                The current term is set by the term of the message, and only upwards (§5.1).",
            shown: Shown::Right,
        },
        Answer {
            words: "In term 0, without a vote: from a snapshot S3 begins as a new server.",
            why: "S3 has voted for S1 in term 3, and would not know it any more. \
                S2 can ask for its vote in the same term, and there are two leaders in it.",
            shown: Shown::Described {
                breaks: "Election Safety",
                rows: &[
                    ["term of S3", "0, and it was 3", "3"],
                    ["vote of S3 in term 3", "forgotten", "for S1"],
                    ["S2 asks for it, in term 3", "granted", "refused"],
                ],
            },
        },
    ],
    right: script!("term-of-snapshot.right"),
};

const EDGE_OF_SNAPSHOT: Exercise = Exercise {
    title: "The first entry after a snapshot",
    situation: "S3 holds a snapshot that ends at entry 6, of term 1, and no entry in its log. \
        S1 sends it entry 7, which follows entry 6 of term 1.",
    script: script!("edge-of-snapshot"),
    question: "The append says that entry 7 follows entry 6 of term 1. The log of S3 is empty. What does S3 compare?",
    answers: [
        Answer {
            words: "Nothing: it has no entry 6 to compare with, and so it refuses the append.",
            why: "S1 would go back and send its snapshot, which S3 holds already, \
                and then entry 7 again, which S3 refuses again.",
            shown: Shown::Described {
                breaks: "liveness: S3 never catches up",
                rows: &[
                    ["log of S3", "empty", "entry 7"],
                    ["answer of S3", "refused", "accepted"],
                    [
                        "what S1 sends next",
                        "its snapshot once more",
                        "what follows entry 7",
                    ],
                ],
            },
        },
        Answer {
            words: "Nothing: in an empty log no entry can conflict, and so it takes entry 7.",
            why: "This once it does no harm. But an append that begins at 9 would be taken as well, with entry 8 missing: \
                the consistency check is what Log Matching rests on (§5.3).",
            shown: Shown::Described {
                breaks: "Log Matching",
                rows: &[
                    ["log of S3", "entry 7", "entry 7"],
                    [
                        "had the append begun at 9",
                        "accepted, and 7 and 8 are missing",
                        "refused",
                    ],
                ],
            },
        },
        Answer {
            words: "The last included index and term of its snapshot, which are 6 and 1.",
            why: "§7: a snapshot keeps both for this very check, of the first append that follows it, \
                which needs a previous index and term.",
            shown: Shown::Right,
        },
    ],
    right: script!("edge-of-snapshot.right"),
};

const NEXT_IN_SNAPSHOT: Exercise = Exercise {
    title: "The next entry is the last one of the snapshot",
    situation: "S1 has a snapshot that ends at 9, and its log holds entry 10 only. \
        S3 was down, its log ends at 8, and it has just said so to S1.",
    script: script!("next-in-snapshot"),
    question: "The next index of S1 for S3 becomes 9, where the snapshot ends. What does S1 send?",
    answers: [
        Answer {
            words: "An append without entries: it holds no entry 9 that it could send.",
            why: "S3 accepts what brings nothing, and S1 sends the same again. \
                Entry 9 is in the snapshot and nowhere else, and that is never sent.",
            shown: Shown::Described {
                breaks: "liveness: S3 never catches up",
                rows: &[
                    ["log of S3", "entries 1 to 8", "entry 10"],
                    ["snapshot of S3", "none", "up to 9, of term 1"],
                    ["commit index of S3", "8", "10"],
                    ["x on S3", "8", "10"],
                ],
            },
        },
        Answer {
            words: "Its snapshot: entry 9 has left the log, and the snapshot covers it.",
            why: "§7: the leader sends a snapshot when it has discarded the next log entry that it needs to send. \
                The last included one is among these.",
            shown: Shown::Right,
        },
        Answer {
            words: "Entry 10, the first of its log, with entry 9 as the one before.",
            why: "S3 lacks entry 9, and refuses what follows it (§5.3). \
                S1 goes back to 9, and it begins again.",
            shown: Shown::Described {
                breaks: "liveness: S3 never catches up",
                rows: &[
                    ["log of S3", "entries 1 to 8", "entry 10"],
                    ["snapshot of S3", "none", "up to 9, of term 1"],
                    ["next index of S1 for S3", "9, again and again", "11"],
                ],
            },
        },
    ],
    right: script!("next-in-snapshot.right"),
};

const INDEX_OF_SNAPSHOT: Exercise = Exercise {
    title: "The state machine is behind the commit index",
    situation: "S1 has committed entry 9 and applied entry 4, which makes x = 4. Its log ends at 11, and it is cut off.",
    script: script!("index-of-snapshot"),
    question: "Applied is 4, committed is 9, and the log ends at 11. S1 takes a snapshot. What is its last included index?",
    answers: [
        Answer {
            words: "4: its state machine holds what entries 1 to 4 have made.",
            why: "Figure 13: the snapshot replaces all entries through that index, and so its state must hold them all. \
                §7 has it as the last entry that the state machine had applied.",
            shown: Shown::Right,
        },
        Answer {
            words: "9: all through 9 is committed, and no leader takes it back.",
            why: "The state is that of entry 4. Entries 5 to 9 would be dropped from the log \
                and never applied, though clients hear that they were.",
            shown: Shown::Described {
                breaks: LINEARIZABLE,
                rows: &[
                    ["snapshot of S1", "up to 9, of term 1", "up to 4, of term 1"],
                    ["log of S1", "entries 10 to 11", "entries 5 to 11"],
                    ["x on S1", "4, and entries 5 to 9 are lost to it", "4"],
                ],
            },
        },
        Answer {
            words: "11: all that its log holds is safe on its disk by now.",
            why: "Entries 10 and 11 are on S1 alone, and another leader may put others in their place. \
                A snapshot can not be taken back: S1 would count these as applied.",
            shown: Shown::Described {
                breaks: "State Machine Safety",
                rows: &[
                    [
                        "snapshot of S1",
                        "up to 11, of term 1",
                        "up to 4, of term 1",
                    ],
                    ["log of S1", "empty", "entries 5 to 11"],
                    ["applied index of S1", "11, and 9 is committed", "4"],
                ],
            },
        },
    ],
    right: script!("index-of-snapshot.right"),
};

const TWO_WRITES: Exercise = Exercise {
    title: "Two writes, and a crash between them",
    situation: "S1 and S2 hold entries 1 to 9, which are committed; S3 is cut off with entries 1 and 2. \
        S2 compacts its log: one write saves a snapshot that ends at 9, another drops entries 1 to 9.",
    script: script!("two-writes"),
    question: "S2 goes down when one of the two writes is on its disk. Which one must that be for entries 3 to 9 to survive?",
    answers: [
        Answer {
            words: "The one that drops the entries: it makes room for the snapshot.",
            why: "The entries are gone, and the snapshot is not there. \
                S2 has nothing of what it acknowledged, and with its vote S3 leads without entries 3 to 9 (§5.4).",
            shown: Shown::Played {
                breaks: LEADER_COMPLETENESS,
                script: script!("two-writes.wrong"),
            },
        },
        Answer {
            words: "The one that saves the snapshot: until then the log is all that S2 has.",
            why: "§7: once the snapshot is written completely, entries up through its last one may be deleted. \
                A crash between the two leaves both, which does no harm.",
            shown: Shown::Right,
        },
        Answer {
            words: "Either of the two: when it comes up, S2 does the other one again.",
            why: "When it comes up, S2 has only its disk. \
                If the entries went first, there is nothing on it that a snapshot could be made of.",
            shown: Shown::Played {
                breaks: LEADER_COMPLETENESS,
                script: script!("two-writes.wrong"),
            },
        },
    ],
    right: script!("two-writes.right"),
};
