//! Questions: where somebody can answer, the play stops.

use crate::teller::Teller;
use sim::script::{Script, play};
use std::io::BufRead;

const ASKS: &str = "ask \"Who?\"\nshow time\nask \"When?\"\nask \"Why?\"\nshow time";

#[test]
fn a_question_waits_for_a_line_and_is_only_told_when_there_are_no_more() {
    let answered = told(false, Some(Box::new(&b"S1\n\n"[..])));
    let expected = "? Who?\n  (Enter goes on) 0.0 ms, 0 events\n? When?\n  (Enter goes on) ? Why?\n  (Enter goes on) \n0.0 ms, 0 events\n";
    assert_eq!(answered, expected);
    let ended = told(false, Some(Box::new(&b""[..])));
    assert_eq!(ended.matches("Enter").count(), 1, "{ended}");
}

#[test]
fn a_question_without_anybody_to_answer_is_told_and_a_quiet_play_asks_none() {
    let shown = "0.0 ms, 0 events\n";
    let alone = told(false, None);
    assert_eq!(alone, format!("? Who?\n{shown}? When?\n? Why?\n{shown}"));
    let quiet = told(true, Some(Box::new(&b"\n"[..])));
    assert_eq!(quiet, shown.repeat(2));
}

fn told(is_quiet: bool, answers: Option<Box<dyn BufRead>>) -> String {
    let script = Script::parse(ASKS).expect("no mistakes");
    let mut out = Vec::new();
    let mut teller = Teller::new(&mut out, is_quiet).answered_by(answers);
    play(&script, None, &mut |heard| {
        teller.hear(&heard).expect("it can be written");
    })
    .expect("such a world");
    String::from_utf8(out).expect("text")
}
