//! Conditions over traces, as `check --expect` and `--reaches` judge them; and the examples of the page about traces.

use super::*;
use ::script::Condition;

const PAGE: &str = include_str!("../../../../docs/TRACE.md");

/// What the command prints about conditions on this trace, and its exit code.
fn judge(trace: &str, words: &[&str]) -> (Vec<String>, Option<i32>) {
    let words = [&["check", "-"], words].concat();
    let output = raftscape(&words, trace);
    let text = String::from_utf8(output.stdout).unwrap();
    let asked = ["reached", "NOT REACHED", "holds", "FAILS"];
    let checks: Vec<&str> = judged(trace)
        .map(|report| report.checks.iter().map(|check| check.name).collect())
        .unwrap_or_default();
    let lines = text.lines().filter(|line| {
        asked.iter().any(|word| line.starts_with(word))
            && !checks.iter().any(|name| line.ends_with(name))
    });
    (lines.map(str::to_owned).collect(), output.status.code())
}

/// The first event of a run at which each of these comes to hold, as the world itself has it, and the trace of the run.
fn run_of(conditions: &[&str]) -> (Vec<Option<u64>>, String) {
    let mut world = World::new(Settings::default(), 7).unwrap();
    let mut writer = Writer::new(Vec::new(), &world.trace_header()).unwrap();
    let parse = |text: &&str| Condition::parse(text, &Settings::default()).unwrap();
    let parsed: Vec<Condition> = conditions.iter().map(parse).collect();
    let mut held = vec![None; parsed.len()];
    let crash = 60;
    for number in 0..400 {
        let event = match number == crash {
            true => Some(world.apply(&Action::Server(ServerAction::Crash, leader(&world)))),
            false => world.step(),
        };
        let event = event.expect("the run goes on").clone();
        writer.event(&event).unwrap();
        for (condition, held) in parsed.iter().zip(&mut held) {
            if held.is_none() && condition.holds(&world, Some(&event)) {
                *held = Some(event.number);
            }
        }
    }
    (held, String::from_utf8(writer.into_inner()).unwrap())
}

#[test]
fn a_condition_is_reached_in_a_trace_at_the_event_at_which_it_was_in_the_run() {
    let conditions = [
        "leader",
        "S1 is candidate or S2 is candidate or S3 is candidate",
        "majority grants vote because vote-granted",
        "commit of majority >= 2",
        "S1 is down or S2 is down or S3 is down or S4 is down or S5 is down",
        "term of leader >= 2",
        "all grants vote because vote-granted",
        "in flight append >= 2",
        "op 1 of C1 ok",
        "logs agree",
        "arrives vote S1 -> S2",
        "lost messages",
        "S1 syncs",
        "followers changes term",
        "leader changes role",
    ];
    let (held, trace) = run_of(&conditions);
    let words: Vec<&str> = conditions.iter().flat_map(|it| ["--reaches", it]).collect();
    let (lines, code) = judge(&trace, &words);
    let said: Vec<String> = conditions
        .iter()
        .zip(&held)
        .map(|(condition, held)| match held {
            Some(event) => format!("reached     {condition}, at event {event}"),
            None => format!("NOT REACHED {condition}"),
        })
        .collect();
    assert_eq!(lines, said);
    let reached = held.iter().flatten().count();
    assert!(reached >= 8, "only {reached} are reached: {held:?}");
    assert_eq!(code, Some(i32::from(reached < conditions.len())));
}

#[test]
fn a_condition_at_the_end_is_judged_by_the_end() {
    let (_, trace) = run_of(&[]);
    let (lines, code) = judge(&trace, &["--expect", "leader", "--expect", "checks hold"]);
    assert_eq!((lines.len(), code), (2, Some(0)), "{lines:?}");
    let (lines, code) = judge(&trace, &["--expect", "all is up", "--expect", "leader"]);
    assert_eq!(lines, ["FAILS       all is up", "holds       leader"]);
    assert_eq!(code, Some(1));
}

#[test]
fn what_a_trace_does_not_say_holds_of_nothing() {
    let trace = concat!(
        r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"x","servers":["a","b"]}"#,
        "\n",
        r#"{"time":1,"server":"a","after":{"term":2,"commit":3}}"#,
        "\n",
    );
    for (condition, holds) in [
        ("term of S1 = 2", true),
        ("commit of S1 = 3", true),
        ("commit of S2 = 0", false),
        ("last of S1 = 0", false),
        ("last of S1 >= 0", false),
        ("logs agree", false),
        ("checks hold", false),
        ("check election-safety holds", true),
        ("applied of S1 = 0", false),
        ("durable of S1 = 0", false),
        ("snapshot of S1 = 0", false),
        ("S1 is follower", false),
        ("term of S2 = 0", false),
        ("not term of S2 = 0", true),
    ] {
        let (lines, code) = judge(trace, &["--expect", condition]);
        let word = if holds { "holds      " } else { "FAILS      " };
        assert_eq!(lines, [format!("{word} {condition}")]);
        assert_eq!(code, Some(i32::from(!holds)));
    }
}

#[test]
fn a_condition_about_who_is_not_there_is_refused_before_anything_is_read() {
    let (_, trace) = run_of(&[]);
    let output = raftscape(&["check", "-", "--expect", "term of S9 = 1"], &trace);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    let begins = "raftscape: `term of S9 = 1` is no condition: ";
    assert!(said.starts_with(begins), "{said}");
    assert!(output.stdout.is_empty());
    let nameless = trace.replace(r#""servers":5,"#, "");
    let output = raftscape(&["check", "-", "--expect", "leader"], &nameless);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("the header of the trace has no `servers`"),
        "{said}"
    );
}

#[test]
fn the_traces_that_the_page_shows_are_traces() {
    let blocks: Vec<&str> = PAGE
        .split("```trace\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap())
        .collect();
    assert!(blocks.len() >= 2);
    for block in blocks {
        let report = judged(block).unwrap_or_else(|error| panic!("{error} in {block}"));
        assert_eq!(report.broken().count(), 0, "{block}");
        assert!(report.events > 1);
    }
}

#[test]
fn the_line_of_the_program_and_its_names_of_servers_are_shown() {
    let trace = concat!(
        r#"{"format":"raft-trace","version":1,"level":"minimal","engine":"x","servers":["a","8e9e"]}"#,
        "\n",
        r#"{"time":1,"server":"a","after":{"term":1,"role":"leader"},"source":{"line":7,"text":"a leads"}}"#,
        "\n",
        r#"{"time":2,"server":"8e9e","after":{"term":1,"role":"leader"},"source":{"line":9,"text":"8e9e leads"}}"#,
        "\n",
    );
    let output = raftscape(&["check", "-"], trace);
    let text = String::from_utf8(output.stdout).unwrap();
    let shown = concat!(
        "BROKEN      Election Safety, by event 1: S2 became leader of term 1, which S1 leads since event 0.\n",
        "            line 9 of the original: 8e9e leads\n",
    );
    assert!(text.contains(shown), "{text}");
    assert!(text.contains("S1 is `a`, S2 is `8e9e`.\n"), "{text}");
    let output = raftscape(&["check", "--json", "-"], trace);
    let text = String::from_utf8(output.stdout).unwrap();
    let broken = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let broken: Vec<Value> = broken.filter(|line| line["verdict"] == "broken").collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0]["line"], 3);
    assert_eq!(
        broken[0]["source"],
        serde_json::json!({"line": 9, "text": "8e9e leads"})
    );
}
