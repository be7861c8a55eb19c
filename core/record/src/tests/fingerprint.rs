//! The running hash: the same for the same run, another one for any other.

use crate::{
    ClientId, Control, Envelope, Event, EventKind, Facts, Fate, Fingerprint, Held, Kinds,
    LinkOverride, LossReason, MessageControl, MessageName, MessageNumber, Operation, OperationEnd,
    Outcome, RoleName, Scope, ServerControl,
};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{
    Configuration, Duration, Entry, Message, Notice, Payload, Reason, ServerId, ServerSet,
    SnapshotId, Ticket, Time, TimerKind,
};

#[test]
fn the_fingerprint_of_given_events_is_the_same_on_every_machine() {
    let mut fingerprint = Fingerprint::new();
    for event in different_events() {
        fingerprint.observe(&event);
    }
    assert_eq!(format!("{:016x}", fingerprint.value()), "601b6aa1c0b2c21f");
}

#[test]
fn whatever_differs_in_an_event_changes_the_fingerprint() {
    let events = different_events();
    for (position, one) in events.iter().enumerate() {
        for other in &events[position + 1..] {
            assert_ne!(alone(one), alone(other), "{one:?}\n{other:?}");
        }
    }
}

#[test]
fn every_part_of_a_configuration_counts() {
    let appended = |[voters, outgoing, learners]: [u8; 3]| {
        let configuration = Configuration {
            voters: ServerSet::first(voters),
            outgoing: ServerSet::first(outgoing),
            learners: ServerSet::first(learners),
        };
        let entry = Entry {
            term: 1,
            payload: Payload::Configuration(configuration),
        };
        let entries = [entry].into();
        alone(&with(vec![Outcome::Noticed(Notice::Appended {
            first: 1,
            entries,
        })]))
    };
    let configurations = [
        [3, 0, 0],
        [3, 3, 0],
        [3, 0, 3],
        [3, 3, 3],
        [3, 4, 0],
        [3, 0, 4],
    ];
    for (position, one) in configurations.into_iter().enumerate() {
        for other in &configurations[position + 1..] {
            assert_ne!(appended(one), appended(*other), "{one:?} and {other:?}");
        }
    }
}

#[test]
fn the_order_of_events_counts() {
    let (one, other) = (
        kind(EventKind::Control(Control::Server(ServerControl::Paused))),
        kind(EventKind::Control(Control::Server(ServerControl::Resumed))),
    );
    assert_ne!(together(&[&one, &other]), together(&[&other, &one]));
}

#[test]
fn reasons_and_sentences_do_not_count() {
    let plain = with(vec![Outcome::TimerStopped(TimerKind::Election)]);
    let mut explained = plain.clone();
    let reason = Reason::VoteDenied { from: ServerId(3) };
    explained.outcomes.insert(0, Outcome::Decided(reason));
    explained.outcomes.push(Outcome::CheckFailed {
        check: "Log Matching".into(),
        sentence: "S1 contradicts S2.".into(),
    });
    let invariant = Notice::Violation("A rule does not hold.".into());
    explained.outcomes.push(Outcome::Noticed(invariant));
    assert_eq!(alone(&plain), alone(&explained));
    let refused = |sentence: &str| {
        kind(EventKind::Control(Control::Refused {
            sentence: sentence.into(),
        }))
    };
    assert_eq!(
        alone(&refused("S1 is down.")),
        alone(&refused("It is down."))
    );
}

#[test]
fn the_number_of_a_message_does_not_count() {
    let delivered = |number| {
        let number = MessageNumber(number);
        kind(EventKind::Delivered {
            envelope: Envelope {
                number,
                ..envelope()
            },
            manual: false,
        })
    };
    assert_eq!(alone(&delivered(4)), alone(&delivered(5)));
}

fn alone(event: &Event) -> u64 {
    together(&[event])
}

fn together(events: &[&Event]) -> u64 {
    let mut fingerprint = Fingerprint::new();
    for event in events {
        fingerprint.observe(event);
    }
    fingerprint.value()
}

/// Events of every kind and with every outcome, no two of them the same.
fn different_events() -> Vec<Event> {
    let heads = [
        event(7, 9, None, Some(S1)),
        event(8, 9, None, Some(S1)),
        event(7, 8, None, Some(S1)),
        event(7, 9, Some(0), Some(S1)),
        event(7, 9, Some(6), Some(S1)),
        event(7, 9, None, Some(S2)),
        event(7, 9, None, None),
    ];
    let kinds = different_kinds().into_iter().map(kind);
    let outcomes = different_outcomes()
        .into_iter()
        .map(|outcome| with(vec![outcome]));
    let notices = different_notices()
        .into_iter()
        .map(|notice| with(vec![Outcome::Noticed(notice)]));
    let messages = different_messages().into_iter().map(|message| {
        with(vec![Outcome::Sent {
            envelope: Envelope {
                body: message.into(),
                ..envelope()
            },
            fate: Fate::Arrives(Time(4)),
            copy_of: None,
        }])
    });
    let facts = different_facts().into_iter().map(|facts| Event {
        after: Some(facts),
        ..event(7, 9, None, Some(S1))
    });
    let all = heads
        .into_iter()
        .chain(kinds)
        .chain(outcomes)
        .chain(notices);
    all.chain(messages).chain(facts).collect()
}

fn different_kinds() -> Vec<EventKind> {
    [
        kinds_of_servers(),
        kinds_of_messages(),
        kinds_of_clients(),
        kinds_of_user_actions(),
        kinds_of_links(),
        kinds_of_holds(),
        kinds_of_shapes(),
    ]
    .concat()
}

fn kinds_of_servers() -> Vec<EventKind> {
    let manual = true;
    vec![
        EventKind::Started { again: false },
        EventKind::Started { again: true },
        EventKind::TimerFired {
            timer: TimerKind::Election,
            manual,
        },
        EventKind::TimerFired {
            timer: TimerKind::Heartbeat,
            manual,
        },
        EventKind::TimerFired {
            timer: TimerKind::Heartbeat,
            manual: false,
        },
        EventKind::Persisted { ticket: Ticket(1) },
        EventKind::Persisted { ticket: Ticket(2) },
        EventKind::Applied { last: 1 },
        EventKind::Applied { last: 2 },
        EventKind::SnapshotDue,
    ]
}

fn kinds_of_messages() -> Vec<EventKind> {
    let (envelope, manual) = (envelope(), true);
    vec![
        EventKind::Delivered {
            envelope: envelope.clone(),
            manual,
        },
        EventKind::Delivered {
            envelope: Envelope {
                nth: 5,
                ..envelope.clone()
            },
            manual,
        },
        EventKind::Delivered {
            envelope: Envelope {
                from: S2,
                ..envelope.clone()
            },
            manual,
        },
        EventKind::Delivered {
            envelope: Envelope {
                to: S1,
                ..envelope.clone()
            },
            manual,
        },
        EventKind::Lost {
            envelope: envelope.clone(),
            why: LossReason::Chance,
            manual: false,
        },
        EventKind::Lost {
            envelope: envelope.clone(),
            why: LossReason::Cut,
            manual: false,
        },
        EventKind::Lost {
            envelope: envelope.clone(),
            why: LossReason::Down,
            manual: false,
        },
        EventKind::Lost {
            envelope,
            why: LossReason::Down,
            manual: true,
        },
    ]
}

fn kinds_of_clients() -> Vec<EventKind> {
    let (client, serial) = (ClientId(1), 2);
    let sent = |client, serial, text: &str, retries| EventKind::ClientSent {
        client,
        serial,
        operation: Operation::parse(text).unwrap(),
        retries,
        arrives: None,
    };
    vec![
        sent(client, serial, "set x 1", 0),
        sent(client, serial, "set x 1", 1),
        sent(client, serial, "set x -1", 0),
        sent(client, serial, "set y 1", 0),
        sent(client, serial, "add x 1", 0),
        sent(client, serial, "get x", 0),
        sent(client, serial, "del x", 0),
        sent(client, serial, "get longer-key", 0),
        sent(client, serial, "get longer-kez", 0),
        sent(client, 3, "get x", 0),
        sent(ClientId(2), serial, "get x", 0),
        EventKind::RequestArrived { client, serial },
        EventKind::ReplyArrived { client, serial },
        EventKind::ConnectionLost { client, serial },
        EventKind::ClientTimedOut { client, serial },
        EventKind::Control(Control::Submitted {
            client,
            operation: Operation::parse("get x").unwrap(),
        }),
    ]
}

fn kinds_of_user_actions() -> Vec<EventKind> {
    vec![
        EventKind::Crashed {
            unsynced: 2,
            kept: 1,
        },
        EventKind::Crashed {
            unsynced: 1,
            kept: 1,
        },
        EventKind::Crashed {
            unsynced: 2,
            kept: 0,
        },
        EventKind::Control(Control::Server(ServerControl::Paused)),
        EventKind::Control(Control::Server(ServerControl::Resumed)),
        EventKind::Control(Control::Server(ServerControl::DiskStalled)),
        EventKind::Control(Control::Server(ServerControl::DiskReleased)),
        EventKind::Control(Control::Server(ServerControl::SnapshotRequested)),
        EventKind::Control(Control::Tuned {
            dial: "loss".into(),
            value: 1,
            shown: String::new(),
            along: None,
        }),
        EventKind::Control(Control::Tuned {
            dial: "loss".into(),
            value: 2,
            shown: String::new(),
            along: None,
        }),
        EventKind::Control(Control::Tuned {
            dial: "loss".into(),
            value: 1,
            shown: String::new(),
            along: Some("late".into()),
        }),
        EventKind::Control(Control::Tuned {
            dial: "no-op".into(),
            value: 1,
            shown: String::new(),
            along: None,
        }),
        EventKind::Control(Control::Refused {
            sentence: String::new(),
        }),
    ]
}

fn kinds_of_holds() -> Vec<EventKind> {
    let held = Held::ALL.map(|what| EventKind::Control(Control::Held { what }));
    let released = Held::ALL.map(|what| EventKind::Control(Control::Released { what }));
    let others = vec![
        EventKind::Control(Control::LogGiven { term: 1 }),
        EventKind::Control(Control::LogGiven { term: 2 }),
        EventKind::Control(Control::LogErased { from: 1 }),
        EventKind::Control(Control::LogErased { from: 2 }),
        EventKind::Control(Control::Server(ServerControl::DiskErased)),
        EventKind::Control(Control::TimersAligned { at: Time(1) }),
        EventKind::Control(Control::TimersAligned { at: Time(2) }),
    ];
    [&held[..], &released, &others].concat()
}

fn kinds_of_shapes() -> Vec<EventKind> {
    let of = |kinds, from, to| Scope { kinds, from, to };
    let scopes = [
        of(Kinds::ALL, None, None),
        of(Kinds::ALL, Some(S1), None),
        of(Kinds::ALL, None, Some(S1)),
        of(Kinds::named("vote").unwrap(), None, None),
    ];
    let profiles = [
        LinkOverride::Latency(Duration(1), Duration(2)),
        LinkOverride::Latency(Duration(1), Duration(3)),
        LinkOverride::Latency(Duration(2), Duration(2)),
        LinkOverride::Loss(2),
        LinkOverride::Late(2),
    ];
    let profile = Some(profiles[0]);
    let by_scope =
        scopes.map(|scope| EventKind::Control(Control::LinkOverridden { scope, profile }));
    let scope = Scope::ALL;
    let by_profile = profiles.map(|profile| {
        EventKind::Control(Control::LinkOverridden {
            scope,
            profile: Some(profile),
        })
    });
    let disk = |latency| EventKind::Control(Control::DiskOverridden { latency });
    let others = [
        EventKind::Control(Control::LinkOverridden {
            scope,
            profile: None,
        }),
        disk(None),
        disk(Some((Duration(1), Duration(2)))),
    ];
    [&by_scope[..], &by_profile[1..], &others].concat()
}

fn kinds_of_links() -> Vec<EventKind> {
    vec![
        EventKind::Control(Control::Cut {
            links: vec![(S1, S2)],
        }),
        EventKind::Control(Control::Cut {
            links: vec![(S2, S1)],
        }),
        EventKind::Control(Control::Cut {
            links: vec![(S1, S2), (S2, S1)],
        }),
        EventKind::Control(Control::Healed {
            links: vec![(S1, S2)],
        }),
        EventKind::Control(Control::Partitioned {
            groups: vec![ServerSet::first(2)],
        }),
        EventKind::Control(Control::Partitioned {
            groups: vec![ServerSet::first(3)],
        }),
        to_message(MessageControl::Delayed, Some(Fate::Arrives(Time(5)))),
        to_message(MessageControl::Delayed, Some(Fate::Lost(Time(5)))),
        to_message(MessageControl::Duplicated, None),
    ]
}

fn write_began(ticket: u64) -> Outcome {
    Outcome::WriteBegan {
        ticket: Ticket(ticket),
        writes: Vec::new(),
        due: None,
    }
}

fn to_message(what: MessageControl, fate: Option<Fate>) -> EventKind {
    EventKind::Control(Control::Message {
        what,
        name: name(4, 0),
        fate,
    })
}

fn different_outcomes() -> Vec<Outcome> {
    let sent = |fate, copy_of| Outcome::Sent {
        envelope: envelope(),
        fate,
        copy_of,
    };
    let applied = |index, term, content, answer, repeated| Outcome::AppliedEntry {
        index,
        term,
        payload: Payload::Noop,
        content,
        answer,
        repeated,
    };
    let ended = |serial, end| Outcome::OperationEnded {
        client: ClientId(1),
        serial,
        end,
    };
    vec![
        write_began(1),
        write_began(2),
        Outcome::NeverSent { name: name(1, 0) },
        Outcome::NeverSent { name: name(2, 0) },
        Outcome::NeverSent { name: name(1, 1) },
        Outcome::Waits {
            envelope: envelope(),
            ticket: Ticket(1),
        },
        Outcome::Waits {
            envelope: envelope(),
            ticket: Ticket(2),
        },
        sent(Fate::Arrives(Time(5)), None),
        sent(Fate::Arrives(Time(6)), None),
        sent(Fate::Lost(Time(5)), None),
        sent(Fate::Lost(Time(5)), Some(name(3, 0))),
        Outcome::FateChanged {
            name: name(4, 0),
            fate: Fate::Lost(Time(5)),
        },
        Outcome::TimerArmed {
            timer: TimerKind::Election,
            at: Time(5),
        },
        Outcome::TimerArmed {
            timer: TimerKind::Election,
            at: Time(6),
        },
        Outcome::TimerStopped(TimerKind::Election),
        Outcome::TimerStopped(TimerKind::Heartbeat),
        applied(1, 2, 3, None, false),
        applied(2, 2, 3, None, false),
        applied(1, 3, 3, None, false),
        applied(1, 2, 4, None, false),
        applied(1, 2, 3, Some(None), false),
        applied(1, 2, 3, Some(Some(0)), false),
        applied(1, 2, 3, Some(Some(1)), false),
        applied(1, 2, 3, Some(Some(1)), true),
        Outcome::Restored(snapshot(1, 2, 3)),
        Outcome::Restored(snapshot(2, 2, 3)),
        Outcome::Restored(snapshot(1, 3, 3)),
        Outcome::Restored(snapshot(1, 2, 4)),
        ended(1, OperationEnd::Ok(None)),
        ended(1, OperationEnd::Ok(Some(1))),
        ended(1, OperationEnd::Failed),
        ended(1, OperationEnd::Unknown),
        ended(2, OperationEnd::Unknown),
    ]
}

fn different_notices() -> Vec<Notice> {
    let appended = |first, term, payload| Notice::Appended {
        first,
        entries: [Entry { term, payload }].into(),
    };
    let command = |bytes: &[u8]| Payload::Command(bytes.into());
    vec![
        Notice::BecameCandidate(1),
        Notice::BecameLeader(1),
        Notice::BecameLeader(2),
        Notice::SteppedDown(1),
        Notice::TermChanged(1),
        Notice::CommitAdvanced(1),
        Notice::CommitAdvanced(2),
        Notice::Truncated { from: 1, last: 2 },
        Notice::Truncated { from: 2, last: 2 },
        Notice::Truncated { from: 1, last: 1 },
        appended(1, 1, Payload::Noop),
        appended(2, 1, Payload::Noop),
        appended(1, 2, Payload::Noop),
        appended(1, 1, command(b"")),
        appended(1, 1, command(b"a")),
        appended(1, 1, command(b"a\0")),
        appended(1, 1, command(b"more than eight")),
        appended(1, 1, command(b"more than eighT")),
        appended(
            1,
            1,
            Payload::Configuration(Configuration::simple(ServerSet::first(3))),
        ),
        appended(
            1,
            1,
            Payload::Configuration(Configuration::simple(ServerSet::first(4))),
        ),
        Notice::ConfigAdopted(1),
        Notice::ConfigRolledBack(1),
        Notice::SnapshotInstalled(snapshot(1, 2, 3)),
    ]
}

fn different_messages() -> Vec<Message> {
    [different_votes(), different_appends(), different_chunks()].concat()
}

fn different_votes() -> Vec<Message> {
    let vote = |term, last_log_index, last_log_term| {
        Message::RequestVote(RequestVote {
            term,
            last_log_index,
            last_log_term,
        })
    };
    let vote_reply = |term, request_term, vote_granted| {
        Message::RequestVoteReply(RequestVoteReply {
            term,
            request_term,
            vote_granted,
        })
    };
    vec![
        vote(1, 2, 3),
        vote(2, 2, 3),
        vote(1, 3, 3),
        vote(1, 2, 4),
        vote_reply(1, 2, true),
        vote_reply(2, 2, true),
        vote_reply(1, 3, true),
        vote_reply(1, 2, false),
    ]
}

fn different_appends() -> Vec<Message> {
    let append = |numbers: [u64; 5], entries: usize| {
        let entry = Entry {
            term: 1,
            payload: Payload::Noop,
        };
        let [term, request, prev_log_index, prev_log_term, leader_commit] = numbers;
        Message::AppendEntries(AppendEntries {
            term,
            request,
            prev_log_index,
            prev_log_term,
            entries: vec![entry; entries].into(),
            leader_commit,
        })
    };
    let append_reply = |numbers: [u64; 4], outcome| {
        let [term, request_term, request, prev_log_index] = numbers;
        Message::AppendEntriesReply(AppendEntriesReply {
            term,
            request_term,
            request,
            prev_log_index,
            outcome,
        })
    };
    let conflict = |conflict_term, conflict_index, last_log_index| AppendOutcome::Conflict {
        conflict_term,
        conflict_index,
        last_log_index,
    };
    let agreed = AppendOutcome::Success { match_index: 1 };
    vec![
        append([1, 2, 3, 4, 5], 0),
        append([2, 2, 3, 4, 5], 0),
        append([1, 3, 3, 4, 5], 0),
        append([1, 2, 4, 4, 5], 0),
        append([1, 2, 3, 5, 5], 0),
        append([1, 2, 3, 4, 6], 0),
        append([1, 2, 3, 4, 5], 1),
        append_reply([1, 2, 3, 4], agreed),
        append_reply([2, 2, 3, 4], agreed),
        append_reply([1, 3, 3, 4], agreed),
        append_reply([1, 2, 4, 4], agreed),
        append_reply([1, 2, 3, 5], agreed),
        append_reply([1, 2, 3, 4], AppendOutcome::Success { match_index: 2 }),
        append_reply([1, 2, 3, 4], AppendOutcome::StaleTerm),
        append_reply([1, 2, 3, 4], conflict(None, 1, 2)),
        append_reply([1, 2, 3, 4], conflict(Some(0), 1, 2)),
        append_reply([1, 2, 3, 4], conflict(None, 2, 2)),
        append_reply([1, 2, 3, 4], conflict(None, 1, 3)),
    ]
}

fn different_chunks() -> Vec<Message> {
    let chunk = |numbers: [u64; 4], bytes: usize, voters| {
        let [term, offset, total, chunk_size] = numbers;
        Message::InstallSnapshot(InstallSnapshot {
            term,
            snapshot: snapshot(1, 2, 3),
            configuration: Configuration::simple(ServerSet::first(voters)),
            offset,
            data: vec![0; bytes].into(),
            total,
            chunk_size,
        })
    };
    let chunk_reply = |numbers: [u64; 3], content, installed, stale| {
        let [term, request_term, next_offset] = numbers;
        Message::InstallSnapshotReply(InstallSnapshotReply {
            term,
            request_term,
            snapshot: snapshot(1, 2, content),
            next_offset,
            installed,
            stale,
        })
    };
    vec![
        chunk([1, 2, 3, 4], 0, 3),
        chunk([2, 2, 3, 4], 0, 3),
        chunk([1, 3, 3, 4], 0, 3),
        chunk([1, 2, 4, 4], 0, 3),
        chunk([1, 2, 3, 5], 0, 3),
        chunk([1, 2, 3, 4], 1, 3),
        chunk([1, 2, 3, 4], 0, 4),
        chunk_reply([1, 2, 3], 4, false, false),
        chunk_reply([2, 2, 3], 4, false, false),
        chunk_reply([1, 3, 3], 4, false, false),
        chunk_reply([1, 2, 4], 4, false, false),
        chunk_reply([1, 2, 3], 5, false, false),
        chunk_reply([1, 2, 3], 4, true, false),
        chunk_reply([1, 2, 3], 4, false, true),
    ]
}

fn different_facts() -> Vec<Facts> {
    let facts = Facts {
        term: 1,
        voted_for: None,
        role: RoleName::Follower,
        leader: None,
        commit: 2,
        applied: 3,
        base_index: 0,
        base_term: 0,
        last_index: 4,
        last_term: 5,
        durable: 6,
        snapshot_index: 7,
        snapshot_term: 8,
        configuration: Configuration::default(),
    };
    vec![
        facts,
        Facts { term: 0, ..facts },
        Facts {
            voted_for: Some(S1),
            ..facts
        },
        Facts {
            role: RoleName::Leader,
            ..facts
        },
        Facts {
            leader: Some(S1),
            ..facts
        },
        Facts { commit: 0, ..facts },
        Facts {
            applied: 0,
            ..facts
        },
        Facts {
            last_index: 0,
            ..facts
        },
        Facts {
            last_term: 0,
            ..facts
        },
        Facts {
            durable: 0,
            ..facts
        },
        Facts {
            snapshot_index: 0,
            ..facts
        },
        Facts {
            snapshot_term: 0,
            ..facts
        },
        Facts {
            configuration: Configuration::simple(ServerSet::first(3)),
            ..facts
        },
    ]
}

const S1: ServerId = ServerId(1);
const S2: ServerId = ServerId(2);

fn kind(kind: EventKind) -> Event {
    Event {
        kind,
        ..event(1, 9, None, Some(S1))
    }
}

fn with(outcomes: Vec<Outcome>) -> Event {
    Event {
        outcomes,
        ..event(2, 9, None, Some(S1))
    }
}

fn event(number: u64, time: u64, cause: Option<u64>, server: Option<ServerId>) -> Event {
    Event {
        number,
        time: Time(time),
        cause,
        server,
        kind: EventKind::SnapshotDue,
        outcomes: Vec::new(),
        after: None,
        source: None,
    }
}

fn envelope() -> Envelope {
    Envelope {
        number: MessageNumber(9),
        from: S1,
        to: S2,
        nth: 4,
        copy: 0,
        body: crate::Body::Whole(Message::RequestVoteReply(RequestVoteReply {
            term: 1,
            request_term: 1,
            vote_granted: true,
        })),
    }
}

fn name(nth: u32, copy: u64) -> MessageName {
    Envelope {
        nth,
        copy,
        ..envelope()
    }
    .name()
}

fn snapshot(last_included_index: u64, last_included_term: u64, content: u64) -> SnapshotId {
    SnapshotId {
        last_included_index,
        last_included_term,
        content,
    }
}
