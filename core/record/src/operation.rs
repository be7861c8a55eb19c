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
    Set {
        /// The key.
        key: Arc<str>,
        /// The new value.
        value: i64,
    },
    /// `add x 1`: adds to a value, a missing one counting as 0. Running it twice shows.
    Add {
        /// The key.
        key: Arc<str>,
        /// How much.
        amount: i64,
    },
    /// `get x`: reads through the log.
    Get {
        /// The key.
        key: Arc<str>,
    },
    /// `del x`: removes the key.
    Delete {
        /// The key.
        key: Arc<str>,
    },
}

/// What the machine answered: the value of the key afterwards, or before a `del`; none if there is none.
pub type Answer = Option<i64>;

/// A client's operation as it stands in a log entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientCommand {
    /// Whose session it belongs to.
    pub client: ClientId,
    /// Which of that client's operations.
    pub serial: Serial,
    /// What to do.
    pub operation: Operation,
}

/// Why a text is no operation, as a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperationError(pub String);

impl fmt::Display for OperationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Operation {
    /// Reads `set KEY NUMBER`, `add KEY NUMBER`, `get KEY` or `del KEY`.
    pub fn parse(_text: &str) -> Result<Operation, OperationError> {
        todo!()
    }

    /// The key it is about.
    pub fn key(&self) -> &str {
        match self {
            Operation::Set { key, .. }
            | Operation::Add { key, .. }
            | Operation::Get { key }
            | Operation::Delete { key } => key,
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
        }
    }
}

impl ClientCommand {
    /// The bytes that travel in the log.
    pub fn encode(&self) -> Arc<[u8]> {
        todo!()
    }

    /// What those bytes say; none if nobody here wrote them.
    pub fn decode(_bytes: &[u8]) -> Option<ClientCommand> {
        todo!()
    }
}
