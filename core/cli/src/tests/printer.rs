//! Questions: where a reader can answer, the run stops. Pause points: it is said where it would.

use crate::output::Text;
use crate::printer::Printer;
use script::{Script, play};
use std::io::BufRead;

const ASKS: &str = "ask \"Who?\"\nshow time\nask \"When?\"\nask \"Why?\"\nshow time";

#[test]
fn a_question_waits_for_a_line_and_is_only_printed_when_there_are_no_more() {
    let answered = printed(ASKS, false, Some(Box::new(&b"S1\n\n"[..])));
    let expected = "? Who?\n  (Enter goes on) 0.0 ms, 0 events\n? When?\n  (Enter goes on) ? Why?\n  (Enter goes on) \n0.0 ms, 0 events\n";
    assert_eq!(answered, expected);
    let ended = printed(ASKS, false, Some(Box::new(&b""[..])));
    assert_eq!(ended.matches("Enter").count(), 1, "{ended}");
}

#[test]
fn a_question_without_a_reader_is_printed_and_a_quiet_run_asks_none() {
    let shown = "0.0 ms, 0 events\n";
    let alone = printed(ASKS, false, None);
    assert_eq!(alone, format!("? Who?\n{shown}? When?\n? Why?\n{shown}"));
    let quiet = printed(ASKS, true, Some(Box::new(&b"\n"[..])));
    assert_eq!(quiet, shown.repeat(2));
}

#[test]
fn a_run_goes_on_at_a_pause_point_and_says_so_at_its_place_in_the_story() {
    let script = "servers 3\nseed 7\npause when S1 stands\npause before leader is S1\nuntil leader\nshow time\n";
    let shown = printed(script, false, None);
    let place = |words: &str| {
        shown
            .find(words)
            .unwrap_or_else(|| panic!("{words}\n{shown}"))
    };
    let stands = place("|| paused when S1 stands\n");
    let before = place("|| paused before leader is S1\n");
    assert!(place("starts an election") < stands && stands < before);
    assert!(before < place("wins term 1"));
    assert!(!printed(script, true, None).contains("paused"));
}

fn printed(script: &str, is_quiet: bool, answers: Option<Box<dyn BufRead>>) -> String {
    let script = Script::parse(script).expect("no errors");
    let mut out = Vec::new();
    let mut printer = Printer::new(Text::new(&mut out), is_quiet).answered_by(answers);
    play(&script, None, &mut |observed| {
        printer.observe(&observed).expect("it can be written");
    })
    .expect("such a world");
    String::from_utf8(out).expect("text")
}
