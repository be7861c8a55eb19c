//! What on the screen can be selected, and what it is called inside a mount.

use raft::{Index, ServerId};
use record::{ClientId, EventNumber, MessageKind, MessageName, Serial};

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
    /// The disk of a server.
    Disk(ServerId),
    /// What the machine of a server holds.
    Machine(ServerId),
    /// An operation of a client.
    Operation {
        client: ClientId,
        /// Which one.
        serial: Serial,
    },
    /// Something that happened.
    Event(EventNumber),
    /// A safety property, by its place in the list.
    Check(usize),
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
            Selection::Disk(server) => format!("{server}.disk"),
            Selection::Machine(server) => format!("{server}.machine"),
            Selection::Operation { client, serial } => format!("{client}.{serial}"),
            Selection::Event(number) => format!("e{number}"),
            Selection::Check(place) => format!("k{place}"),
        }
    }

    /// What the element of this `id` stands for.
    pub(crate) fn named(id: &str) -> Option<Selection> {
        if let Some(name) = id.strip_prefix('m') {
            return message(name).map(Selection::Message);
        }
        if let Some(number) = id.strip_prefix('e') {
            return number.parse().ok().map(Selection::Event);
        }
        if let Some(place) = id.strip_prefix('k') {
            return place.parse().ok().map(Selection::Check);
        }
        if let Some((client, serial)) = id.strip_prefix('C').and_then(|id| id.split_once('.')) {
            return Some(Selection::Operation {
                client: ClientId(client.parse().ok()?),
                serial: serial.parse().ok()?,
            });
        }
        if let Some((from, to)) = id.split_once('-') {
            let (from, to) = (server(from)?, server(to)?);
            return Some(Selection::Link { from, to });
        }
        match id.split_once('.') {
            None => server(id).map(Selection::Server),
            Some((whose, "snapshot")) => server(whose).map(|server| Selection::Snapshot { server }),
            Some((whose, "disk")) => server(whose).map(Selection::Disk),
            Some((whose, "machine")) => server(whose).map(Selection::Machine),
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
