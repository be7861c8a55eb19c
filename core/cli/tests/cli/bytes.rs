//! Traces of any bytes: an answer comes, and no panic.

use super::*;
use oorandom::Rand64;

/// How many inputs of each sort are tried: as many as `RAFTSCAPE_INPUTS` says, or few enough for an ordinary test.
fn inputs() -> u64 {
    let asked = std::env::var("RAFTSCAPE_INPUTS").ok();
    asked.map_or(3_000, |number| number.parse().expect("a number"))
}

#[test]
fn any_bytes_get_an_answer() {
    let mut rng = Rand64::new(1);
    for _ in 0..inputs() {
        let length = rng.rand_range(0..200);
        let bytes: Vec<u8> = (0..length).map(|_| rng.rand_range(0..256) as u8).collect();
        assert!(record::trace::check(&bytes[..]).is_err());
    }
}

#[test]
fn a_trace_that_was_changed_anywhere_gets_an_answer() {
    let lines = calm_trace();
    let (mut rng, mut taken) = (Rand64::new(2), 0);
    for _ in 0..inputs() {
        let mut text = excerpt(&lines, &mut rng);
        for _ in 0..1 + rng.rand_range(0..4) {
            change(&mut text, &mut rng);
        }
        taken += u64::from(record::trace::check(&text[..]).is_ok());
    }
    assert!(
        taken > inputs() / 50,
        "only {taken} of the changed traces could be read"
    );
}

#[test]
fn a_line_without_end_is_refused_and_not_kept() {
    let endless = std::io::BufReader::new(std::io::repeat(b' '));
    let error = record::trace::check(endless).unwrap_err();
    assert_eq!(error.to_string(), "line 1: is longer than 8388608 bytes");
}

/// The header, at one level or the other, and a few lines from anywhere, numbered as they come.
fn excerpt(lines: &[Value], rng: &mut Rand64) -> Vec<u8> {
    let mut header = lines[0].clone();
    if rng.rand_range(0..2) == 0 {
        header["level"] = "minimal".into();
    }
    let some = 1 + rng.rand_range(0..40) as usize;
    let first = 1 + rng.rand_range(0..(lines.len() - some) as u64) as usize;
    let mut text = format!("{header}\n");
    for (number, line) in lines[first..first + some].iter().enumerate() {
        let mut line = line.clone();
        line["event"] = number.into();
        line.as_object_mut().unwrap().remove("cause");
        text += &format!("{line}\n");
    }
    text.into_bytes()
}

/// Another digit, another byte, or a piece that is missing or stands there twice.
fn change(text: &mut Vec<u8>, rng: &mut Rand64) {
    let place = rng.rand_range(0..text.len() as u64) as usize;
    match rng.rand_range(0..6) {
        0 => text[place] = rng.rand_range(0..256) as u8,
        1 => drop(text.drain(place..text.len().min(place + rng.rand_range(0..20) as usize))),
        2 => {
            let piece = text[place..text.len().min(place + 30)].to_vec();
            text.splice(place..place, piece);
        }
        _ => {
            let digits = text[place..].iter().position(u8::is_ascii_digit);
            if let Some(digit) = digits {
                let number =
                    [0, 1, 9, 255, u64::MAX >> 11, u64::MAX][rng.rand_range(0..6) as usize];
                let place = place + digit;
                text.splice(place..=place, number.to_string().into_bytes());
            }
        }
    }
}
