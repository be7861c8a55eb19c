//! Pause points: when a condition comes to hold, where time would stop, and when it is certain that it never will.

use crate::{Condition, Instruction, Narration, Observed, PausePoint, Script, Watch, play};
use raft::{ServerId, Time};
use record::ClusterState;
use sim::world::Position;
use sim::{Action, MessageAction, ServerAction, Settings, World};

const S1: ServerId = ServerId(1);

#[test]
fn a_command_says_where_time_would_stop_and_goes_on() {
    let pauses = pauses("pause when leader\nuntil quiet within 2s\n");
    let [(position, event)] = &pauses[..] else {
        panic!("there is one leader, once: {pauses:?}");
    };
    assert_eq!(position.events, event + 1, "right after the event");
}

#[test]
fn before_is_the_moment_at_which_the_event_is_due_and_has_not_happened() {
    let after = pauses("pause when leader\nuntil quiet within 2s\n")[0].0;
    let before = pauses("pause before leader\nuntil quiet within 2s\n")[0].0;
    assert_eq!(before.time, after.time);
    assert_eq!(before.events + 1, after.events);
}

#[test]
fn what_is_before_an_event_is_said_before_it() {
    let script = "servers 3\nseed 7\npause before leader\npause when leader\nuntil quiet\n";
    let mut said = Vec::new();
    let mut events = 0;
    play(&read(script), None, &mut |observed| match observed {
        Observed::Event(_) => events += 1,
        Observed::Narration(_, Narration::Pauses(point)) => said.push((point.is_before, events)),
        _ => {}
    })
    .unwrap();
    let [(true, before), (false, after)] = said[..] else {
        panic!("{said:?}");
    };
    assert_eq!(after, before + 1);
}

#[test]
fn a_condition_pauses_when_it_comes_to_hold_and_not_while_it_does() {
    // S1 leads, is away, and leads no more once it hears of the other term; then it is crashed and comes back as a follower.
    let follower = "pause when role of S1 is follower\n";
    let run = "until leader is S1\ncrash S1\nrun 10ms\nrestart S1\nrun 100ms\n";
    assert_eq!(
        pauses(&format!("{follower}{run}")).len(),
        1,
        "at the restart"
    );
    let never = pauses("until leader is S1\npause when leader\nrun 300ms\n");
    assert!(never.is_empty(), "it holds already");
}

#[test]
fn an_event_pauses_each_time_it_happens() {
    let syncs = pauses("pause when S1 syncs\nuntil leader is S1\nuntil quiet\n");
    assert!(syncs.len() > 1, "{syncs:?}");
    let both = pauses("pause when S1 syncs or leader\nuntil leader is S1\nuntil quiet\n");
    assert_eq!(
        both.len(),
        syncs.len() + 1,
        "and once when there is a leader"
    );
    let some = pauses("pause when S1 syncs and leader\nuntil leader is S1\nuntil quiet\n");
    assert!(!some.is_empty() && some.len() < syncs.len());
}

#[test]
fn messages_arrive_or_are_lost_by_kind_and_by_name() {
    let run = "until leader\n";
    let to_s2 = pauses(&format!("pause when arrives vote S1 -> S2\n{run}"));
    let named = pauses(&format!(
        "pause when arrives vote S1 -> S2 term 1 nth 1\n{run}"
    ));
    assert_eq!((to_s2.len(), &to_s2), (1, &named));
    let votes = pauses(&format!("pause when arrives vote\n{run}"));
    assert_eq!(votes.len(), 2);
    assert!(
        pauses(&format!(
            "pause when arrives vote S1 -> S2 term 2 nth 1\n{run}"
        ))
        .is_empty()
    );
    assert!(pauses(&format!("pause when lost vote\n{run}")).is_empty());
    let run = "until in flight vote S1 -> S2 = 1\ndrop vote S1 -> S2\nuntil leader\n";
    assert_eq!(pauses(&format!("pause when lost vote\n{run}")).len(), 1);
    assert_eq!(pauses(&format!("pause when arrives vote\n{run}")).len(), 1);
}

#[test]
fn a_server_changes_its_term_and_its_role() {
    let election = "until leader is S1\n";
    let term = pauses(&format!("pause when S1 changes term\n{election}"));
    assert_eq!(term.len(), 1);
    let role = pauses(&format!("pause when S1 changes role\n{election}"));
    assert_eq!(role.len(), 2, "a candidate, and a leader");
    let others = pauses(&format!("pause when S2 changes role\n{election}"));
    assert!(others.is_empty());
}

#[test]
fn a_script_may_pause_ten_thousand_times_and_no_more() {
    let text = "servers 9\nseed 7\npause when all decides or S1 decides or S2 decides or S3 decides\nrun 3600s\n";
    let report = play(&read(text), None, &mut |_| {}).unwrap();
    assert!(
        report.failures[0].found.contains("10000 things"),
        "{}",
        report.failures[0]
    );
    assert_eq!(report.failures[0].line, 3);
}

#[test]
fn a_script_sets_a_hundred_pause_points_and_no_more() {
    let hundred = "pause when leader\n".repeat(100);
    let report = play(&read(&format!("{hundred}run 1ms\n")), None, &mut |_| {}).unwrap();
    assert!(report.failures.is_empty());
    let report = play(
        &read(&format!("{hundred}pause when leader\n")),
        None,
        &mut |_| {},
    );
    assert_eq!(report.unwrap().failures[0].line, 101);
}

#[test]
fn a_recorded_run_keeps_its_pause_points_and_the_triggers_that_wait() {
    let settings = settings();
    let start = Position::default();
    let crash = Action::Server(ServerAction::Crash, S1);
    let script = Script::of_run(settings, 7, &[(start, crash)], start);
    let point = PausePoint {
        is_before: true,
        condition: condition("leader"),
    };
    let then = Instruction::parse("try crash leader", &settings).unwrap();
    let script = script.watched(&[point], &[(condition("S2 is down"), then)]);
    assert_eq!(read(&script.to_string()), script);
    let lines: Vec<String> = script.lines.iter().map(ToString::to_string).collect();
    let place = |line: &str| lines.iter().position(|own| own == line);
    let (pause, when) = (
        place("pause before leader"),
        place("when S2 is down do try crash leader"),
    );
    let crash = place("crash S1").or(place("try crash S1"));
    assert!(
        pause < crash && crash < when && pause.is_some(),
        "{lines:?}"
    );
    assert!(
        play(&script, None, &mut |_| {})
            .unwrap()
            .failures
            .is_empty()
    );
}

#[test]
fn a_condition_that_moves_on_from_another_moment_must_come_to_hold_again() {
    let mut world = world();
    let mut watch = Watch::new(condition("leader"), &world);
    until(&mut world, &mut watch).expect("a leader");
    let mut other = Watch::new(condition("leader"), &World::new(settings(), 7).unwrap());
    other.resume(&world);
    assert_eq!(until(&mut world, &mut other), None, "it leads all the time");
}

#[test]
fn a_message_whose_way_has_ended_is_out_of_reach_and_says_how() {
    let mut world = world();
    while world.messages().len() == 0 {
        world.step();
    }
    let name = world.messages().next().unwrap().envelope.name();
    let text = format!(
        "arrives vote {} -> {} term {} nth {}",
        name.from, name.to, name.term, name.nth
    );
    let (mut arrives, mut drops) = (world.clone(), world.clone());
    let mut watch = Watch::new(condition(&text), &world);
    assert_eq!(watch.out_of_reach(&world), None);

    until(&mut arrives, &mut watch).expect("it arrives");
    let sentence = watch.out_of_reach(&arrives).unwrap();
    assert_eq!(sentence, format!("It arrived at {}.", arrives.now()));
    watch.resume(&world);
    assert_eq!(watch.out_of_reach(&world), None, "before that it may");

    let event = drops
        .apply(&Action::Message(MessageAction::Drop, name))
        .clone();
    assert!(!watch.comes_to_hold(&drops, &event));
    let sentence = watch.out_of_reach(&drops).unwrap();
    assert_eq!(sentence, format!("It was lost at {}.", drops.now()));
    let either = format!("{text} or leader");
    let mut watch = Watch::new(condition(&either), &world);
    watch.comes_to_hold(&drops, &event);
    assert_eq!(watch.out_of_reach(&drops), None, "a leader can come");
}

#[test]
fn what_can_never_come_again_is_out_of_reach() {
    let mut world = world();
    let leader = Watch::new(condition("leader"), &world);
    until(&mut world, &mut leader.clone()).unwrap();
    world.run_until(Time(1_000_000), &mut |_| {});
    for (text, sentence) in [
        (
            "term of S1 = 1",
            "S1 is in term 1 already, and only a wiped disk takes it back.",
        ),
        (
            "term of S1 >= 1 and leader",
            "S1 is in term 1 already, and only a wiped disk takes it back.",
        ),
        (
            "commit of S1 >= 1",
            "S1 has committed entry 1 already, and only a restart takes it back.",
        ),
        (
            "committed 1 on S1",
            "S1 has committed entry 1 already, and only a restart takes it back.",
        ),
        (
            "applied of S1 > 0",
            "S1 has applied entry 1 already, and only a restart takes it back.",
        ),
    ] {
        let watch = Watch::new(condition(text), &world);
        assert_eq!(
            watch.out_of_reach(&world).as_deref(),
            Some(sentence),
            "{text}"
        );
    }
    for text in [
        "term of S1 = 2",
        "term of S1 > 1",
        "commit of S1 >= 2",
        "commit of S1 = 1",
        "leader",
        "term of S1 = 1 or leader",
        "not term of S1 = 1",
        "durable of S1 >= 1",
        "arrives vote",
        "op 1 ok",
    ] {
        let watch = Watch::new(condition(text), &world);
        assert_eq!(watch.out_of_reach(&world), None, "{text}");
    }
}

#[test]
fn an_operation_that_has_ended_is_out_of_reach() {
    let mut world = world();
    world.run_until(Time(1_000_000), &mut |_| {});
    let operation = record::Operation::parse("set x 1").unwrap();
    world.apply(&Action::Submit(None, operation));
    let watch = Watch::new(condition("op 1 failed"), &world);
    assert_eq!(watch.out_of_reach(&world), None);
    world.run_until(Time(2_000_000), &mut |_| {});
    let sentence = watch.out_of_reach(&world);
    assert_eq!(
        sentence.as_deref(),
        Some("Operation 1 of C1 has ended: ok 1.")
    );
}

/// Lets events happen until a condition comes to hold, for a second; the number of the event.
fn until(world: &mut World, watch: &mut Watch) -> Option<u64> {
    let end = Time(world.now().0 + 1_000_000);
    while world.next_due().is_some_and(|due| due <= end) {
        let event = world.step()?.clone();
        if watch.comes_to_hold(world, &event) {
            return Some(event.number);
        }
    }
    None
}

/// Where time would stop in the run of a script of three servers, and how many events had happened before the last one then.
fn pauses(text: &str) -> Vec<(Position, u64)> {
    let script = read(&format!("servers 3\nseed 7\n{text}"));
    let (mut events, mut numbers) = (0, Vec::new());
    let report = play(&script, None, &mut |observed| match observed {
        Observed::Event(event) => events = event.number,
        Observed::Narration(_, Narration::Pauses(_)) => numbers.push(events),
        _ => {}
    });
    let report = report.unwrap();
    if let Some(failure) = report.failures.first() {
        panic!("{failure}");
    }
    let paused = |narration: &Narration| matches!(narration, Narration::Pauses(_));
    let positions = report.narration.into_iter();
    let positions = positions.filter(|(.., narration)| paused(narration));
    positions.map(|(_, at, _)| at).zip(numbers).collect()
}

fn settings() -> Settings {
    read("servers 3\n").settings().unwrap().0
}

fn world() -> World {
    World::new(settings(), 7).unwrap()
}

fn condition(text: &str) -> Condition {
    Condition::parse(text, &settings()).unwrap_or_else(|mistake| panic!("{mistake}"))
}

fn read(text: &str) -> Script {
    Script::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}
