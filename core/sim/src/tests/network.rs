//! Links, cuts, loss, copies, and what the user does to messages.

use super::*;
use crate::Dial;
use raft::{Duration, ServerSet};
use record::{Envelope, Fate, Held, LossReason, MessageName, Outcome};

#[test]
fn nothing_arrives_over_a_cut_and_everything_again_after_it_is_healed() {
    let mut world = settled(2, 1);
    let other = a_follower(&world);
    act(&mut world, Action::CutBoth(S1, S2));
    run(&mut world, 20);
    for event in run(&mut world, 1_000) {
        assert!(
            !matches!(event.kind, EventKind::Delivered { .. }),
            "{:?}",
            event.kind
        );
    }
    act(&mut world, Action::Heal(S1, S2));
    run_to(&mut world, |event| {
        event.server == Some(other) && matches!(event.kind, EventKind::Delivered { .. })
    });
}

#[test]
fn a_hundred_links_may_differ_from_the_dials_and_no_more() {
    let mut world = world(9, 1);
    let mut refused = Vec::new();
    let ways = (1..=9).flat_map(|from| (1..=9).map(move |to| (from, to)));
    let ways = ways.filter(|(from, to)| from != to);
    let scopes = ways.flat_map(|(from, to)| {
        ["vote", "append"].map(|kind| record::Scope {
            kinds: record::Kinds::named(kind).expect("a kind"),
            from: Some(ServerId(from)),
            to: Some(ServerId(to)),
        })
    });
    for (number, scope) in scopes.take(101).enumerate() {
        let loss = record::LinkOverride::Loss(100);
        let event = world.apply(&Action::OverrideLink(scope, Some(loss)));
        if let EventKind::Control(record::Control::Refused { .. }) = event.kind {
            refused.push(number);
        }
    }
    assert_eq!(refused, [100]);
}

#[test]
fn a_crash_before_send_takes_back_what_this_server_sent_now_and_nothing_else() {
    let mut world = settled(5, 2);
    let chief = leader(&world).unwrap();
    run_to(&mut world, |event| {
        let sends = |o: &Outcome| matches!(o, Outcome::Sent { .. });
        event.server == Some(chief) && event.outcomes.iter().any(sends)
    });
    let now = world.now();
    let names = |world: &World| -> Vec<(MessageName, ServerId, Time)> {
        let messages = world.view().messages.into_iter();
        let name =
            |it: record::view::MessageView| (it.envelope.name(), it.envelope.from, it.sent_at);
        messages.map(name).collect()
    };
    // Some are on their way already, from the leader as well.
    world.run_until(Time(now.0 + 200), &mut |_| {});
    let mut later = world.clone();
    let before = names(&world);
    assert!(
        before
            .iter()
            .any(|(_, from, sent)| *from == chief && *sent < world.now())
    );
    act(
        &mut world,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert_eq!(
        names(&world),
        before,
        "nothing of it was sent at this moment"
    );
    act(&mut later, Action::Server(ServerAction::Heartbeat, chief));
    let sent = names(&later).len();
    assert!(sent > before.len());
    act(
        &mut later,
        Action::Server(ServerAction::CrashBeforeSend, chief),
    );
    assert_eq!(names(&later), before);
}

#[test]
fn a_one_way_cut_stops_one_way() {
    let mut world = settled(2, 1);
    let (chief, other) = (leader(&world).unwrap(), a_follower(&world));
    act(&mut world, Action::Cut(other, chief));
    run(&mut world, 20);
    let arrived = run(&mut world, 500)
        .into_iter()
        .filter(|e| matches!(e.kind, EventKind::Delivered { .. }));
    let at: Vec<_> = arrived.filter_map(|event| event.server).collect();
    assert!(at.contains(&other) && !at.contains(&chief), "{at:?}");
}

#[test]
fn a_cut_catches_what_has_not_passed_the_middle_of_the_link() {
    let mut world = settled(5, 2);
    run_to(&mut world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Sent { .. }))
    });
    let message = world.view().messages.last().unwrap().clone();
    let (from, to) = (message.envelope.from, message.envelope.to);
    let mut late = world.clone();
    let event = act(&mut world, Action::Cut(from, to));
    let lost = |event: &Event| {
        let changed = |o: &Outcome| matches!(o, Outcome::FateChanged { name, fate: Fate::Lost(_) } if *name == message.envelope.name());
        event.outcomes.iter().any(changed)
    };
    assert!(lost(&event), "{event:?}");
    let almost_there = Time(message.fate.time().unwrap().0 - 1_000);
    late.run_until(almost_there, &mut |_| {});
    assert!(
        !lost(&act(&mut late, Action::Cut(from, to))),
        "it was past the middle"
    );
}

#[test]
fn groups_hear_only_their_own_members() {
    let mut world = settled(5, 3);
    let groups = vec![
        ServerSet::first(2),
        [S3, ServerId(4), ServerId(5)].into_iter().collect(),
    ];
    act(&mut world, Action::Partition(groups.clone()));
    run(&mut world, 20);
    for event in run(&mut world, 2_000) {
        if let EventKind::Delivered { envelope, .. } = event.kind {
            let together = groups
                .iter()
                .any(|g| g.contains(envelope.from) && g.contains(envelope.to));
            assert!(together, "{} heard {}", envelope.to, envelope.from);
        }
    }
    let chief = leader(&world).unwrap();
    assert!(
        groups[1].contains(chief),
        "only the larger group can elect {chief}"
    );
    act(&mut world, Action::HealAll);
    run(&mut world, 2_000);
    assert!(
        world
            .view()
            .servers
            .iter()
            .all(|server| server.leader == leader(&world))
    );
}

#[test]
fn a_copy_made_by_the_user_follows_the_original_at_a_tenth_of_its_way() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let event = act(&mut world, Action::Message(MessageAction::Duplicate, id));
    let [Outcome::Sent { fate, copy_of, .. }] = &event.outcomes[..] else {
        panic!("{event:?}")
    };
    assert_eq!(*copy_of, Some(id));
    let original = of_id(&world, id);
    let way = original
        .fate
        .time()
        .unwrap()
        .since(original.sent_at)
        .as_micros();
    let behind = fate
        .time()
        .unwrap()
        .since(original.fate.time().unwrap())
        .as_micros();
    assert_eq!(behind, way / 10 + 1);
}

#[test]
fn a_copy_of_a_message_that_waits_at_a_paused_server_arrives_after_now() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let to = of_id(&world, id).envelope.to;
    act(&mut world, Action::Server(ServerAction::Pause, to));
    run(&mut world, 1_000);
    let event = act(&mut world, Action::Message(MessageAction::Duplicate, id));
    let [Outcome::Sent { envelope, fate, .. }] = &event.outcomes[..] else {
        panic!("{event:?}")
    };
    assert!(
        matches!(fate, Fate::Arrives(at) if *at > event.time),
        "{fate:?}"
    );
    act(&mut world, Action::Server(ServerAction::Resume, to));
    let arrived = run_to(&mut world, |event| {
        deliveries(std::slice::from_ref(event), envelope.name()) == 1
    });
    assert_eq!(arrived.cause, Some(event.number), "the copy was the user's");
}

#[test]
fn a_copy_of_a_message_that_has_passed_the_middle_of_a_cut_link_arrives() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let original = of_id(&world, id);
    let almost_there = Time(original.fate.time().unwrap().0 - 1_000);
    world.run_until(almost_there, &mut |_| {});
    let (from, to) = (original.envelope.from, original.envelope.to);
    act(&mut world, Action::Cut(from, to));
    let event = act(&mut world, Action::Message(MessageAction::Duplicate, id));
    let arrives = |o: &Outcome| {
        matches!(
            o,
            Outcome::Sent {
                fate: Fate::Arrives(_),
                ..
            }
        )
    };
    assert!(event.outcomes.iter().any(arrives), "{event:?}");
}

#[test]
fn a_message_held_at_a_cut_is_due_when_the_link_is_healed() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let Envelope { from, to, .. } = of_id(&world, id).envelope;
    act(&mut world, Action::Hold(Held::Messages));
    act(&mut world, Action::Cut(from, to));
    run(&mut world, 1_000);
    let healed = act(&mut world, Action::Heal(from, to));
    let fate = Fate::Arrives(healed.time);
    assert!(
        healed
            .outcomes
            .contains(&Outcome::FateChanged { name: id, fate }),
        "{healed:?}"
    );
}

#[test]
fn a_delivery_by_the_user_crosses_a_cut_and_says_so() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let Envelope { from, to, .. } = of_id(&world, id).envelope;
    let mut whole = world.clone();
    act(&mut world, Action::Cut(from, to));
    for (world, crosses) in [(&mut world, true), (&mut whole, false)] {
        let event = act(world, Action::Message(MessageAction::Deliver, id));
        assert!(matches!(
            event.kind,
            EventKind::Delivered { manual: true, .. }
        ));
        let fate = Fate::Arrives(event.time);
        let crossed = event
            .outcomes
            .contains(&Outcome::FateChanged { name: id, fate });
        assert_eq!(crossed, crosses);
        let said = record::story::sentence(&event)
            .text
            .contains(" across the cut.");
        assert_eq!(said, crosses);
    }
}

#[test]
fn what_the_user_delivers_to_a_server_that_is_down_is_lost_by_the_user_then() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let to = of_id(&world, id).envelope.to;
    act(&mut world, Action::Server(ServerAction::Crash, to));
    let mut alone = world.clone();
    let event = act(&mut world, Action::Message(MessageAction::Deliver, id));
    assert_eq!((event.time, event.cause), (alone.now(), None));
    assert!(matches!(
        event.kind,
        EventKind::Lost {
            why: LossReason::Down,
            manual: true,
            ..
        }
    ));
    let lost = |event: &Event| matches!(&event.kind, EventKind::Lost { envelope, .. } if envelope.name() == id);
    let by_itself = run_to(&mut alone, lost);
    assert!(by_itself.time > event.time && by_itself.cause.is_some());
    assert!(matches!(
        by_itself.kind,
        EventKind::Lost { manual: false, .. }
    ));
}

#[test]
fn what_chance_loses_is_lost_on_its_way_and_not_at_its_ends() {
    let mut world = settled(3, 4);
    for (dial, value) in [(Dial::LatencyMin, 10_000), (Dial::LatencyMax, 10_000)] {
        act(&mut world, Action::Set(dial, value));
    }
    act(&mut world, Action::Set(Dial::Loss, 300));
    let mut after = Vec::new();
    for event in run(&mut world, 4_000) {
        for outcome in &event.outcomes {
            if let Outcome::Sent {
                fate: Fate::Lost(at),
                ..
            } = outcome
            {
                after.push(at.since(event.time).as_micros());
            }
        }
    }
    assert!(after.iter().all(|at| (3_000..=8_000).contains(at)));
    let early = after.iter().filter(|at| **at < 5_000).count();
    let late = after.iter().filter(|at| **at > 6_000).count();
    assert!(early > 10 && late > 10, "{early} early, {late} late");
}

#[test]
fn a_dropped_message_never_arrives() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let event = act(&mut world, Action::Message(MessageAction::Drop, id));
    assert!(matches!(
        event.kind,
        EventKind::Lost {
            why: LossReason::Manual,
            ..
        }
    ));
    assert!(deliveries(&run(&mut world, 1_000), id) == 0);
    assert_eq!(
        refusal(&mut world, Action::Message(MessageAction::Drop, id)),
        format!("{id} is not on its way.")
    );
}

#[test]
fn a_message_delivered_by_the_user_arrives_at_once_and_only_once() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let now = world.now();
    let event = act(&mut world, Action::Message(MessageAction::Deliver, id));
    assert!(event.time == now && event.after.is_some());
    assert!(matches!(
        event.kind,
        EventKind::Delivered { manual: true, .. }
    ));
    assert!(deliveries(&run(&mut world, 1_000), id) == 0);
}

#[test]
fn a_duplicated_message_arrives_twice() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let message = world
        .view()
        .messages
        .iter()
        .find(|m| m.envelope.name() == id)
        .unwrap()
        .envelope
        .body
        .clone();
    act(&mut world, Action::Message(MessageAction::Duplicate, id));
    let copy = world
        .view()
        .messages
        .iter()
        .find(|m| m.copy_of == Some(id))
        .unwrap()
        .envelope
        .name();
    let events = run(&mut world, 1_000);
    assert_eq!((deliveries(&events, id), deliveries(&events, copy)), (1, 1));
    let same = |event: &&Event| matches!(&event.kind, EventKind::Delivered { envelope, .. } if envelope.name() == copy && envelope.body == message);
    assert_eq!(events.iter().filter(same).count(), 1);
}

#[test]
fn a_delayed_message_arrives_later_by_that_much() {
    let mut world = settled(3, 4);
    let id = in_flight(&mut world);
    let due = fate(&world, id).time().unwrap();
    act(
        &mut world,
        Action::Message(MessageAction::Delay(Duration::from_millis(10)), id),
    );
    act(
        &mut world,
        Action::Message(MessageAction::Delay(Duration::from_millis(10)), id),
    );
    assert_eq!(
        fate(&world, id),
        Fate::Arrives(due + Duration::from_millis(20))
    );
    let arrived = run_to(
        &mut world,
        |e| matches!(&e.kind, EventKind::Delivered { envelope, .. } if envelope.name() == id),
    );
    assert_eq!(arrived.time, due + Duration::from_millis(20));
}

#[test]
fn messages_of_one_kind_on_one_link_draw_their_latencies_each_for_itself() {
    let mut world = settled(2, 1);
    let mut latencies = Vec::new();
    for _ in 0..20 {
        let message = in_flight(&mut world);
        let message = of_id(&world, message);
        latencies.push(message.fate.time().unwrap().since(message.sent_at));
        run(&mut world, 100);
    }
    latencies.sort_unstable();
    latencies.dedup();
    assert!(latencies.len() > 10, "{latencies:?}");
}

#[test]
fn the_loss_and_duplication_dials_do_what_they_say() {
    let mut world = world(5, 6);
    act(&mut world, Action::Set(Dial::Loss, 300));
    act(&mut world, Action::Set(Dial::Duplication, 300));
    let outcomes: Vec<_> = run(&mut world, 20_000)
        .into_iter()
        .flat_map(|event| event.outcomes)
        .collect();
    let sent = outcomes
        .iter()
        .filter(|o| matches!(o, Outcome::Sent { copy_of: None, .. }))
        .count();
    let copies = outcomes
        .iter()
        .filter(|o| {
            matches!(
                o,
                Outcome::Sent {
                    copy_of: Some(_),
                    ..
                }
            )
        })
        .count();
    let lost = outcomes
        .iter()
        .filter(|o| {
            matches!(
                o,
                Outcome::Sent {
                    copy_of: None,
                    fate: Fate::Lost(_),
                    ..
                }
            )
        })
        .count();
    for (what, count) in [("copied", copies), ("lost", lost)] {
        assert!(
            (200..400).contains(&(count * 1_000 / sent)),
            "{count} of {sent} {what}"
        );
    }
    assert_eq!(broken(&world), []);
}

#[test]
fn links_that_do_not_exist_are_refused() {
    let mut world = settled(3, 4);
    assert_eq!(
        refusal(&mut world, Action::Cut(S1, S1)),
        "S1 has no link to itself."
    );
    let ninth = ServerId(9);
    assert_eq!(
        refusal(&mut world, Action::Heal(S1, ninth)),
        "There is no S9: the servers are S1 to S3."
    );
    assert_eq!(
        refusal(&mut world, Action::HealAll),
        "Nothing to heal there."
    );
    let twice = vec![ServerSet::first(2), ServerSet::first(1)];
    assert_eq!(
        refusal(&mut world, Action::Partition(twice)),
        "S1 is in two groups."
    );
}

/// A message that has just left and will arrive.
fn in_flight(world: &mut World) -> MessageName {
    run_to(world, |event| {
        event
            .outcomes
            .iter()
            .any(|o| matches!(o, Outcome::Sent { .. }))
    });
    world.view().messages.last().unwrap().envelope.name()
}

fn fate(world: &World, id: MessageName) -> Fate {
    of_id(world, id).fate
}

fn of_id(world: &World, id: MessageName) -> record::view::MessageView {
    let mut messages = world.view().messages.into_iter();
    let found = messages.find(|message| message.envelope.name() == id);
    found.expect("it is in flight")
}

fn deliveries(events: &[Event], id: MessageName) -> usize {
    let of = |event: &&Event| matches!(&event.kind, EventKind::Delivered { envelope, .. } if envelope.name() == id);
    events.iter().filter(of).count()
}
