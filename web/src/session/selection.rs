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

    /// The thing of this `id`; none if that is none.
    pub(crate) fn parse(id: &str) -> Option<Selection> {
        let server = |text: &str| Some(ServerId(text.strip_prefix('S')?.parse().ok()?));
        if let Some(number) = id.strip_prefix('e') {
            return Some(Selection::Event(number.parse().ok()?));
        }
        if let Some(place) = id.strip_prefix('k') {
            return Some(Selection::Check(place.parse().ok()?));
        }
        if let Some(name) = id.strip_prefix('m') {
            return message(name);
        }
        if let Some((from, to)) = id.split_once('-') {
            let (from, to) = (server(from)?, server(to)?);
            return Some(Selection::Link { from, to });
        }
        let Some((of, thing)) = id.split_once('.') else {
            return Some(Selection::Server(server(id)?));
        };
        if let Some(client) = of.strip_prefix('C') {
            let client = ClientId(client.parse().ok()?);
            let serial = thing.parse().ok()?;
            return Some(Selection::Operation { client, serial });
        }
        let server = server(of)?;
        match thing {
            "snapshot" => Some(Selection::Snapshot { server }),
            "disk" => Some(Selection::Disk(server)),
            "machine" => Some(Selection::Machine(server)),
            index => Some(Selection::Entry {
                server,
                index: index.parse().ok()?,
            }),
        }
    }
}

fn message(name: &str) -> Option<Selection> {
    let mut parts = name.split('.');
    let mut part = || parts.next()?.parse::<u64>().ok();
    let (from, to, kind, term, nth, copy) = (part()?, part()?, part()?, part()?, part()?, part()?);
    let kind = MessageKind::ALL.get(usize::try_from(kind).ok()?)?;
    Some(Selection::Message(MessageName {
        from: ServerId(from.try_into().ok()?),
        to: ServerId(to.try_into().ok()?),
        kind: *kind,
        term,
        nth: nth.try_into().ok()?,
        copy: copy.try_into().ok()?,
    }))
}
