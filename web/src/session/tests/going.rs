//! Going back and forth in a run, and its branches.

use super::{FRAME, Reader, opening, reader};
use crate::session::recordings::Outgoing;
use crate::session::{Dialog, Field, InBranches, Jump, Msg, Opening, Session, Share};
use raft::{ServerId, Time};
use record::{EventKind, MessageKind, MessageName, RoleName};
use sim::timeline::BranchId;
use sim::{Action, ServerAction};

/// One whose steps jump, paused at the first vote.
fn still() -> Reader {
    Reader::of(Session::new(Opening {
        still: true,
        ..opening()
    }))
}

/// Where a reader is: events, time, fingerprint.
fn moment(reader: &Reader) -> (u64, Time, u64) {
    let world = reader.session.run.world();
    (world.events(), world.now(), world.fingerprint())
}

fn crash(reader: &mut Reader, server: ServerId) {
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, server)));
}

fn leader(reader: &Reader) -> ServerId {
    let leader = reader.session.run.world().leader();
    leader.expect("there is a leader")
}

fn until_leader(reader: &mut Reader) -> ServerId {
    while reader.session.run.world().leader().is_none() {
        reader.say(Msg::StepForward);
    }
    leader(reader)
}

/// The names of the branches, the shown one in brackets.
fn branches(reader: &Reader) -> Vec<String> {
    let run = &reader.session.run;
    let timeline = &run.recorded.timeline;
    let named = timeline.branches().iter().map(|branch| {
        let name = run.branch_name(branch);
        match branch.id() == timeline.here() {
            true => format!("[{name}]"),
            false => name,
        }
    });
    named.collect()
}

fn branch(reader: &Reader, name: &str) -> BranchId {
    let run = &reader.session.run;
    let mut branches = run.recorded.timeline.branches().iter();
    let found = branches.find(|branch| run.branch_name(branch) == name);
    found.unwrap_or_else(|| panic!("{name} is no branch")).id()
}

#[test]
fn a_step_back_leads_to_where_the_step_began() {
    for (forth, back) in [
        (Msg::StepForward, Msg::StepBack),
        (Msg::StepRaw, Msg::StepRawBack),
        (Msg::Next(Jump::Interest), Msg::Previous(Jump::Interest)),
        (Msg::Next(Jump::Commit), Msg::Previous(Jump::Commit)),
    ] {
        let mut reader = still();
        reader.say(forth.clone());
        let mut way = vec![moment(&reader)];
        for _ in 0..12 {
            reader.say(forth.clone());
            if way.last() == Some(&moment(&reader)) {
                break;
            }
            way.push(moment(&reader));
        }
        while let Some(here) = way.pop() {
            assert_eq!(moment(&reader), here, "{back:?}");
            if !way.is_empty() {
                reader.say(back.clone());
            }
        }
    }
}

#[test]
fn a_step_back_from_between_two_events_leads_to_the_last_one_and_glides() {
    let mut reader = reader();
    reader.watch(4_000_000);
    reader.say(Msg::Pause);
    let (from, end) = (
        reader.session.now(),
        reader.session.run.world().last_event().map(|it| it.time),
    );
    assert!(end.is_some_and(|end| end < from));
    reader.say(Msg::StepBack);
    let mut times = vec![from];
    while reader.session.is_moving() {
        reader.frame();
        times.push(reader.session.now());
    }
    assert!(
        times.len() > 2 && times.is_sorted_by(|one, next| one >= next),
        "{times:?}"
    );
    let event = reader
        .session
        .run
        .world()
        .last_event()
        .expect("some happened");
    assert!(event.after.is_some() && event.time == reader.session.now());
}

#[test]
fn backwards_messages_go_back_along_their_way_until_the_beginning() {
    let mut reader = still();
    reader.say(Msg::Next(Jump::Election));
    reader.say(Msg::Typed(Field::Speed, "9".into()));
    let mut before = reader.session.now();
    reader.say(Msg::PlayBackwards);
    assert!(reader.session.clock.is_backwards());
    let (mut frames, mut moved) = (0, 0);
    while reader.session.is_moving() {
        let ways: Vec<_> = ways(&reader);
        reader.frame();
        let now = reader.session.now();
        assert!(now <= before && before.since(now).as_micros() <= 4 * u64::from(FRAME) / 10 + 2);
        before = now;
        for (name, departed) in self::ways(&reader) {
            moved += usize::from(ways.contains(&(name, departed)) && departed <= now);
        }
        frames += 1;
    }
    assert_eq!(moment(&reader).0, 5, "all have started");
    assert_eq!(reader.session.now(), Time::ZERO);
    assert!(frames > 10 && moved > 3, "{frames} {moved}");
    reader.say(Msg::PlayBackwards);
    assert_eq!(reader.alert().as_deref(), Some("This is the beginning."));
}

/// The messages on their way, and when each left.
fn ways(reader: &Reader) -> Vec<(MessageName, Time)> {
    let messages = reader.session.run.view.messages.iter();
    messages
        .map(|it| (it.envelope.name(), it.sent_at))
        .collect()
}

#[test]
fn what_happened_happens_again_and_the_end_is_where_it_was() {
    let mut reader = still();
    let leader = until_leader(&mut reader);
    crash(&mut reader, leader);
    for _ in 0..20 {
        reader.say(Msg::StepForward);
    }
    let end = moment(&reader);
    reader.say(Msg::GoTo(Time(end.1.0 / 2)));
    assert_eq!(reader.session.now(), Time(end.1.0 / 2));
    while moment(&reader).0 < end.0 {
        reader.say(Msg::StepRaw);
    }
    assert_eq!(moment(&reader), end);
    assert_eq!(branches(&reader), ["[first]"]);
    reader.say(Msg::GoTo(Time(u64::MAX)));
    assert_eq!(moment(&reader), end, "no further than its end");
    reader.say(Msg::GoToEvent(7));
    assert_eq!(moment(&reader).0, 7);
}

#[test]
fn an_action_in_the_past_begins_a_branch_that_is_named_by_it_and_the_old_one_stays() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let end = moment(&reader);
    reader.say(Msg::StepBack);
    let mut messages = reader.session.run.view.messages.iter();
    let vote = messages.find(|it| it.envelope.body.kind() == MessageKind::RequestVoteReply);
    let vote = vote.map(|it| it.envelope.name());
    let vote = vote.expect("a vote is on its way");
    reader.say(Msg::Do(Action::Message(sim::MessageAction::Drop, vote)));
    let name = format!("drop vote-reply {} to {}", vote.from, vote.to);
    assert_eq!(branches(&reader), ["first".to_owned(), format!("[{name}]")]);
    let alert = reader.alert().unwrap_or_default();
    assert!(
        alert.contains(&name) && alert.contains("kept as “first”"),
        "{alert}"
    );
    let other = moment(&reader);
    let first = branch(&reader, "first");
    reader.say(Msg::Branches(InBranches::Switch(first)));
    reader.say(Msg::GoTo(Time(u64::MAX)));
    assert_eq!((moment(&reader), leader(&reader)), (end, elected));
    let second = branch(&reader, &name);
    reader.say(Msg::Branches(InBranches::Switch(second)));
    assert_eq!(moment(&reader).2, other.2);
    // The second time the reader knows.
    reader.say(Msg::StepBack);
    crash(&mut reader, elected);
    assert_eq!((branches(&reader).len(), reader.alert()), (3, None));
}

#[test]
fn undo_keeps_what_followed_and_redo_leads_back_to_it() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let before = moment(&reader);
    crash(&mut reader, elected);
    for _ in 0..15 {
        reader.say(Msg::StepForward);
    }
    let after = moment(&reader);
    reader.say(Msg::Branches(InBranches::Undo));
    assert_eq!(moment(&reader), before);
    assert_eq!(
        branches(&reader),
        ["first".to_owned(), format!("[without crash {elected}]")]
    );
    reader.say(Msg::Branches(InBranches::Redo));
    assert_eq!(moment(&reader), after);
    assert_eq!(
        branches(&reader),
        ["[first]"],
        "what nothing happened in is not kept"
    );
    reader.say(Msg::Branches(InBranches::Redo));
    assert_eq!(
        reader.alert().as_deref(),
        Some("There is nothing to do again.")
    );
    reader.say(Msg::Branches(InBranches::Undo));
    for _ in 0..15 {
        reader.say(Msg::StepForward);
    }
    assert_eq!(leader(&reader), elected, "it was not crashed");
    let left = reader.session.run.left_undone();
    assert!(left.is_empty(), "Redo brings it back: {left:?}");
    reader.say(Msg::Branches(InBranches::Undo));
    assert!(
        reader
            .alert()
            .unwrap_or_default()
            .starts_with("There is nothing to undo")
    );
    reader.say(Msg::Branches(InBranches::Redo));
    assert_eq!((moment(&reader), branches(&reader).len()), (after, 2));
}

#[test]
fn undo_undoes_one_thing_after_the_other() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let mut way = Vec::new();
    for id in (1..=5).map(ServerId).filter(|id| *id != elected).take(3) {
        way.push(moment(&reader));
        crash(&mut reader, id);
        reader.say(Msg::StepForward);
    }
    while let Some(before) = way.pop() {
        reader.say(Msg::Branches(InBranches::Undo));
        assert_eq!(moment(&reader), before);
    }
    assert_eq!(branches(&reader).len(), 2);
    assert_eq!(
        reader.session.run.left_undone().len(),
        0,
        "they come by Redo"
    );
    crash(&mut reader, elected);
    assert_eq!(reader.session.run.left_undone().len(), 3, "or are the rest");
}

#[test]
fn undo_of_what_began_a_branch_leads_to_the_one_that_was_left() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    for _ in 0..10 {
        reader.say(Msg::StepForward);
    }
    let end = moment(&reader);
    for _ in 0..5 {
        reader.say(Msg::StepBack);
    }
    let before = moment(&reader);
    crash(&mut reader, elected);
    let name = format!("crash {elected}");
    reader.say(Msg::Branches(InBranches::Undo));
    assert_eq!(moment(&reader), before);
    assert_eq!(branches(&reader), ["[first]".to_owned(), name.clone()]);
    reader.say(Msg::GoTo(Time(u64::MAX)));
    assert_eq!(moment(&reader), end, "nothing of the first is lost");
    reader.say(Msg::Branches(InBranches::Redo));
    assert_eq!(branches(&reader), ["first".to_owned(), format!("[{name}]")]);
    assert_eq!(reader.session.run.world().leader(), None);
}

#[test]
fn undo_of_what_was_done_a_little_after_a_branch_began_stays_at_its_time() {
    let mut first = still();
    let elected = until_leader(&mut first);
    crash(&mut first, elected);
    first.say(Msg::Branches(InBranches::Undo));
    // Another session does not know that this branch began by undoing.
    first.say(Msg::Share(Share::CopyLink));
    let Some(Outgoing::Link(link)) = first.session.outgoing.take() else {
        panic!("a link");
    };
    let mut reader = still();
    reader.say(Msg::Share(Share::OpenLink(link)));
    while reader.session.taken_over().is_some() {
        reader.frame();
    }
    let (events, time, _) = moment(&reader);
    for msg in [Msg::Play, Msg::Frame(2_000), Msg::Pause] {
        reader.say(msg);
    }
    let before = moment(&reader);
    assert!(
        before.0 == events && before.1 > time,
        "only time has passed"
    );
    crash(&mut reader, elected);
    reader.say(Msg::Branches(InBranches::Undo));
    assert_eq!(moment(&reader), before);
}

#[test]
fn undo_of_what_was_done_in_place_of_something_undone_does_not_bring_that_back() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let other = (1..=5).map(ServerId).find(|id| *id != elected);
    let before = moment(&reader);
    crash(&mut reader, elected);
    reader.say(Msg::Branches(InBranches::Undo));
    crash(&mut reader, other.expect("five servers"));
    reader.say(Msg::Branches(InBranches::Undo));
    assert_eq!(moment(&reader), before);
    for _ in 0..15 {
        reader.say(Msg::StepForward);
    }
    let mut servers = reader.session.run.view.servers.iter();
    assert!(
        servers.all(|it| it.process == record::view::Process::Running),
        "neither of the two is crashed"
    );
}

#[test]
fn the_rest_is_done_as_well_as_far_as_it_makes_sense() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let others: Vec<_> = (1..=5).map(ServerId).filter(|id| *id != elected).collect();
    let before = moment(&reader);
    for (id, action) in [
        (others[0], ServerAction::Crash),
        (others[1], ServerAction::Crash),
        (others[1], ServerAction::Restart),
    ] {
        reader.say(Msg::StepForward);
        reader.say(Msg::StepForward);
        reader.say(Msg::Do(Action::Server(action, id)));
    }
    reader.say(Msg::GoToEvent(before.0));
    let stop = Action::Server(ServerAction::CrashBeforeSend, others[0]);
    reader.say(Msg::Do(stop));
    let here = moment(&reader);
    let alert = reader
        .session
        .screen
        .alert
        .as_ref()
        .expect("what that means");
    assert!(
        alert.offers_rest && alert.sentence.contains("the 3 things"),
        "{}",
        alert.sentence
    );
    reader.say(Msg::Branches(InBranches::DoTheRest));
    while reader.session.is_moving() {
        reader.frame();
    }
    assert_eq!(moment(&reader), here, "the reader is where he was");
    let alert = reader.alert().unwrap_or_default();
    let not = format!("Not: crash {}: {} is down already.", others[0], others[0]);
    assert!(
        alert.starts_with("2 of 3 things") && alert.ends_with(&not),
        "{alert}"
    );
    let journal = reader
        .session
        .run
        .recorded
        .timeline
        .branch()
        .journal()
        .len();
    assert_eq!(journal, 3);
    let left = reader.session.run.left_undone();
    assert_eq!(left.len(), 1, "what is done is not offered again: {left:?}");
}

#[test]
fn two_branches_are_compared_at_the_same_time_and_the_first_difference_is_found() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let before = moment(&reader);
    for _ in 0..40 {
        reader.say(Msg::StepForward);
    }
    reader.say(Msg::GoToEvent(before.0));
    crash(&mut reader, elected);
    let first = branch(&reader, "first");
    reader.say(Msg::Branches(InBranches::Compare(Some(first))));
    for _ in 0..60 {
        reader.say(Msg::StepForward);
        let run = &reader.session.run;
        let compared = run.compared.as_ref().expect("it is compared");
        assert_eq!(compared.view.time, reader.session.now());
        let lives = compared.view.servers.iter().find(|it| it.id == elected);
        assert_eq!(lives.map(|it| it.role), Some(RoleName::Leader));
    }
    reader.say(Msg::StepBack);
    let compared = reader
        .session
        .run
        .compared
        .as_ref()
        .expect("it is compared");
    assert_eq!(compared.view.time, reader.session.now());
    reader.say(Msg::Branches(InBranches::FirstDifference));
    assert_eq!(moment(&reader).0, before.0 + 1);
    let event = reader.session.run.world().last_event().expect("a crash");
    assert!(matches!(event.kind, EventKind::Crashed { .. }));
    // Who goes to the other one compares it with this one.
    reader.say(Msg::Branches(InBranches::Switch(first)));
    let compared = reader
        .session
        .run
        .compared
        .as_ref()
        .expect("it is compared");
    assert_ne!(compared.branch, first);
    reader.say(Msg::Branches(InBranches::Remove(compared.branch)));
    assert!(reader.session.run.compared.is_none());
    assert_eq!(branches(&reader), ["[first]"]);
}

#[test]
fn a_message_that_arrived_is_dropped_in_a_branch_of_its_own_to_see_what_would_have_been() {
    let mut reader = still();
    let elected = until_leader(&mut reader);
    let won = reader
        .session
        .run
        .world()
        .last_event()
        .expect("a vote")
        .clone();
    let EventKind::Delivered { envelope, .. } = &won.kind else {
        panic!("{won:?}");
    };
    for _ in 0..30 {
        reader.say(Msg::StepForward);
    }
    reader.say(Msg::Branches(InBranches::DropAndSee(envelope.name(), None)));
    assert!(reader.session.clock.is_playing());
    assert_eq!(moment(&reader).0, won.number + 1);
    assert_ne!(reader.session.run.world().leader(), Some(elected));
    let name = format!("drop vote-reply {} to {elected}", envelope.from);
    assert_eq!(branches(&reader), ["first".to_owned(), format!("[{name}]")]);
    assert!(reader.session.run.compared.is_some());
}

#[test]
fn a_branch_is_renamed_and_cannot_be_removed_while_it_is_shown() {
    let mut reader = still();
    until_leader(&mut reader);
    reader.say(Msg::StepBack);
    crash(&mut reader, ServerId(2));
    let id = branch(&reader, "crash S2");
    for (typed, name) in [(" Exam  ", "Exam"), ("", "crash S2")] {
        reader.say(Msg::Branches(InBranches::Rename(Some(id))));
        reader.type_in(Field::BranchName, typed);
        reader.say(Msg::Branches(InBranches::Named));
        assert_eq!(branches(&reader), ["first".to_owned(), format!("[{name}]")]);
    }
    reader.say(Msg::Branches(InBranches::Remove(id)));
    assert!(
        reader
            .alert()
            .unwrap_or_default()
            .starts_with("This branch is shown")
    );
    reader.say(Msg::Branches(InBranches::Switch(BranchId::FIRST)));
    reader.say(Msg::Branches(InBranches::Remove(id)));
    assert_eq!(branches(&reader), ["[first]"]);
}

#[test]
fn a_script_goes_back_with_the_run_and_comes_to_the_same_end() {
    let text = "servers 3\nseed 7\nuntil leader\nsay \"It leads.\"\nrun 300ms\ncrash leader\ngoal \"another leader\" leader\nuntil leader\nrun 2s\nsay \"Over.\"\n";
    let play = || {
        let mut reader = still();
        reader.say(Msg::OpenDialog(Dialog::Script));
        reader.type_in(Field::Script, text);
        reader.say(Msg::PlayScript);
        reader
    };
    let on = |reader: &mut Reader| {
        reader.say(Msg::Typed(Field::Speed, "13".into()));
        reader.say(Msg::Play);
        reader.watch_until(|session| !session.run.plays_script());
        moment(reader)
    };
    let mut straight = play();
    let end = on(&mut straight);
    let mut reader = play();
    for _ in 0..4 {
        on(&mut reader);
        assert_eq!(moment(&reader).0, end.0);
        for part in [3, 2, 5] {
            reader.say(Msg::GoTo(Time(end.1.0 / part)));
            assert!(reader.session.run.plays_script(), "it goes on there");
        }
        reader.say(Msg::StepForward);
        reader.say(Msg::StepBack);
    }
    assert_eq!(on(&mut reader), end);
    assert_eq!(branches(&reader), ["[first]"]);
}
