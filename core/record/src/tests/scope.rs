//! Which messages a scope means, and what is held: by name, and each for itself.

use crate::{Envelope, Held, Holds, Kinds, MessageNumber, Scope};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{Configuration, Entries, Entry, Message, Payload, ServerId, SnapshotId};

#[test]
fn every_message_has_the_kinds_that_its_names_say() {
    for (message, names) in [
        (vote(), "messages requests vote"),
        (vote_reply(), "messages replies vote-reply"),
        (append(0), "messages requests append heartbeat"),
        (append(1), "messages requests append entries"),
        (append_reply(), "messages replies append-reply"),
        (chunk(), "messages requests snapshot"),
        (chunk_reply(), "messages replies snapshot-reply"),
    ] {
        let kind = Kinds::of(&message.into());
        let among = |(name, kinds): &(&'static str, Kinds)| kinds.meets(kind).then_some(*name);
        let found: Vec<_> = Kinds::NAMED.iter().filter_map(among).collect();
        assert_eq!(found.join(" "), names);
    }
}

#[test]
fn kinds_read_the_name_that_they_print() {
    for (name, kinds) in Kinds::NAMED {
        assert_eq!(kinds.to_string(), name);
        assert_eq!(Kinds::named(name), Some(kinds));
    }
    assert_eq!(Kinds::named("letters"), None);
}

#[test]
fn a_scope_contains_the_messages_of_its_kinds_on_its_way() {
    let (from, to) = (Some(ServerId(1)), Some(ServerId(2)));
    let kinds = Kinds::named("vote").unwrap();
    let scope = Scope { kinds, from, to };
    let contains = |from, to, message| {
        scope.contains(&Envelope {
            number: MessageNumber(1),
            from: ServerId(from),
            to: ServerId(to),
            nth: 1,
            copy: 0,
            body: Message::into(message),
        })
    };
    assert!(contains(1, 2, vote()));
    assert!(!contains(1, 3, vote()) && !contains(3, 2, vote()));
    assert!(!contains(1, 2, append(0)) && !contains(2, 1, vote()));
    assert_eq!(scope.to_string(), "vote S1 -> S2");
}

#[test]
fn what_a_scope_leaves_open_is_printed_as_a_star_or_not_at_all() {
    let scope = |name, from, to| Scope {
        kinds: Kinds::named(name).unwrap(),
        from,
        to,
    };
    let s2 = Some(ServerId(2));
    assert_eq!(scope("messages", None, None).to_string(), "messages");
    assert_eq!(scope("replies", None, None).to_string(), "replies");
    assert_eq!(scope("messages", s2, None).to_string(), "S2 -> *");
    assert_eq!(scope("append", None, s2).to_string(), "append * -> S2");
}

#[test]
fn each_is_held_and_let_go_for_itself() {
    let mut holds = Holds::default();
    for what in Held::ALL {
        assert!(holds.is_empty() && !holds.contains(what), "{what}");
        assert!(!holds.set(what, false), "{what}");
        assert!(holds.set(what, true) && !holds.set(what, true), "{what}");
        let held: Vec<_> = Held::ALL
            .into_iter()
            .filter(|one| holds.contains(*one))
            .collect();
        assert_eq!(held, [what]);
        assert!(holds.set(what, false), "{what}");
    }
}

fn vote() -> Message {
    Message::RequestVote(RequestVote {
        term: 1,
        last_log_index: 0,
        last_log_term: 0,
    })
}

fn vote_reply() -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term: 1,
        request_term: 1,
        vote_granted: true,
    })
}

fn append(entries: usize) -> Message {
    let entry = Entry {
        term: 1,
        payload: Payload::Noop,
    };
    Message::AppendEntries(AppendEntries {
        term: 1,
        request: 1,
        prev_log_index: 0,
        prev_log_term: 0,
        entries: Entries::from(vec![entry; entries]),
        leader_commit: 0,
    })
}

fn append_reply() -> Message {
    Message::AppendEntriesReply(AppendEntriesReply {
        term: 1,
        request_term: 1,
        request: 1,
        prev_log_index: 0,
        outcome: AppendOutcome::StaleTerm,
    })
}

fn chunk() -> Message {
    Message::InstallSnapshot(InstallSnapshot {
        term: 1,
        snapshot: SnapshotId::default(),
        configuration: Configuration::default(),
        offset: 0,
        data: vec![0].into(),
        total: 1,
        chunk_size: 1,
    })
}

fn chunk_reply() -> Message {
    Message::InstallSnapshotReply(InstallSnapshotReply {
        term: 1,
        request_term: 1,
        snapshot: SnapshotId::default(),
        next_offset: 1,
        installed: true,
        stale: false,
    })
}
