//! Events of every kind and with every outcome, drawn from few values, so that two of them are alike but for little.

use crate::view::{ProgressMode, ProgressView};
use crate::{
    ClientId, Control, DiskHeld, Envelope, Event, EventKind, Facts, Fate, Held, Kinds,
    LinkOverride, LossReason, MessageControl, MessageKind, MessageName, MessageNumber, Operation,
    OperationEnd, Outcome, RoleName, Scope, ServerControl, content_hash,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::{
    Configuration, Duration, Entries, Entry, Message, Notice, Payload, Reason, ServerId, ServerSet,
    SnapshotId, Ticket, Time, TimerKind,
};

/// Two of the same variant, each variant as often as any other; now and then two of any.
pub(super) fn pairs<T: Clone + std::fmt::Debug + 'static>(
    variants: Vec<BoxedStrategy<T>>,
) -> impl Strategy<Value = (T, T)> {
    let any = proptest::strategy::Union::new(variants.clone());
    let alike = variants
        .into_iter()
        .map(|one| (one.clone(), one).boxed())
        .collect::<Vec<_>>();
    prop_oneof![
        3 => proptest::strategy::Union::new(alike),
        1 => (any.clone(), any),
    ]
}

fn union<T: std::fmt::Debug + 'static>(
    variants: Vec<BoxedStrategy<T>>,
) -> proptest::strategy::Union<BoxedStrategy<T>> {
    proptest::strategy::Union::new(variants)
}

/// Whole events.
pub(super) fn event() -> impl Strategy<Value = Event> {
    (
        number(),
        time(),
        option::of(number()),
        option::of(server()),
        union(kinds()),
        vec(union(outcomes()), 0..3),
        option::of(facts()),
    )
        .prop_map(
            |(number, time, cause, server, kind, outcomes, after)| Event {
                number,
                time,
                cause,
                server,
                kind,
                outcomes,
                after,
                source: None,
            },
        )
}

/// An event, and one that has some of its parts.
pub(super) fn events_alike() -> impl Strategy<Value = (Event, Event)> {
    (event(), event(), any::<[bool; 7]>()).prop_map(|(one, mut other, same)| {
        if same[0] {
            other.number = one.number;
        }
        if same[1] {
            other.time = one.time;
        }
        if same[2] {
            other.cause = one.cause;
        }
        if same[3] {
            other.server = one.server;
        }
        if same[4] {
            other.kind = one.kind.clone();
        }
        if same[5] {
            other.outcomes = one.outcomes.clone();
        }
        if same[6] {
            other.after = one.after;
        }
        (one, other)
    })
}

/// Every kind of event.
pub(super) fn kinds() -> Vec<BoxedStrategy<EventKind>> {
    let controls = [of_servers(), of_links()].concat();
    let controls = controls
        .into_iter()
        .map(|control| control.prop_map(EventKind::Control).boxed());
    [by_themselves(), of_clients(), controls.collect()].concat()
}

fn by_themselves() -> Vec<BoxedStrategy<EventKind>> {
    vec![
        (0..3_u32, 0..3_u32)
            .prop_map(|(unsynced, kept)| EventKind::Crashed { unsynced, kept })
            .boxed(),
        any::<bool>()
            .prop_map(|again| EventKind::Started { again })
            .boxed(),
        (timer(), any::<bool>())
            .prop_map(|(timer, manual)| EventKind::TimerFired { timer, manual })
            .boxed(),
        (envelope(), any::<bool>())
            .prop_map(|(envelope, manual)| EventKind::Delivered { envelope, manual })
            .boxed(),
        (envelope(), loss(), any::<bool>())
            .prop_map(|(envelope, why, manual)| EventKind::Lost {
                envelope,
                why,
                manual,
            })
            .boxed(),
        ticket()
            .prop_map(|ticket| EventKind::Persisted { ticket })
            .boxed(),
        number()
            .prop_map(|last| EventKind::Applied { last })
            .boxed(),
        Just(EventKind::SnapshotDue).boxed(),
    ]
}

fn of_clients() -> Vec<BoxedStrategy<EventKind>> {
    vec![
        (client(), number(), operation(), 0..3_u32)
            .prop_map(
                |(client, serial, operation, retries)| EventKind::ClientSent {
                    client,
                    serial,
                    operation,
                    retries,
                    arrives: None,
                },
            )
            .boxed(),
        (client(), number())
            .prop_map(|(client, serial)| EventKind::RequestArrived { client, serial })
            .boxed(),
        (client(), number())
            .prop_map(|(client, serial)| EventKind::ReplyArrived { client, serial })
            .boxed(),
        (client(), number())
            .prop_map(|(client, serial)| EventKind::ConnectionLost { client, serial })
            .boxed(),
        (client(), number())
            .prop_map(|(client, serial)| EventKind::ClientTimedOut { client, serial })
            .boxed(),
    ]
}

fn of_servers() -> Vec<BoxedStrategy<Control>> {
    let simple = ServerControl::ALL.iter();
    let mut all: Vec<_> = simple
        .map(|what| Just(Control::Server(*what)).boxed())
        .collect();
    all.extend([
        number().prop_map(|term| Control::LogGiven { term }).boxed(),
        number()
            .prop_map(|from| Control::LogErased { from })
            .boxed(),
        (client(), operation())
            .prop_map(|(client, operation)| Control::Submitted { client, operation })
            .boxed(),
        option::of((duration(), duration()))
            .prop_map(|latency| Control::DiskOverridden { latency })
            .boxed(),
        time().prop_map(|at| Control::TimersAligned { at }).boxed(),
        held().prop_map(|what| Control::Held { what }).boxed(),
        held().prop_map(|what| Control::Released { what }).boxed(),
    ]);
    all
}

fn of_links() -> Vec<BoxedStrategy<Control>> {
    let links = || vec((server(), server()), 0..3);
    let of_message = |what: &MessageControl| {
        let what = *what;
        (message_name(), option::of(fate()))
            .prop_map(move |(name, fate)| Control::Message { what, name, fate })
            .boxed()
    };
    let mut all: Vec<_> = MessageControl::ALL.iter().map(of_message).collect();
    all.extend([
        links().prop_map(|links| Control::Cut { links }).boxed(),
        links().prop_map(|links| Control::Healed { links }).boxed(),
        vec(servers(), 0..3)
            .prop_map(|groups| Control::Partitioned { groups })
            .boxed(),
        (scope(), option::of(shape()))
            .prop_map(|(scope, profile)| Control::LinkOverridden { scope, profile })
            .boxed(),
        (
            prop_oneof![Just("loss"), Just("late"), Just("latency-min")],
            number(),
            option::of(Just("latency-max")),
        )
            .prop_map(|(dial, value, along)| Control::Tuned {
                dial: dial.into(),
                value,
                shown: format!("{value} ms"),
                along: along.map(Into::into),
            })
            .boxed(),
        Just(Control::Refused {
            sentence: "S1 is down.".into(),
        })
        .boxed(),
    ]);
    all
}

/// Every outcome.
pub(super) fn outcomes() -> Vec<BoxedStrategy<Outcome>> {
    let noticed = notices()
        .into_iter()
        .map(|notice| notice.prop_map(Outcome::Noticed).boxed());
    let others = vec![
        ticket()
            .prop_map(|ticket| Outcome::WriteBegan {
                ticket,
                writes: Vec::new(),
                due: None,
            })
            .boxed(),
        (envelope(), ticket())
            .prop_map(|(envelope, ticket)| Outcome::Waits { envelope, ticket })
            .boxed(),
        (envelope(), fate(), option::of(message_name()))
            .prop_map(|(envelope, fate, copy_of)| Outcome::Sent {
                envelope,
                fate,
                copy_of,
            })
            .boxed(),
        (message_name(), fate())
            .prop_map(|(name, fate)| Outcome::FateChanged { name, fate })
            .boxed(),
        message_name()
            .prop_map(|name| Outcome::NeverSent { name })
            .boxed(),
        (timer(), time())
            .prop_map(|(timer, at)| Outcome::TimerArmed { timer, at })
            .boxed(),
        timer().prop_map(Outcome::TimerStopped).boxed(),
        applied().boxed(),
        snapshot().prop_map(Outcome::Restored).boxed(),
        (client(), number(), end())
            .prop_map(|(client, serial, end)| Outcome::OperationEnded {
                client,
                serial,
                end,
            })
            .boxed(),
    ];
    noticed.chain(others).collect()
}

/// What counts for nothing: a reason, a violation, what is to come at a drawn time, what a server believes or holds in part.
pub(super) fn explanations() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        server().prop_map(|from| Outcome::Decided(Reason::VoteDenied { from })),
        Just(Outcome::CheckFailed {
            check: "Log Matching".into(),
            sentence: "S1 contradicts S2.".into(),
        }),
        Just(Outcome::Noticed(Notice::Violation(
            "A rule does not hold.".into()
        ))),
        Just(Outcome::CheckUndecided("Linearizable".into())),
        server().prop_map(|peer| Outcome::Progress {
            leader: ServerId(1),
            follower: ProgressView {
                peer,
                next: 2,
                match_index: 1,
                mode: ProgressMode::Replicate,
                last_heard: None,
            },
        }),
        server().prop_map(|server| Outcome::Receiving { server, now: None }),
        facts().prop_map(|facts| Outcome::DiskHolds(Box::new(DiskHeld {
            facts,
            first: 1,
            entries: Entries::default(),
        }))),
        Just(Outcome::SnapshotChanged(None)),
        Just(Outcome::SnapshotPlanned),
        (client(), number(), operation()).prop_map(|(client, serial, operation)| Outcome::Queued {
            client,
            serial,
            operation,
            server: None,
        }),
        (client(), number(), time()).prop_map(|(client, serial, arrives)| Outcome::Replied {
            client,
            serial,
            arrives,
        }),
        (client(), number()).prop_map(|(client, serial)| Outcome::NeverReplied { client, serial }),
        (ticket(), time()).prop_map(|(ticket, due)| Outcome::WriteDue { ticket, due }),
    ]
}

fn notices() -> Vec<BoxedStrategy<Notice>> {
    vec![
        number().prop_map(Notice::BecameCandidate).boxed(),
        number().prop_map(Notice::BecameLeader).boxed(),
        number().prop_map(Notice::SteppedDown).boxed(),
        number().prop_map(Notice::TermChanged).boxed(),
        number().prop_map(Notice::CommitAdvanced).boxed(),
        (number(), number())
            .prop_map(|(from, last)| Notice::Truncated { from, last })
            .boxed(),
        (number(), vec(entry(), 0..3))
            .prop_map(|(first, entries)| Notice::Appended {
                first,
                entries: entries.into(),
            })
            .boxed(),
        number().prop_map(Notice::ConfigAdopted).boxed(),
        number().prop_map(Notice::ConfigRolledBack).boxed(),
        snapshot().prop_map(Notice::SnapshotInstalled).boxed(),
    ]
}

fn applied() -> impl Strategy<Value = Outcome> {
    let answer = option::of(option::of(-1..2_i64));
    (number(), number(), payload(), answer, any::<bool>()).prop_map(
        |(index, term, payload, answer, repeated)| Outcome::AppliedEntry {
            index,
            term,
            content: content_hash(&payload),
            payload,
            answer,
            repeated,
        },
    )
}

fn end() -> impl Strategy<Value = OperationEnd> {
    prop_oneof![
        option::of(-1..2_i64).prop_map(OperationEnd::Ok),
        Just(OperationEnd::Failed),
        Just(OperationEnd::Unknown),
    ]
}

/// Every message.
pub(super) fn messages() -> Vec<BoxedStrategy<Message>> {
    vec![
        [(); 3].map(|()| number()).prop_map(vote).boxed(),
        ([(); 2].map(|()| number()), any::<bool>())
            .prop_map(|([term, request_term], vote_granted)| {
                Message::RequestVoteReply(RequestVoteReply {
                    term,
                    request_term,
                    vote_granted,
                })
            })
            .boxed(),
        ([(); 5].map(|()| number()), vec(entry(), 0..3))
            .prop_map(|(numbers, entries)| append(numbers, entries))
            .boxed(),
        ([(); 4].map(|()| number()), append_outcome())
            .prop_map(|([term, request_term, request, prev_log_index], outcome)| {
                Message::AppendEntriesReply(AppendEntriesReply {
                    term,
                    request_term,
                    request,
                    prev_log_index,
                    outcome,
                })
            })
            .boxed(),
        (
            [(); 4].map(|()| number()),
            snapshot(),
            configuration(),
            0..3_usize,
        )
            .prop_map(|(numbers, snapshot, configuration, bytes)| {
                chunk(numbers, snapshot, configuration, bytes)
            })
            .boxed(),
        (
            [(); 3].map(|()| number()),
            snapshot(),
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(
                |([term, request_term, next_offset], snapshot, installed, stale)| {
                    Message::InstallSnapshotReply(InstallSnapshotReply {
                        term,
                        request_term,
                        snapshot,
                        next_offset,
                        installed,
                        stale,
                    })
                },
            )
            .boxed(),
    ]
}

fn vote([term, last_log_index, last_log_term]: [u64; 3]) -> Message {
    Message::RequestVote(RequestVote {
        term,
        last_log_index,
        last_log_term,
    })
}

fn append(numbers: [u64; 5], entries: Vec<Entry>) -> Message {
    let [term, request, prev_log_index, prev_log_term, leader_commit] = numbers;
    Message::AppendEntries(AppendEntries {
        term,
        request,
        prev_log_index,
        prev_log_term,
        entries: entries.into(),
        leader_commit,
    })
}

fn append_outcome() -> impl Strategy<Value = AppendOutcome> {
    prop_oneof![
        number().prop_map(|match_index| AppendOutcome::Success { match_index }),
        Just(AppendOutcome::StaleTerm),
        (option::of(number()), number(), number()).prop_map(
            |(conflict_term, conflict_index, last_log_index)| AppendOutcome::Conflict {
                conflict_term,
                conflict_index,
                last_log_index,
            }
        ),
    ]
}

fn chunk(
    [term, offset, total, chunk_size]: [u64; 4],
    snapshot: SnapshotId,
    configuration: Configuration,
    bytes: usize,
) -> Message {
    Message::InstallSnapshot(InstallSnapshot {
        term,
        snapshot,
        configuration,
        offset,
        data: vec![0; bytes].into(),
        total,
        chunk_size,
    })
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let message = prop_oneof![8 => Just(vote([0; 3])), 1 => union(messages())];
    (message_name(), number(), message).prop_map(|(name, number, message)| Envelope {
        number: MessageNumber(number),
        from: name.from,
        to: name.to,
        nth: name.nth,
        copy: name.copy,
        body: message.into(),
    })
}

/// The state of a server.
pub(super) fn facts() -> impl Strategy<Value = Facts> {
    (
        [(); 8].map(|()| number()),
        option::of(server()),
        role(),
        option::of(server()),
        configuration(),
    )
        .prop_map(|(numbers, voted_for, role, leader, configuration)| {
            let [
                term,
                commit,
                applied,
                last_index,
                last_term,
                durable,
                snapshot_index,
                snapshot_term,
            ] = numbers;
            Facts {
                term,
                voted_for,
                role,
                leader,
                commit,
                applied,
                base_index: 0,
                base_term: 0,
                last_index,
                last_term,
                durable,
                snapshot_index,
                snapshot_term,
                configuration,
            }
        })
}

fn entry() -> impl Strategy<Value = Entry> {
    (number(), payload()).prop_map(|(term, payload)| Entry { term, payload })
}

fn payload() -> impl Strategy<Value = Payload> {
    prop_oneof![
        Just(Payload::Noop),
        vec(0..2_u8, 0..18).prop_map(|bytes| Payload::Command(bytes.into())),
        configuration().prop_map(Payload::Configuration),
    ]
}

fn configuration() -> impl Strategy<Value = Configuration> {
    let sets = [(); 3].map(|()| servers());
    let any = sets.prop_map(|[voters, outgoing, learners]| Configuration {
        voters,
        outgoing,
        learners,
    });
    prop_oneof![2 => Just(Configuration::default()), 1 => any]
}

fn servers() -> impl Strategy<Value = ServerSet> {
    vec(server(), 0..2).prop_map(|servers| servers.into_iter().collect())
}

fn operation() -> impl Strategy<Value = Operation> {
    let key = || {
        prop_oneof![
            Just("x"),
            Just("x\u{1}"),
            Just("long-key-x"),
            Just("long-key-y")
        ]
        .prop_map(|key: &str| key.into())
    };
    prop_oneof![
        (key(), -1..2_i64).prop_map(|(key, value)| Operation::Set { key, value }),
        (key(), -1..2_i64).prop_map(|(key, amount)| Operation::Add { key, amount }),
        key().prop_map(|key| Operation::Get { key }),
        key().prop_map(|key| Operation::Delete { key }),
    ]
}

fn snapshot() -> impl Strategy<Value = SnapshotId> {
    [(); 3]
        .map(|()| number())
        .prop_map(
            |[last_included_index, last_included_term, content]| SnapshotId {
                last_included_index,
                last_included_term,
                content,
            },
        )
}

fn scope() -> impl Strategy<Value = Scope> {
    let kinds = prop::sample::select(&Kinds::NAMED[..]).prop_map(|(_, kinds)| kinds);
    let scope = (kinds, option::of(server()), option::of(server()))
        .prop_map(|(kinds, from, to)| Scope { kinds, from, to });
    prop_oneof![2 => Just(Scope::ALL), 1 => scope]
}

fn shape() -> impl Strategy<Value = LinkOverride> {
    prop_oneof![
        (duration(), duration()).prop_map(|(min, max)| LinkOverride::Latency(min, max)),
        (0..2_u16).prop_map(LinkOverride::Loss),
        (0..2_u16).prop_map(LinkOverride::Late),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    (time(), prop::bool::weighted(0.2)).prop_map(|(time, lost)| match lost {
        true => Fate::Lost(time),
        false => Fate::Arrives(time),
    })
}

fn loss() -> impl Strategy<Value = LossReason> {
    prop_oneof![
        Just(LossReason::Chance),
        Just(LossReason::Cut),
        Just(LossReason::Down),
        Just(LossReason::Manual),
    ]
}

fn role() -> impl Strategy<Value = RoleName> {
    prop_oneof![
        Just(RoleName::Follower),
        Just(RoleName::Candidate),
        Just(RoleName::Leader),
    ]
}

fn timer() -> impl Strategy<Value = TimerKind> {
    prop_oneof![Just(TimerKind::Election), Just(TimerKind::Heartbeat)]
}

fn held() -> impl Strategy<Value = Held> {
    prop::sample::select(&Held::ALL[..])
}

/// Most often 0, so that many pairs differ in one place only.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![8 => Just(0), 1 => Just(1), 1 => Just(u64::MAX)]
}

fn time() -> impl Strategy<Value = Time> {
    number().prop_map(Time)
}

fn duration() -> impl Strategy<Value = Duration> {
    number().prop_map(Duration)
}

fn ticket() -> impl Strategy<Value = Ticket> {
    number().prop_map(Ticket)
}

fn message_name() -> impl Strategy<Value = MessageName> {
    let kind = prop_oneof![
        8 => Just(MessageKind::RequestVote),
        1 => select(&MessageKind::ALL[..]),
    ];
    (server(), server(), kind, number(), 0..2_u32, number()).prop_map(
        |(from, to, kind, term, nth, copy)| MessageName {
            from,
            to,
            kind,
            term,
            nth,
            copy,
        },
    )
}

fn server() -> impl Strategy<Value = ServerId> {
    prop_oneof![8 => Just(1), 1 => Just(2), 1 => Just(3)].prop_map(ServerId)
}

fn client() -> impl Strategy<Value = ClientId> {
    (1..3_u8).prop_map(ClientId)
}
