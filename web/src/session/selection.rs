//! What on the screen can be selected, and what it is called inside a mount.

use raft::{Index, ServerId};
use record::MessageId;

/// A thing on the screen that can be selected and has a menu or an inspector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Selection {
    Server(ServerId),
    /// A message on its way, or waiting at its sender's disk.
    Message(MessageId),
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
            Selection::Message(MessageId(id)) => format!("m{id}"),
            Selection::Entry { server, index } => format!("{server}.{index}"),
            Selection::Snapshot { server } => format!("{server}.snapshot"),
            Selection::Link { from, to } => format!("{from}-{to}"),
        }
    }

    /// What the element of this `id` stands for.
    pub(crate) fn named(id: &str) -> Option<Selection> {
        if let Some(number) = id.strip_prefix('m') {
            return Some(Selection::Message(MessageId(number.parse().ok()?)));
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

fn server(name: &str) -> Option<ServerId> {
    name.strip_prefix('S')?.parse().ok().map(ServerId)
}
