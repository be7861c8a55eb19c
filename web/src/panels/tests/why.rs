//! What a message is predicted to do is what then happens.

use super::{act, at_work, run, session, submit};
use crate::panels::actions::{DELAY, offers};
use crate::panels::why;
use crate::session::{Selection, Session};
use raft::{Duration, Reason, ServerId};
use record::{ClusterView, Event, MessageKind, MessageName, Outcome};
use sim::{Action, Dial, MessageAction, ServerAction, Settings, World};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How many runs the ordinary test looks at.
const RUNS: u64 = 200;

#[test]
fn what_is_said_of_a_message_is_what_delivering_it_now_does_and_nothing_is_left_out() {
    let (mut delivered, mut stopped, mut sections) = (0, 0, BTreeSet::new());
    for seed in 0..RUNS {
        let settings = Settings {
            servers: 3 + 2 * (seed % 2) as u8,
            ..Settings::default()
        };
        let mut world = World::new(settings, seed).expect("such a world");
        for round in 0..90 {
            disturb(&mut world, seed, round);
            world.step();
            let view = world.view();
            for message in &view.messages {
                let name = message.envelope.name();
                match delivery(&world, name) {
                    Some(event) => {
                        is_announced(&world, &view, &event, name);
                        let reasons = event.outcomes.iter().filter_map(reason);
                        sections.extend(reasons.map(Reason::section));
                        delivered += 1;
                    }
                    None => {
                        assert_eq!(announced(&world, &view, name), [], "{name}");
                        stopped += 1;
                    }
                }
            }
        }
    }
    assert!(
        delivered > 10_000 && stopped > 100,
        "{delivered}, {stopped}"
    );
    let wanted = ["§5.1", "§5.2", "§5.3", "§5.4.1", "§7"];
    assert!(
        wanted.iter().all(|it| sections.contains(it)),
        "{sections:?}"
    );
}

/// Something that makes logs part, elections fail and followers fall behind.
fn disturb(world: &mut World, seed: u64, round: u64) {
    let servers = u64::from(world.settings().servers);
    let id = |number: u64| ServerId((number % servers) as u8 + 1);
    let (one, other) = (id(seed + round / 10), id(seed + round / 10 + 1));
    let action = match (round, round % 10) {
        (0, _) => Action::Set(Dial::SnapshotThreshold, 4),
        (1, _) => Action::Set(Dial::ChunkSize, 16),
        (_, 2) => Action::Server(ServerAction::Crash, one),
        (_, 3) => Action::HealAll,
        (_, 4) => Action::Server(ServerAction::Resume, other),
        (_, 5) => Action::Server(ServerAction::Isolate, other),
        (_, 6) if seed.is_multiple_of(3) => Action::Server(ServerAction::Pause, other),
        (_, 7) => Action::Server(ServerAction::TimeOut, id(seed + round)),
        (_, 8) => Action::Server(ServerAction::Restart, one),
        _ => Action::Submit(
            None,
            record::Operation::parse("add x 1").expect("a command"),
        ),
    };
    world.apply(&action);
    let until = world.now() + Duration::from_millis(seed % 5 * round % 40);
    world.run_until(until, &mut |_| {});
    // What comes once more, and late, is of no use.
    if let Some(message) = world.view().messages.first() {
        let late = MessageAction::Delay(DELAY);
        let name = message.envelope.name();
        world.apply(&Action::Message(MessageAction::Duplicate, name));
        world.apply(&Action::Message(late, name));
    }
}

/// The step that the receiver takes if the message is delivered now; none if it takes none.
fn delivery(world: &World, name: MessageName) -> Option<Event> {
    let mut world = world.clone();
    let event = world.apply(&Action::Message(MessageAction::Deliver, name));
    event.after.is_some().then(|| event.clone())
}

/// What is said that delivering a message now brings about, with its section.
fn announced(world: &World, view: &ClusterView, name: MessageName) -> Vec<(String, &'static str)> {
    let explained = why::explain_thing(world, view, Selection::Message(name));
    let (_, facts) = explained.expect("it is on its way");
    let facts = facts.into_iter().filter(|fact| fact.name == "if now");
    facts.map(|fact| (fact.text, fact.section)).collect()
}

fn is_announced(world: &World, view: &ClusterView, event: &Event, name: MessageName) {
    let mut announced = announced(world, view, name).into_iter();
    let receiver = event.server.expect("a delivery has a receiver");
    let mut count = 0;
    for outcome in &event.outcomes {
        let sent = match outcome {
            Outcome::Decided(reason) => {
                let (text, section) = announced.next().expect("every reason is announced");
                assert_eq!(text, reason.sentence(receiver), "{name}");
                assert_eq!(section, reason.section(), "{name}");
                count += 1;
                continue;
            }
            Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => envelope,
            _ => continue,
        };
        let (text, _) = announced.next().expect("every answer is announced");
        let answer = format!("{receiver} sends {} to {}", sent.body, sent.to);
        assert!(text.starts_with(&answer), "{text}, not {answer}");
        count += 1;
    }
    let nothing = format!("{receiver} takes note of it.");
    let more: Vec<_> = announced.map(|(text, _)| text).collect();
    assert!(
        more.is_empty() || count == 0 && more == [nothing],
        "{more:?}"
    );
}

fn reason(outcome: &Outcome) -> Option<&Reason> {
    match outcome {
        Outcome::Decided(reason) => Some(reason),
        _ => None,
    }
}

#[test]
fn an_append_says_what_it_brings_in_the_words_of_the_one_who_reads_it() {
    let mut session = at_work();
    submit(&mut session, "set x 7");
    let leader = why::leader(&session.run.view).unwrap().id;
    let facts = until_append(&mut session, leader);
    assert_eq!(
        facts,
        [
            "1",
            "index 5, term 1",
            "6 `set x 7`",
            "5",
            "S2 agrees with S1 at entry 5, and with what was sent now through entry 6.",
            "S2 restarts its election timer.",
            "S2 sends AppendEntries reply ok to S1, once that is on its disk.",
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
    let follower = why::server(&session.run.view, ServerId(2)).unwrap();
    let (_, reply) = &follower.disk.waiting[0];
    let (title, facts) = why::explain_thing(
        session.run.world(),
        &session.run.view,
        Selection::Message(reply.name()),
    )
    .unwrap();
    assert_eq!(title, "AppendEntries reply ok, S2 to S1");
    assert!(
        offers(
            session.run.world(),
            &session.run.view,
            Selection::Message(reply.name())
        )
        .is_empty()
    );
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
    assert_eq!(
        why::explain_thing(
            session.run.world(),
            &session.run.view,
            Selection::Message(name)
        ),
        None
    );
}

#[test]
fn a_leader_that_no_server_hears_waits_for_those_who_do_not_hold_the_entry() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, leader));
    submit(&mut session, "set z 9");
    run(&mut session, 30);
    let (_, facts) = why::explain_thing(
        session.run.world(),
        &session.run.view,
        Selection::Server(leader),
    )
    .unwrap();
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
        let (_, facts) = why::explain_thing(
            session.run.world(),
            &session.run.view,
            Selection::Server(ServerId(3)),
        )
        .unwrap();
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
        session.run.recorded.timeline.step();
        session.run.view = Rc::new(session.run.world().view());
        let to_second = session.run.view.messages.iter().find(|message| {
            let envelope = &message.envelope;
            envelope.from == leader
                && envelope.to == ServerId(2)
                && envelope.body.to_string().contains("1 entry")
        });
        if let Some(message) = to_second {
            let (_, facts) = why::explain_thing(
                session.run.world(),
                &session.run.view,
                Selection::Message(message.envelope.name()),
            )
            .unwrap();
            let shown = facts.into_iter().filter(|fact| fact.name != "arrives");
            return shown.map(|fact| fact.text).collect();
        }
    }
    panic!("no append came");
}
