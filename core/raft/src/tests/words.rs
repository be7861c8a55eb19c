//! What a reader is shown: sentences of reasons, kinds of messages, refused settings.

use super::lone::*;
use crate::message::{InstallSnapshot, InstallSnapshotReply};
use crate::quorum::Count;
use crate::*;

#[test]
fn a_reason_is_a_sentence_with_its_operands_and_a_place_in_the_paper() {
    let refused = Reason::VoteRefusedLogOlder {
        to: ServerId(1),
        their_term: 3,
        their_index: 20,
        our_term: 4,
        our_index: 17,
    };
    assert_eq!(
        refused.sentence(ServerId(3)),
        "S3 refuses its vote to S1: its own log ends in term 4 at 17, that of S1 in term 3 at 20."
    );
    assert_eq!((refused.name(), refused.section()), ("log-older", "§5.4.1"));
    let empty = Reason::VoteRefusedLogOlder {
        to: ServerId(1),
        their_term: 0,
        their_index: 0,
        our_term: 4,
        our_index: 17,
    };
    assert_eq!(
        empty.sentence(ServerId(3)),
        "S3 refuses its vote to S1: its own log ends in term 4 at 17, and that of S1 is empty."
    );
    let waits = Reason::CommitWaitsOldTerm {
        index: 2,
        entry_term: 2,
        term: 4,
    };
    assert_eq!(waits.section(), "§5.4.2");
    let own = Reason::VoteReceived {
        from: ServerId(1),
        votes: count(1, 2),
    };
    let wins = |votes| {
        let votes = count(votes, votes);
        let reason = Reason::ElectionWon { term: 2, votes };
        reason.sentence(ServerId(1))
    };
    assert!(wins(1).ends_with("with 1 vote of 1 needed."), "{}", wins(1));
    assert!(
        wins(3).ends_with("with 3 votes of 3 needed."),
        "{}",
        wins(3)
    );
    assert!(own.sentence(ServerId(1)).contains("its own vote"));
    assert!(!own.sentence(ServerId(2)).contains("its own vote"));
}

#[test]
fn what_is_counted_is_said_of_one_majority_or_of_both() {
    let simple = Configuration::simple(servers(&[1, 2, 3]));
    let joint = Configuration {
        voters: servers(&[1, 4, 5, 6, 7]),
        outgoing: servers(&[1, 2, 3]),
        ..Configuration::default()
    };
    let holders = servers(&[1, 2]);
    let said = |configuration: &Configuration| {
        let count = Count::of(configuration, holders);
        let reasons = [
            Reason::VoteReceived {
                from: ServerId(2),
                votes: count,
            },
            Reason::ElectionWon {
                term: 4,
                votes: count,
            },
            Reason::CommitAdvanced {
                from: 0,
                to: 6,
                holders,
                count,
            },
            Reason::CommitWaits {
                index: 6,
                holders,
                count,
            },
        ];
        reasons.map(|reason| reason.sentence(ServerId(1)))
    };
    assert_eq!(
        said(&simple),
        [
            "S1 has the vote of S2: 2 of 2 needed.",
            "S1 wins term 4 with 2 votes of 2 needed.",
            "S1 commits through entry 6: it is durable on S1, S2, a majority.",
            "S1 does not commit entry 6 yet: it is durable on S1, S2, and a majority is 2.",
        ]
    );
    assert_eq!(
        said(&joint),
        [
            "S1 has the vote of S2: 1 of 3 needed in C_new and 2 of 2 in C_old.",
            "S1 wins term 4 by both majorities: 1 of 3 needed in C_new and 2 of 2 in C_old.",
            "S1 commits through entry 6: it is durable on S1, S2, a majority of C_new and of C_old.",
            "S1 does not commit entry 6 yet: it is durable on S1, S2: 1 of 3 needed in C_new and 2 of 2 in C_old.",
        ]
    );
}

/// The names are what scripts and other programs say; the table gives one to each reason.
#[test]
fn every_reason_has_a_name_of_its_own() {
    for (place, name) in Reason::NAMES.iter().enumerate() {
        assert!(
            !Reason::NAMES[..place].contains(name),
            "{name} stands twice"
        );
        let of_a_name = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(name.chars().all(of_a_name), "{name}");
    }
}

#[test]
fn what_is_seldom_said_is_said_only_then() {
    let late = |request_term| Reason::StaleReply {
        from: ServerId(2),
        request_term,
        ours: 4,
    };
    let role_is_gone = |reason: Reason| reason.sentence(ServerId(1)).contains("its role");
    assert!(role_is_gone(late(4)));
    assert!(!role_is_gone(late(3)));
    let follows = |leader_commit| Reason::CommitFollowed {
        to: 5,
        leader_commit,
        last_new: 5,
    };
    let compared = |reason: Reason| reason.sentence(ServerId(1)).contains("compared");
    assert!(compared(follows(6)));
    assert!(!compared(follows(5)));
}

#[test]
fn messages_have_short_names() {
    let name = |message: Message| message.to_string();
    assert_eq!(name(request_vote(1, (0, 0))), "RequestVote");
    assert_eq!(name(vote(1, true)), "RequestVote reply ok");
    assert_eq!(name(vote(1, false)), "RequestVote reply refused");
    assert_eq!(name(append(1, (0, 0), &[], 0)), "AppendEntries, heartbeat");
    assert_eq!(name(append(1, (0, 0), &[1], 0)), "AppendEntries, 1 entry");
    assert_eq!(
        name(append(1, (0, 0), &[1, 1], 0)),
        "AppendEntries, 2 entries"
    );
    assert_eq!(
        name(refused(1, 1, None, 1, 0)),
        "AppendEntries reply refused"
    );
    assert_eq!(name(chunk(4, 9)), "InstallSnapshot, chunk 2 of 3");
    assert_eq!(name(chunk(0, 0)), "InstallSnapshot, chunk 1 of 1");
    assert_eq!(name(chunk_reply(false)), "InstallSnapshot reply ok");
    assert_eq!(name(chunk_reply(true)), "InstallSnapshot reply refused");
}

#[test]
fn messages_are_requests_or_replies() {
    for (request, reply) in [
        (request_vote(1, (0, 0)), vote(1, true)),
        (append(1, (0, 0), &[], 0), accepted(1, 1, 0)),
        (chunk(0, 9), chunk_reply(false)),
    ] {
        assert!(!request.is_reply() && reply.is_reply());
        assert!(!request.is_refusal() && !reply.is_refusal());
    }
}

#[test]
fn the_last_chunk_reaches_the_end_of_its_snapshot() {
    for (offset, total, is_last) in [(0, 9, false), (4, 9, false), (4, 8, true), (8, 9, true)] {
        let Message::InstallSnapshot(chunk) = chunk(offset, total) else {
            panic!("it is a chunk")
        };
        assert_eq!(chunk.is_last(), is_last, "at {offset} of {total}");
    }
}

/// A chunk of at most four bytes.
fn chunk(offset: u64, total: u64) -> Message {
    let bytes = (total - offset).min(4) as usize;
    Message::InstallSnapshot(InstallSnapshot {
        term: 1,
        snapshot: SnapshotId::default(),
        configuration: Configuration::default(),
        offset,
        data: vec![0; bytes].into(),
        total,
        chunk_size: 4,
    })
}

fn chunk_reply(stale: bool) -> Message {
    Message::InstallSnapshotReply(InstallSnapshotReply {
        term: 1,
        request_term: 1,
        snapshot: SnapshotId::default(),
        next_offset: 4,
        installed: false,
        stale,
    })
}

#[test]
fn impossible_settings_are_refused_with_a_sentence() {
    let refused = |change: fn(&mut Config)| {
        let mut config = Config::default();
        change(&mut config);
        config.checked().err().map(|error| error.to_string())
    };
    assert_eq!(refused(|_| ()), None);
    let wrong: [fn(&mut Config); 10] = [
        |config| config.heartbeat_interval = Duration::ZERO,
        |config| config.election_timeout_min = config.heartbeat_interval,
        |config| config.election_timeout_max = Duration::from_millis(149),
        |config| config.entries_per_append = 0,
        |config| config.appends_in_flight = 0,
        |config| config.appends_in_flight = 65,
        |config| config.chunk_size = 0,
        |config| config.chunks_in_flight = 0,
        |config| {
            (config.election_timeout_min, config.election_timeout_max) = (Duration(1), Duration(1))
        },
        |config| config.heartbeat_interval = Duration::from_millis(400),
    ];
    for (number, change) in wrong.into_iter().enumerate() {
        let sentence = refused(change).unwrap_or_else(|| panic!("setting {number} was taken"));
        assert!(sentence.ends_with('.'), "{sentence}");
    }
}

#[test]
fn what_is_just_possible_is_taken() {
    let tight = Config {
        heartbeat_interval: Duration(1),
        election_timeout_min: Duration(2),
        election_timeout_max: Duration(2),
        entries_per_append: 1,
        appends_in_flight: 64,
        chunk_size: 1,
        chunks_in_flight: 1,
        entries_kept: 0,
        ..Config::default()
    };
    assert_eq!(tight.checked(), Ok(tight));
}
