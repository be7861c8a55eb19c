//! What on the screen can be selected, and what it is called inside a mount.

use raft::{Index, ServerId};
use record::{MessageKind, MessageName};

/// A thing on the screen that can be selected and has a menu or an inspector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Selection {
    Server(ServerId),
    /// A message on its way, or waiting at its sender's disk.
    Message(MessageName),
    Entry {
        server: ServerId,
        /// Where in it.
        index: Index,
    },
    Snapshot {
        server: ServerId,
    },
    /// The link between two servers, as seen from one of them.
    Link {
        from: ServerId,
        to: ServerId,
    },
}

impl Selection {
    /// The `id` of the element that stands for it, by which it gets the focus.
    pub(crate) fn id(self) -> String {
        match self {
            Selection::Server(server) => server.to_string(),
            Selection::Message(name) => {
                let MessageName {
                    from,
                    to,
                    kind,
                    term,
                    nth,
                    copy,
                } = name;
                let (from, to, kind) = (from.0, to.0, kind as u8);
                format!("m{from}.{to}.{kind}.{term}.{nth}.{copy}")
            }
            Selection::Entry { server, index } => format!("{server}.{index}"),
            Selection::Snapshot { server } => format!("{server}.snapshot"),
            Selection::Link { from, to } => format!("{from}-{to}"),
        }
    }

    /// What the element of this `id` stands for.
    pub(crate) fn named(id: &str) -> Option<Selection> {
        if let Some(name) = id.strip_prefix('m') {
            return message(name).map(Selection::Message);
        }
        if let Some((from, to)) = id.split_once('-') {
            let (from, to) = (server(from)?, server(to)?);
            return Some(Selection::Link { from, to });
        }
        match id.split_once('.') {
            None => server(id).map(Selection::Server),
            Some((whose, "snapshot")) => server(whose).map(|server| Selection::Snapshot { server }),
            Some((whose, index)) => Some(Selection::Entry {
                server: server(whose)?,
                index: index.parse().ok()?,
            }),
        }
    }
}

fn message(name: &str) -> Option<MessageName> {
    let mut numbers = name.split('.').map(|number| number.parse::<u64>().ok());
    let mut next = || numbers.next()?;
    let (from, to) = (next()? as u8, next()? as u8);
    let kind = next()? as usize;
    Some(MessageName {
        from: ServerId(from),
        to: ServerId(to),
        kind: *MessageKind::ALL.get(kind)?,
        term: next()?,
        nth: next()? as u32,
        copy: next()?,
    })
}

fn server(name: &str) -> Option<ServerId> {
    name.strip_prefix('S')?.parse().ok().map(ServerId)
}
