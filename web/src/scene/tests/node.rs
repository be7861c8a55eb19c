//! What a server shows of itself, and what it is called.

use super::sample::{NOW, busy_disk, cluster, crash, lead, s};
use super::{El, attribute, moment, pressable, wide, with_class, words};
use crate::scene::node::{self, PipState, all};
use crate::scene::ring::{self, arc_class, time_left};
use raft::{Duration, ServerSet, Time};
use record::view::{Process, TimerView};
use record::{ClusterView, RoleName};

#[test]
fn servers_are_called_by_name_role_and_term_and_by_what_holds_them_up() {
    let mut view = cluster(5, 3, &[3]);
    lead(&mut view, 1);
    crash(&mut view.servers[1]);
    view.servers[2].process = Process::Paused;
    view.servers[3].disk.stalled = true;
    view.servers[4].role = RoleName::Candidate;
    view.servers[4].votes_granted.insert(s(5));
    let drawn = draw(&view);
    let names: Vec<_> = drawn
        .iter()
        .map(|it| attribute(pressable(it).unwrap(), "aria-label").unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "S1, leader, term 3",
            "S2, crashed, term 3",
            "S3, follower, term 3, paused",
            "S4, follower, term 3, disk stalled",
            "S5, candidate, term 3, 1 of 5 votes",
        ]
    );
}

#[test]
fn name_role_and_term_stand_on_every_server_in_words() {
    let mut view = cluster(3, 12, &[]);
    lead(&mut view, 1);
    assert_eq!(words(&draw(&view)[0]), ["S1", "Leader"]);
    crash(&mut view.servers[1]);
    assert_eq!(words(&draw(&view)[1]), ["S2", "Crashed"]);
    let layout = wide(&view);
    let labels = node::labels(&moment(&view, &layout));
    assert!(
        labels
            .iter()
            .all(|label| words(&label.draw(&layout)) == ["term 12"])
    );
}

#[test]
fn all_timers_are_on_one_scale_and_a_full_circle_is_the_longest_timeout() {
    let longest = Duration::from_millis(300);
    let timer = |due: u64| TimerView {
        armed_at: NOW,
        due: Time(NOW.0 + due),
    };
    assert_eq!(time_left(&timer(300_000), NOW, longest), 1.0);
    assert_eq!(time_left(&timer(150_000), NOW, longest), 0.5);
    assert_eq!(time_left(&timer(0), NOW, longest), 0.0);
    assert_eq!(time_left(&timer(900_000), NOW, longest), 1.0);
}

#[test]
fn a_leader_has_no_election_timer_and_a_reset_is_seen_for_a_while() {
    let mut view = cluster(3, 1, &[]);
    lead(&mut view, 1);
    let before = rings(&view);
    assert_eq!(with_class(&before[0], "arc").len(), 0);
    view.servers[1].election_timer = view.servers[1].election_timer.map(|timer| TimerView {
        armed_at: NOW,
        ..timer
    });
    let after = rings(&view);
    let is_fresh = |drawn: &[El], server: usize| !with_class(&drawn[server], "fresh").is_empty();
    assert_eq!(
        [&before, &after].map(|drawn| is_fresh(drawn, 1)),
        [false, true]
    );
    let timer = TimerView {
        armed_at: Time(1_000),
        due: Time(9_000),
    };
    assert_eq!(arc_class(&timer, Time(1_999)), "arc fresh");
    assert_eq!(arc_class(&timer, Time(2_000)), "arc");
}

#[test]
fn a_candidate_has_a_pip_for_every_voter() {
    let mut view = cluster(5, 2, &[]);
    view.servers[0].role = RoleName::Candidate;
    view.servers[0].votes_granted = [s(1), s(3)].into_iter().collect();
    view.servers[0].votes_refused = [s(4)].into_iter().collect();
    use PipState::*;
    assert_eq!(pips(&view), [Given, Open, Given, Refused, Open]);
}

#[test]
fn a_leader_has_a_pip_for_every_acknowledgement_and_its_own_waits_for_its_disk() {
    let mut view = cluster(5, 2, &[1, 2, 2]);
    lead(&mut view, 1);
    view.servers[0].commit = 2;
    view.servers[0].durable = 2;
    view.servers[0].progress[1].match_index = 2;
    use PipState::*;
    assert_eq!(pips(&view), [Open, Given, Open, Given, Given]);
    view.servers[0].durable = 3;
    assert_eq!(pips(&view)[0], Given);
}

#[test]
fn the_pip_of_a_follower_fades_when_it_was_not_heard_for_a_shortest_timeout() {
    let mut view = cluster(3, 2, &[2]);
    lead(&mut view, 1);
    view.servers[0].progress[0].last_heard = Some(Time(NOW.0 - 150_001));
    view.servers[0].progress[1].last_heard = Some(Time(NOW.0 - 150_000));
    let layout = wide(&view);
    let silent: Vec<bool> = (all(&moment(&view, &layout))[0].pips.iter())
        .map(|pip| pip.silent)
        .collect();
    assert_eq!(silent, [false, true, false]);
}

#[test]
fn the_disk_shows_its_queue_and_the_envelopes_that_wait() {
    let mut view = cluster(3, 2, &[2]);
    view.servers[0].disk = busy_disk(2, 3);
    view.servers[1].disk.stalled = true;
    let drawn = draw(&view);
    assert_eq!(with_class(&drawn[0], "write").len(), 2);
    assert!(words(&drawn[0]).contains(&String::from("×3")));
    assert_eq!(with_class(&drawn[1], "stalled").len(), 1);
    assert_eq!(with_class(&drawn[2], "envelope").len(), 0);
}

#[test]
fn what_is_equal_looks_the_same_whatever_the_moment() {
    let view = cluster(3, 2, &[2]);
    let layout = wide(&view);
    let mut later = moment(&view, &layout);
    let before = (all(&later), ring::all(&later));
    later.now = Time(NOW.0 + 5_000);
    assert_eq!(before, (all(&later), ring::all(&later)));
    assert_eq!(view.servers[0].votes_granted, ServerSet::EMPTY);
}

fn pips(view: &ClusterView) -> Vec<PipState> {
    let layout = wide(view);
    let nodes = all(&moment(view, &layout));
    nodes[0].pips.iter().map(|pip| pip.state).collect()
}

fn rings(view: &ClusterView) -> Vec<El> {
    let layout = wide(view);
    let rings = ring::all(&moment(view, &layout));
    rings.iter().map(|ring| ring.draw(&layout, NOW)).collect()
}

fn draw(view: &ClusterView) -> Vec<El> {
    let layout = wide(view);
    let moment = moment(view, &layout);
    all(&moment).iter().map(|node| node.draw(&layout)).collect()
}
