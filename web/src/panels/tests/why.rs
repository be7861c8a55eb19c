//! What a message is predicted to do is what then happens.

use super::{act, at_work, run, session, submit};
use crate::panels::actions::{DELAY, offers};
use crate::panels::why;
use crate::session::{Selection, Session};
use raft::{Message, Reason, ServerId};
use record::{Envelope, Event, MessageKind, MessageName, Outcome};
use sim::{Action, Dial, MessageAction, ServerAction};
use std::rc::Rc;

/// A word that a prediction may hold, and what it promises of the reasons that the protocol then gives.
type Promise = (&'static str, &'static str, fn(&Reason) -> bool);

const PROMISES: [Promise; 8] = [
    ("previous", "so it will accept", |r| {
        matches!(r, Reason::AppendAccepted { .. })
    }),
    ("previous", "so it will refuse", |r| {
        matches!(
            r,
            Reason::AppendRefusedMissing { .. } | Reason::AppendRefusedConflict { .. }
        )
    }),
    ("entries", "will delete them", |r| {
        matches!(r, Reason::Truncated { .. })
    }),
    ("vote", "yes: ", |r| matches!(r, Reason::VoteGranted { .. })),
    ("vote", "will have a majority and lead", |r| {
        matches!(r, Reason::ElectionWon { .. })
    }),
    ("commit", "will commit it", |r| {
        matches!(r, Reason::CommitAdvanced { .. })
    }),
    ("use", "will store it", |r| {
        matches!(r, Reason::ChunkStored { .. })
    }),
    ("use", "will ignore it", |r| {
        matches!(r, Reason::SnapshotIgnored { .. })
    }),
];

#[test]
fn what_a_message_is_said_to_bring_about_is_what_its_receiver_decides() {
    let mut kept = [0; PROMISES.len()];
    for seed in 1..40 {
        let mut session = session(seed);
        for round in 0..60 {
            disturb(&mut session, seed, round);
            run(&mut session, 17);
            for message in session.view.messages.clone() {
                compare(&session, &message.envelope, &mut kept);
            }
        }
    }
    for ((_, words, _), count) in PROMISES.iter().zip(kept) {
        assert!(count > 0, "no message was said to bring about: {words}");
    }
}

/// Something that makes logs part, elections fail and followers fall behind.
fn disturb(session: &mut Session, seed: u64, round: u64) {
    let id = ServerId((seed * 7 + round * 3) as u8 % 5 + 1);
    let action = match round % 10 {
        0 => Action::Set(Dial::Loss, 50),
        1 => Action::Set(Dial::Duplication, 300),
        2 => Action::Server(ServerAction::Crash, id),
        3 => Action::HealAll,
        5 => Action::Server(ServerAction::Isolate, id),
        7 => Action::Server(ServerAction::TimeOut, id),
        8 => Action::Server(ServerAction::Restart, ServerId((id.0 + 1) % 5 + 1)),
        _ => Action::Submit(
            None,
            record::Operation::parse("add x 1").expect("a command"),
        ),
    };
    session.world.apply(&action);
    // Chunks that come once more, and late, are of no use.
    for message in &session.view.messages {
        if let Message::InstallSnapshot(_) = message.envelope.message {
            session.world.apply(&Action::Message(
                MessageAction::Duplicate,
                message.envelope.name(),
            ));
            session.world.apply(&Action::Message(
                MessageAction::Delay(DELAY),
                message.envelope.name(),
            ));
        }
    }
    session.view = Rc::new(session.world.view());
}

fn compare(session: &Session, envelope: &Envelope, kept: &mut [u32]) {
    let Some((_, facts)) = why::explain(&session.view, Selection::Message(envelope.name())) else {
        panic!("{envelope:?} is on its way, but has no explanation");
    };
    let mut world = session.world.clone();
    let event = world.apply(&Action::Message(MessageAction::Deliver, envelope.name()));
    if event.after.is_none() {
        return;
    }
    for ((name, words, is_kept), count) in PROMISES.iter().zip(kept) {
        let promised = facts
            .iter()
            .any(|fact| fact.name == *name && fact.text.contains(words));
        let happened = decided(event, *is_kept);
        assert!(
            !promised || happened,
            "{envelope:?}\n{facts:#?}\n{:#?}",
            event.outcomes
        );
        *count += u32::from(promised);
    }
    let granted = facts
        .iter()
        .any(|fact| fact.name == "vote" && fact.text.starts_with("no: "));
    assert!(!granted || !decided(event, |r| matches!(r, Reason::VoteGranted { .. })));
}

fn decided(event: &Event, wanted: fn(&Reason) -> bool) -> bool {
    event
        .outcomes
        .iter()
        .any(|outcome| matches!(outcome, Outcome::Decided(reason) if wanted(reason)))
}

#[test]
fn an_append_says_what_it_brings_in_the_words_of_the_one_who_reads_it() {
    let mut session = at_work();
    submit(&mut session, "set x 7");
    let leader = why::leader(&session.view).unwrap().id;
    let facts = until_append(&mut session, leader);
    assert_eq!(
        facts,
        [
            "1",
            "index 5, term 1 — S2 holds it, so it will accept",
            "6 `set x 7`",
            "5, known to S2"
        ]
    );
}

#[test]
fn a_message_that_has_not_left_says_which_write_it_waits_for() {
    let mut session = at_work();
    act(
        &mut session,
        Action::Server(ServerAction::StallDisk, ServerId(2)),
    );
    submit(&mut session, "set x 7");
    run(&mut session, 40);
    let follower = why::server(&session.view, ServerId(2)).unwrap();
    let (_, reply) = &follower.disk.waiting[0];
    let (title, facts) = why::explain(&session.view, Selection::Message(reply.name())).unwrap();
    assert_eq!(title, "AppendEntries reply ok, S2 to S1");
    assert!(offers(&session.view, Selection::Message(reply.name())).is_empty());
    let waits = facts.iter().find(|fact| fact.name == "waits").unwrap();
    assert_eq!(
        waits.text,
        "until this is on S2's disk, which is stalled: entry 6"
    );
}

#[test]
fn a_message_that_has_arrived_has_no_explanation() {
    let session = at_work();
    let name = MessageName {
        from: ServerId(1),
        to: ServerId(2),
        kind: MessageKind::RequestVote,
        term: 1,
        nth: 1,
        copy: 0,
    };
    assert_eq!(why::explain(&session.view, Selection::Message(name)), None);
}

#[test]
fn a_leader_that_no_server_hears_waits_for_those_who_do_not_hold_the_entry() {
    let mut session = at_work();
    let leader = why::leader(&session.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, leader));
    submit(&mut session, "set z 9");
    run(&mut session, 30);
    let (_, facts) = why::explain(&session.view, Selection::Server(leader)).unwrap();
    assert!(
        facts[0].text.starts_with("entry 6 to commit: 2 more of "),
        "{}",
        facts[0].text
    );
}

#[test]
fn a_candidate_waits_for_its_disk_and_then_for_the_voters_that_have_not_answered() {
    let mut session = session(7);
    act(
        &mut session,
        Action::Server(ServerAction::TimeOut, ServerId(3)),
    );
    let waits = |session: &Session| {
        let (_, facts) = why::explain(&session.view, Selection::Server(ServerId(3))).unwrap();
        facts[0].text.clone()
    };
    assert_eq!(
        waits(&session),
        "its own vote to become durable; it sends no RequestVote before that"
    );
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(1)),
    );
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(2)),
    );
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(4)),
    );
    run(&mut session, 9);
    assert_eq!(
        waits(&session),
        "2 more votes (S1, S2, S4, S5 have not answered)"
    );
    run(&mut session, 60);
    assert_eq!(
        waits(&session),
        "1 more vote (S1, S2, S4 have not answered)"
    );
}

fn until_append(session: &mut Session, leader: ServerId) -> Vec<String> {
    for _ in 0..400 {
        session.world.step();
        session.view = Rc::new(session.world.view());
        let to_second = session.view.messages.iter().find(|message| {
            let envelope = &message.envelope;
            envelope.from == leader
                && envelope.to == ServerId(2)
                && envelope.message.to_string().contains("1 entry")
        });
        if let Some(message) = to_second {
            let (_, facts) =
                why::explain(&session.view, Selection::Message(message.envelope.name())).unwrap();
            let shown = facts.into_iter().filter(|fact| fact.name != "arrives");
            return shown.map(|fact| fact.text).collect();
        }
    }
    panic!("no append came");
}
