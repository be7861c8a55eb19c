//! Commands as readers type them, and as the log carries them.

use crate::{ClientCommand, ClientId, Operation};

#[test]
fn every_operation_reads_what_it_prints() {
    for text in ["set x 1", "add counter -7", "get x", "del long-key-12c"] {
        assert_eq!(Operation::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(
        Operation::parse("  set\tx   1 ").unwrap().to_string(),
        "set x 1"
    );
}

#[test]
fn what_is_no_operation_is_refused_with_what_would_be_right() {
    for (text, sentence) in [
        (
            " ",
            "The command is missing: use `set x 1`, `add x 1`, `get x` or `del x`.",
        ),
        (
            "sett x 1",
            "`sett x 1` is no command: use `set x 1`, `add x 1`, `get x` or `del x`.",
        ),
        ("set", "`set` needs a key: `set x 1`."),
        ("add", "`add` needs a key: `add x 1`."),
        ("get", "`get` needs a key: `get x`."),
        ("del", "`del` needs a key: `del x`."),
        ("add total", "`add total` needs a number: `add total 1`."),
        (
            "set x one",
            "`one` is no whole number between -2^63 and 2^63 - 1: `set x 1` would be right.",
        ),
        (
            "set x 9223372036854775808",
            "`9223372036854775808` is no whole number between -2^63 and 2^63 - 1: `set x 1` would be right.",
        ),
        ("get x 1", "Unexpected `1` after `get x`."),
        (
            "del thirteen-char",
            "`thirteen-char` is no key: a key is 1 to 12 visible characters, as in `del x`.",
        ),
        (
            "get a\u{7}",
            "`a\u{7}` is no key: a key is 1 to 12 visible characters, as in `get x`.",
        ),
        (
            "please, please, make x be one",
            "`please, please, make x b…` is no command: use `set x 1`, `add x 1`, `get x` or `del x`.",
        ),
    ] {
        assert_eq!(Operation::parse(text).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn a_key_is_counted_in_characters_and_not_in_bytes() {
    assert!(Operation::parse("get éééééééééééé").is_ok());
    assert!(Operation::parse("get ééééééééééééé").is_err());
}

#[test]
fn a_command_survives_the_log() {
    for text in ["set x 1", "add ключ -9223372036854775808", "get x", "del y"] {
        let command = command(9, u64::MAX, text);
        assert_eq!(ClientCommand::decode(&command.encode()), Some(command));
    }
}

#[test]
fn the_form_in_the_log_is_fixed() {
    assert_eq!(
        *command(1, 2, "set x 3").encode(),
        *b"s\x01\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0x"
    );
    assert_eq!(
        *command(1, 2, "get x").encode(),
        *b"g\x01\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0x"
    );
}

#[test]
fn bytes_that_were_not_written_here_are_no_command() {
    let whole = command(1, 2, "set x 3").encode();
    for length in 0..whole.len() {
        assert_eq!(ClientCommand::decode(&whole[..length]), None, "{length}");
    }
    let mut other_tag = whole.to_vec();
    other_tag[0] = b'?';
    assert_eq!(ClientCommand::decode(&other_tag), None);
    for key in [&b"\xff"[..], b"a b", b"more than twelve"] {
        let bytes = [&whole[..26], key].concat();
        assert_eq!(ClientCommand::decode(&bytes), None, "{key:?}");
    }
}

fn command(client: u8, serial: u64, text: &str) -> ClientCommand {
    ClientCommand {
        client: ClientId(client),
        serial,
        acknowledged: serial - 1,
        operation: Operation::parse(text).unwrap(),
    }
}
