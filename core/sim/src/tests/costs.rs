//! Costs that are followed from events are those that are measured in the world after every one of them.

use super::choices::Choices;
use super::properties::{random_action, random_world};
use super::*;
use crate::Dial;
use raft::{ServerSet, size};
use record::costs::{Episode, Sampling};
use record::{ClusterState, Costs, MessageKind, MessageName, Outcome};
use std::collections::BTreeMap;

/// How many worlds the ordinary test plays. `RAFTSCAPE_SEEDS=FROM..TO` plays others.
const SEEDS: std::ops::Range<u64> = 0..500;

/// A world, what its events say that it costs, and what was sent in it.
struct Followed {
    world: World,
    costs: Costs,
    /// The bytes of all messages that were ever sent.
    sent: BTreeMap<MessageName, u64>,
    /// Whether a message that was sent was not, because its sender crashed.
    has_unsent: bool,
}

impl Followed {
    fn new(world: World) -> Followed {
        Followed {
            costs: Costs::new(world.settings().servers),
            world,
            sent: BTreeMap::new(),
            has_unsent: false,
        }
    }

    /// Observed until a leader stands and the opening operation is done.
    fn settled(servers: u8) -> Followed {
        let mut run = Followed::new(world(servers, 7));
        run.pass(2_000_000);
        run
    }

    fn apply(&mut self, action: &Action) {
        self.world.apply(action);
        self.observe();
    }

    /// Lets the next event happen; false if nothing ever will.
    fn step(&mut self) -> bool {
        let happened = self.world.step().is_some();
        if happened {
            self.observe();
        }
        happened
    }

    /// Lets everything happen that is due within this time.
    fn pass(&mut self, micros: u64) {
        let until = Time(self.world.now().0 + micros);
        while self.world.next_due().is_some_and(|due| due <= until) {
            self.step();
        }
        self.world.run_until(until, &mut |_| {});
    }

    fn to(&mut self, what: ServerAction, id: ServerId) {
        self.apply(&Action::Server(what, id));
    }

    fn submit(&mut self, operations: u64) {
        for operation in 0..operations {
            let text = format!("set k{} {operation}", operation % 7);
            self.apply(&Action::Submit(None, Operation::parse(&text).unwrap()));
            self.pass(20_000);
        }
    }

    fn applied(&self, id: ServerId) -> u64 {
        let mut servers = ClusterState::servers(&self.world);
        servers.find(|server| server.id == id).unwrap().applied
    }

    /// The highest index that a server knows now to be committed.
    fn committed(&self) -> u64 {
        let servers = ClusterState::servers(&self.world);
        servers.map(|server| server.commit).max().unwrap()
    }

    /// The last episode of a server.
    fn last_of(&self, id: ServerId) -> Option<Episode> {
        let mut episodes = self.costs.episodes();
        episodes.retain(|episode| episode.server == id);
        episodes.pop()
    }

    fn observe(&mut self) {
        let event = self.world.event.clone();
        self.costs.observe(&event);
        for outcome in &event.outcomes {
            match outcome {
                Outcome::Sent { envelope, .. } => {
                    let bytes = size::of_message(envelope.message().unwrap());
                    let same = self.sent.insert(envelope.name(), bytes);
                    assert_eq!(same, None, "{:?}", envelope.name());
                }
                Outcome::NeverSent { name } => {
                    self.has_unsent |= self.sent.remove(name).is_some();
                }
                _ => {}
            }
        }
        self.is_what_is_measured();
    }

    fn is_what_is_measured(&self) {
        let event = &self.world.event;
        for server in ClusterState::servers(&self.world) {
            let log = (
                self.costs.log_bytes(server.id),
                self.costs.log_entries(server.id),
            );
            let entries = server.log.last_index() - server.log.base_index();
            let measured = (Some(size::of_log(server.log)), Some(entries));
            assert_eq!(log, measured, "the log of {} after {event:#?}", server.id);
            let snapshot = self.world.snapshot(server.id).unwrap();
            let is_one = snapshot.id.last_included_index > 0;
            let bytes = snapshot.data.len() as u64 * u64::from(is_one);
            let followed = self.costs.snapshot_bytes(server.id);
            assert_eq!(followed, Some(bytes), "{} after {event:#?}", server.id);
        }
    }

    fn sent_as_much_as_it_is_said(&self) {
        let sent = self.costs.sent();
        let of = |kind: MessageKind| {
            let of_kind = self.sent.iter().filter(|(name, _)| name.kind == kind);
            of_kind.map(|(_, bytes)| bytes).sum::<u64>()
        };
        for kind in MessageKind::ALL {
            assert_eq!(sent.of(kind), of(kind), "bytes of {kind}");
        }
        let both = |request, reply| of(request) + of(reply);
        assert_eq!(
            sent.by_snapshot(),
            both(
                MessageKind::InstallSnapshot,
                MessageKind::InstallSnapshotReply
            )
        );
        assert_eq!(
            sent.by_append(),
            both(MessageKind::AppendEntries, MessageKind::AppendEntriesReply)
        );
    }

    fn episodes_are_in_order(&self) {
        let episodes = self.costs.episodes();
        assert!(episodes.is_sorted_by_key(|episode| (episode.began, episode.server)));
        for (place, episode) in episodes.iter().enumerate() {
            assert!(episode.lacked > 0, "{episode:?}");
            let ended = episode.ended.unwrap_or(Time(u64::MAX));
            assert!(ended >= episode.began, "{episode:?}");
            let mut later = episodes[place + 1..].iter();
            let next = later.find(|later| later.server == episode.server);
            assert!(next.is_none_or(|next| next.began >= ended), "{episode:?}");
        }
    }
}

/// Three servers that compact their logs early, of which one follower was down meanwhile, with its name.
fn with_one_down(seed: u64, dials: &[(Dial, u64)]) -> (Followed, ServerId) {
    let settings = Settings {
        servers: 3,
        clients: 3,
        dials: crate::Dials::with(dials),
        ..Settings::default()
    };
    let mut run = Followed::new(World::new(settings, seed).unwrap());
    run.pass(1_500_000);
    let follower = a_follower(&run.world);
    run.to(ServerAction::Crash, follower);
    run.submit(40);
    (run, follower)
}

/// With them a leader soon has not what a follower needs that was away.
const COMPACTING: [(Dial, u64); 3] = [
    (Dial::SnapshotThreshold, 8),
    (Dial::ChunkSize, 16),
    (Dial::EntriesKept, 2),
];

/// With them it always has.
const KEEPING: [(Dial, u64); 1] = [(Dial::SnapshotThreshold, 0)];

#[test]
fn costs_are_followed_whatever_is_done_to_a_world() {
    let mut unsent = 0;
    for seed in seeds(SEEDS) {
        let mut rng = Choices::seeded(seed);
        let mut run = Followed::new(random_world(seed, &mut rng));
        for _ in 0..120 {
            let action = random_action(&run.world, &mut rng);
            run.apply(&action);
            for _ in 0..rng.below(8) {
                run.step();
            }
            if rng.below(6) == 0 {
                run.pass(rng.below(300_000));
            }
        }
        run.sent_as_much_as_it_is_said();
        run.episodes_are_in_order();
        unsent += u64::from(run.has_unsent);
    }
    assert!(unsent > 0, "no crash ever kept a message from leaving");
}

#[test]
fn costs_are_followed_while_snapshots_are_taken_and_sent() {
    for seed in 0..8 {
        let (mut run, follower) = with_one_down(seed, &COMPACTING);
        run.to(ServerAction::Restart, follower);
        run.pass(1_500_000);
        run.sent_as_much_as_it_is_said();
        run.episodes_are_in_order();
        assert!(run.costs.sent().by_snapshot() > 0);
        assert!(run.costs.snapshot_bytes(follower) > Some(0));
    }
}

#[test]
fn a_follower_catches_up_from_its_restart_until_it_has_applied_what_was_committed() {
    for (dials, by_snapshot) in [(&COMPACTING[..], true), (&KEEPING[..], false)] {
        let (mut run, follower) = with_one_down(7, dials);
        run.to(ServerAction::Restart, follower);
        let (began, goal) = (run.world.now(), run.committed());
        let lacked = goal - run.applied(follower);
        assert!(lacked > 20, "{lacked}");
        while run.applied(follower) < goal {
            assert_eq!(run.last_of(follower).unwrap().ended, None);
            run.submit(1);
        }
        let episode = run.last_of(follower).unwrap();
        let ended = episode.ended.expect("it has caught up");
        assert!(run.world.now().since(ended).0 <= 20_000, "{episode:?}");
        let expected = Episode {
            server: follower,
            began,
            ended: Some(ended),
            lacked,
            by_snapshot,
        };
        assert_eq!(episode, expected);
    }
}

#[test]
fn an_episode_ends_with_the_very_event_that_brings_the_last_entry() {
    let (mut run, follower) = with_one_down(7, &KEEPING);
    run.to(ServerAction::Restart, follower);
    let goal = run.committed();
    while run.applied(follower) < goal {
        assert!(run.last_of(follower).unwrap().ended.is_none());
        assert!(run.step());
    }
    let ended = run.last_of(follower).unwrap().ended;
    assert_eq!(ended, Some(run.world.now()));
}

#[test]
fn a_follower_that_lacks_nothing_has_nothing_to_catch_up_with() {
    let mut run = Followed::settled(3);
    let follower = a_follower(&run.world);
    run.to(ServerAction::Pause, follower);
    run.to(ServerAction::Resume, follower);
    run.to(ServerAction::Isolate, follower);
    run.to(ServerAction::Reconnect, follower);
    assert_eq!(run.costs.episodes(), []);
}

#[test]
fn a_follower_that_goes_on_or_hears_its_leader_again_catches_up() {
    for (away, back) in [
        (ServerAction::Pause, ServerAction::Resume),
        (ServerAction::Isolate, ServerAction::Reconnect),
    ] {
        let mut run = Followed::settled(5);
        let follower = a_follower(&run.world);
        run.to(away, follower);
        run.submit(5);
        assert_eq!(run.last_of(follower), None, "{away:?}");
        let began = run.world.now();
        run.to(back, follower);
        let episode = run.last_of(follower).expect("it lacks entries");
        assert_eq!((episode.began, episode.ended), (began, None));
        run.submit(50);
        assert!(run.last_of(follower).unwrap().ended.is_some());
        let episodes = run.costs.episodes();
        let others = episodes.iter().filter(|it| it.server != follower);
        assert_eq!(others.count(), 0, "those that heard the leader, too");
    }
}

#[test]
fn a_follower_between_which_and_its_leader_something_is_still_cut_cannot_catch_up_yet() {
    let mut run = Followed::settled(3);
    let (leader, follower) = (leader(&run.world).unwrap(), a_follower(&run.world));
    run.to(ServerAction::Isolate, follower);
    run.submit(5);
    run.apply(&Action::HealLink(leader, follower));
    assert_eq!(run.costs.episodes(), []);
    run.to(ServerAction::Crash, follower);
    run.to(ServerAction::Restart, follower);
    assert_eq!(run.costs.episodes(), [], "it comes up behind a cut");
    run.apply(&Action::HealLink(follower, leader));
    assert_eq!(run.costs.episodes().len(), 1);
}

#[test]
fn followers_that_heard_each_other_but_not_the_leader_catch_up_when_they_hear_it_again() {
    let mut run = Followed::settled(5);
    let leader = leader(&run.world).unwrap();
    let others = run.world.ids().iter().filter(|id| *id != leader);
    let minority: ServerSet = others.take(2).collect();
    let majority = run.world.ids().without(minority);
    run.apply(&Action::Partition(vec![minority, majority]));
    run.submit(8);
    let episodes = run.costs.episodes();
    assert_eq!(episodes, [], "nothing was cut between them and the leader");
    run.apply(&Action::HealAll);
    let episodes = run.costs.episodes();
    let servers: ServerSet = episodes.iter().map(|episode| episode.server).collect();
    assert_eq!(servers, minority);
}

#[test]
fn a_follower_that_does_not_run_does_not_catch_up_whatever_is_needed_for_it() {
    let (run, follower) = with_one_down(7, &COMPACTING);
    let leader = leader(&run.world).unwrap();
    let transfers = ClusterState::transfers(&run.world, leader);
    assert!(transfers.contains(follower), "a snapshot is needed for it");
    assert_eq!(run.last_of(follower), None);

    let mut run = Followed::settled(3);
    let follower = a_follower(&run.world);
    run.to(ServerAction::Isolate, follower);
    run.submit(5);
    run.to(ServerAction::Pause, follower);
    run.to(ServerAction::Reconnect, follower);
    assert_eq!(run.last_of(follower), None);
    run.to(ServerAction::Resume, follower);
    assert!(run.last_of(follower).is_some());
}

#[test]
fn a_follower_to_which_a_transfer_was_under_way_already_catches_up_by_snapshot_once_a_part_comes() {
    let (mut run, follower) = with_one_down(7, &COMPACTING);
    run.to(ServerAction::Restart, follower);
    let is_part = |event: &Event| {
        let EventKind::Delivered { envelope, .. } = &event.kind else {
            return false;
        };
        envelope.to == follower && envelope.body.kind() == MessageKind::InstallSnapshot
    };
    loop {
        assert!(!run.last_of(follower).unwrap().by_snapshot);
        assert!(run.step());
        if is_part(&run.world.event) {
            break;
        }
    }
    assert!(run.last_of(follower).unwrap().by_snapshot);
}

#[test]
fn a_leader_has_nothing_to_catch_up_with() {
    let mut run = Followed::settled(3);
    let leader = leader(&run.world).unwrap();
    run.apply(&Action::Submit(None, Operation::parse("add x 1").unwrap()));
    while run.applied(leader) == run.committed() {
        assert!(run.step());
    }
    run.to(ServerAction::Pause, leader);
    run.to(ServerAction::Resume, leader);
    assert!(run.applied(leader) < run.committed());
    assert_eq!(run.costs.episodes(), []);
}

#[test]
fn a_follower_that_goes_away_again_begins_again() {
    let (mut run, follower) = with_one_down(7, &COMPACTING);
    run.to(ServerAction::Restart, follower);
    run.pass(30_000);
    let first = run.last_of(follower).unwrap();
    run.to(ServerAction::Crash, follower);
    run.submit(10);
    run.to(ServerAction::Restart, follower);
    let second = run.last_of(follower).unwrap();
    assert_eq!((first.ended, second.ended), (None, None));
    assert!(second.began > first.began && second.lacked > first.lacked);
    run.pass(2_000_000);
    let all = run.costs.episodes();
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].ended.is_some());
}

#[test]
fn a_follower_for_which_a_leader_needs_a_snapshot_catches_up_though_it_was_never_away() {
    let settings = Settings {
        servers: 3,
        clients: 3,
        dials: crate::Dials::with(&COMPACTING),
        ..Settings::default()
    };
    let mut run = Followed::new(World::new(settings, 7).unwrap());
    run.pass(1_500_000);
    let follower = a_follower(&run.world);
    let to_it = record::Scope {
        to: Some(follower),
        kinds: record::Kinds::named("append").unwrap(),
        ..record::Scope::ALL
    };
    let lost = record::LinkOverride::Loss(1_000);
    run.to(ServerAction::StallDisk, follower);
    run.apply(&Action::OverrideLink(to_it, Some(lost)));
    run.submit(5);
    assert_eq!(run.costs.episodes(), []);
    run.submit(60);
    let all = run.costs.episodes();
    assert!(
        all.iter().any(|it| it.server == follower && it.by_snapshot),
        "{all:?}"
    );
}

#[test]
fn samples_are_what_there_is_right_after_all_that_happened_up_to_their_times() {
    let settings = Settings {
        servers: 3,
        dials: crate::Dials::with(&COMPACTING),
        ..Settings::default()
    };
    let (from, until, most) = (Time(1_000_000), Time(2_000_003), 101);
    let mut world = World::new(settings, 7).unwrap();
    let mut costs = Costs::new(3).sampling(Sampling::between(from, until, most));
    let mut measured = Vec::new();
    for number in 0..101_u64 {
        let time = Time(from.0 + 1_000_003 * number / 100);
        if number % 2 == 0 {
            costs.observe(world.apply(&Action::Submit(None, Operation::parse("add x 1").unwrap())));
        }
        world.run_until(time, &mut |event| costs.observe(event));
        let logs = ClusterState::servers(&world).map(|server| size::of_log(server.log));
        let snapshots = (1..=3).map(|id| world.snapshot(ServerId(id)).unwrap());
        let snapshots = snapshots.filter(|snapshot| snapshot.id.last_included_index > 0);
        let sent = costs.sent();
        measured.push((
            time,
            logs.max().unwrap(),
            snapshots.map(|it| it.data.len() as u64).max().unwrap_or(0),
            (sent.by_snapshot(), sent.by_append()),
        ));
    }
    costs.pass(until);
    let samples = costs.samples().iter();
    let taken: Vec<_> = samples
        .map(|it| {
            let sent = (it.sent_by_snapshot, it.sent_by_append);
            (it.time, it.log_bytes, it.snapshot_bytes, sent)
        })
        .collect();
    assert_eq!(taken, measured);
    assert_eq!(taken.last().unwrap().0, until);
}

#[test]
fn no_more_samples_are_taken_than_there_are_microseconds() {
    let mut costs = Costs::new(3).sampling(Sampling::between(Time(10), Time(12), 200));
    costs.pass(Time(9));
    assert_eq!(costs.samples(), []);
    costs.pass(Time(10));
    assert_eq!(costs.samples().len(), 1);
    costs.pass(Time(500));
    let times: Vec<u64> = costs.samples().iter().map(|it| it.time.0).collect();
    assert_eq!(times, [10, 11, 12]);
    assert_eq!(Costs::new(3).samples(), []);
}
