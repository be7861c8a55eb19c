//! What on the screen can be selected, and what it is called inside a mount.

use raft::{Index, ServerId};
use record::{ClientId, EventNumber, MessageName, Serial};

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
}
