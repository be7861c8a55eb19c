//! The replicated state machine: keys and values, with the sessions that keep a retry from running twice (§8).

use raft::{Entry, Payload, Snapshot};
use record::{Answer, ClientCommand, ClientId, Operation, Serial, SortedMap};
use std::fmt::{self, Write};
use std::sync::Arc;

/// A key-value machine. Cloning is cheap; a clone is copied when one of the two changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Machine {
    values: Arc<SortedMap<Arc<str>, i64>>,
    sessions: Arc<SortedMap<ClientId, Session>>,
}

/// What a client was answered and may not have heard. A client may have several operations under way at once, and they
/// may enter the log in any order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Session {
    /// The client has the answers to everything through this one.
    acknowledged: Serial,
    /// Operations above that have run, with what they answered.
    answers: SortedMap<Serial, Answer>,
}

impl Session {
    /// The stored answer, if the operation has run; one that the client already has is not kept.
    fn remembered(&self, serial: Serial) -> Option<Answer> {
        let forgotten = (serial <= self.acknowledged).then_some(None);
        self.answers.get(&serial).copied().or(forgotten)
    }

    fn remember(&mut self, command: &ClientCommand, answer: Answer) {
        self.acknowledged = self.acknowledged.max(command.acknowledged);
        let acknowledged = self.acknowledged;
        self.answers.retain(|serial| *serial > acknowledged);
        self.answers.insert(command.serial, answer);
    }
}

/// What became of a client's command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Applied {
    pub answer: Answer,
    /// Whether the session remembered the command, so that it did not run again.
    pub repeated: bool,
}

/// Why bytes are no machine: the message to show.
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
    pub fn values(&self) -> &Arc<SortedMap<Arc<str>, i64>> {
        &self.values
    }

    /// The clients that it remembers, each with the serial through which it has its answers, and what later ones gave.
    pub fn sessions(
        &self,
    ) -> impl Iterator<Item = (ClientId, Serial, impl Iterator<Item = (Serial, Answer)>)> {
        self.sessions.iter().map(|(client, session)| {
            let answers = session.answers.iter();
            let answers = answers.map(|(serial, answer)| (*serial, *answer));
            (*client, session.acknowledged, answers)
        })
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

    /// Runs a command, unless its client's session knows that it has run: then the stored answer is given again.
    fn run(&mut self, command: &ClientCommand) -> Applied {
        let session = self.sessions.get(&command.client);
        let known = session.and_then(|session| session.remembered(command.serial));
        if let Some(answer) = known.filter(|_| command.serial > 0) {
            return Applied {
                answer,
                repeated: true,
            };
        }
        let answer = self.operate(&command.operation);
        if command.serial > 0 {
            let sessions = Arc::make_mut(&mut self.sessions);
            sessions
                .or_default(command.client)
                .remember(command, answer);
        }
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
            Operation::Other(_) => None,
        }
    }

    fn put(&mut self, key: &Arc<str>, value: i64) -> Answer {
        Arc::make_mut(&mut self.values).insert(key.clone(), value);
        Some(value)
    }

    /// The machine as a snapshot holds it: text, a line for each value and each session, in ascending order, so that
    /// equal machines give equal bytes. `C1 heard 2, 3 gave 4` says that client 1 has the answers to its operations
    /// through 2, and that 3 has run and answered 4.
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
        for (client, session) in self.sessions.iter() {
            write!(out, "{client} heard {}", session.acknowledged)?;
            for (serial, answer) in session.answers.iter() {
                match answer {
                    Some(value) => write!(out, ", {serial} gave {value}")?,
                    None => write!(out, ", {serial} gave nothing")?,
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// The machine that [`Machine::snapshot_bytes`] wrote; anything else is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Machine, MachineError> {
        Machine::read(bytes, |_| true)
    }

    /// The machine of this snapshot, with the entries behind it applied, in order. That of the snapshot at index 0 is empty.
    pub fn after<'a>(
        snapshot: &Snapshot,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Result<Machine, MachineError> {
        let mut machine = match snapshot.id.last_included_index {
            0 => Machine::default(),
            _ => Machine::from_bytes(&snapshot.data)?,
        };
        for entry in entries {
            machine.apply(&entry.payload);
        }
        Ok(machine)
    }

    /// The values alone of such a machine, which stand first: its sessions are longer, and nothing shows them.
    pub(crate) fn without_sessions(bytes: &[u8]) -> Result<Machine, MachineError> {
        Machine::read(bytes, |line| line.split(' ').nth(1) == Some("="))
    }

    /// Reads the lines after the first, up to one of another sort.
    fn read(bytes: &[u8], is_read: fn(&str) -> bool) -> Result<Machine, MachineError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| MachineError("The snapshot is no text.".into()))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return Err(MachineError(format!(
                "The snapshot does not begin with `{HEADER}`."
            )));
        }
        let mut machine = Machine::default();
        for (line, number) in lines.take_while(|line| is_read(line)).zip(2..) {
            machine.read_line(line).ok_or_else(|| {
                MachineError(format!(
                    "Line {number} of the snapshot, `{line}`, is neither like `x = 1` nor like `C1 heard 2, 3 gave 4`."
                ))
            })?;
        }
        Ok(machine)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let (name, rest) = line.split_once(' ')?;
        match rest.split_once(' ')? {
            ("=", value) => {
                self.put(&name.into(), value.parse().ok()?);
            }
            ("heard", session) => {
                let client = ClientId(name.strip_prefix('C')?.parse().ok()?);
                let session = read_session(session)?;
                *Arc::make_mut(&mut self.sessions).or_default(client) = session;
            }
            _ => return None,
        }
        Some(())
    }
}

/// Reads `2, 3 gave 4, 5 gave nothing`.
fn read_session(text: &str) -> Option<Session> {
    let mut parts = text.split(", ");
    let mut session = Session {
        acknowledged: parts.next()?.parse().ok()?,
        ..Session::default()
    };
    for part in parts {
        let (serial, answer) = part.split_once(" gave ")?;
        let answer = match answer {
            "nothing" => None,
            value => Some(value.parse().ok()?),
        };
        session.answers.insert(serial.parse().ok()?, answer);
    }
    Some(session)
}
