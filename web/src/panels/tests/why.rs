//! What a message is predicted to do is what then happens.

use super::{act, all, at_work, attr, run, session, submit, text};
use crate::panels::actions::{DELAY, offers};
use crate::panels::element::El;
use crate::panels::inspector;
use crate::panels::why::{self, Fact, Holding, LogCell, LogRow, Picture};
use crate::session::{Field, Msg, Selection, Session};
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
fn disturbance(world: &World, seed: u64, round: u64) -> Action {
    let servers = u64::from(world.settings().servers);
    let id = |number: u64| ServerId((number % servers) as u8 + 1);
    let (one, other) = (id(seed + round / 10), id(seed + round / 10 + 1));
    match (round, round % 10) {
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
    }
}

fn disturb(world: &mut World, seed: u64, round: u64) {
    let action = disturbance(world, seed, round);
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
    let explained = why::explain_at(
        Picture {
            world,
            view,
            past: None,
        },
        Selection::Message(name),
    );
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
    let (title, facts) = why::explain(&session, Selection::Message(reply.name())).unwrap();
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
fn a_message_that_never_was_has_no_explanation() {
    let session = at_work();
    let name = MessageName {
        from: ServerId(1),
        to: ServerId(2),
        kind: MessageKind::RequestVote,
        term: 1,
        nth: 99,
        copy: 0,
    };
    assert_eq!(why::explain(&session, Selection::Message(name)), None);
}

#[test]
fn a_leader_that_no_server_hears_waits_for_those_who_do_not_hold_the_entry() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, leader));
    submit(&mut session, "set z 9");
    run(&mut session, 30);
    let (_, facts) = why::explain(&session, Selection::Server(leader)).unwrap();
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
        let (_, facts) = why::explain(session, Selection::Server(ServerId(3))).unwrap();
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
            let (_, facts) =
                why::explain(session, Selection::Message(message.envelope.name())).unwrap();
            let shown = facts.into_iter().filter(|fact| fact.name != "arrives");
            return shown.map(|fact| fact.text).collect();
        }
    }
    panic!("no append came");
}

/// A session at work in which S4 missed two commands, and then asks for votes. All that it gets are refusals.
fn outdated_candidate() -> Session {
    let mut session = at_work();
    let s4 = ServerId(4);
    assert_ne!(why::leader(&session.run.view).map(|it| it.id), Some(s4));
    act(&mut session, Action::Server(ServerAction::Isolate, s4));
    for command in ["set x 8", "set y 9"] {
        submit(&mut session, command);
        run(&mut session, 60);
    }
    act(&mut session, Action::Server(ServerAction::Reconnect, s4));
    act(&mut session, Action::Server(ServerAction::TimeOut, s4));
    session
}

/// Lets events happen until one is to be seen, for 400 events at most.
fn until<T>(session: &mut Session, seen: impl Fn(&ClusterView) -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = seen(&session.run.view) {
            return found;
        }
        session.run.recorded.timeline.step();
        session.run.view = Rc::new(session.run.world().view());
    }
    panic!("it was not to be seen");
}

/// The name of a refusal of this kind that is on its way.
fn refusal(view: &ClusterView, kind: MessageKind) -> Option<MessageName> {
    let mut envelopes = view.messages.iter().map(|it| &it.envelope);
    let found = envelopes.find(|it| it.body.kind() == kind && it.body.is_refusal() == Some(true));
    found.map(record::Envelope::name)
}

fn facts(session: &Session, of: Selection) -> Vec<Fact> {
    why::explain(session, of).expect("it is there").1
}

/// The first fact of this name.
fn fact<'a>(facts: &'a [Fact], name: &str) -> &'a Fact {
    let found = facts.iter().find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {facts:#?}"))
}

/// The terms in the cells of logs, with `*` at what was compared.
fn logs(fact: &Fact) -> Vec<String> {
    let cell = |cell: &LogCell| {
        let holds = match cell.holds {
            Holding::Entry(term) => term.to_string(),
            Holding::Compacted => "<".to_owned(),
            Holding::Nothing => "-".to_owned(),
        };
        let committed = cell.is_committed && matches!(cell.holds, Holding::Entry(_));
        let mark = |is, mark| if is { mark } else { "" };
        holds + mark(committed, "c") + mark(cell.is_compared, "*")
    };
    let row = |row: &LogRow| {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        format!("{}: {}", row.server, cells.join(" "))
    };
    fact.logs.iter().map(row).collect()
}

#[test]
fn a_refused_vote_shows_both_logs_at_the_reply_at_the_voter_and_at_the_candidate() {
    let mut session = outdated_candidate();
    let reply = until(&mut session, |view| {
        refusal(view, MessageKind::RequestVoteReply)
    });
    let voter = reply.from;
    let at_reply = facts(&session, Selection::Message(reply));
    let refused = &at_reply[0];
    assert_eq!((refused.name, refused.section), ("refused", "§5.4.1"));
    let words = format!(
        "{voter} refuses its vote to S4: its own log ends in term 1 at 7, that of S4 in term 1 at 5."
    );
    assert!(refused.text.ends_with(&words), "{}", refused.text);
    assert!(matches!(refused.link, Some(Selection::Event(_))));
    let rule = fact(&at_reply, "rule");
    assert_eq!(rule.section, "§5.4.1");
    assert_eq!(
        logs(rule),
        [
            format!("{voter}: 1c 1c 1c 1c 1c 1c 1c*"),
            "S4: 1c 1c 1c 1c 1c* - -".to_owned()
        ]
    );
    let at_voter = facts(&session, Selection::Server(voter));
    assert_eq!(fact(&at_voter, "refused"), refused);
    assert_eq!(fact(&at_voter, "rule"), rule);
    until(&mut session, |view| {
        let candidate = why::server(view, ServerId(4))?;
        candidate.votes_refused.contains(voter).then_some(())
    });
    let at_candidate = facts(&session, Selection::Server(ServerId(4)));
    let by = fact(&at_candidate, "refused by");
    assert_eq!((&by.text, by.link), (&refused.text, refused.link));
    assert_eq!(fact(&at_candidate, "rule"), rule);
    assert!(
        at_candidate
            .iter()
            .any(|it| it.name == "retries RequestVote")
    );
    assert!(at_candidate.iter().all(|it| it.name != "next heartbeat"));
    // The event itself says it as well.
    let at_event = facts(&session, refused.link.unwrap());
    assert_eq!(fact(&at_event, "rule"), rule);
    let request = fact(&at_event, "message");
    assert!(
        request.text.starts_with("RequestVote, S4 to"),
        "{request:?}"
    );
    let request = facts(&session, request.link.unwrap());
    assert_eq!(
        (request[0].name, request[0].link),
        ("arrived", refused.link)
    );
}

#[test]
fn a_message_that_has_arrived_says_first_when_and_what_came_of_it() {
    let mut session = outdated_candidate();
    let reply = until(&mut session, |view| {
        refusal(view, MessageKind::RequestVoteReply)
    });
    let before = facts(&session, Selection::Message(reply));
    until(&mut session, |view| {
        why::in_flight(view, reply).is_none().then_some(())
    });
    let after = facts(&session, Selection::Message(reply));
    assert_eq!(after[0].name, "arrived");
    let words = format!("S4 does not get the vote of {}.", reply.from);
    assert!(after[0].text.ends_with(&words), "{}", after[0].text);
    let last = session.run.world().last_event().unwrap().number;
    assert_eq!(after[0].link, Some(Selection::Event(last)));
    // Why it was sent stays to be read.
    assert_eq!(after[1], before[0]);
}

#[test]
fn a_message_that_was_dropped_says_so() {
    let mut session = at_work();
    submit(&mut session, "set x 7");
    let name = until(&mut session, |view| {
        Some(view.messages.first()?.envelope.name())
    });
    let drop = sim::MessageAction::Drop;
    act(&mut session, Action::Message(drop, name));
    let facts = facts(&session, Selection::Message(name));
    assert_eq!(facts[0].name, "lost");
    assert!(facts[0].text.ends_with(": it was dropped"), "{facts:?}");
}

#[test]
fn a_rejected_append_shows_the_entry_that_did_not_match() {
    let mut session = outdated_candidate();
    let s4 = ServerId(4);
    let leader = why::leader(&session.run.view).unwrap().id;
    // A new leader takes all logs to be as long as its own.
    act(&mut session, Action::Server(ServerAction::Isolate, s4));
    let other = ServerId(if leader == ServerId(1) { 2 } else { 1 });
    act(&mut session, Action::Server(ServerAction::TimeOut, other));
    run(&mut session, 20);
    act(&mut session, Action::Server(ServerAction::TimeOut, other));
    run(&mut session, 60);
    act(&mut session, Action::Server(ServerAction::Reconnect, s4));
    let reply = until(&mut session, |view| {
        refusal(view, MessageKind::AppendEntriesReply)
    });
    let at_reply = facts(&session, Selection::Message(reply));
    let rule = fact(&at_reply, "rule");
    assert_eq!(rule.section, "§5.3");
    let logs = logs(rule);
    assert!(logs[0].starts_with("S4: 1c 1c 1c 1c 1c "), "{logs:?}");
    assert!(logs[0].contains("-*"), "{logs:?}");
    assert!(logs[1].contains("1c*"), "{logs:?}");
    let at_follower = facts(&session, Selection::Server(s4));
    assert_eq!(fact(&at_follower, "rule"), rule);
}

#[test]
fn a_rejected_append_shows_the_entry_that_is_of_another_term() {
    let mut session = at_work();
    let old = why::leader(&session.run.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, old));
    let write = |session: &mut Session, command, at| {
        let operation = record::Operation::parse(command).expect("a command");
        act(session, Action::SubmitAt(None, operation, at));
        run(session, 30);
    };
    // What is not committed here …
    write(&mut session, "set z 1", old);
    write(&mut session, "set z 2", old);
    // … is other entries elsewhere, before yet another leader takes all logs to be as long as its own.
    let others: Vec<ServerId> = (1..=5).map(ServerId).filter(|id| *id != old).collect();
    for new in &others[..2] {
        act(&mut session, Action::Server(ServerAction::TimeOut, *new));
        run(&mut session, 60);
        assert_eq!(why::leader(&session.run.view).map(|it| it.id), Some(*new));
        write(&mut session, "set y 3", *new);
    }
    // The next entry cannot be committed without the old leader.
    for down in &others[2..] {
        act(&mut session, Action::Server(ServerAction::Crash, *down));
    }
    write(&mut session, "set y 4", others[1]);
    act(&mut session, Action::Server(ServerAction::Reconnect, old));
    let reply = until(&mut session, |view| {
        let mut envelopes = view.messages.iter().map(|it| &it.envelope);
        let refusal = envelopes.find(|it| it.from == old && it.body.is_refusal() == Some(true));
        refusal.map(record::Envelope::name)
    });
    let at_reply = facts(&session, Selection::Message(reply));
    let rule = fact(&at_reply, "rule");
    assert!(
        rule.text.ends_with("must have one term in both logs"),
        "{rule:?}"
    );
    let rows = logs(rule);
    assert!(rows[0].ends_with(" 1c 1 1* - -"), "{rows:?}");
    assert!(rows[1].contains(" 2c 2c*"), "{rows:?}");
    let at_leader = facts(&session, Selection::Server(reply.to));
    let from = format!("{old}: the leader looks for the place where the logs agree");
    let mut missing = at_leader.iter().filter(|it| it.name == "missing");
    assert!(
        missing.any(|it| it.text.starts_with(&from)),
        "{at_leader:?}"
    );
}

#[test]
fn a_snapshot_on_its_way_says_why_no_entries_were_sent() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    let behind = ServerId(if leader == ServerId(3) { 4 } else { 3 });
    act(&mut session, Action::Server(ServerAction::Isolate, behind));
    for _ in 0..12 {
        submit(&mut session, "add x 1");
        run(&mut session, 60);
    }
    let snapshot = Action::Server(ServerAction::TakeSnapshot, leader);
    act(&mut session, snapshot);
    run(&mut session, 60);
    act(
        &mut session,
        Action::Server(ServerAction::Reconnect, behind),
    );
    let name = until(&mut session, |view| {
        let mut names = view.messages.iter().map(|it| it.envelope.name());
        names.find(|it| it.kind == MessageKind::InstallSnapshot)
    });
    let at_message = facts(&session, Selection::Message(name));
    let why = fact(&at_message, "no entries");
    assert_eq!(why.section, "§7");
    assert!(why.text.contains("and the log begins at"), "{why:?}");
    let at_leader = facts(&session, Selection::Server(leader));
    assert_eq!(fact(&at_leader, "no entries"), why);
}

#[test]
fn a_commit_that_waits_says_where_each_acknowledgement_is() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    let others = |place: usize| {
        let ids = (1..=5).map(ServerId).filter(|id| *id != leader);
        ids.collect::<Vec<_>>()[place]
    };
    let (stalled, down, cut) = (others(0), others(1), others(2));
    act(
        &mut session,
        Action::Server(ServerAction::StallDisk, stalled),
    );
    act(&mut session, Action::Server(ServerAction::Crash, down));
    act(&mut session, Action::Cut(leader, cut));
    let other = others(3);
    act(&mut session, Action::Server(ServerAction::StallDisk, other));
    submit(&mut session, "set z 9");
    let missing = |session: &Session, of: ServerId| {
        let facts = facts(session, Selection::Server(leader));
        let mut missing = facts.into_iter().filter(|it| it.name == "missing");
        let found = missing.find(|it| it.text.starts_with(&format!("{of}: ")));
        found.unwrap_or_else(|| panic!("nothing of {of}"))
    };
    until(&mut session, |view| {
        let mut envelopes = view.messages.iter().map(|it| &it.envelope);
        let append = envelopes.find(|it| it.to == stalled && it.body.entries() == Some(1));
        append.map(|_| ())
    });
    let on_its_way = missing(&session, stalled);
    assert!(
        on_its_way
            .text
            .contains("AppendEntries is on its way and arrives at"),
        "{}",
        on_its_way.text
    );
    assert!(matches!(on_its_way.link, Some(Selection::Message(_))));
    run(&mut session, 30);
    let at_disk = missing(&session, stalled);
    assert_eq!(
        at_disk.text,
        format!("{stalled}: its reply waits for its disk")
    );
    assert_eq!(missing(&session, down).text, format!("{down}: it is down"));
    let last = why::server(&session.run.view, leader).unwrap();
    let entry = Selection::Entry {
        server: leader,
        index: last.log.last_index(),
    };
    assert!(facts(&session, entry).contains(&at_disk));
    let apart = missing(&session, cut);
    assert!(
        matches!(apart.link, Some(Selection::Link { .. })) || apart.text.contains("will be lost"),
        "{apart:?}"
    );
    act(&mut session, Action::Heal(leader, cut));
    let lost = missing(&session, cut);
    assert!(lost.text.contains(" was lost at "), "{lost:?}");
    // What arrived and was lost with a memory was not lost on the way.
    for action in [ServerAction::Crash, ServerAction::Restart] {
        act(&mut session, Action::Server(action, stalled));
    }
    let unanswered = format!("{stalled}: it was sent, and no reply has come");
    assert_eq!(missing(&session, stalled).text, unanswered);
    act(
        &mut session,
        Action::Server(ServerAction::ReleaseDisk, other),
    );
    run(&mut session, 200);
    let facts = facts(&session, Selection::Server(leader));
    assert!(facts.iter().all(|it| it.name != "missing"), "{facts:?}");
}

#[test]
fn a_follower_says_whether_the_last_message_restarted_its_election_timer() {
    let timer = |session: &Session, id: ServerId| {
        let facts = facts(session, Selection::Server(id));
        let last = facts.into_iter().rfind(|it| it.name == "election timer");
        last.expect("a follower has one").text
    };
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    let follower = ServerId(if leader == ServerId(1) { 2 } else { 1 });
    run(&mut session, 100);
    let heard = timer(&session, follower);
    assert!(heard.starts_with("restarted by AppendEntries"), "{heard}");
    let mut session = outdated_candidate();
    let reply = until(&mut session, |view| {
        refusal(view, MessageKind::RequestVoteReply)
            .filter(|it| why::server(view, it.from).is_some_and(|it| it.election_timer.is_some()))
    });
    let refused = timer(&session, reply.from);
    assert!(
        refused.starts_with("not restarted by RequestVote, S4"),
        "{refused}"
    );
}

#[test]
fn a_snapshot_shows_its_values_and_the_sessions_of_its_clients() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    act(
        &mut session,
        Action::Server(ServerAction::TakeSnapshot, leader),
    );
    run(&mut session, 60);
    let facts = facts(&session, Selection::Snapshot { server: leader });
    let of = |name: &str| {
        let all = facts.iter().filter(|it| it.name == name);
        all.map(|it| it.text.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("values"), ["`x = 3`", "`y = 5`"]);
    let sessions = of("sessions");
    assert!(!sessions.is_empty(), "{facts:?}");
    // What a snapshot has replaced, and what stands behind it.
    assert_eq!(logs(fact(&facts, "kept")), ["S1: < < 1c 1c 1c*"]);
    assert!(
        sessions.iter().all(|it| it.contains(" gave ")),
        "{sessions:?}"
    );
}

#[test]
fn a_step_lights_what_it_changed_and_a_switch_leaves_only_that() {
    let mut session = outdated_candidate();
    let reply = until(&mut session, |view| {
        refusal(view, MessageKind::RequestVoteReply)
    });
    session.update(Msg::Pause);
    session.update(Msg::Select(Selection::Server(reply.to)));
    let lit = |session: &Session| {
        let panel = inspector::view(session);
        let lines = all(&panel).into_iter().filter(|it| it.tag == "dd");
        let lines: Vec<&El> = lines.collect();
        let changed = lines
            .iter()
            .filter(|it| attr(it, "class") == Some("changed"));
        let texts: Vec<String> = changed.map(|it| text(it)).collect();
        (texts, lines.len())
    };
    let (texts, all_lines) = lit(&session);
    assert_eq!(texts, [""; 0], "no step was taken yet");
    let name = Action::Message(sim::MessageAction::Deliver, reply);
    session.update(Msg::Do(name));
    let (texts, after) = lit(&session);
    let words = format!("{} refuses its vote to S4", reply.from);
    assert!(texts.iter().any(|it| it.contains(&words)), "{texts:?}");
    assert!(texts.len() < after && after > all_lines, "{texts:?}");
    session.update(Msg::Typed(Field::OnlyChanged, "true".to_owned()));
    let (only, left) = lit(&session);
    assert_eq!((only.len(), left), (texts.len(), texts.len()));
    session.update(Msg::Play);
    assert_eq!(lit(&session).0, [""; 0], "time runs");
}

#[test]
fn every_fact_that_leads_somewhere_leads_to_something_that_can_be_explained() {
    let mut followed = BTreeSet::new();
    for seed in 0..6 {
        let mut session = session(seed);
        for round in 0..60 {
            let action = disturbance(session.run.world(), seed, round);
            session.run.recorded.timeline.act(&action);
            run(&mut session, seed % 5 * round % 40 + 1);
            let view = session.run.view.clone();
            let servers = view.servers.iter();
            let servers = servers.map(|it| Selection::Server(it.id));
            let messages = view.messages.iter();
            let messages = messages.map(|it| Selection::Message(it.envelope.name()));
            let event = Selection::Event(view.events - 1);
            for of in servers.chain(messages).chain([event]) {
                for fact in facts(&session, of) {
                    let Some(to) = fact.link else {
                        continue;
                    };
                    assert!(why::explain(&session, to).is_some(), "{of:?}: {fact:?}");
                    followed.insert(fact.name);
                }
            }
        }
    }
    let wanted = ["missing", "refused", "election timer", "message", "then"];
    assert!(
        wanted.iter().all(|it| followed.contains(it)),
        "{followed:?}"
    );
}
