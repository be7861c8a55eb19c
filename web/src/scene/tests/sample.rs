//! Clusters built field by field, for tests and pictures.

use raft::log::Payload;
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, RequestVote,
    RequestVoteReply,
};
use raft::{
    Configuration, Entry, Index, Log, Message, ServerId, ServerSet, SnapshotId, Term, Ticket, Time,
};
use record::view::{
    ClientView, DiskView, MessageView, OperationView, Process, ProgressMode, ProgressView,
    ReceivingView, ServerView, SnapshotView, TimerView, TransitView, WriteView,
};
use record::{
    ClientId, ClusterView, DiskWrite, Envelope, Fate, MessageNumber, Operation, OperationEnd,
    RoleName,
};
use std::sync::Arc;

/// The moment of all samples: 2 s into the run.
pub(super) const NOW: Time = Time(2_000_000);

/// A server's name.
pub(super) fn s(id: u8) -> ServerId {
    ServerId(id)
}

/// A follower of `S1` in this term, with these terms in its log, all of it committed and durable.
pub(super) fn server(id: u8, servers: u8, term: Term, log: &[Term]) -> ServerView {
    let last = log.len() as Index;
    let mut entries = Log::default();
    for term in log {
        entries.push(Entry {
            term: *term,
            payload: Payload::Noop,
        });
    }
    ServerView {
        id: s(id),
        process: Process::Running,
        role: RoleName::Follower,
        term,
        voted_for: None,
        leader: None,
        commit: last,
        applied: last,
        log: entries,
        durable: last,
        snapshot: None,
        receiving: None,
        configuration: Configuration::simple(ServerSet::first(servers)),
        election_timer: Some(TimerView {
            armed_at: Time(NOW.0 - 20_000),
            due: Time(NOW.0 + 40_000 + 37_000 * u64::from(id)),
        }),
        heartbeat_timer: None,
        votes_granted: ServerSet::EMPTY,
        votes_refused: ServerSet::EMPTY,
        progress: Vec::new(),
        disk: DiskView {
            queue: Vec::new(),
            waiting: Vec::new(),
            stalled: false,
        },
        machine: Arc::default(),
        snapshot_due: false,
        unknown: Default::default(),
    }
}

/// So many followers, one idle client.
pub(super) fn cluster(servers: u8, term: Term, log: &[Term]) -> ClusterView {
    ClusterView {
        time: NOW,
        events: 0,
        servers: (1..=servers)
            .map(|id| server(id, servers, term, log))
            .collect(),
        messages: Vec::new(),
        holds: Default::default(),
        wiped: Default::default(),
        cuts: Vec::new(),
        clients: vec![client(1, None)],
        checks: Vec::new(),
        fingerprint: 0,
    }
}

/// Makes a server the leader, which heard from every server just now.
pub(super) fn lead(view: &mut ClusterView, id: u8) {
    let peers = view.servers.iter().map(|server| server.id);
    let peers: Vec<ServerId> = peers.filter(|peer| *peer != s(id)).collect();
    let leader = &mut view.servers[usize::from(id) - 1];
    leader.role = RoleName::Leader;
    leader.election_timer = None;
    let last = leader.log.last_index();
    leader.progress = (peers.into_iter())
        .map(|peer| ProgressView {
            peer,
            next: last + 1,
            match_index: last,
            mode: ProgressMode::Replicate,
            last_heard: Some(Time(NOW.0 - 10_000)),
        })
        .collect();
}

/// Takes a server down.
pub(super) fn crash(server: &mut ServerView) {
    server.process = Process::Crashed;
    server.election_timer = None;
}

/// A snapshot up to this index.
pub(super) fn snapshot(last: Index, term: Term) -> SnapshotView {
    SnapshotView {
        id: SnapshotId {
            last_included_index: last,
            last_included_term: term,
            content: 7,
        },
        size: 214,
        contents: Arc::default(),
        configuration: Configuration::default(),
    }
}

/// So much of a snapshot, in chunks of 64 bytes.
pub(super) fn receiving(last: Index, chunks: u64, of: u64) -> ReceivingView {
    ReceivingView {
        id: snapshot(last, 1).id,
        held: 64 * chunks,
        total: 64 * of,
        chunk_size: 64,
    }
}

/// Sends a message, which has come this part of its way, of 100.
pub(super) fn send(view: &mut ClusterView, from: u8, to: u8, part: u64, message: Message) {
    let nth = view.messages.len() as u32 + 1;
    view.messages.push(MessageView {
        envelope: Envelope {
            number: MessageNumber(nth.into()),
            from: s(from),
            to: s(to),
            nth,
            copy: 0,
            body: message.into(),
        },
        sent_at: Time(NOW.0 - 120 * part),
        fate: Fate::Arrives(Time(NOW.0 - 120 * part + 12_000)),
        sent_by: 0,
        copy_of: None,
        held: false,
    });
}

/// Sends a message that will be lost after 8 ms, while messages take 12.
pub(super) fn send_lost(view: &mut ClusterView, from: u8, to: u8, part: u64, message: Message) {
    send(view, from, to, part, message);
    if let Some(message) = view.messages.last_mut() {
        message.fate = Fate::Lost(Time(message.sent_at.0 + 8_000));
    }
}

/// AppendEntries.
pub(super) fn append(term: Term, entries: &[Term], commit: Index) -> Message {
    let entry = |term: &Term| Entry {
        term: *term,
        payload: Payload::Noop,
    };
    Message::AppendEntries(AppendEntries {
        term,
        request: 1,
        prev_log_index: 0,
        prev_log_term: 0,
        entries: entries.iter().map(entry).collect(),
        leader_commit: commit,
    })
}

/// The answer to it.
pub(super) fn appended(term: Term, match_index: Index) -> Message {
    reply(term, AppendOutcome::Success { match_index })
}

/// The answer that refuses it.
pub(super) fn not_appended(term: Term) -> Message {
    reply(term, AppendOutcome::StaleTerm)
}

fn reply(term: Term, outcome: AppendOutcome) -> Message {
    Message::AppendEntriesReply(AppendEntriesReply {
        term,
        request_term: term,
        request: 1,
        prev_log_index: 0,
        outcome,
    })
}

/// RequestVote.
pub(super) fn ask(term: Term) -> Message {
    Message::RequestVote(RequestVote {
        term,
        last_log_index: 0,
        last_log_term: 0,
    })
}

/// The answer to it.
pub(super) fn vote(term: Term, vote_granted: bool) -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term,
        request_term: term,
        vote_granted,
    })
}

/// One chunk of a snapshot.
pub(super) fn chunk(term: Term, last: Index, part: u64, parts: u64) -> Message {
    Message::InstallSnapshot(InstallSnapshot {
        term,
        snapshot: snapshot(last, 1).id,
        configuration: Configuration::default(),
        offset: 64 * (part - 1),
        data: vec![0; 64].into(),
        total: 64 * parts,
        chunk_size: 64,
    })
}

/// A client that asked `set x 7`, which ended so, or which it waits for; `None` if it never asked.
pub(super) fn client(id: u8, asked: Option<Option<OperationEnd>>) -> ClientView {
    let operation = asked.map(|end| OperationView {
        serial: 1,
        operation: Operation::Set {
            key: "x".into(),
            value: 7,
        },
        end,
        retries: 0,
        server: Some(s(1)),
        transit: end.is_none().then_some(TransitView {
            reply: false,
            sent_at: Time(NOW.0 - 6_000),
            arrives_at: Time(NOW.0 + 6_000),
        }),
    });
    ClientView {
        id: ClientId(id),
        operations: operation.into_iter().collect(),
    }
}

/// A disk with so many writes in its queue, and so many envelopes that wait for the last of them.
pub(super) fn busy_disk(writes: u64, waiting: u64) -> DiskView {
    let write = |number| WriteView {
        ticket: Ticket(number),
        began: NOW,
        due: Some(NOW),
        writes: vec![DiskWrite::Entries { from: 1, count: 1 }],
    };
    let envelope = |number| Envelope {
        number: MessageNumber(1_000 + number),
        from: s(1),
        to: s(2),
        nth: number as u32,
        copy: 0,
        body: vote(1, true).into(),
    };
    DiskView {
        queue: (1..=writes).map(write).collect(),
        waiting: (1..=waiting)
            .map(|number| (Ticket(writes), envelope(number)))
            .collect(),
        stalled: false,
    }
}
