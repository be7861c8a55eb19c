//! What a message shows of itself, what it is called, and where it is.

use super::sample::{
    NOW, append, appended, ask, chunk, cluster, crash, lead, not_appended, s, send, send_lost, vote,
};
use super::{attribute, moment, pressable, wide, with_class, words};
use crate::scene::message::{Flight, Glyph, Pile, all, pile, shown};
use raft::Message;
use record::ClusterView;

#[test]
fn messages_are_called_by_kind_answer_details_and_way() {
    let mut view = cluster(5, 3, &[3, 3, 3]);
    lead(&mut view, 1);
    send(&mut view, 1, 3, 10, append(3, &[3, 3], 3));
    send(&mut view, 1, 2, 20, append(3, &[], 3));
    send(&mut view, 3, 1, 30, appended(3, 3));
    send(&mut view, 2, 1, 40, vote(3, true));
    send(&mut view, 4, 1, 50, vote(3, false));
    send(&mut view, 1, 4, 60, chunk(3, 2, 2, 5));
    let names: Vec<String> = flights(&view).iter().map(Flight::name).collect();
    assert_eq!(
        names,
        [
            "AppendEntries, 2 entries, S1 to S3",
            "AppendEntries, heartbeat, S1 to S2",
            "AppendEntries reply ok, S3 to S1",
            "RequestVote reply ok, S2 to S1",
            "RequestVote reply refused, S4 to S1",
            "InstallSnapshot, chunk 2 of 5, S1 to S4",
        ]
    );
}

#[test]
fn a_heartbeat_and_its_answer_are_dots_until_they_carry_something_new() {
    assert_eq!(glyph(1, 2, append(3, &[], 3)), Glyph::Dot);
    assert_eq!(glyph(1, 2, append(3, &[], 4)), Glyph::Commit(4));
    assert_eq!(glyph(2, 1, appended(3, 3)), Glyph::Dot);
    assert_eq!(glyph(2, 1, appended(3, 4)), Glyph::Yes);
}

#[test]
fn what_matters_has_a_glyph_of_its_own() {
    assert_eq!(glyph(1, 2, ask(3)), Glyph::Ask);
    assert_eq!(glyph(2, 1, vote(3, true)), Glyph::Yes);
    assert_eq!(glyph(2, 1, vote(3, false)), Glyph::No);
    assert_eq!(glyph(2, 1, not_appended(4)), Glyph::No);
    assert_eq!(glyph(1, 2, chunk(3, 2, 2, 5)), Glyph::Chunk(2, 5));
    assert!(matches!(
        glyph(1, 2, append(3, &[3], 4)),
        Glyph::Entries(_, Some(4))
    ));
}

#[test]
fn a_heartbeat_to_a_server_that_is_down_has_no_effect() {
    let mut view = cluster(3, 3, &[3]);
    lead(&mut view, 1);
    crash(&mut view.servers[1]);
    view.servers[1].commit = 0;
    send(&mut view, 1, 2, 10, append(3, &[], 1));
    assert_eq!(flights(&view)[0].glyph, Glyph::Dot);
}

#[test]
fn entries_are_shown_as_cells_of_their_terms_and_a_commit_index_beside_them() {
    let mut view = cluster(3, 4, &[3]);
    lead(&mut view, 1);
    send(&mut view, 1, 2, 50, append(4, &[3, 4, 4, 4, 4, 4], 2));
    let layout = wide(&view);
    let drawn = flights(&view)[0].draw(&layout, NOW);
    assert_eq!(with_class(&drawn, "cell").len(), 4);
    assert_eq!(with_class(&drawn, "t3").len(), 1);
    assert_eq!(words(&drawn), ["3", "4", "4", "4", "+2", "c2"]);
}

#[test]
fn a_term_is_shown_where_it_differs_from_the_receivers() {
    let mut view = cluster(3, 3, &[]);
    send(&mut view, 2, 3, 10, ask(4));
    send(&mut view, 3, 1, 10, ask(3));
    let badges: Vec<_> = flights(&view).iter().map(|it| it.badge).collect();
    assert_eq!(badges, [Some(4), None]);
}

#[test]
fn messages_on_each_other_are_one_glyph_with_a_count_and_each_stays_a_button() {
    let mut view = cluster(3, 3, &[3]);
    lead(&mut view, 1);
    send(&mut view, 1, 2, 50, append(3, &[], 1));
    send(&mut view, 1, 2, 51, append(3, &[3], 1));
    send(&mut view, 1, 2, 52, append(3, &[], 1));
    send(&mut view, 1, 2, 10, append(3, &[], 1));
    send(&mut view, 2, 1, 50, appended(3, 1));
    let layout = wide(&view);
    let moment = moment(&view, &layout);
    let flights = all(&moment);
    let piles: Vec<Pile> = flights.iter().map(|it| it.pile).collect();
    assert_eq!(
        piles,
        [
            Pile::Under,
            Pile::Top(3),
            Pile::Under,
            Pile::Alone,
            Pile::Alone
        ]
    );
    assert!(words(&flights[1].draw(&layout, NOW)).contains(&String::from("×3")));
    for flight in &flights {
        let drawn = flight.draw(&layout, NOW);
        let button = pressable(&drawn).expect("a button");
        assert_eq!(attribute(button, "tabindex"), Some("0"));
    }
    let names: Vec<_> = (view.messages.iter())
        .map(|message| message.envelope.name())
        .collect();
    assert_eq!(pile(&moment, names[2]), names[..3]);
}

#[test]
fn too_many_messages_are_counted_and_what_is_not_routine_is_among_those_that_are_drawn() {
    let mut view = cluster(3, 3, &[]);
    for _ in 0..1_000 {
        send(&mut view, 1, 2, 50, append(3, &[], 1));
        send(&mut view, 1, 3, 50, append(3, &[], 1));
    }
    send(&mut view, 1, 2, 50, ask(3));
    let layout = wide(&view);
    let moment = moment(&view, &layout);
    let shown = shown(&moment);
    assert!(shown.len() <= 400, "{}", shown.len());
    let counted: usize = shown.iter().map(|(_, count)| count).sum();
    assert_eq!(counted, 2_001);
    let asked = shown
        .iter()
        .any(|(message, _)| !message.envelope.body.is_routine());
    assert!(asked, "the request for a vote is drawn");
    let drawn: Vec<String> = (all(&moment).iter())
        .flat_map(|flight| words(&flight.draw(&layout, NOW)))
        .collect();
    assert!(drawn.contains(&String::from("×1001")), "{drawn:?}");
}

#[test]
fn a_message_travels_the_whole_lane_and_one_that_will_be_lost_only_as_far_as_it_gets() {
    let mut view = cluster(3, 3, &[]);
    send(&mut view, 1, 2, 50, ask(3));
    send_lost(&mut view, 1, 3, 50, ask(3));
    let flights = flights(&view);
    let (kept, lost) = (flights[0].travel, flights[1].travel);
    assert_eq!(kept.along(kept.left), 0.0);
    assert_eq!(kept.along(kept.ends), 1.0);
    let gets = lost.along(lost.ends);
    assert!(
        (gets - 8.0 / 12.0).abs() < 0.01,
        "it gets {gets} of the way"
    );
    let layout = wide(&view);
    let drawn = flights[1].draw(&layout, NOW);
    assert_eq!(with_class(&drawn, "lost").len(), 1);
}

/// What this message shows in a cluster of three, led by `S1` in term 3, with three entries committed everywhere.
fn glyph(from: u8, to: u8, message: Message) -> Glyph {
    let mut view = cluster(3, 3, &[1, 3, 3]);
    lead(&mut view, 1);
    send(&mut view, from, to, 10, message);
    assert_eq!(view.messages[0].envelope.from, s(from));
    flights(&view).remove(0).glyph
}

fn flights(view: &ClusterView) -> Vec<Flight> {
    let layout = wide(view);
    all(&moment(view, &layout))
}
