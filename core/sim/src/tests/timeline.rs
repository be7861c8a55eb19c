//! A timeline goes to any moment of its run and finds there what was; what is done behind the end of a branch leaves it alone.

use super::choices::Choices;
use super::properties::{random_action, random_world};
use super::*;
use crate::timeline::{BranchId, Timeline};
use crate::world::Position;
use record::{Fold, Observer};

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..10;

/// How many moments of each are sought.
const MOMENTS: usize = 110;

/// Folds what it observes, and keeps the events.
#[derive(Clone)]
struct Witness {
    fold: Fold,
    events: Vec<Event>,
}

impl Observer for Witness {
    fn observe(&mut self, event: &Event) {
        self.fold.observe(event);
        self.events.push(event.clone());
    }
}

type Run = Timeline<Witness>;

fn timeline(settings: Settings, seed: u64) -> Run {
    let witness = Witness {
        fold: Fold::new(settings.servers, settings.clients),
        events: Vec::new(),
    };
    Timeline::new(settings, seed, witness).unwrap()
}

fn settled_timeline() -> Run {
    let mut run = timeline(Settings::default(), 7);
    run.advance(Time(2_000_000));
    run
}

fn submit(text: &str) -> Action {
    Action::Submit(None, Operation::parse(text).unwrap())
}

fn crash(id: ServerId) -> Action {
    Action::Server(ServerAction::Crash, id)
}

/// What there is at a moment.
#[derive(PartialEq, Debug)]
struct Moment {
    position: Position,
    view: ClusterView,
    fingerprint: u64,
}

impl Moment {
    fn of(run: &Run) -> Moment {
        let world = run.world();
        let witness = run.observer();
        assert_eq!(witness.events.len() as u64, world.events());
        let moment = Moment {
            position: run.position(),
            view: world.view(),
            fingerprint: world.fingerprint(),
        };
        // What observes the run has observed all of it, and nothing twice.
        assert_eq!(witness.fold.view().fingerprint, moment.fingerprint);
        moment
    }
}

/// Plays a random run and gives the moments on its way.
fn play(run: &mut Run, choices: &mut Choices, moments: usize) -> Vec<Moment> {
    let mut met = Vec::new();
    while met.len() < moments {
        match choices.below(4) {
            0 => {
                let action = random_action(run.world(), choices);
                run.act(&action);
            }
            1 => {
                run.step();
            }
            _ => run.advance(Time(run.world().now().0 + choices.below(60_000))),
        }
        met.push(Moment::of(run));
    }
    met
}

#[test]
fn every_moment_is_found_again_as_it_was_in_whatever_order_they_are_sought() {
    let mut sought = 0;
    for seed in seeds(SEEDS) {
        let mut choices = Choices::seeded(seed);
        let settings = *random_world(seed, &mut choices).settings();
        // As many checkpoints as there are, a few, or none.
        let memory = [Run::MEMORY, 300 << 10, 0][seed as usize % 3];
        let mut run = timeline(settings, seed).remembering(memory);
        let moments = play(&mut run, &mut choices, MOMENTS);
        let head = run.position();
        for _ in 0..MOMENTS {
            let moment = &moments[choices.below(moments.len() as u64) as usize];
            run.seek(moment.position);
            assert_eq!(Moment::of(&run), *moment, "seed {seed}");
            sought += 1;
        }
        assert_eq!(run.head(), head, "the branch goes no further, seed {seed}");
        run.seek(head);
        let events = &run.observer().events;
        for _ in 0..20 {
            let number = choices.below(events.len() as u64);
            assert_eq!(run.event(number).as_ref(), events.get(number as usize));
        }
        assert_eq!(run.event(head.events), None);
    }
    assert!(sought >= 1_000 || seeds(SEEDS) != SEEDS, "{sought}");
}

#[test]
fn what_is_done_behind_the_end_begins_a_branch_and_leaves_the_old_one_as_it_was() {
    for seed in seeds(SEEDS) {
        let mut choices = Choices::seeded(seed);
        let settings = *random_world(seed, &mut choices).settings();
        let mut run = timeline(settings, seed);
        let mut heads = vec![play(&mut run, &mut choices, 20).pop().unwrap()];
        for _ in 0..8 {
            let branch = choices.below(heads.len() as u64) as usize;
            run.switch(run.branches()[branch].id());
            assert_eq!(Moment::of(&run), heads[branch], "seed {seed}");
            let events = choices.below(run.head().events);
            run.seek_events(events);
            assert_eq!(run.position().events, events);
            let from = run.branch_of(events.saturating_sub(1));
            let action = random_action(run.world(), &mut choices);
            run.act(&action);
            let fork = run.branch().left().unwrap();
            assert_eq!((fork.from, fork.at.events), (from, events));
            heads.push(play(&mut run, &mut choices, 10).pop().unwrap());
            assert_eq!(run.branches().len(), heads.len());
        }
        for (branch, head) in heads.iter().enumerate() {
            run.switch(run.branches()[branch].id());
            assert_eq!(Moment::of(&run), *head, "seed {seed}");
            let journal: Vec<_> = run.branch().journal().iter().cloned().collect();
            let mut world = World::new(settings, seed).unwrap();
            for (at, action) in journal {
                world.run_to(at, &mut |_| {});
                world.apply(&action);
            }
            world.run_to(head.position, &mut |_| {});
            assert_eq!(world.fingerprint(), head.fingerprint, "seed {seed}");
        }
    }
}

#[test]
fn what_is_played_again_is_what_was_done_and_no_new_branch() {
    let mut run = settled_timeline();
    let leader = run.world().leader().unwrap();
    let before = run.position();
    run.act(&crash(leader));
    run.advance(Time(4_000_000));
    let head = Moment::of(&run);
    run.seek(before);
    assert!(!run.is_at_head());
    let again = run.step().unwrap().clone();
    assert!(matches!(again.kind, EventKind::Crashed { .. }), "{again:?}");
    run.advance(Time(4_000_000));
    assert_eq!(Moment::of(&run), head);
    assert_eq!((run.branches().len(), run.here()), (1, BranchId::FIRST));
}

#[test]
fn an_action_where_nothing_follows_but_time_begins_no_branch() {
    let mut run = timeline(Settings::default(), 7);
    run.advance(Time(10));
    let waited = run.position();
    run.advance(Time(20));
    assert_eq!(run.head().events, waited.events, "nothing is due so soon");
    run.seek(waited);
    run.act(&submit("set x 1"));
    assert_eq!((run.branches().len(), run.head()), (1, run.position()));
}

#[test]
fn a_time_is_the_moment_after_all_that_happened_up_to_it() {
    let mut run = settled_timeline();
    let leader = run.world().leader().unwrap();
    run.act(&crash(leader));
    run.act(&Action::Server(ServerAction::Restart, leader));
    let after = Moment::of(&run);
    run.advance(Time(3_000_000));
    run.seek_time(Time(2_000_000));
    assert_eq!(Moment::of(&run), after);
    run.seek_time(Time(9_000_000));
    assert_eq!(
        run.world().now(),
        Time(3_000_000),
        "no further than its end"
    );
}

#[test]
fn a_copy_goes_on_the_way_of_the_branch_until_something_else_is_done_in_it() {
    let mut run = settled_timeline();
    let leader = run.world().leader().unwrap();
    let before = run.position();
    run.advance(Time(2_500_000));
    run.act(&crash(leader));
    run.advance(Time(3_000_000));
    let head = Moment::of(&run);
    run.seek(before);
    let mut ahead = run.ahead();
    ahead.advance(Time(3_000_000));
    assert_eq!(ahead.world().fingerprint(), head.fingerprint);
    let mut other = run.ahead();
    other.act(&submit("set y 1"));
    other.advance(Time(3_000_000));
    assert!(other.world().leader() == Some(leader), "it was not crashed");
    let mut same = run.before(run.here(), before);
    same.advance(Time(2_499_999));
    same.wait(Time(2_500_000));
    same.act(&crash(leader));
    same.advance(Time(3_000_000));
    assert_eq!(same.world().fingerprint(), head.fingerprint);
    assert_eq!((run.position(), run.branches().len()), (before, 1));
}

#[test]
fn going_back_little_by_little_finds_what_was() {
    for memory in [Run::MEMORY, 0] {
        let mut choices = Choices::seeded(3);
        let settings = *random_world(3, &mut choices).settings();
        let mut run = timeline(settings, 3).remembering(memory);
        let moments = play(&mut run, &mut choices, 60);
        let head = Moment::of(&run);
        for moment in moments.iter().rev() {
            run.seek(moment.position);
            assert_eq!(Moment::of(&run), *moment);
        }
        run.switch(run.here());
        assert_eq!(Moment::of(&run), head);
        for back in 1..400 {
            let time = Time(head.position.time.0.saturating_sub(1_003 * back));
            run.seek_time(time);
            assert_eq!(run.world().now(), time);
        }
    }
}

#[test]
fn a_fork_leaves_out_what_lies_ahead() {
    let mut run = settled_timeline();
    let leader = run.world().leader().unwrap();
    let before = run.position();
    run.act(&crash(leader));
    run.advance(Time(4_000_000));
    run.seek(before);
    let fork = run.fork();
    run.advance(Time(4_000_000));
    assert_eq!(run.world().leader(), Some(leader));
    assert_eq!(
        (run.branch().journal().len(), run.branch().shared()),
        (0, 0)
    );
    assert_eq!(run.parting(BranchId::FIRST, fork), Some(before));
    run.act(&submit("set x 1"));
    assert_eq!(run.parting(BranchId::FIRST, fork), Some(before));
    assert_eq!(run.parting(fork, BranchId::FIRST), Some(before));
    assert_eq!(run.branch_of(before.events - 1), BranchId::FIRST);
    assert_eq!(run.branch_of(before.events), fork);
}

#[test]
fn every_action_has_the_fingerprint_of_the_world_behind_it() {
    let mut run = settled_timeline();
    run.act(&submit("set x 1"));
    let first = run.world().fingerprint();
    run.advance(Time(2_500_000));
    let between = run.position();
    run.act(&submit("set x 2"));
    let second = run.world().fingerprint();
    let fingerprints = |run: &Run| {
        run.branch()
            .fingerprints()
            .iter()
            .copied()
            .collect::<Vec<_>>()
    };
    assert_eq!(fingerprints(&run), [first, second]);
    run.seek(between);
    run.act(&submit("set x 3"));
    let third = run.world().fingerprint();
    assert_eq!(fingerprints(&run), [first, third]);
    assert_eq!(run.branch().shared(), 1);
}

#[test]
fn a_branch_that_is_removed_leaves_those_that_left_it_as_they_were() {
    for seed in seeds(SEEDS) {
        let mut choices = Choices::seeded(seed);
        let settings = *random_world(seed, &mut choices).settings();
        let mut run = timeline(settings, seed);
        let mut heads = vec![(run.here(), play(&mut run, &mut choices, 20).pop().unwrap())];
        for _ in 0..7 {
            let from = choices.below(heads.len() as u64) as usize;
            run.switch(heads[from].0);
            run.seek_events(choices.below(run.head().events));
            let action = random_action(run.world(), &mut choices);
            run.act(&action);
            heads.push((run.here(), play(&mut run, &mut choices, 10).pop().unwrap()));
        }
        while heads.len() > 1 {
            let gone = heads.remove(choices.below(heads.len() as u64) as usize).0;
            if run.here() == gone {
                run.switch(heads[0].0);
            }
            run.remove(gone);
            let ids: Vec<BranchId> = run.branches().iter().map(|branch| branch.id()).collect();
            assert_eq!(ids, heads.iter().map(|head| head.0).collect::<Vec<_>>());
            for (branch, head) in &heads {
                run.switch(*branch);
                assert_eq!(Moment::of(&run), *head, "seed {seed}");
                let events = choices.below(run.head().events);
                run.seek_events(events);
                let mut world = World::new(settings, seed).unwrap();
                for (at, action) in run.branch().journal().iter() {
                    if at.events < events {
                        world.run_to(*at, &mut |_| {});
                        world.apply(action);
                    }
                }
                world.run_to(run.position(), &mut |_| {});
                assert_eq!(
                    world.fingerprint(),
                    run.world().fingerprint(),
                    "seed {seed}"
                );
                if let Some(fork) = run.branch().left() {
                    let shared = run.branch().done_before(fork.at);
                    assert_eq!(run.branch().shared(), shared, "seed {seed}");
                    let other = run.find_branch(fork.from).unwrap();
                    let same = (0..shared)
                        .all(|at| other.journal().get(at) == run.branch().journal().get(at));
                    assert!(same, "seed {seed}");
                }
            }
        }
        assert_eq!(run.branch().left(), None);
    }
}

#[test]
fn a_branch_has_the_marks_of_what_it_has_in_common_with_the_old_one() {
    let mut run = settled_timeline();
    run.mark("early".into());
    let early = run.position();
    run.advance(Time(2_500_000));
    run.mark("late".into());
    run.seek_time(Time(2_200_000));
    run.mark("between".into());
    let names = |run: &Run| -> Vec<String> {
        run.branch()
            .marks()
            .iter()
            .map(|(_, name)| name.clone())
            .collect()
    };
    assert_eq!(names(&run), ["early", "between", "late"]);
    run.act(&submit("set y 1"));
    assert_eq!(names(&run), ["early", "between"]);
    assert_eq!(run.branch().marks()[0].0, early);
}

#[test]
fn with_less_memory_checkpoints_lie_further_apart_and_nearer_to_where_the_reader_is() {
    let long = |memory| {
        let settings = Settings {
            clients: 3,
            ..Settings::default()
        };
        let mut run = Timeline::new(settings, 7, ()).unwrap().remembering(memory);
        for round in 0..600 {
            run.act(&submit("add x 1"));
            run.advance(Time(round * 50_000));
        }
        run
    };
    let (rich, poor, none) = (long(Run::MEMORY), long(400 << 10), long(0));
    assert_eq!(rich.spacing(), 1_000);
    assert!(
        poor.spacing() > 1_000 && poor.spacing() < poor.head().events / 2,
        "{}",
        poor.spacing()
    );
    assert_eq!(none.spacing(), none.head().events);
    assert_eq!(rich.world().fingerprint(), none.world().fingerprint());
}

#[test]
fn a_branch_that_ends_before_its_last_events_goes_on_another_way_without_a_fork() {
    let mut run = settled_timeline();
    let end = run.position();
    while run.world().events() < 3_000 {
        run.step();
    }
    run.seek_events(2_395);
    run.end_here();
    assert!(run.is_at_head());
    let leader = run.world().leader().unwrap();
    run.act(&crash(leader));
    assert_eq!(run.branches().len(), 1);
    while run.world().events() < 3_000 {
        run.step();
    }
    let (there, moment) = (run.position(), Moment::of(&run));
    run.seek(end);
    run.seek(there);
    assert_eq!(Moment::of(&run), moment, "nothing is left of the old way");
}

#[test]
fn a_branch_does_not_end_before_another_one_has_left_it() {
    let mut run = settled_timeline();
    let before = run.position();
    run.advance(Time(2_500_000));
    let head = run.head();
    run.fork();
    run.switch_to(BranchId::FIRST, before);
    run.end_here();
    assert_eq!(run.head(), head);
}

#[test]
fn what_follows_a_branch_goes_on_with_it_and_notices_if_it_saw_what_was_not_to_be() {
    let mut run = settled_timeline();
    let mut follower = run.before(run.here(), Position::default());
    follower.advance(Time(2_000_000));
    run.act(&crash(ServerId(1)));
    assert!(follower.goes_on(run.branch()));
    let event = follower.next(Time(2_000_000)).cloned();
    assert_eq!(event.as_ref(), run.world().last_event());
    // It looks further than the run goes, which ends before that, and goes on there in another way.
    let here = run.position();
    while follower.world().events() < here.events + 3 {
        assert!(follower.next(Time(u64::MAX)).is_some());
    }
    run.act(&crash(ServerId(2)));
    assert!(!follower.goes_on(run.branch()));
}
