//! What is played is the same run: at every moment of every branch, in pieces of whatever size.

use super::choices::Choices;
use super::*;
use crate::{LONGEST_NAME, PausePoint, Step};
use raft::ServerId;
use record::{Event, Observer, Operation};
use sim::timeline::BranchId;
use sim::world::Position;

fn crash(id: u8) -> Action {
    Action::Server(ServerAction::Crash, ServerId(id))
}

fn submit(text: &str) -> Action {
    Action::Submit(None, Operation::parse(text).unwrap())
}

/// A run with branches: one that was left twice, and one that left another.
fn branched(seed: u64) -> Run {
    let mut choices = Choices::seeded(seed);
    let mut run = run(Settings::default(), seed);
    for _ in 0..30 {
        match choices.below(6) {
            0 => {
                let events = choices.below(run.head().events + 1);
                run.seek_events(events);
            }
            1 => {
                let time = choices.below(run.head().time.0 + 1);
                run.seek_time(Time(time));
            }
            2 => {
                let ids: Vec<BranchId> = run.branches().iter().map(|branch| branch.id()).collect();
                let other = ids[choices.below(ids.len() as u64) as usize];
                match choices.below(4) {
                    0 if other != run.here() => drop(run.remove(other)),
                    1 => run.rename(other, Some(format!("branch of {seed}"))),
                    _ => run.switch(other),
                }
            }
            3 if choices.below(3) == 0 => drop(run.fork()),
            3 => run.mark(format!("moment {}", choices.below(9))),
            4 => drop(run.act(&submit("add x 1")).number),
            _ => drop(run.act(&Action::Server(
                any_to_server(&mut choices),
                ServerId(1 + choices.below(6) as u8),
            ))),
        }
        let until = run.position().time.0 + choices.below(200_000);
        match choices.below(3) {
            0 => {}
            1 => drop(run.step_until(Time(until)).is_some()),
            _ => run.advance(Time(until)),
        }
    }
    run
}

/// What can be seen of a branch.
#[derive(PartialEq, Debug)]
struct Seen {
    name: Option<String>,
    head: Position,
    journal: Vec<(Position, Action)>,
    fingerprint: u64,
}

fn seen(run: &mut Run) -> Vec<Seen> {
    let ids: Vec<BranchId> = run.branches().iter().map(|branch| branch.id()).collect();
    let of = |id: BranchId| {
        run.switch(id);
        let branch = run.branch();
        Seen {
            name: branch.name().map(str::to_owned),
            head: branch.head(),
            journal: branch.journal().iter().cloned().collect(),
            fingerprint: run.world().fingerprint(),
        }
    };
    ids.into_iter().map(of).collect()
}

#[test]
fn a_run_with_branches_is_the_same_when_it_is_played() {
    let (mut branches, mut marks) = (0, 0);
    for seed in super::seed_range::seeds(0..60) {
        let mut run = branched(seed);
        let recording = recorded(&run);
        let (mut replayed, differs) = played(read_again(&recording), 1 + seed * 7);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!(replayed.position(), run.position(), "seed {seed}");
        assert_eq!(
            replayed.world().fingerprint(),
            run.world().fingerprint(),
            "seed {seed}"
        );
        // It is recorded as it was.
        assert_eq!(recorded(&replayed), recording, "seed {seed}");
        assert_eq!(seen(&mut replayed), seen(&mut run), "seed {seed}");
        branches += recording.branches.len();
        marks += recording
            .branches
            .iter()
            .map(|it| it.marks.len())
            .sum::<usize>();
    }
    println!("{branches} branches, {marks} marks");
    assert!(branches > 150 && marks > 30, "{branches}, {marks}");
}

#[test]
fn the_journal_of_a_branch_is_in_its_recording() {
    for seed in super::seed_range::seeds(0..60) {
        let mut run = branched(seed);
        let recording = read_again(&recorded(&run));
        for (place, branch) in seen(&mut run).into_iter().enumerate() {
            let journal: Vec<_> = recording.journal(place).iter().cloned().collect();
            assert_eq!(journal, branch.journal, "seed {seed}, branch {place}");
        }
        assert!(recording.journal(run.branches().len()).is_empty());
    }
}

#[test]
fn what_is_shown_and_the_pause_points_come_along() {
    let run = settled(500);
    let shown = Shown {
        view: "logs".into(),
        selection: "S2".into(),
    };
    let point = PausePoint {
        condition: "leader is S2".into(),
        is_before: true,
        action: "crash S2".into(),
        is_on: true,
    };
    let recording = Recording::of(&run, shown.clone(), vec![point.clone()]);
    let read = read_again(&recording);
    assert_eq!((read.shown, read.pause_points), (shown, vec![point]));
}

#[test]
fn an_observer_sees_all_of_the_branch_that_is_shown() {
    #[derive(Clone, Default)]
    struct Count(u64);
    impl Observer for Count {
        fn observe(&mut self, event: &Event) {
            assert_eq!(event.number, self.0);
            self.0 += 1;
        }
    }
    let mut run = settled(1_000);
    let early = run.position();
    run.act(&crash(1));
    run.advance(Time(2_000_000));
    run.seek(early);
    run.act(&crash(2));
    let mut replay = Replay::new(recorded(&run), Count::default()).unwrap();
    while replay.go_on(100) != Progress::Done {}
    let (replayed, _) = replay.into_run();
    assert_eq!(replayed.observer().0, run.position().events);
}

#[test]
fn a_piece_has_no_more_events_than_it_may_have() {
    let mut run = settled(1_000);
    for _ in 0..50 {
        run.act(&submit("set x 1"));
    }
    run.advance(Time(3_000_000));
    let recording = recorded(&run);
    let all = recording.branches[0].head.events;
    let mut replay = Replay::new(recording, ()).unwrap();
    let mut pieces = 0;
    while let Progress::NotYet { done, of } = replay.go_on(10) {
        pieces += 1;
        assert_eq!((done, of), (10 * pieces, all));
    }
    assert_eq!(pieces, (all - 1) / 10);
}

#[test]
fn the_first_action_that_is_played_differently_is_reported() {
    let mut run = settled(1_000);
    for text in ["set x 1", "set x 2", "set x 3"] {
        run.act(&submit(text));
        let until = run.position().time.0 + 300_000;
        run.advance(Time(until));
    }
    let recording = recorded(&run);
    let mut changed = recording.clone();
    changed.branches[0].steps[1].action = submit("set x 7");
    let (replayed, differs) = played(read_again(&changed), 100);
    let differs = differs.expect("another run");
    let Step { at, .. } = recording.branches[0].steps[1];
    assert_eq!(
        differs,
        Differs {
            branch: 0,
            at: at.time,
            action: Some((2, submit("set x 7")))
        }
    );
    assert_eq!(
        differs.to_string(),
        format!(
            "This version of Raftscape plays the run differently from action 2 on, at {}.",
            at.time
        )
    );
    // It is kept as it is played now.
    assert_eq!(replayed.branch().journal().len(), 3);
    assert_eq!(replayed.position().time, run.position().time);
}

#[test]
fn a_branch_that_is_played_differently_is_named() {
    let mut run = settled(1_000);
    let fork = run.position();
    run.act(&crash(1));
    run.advance(Time(2_000_000));
    run.seek(fork);
    run.act(&crash(2));
    run.switch(BranchId::FIRST);
    let mut recording = recorded(&run);
    recording.branches[1].steps[0].fingerprint ^= 1;
    let (replayed, differs) = played(read_again(&recording), 100);
    assert_eq!(
        differs.unwrap().to_string(),
        "This version of Raftscape plays the run differently from action 1 of branch 2 on, at 1000.0 ms."
    );
    assert_eq!(replayed.here(), BranchId::FIRST);
}

#[test]
fn a_difference_behind_the_last_action_is_reported() {
    let mut recording = recorded(&settled(1_000));
    recording.fingerprint ^= 1 << 63;
    let (_, differs) = played(read_again(&recording), 100);
    let differs = differs.expect("another fingerprint");
    assert_eq!(
        differs.to_string(),
        "This version of Raftscape plays the run differently behind the last action, seen at 1000.0 ms."
    );
}

#[test]
fn an_action_at_a_moment_that_there_is_not_is_done_at_its_time_and_reported() {
    let mut run = settled(1_000);
    run.act(&crash(1));
    run.advance(Time(2_000_000));
    let recording = recorded(&run);
    for (time, events) in [(900_000, 0), (0, 40)] {
        let mut changed = recording.clone();
        let at = &mut changed.branches[0].steps[0].at;
        at.time = Time(at.time.0 - time);
        at.events -= events;
        let wanted = at.time;
        let (replayed, differs) = played(read_again(&changed), 100);
        assert_eq!(differs.map(|differs| differs.at), Some(wanted));
        let (at, _) = replayed.branch().journal().get(0).unwrap();
        assert_eq!(at.time, wanted);
    }
}

#[test]
fn what_is_longer_than_may_be_is_not_written() {
    let mut run = settled(100);
    run.rename(BranchId::FIRST, Some("x".repeat(LONGEST_NAME + 1)));
    let error = recorded(&run).to_text().unwrap_err();
    assert_eq!(
        error.to_string(),
        "The recording says what cannot be: a text in it is longer than 2000 characters."
    );
}

#[test]
fn a_branch_that_was_gone_back_in_before_anything_happened_in_it_is_played() {
    let mut run = settled(1_000);
    let quiet = run.world().next_due().expect("a heartbeat").0 - run.position().time.0;
    assert!(quiet > 100, "something happens at once");
    let early = run.position();
    let late = early.time.0 + quiet - 1;
    run.advance(Time(late));
    run.mark("Which is taken away".into());
    // Another branch begins at the end of the first, and then both go on earlier than that.
    let other = run.fork();
    for branch in [BranchId::FIRST, other] {
        run.switch(branch);
        run.seek(early);
        run.act(&crash(1 + u8::from(branch == other)));
        run.advance(Time(2_000_000));
    }
    assert_eq!(run.branches().len(), 2);
    let recording = recorded(&run);
    assert_eq!(recording.branches[1].left.map(|left| left.at), Some(early));
    assert!(
        recording
            .branches
            .iter()
            .all(|branch| branch.marks.is_empty())
    );
    let (mut replayed, differs) = played(read_again(&recording), 100);
    assert_eq!(differs, None);
    assert_eq!(seen(&mut replayed), seen(&mut run));
}

#[test]
fn a_branch_that_begins_where_the_other_one_went_on_earlier_is_played() {
    let mut run = settled(1_000);
    let early = run.position();
    let late = run.world().next_due().expect("a heartbeat").0 - 1;
    run.advance(Time(late));
    let other = run.fork();
    run.act(&crash(2));
    run.switch(BranchId::FIRST);
    run.seek(early);
    run.act(&crash(1));
    run.advance(Time(2_000_000));
    let recording = recorded(&run);
    let (mut replayed, differs) = played(read_again(&recording), 100);
    assert_eq!(differs, None);
    assert_eq!(seen(&mut replayed), seen(&mut run));
    assert_eq!(replayed.branches()[1].id(), other);
}

#[test]
fn a_branch_that_left_at_a_moment_that_there_is_not_begins_at_that_time_and_between_the_same_actions()
 {
    // The other branch goes on with an action at the very same time, or with none.
    for (goes_on, events) in [(true, -40), (true, 40), (false, -40), (false, 40)] {
        let mut run = settled(1_000);
        let fork = run.position();
        if goes_on {
            run.act(&crash(1));
        }
        run.advance(Time(2_000_000));
        run.seek(fork);
        run.act(&crash(2));
        let mut changed = recorded(&run);
        let branch = &mut changed.branches[1];
        branch.head.events += 40;
        let left = branch.left.as_mut().map(|left| &mut left.at);
        for at in left.into_iter().chain([&mut branch.steps[0].at]) {
            at.events = at.events.strict_add_signed(events);
        }
        // The other branch has not done its action there.
        for step in &mut changed.branches[0].steps {
            step.at.events = step.at.events.max(fork.events.strict_add_signed(events));
        }
        let (replayed, differs) = played(read_again(&changed), 100);
        assert!(differs.is_some());
        let journal: Vec<_> = replayed.branch().journal().iter().cloned().collect();
        assert_eq!(journal, [(fork, crash(2))], "{goes_on} {events}");
    }
}

#[test]
fn a_branch_keeps_what_was_done_before_it_left_though_other_events_happen_before_that() {
    let mut run = settled(1_000);
    run.act(&crash(3));
    run.advance(Time(1_500_000));
    let fork = run.position();
    run.advance(Time(2_000_000));
    run.seek(fork);
    run.act(&crash(2));
    let mut changed = recorded(&run);
    changed.branches[0].steps[0].at.events = 5;
    let branch = &mut changed.branches[1];
    branch.left.as_mut().expect("it left the first").at.events = 10;
    let (replayed, differs) = played(read_again(&changed), 100);
    assert!(differs.is_some());
    let journal = replayed.branch().journal().iter();
    let actions: Vec<_> = journal.map(|(_, action)| action.clone()).collect();
    assert_eq!(actions, [crash(3), crash(2)]);
}
