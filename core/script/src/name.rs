//! How a script names servers and messages.

use raft::{ServerId, ServerSet};
use record::{ClusterState, Kinds, MessageKind, MessageName, MessageNumber, Scope};
use sim::MAX_SERVERS;
use std::fmt;

/// One server or several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    /// `S3`
    Server(ServerId),
    /// The leader of the highest term.
    Leader,
    /// All that run and do not lead.
    Followers,
    /// All servers.
    All,
    /// In a condition: at least so many. In an action: the first so many.
    Majority,
}

/// Exactly one server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum One {
    /// `S3`
    Server(ServerId),
    /// The leader of the highest term.
    Leader,
}

/// Messages of some kinds, on some way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Messages {
    pub kinds: Kinds,
    /// From this server; from any if none.
    pub from: Option<One>,
    /// To this server; to any if none.
    pub to: Option<One>,
}

/// One message, or all of some kinds on some way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// `append S1 -> S3`
    Of(Messages),
    /// `append S1 -> S3 term 2 nth 7`: the one of this name, with ` copy 1` behind it if it is a copy.
    Named(MessageName),
}

/// Which of the messages on their way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selector {
    /// `m17`: the one of this number.
    Number(MessageNumber),
    /// `append S1 -> S3 term 2 nth 7`: the one of this name, with ` copy 1` behind it if it is a copy.
    Named(MessageName),
    /// `oldest`, `newest vote * -> S2`, `all`.
    Of(Pick, Messages),
}

/// The kinds that messages are named by, as the sets of [`Kinds::NAMED`] that hold them.
pub(super) const KINDS: [(&str, MessageKind); 6] = [
    ("vote", MessageKind::RequestVote),
    ("vote-reply", MessageKind::RequestVoteReply),
    ("append", MessageKind::AppendEntries),
    ("append-reply", MessageKind::AppendEntriesReply),
    ("snapshot", MessageKind::InstallSnapshot),
    ("snapshot-reply", MessageKind::InstallSnapshotReply),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// The one that was sent first.
    Oldest,
    /// The one that was sent last.
    Newest,
    All,
}

impl Messages {
    pub const ALL: Messages = Messages {
        kinds: Kinds::ALL,
        from: None,
        to: None,
    };

    /// The messages it stands for now; none if it names a leader and there is none.
    pub(super) fn scope(self, cluster: &impl ClusterState) -> Option<Scope> {
        let end = |one: Option<One>| match one {
            None => Some(None),
            Some(One::Server(id)) => Some(Some(id)),
            Some(One::Leader) => cluster.leader().map(|leader| Some(leader.id)),
        };
        Some(Scope {
            kinds: self.kinds,
            from: end(self.from)?,
            to: end(self.to)?,
        })
    }
}

impl Name {
    /// The servers it stands for now: of a majority, the first that make one.
    pub fn servers(self, cluster: &impl ClusterState) -> ServerSet {
        match self {
            Name::Server(id) => [id].into_iter().collect(),
            Name::Leader => cluster.leader().iter().map(|leader| leader.id).collect(),
            Name::All => cluster.all(),
            Name::Majority => cluster.majority(),
            Name::Followers => cluster.followers(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Server(id) => write!(out, "{id}"),
            Name::Leader => out.write_str("leader"),
            Name::Followers => out.write_str("followers"),
            Name::All => out.write_str("all"),
            Name::Majority => out.write_str("majority"),
        }
    }
}

impl fmt::Display for One {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            One::Server(id) => write!(out, "{id}"),
            One::Leader => out.write_str("leader"),
        }
    }
}

impl fmt::Display for Messages {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_way = self.from.is_some() || self.to.is_some();
        match (self.kinds == Kinds::ALL, has_way) {
            (true, true) => {}
            (_, false) => return write!(out, "{}", self.kinds),
            (false, true) => write!(out, "{} ", self.kinds)?,
        }
        end(self.from, out)?;
        out.write_str(" -> ")?;
        end(self.to, out)
    }
}

fn end(one: Option<One>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match one {
        Some(one) => write!(out, "{one}"),
        None => out.write_str("*"),
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Number(number) => write!(out, "m{}", number.0),
            Selector::Named(name) => write!(out, "{}", Named(*name)),
            Selector::Of(Pick::Oldest, which) if *which != Messages::ALL => write!(out, "{which}"),
            Selector::Of(pick, which) => {
                out.write_str(match pick {
                    Pick::Oldest => "oldest",
                    Pick::Newest => "newest",
                    Pick::All => "all",
                })?;
                match *which == Messages::ALL {
                    true => Ok(()),
                    false => write!(out, " {which}"),
                }
            }
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Which::Of(messages) => messages.fmt(out),
            Which::Named(name) => Named(*name).fmt(out),
        }
    }
}

/// The name of a message as a script writes it.
struct Named(MessageName);

impl fmt::Display for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MessageName {
            from,
            to,
            kind,
            term,
            nth,
            copy,
        } = self.0;
        let kind = word_for(&KINDS, kind);
        write!(out, "{kind} {from} -> {to} term {term} nth {nth}")?;
        match copy {
            0 => Ok(()),
            copy => write!(out, " copy {copy}"),
        }
    }
}

/// The word that stands for something in a table, which must name it.
pub(super) fn word_for<T: PartialEq>(table: &[(&'static str, T)], of: T) -> &'static str {
    let named = table.iter().find(|(_, own)| *own == of);
    debug_assert!(named.is_some(), "it stands in the table");
    named.map_or("", |(word, _)| word)
}

/// Names one after the other; `nobody` if there is none.
pub(super) struct Names<'a>(pub(super) &'a [Name]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return out.write_str("nobody");
        }
        for (place, name) in self.0.iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            write!(out, "{blank}{name}")?;
        }
        Ok(())
    }
}

/// How servers are named.
pub(super) const NAMES: [&str; 13] = [
    "leader",
    "followers",
    "all",
    "majority",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
];

impl Name {
    /// Reads `S3`, `leader` and the like.
    pub(super) fn read(text: &str) -> Option<Name> {
        Some(match text {
            "leader" => Name::Leader,
            "followers" => Name::Followers,
            "all" => Name::All,
            "majority" => Name::Majority,
            _ => Name::Server(server(text)?),
        })
    }
}

/// Reads `S1` to `S9`.
pub(super) fn server(text: &str) -> Option<ServerId> {
    numbered(text, 'S', MAX_SERVERS).map(ServerId)
}

/// Reads a letter with a number from 1 to `most`.
pub(super) fn numbered(text: &str, letter: char, most: u8) -> Option<u8> {
    let digits = text.strip_prefix(letter)?;
    let number = digits
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    number.filter(|_| digits.len() == 1)
}
