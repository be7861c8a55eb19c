//! What clients ask of the replicated key-value machine, what it answers, and how a command looks in the log.

use std::fmt;
use std::sync::Arc;

/// The name of a client, 1 to 9; `C1` in print.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClientId(pub u8);

impl fmt::Display for ClientId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "C{}", self.0)
    }
}

/// Numbers a client's operations from 1 (§8: what makes a retry recognisable).
pub type Serial = u64;

/// One operation on the key-value machine. Keys are 1 to 12 characters without blanks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// `set x 1`: writes a value.
    Set { key: Arc<str>, value: i64 },
    /// `add x 1`: adds to a value, a missing one counting as 0. Running it twice shows.
    Add { key: Arc<str>, amount: i64 },
    /// `get x`: reads through the log.
    Get { key: Arc<str> },
    /// `del x`: removes the key.
    Delete { key: Arc<str> },
    /// None of these: what the clients of another program asked for, in its words. The machine does nothing then.
    Other(Arc<str>),
}

/// What the machine answered: the value of the key afterwards, or before a `del`; none if there is none.
pub type Answer = Option<i64>;

/// A client's operation as it stands in a log entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientCommand {
    /// Whose session it belongs to.
    pub client: ClientId,
    /// Which of that client's operations; 0 if the client has no session, so that a retry cannot be recognised.
    pub serial: Serial,
    /// The client has the answers to all its operations through this one, so they need not be remembered any longer.
    pub acknowledged: Serial,
    pub operation: Operation,
}

/// Why a text is no operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperationError(pub String);

impl fmt::Display for OperationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a command may look like; refusals quote it.
const FORMS: &str = "use `set x 1`, `add x 1`, `get x` or `del x`";

/// The most characters of a key.
const KEY_LENGTH: usize = 12;

impl Operation {
    /// Reads `set KEY NUMBER`, `add KEY NUMBER`, `get KEY` or `del KEY`; blanks between the words do not count.
    ///
    /// Whatever else is refused with a sentence that says what would be right.
    pub fn parse(text: &str) -> Result<Operation, OperationError> {
        let mut words = text.split_whitespace();
        let Some(verb) = words.next() else {
            return refuse(format!("The command is missing: {FORMS}."));
        };
        if !matches!(verb, "set" | "add" | "get" | "del") {
            return refuse(format!("{} is no command: {FORMS}.", quoted(text)));
        }
        let key = parse_key(verb, words.next())?;
        let operation = match verb {
            "set" => Operation::Set {
                value: parse_number(verb, &key, words.next())?,
                key,
            },
            "add" => Operation::Add {
                amount: parse_number(verb, &key, words.next())?,
                key,
            },
            "get" => Operation::Get { key },
            _ => Operation::Delete { key },
        };
        match words.next() {
            None => Ok(operation),
            Some(word) => refuse(format!("Unexpected {} after `{operation}`.", quoted(word))),
        }
    }

    pub fn key(&self) -> Option<&Arc<str>> {
        match self {
            Operation::Other(_) => None,
            _ => Some(self.words()),
        }
    }

    /// Its key, or all that it says if it has none.
    pub(crate) fn words(&self) -> &Arc<str> {
        match self {
            Operation::Set { key, .. }
            | Operation::Add { key, .. }
            | Operation::Get { key }
            | Operation::Delete { key } => key,
            Operation::Other(words) => words,
        }
    }
}

impl fmt::Display for Operation {
    /// As [`Operation::parse`] reads it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::Set { key, value } => write!(out, "set {key} {value}"),
            Operation::Add { key, amount } => write!(out, "add {key} {amount}"),
            Operation::Get { key } => write!(out, "get {key}"),
            Operation::Delete { key } => write!(out, "del {key}"),
            Operation::Other(words) => out.write_str(words),
        }
    }
}

impl ClientCommand {
    /// The bytes that travel in the log: what to do (1 byte), the client (1), the serial number (8), the number
    /// acknowledged (8), the value of a `set` or the amount of an `add` (8, else absent), the key or the words (the rest, UTF-8). Numbers are little-endian.
    pub fn encode(&self) -> Arc<[u8]> {
        let (tag, number) = match &self.operation {
            Operation::Set { value, .. } => (SET, Some(*value)),
            Operation::Add { amount, .. } => (ADD, Some(*amount)),
            Operation::Get { .. } => (GET, None),
            Operation::Delete { .. } => (DELETE, None),
            Operation::Other(_) => (OTHER, None),
        };
        let key = self.operation.words();
        let mut bytes = Vec::with_capacity(26 + key.len());
        bytes.extend([tag, self.client.0]);
        bytes.extend(self.serial.to_le_bytes());
        bytes.extend(self.acknowledged.to_le_bytes());
        bytes.extend(number.map(i64::to_le_bytes).into_iter().flatten());
        bytes.extend(key.as_bytes());
        bytes.into()
    }

    /// What those bytes say; none if [`ClientCommand::encode`] did not write them.
    pub fn decode(bytes: &[u8]) -> Option<ClientCommand> {
        let (&[tag, client], rest) = bytes.split_first_chunk()?;
        let (serial, rest) = rest.split_first_chunk()?;
        let (acknowledged, rest) = rest.split_first_chunk()?;
        let (number, key) = match tag {
            SET | ADD => rest.split_first_chunk()?,
            _ => (&[0; 8], rest),
        };
        let number = i64::from_le_bytes(*number);
        let key: Arc<str> = std::str::from_utf8(key)
            .ok()
            .filter(|key| tag == OTHER || is_key(key))?
            .into();
        let operation = match tag {
            SET => Operation::Set { key, value: number },
            ADD => Operation::Add {
                key,
                amount: number,
            },
            GET => Operation::Get { key },
            DELETE => Operation::Delete { key },
            OTHER => Operation::Other(key),
            _ => return None,
        };
        Some(ClientCommand {
            client: ClientId(client),
            serial: Serial::from_le_bytes(*serial),
            acknowledged: Serial::from_le_bytes(*acknowledged),
            operation,
        })
    }
}

/// The first byte of an encoded command.
const SET: u8 = b's';
const ADD: u8 = b'a';
const GET: u8 = b'g';
const DELETE: u8 = b'd';
const OTHER: u8 = b'o';

fn refuse<T>(sentence: String) -> Result<T, OperationError> {
    Err(OperationError(sentence))
}

/// Whether a text is a key: 1 to 12 characters, none of them a blank or a control character.
fn is_key(text: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control();
    (1..=KEY_LENGTH).contains(&text.chars().count()) && text.chars().all(fits)
}

fn parse_key(verb: &str, word: Option<&str>) -> Result<Arc<str>, OperationError> {
    match word {
        Some(word) if is_key(word) => Ok(word.into()),
        Some(word) => refuse(format!(
            "{} is no key: a key is 1 to {KEY_LENGTH} visible characters, as in `{}`.",
            quoted(word),
            example(verb)
        )),
        None => refuse(format!("`{verb}` needs a key: `{}`.", example(verb))),
    }
}

fn parse_number(verb: &str, key: &str, word: Option<&str>) -> Result<i64, OperationError> {
    let Some(word) = word else {
        return refuse(format!("`{verb} {key}` needs a number: `{verb} {key} 1`."));
    };
    word.parse().or_else(|_| {
        refuse(format!(
            "{} is no whole number between -2^63 and 2^63 - 1: `{verb} {key} 1` would be right.",
            quoted(word)
        ))
    })
}

fn example(verb: &str) -> &'static str {
    match verb {
        "set" => "set x 1",
        "add" => "add x 1",
        "get" => "get x",
        _ => "del x",
    }
}

/// A text as a refusal quotes it: without blanks around it, and no longer than a line can hold.
fn quoted(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(24) {
        Some((cut, _)) => format!("`{}…`", &text[..cut]),
        None => format!("`{text}`"),
    }
}
