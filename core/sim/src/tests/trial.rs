//! What is tried in copies of a run is what the run itself would have cost, with these dials and under this load.

use super::choices::Choices;
use super::properties::{random_action, random_world};
use super::*;
use crate::dials::DIALS;
use crate::trial::{
    LOAD, Progress, Run, Trial, Tried, Variant, from_numbers, remedies_that_help, to_numbers,
    variants_from_numbers, variants_to_numbers,
};
use crate::{Dial, Dials, Timeline};
use raft::Duration;
use record::Costs;
use record::costs::{Episode, Sample, Sampling, Sent};

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..100;

/// As many samples as are taken in these tests.
const SAMPLES: u64 = 40;

/// Between two operations, in microseconds: twenty in a second.
const PACE: u64 = 50_000;

type Observed = Timeline<Costs>;

fn observed(settings: Settings, seed: u64, from: Time, until: Time) -> Observed {
    let sampling = Sampling::between(from, until, SAMPLES);
    let costs = Costs::new(settings.servers).sampling(sampling);
    Timeline::new(settings, seed, costs).unwrap()
}

fn add() -> Action {
    Action::Submit(None, Operation::parse("add x 1").unwrap())
}

fn set(dial: Dial, value: u64) -> Action {
    Action::Set(dial, value)
}

fn three_servers() -> Settings {
    Settings {
        servers: 3,
        clients: 3,
        ..Settings::default()
    }
}

/// Lets time pass in which clients submit twenty operations a second.
fn under_load(run: &mut Observed, until: Time) {
    while run.position().time < until {
        run.act(&add());
        run.advance(run.position().time + Duration(PACE));
    }
}

/// A run under load in which a follower is down from the first second to the second one, until it is at `now`.
fn with_one_away(settings: Settings, (from, now, until): (Time, Time, Time)) -> Observed {
    let mut run = observed(settings, 7, from, until);
    under_load(&mut run, Time(1_000_000));
    let follower = a_follower(run.world());
    run.act(&Action::Server(ServerAction::Crash, follower));
    under_load(&mut run, Time(2_000_000));
    run.act(&Action::Server(ServerAction::Restart, follower));
    under_load(&mut run, now);
    run
}

/// What is asked of a run that has gone so far.
fn ask(run: &Observed, from: Time, until: Time) -> Run {
    Run {
        settings: *run.world().settings(),
        seed: run.world().seed(),
        journal: run.branch().journal().clone(),
        from,
        now: run.position().time,
        until,
        samples: SAMPLES,
    }
}

/// All of it, in slices of so many events.
fn play(run: Run, variants: &[Variant], slice: u64) -> Vec<Tried> {
    let mut trial = Trial::new(run, variants.to_vec()).unwrap();
    while trial.go_on(slice) != Progress::Ended {}
    trial.tried().to_vec()
}

fn play_one(run: Run, dials: &[(Dial, u64)]) -> Tried {
    let mut all = play(run, &[Variant(dials.to_vec())], 10_000);
    all.pop().unwrap()
}

/// What the run itself costs until a time.
fn costs_of(mut run: Observed, until: Time) -> Costs {
    run.advance(until);
    let mut costs = run.observer().clone();
    costs.pass(until);
    costs
}

/// How many events have happened in a run before a time, and what was sent in it.
fn before(run: &mut Observed, from: Time) -> (u64, Sent) {
    let Some(last) = from.0.checked_sub(1) else {
        return (0, Sent::default());
    };
    run.seek_time(Time(last));
    let before = (run.world().events(), run.observer().sent());
    run.seek(run.head());
    before
}

fn episodes_since(costs: &Costs, from: Time) -> Vec<Episode> {
    let mut episodes = costs.episodes();
    episodes.retain(|it| it.ended.is_none_or(|ended| ended >= from));
    episodes
}

#[test]
fn without_changes_a_copy_costs_what_the_run_does_whatever_is_done_in_it() {
    for seed in seeds(SEEDS) {
        let mut rng = Choices::seeded(seed);
        let world = random_world(seed, &mut rng);
        let from = Time(rng.below(3) * rng.below(2_000_000));
        let settings = *world.settings();
        let length = 500_000 + rng.below(3_000_000);
        let until = from + Duration(length);
        let mut run = observed(settings, seed, from, until);
        let mut before = Sent::default();
        while run.position().time < until {
            let here = run.position().time;
            let to = here + Duration(rng.below(60_000));
            if here < from && to >= from {
                // What happens at that very time counts as well.
                run.advance(Time(from.0 - 1));
                before = run.observer().sent();
            }
            run.advance(to.min(until));
            let action = random_action(run.world(), &mut rng);
            run.act(&action);
        }
        let asked = ask(&run, from, until);
        let tried = play_one(asked, &[]);
        let costs = costs_of(run, until);
        assert_eq!(tried.samples, costs.samples(), "seed {seed}");
        assert_eq!(tried.episodes, episodes_since(&costs, from), "seed {seed}");
        assert_eq!(tried.sent, costs.sent().since(&before), "seed {seed}");
    }
}

#[test]
fn without_changes_a_copy_costs_what_the_run_does_when_snapshots_are_sent() {
    let now = Time(3_000_000);
    // Before the follower went away, when it came back, while it catches up, and when it has caught up.
    for from in [0, 700_000, 2_000_000, 2_040_000, 2_900_000].map(Time) {
        let mut run = with_one_away(three_servers(), (from, now, now));
        let tried = play_one(ask(&run, from, now), &[]);
        let (events, sent) = before(&mut run, from);
        let all = run.world().events();
        let costs = costs_of(run, now);
        assert_eq!(tried.samples, costs.samples(), "{from}");
        assert_eq!(tried.samples.len() as u64, SAMPLES, "{from}");
        assert_eq!(tried.episodes, episodes_since(&costs, from), "{from}");
        assert_eq!(tried.episodes.is_empty(), from > Time(2_500_000), "{from}");
        assert_eq!(tried.sent, costs.sent().since(&sent), "{from}");
        assert_eq!((tried.events, tried.refused), (all - events, 0), "{from}");
        assert!(costs.sent().by_snapshot() > 0);
    }
}

#[test]
fn what_lies_ahead_is_under_the_load_of_the_last_two_seconds() {
    let (from, now, until) = (Time(1_500_000), Time(4_000_000), Time(9_000_000));
    let mut run = with_one_away(three_servers(), (from, now, until));
    let tried = play_one(ask(&run, from, until), &[]);
    let done = run.branch().journal().iter().cloned();
    let last = done.filter(|(at, action)| at.time > Time(now.0 - LOAD.0) && *action == add());
    let last: Vec<_> = last.collect();
    assert_eq!(last.len() as u64, LOAD.0 / PACE - 1);
    for round in 1..=3 {
        for (at, action) in &last {
            let time = at.time + Duration(round * LOAD.0);
            if time <= until {
                run.advance(time);
                run.act(action);
            }
        }
    }
    run.advance(until);
    let events = run.world().events() - before(&mut run, from).0;
    assert_eq!(tried.events, events, "up to the end itself");
    let costs = costs_of(run, until);
    assert_eq!(tried.samples, costs.samples());
    let (at_now, at_end) = (tried.samples[13], tried.samples[39]);
    assert!(at_end.sent_by_append > at_now.sent_by_append * 3 / 2);
}

#[test]
fn a_run_that_was_idle_stays_idle() {
    let (from, until) = (Time::ZERO, Time(8_000_000));
    let mut run = observed(three_servers(), 7, from, until);
    under_load(&mut run, Time(2_000_000));
    run.advance(Time(4_000_000));
    let tried = play_one(ask(&run, from, until), &[(Dial::SnapshotThreshold, 0)]);
    let log = |sample: &Sample| sample.log_entries;
    let [middle, end] = [20, 39].map(|place| log(&tried.samples[place]));
    assert_eq!(middle, end);
    assert!(middle > 30, "{middle}");
}

#[test]
fn what_the_journal_has_behind_the_end_of_the_run_is_not_done() {
    let (from, until) = (Time::ZERO, Time(2_000_000));
    let mut run = observed(three_servers(), 7, from, until);
    run.advance(Time(1_000_000));
    let before = ask(&run, from, until);
    under_load(&mut run, until);
    let asked = Run {
        now: Time(900_000),
        ..ask(&run, from, until)
    };
    assert_eq!(play_one(asked, &[]), play_one(before, &[]));
}

#[test]
fn dials_that_are_turned_at_the_beginning_stand_there_before_the_servers_start() {
    let turned = [(Dial::SnapshotThreshold, 50), (Dial::EntriesKept, 20)];
    let (from, now) = (Time::ZERO, Time(4_000_000));
    let run = with_one_away(three_servers(), (from, now, now));
    let tried = play_one(ask(&run, from, now), &turned);
    let settings = Settings {
        dials: Dials::with(&turned),
        ..three_servers()
    };
    let other = with_one_away(settings, (from, now, now));
    let events = other.world().events();
    let costs = costs_of(other, now);
    assert_eq!(tried.samples, costs.samples());
    assert_eq!(tried.sent, costs.sent());
    assert_eq!(tried.events, events + 2, "each turn is an event");
    let as_it_is = play_one(ask(&run, from, now), &[]);
    assert_ne!(tried.samples, as_it_is.samples);
}

#[test]
fn a_dial_that_is_turned_stays_where_it_is_and_others_follow_the_run() {
    let (from, now) = (Time(1_500_000), Time(4_000_000));
    let turn = |run: &mut Observed, turns: &[Action], until: u64| {
        turns.iter().for_each(|action| {
            run.act(action);
        });
        under_load(run, Time(until));
    };
    let later = [
        set(Dial::SnapshotThreshold, 3),
        set(Dial::EntriesPerAppend, 2),
    ];
    let mut run = observed(three_servers(), 7, from, now);
    under_load(&mut run, Time(2_500_000));
    turn(&mut run, &later, now.0);
    let dials = [(Dial::SnapshotThreshold, 25), (Dial::ClockDrift, 300)];
    let tried = play_one(ask(&run, from, now), &dials);

    let mut other = observed(three_servers(), 7, from, now);
    under_load(&mut other, Time(1_450_000));
    other.act(&add());
    other.advance(from);
    let turns = dials.map(|(dial, value)| set(dial, value));
    turn(&mut other, &turns, 2_500_000);
    turn(&mut other, &later[1..], now.0);
    let costs = costs_of(other, now);
    assert_eq!(tried.samples, costs.samples());
}

#[test]
fn an_action_that_a_copy_refuses_is_counted_and_changes_nothing() {
    let settings = Settings {
        dials: Dials::with(&[(Dial::SnapshotThreshold, 0)]),
        ..three_servers()
    };
    let (from, now) = (Time(1_000_000), Time(3_000_000));
    let mut run = observed(settings, 7, from, now);
    under_load(&mut run, Time(2_000_000));
    run.advance(Time(2_500_000));
    run.act(&Action::Server(ServerAction::TakeSnapshot, S1));
    run.advance(now);
    let asked = ask(&run, from, now);
    assert_eq!(play_one(asked.clone(), &[]).refused, 0);
    let tried = play_one(asked.clone(), &[(Dial::SnapshotThreshold, 1)]);
    assert_eq!(tried.refused, 1, "it has taken its snapshot already");
    let beyond = play_one(asked, &[(Dial::SnapshotThreshold, 5_000)]);
    assert_eq!(beyond.refused, 1, "a dial does not go so far");
}

#[test]
fn slices_change_nothing_and_progress_goes_up_to_its_end() {
    let (from, now, until) = (Time(1_500_000), Time(3_000_000), Time(4_000_000));
    let run = with_one_away(three_servers(), (from, now, until));
    let variants = [vec![], vec![(Dial::EntriesKept, 50)]].map(Variant);
    let whole = play(ask(&run, from, until), &variants, u64::MAX);
    assert_eq!(play(ask(&run, from, until), &variants, 0), whole);
    let mut trial = Trial::new(ask(&run, from, until), variants.to_vec()).unwrap();
    let (mut last, mut slices) = (0, 0);
    while let Progress::SoFar { done, of } = trial.go_on(100) {
        assert_eq!(of, 1_500_000 + 2 * 2_500_000);
        assert!((last..of).contains(&done), "{last} {done} {of}");
        (last, slices) = (done, slices + 1);
    }
    let events = whole.iter().map(|tried| tried.events).sum::<u64>();
    assert!(slices >= events / 100, "{slices} slices, {events} events");
    assert!(last > 6_000_000, "{last}");
    assert_eq!(trial.go_on(1), Progress::Ended);
}

#[test]
fn without_variants_there_is_nothing_to_do() {
    let run = with_one_away(three_servers(), (Time::ZERO, Time(2_500_000), Time::ZERO));
    let mut trial = Trial::new(ask(&run, Time::ZERO, Time(2_500_000)), Vec::new()).unwrap();
    assert_eq!(trial.go_on(10), Progress::Ended);
    assert_eq!(trial.tried(), []);
}

#[test]
fn settings_of_no_world_are_refused() {
    let run = observed(three_servers(), 7, Time::ZERO, Time::ZERO);
    let mut asked = ask(&run, Time::ZERO, Time::ZERO);
    asked.settings.servers = 0;
    assert!(Trial::new(asked, Vec::new()).is_err());
}

#[test]
fn nothing_that_happens_depends_on_whether_it_is_checked() {
    for seed in seeds(0..100) {
        let mut rng = Choices::seeded(seed);
        let unchecked = random_world(seed, &mut rng);
        let settings = Settings {
            checks: true,
            ..*unchecked.settings()
        };
        let mut worlds = [unchecked, World::new(settings, seed).unwrap()];
        for _ in 0..120 {
            let action = random_action(&worlds[0], &mut rng);
            let events = worlds
                .each_mut()
                .map(|world| happened(world.apply(&action)));
            assert_eq!(events[0], events[1], "seed {seed}");
            for _ in 0..rng.below(30) {
                let events = worlds.each_mut().map(|world| world.step().map(happened));
                assert_eq!(events[0], events[1], "seed {seed}");
            }
        }
    }
}

/// An event without what the checks say of it.
fn happened(event: &Event) -> Event {
    let mut event = event.clone();
    let is_check = |outcome: &record::Outcome| {
        matches!(
            outcome,
            record::Outcome::CheckFailed { .. } | record::Outcome::CheckUndecided(_)
        )
    };
    event.outcomes.retain(|outcome| !is_check(outcome));
    event
}

// — numbers —

/// What was tried, with episodes that have ended and others.
fn tried() -> Vec<Tried> {
    let (from, now, until) = (Time(1_500_000), Time(2_040_000), Time(2_050_000));
    let run = with_one_away(three_servers(), (from, now, until));
    let kept = Variant(vec![(Dial::EntriesKept, 50), (Dial::ChunkSize, 1)]);
    let mut tried = play(ask(&run, from, until), &[Variant::default(), kept], 1_000);
    assert!(tried.iter().any(|it| !it.episodes.is_empty()));
    let open = tried[0].episodes[0];
    tried[1].episodes.push(Episode {
        ended: Some(until),
        by_snapshot: true,
        ..open
    });
    tried
}

#[test]
fn what_was_tried_comes_back_from_its_numbers() {
    let tried = tried();
    assert_eq!(from_numbers(&to_numbers(&tried)), Some(tried));
    assert_eq!(from_numbers(&to_numbers(&[])), Some(Vec::new()));
}

#[test]
fn numbers_of_nothing_that_was_tried_are_refused() {
    let numbers = to_numbers(&tried());
    for length in 0..numbers.len() {
        assert_eq!(from_numbers(&numbers[..length]), None, "{length}");
    }
    assert_eq!(from_numbers(&[&numbers[..], &[0]].concat()), None);
    assert_eq!(from_numbers(&[u64::MAX]), None);
    let dials = DIALS.len() as u64;
    let one = |dial, [server, began, ended, by_snapshot]: [u64; 4]| {
        let mut numbers = vec![1, 1, dial, 3, 0, 1, server, began, ended, 1, by_snapshot];
        numbers.extend([0; 8]);
        from_numbers(&numbers)
    };
    assert!(one(dials - 1, [3, 10, 10, 1]).is_some());
    for (dial, episode) in [
        (dials, [3, 10, 10, 1]),
        (0, [0, 10, 10, 1]),
        (0, [16, 10, 10, 1]),
        (0, [259, 10, 10, 1]),
        (0, [3, 10, 9, 1]),
        (0, [3, 10, 10, 2]),
    ] {
        assert_eq!(one(dial, episode), None, "{dial}, {episode:?}");
    }
}

#[test]
fn what_is_to_be_tried_comes_back_from_its_numbers() {
    let mut variants = Variant::remedies(&Dials::default());
    variants.push(Variant::default());
    variants.push(Variant(vec![(Dial::LatencyMin, 1), (Dial::ClockDrift, 2)]));
    let numbers = variants_to_numbers(&variants);
    assert_eq!(variants_from_numbers(&numbers), Some(variants));
    for length in 0..numbers.len() {
        assert_eq!(variants_from_numbers(&numbers[..length]), None, "{length}");
    }
    assert_eq!(variants_from_numbers(&[&numbers[..], &[0]].concat()), None);
    let no_dial = [1, 1, DIALS.len() as u64, 3];
    assert_eq!(variants_from_numbers(&no_dial), None);
}

// — remedies —

#[test]
fn remedies_turn_one_dial_further_as_far_as_it_goes() {
    let remedies = |dials: &[(Dial, u64)]| -> Vec<(Dial, u64)> {
        let remedies = Variant::remedies(&Dials::with(dials));
        remedies.into_iter().flat_map(|it| it.0).collect()
    };
    let [kept, chunk, threshold] = [Dial::EntriesKept, Dial::ChunkSize, Dial::SnapshotThreshold];
    assert_eq!(
        remedies(&[]),
        [
            (kept, 6),
            (kept, 12),
            (kept, 24),
            (chunk, 48),
            (chunk, 96),
            (chunk, 192),
            (threshold, 20),
            (threshold, 40),
            (threshold, 80)
        ]
    );
    assert_eq!(
        remedies(&[(kept, 0), (chunk, 65_536), (threshold, 0)]),
        [(kept, 2), (kept, 4), (kept, 8)]
    );
    assert_eq!(
        remedies(&[(kept, 1_000), (chunk, 40_000), (threshold, 400)]),
        [(chunk, 65_536), (threshold, 800), (threshold, 1_000)]
    );
}

#[test]
fn a_remedy_helps_if_with_it_all_followers_catch_up_that_do_not_without() {
    let settings = Settings {
        dials: Dials::with(&[
            (Dial::SnapshotThreshold, 5),
            (Dial::EntriesKept, 0),
            (Dial::ChunkSize, 4),
        ]),
        ..three_servers()
    };
    let (from, now, until) = (Time(2_100_000), Time(3_000_000), Time(6_000_000));
    let run = with_one_away(settings, (from, now, until));
    let mut variants = vec![Variant::default()];
    variants.extend(Variant::remedies(&settings.dials));
    let tried = play(ask(&run, from, until), &variants, 10_000);
    assert_eq!(tried[0].behind().len(), 1);
    let help: Vec<_> = remedies_that_help(&tried)
        .into_iter()
        .map(|it| it.variant.0[0])
        .collect();
    assert!(help.contains(&(Dial::ChunkSize, 32)), "{help:?}");
    assert!(!help.contains(&(Dial::EntriesKept, 2)), "{help:?}");
    assert_eq!(remedies_that_help(&tried[..1]), Vec::<&Tried>::new());
    let healthy: Vec<Tried> = tried
        .iter()
        .filter(|it| it.behind().is_empty())
        .cloned()
        .collect();
    assert_eq!(remedies_that_help(&healthy), Vec::<&Tried>::new());
    assert_eq!(remedies_that_help(&[]), Vec::<&Tried>::new());
}
