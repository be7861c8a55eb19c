//! The key-value machine, its sessions, and the bytes of its snapshots.

use crate::machine::{Applied, Machine};
use raft::{Configuration, Entry, Payload, ServerSet, Snapshot};
use record::{ClientCommand, ClientId, Operation};

#[test]
fn each_operation_answers_what_its_key_holds() {
    let mut machine = Machine::default();
    for (serial, (text, answer)) in (1..).zip([
        ("get x", None),
        ("set x 4", Some(4)),
        ("add x -1", Some(3)),
        ("get x", Some(3)),
        ("add y 2", Some(2)),
        ("del x", Some(3)),
        ("del x", None),
        ("get x", None),
    ]) {
        assert_eq!(run(&mut machine, 1, serial, text), ran(answer), "{text}");
    }
    assert_eq!(machine.values().len(), 1);
}

#[test]
fn addition_wraps_around_so_that_every_machine_answers_the_same() {
    let mut machine = Machine::default();
    run(&mut machine, 1, 1, "set x 9223372036854775807");
    assert_eq!(run(&mut machine, 1, 2, "add x 1"), ran(Some(i64::MIN)));
}

#[test]
fn a_retry_is_answered_from_the_session_and_does_not_run_again() {
    let mut machine = Machine::default();
    run(&mut machine, 1, 1, "add x 1");
    assert_eq!(run(&mut machine, 1, 2, "add x 1"), ran(Some(2)));
    assert_eq!(run(&mut machine, 1, 2, "add x 1"), repeated(Some(2)));
    let forgotten = run(&mut machine, 1, 1, "add x 1");
    assert_eq!(forgotten, repeated(None), "the client has that answer");
    assert_eq!(machine.values().get("x"), Some(&2));
}

#[test]
fn operations_under_way_at_once_may_run_in_any_order_and_each_once() {
    let mut machine = Machine::default();
    for (serial, text) in [(3, "add x 100"), (1, "add x 1"), (2, "add x 10")] {
        run_unheard(&mut machine, 1, (serial, 0), text);
    }
    let third = run_unheard(&mut machine, 1, (3, 0), "add x 100");
    assert_eq!(third, repeated(Some(100)));
    assert_eq!(machine.values().get("x"), Some(&111));
}

#[test]
fn clients_have_sessions_of_their_own() {
    let mut machine = Machine::default();
    run(&mut machine, 1, 1, "add x 1");
    assert_eq!(run(&mut machine, 2, 1, "add x 1"), ran(Some(2)));
}

#[test]
fn a_client_without_a_session_is_not_remembered() {
    let mut machine = Machine::default();
    for sum in [1, 2] {
        assert_eq!(
            run_unheard(&mut machine, 1, (0, 0), "add x 1"),
            ran(Some(sum))
        );
    }
    let bytes = machine.snapshot_bytes();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(!text.contains("C1"), "{text}");
}

#[test]
fn entries_that_are_no_clients_change_nothing() {
    let mut machine = Machine::default();
    assert_eq!(machine.apply(&Payload::Noop), None);
    assert_eq!(machine.apply(&Payload::Command([9, 9].into())), None);
    assert_eq!(machine, Machine::default());
}

#[test]
fn a_clone_keeps_what_it_was() {
    let mut machine = Machine::default();
    run(&mut machine, 1, 1, "set x 1");
    let before = machine.clone();
    run(&mut machine, 1, 2, "set x 2");
    assert_eq!(before.values().get("x"), Some(&1));
    assert_eq!(machine.values().get("x"), Some(&2));
}

#[test]
fn a_snapshot_is_text_that_a_reader_understands() {
    assert_eq!(
        String::from_utf8_lossy(&example().snapshot_bytes()),
        "key-value machine, format 1\n\
         x = 4\n\
         y = -2\n\
         C1 heard 2, 3 gave nothing\n\
         C2 heard 0, 1 gave -2\n"
    );
}

#[test]
fn a_snapshot_brings_back_the_machine_and_its_sessions() {
    let mut restored = Machine::from_bytes(&example().snapshot_bytes()).unwrap();
    assert_eq!(restored, example());
    assert!(run(&mut restored, 2, 1, "add y -2").unwrap().repeated);
}

#[test]
fn a_snapshot_with_the_entries_behind_it_is_the_machine_that_applied_all() {
    let mut machine = example();
    let configuration = Configuration::simple(ServerSet::first(3));
    let snapshot = Snapshot::new(5, 2, configuration, machine.snapshot_bytes());
    let entry = |serial, text| Entry {
        term: 2,
        payload: Payload::Command(
            ClientCommand {
                client: ClientId(1),
                serial,
                acknowledged: 0,
                operation: Operation::parse(text).unwrap(),
            }
            .encode(),
        ),
    };
    let entries = [entry(90, "set x 9"), entry(91, "del y")];
    for entry in &entries {
        machine.apply(&entry.payload);
    }
    assert_eq!(Machine::after(&snapshot, entries.iter()), Ok(machine));
    let first = Snapshot::first(configuration);
    let alone = Machine::after(&first, entries.iter()).unwrap();
    assert_eq!(alone.values().get("x"), Some(&9));
    let other = Snapshot::new(5, 2, configuration, b"no machine".as_slice().into());
    assert!(Machine::after(&other, entries.iter()).is_err());
}

#[test]
fn a_snapshot_shows_its_values_without_its_sessions() {
    let shown = Machine::without_sessions(&example().snapshot_bytes()).unwrap();
    assert_eq!(shown.values(), example().values());
    assert_ne!(shown, example());
    let sessions_only = b"key-value machine, format 1\nC1 heard 2\n";
    assert_eq!(
        Machine::without_sessions(sessions_only),
        Ok(Machine::default())
    );
    let no_value = b"key-value machine, format 1\nx = one\n";
    assert!(Machine::without_sessions(no_value).is_err());
}

#[test]
fn bytes_that_are_no_machine_are_refused_with_the_line() {
    for (bytes, sentence) in [
        (&b"\xff"[..], "The snapshot is no text."),
        (
            b"",
            "The snapshot does not begin with `key-value machine, format 1`.",
        ),
        (
            b"key-value machine, format 1\nx = 1\nx = one\n",
            "Line 3 of the snapshot, `x = one`, is neither like `x = 1` nor like `C1 heard 2, 3 gave 4`.",
        ),
    ] {
        let refusal = Machine::from_bytes(bytes).unwrap_err();
        assert_eq!(refusal.to_string(), sentence);
    }
    for line in [
        "",
        "x",
        "x =",
        "x = 1 2",
        "C1 heard 2, 3 gave",
        "C1 heard",
        "C1 heard 2 3",
        "C999 heard 2",
    ] {
        let text = format!("key-value machine, format 1\n{line}\n");
        assert!(Machine::from_bytes(text.as_bytes()).is_err(), "{line}");
    }
}

fn example() -> Machine {
    let mut machine = Machine::default();
    run(&mut machine, 1, 1, "set x 4");
    run(&mut machine, 2, 1, "add y -2");
    run(&mut machine, 1, 3, "get z");
    machine
}

/// Runs an operation of a client that has the answers to all it sent before.
fn run(machine: &mut Machine, client: u8, serial: u64, text: &str) -> Option<Applied> {
    run_unheard(machine, client, (serial, serial - 1), text)
}

fn run_unheard(
    machine: &mut Machine,
    client: u8,
    (serial, acknowledged): (u64, u64),
    text: &str,
) -> Option<Applied> {
    let command = ClientCommand {
        client: ClientId(client),
        serial,
        acknowledged,
        operation: Operation::parse(text).unwrap(),
    };
    machine.apply(&Payload::Command(command.encode()))
}

fn ran(answer: Option<i64>) -> Option<Applied> {
    Some(Applied {
        answer,
        repeated: false,
    })
}

fn repeated(answer: Option<i64>) -> Option<Applied> {
    Some(Applied {
        answer,
        repeated: true,
    })
}
