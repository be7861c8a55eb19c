//! Histories of clients: verdicts that agree with another implementation's, and what is said of the bad ones.

use super::happened;
use crate::{
    Checks, ClientCommand, ClientId, EventKind, Operation, OperationEnd, Outcome, Serial,
    content_hash,
};
use raft::Payload;
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};

/// How many generated histories are compared.
const HISTORIES: u64 = 20_000;

#[test]
fn verdicts_on_generated_histories_agree_with_another_implementation() {
    let (mut good, mut bad) = (0, 0);
    for seed in 0..HISTORIES {
        let history = generated(seed);
        let theirs = their_verdict(&history);
        assert_eq!(
            our_verdict(&history).is_none(),
            theirs,
            "seed {seed}: {history:?}"
        );
        *(if theirs { &mut good } else { &mut bad }) += 1;
    }
    assert!(
        good > HISTORIES / 4 && bad > HISTORIES / 4,
        "{good} good, {bad} bad"
    );
}

#[test]
fn the_part_that_is_named_is_bad_by_itself_and_smaller_than_the_whole() {
    let (mut operations, mut named) = (0, 0);
    for seed in 0..2_000 {
        let history = generated(seed);
        if let Some(sentence) = our_verdict(&history) {
            operations += history
                .iter()
                .filter(|moment| matches!(moment, Call(..)))
                .count();
            named += sentence.matches("that gave").count();
            assert!(sentence.contains("that gave"), "seed {seed}: {sentence}");
        }
    }
    assert!(
        named * 2 < operations,
        "{named} of {operations} operations are named"
    );
}

#[test]
fn a_stale_read() {
    said(
        "1 set x 1 = 1, 1 set x 2 = 2, 2 get x = 1, 1 set x 3 = 3",
        "No order explains C1's `set x 2` that gave 2 (events 2 to 3), C2's `get x` that gave 1 (events 4 to 5).",
    );
}

#[test]
fn an_operation_that_ran_twice() {
    said(
        "1 add n 1 = 1, 1 add n 1 = 3",
        "No order explains C1's `add n 1` that gave 1 (events 0 to 1), C1's `add n 1` that gave 3 (events 2 to 3).",
    );
}

#[test]
fn a_reply_before_commit_is_a_lost_write() {
    said(
        "1 set x 1 = 1, 2 get x = -, 2 set x 4 = 4",
        "No order explains C1's `set x 1` that gave 1 (events 0 to 1), C2's `get x` that gave nothing (events 2 to 3).",
    );
}

#[test]
fn a_value_that_no_client_wrote() {
    said(
        "1 get x = 7",
        "No order explains C1's `get x` that gave 7 (events 0 to 1).",
    );
}

#[test]
fn a_sum_that_is_nothing() {
    said(
        "1 set x 1 = 1, 2 add x 1 = -",
        "No order explains C2's `add x 1` that gave nothing (events 2 to 3).",
    );
}

#[test]
fn reads_that_see_two_writes_in_different_orders() {
    let history = [
        Call(1, 1, "set x 1"),
        Call(2, 1, "set x 2"),
        Call(3, 1, "get x"),
        Return(3, 1, Some(1)),
        Call(3, 2, "get x"),
        Return(3, 2, Some(2)),
        Call(3, 3, "get x"),
        Return(3, 3, Some(1)),
        Return(1, 1, Some(1)),
        Return(2, 1, Some(2)),
    ];
    assert_eq!(
        our_verdict(&history).as_deref(),
        Some(
            "No order explains C3's `get x` that gave 1 (events 2 to 3), C3's `get x` that gave 2 (events 4 to 5), C3's `get x` that gave 1 (events 6 to 7)."
        )
    );
}

#[test]
fn what_failed_had_no_effect_and_what_is_unknown_may_have() {
    let read = [Call(2, 1, "get x"), Return(2, 1, Some(1))];
    let written = |end: Moment| [vec![Call(1, 1, "set x 1"), end], read.to_vec()].concat();
    assert!(our_verdict(&written(Fail(1, 1))).is_some());
    assert!(our_verdict(&written(Lose(1, 1))).is_none());
    let late = [
        vec![
            Call(1, 1, "set x 1"),
            Lose(1, 1),
            Call(3, 1, "get x"),
            Return(3, 1, None),
        ],
        read.to_vec(),
    ]
    .concat();
    assert!(our_verdict(&late).is_none());
}

#[test]
fn keys_are_judged_apart() {
    said(
        "1 set x 1 = 1, 1 set y 2 = 2, 1 get x = 1, 1 get y = 1",
        "No order explains C1's `set y 2` that gave 2 (events 2 to 3), C1's `get y` that gave 1 (events 6 to 7).",
    );
}

#[test]
fn a_return_is_judged_when_all_that_was_under_way_has_ended() {
    let mut checks = Checks::new();
    let history = [
        Call(3, 1, "add x 1"),
        Call(1, 1, "set x 1"),
        Return(1, 1, Some(1)),
        Call(2, 1, "get x"),
        Return(2, 1, None),
    ];
    assert_eq!(observe(&mut checks, &history), None);
    assert!(!is_undecided(&checks));
    let mut other = checks.clone();
    let number = history.len() as u64;
    assert!(end(&mut checks, number, (3, 1), OperationEnd::Ok(Some(1))).is_some());
    assert!(!other.finish(number).is_empty());
}

#[test]
fn reads_without_an_answer_and_what_failed_are_forgotten() {
    let mut checks = Checks::new();
    let lost = (1..200).flat_map(|serial| [Call(1, serial, "get x"), Lose(1, serial)]);
    let failed = (1..200).flat_map(|serial| [Call(2, serial, "set x 1"), Fail(2, serial)]);
    let read = [Call(3, 1, "get x"), Return(3, 1, Some(1))];
    let history: Vec<Moment> = lost.chain(failed).chain(read).collect();
    assert_eq!(
        observe(&mut checks, &history).as_deref(),
        Some("No order explains C3's `get x` that gave 1 (events 796 to 797).")
    );
}

#[test]
fn many_writes_at_once_are_judged() {
    let calls = (1..=60).map(|serial| {
        Call(
            1,
            serial,
            ["set x 1", "add x 1", "set x 2", "add x 5"][serial as usize % 4],
        )
    });
    let mut value = 0;
    let returns = (1..=60).map(|serial| {
        value = [1, value + 1, 2, value + 5][serial as usize % 4];
        Return(1, serial, Some(value))
    });
    let mut history: Vec<Moment> = calls.chain(returns).collect();
    assert_eq!(our_verdict(&history), None);
    for (serial, answer) in [(1, value), (2, 99)] {
        history.push(Call(2, serial, "get x"));
        history.push(Return(2, serial, Some(answer)));
    }
    assert!(our_verdict(&history).is_some());
}

#[test]
fn what_would_take_too_long_is_undecided() {
    let mut checks = Checks::new();
    let lost = (1..40).flat_map(|serial| {
        [
            Call(1, serial, AMOUNTS[serial as usize % 8]),
            Lose(1, serial),
        ]
    });
    let read = [Call(2, 1, "get x"), Return(2, 1, Some(1_000_000))];
    assert_eq!(
        observe(&mut checks, &lost.chain(read).collect::<Vec<_>>()),
        None
    );
    assert!(is_undecided(&checks));
}

#[test]
fn more_operations_at_once_than_can_be_told_apart_are_undecided() {
    let mut checks = Checks::new();
    let lost = |serial| [Call(1, serial, "set x 1"), Lose(1, serial)];
    let read = [Call(2, 1, "get x"), Return(2, 1, Some(7))];
    let history: Vec<Moment> = (1..=129).flat_map(lost).chain(read).collect();
    assert_eq!(observe(&mut checks, &history), None);
    assert!(is_undecided(&checks));
    // With one fewer there is a bit for each, and none wrote what was read.
    assert!(our_verdict(&history[4..]).is_some());
}

#[test]
fn what_the_search_cannot_decide_the_order_of_the_log_does() {
    let answers = [1_000_000, -5];
    for answer in answers {
        let mut checks = Checks::new();
        let mut history = Vec::new();
        for serial in 1..40 {
            let text = AMOUNTS[serial as usize % 8];
            history.extend([Call(1, serial, text), Lose(1, serial)]);
            history.push(Apply(serial, 1, serial, text));
        }
        history.extend([
            Call(2, 1, "set x 1000000"),
            Apply(40, 2, 1, "set x 1000000"),
        ]);
        history.extend([Call(2, 2, "get x"), Apply(41, 2, 2, "get x")]);
        history.extend([Return(2, 2, Some(answer)), Return(2, 1, Some(1_000_000))]);
        assert_eq!(observe(&mut checks, &history), None);
        checks.finish(history.len() as u64);
        let explains = answer == 1_000_000;
        assert_eq!(is_undecided(&checks), !explains, "{answer}");
    }
}

#[test]
fn an_order_of_the_log_that_does_not_explain_is_no_violation_by_itself() {
    // The machine is said to have applied the commands in an order that no client can have seen, but another explains.
    let history = [
        Call(1, 1, "set x 1"),
        Call(2, 1, "set x 2"),
        Apply(1, 2, 1, "set x 2"),
        Apply(2, 1, 1, "set x 1"),
        Return(1, 1, Some(1)),
        Return(2, 1, Some(2)),
        Call(3, 1, "get x"),
        Apply(3, 3, 1, "get x"),
        Return(3, 1, Some(2)),
    ];
    let mut checks = Checks::new();
    assert_eq!(observe(&mut checks, &history), None);
    assert!(checks.finish(history.len() as u64).is_empty());
    assert!(!is_undecided(&checks));
}

#[test]
fn a_violation_behind_what_is_undecided_is_found() {
    let mut checks = Checks::new();
    let lost = (1..40).flat_map(|serial| {
        let text = AMOUNTS[serial as usize % 8];
        [Call(1, serial, text), Lose(1, serial)]
    });
    let mut history: Vec<Moment> = lost.collect();
    history.extend([Call(2, 1, "get x"), Return(2, 1, Some(1_000_000))]);
    history.extend([Call(2, 2, "add x 1"), Return(2, 2, None)]);
    let sentence = observe(&mut checks, &history).unwrap();
    assert!(sentence.starts_with("No order explains"), "{sentence}");
}

#[test]
fn the_order_of_the_log_is_that_in_which_entries_were_first_applied() {
    let many = (1..=129).flat_map(|serial| [Call(1, serial, "set x 1"), Lose(1, serial)]);
    let too_many = Vec::from_iter(many);
    let cases: [(&str, &[Moment], bool); 6] = [
        (
            "applied again, by another server",
            &[
                Call(2, 1, "add x 1"),
                Apply(1, 2, 1, "add x 1"),
                Apply(1, 2, 1, "add x 1"),
                Return(2, 1, Some(1)),
            ],
            true,
        ),
        (
            "a retry, which the session recognised",
            &[
                Call(2, 1, "add x 1"),
                Apply(1, 2, 1, "add x 1"),
                Apply(2, 2, 1, "add x 1"),
                Return(2, 1, Some(1)),
            ],
            true,
        ),
        (
            "answered and not applied",
            &[Call(2, 1, "add x 1"), Return(2, 1, Some(1))],
            false,
        ),
        (
            "applied and failed",
            &[Call(2, 1, "add x 1"), Apply(1, 2, 1, "add x 1"), Fail(2, 1)],
            false,
        ),
        (
            "failed and then applied",
            &[
                Call(2, 1, "add x 1"),
                Fail(2, 1),
                Apply(1, 2, 1, "add x 1"),
                Call(2, 2, "get x"),
                Apply(2, 2, 2, "get x"),
                Return(2, 2, Some(1)),
            ],
            false,
        ),
        (
            "unknown and then applied",
            &[
                Call(2, 1, "add x 1"),
                Lose(2, 1),
                Apply(1, 2, 1, "add x 1"),
                Call(2, 2, "get x"),
                Apply(2, 2, 2, "get x"),
                Return(2, 2, Some(1)),
            ],
            true,
        ),
    ];
    for (case, history, explains) in cases {
        let mut checks = Checks::new();
        let history = [&too_many, history].concat();
        assert_eq!(observe(&mut checks, &history), None, "{case}");
        assert_eq!(is_undecided(&checks), !explains, "{case}");
    }
}

const AMOUNTS: [&str; 8] = [
    "add x 1",
    "add x 20",
    "add x 300",
    "add x 4000",
    "add x 7",
    "add x 60",
    "add x 500",
    "add x 9000",
];

fn is_undecided(checks: &Checks) -> bool {
    let view = checks.views().pop().unwrap();
    let named = view.undecided.then_some(view.name);
    assert_eq!(checks.undecided(), named);
    view.undecided && view.broken.is_none()
}

/// A moment of a history, with client and number of the operation.
#[derive(Clone, Copy, Debug)]
enum Moment {
    Call(u8, Serial, &'static str),
    Return(u8, Serial, Option<i64>),
    Fail(u8, Serial),
    Lose(u8, Serial),
    /// A server applies an entry at this index.
    Apply(u64, u8, Serial, &'static str),
}
use Moment::{Apply, Call, Fail, Lose, Return};

/// What is said of operations that come one after the other: `1 add n 1 = 2, 2 get n = -`.
fn said(story: &'static str, sentence: &str) {
    let mut history = Vec::new();
    for (serial, text) in (1..).zip(story.split(", ")) {
        let (client, rest) = text.split_once(' ').unwrap();
        let (operation, answer) = rest.split_once(" = ").unwrap();
        let client = client.parse().unwrap();
        history.push(Call(client, serial, operation));
        history.push(Return(client, serial, answer.parse().ok()));
    }
    assert!(
        !their_verdict_on_keys(&history),
        "the other implementation accepts it"
    );
    assert_eq!(our_verdict(&history).as_deref(), Some(sentence));
}

fn our_verdict(history: &[Moment]) -> Option<String> {
    let mut checks = Checks::new();
    let early = observe(&mut checks, history);
    early.or_else(|| {
        checks
            .finish(history.len() as u64)
            .pop()
            .map(|violation| violation.sentence)
    })
}

fn observe(checks: &mut Checks, history: &[Moment]) -> Option<String> {
    let mut found = None;
    for (number, moment) in (0..).zip(history) {
        let more = match *moment {
            Call(client, serial, text) => {
                let (client, operation, retries) =
                    (ClientId(client), Operation::parse(text).unwrap(), 0);
                let kind = EventKind::ClientSent {
                    client,
                    serial,
                    operation,
                    retries,
                    arrives: None,
                };
                checks
                    .observe(&happened(number, 1, kind, Vec::new()))
                    .pop()
                    .map(|violation| violation.sentence)
            }
            Return(client, serial, answer) => {
                end(checks, number, (client, serial), OperationEnd::Ok(answer))
            }
            Apply(index, client, serial, text) => {
                let command = ClientCommand {
                    client: ClientId(client),
                    serial,
                    acknowledged: 0,
                    operation: Operation::parse(text).unwrap(),
                };
                apply(checks, number, index, &command)
            }
            Fail(client, serial) => end(checks, number, (client, serial), OperationEnd::Failed),
            Lose(client, serial) => end(checks, number, (client, serial), OperationEnd::Unknown),
        };
        found = found.or(more);
    }
    found
}

fn apply(checks: &mut Checks, number: u64, index: u64, command: &ClientCommand) -> Option<String> {
    let payload = Payload::Command(command.encode());
    let outcome = Outcome::AppliedEntry {
        index,
        term: 1,
        content: content_hash(&payload),
        payload,
        answer: None,
        repeated: false,
    };
    let event = happened(number, 1, EventKind::Applied { last: index }, vec![outcome]);
    let mut violations = checks.observe(&event).into_iter();
    violations
        .find_map(|violation| (violation.check == "Linearizable").then_some(violation.sentence))
}

fn end(
    checks: &mut Checks,
    number: u64,
    (client, serial): (u8, Serial),
    end: OperationEnd,
) -> Option<String> {
    let client = ClientId(client);
    let ended = Outcome::OperationEnded {
        client,
        serial,
        end,
    };
    let event = happened(
        number,
        1,
        EventKind::ReplyArrived { client, serial },
        vec![ended],
    );
    checks
        .observe(&event)
        .pop()
        .map(|violation| violation.sentence)
}

/// One key, as the other implementation wants it: operations one after the other.
#[derive(Clone)]
struct Register(Option<i64>);

impl SequentialSpec for Register {
    type Op = &'static str;
    type Ret = Option<i64>;

    fn invoke(&mut self, text: &&'static str) -> Option<i64> {
        let before = self.0;
        match Operation::parse(text).unwrap() {
            Operation::Set { value, .. } => self.0 = Some(value),
            Operation::Add { amount, .. } => self.0 = Some(before.unwrap_or(0) + amount),
            Operation::Get { .. } | Operation::Other(_) => {}
            Operation::Delete { .. } => {
                self.0 = None;
                return before;
            }
        }
        self.0
    }
}

/// Whether the other implementation finds an order. What failed is left out, and what is unknown never returns.
fn their_verdict(history: &[Moment]) -> bool {
    let failed = |id: (u8, Serial)| {
        history
            .iter()
            .any(|moment| matches!(moment, Fail(client, serial) if (*client, *serial) == id))
    };
    let mut tester = LinearizabilityTester::new(Register(None));
    for moment in history {
        match *moment {
            Call(client, serial, text) if !failed((client, serial)) => {
                tester.on_invoke((client, serial), text).unwrap();
            }
            Return(client, serial, answer) => {
                tester.on_return((client, serial), answer).unwrap();
            }
            _ => {}
        }
    }
    tester.is_consistent()
}

fn their_verdict_on_keys(history: &[Moment]) -> bool {
    let keys = ["x", "y", "n"];
    keys.iter().all(|key| {
        let of_key = |id: (u8, Serial)| {
            history.iter().any(|moment| matches!(moment, Call(client, serial, text) if (*client, *serial) == id && text.split(' ').nth(1) == Some(key)))
        };
        let part: Vec<Moment> = history.iter().copied().filter(|moment| {
            let (Call(client, serial, _) | Return(client, serial, _) | Fail(client, serial) | Lose(client, serial) | Apply(_, client, serial, _)) = *moment;
            of_key((client, serial))
        }).collect();
        their_verdict(&part)
    })
}

/// A history of a few operations on one key that overlap. They take effect at some moment between call and return, and
/// some answers are then changed.
fn generated(seed: u64) -> Vec<Moment> {
    const TEXTS: [&str; 11] = [
        "set x 0", "set x 1", "set x 2", "set x 3", "add x 0", "add x 1", "add x 2", "get x",
        "get x", "get x", "del x",
    ];
    let mut random = Random(seed);
    let (mut register, mut history) = (Register(None), Vec::new());
    // Client, operation, and the answer once it took effect.
    let mut open: Vec<(u8, &'static str, Option<Option<i64>>)> = Vec::new();
    let (width, mut left, lies) = (
        1 + random.below(6) as usize,
        3 + random.below(7),
        random.below(4) > 0,
    );
    let mut clients = 1..;
    while left > 0 || !open.is_empty() {
        let place = random.below(open.len() as u64) as usize;
        match random.below(3) {
            0 if left > 0 && open.len() < width => {
                let (client, text) = (clients.next().unwrap(), TEXTS[random.below(11) as usize]);
                history.push(Call(client, 1, text));
                open.push((client, text, None));
                left -= 1;
            }
            1 if place < open.len() && open[place].2.is_none() => {
                open[place].2 = Some(register.invoke(&open[place].1));
            }
            2 if place < open.len() => {
                let (client, _, answer) = open.swap_remove(place);
                history.push(match answer {
                    None if random.below(2) == 0 => Fail(client, 1),
                    None => Lose(client, 1),
                    Some(_) if random.below(8) == 0 => Lose(client, 1),
                    Some(answer) if lies && random.below(3) == 0 => {
                        Return(client, 1, answer.map(|value| value % 3 + 1))
                    }
                    Some(answer) => Return(client, 1, answer),
                });
            }
            _ => {}
        }
    }
    history
}

/// Random numbers for a test: a stream is good enough here.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}
