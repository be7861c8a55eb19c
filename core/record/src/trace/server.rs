//! What a server writes, believes and holds in part, as the lines of a trace write it.

use super::values::{Members, Number, Server, Snapshot};
use crate::event::{DiskWrite, Outcome};
use crate::sorted::SortedMap;
use crate::view::{ProgressMode, ProgressView, ReceivingView, SnapshotView};
use raft::{ServerId, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One thing that a batch of writes changes on the disk.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Write {
    TermVote {
        term: Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        voted_for: Option<Server>,
    },
    Entries {
        from: Number,
        count: Number,
    },
    Snapshot {
        index: Number,
    },
    Chunk {
        offset: Number,
        end: Number,
    },
    DropPartial,
    DropPrefix {
        through: Number,
    },
}

impl From<&DiskWrite> for Write {
    fn from(write: &DiskWrite) -> Write {
        match *write {
            DiskWrite::TermVote { term, voted_for } => Write::TermVote {
                term: Number(term),
                voted_for: voted_for.map(Server),
            },
            DiskWrite::Entries { from, count } => Write::Entries {
                from: Number(from),
                count: Number(count),
            },
            DiskWrite::Snapshot { index } => Write::Snapshot {
                index: Number(index),
            },
            DiskWrite::Chunk { offset, end } => Write::Chunk {
                offset: Number(offset),
                end: Number(end),
            },
            DiskWrite::DropPartial => Write::DropPartial,
            DiskWrite::DropPrefix { through } => Write::DropPrefix {
                through: Number(through),
            },
        }
    }
}

impl From<Write> for DiskWrite {
    fn from(write: Write) -> DiskWrite {
        match write {
            Write::TermVote { term, voted_for } => DiskWrite::TermVote {
                term: term.0,
                voted_for: voted_for.map(|server| server.0),
            },
            Write::Entries { from, count } => DiskWrite::Entries {
                from: from.0,
                count: count.0,
            },
            Write::Snapshot { index } => DiskWrite::Snapshot { index: index.0 },
            Write::Chunk { offset, end } => DiskWrite::Chunk {
                offset: offset.0,
                end: end.0,
            },
            Write::DropPartial => DiskWrite::DropPartial,
            Write::DropPrefix { through } => DiskWrite::DropPrefix { through: through.0 },
        }
    }
}

/// What a leader believes of one follower.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    leader: Server,
    follower: Server,
    next_index: Number,
    match_index: Number,
    mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_heard: Option<Number>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Mode {
    Probe,
    Replicate,
    Snapshot { acknowledged: Number, total: Number },
}

impl Progress {
    pub(super) fn new(leader: ServerId, progress: &ProgressView) -> Progress {
        Progress {
            leader: Server(leader),
            follower: Server(progress.peer),
            next_index: Number(progress.next),
            match_index: Number(progress.match_index),
            mode: match progress.mode {
                ProgressMode::Probe => Mode::Probe,
                ProgressMode::Replicate => Mode::Replicate,
                ProgressMode::Snapshot {
                    acknowledged,
                    total,
                } => Mode::Snapshot {
                    acknowledged: Number(acknowledged),
                    total: Number(total),
                },
            },
            last_heard: progress.last_heard.map(|Time(time)| Number(time)),
        }
    }

    pub(super) fn outcome(self) -> Outcome {
        let follower = ProgressView {
            peer: self.follower.0,
            next: self.next_index.0,
            match_index: self.match_index.0,
            mode: match self.mode {
                Mode::Probe => ProgressMode::Probe,
                Mode::Replicate => ProgressMode::Replicate,
                Mode::Snapshot {
                    acknowledged,
                    total,
                } => ProgressMode::Snapshot {
                    acknowledged: acknowledged.0,
                    total: total.0,
                },
            },
            last_heard: self.last_heard.map(|time| Time(time.0)),
        };
        Outcome::Progress {
            leader: self.leader.0,
            follower,
        }
    }
}

/// How much of a snapshot is here, on its way in to a server; of none if it says no more.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receiving {
    server: Server,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Partial>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Partial {
    snapshot: Snapshot,
    held: Number,
    total: Number,
    chunk_size: Number,
}

impl Receiving {
    pub(super) fn new(server: ServerId, now: Option<&ReceivingView>) -> Receiving {
        Receiving {
            server: Server(server),
            now: now.map(|it| Partial {
                snapshot: (&it.id).into(),
                held: Number(it.held),
                total: Number(it.total),
                chunk_size: Number(it.chunk_size),
            }),
        }
    }

    pub(super) fn outcome(self) -> Outcome {
        Outcome::Receiving {
            server: self.server.0,
            now: self.now.map(|it| ReceivingView {
                id: it.snapshot.into(),
                held: it.held.0,
                total: it.total.0,
                chunk_size: it.chunk_size.0,
            }),
        }
    }
}

/// A server's snapshot; none if it says nothing.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Complete>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Complete {
    snapshot: Snapshot,
    size: Number,
    configuration: Members,
    /// The values of the machine, by key.
    contents: BTreeMap<String, i64>,
}

impl Saved {
    pub(super) fn new(now: Option<&SnapshotView>) -> Saved {
        Saved {
            now: now.map(|it| Complete {
                snapshot: (&it.id).into(),
                size: Number(it.size),
                configuration: (&it.configuration).into(),
                contents: (it.contents.iter())
                    .map(|(key, value)| (key.to_string(), *value))
                    .collect(),
            }),
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        let view = |it: &Complete| {
            let mut contents = SortedMap::default();
            for (key, value) in &it.contents {
                contents.insert(Arc::from(key.as_str()), *value);
            }
            Arc::new(SnapshotView {
                id: it.snapshot.into(),
                size: it.size.0,
                contents: Arc::new(contents),
                configuration: (&it.configuration).into(),
            })
        };
        Outcome::SnapshotChanged(self.now.as_ref().map(view))
    }
}
