//! What is no recording, or says what cannot be, gets a sentence.

use super::generate::every;
use super::*;
use crate::version_1::checksum;
use crate::{LONGEST, LONGEST_LINK, MAGIC, MOST_BRANCHES, MOST_FILE_BYTES, RecordingError, Step};
use raft::{Duration, ServerId};
use record::{ClientId, MessageName, Operation};
use sim::Dial;
use sim::world::Position;

fn example() -> Recording {
    let mut run = settled(200);
    run.act(&Action::AlignTimers);
    run.advance(Time(500_000));
    recorded(&run)
}

fn refused(text: &str) -> String {
    Recording::from_text(text).unwrap_err().to_string()
}

#[test]
fn a_text_that_is_something_else_is_no_link() {
    let sentence = "This is no link to a run of Raftscape: such a link has `#run=` in it, and letters and digits behind that.";
    for text in ["", " ", "AA", "until leader", "index.html#top", "AAAA????"] {
        assert_eq!(refused(text), sentence, "{text:?}");
    }
}

#[test]
fn a_file_that_is_something_else_is_no_recording() {
    for bytes in [&b""[..], b"until leader", b"RAFTSCAPE"] {
        let error = Recording::from_file(bytes).unwrap_err();
        assert_eq!(error.to_string(), "This is no recording of Raftscape.");
    }
}

#[test]
fn a_link_that_is_cut_off_says_so_wherever_that_was() {
    let text = example().to_text().unwrap();
    let sentence = "The recording is cut off: its end is missing. Please copy all of it.";
    for length in 2..text.len() {
        assert_eq!(refused(&text[..length]), sentence, "{length}");
    }
    assert_eq!(refused("#run="), sentence);
    let file = example().to_file().unwrap();
    for length in MAGIC.len()..file.len() {
        let error = Recording::from_file(&file[..length]).unwrap_err();
        assert_eq!(error, RecordingError::CutOff, "{length}");
    }
}

#[test]
fn a_link_in_which_a_letter_was_changed_is_damaged() {
    let text = example().to_text().unwrap();
    let sentence = "The recording is damaged: something in it was changed.";
    let place = text.len() / 2;
    let other = if &text[place..=place] == "A" {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &text[..place], &text[place + 1..]);
    assert_eq!(refused(&changed), sentence);
    assert_eq!(
        refused(&format!("#run={}?{}", &text[..place], &text[place..])),
        sentence
    );
    assert_eq!(refused(&format!("{text}AAAA")), sentence);
}

#[test]
fn a_recording_of_a_later_version_says_which() {
    let mut file = example().to_file().unwrap();
    file[MAGIC.len()] = 2;
    assert_eq!(
        Recording::from_file(&file).unwrap_err().to_string(),
        "The recording was made by a later version of Raftscape: it is of form 2, and this version reads form 1."
    );
}

#[test]
fn what_is_too_large_says_how_large_it_is_and_may_be() {
    let text = "A".repeat(LONGEST_LINK + 1);
    assert_eq!(
        refused(&text),
        "The recording is too large: it has 65537 characters, and may have 65536."
    );
    let bytes = vec![0; MOST_FILE_BYTES + 1];
    assert_eq!(
        Recording::from_file(&bytes).unwrap_err().to_string(),
        "The recording is too large: it has 8388609 bytes, and may have 8388608."
    );
    let mut recording = every();
    let steps = &mut recording.branches[0].steps;
    while steps.len() < 10_000 {
        let mut next = steps[steps.len() - 1].clone();
        next.at.events += 1;
        steps.push(next);
    }
    recording.branches[0].head = recording.branches[0].steps[9_999].at;
    recording.branches[0].head.events += 1;
    recording.branches[0].marks.clear();
    let error = recording.to_text().unwrap_err();
    assert!(
        matches!(error, RecordingError::TooLarge { is: 65_537.., .. }),
        "{error}"
    );
    let file = recording.to_file().unwrap();
    assert_eq!(Recording::from_file(&file).as_ref(), Ok(&recording));
}

/// Changes the example into one that cannot be, and gives what is said.
fn impossible(change: impl FnOnce(&mut Recording)) -> String {
    let mut recording = example();
    change(&mut recording);
    let sentence = recording.to_text().unwrap_err().to_string();
    let why = sentence.strip_prefix("The recording says what cannot be: ");
    why.expect("it cannot be").to_owned()
}

fn impossible_action(action: Action) -> String {
    impossible(|recording| recording.branches[0].steps[0].action = action)
}

#[test]
fn servers_clients_dials_times_and_keys_that_there_are_not_are_refused() {
    let s10 = ServerId(10);
    let no_server = "there is no S10: servers are S1 to S9.";
    let name = MessageName {
        to: s10,
        ..NO_MESSAGE
    };
    let get = || Operation::parse("get x").unwrap();
    for action in [
        Action::Server(ServerAction::Crash, s10),
        Action::Message(MessageAction::Drop, name),
        Action::GiveLog(s10, Vec::new(), 1),
        Action::OverrideDisk(s10, None),
        Action::SnapshotAt(s10, 1),
        Action::EraseLog(s10, 1),
        Action::Cut(ServerId(1), s10),
        Action::CutBoth(s10, ServerId(1)),
        Action::Heal(s10, ServerId(1)),
        Action::HealLink(ServerId(1), s10),
        Action::Partition(vec![[s10].into_iter().collect()]),
        Action::SubmitAt(None, get(), s10),
    ] {
        assert_eq!(impossible_action(action), no_server);
    }
    for action in [
        Action::Advance(ClientId(0)),
        Action::Submit(Some(ClientId(0)), get()),
    ] {
        assert_eq!(
            impossible_action(action),
            "there is no C0: clients are C1 to C9."
        );
    }
    assert_eq!(
        impossible_action(Action::Set(Dial::Loss, 1_001)),
        "“Loss” goes from 0% to 100%."
    );
    let too_long = "a time is longer than 86400000.0 ms.";
    let delay = MessageAction::Delay(LONGEST + Duration(1));
    assert_eq!(
        impossible_action(Action::Message(delay, NO_MESSAGE)),
        too_long
    );
    let latency = Some((Duration(1), LONGEST + Duration(1)));
    assert_eq!(
        impossible_action(Action::OverrideDisk(ServerId(1), latency)),
        too_long
    );
    let key = "a key".into();
    assert_eq!(
        impossible_action(Action::Submit(None, Operation::Get { key })),
        "the key of an operation is none."
    );
    assert_eq!(
        impossible_action(Action::GiveLog(ServerId(1), vec![1, u64::MAX], 1)),
        "the term of a log is at most 9007199254740992."
    );
    assert_eq!(
        impossible_action(Action::GiveLog(ServerId(1), vec![1; 2_001], 1)),
        "it has 2001 entries in a log, and may have 2000."
    );
}

#[test]
fn positions_that_go_backwards_are_refused() {
    let backwards = "a position goes backwards.";
    let again = |recording: &mut Recording| {
        let step = recording.branches[0].steps[0].clone();
        recording.branches[0].steps.push(step);
    };
    // The action before is an event, which lies between.
    assert_eq!(impossible(again), backwards);
    assert_eq!(
        impossible(|it| it.branches[0].head.time = Time(100_000)),
        backwards
    );
    assert_eq!(
        impossible(|it| it.branches[0].marks = vec![(Position::default(), "x".repeat(2_001))]),
        "a text in it is longer than 2000 characters."
    );
    let late = Position {
        time: Time(600_000),
        events: 0,
    };
    assert_eq!(
        impossible(|it| it.branches[0].marks = vec![(late, String::new())]),
        backwards
    );
}

#[test]
fn branches_and_moments_that_there_are_not_are_refused() {
    let another = |recording: &mut Recording, from: usize, events: u64| {
        let at = Position {
            events,
            ..Position::default()
        };
        recording.branches.push(crate::Branch {
            left: Some(crate::Fork { from, at }),
            head: at,
            ..crate::Branch::default()
        });
    };
    assert_eq!(
        impossible(|it| another(it, 1, 0)),
        "a branch leaves one that does not come before it."
    );
    let end = example().branches[0].head.events;
    assert_eq!(
        impossible(|it| another(it, 0, end + 1)),
        "a branch leaves another one behind its end."
    );
    assert_eq!(
        impossible(|it| it.branches.push(crate::Branch::default())),
        "a branch but the first has left no other."
    );
    assert_eq!(
        impossible(|it| it.here = 1),
        "there is no such branch as the one that is shown."
    );
    assert_eq!(
        impossible(|it| it.at.events += 1),
        "the moment that is shown lies behind the end of its branch."
    );
    assert_eq!(
        impossible(|it| (0..MOST_BRANCHES).for_each(|_| another(it, 0, 0))),
        "it has 1001 branches, and may have 1000."
    );
}

#[test]
fn runs_that_are_too_long_are_refused() {
    assert_eq!(
        impossible(|it| it.branches[0].head.events = 20_000_001),
        "it has 20000001 events, and may have 20000000."
    );
    let long = Time(LONGEST.0 + 1);
    assert_eq!(
        impossible(|it| it.branches[0].head.time = long),
        "a run lasts at most 86400000.0 ms."
    );
    let many = |recording: &mut Recording| {
        let branch = &mut recording.branches[0];
        let Step { at, .. } = branch.steps[0];
        let step = |events| Step {
            at: Position { events, ..at },
            action: Action::AlignTimers,
            fingerprint: 0,
        };
        branch.steps = (0..100_001).map(step).collect();
        branch.head.events = 100_001;
    };
    assert_eq!(
        impossible(many),
        "it has 100001 actions, and may have 100000."
    );
}

#[test]
fn settings_that_no_world_can_have_are_refused() {
    assert_eq!(
        impossible(|it| it.settings.servers = 0),
        "A cluster has 1 to 9 servers, not 0."
    );
    assert_eq!(
        impossible(|it| it.settings.clients = 10),
        "A cluster has at most 9 clients, not 10."
    );
}

/// The file of the example, with bytes exchanged and the checksum made right again.
fn forged(from: &[u8], to: &[u8]) -> String {
    let file = example().to_file().unwrap();
    let bytes = &file[MAGIC.len()..file.len() - 4];
    let place = bytes.windows(from.len()).position(|bytes| bytes == from);
    let place = place.expect("these bytes");
    let mut bytes = [&bytes[..place], to, &bytes[place + from.len()..]].concat();
    // No length of more than a byte changes here.
    bytes[1] = u8::try_from(usize::from(bytes[1]) + to.len() - from.len()).unwrap();
    let checksum = checksum(&bytes);
    let file = [MAGIC, &bytes, &checksum].concat();
    Recording::from_file(&file).unwrap_err().to_string()
}

#[test]
fn numbers_of_the_form_that_there_are_not_are_refused() {
    // Five servers and a client, two flags, no unusual dial, the seed, one branch that has left no other and has no name, an action.
    let settings = [0x51, 3, 0, 7, 1, 0, 0, 1];
    let with = |bytes: &[u8]| forged(&settings, bytes);
    let said = |why: &str| format!("The recording says what cannot be: {why}");
    assert_eq!(
        with(&[0x51, 3, 1, 99, 0, 7, 1, 0, 0, 1]),
        said("a dial is unknown.")
    );
    assert_eq!(
        with(&[0x51, 3, 1, 15, 2, 7, 1, 0, 0, 1]),
        said("“No-op on election” is out of its range.")
    );
    assert_eq!(
        with(&[0x51, 3, 1, 8, 0xc1, 0x3e, 7, 1, 0, 0, 1]),
        said("the shortest of something is longer than the longest.")
    );
    let action = crate::numbers::ALIGN_TIMERS;
    let place = example().branches[0].steps[0].fingerprint.to_le_bytes();
    let with = |bytes: &[u8]| forged(&[action, place[0], place[1]], &[bytes, &place].concat());
    for (bytes, why) in [
        (&[99][..], "an action is unknown."),
        (&[51, 9], "what it holds is unknown."),
        (&[57, 1, 1], "there is no S0."),
        (&[59, 0, 9, 1, 120], "an operation is unknown."),
        (
            &[62, 3, 0, 0],
            "messages of unknown kinds differ from the others.",
        ),
        (&[62, 1, 0, 9], "a link differs in an unknown way."),
        (
            &[50, 1, 2, 0],
            "a disk loses nothing, and nothing of it comes late.",
        ),
        (&[32, 0x12, 9, 1, 1, 0], "a message is of an unknown kind."),
    ] {
        assert_eq!(with(bytes), said(why));
    }
}
