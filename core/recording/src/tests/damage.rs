//! Bytes of any kind get an answer: no panic, no room for what is not there, and what can be read is played to an end.

use super::choices::Choices;
use super::generate::{many, recording, tape};
use super::*;
use crate::version_1::{checksum, read};
use crate::{MAGIC, RecordingError};
use proptest::prelude::any;
use proptest::{collection, proptest};

/// How many inputs of each sort are tried: as many as `RAFTSCAPE_INPUTS` says, or few enough for an ordinary test.
fn inputs() -> u64 {
    let asked = std::env::var("RAFTSCAPE_INPUTS").ok();
    asked.map_or(3_000, |number| number.parse().expect("a number"))
}

proptest! {
    #![proptest_config(many(2_000))]
    #[test]
    fn any_text_gets_an_answer(text: String) {
        assert!(Recording::from_text(&text).is_err());
        assert!(Recording::from_text(&format!("#run={text}")).is_err());
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = read(&sealed(&bytes));
        let _ = Recording::from_file(&[MAGIC, &bytes].concat());
    }

    #[test]
    fn a_recording_that_is_cut_off_anywhere_is_not_read(tape in tape(), place: usize) {
        let file = recording(&mut Choices::from(tape)).to_file().unwrap();
        let bytes = &file[MAGIC.len()..];
        let cut = &bytes[..place % bytes.len()];
        assert_eq!(read(cut), Err(RecordingError::CutOff));
    }

    #[test]
    fn a_byte_that_was_changed_is_noticed(tape in tape(), place: usize, by in 1..=255_u8) {
        let mut file = recording(&mut Choices::from(tape)).to_file().unwrap();
        let place = MAGIC.len() + place % (file.len() - MAGIC.len());
        file[place] ^= by;
        assert!(Recording::from_file(&file).is_err());
    }
}

/// A body that looks whole.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut out = crate::bytes::Writer::default();
    out.byte(1);
    out.count(body.len());
    out.0.extend(body);
    let checksum = checksum(&out.0);
    out.0.extend(checksum);
    out.0
}

/// The bytes between the length and the checksum.
fn body(recording: &Recording) -> Vec<u8> {
    let file = recording.to_file().unwrap();
    let mut rest = crate::bytes::Reader(&file[MAGIC.len() + 1..file.len() - 4]);
    let length: usize = rest.narrow().unwrap();
    assert_eq!(rest.0.len(), length);
    rest.0.to_vec()
}

#[test]
fn a_recording_that_was_forged_anywhere_gets_an_answer_and_is_played_to_an_end() {
    let mut choices = Choices::seeded(1);
    let runs: Vec<_> = (0..8).map(|seed| body(&recorded(&acted(seed)))).collect();
    let mut taken = 0;
    for number in 0..inputs() {
        let mut bytes = match number % 4 {
            0 => body(&recording(&mut choices)),
            _ => choices.one_of(&runs),
        };
        for _ in 0..1 + choices.below(3) {
            change(&mut bytes, &mut choices);
        }
        let Ok(read) = read(&sealed(&bytes)) else {
            continue;
        };
        taken += 1;
        // What was read can be written, and is the same then.
        let file = read.to_file().unwrap();
        assert_eq!(Recording::from_file(&file).as_ref(), Ok(&read));
        play_some(read);
    }
    println!("{taken} of {} were read", inputs());
    assert!(taken > inputs() / 50, "only {taken} were read");
}

#[test]
fn what_stands_behind_the_end_is_noticed() {
    let mut bytes = body(&recorded(&settled(100)));
    assert!(read(&sealed(&bytes)).is_ok());
    bytes.push(0);
    assert_eq!(read(&sealed(&bytes)), Err(RecordingError::Damaged));
}

/// A short run in which much is done, two branches of it.
fn acted(seed: u64) -> Run {
    let mut choices = Choices::seeded(seed);
    let mut run = run(Settings::default(), seed);
    for _ in 0..12 {
        let until = run.position().time.0 + choices.below(150_000);
        run.advance(Time(until));
        run.act(&super::generate::action(&mut choices));
    }
    run.seek_events(run.head().events / 2);
    run.act(&super::generate::action(&mut choices));
    run.advance(Time(2_000_000));
    run
}

/// Plays the beginning: a forged run may be as long as the limits allow.
fn play_some(recording: Recording) {
    let mut replay = Replay::new(recording, ()).expect("settings that were checked");
    for _ in 0..100 {
        if replay.go_on(30) == Progress::Done {
            return;
        }
    }
}

/// Another byte, a large number, or a piece that is missing or stands there twice.
fn change(bytes: &mut Vec<u8>, choices: &mut Choices) {
    let place = choices.below(bytes.len() as u64) as usize;
    let some = bytes.len().min(place + 1 + choices.below(12) as usize);
    match choices.below(6) {
        0 => drop(bytes.drain(place..some)),
        1 => {
            let piece = bytes[place..some].to_vec();
            bytes.splice(place..place, piece);
        }
        2 => {
            let digits = 1 + choices.below(10) as usize;
            bytes.splice(place..some, [vec![0xff; digits], vec![1]].concat());
        }
        3 => bytes[place] = bytes[place].wrapping_add(1),
        _ => bytes[place] = choices.below(256) as u8,
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}
