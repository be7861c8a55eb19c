//! The replicated state machine: keys and values, with the sessions that keep a retry from running twice (§8).

use raft::Payload;
use record::{Answer, ClientCommand, ClientId, Operation, Serial};
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::Arc;

/// A key-value machine. Cloning is cheap; a clone is copied when one of the two changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Machine {
    values: Arc<BTreeMap<Arc<str>, i64>>,
    sessions: Arc<BTreeMap<ClientId, Session>>,
}

/// The last operation of a client, and what it answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Session {
    serial: Serial,
    answer: Answer,
}

/// What became of a client's command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Applied {
    /// What the client is told.
    pub answer: Answer,
    /// Whether the session remembered the command, so that it did not run again.
    pub repeated: bool,
}

/// Why bytes are no machine, as a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MachineError(pub String);

impl fmt::Display for MachineError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The first line of a serialized machine.
const HEADER: &str = "key-value machine, format 1";

impl Machine {
    /// The keys and their values.
    pub fn values(&self) -> &Arc<BTreeMap<Arc<str>, i64>> {
        &self.values
    }

    /// Applies what an entry holds; none if that is not a client's.
    pub fn apply(&mut self, payload: &Payload) -> Option<Applied> {
        match payload {
            Payload::Command(bytes) => {
                ClientCommand::decode(bytes).map(|command| self.run(&command))
            }
            Payload::Noop | Payload::Configuration(_) => None,
        }
    }

    /// Runs a command, unless its client's session is already there or further: then the stored answer is given again.
    fn run(&mut self, command: &ClientCommand) -> Applied {
        if let Some(session) = self.sessions.get(&command.client)
            && command.serial <= session.serial
        {
            return Applied {
                answer: session.answer,
                repeated: true,
            };
        }
        let answer = self.operate(&command.operation);
        let session = Session {
            serial: command.serial,
            answer,
        };
        Arc::make_mut(&mut self.sessions).insert(command.client, session);
        Applied {
            answer,
            repeated: false,
        }
    }

    fn operate(&mut self, operation: &Operation) -> Answer {
        match operation {
            Operation::Set { key, value } => self.put(key, *value),
            Operation::Add { key, amount } => {
                let before = self.values.get(key).copied().unwrap_or(0);
                self.put(key, before.wrapping_add(*amount))
            }
            Operation::Get { key } => self.values.get(key).copied(),
            Operation::Delete { key } => Arc::make_mut(&mut self.values).remove(key),
        }
    }

    fn put(&mut self, key: &Arc<str>, value: i64) -> Answer {
        Arc::make_mut(&mut self.values).insert(key.clone(), value);
        Some(value)
    }

    /// The machine as a snapshot holds it: text, a line for each value and each session, in ascending order, so that
    /// equal machines give equal bytes.
    pub fn snapshot_bytes(&self) -> Arc<[u8]> {
        let mut text = String::with_capacity(96);
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text.into_bytes().into()
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        for (key, value) in self.values.iter() {
            writeln!(out, "{key} = {value}")?;
        }
        for (client, Session { serial, answer }) in self.sessions.iter() {
            match answer {
                Some(value) => writeln!(out, "{client} operation {serial} answered {value}")?,
                None => writeln!(out, "{client} operation {serial} answered nothing")?,
            }
        }
        Ok(())
    }

    /// The machine that [`Machine::snapshot_bytes`] wrote; anything else is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Machine, MachineError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| MachineError("The snapshot is no text.".into()))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return Err(MachineError(format!(
                "The snapshot does not begin with `{HEADER}`."
            )));
        }
        let mut machine = Machine::default();
        for (line, number) in lines.zip(2..) {
            machine.read_line(line).ok_or_else(|| {
                MachineError(format!(
                    "Line {number} of the snapshot, `{line}`, is neither like `x = 1` nor like `C1 operation 2 answered 3`."
                ))
            })?;
        }
        Ok(machine)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        let name = words.next()?;
        match words.next()? {
            "=" => {
                self.put(&name.into(), words.next()?.parse().ok()?);
            }
            "operation" => {
                let client = ClientId(name.strip_prefix('C')?.parse().ok()?);
                let session = read_session(&mut words)?;
                Arc::make_mut(&mut self.sessions).insert(client, session);
            }
            _ => return None,
        }
        words.next().is_none().then_some(())
    }
}

/// Reads `2 answered 3` or `2 answered nothing`.
fn read_session<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Session> {
    let serial = words.next()?.parse().ok()?;
    let answer = match (words.next()?, words.next()?) {
        ("answered", "nothing") => None,
        ("answered", value) => Some(value.parse().ok()?),
        _ => return None,
    };
    Some(Session { serial, answer })
}
