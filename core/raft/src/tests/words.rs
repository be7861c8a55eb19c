//! What a reader is shown: sentences of reasons, kinds of messages, refused settings.

use super::lone::*;
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
    assert_eq!(refused.section(), "§5.4.1");
    let waits = Reason::CommitWaitsOldTerm {
        index: 2,
        entry_term: 2,
        term: 4,
    };
    assert_eq!(waits.section(), "§5.4.2");
    let own = Reason::VoteReceived {
        from: ServerId(1),
        votes: 1,
        needed: 2,
    };
    assert!(own.sentence(ServerId(1)).contains("its own vote"));
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
