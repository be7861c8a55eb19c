//! Pause points: where time stops, what is done then, and what becomes of them.

use super::{Reader, reader};
use crate::session::points::{InPoints, PausePoint};
use crate::session::recordings::Outgoing;
use crate::session::{Dialog, Field, InBranches, Jump, Msg, Session, Share};
use raft::{Notice, ServerId, Time};
use record::{ClusterState, Event, EventKind, MessageName, Outcome, RoleName};
use sim::world::Position;
use sim::{Action, MessageAction, ServerAction};

const SECOND: u32 = 1_000_000;
const S1: ServerId = ServerId(1);

fn when(condition: &str) -> PausePoint {
    PausePoint {
        condition: condition.to_owned(),
        is_before: false,
        action: String::new(),
        is_on: true,
    }
}

fn before(condition: &str) -> PausePoint {
    PausePoint {
        is_before: true,
        ..when(condition)
    }
}

impl Reader {
    /// Adds a pause point in its form.
    fn add(&mut self, condition: &str, action: &str) {
        self.say(Msg::OpenDialog(Dialog::Point));
        self.type_in(Field::PointCondition, condition);
        self.type_in(Field::PointAction, action);
        self.say(Msg::Points(InPoints::Typed));
        assert_eq!(self.session.forms.point.mistakes, "");
    }

    /// Lets time run until it stops.
    fn until_pause(&mut self) {
        self.say(Msg::Play);
        self.watch_until(|session| !session.clock.is_playing());
    }

    fn last_event(&self) -> Event {
        let last = self.session.run.world().last_event();
        last.expect("something happened").clone()
    }

    fn position(&self) -> Position {
        self.session.run.world().position()
    }

    fn points(&self) -> Vec<PausePoint> {
        let run = &self.session.run;
        run.points.set(&run.recorded)
    }

    fn held(&self) -> Vec<Time> {
        let run = &self.session.run;
        run.points.held(&run.recorded).collect()
    }

    fn said(&self) -> &str {
        let caption = self.session.screen.caption.as_ref();
        caption.map_or("", |caption| &caption.text)
    }

    fn branches(&self) -> usize {
        self.session.run.recorded.timeline.branches().len()
    }

    /// A message on its way.
    fn message(&mut self) -> MessageName {
        self.watch_until(|session| !session.run.view.messages.is_empty());
        self.session.run.view.messages[0].envelope.name()
    }

    fn flies(&self, name: MessageName) -> bool {
        let mut messages = self.session.run.view.messages.iter();
        messages.any(|message| message.envelope.name() == name)
    }

    fn leader(&mut self) -> ServerId {
        self.watch_until(|session| session.run.has_leader());
        self.session.run.world().leader().expect("a leader")
    }

    /// The run so far as a script.
    fn written(&mut self) -> String {
        self.say(Msg::OpenDialog(Dialog::Script));
        self.session.forms.script.text.clone()
    }

    fn play_script(&mut self, script: &str) {
        self.type_in(Field::Script, script);
        self.say(Msg::PlayScript);
        assert_eq!(self.session.forms.script.mistakes, "");
    }
}

fn arrives(name: MessageName) -> String {
    format!("arrives {}", crate::session::points::message_words(name))
}

fn is_up(session: &Session, id: ServerId) -> bool {
    session.run.world().up().contains(id)
}

#[test]
fn time_stops_right_after_a_message_has_arrived() {
    let mut reader = reader();
    let name = reader.message();
    reader.say(Msg::Points(InPoints::When(when(&arrives(name)))));
    reader.until_pause();
    let event = reader.last_event();
    assert!(
        matches!(&event.kind, EventKind::Delivered { envelope, .. } if envelope.name() == name)
    );
    assert_eq!(reader.held(), [event.time]);
    assert_eq!(reader.said(), format!("Paused when {}.", arrives(name)));
    reader.say(Msg::Play);
    reader.watch(SECOND);
    assert!(reader.session.clock.is_playing(), "it arrives once");
}

#[test]
fn a_message_that_is_dropped_to_see_what_follows_pauses_what_waits_for_that() {
    let mut reader = reader();
    let name = reader.message();
    let lost = format!("lost {}", crate::session::points::message_words(name));
    reader.say(Msg::Points(InPoints::When(when(&lost))));
    reader.say(Msg::Play);
    reader.say(Msg::Branches(InBranches::DropAndSee(name, None)));
    assert!(!reader.session.clock.is_playing(), "it is lost");
    reader.say(Msg::Play);
    reader.watch(SECOND);
    assert!(reader.session.clock.is_playing(), "once");
}

#[test]
fn time_stops_right_before_a_message_arrives_and_goes_on_from_there() {
    let mut reader = reader();
    let name = reader.message();
    reader.say(Msg::Points(InPoints::When(before(&arrives(name)))));
    reader.until_pause();
    assert!(reader.flies(name));
    let at = reader.position();
    assert_eq!(reader.held(), [at.time]);
    let timeline = &reader.session.run.recorded.timeline;
    assert!(timeline.is_at_head(), "what was not seen has not been");

    reader.say(Msg::StepRaw);
    reader.watch(SECOND);
    let event = reader.last_event();
    assert_eq!((event.number, event.time), (at.events, at.time));
    assert!(
        matches!(&event.kind, EventKind::Delivered { envelope, .. } if envelope.name() == name)
    );
    assert!(!reader.flies(name));
}

#[test]
fn an_action_right_before_an_event_begins_no_branch() {
    let mut reader = reader();
    let name = reader.message();
    reader.say(Msg::Points(InPoints::When(before(&arrives(name)))));
    reader.until_pause();
    reader.say(Msg::Do(Action::Message(MessageAction::Drop, name)));
    assert_eq!((reader.branches(), reader.flies(name)), (1, false));
    reader.say(Msg::Play);
    reader.watch(SECOND);
    assert!(reader.session.clock.is_playing());
    let run = &reader.session.run;
    let sentence = run.points.out_of_reach(0, run.world()).unwrap();
    assert!(sentence.starts_with("It was lost at "), "{sentence}");
}

#[test]
fn time_stops_when_a_write_is_durable_and_when_an_entry_commits() {
    let mut reader = reader();
    let leader = reader.leader();
    reader.say(Msg::Points(InPoints::When(when(&format!(
        "{leader} syncs"
    )))));
    reader.until_pause();
    let event = reader.last_event();
    assert!(matches!(event.kind, EventKind::Persisted { .. }));
    assert_eq!(event.server, Some(leader));
    reader.say(Msg::Points(InPoints::Remove(0)));

    let next = reader
        .session
        .run
        .world()
        .servers()
        .map(|it| it.commit)
        .max()
        .unwrap()
        + 2;
    reader.say(Msg::Points(InPoints::When(when(&format!(
        "commit of {leader} >= {next}"
    )))));
    reader.type_in(Field::Command, "set x 1");
    reader.say(Msg::Submit);
    reader.type_in(Field::Command, "set x 2");
    reader.say(Msg::Submit);
    reader.until_pause();
    let view = &reader.session.run.view;
    let server = view.servers.iter().find(|it| it.id == leader).unwrap();
    assert_eq!(server.commit, next);
}

#[test]
fn time_stops_when_a_server_changes_its_term_and_its_role() {
    let mut reader = reader();
    let leader = reader.leader();
    reader.say(Msg::Points(InPoints::When(when("followers changes term"))));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, leader)));
    reader.until_pause();
    let noticed = |event: &Event, is: fn(&Notice) -> bool| {
        let mut outcomes = event.outcomes.iter();
        outcomes.any(|it| matches!(it, Outcome::Noticed(notice) if is(notice)))
    };
    let is_term = |notice: &Notice| matches!(notice, Notice::TermChanged(_));
    assert!(noticed(&reader.last_event(), is_term));
    reader.say(Msg::Points(InPoints::Remove(0)));

    reader.say(Msg::Points(InPoints::When(when("leader changes role"))));
    reader.until_pause();
    let is_leader = |notice: &Notice| matches!(notice, Notice::BecameLeader(_));
    assert!(noticed(&reader.last_event(), is_leader));
}

#[test]
fn a_condition_with_a_mistake_is_said_by_its_column_and_stays_in_its_form() {
    let mut reader = reader();
    reader.say(Msg::OpenDialog(Dialog::Point));
    reader.type_in(Field::PointCondition, "commit of S1 == 5");
    reader.say(Msg::Points(InPoints::Typed));
    let mistakes = &reader.session.forms.point.mistakes;
    assert!(
        mistakes.starts_with("condition:1:14: Expected `=`"),
        "{mistakes}"
    );
    assert_eq!(reader.session.screen.dialog, Some(Dialog::Point));
    assert_eq!(reader.points(), []);

    reader.type_in(Field::PointCondition, "commit of S1 = 5");
    reader.type_in(Field::PointAction, "crahs S1");
    reader.say(Msg::Points(InPoints::Typed));
    let mistakes = &reader.session.forms.point.mistakes;
    assert!(mistakes.starts_with("action:1:1:"), "{mistakes}");

    reader.type_in(Field::PointAction, "crash S1");
    reader.type_in(Field::PointIsBefore, "before");
    reader.say(Msg::Points(InPoints::Typed));
    assert!(reader.session.forms.point.mistakes.contains("choose After"));
    reader.type_in(Field::PointIsBefore, "after");
    reader.say(Msg::Points(InPoints::Typed));
    assert_eq!(reader.session.screen.dialog, None);
    assert_eq!(reader.points().len(), 1);
}

#[test]
fn the_leader_has_committed_and_no_follower_knows_and_the_next_leader_commits_it_again() {
    let mut reader = reader();
    let leader = reader.leader();
    reader.watch(2 * SECOND);
    reader.type_in(Field::Command, "set x 7");
    reader.say(Msg::Submit);
    reader.add("leader commits and not followers commits", "");
    reader.until_pause();
    let commits = |reader: &Reader| {
        let servers = reader.session.run.view.servers.iter();
        let commits = servers.map(|server| (server.id == leader, server.commit));
        commits.collect::<Vec<_>>()
    };
    let own = commits(&reader)
        .into_iter()
        .find(|(is_leader, _)| *is_leader);
    let (_, index) = own.unwrap();
    let others = commits(&reader)
        .into_iter()
        .filter(|(is_leader, _)| !is_leader);
    assert!(
        others.clone().all(|(_, commit)| commit < index),
        "{others:?}"
    );

    reader.say(Msg::Points(InPoints::Remove(0)));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, leader)));
    assert_eq!(reader.branches(), 1);
    reader.say(Msg::Play);
    let is_next = |server: &record::view::ServerView| {
        server.id != leader && server.role == RoleName::Leader && server.commit >= index
    };
    reader.watch_until(|session| session.run.view.servers.iter().any(is_next));
}

#[test]
fn when_a_condition_holds_something_is_done_once_as_the_reader_does_it_and_time_goes_on() {
    let mut reader = reader();
    let leader = reader.leader();
    reader.add("leader commits", "crash leader");
    reader.say(Msg::Play);
    reader.watch_until(|session| !is_up(session, leader));
    assert!(reader.session.clock.is_playing());
    assert_eq!(reader.session.run.own_actions, 1);
    assert_eq!(
        reader
            .session
            .run
            .recorded
            .timeline
            .branch()
            .journal()
            .end(),
        1
    );
    reader.watch(10 * SECOND);
    assert_eq!(reader.session.run.own_actions, 1, "once");
    assert_eq!(reader.held().len(), 1);

    let script = reader.written();
    assert!(!script.contains("when leader commits do"), "{script}");
    let fingerprint = reader.session.run.world().fingerprint();
    let mut second = super::reader();
    second.play_script(&script);
    second.watch_until(|session| session.screen.alert.is_some());
    assert_eq!(second.session.run.world().fingerprint(), fingerprint);
}

#[test]
fn what_was_done_stands_in_the_run_and_is_not_done_twice_by_who_goes_back() {
    let mut reader = reader();
    reader.leader();
    reader.add("leader commits", "crash leader");
    reader.say(Msg::Play);
    reader.watch_until(|session| session.run.own_actions == 1);
    reader.watch(SECOND);
    let (head, events) = (reader.position(), reader.session.run.world().events());
    reader.say(Msg::GoTo(Time::ZERO));
    assert_eq!(reader.points().len(), 1);
    reader.say(Msg::GoToEvent(events));
    reader.say(Msg::GoTo(Time::ZERO));
    reader.say(Msg::Play);
    reader.watch_until(|session| session.run.world().position().time > head.time);
    assert_eq!((reader.branches(), reader.session.run.own_actions), (1, 1));
}

#[test]
fn one_that_is_switched_off_or_removed_stops_nothing() {
    let mut reader = reader();
    reader.say(Msg::Points(InPoints::When(when("S1 syncs"))));
    reader.say(Msg::Points(InPoints::Switch(0, false)));
    reader.say(Msg::Play);
    reader.watch(20 * SECOND);
    assert!(reader.session.clock.is_playing());
    assert_eq!(reader.held(), []);
    reader.say(Msg::Points(InPoints::Switch(0, true)));
    reader.type_in(Field::Command, "set x 1");
    reader.say(Msg::Submit);
    reader.watch_until(|session| !session.clock.is_playing());
    assert_eq!(reader.held().len(), 1);
    reader.say(Msg::Points(InPoints::Remove(0)));
    assert_eq!(reader.points(), []);
    reader.say(Msg::Submit);
    reader.say(Msg::Play);
    reader.watch(20 * SECOND);
    assert!(reader.session.clock.is_playing());
}

#[test]
fn who_goes_back_comes_to_the_same_pause_again() {
    for point in [when("leader"), before("leader")] {
        let mut reader = reader();
        reader.say(Msg::Points(InPoints::When(point.clone())));
        reader.until_pause();
        let at = reader.position();
        reader.say(Msg::Play);
        reader.watch(SECOND);
        reader.say(Msg::GoTo(Time::ZERO));
        assert_eq!(reader.held(), [at.time], "it lies ahead");
        reader.until_pause();
        assert_eq!((reader.position(), reader.held().len()), (at, 1));
        // Who is led to it goes on from there.
        reader.say(Msg::GoTo(Time::ZERO));
        reader.say(Msg::Points(InPoints::GoTo(0)));
        assert_eq!(reader.position(), at);
        reader.say(Msg::Play);
        reader.watch(SECOND);
        assert!(reader.session.clock.is_playing());
        assert_eq!(reader.points(), [point]);
    }
}

#[test]
fn a_step_ends_at_a_pause_point_on_its_way() {
    let mut reader = reader();
    reader.leader();
    reader.say(Msg::Pause);
    reader.say(Msg::Points(InPoints::When(when("arrives messages"))));
    reader.type_in(Field::Command, "set x 1");
    reader.say(Msg::Submit);
    reader.say(Msg::Next(Jump::Commit));
    reader.watch(SECOND);
    let event = reader.last_event();
    assert!(
        matches!(event.kind, EventKind::Delivered { .. }),
        "{event:?}"
    );
    assert_eq!(reader.said(), "Paused when arrives messages.");
    assert!(!reader.session.clock.is_gliding());
}

#[test]
fn a_message_whose_way_has_ended_is_out_of_reach_until_the_reader_goes_back() {
    let mut reader = reader();
    let name = reader.message();
    let at = reader.position();
    reader.say(Msg::Points(InPoints::When(when(&arrives(name)))));
    let reach = |reader: &Reader| {
        let run = &reader.session.run;
        run.points.out_of_reach(0, run.world())
    };
    assert_eq!(reach(&reader), None);
    reader.say(Msg::Do(Action::Message(MessageAction::Drop, name)));
    let sentence = format!("It was lost at {}.", reader.last_event().time);
    assert_eq!(reach(&reader), Some(sentence));
    reader.say(Msg::GoTo(Time(at.time.0.saturating_sub(1))));
    assert_eq!(reach(&reader), None);
}

#[test]
fn a_written_run_has_its_pause_points_and_a_played_one_sets_them() {
    let mut first = reader();
    first.say(Msg::Points(InPoints::All(vec![
        when("leader"),
        before("leader commits"),
    ])));
    first.say(Msg::Points(InPoints::When(when("S1 syncs"))));
    first.say(Msg::Points(InPoints::Switch(2, false)));
    first.add("S2 is down", "restart S2");
    first.until_pause();
    first.until_pause();
    let script = first.written();
    for line in [
        "pause when leader\n",
        "pause before leader commits\n",
        "when S2 is down do restart S2\n",
    ] {
        assert!(script.contains(line), "{script}");
    }
    assert!(!script.contains("S1 syncs"));

    let mut second = reader();
    second.play_script(&script);
    let expected = [when("leader"), before("leader commits")];
    assert_eq!(second.points(), expected);
    second.watch_until(|session| !session.clock.is_playing());
    assert!(second.session.run.has_leader());
    second.until_pause();
    assert_eq!(second.position(), first.position());
    assert_eq!(second.said(), "Paused before leader commits.");
    second.say(Msg::NewRun);
    assert_eq!(second.points(), [], "they belong to the run");
}

#[test]
fn a_link_carries_them_and_what_has_been_done_is_not_done_again() {
    let mut first = reader();
    first.leader();
    first.say(Msg::Points(InPoints::When(before("leader commits"))));
    first.say(Msg::Points(InPoints::When(when("S1 syncs"))));
    first.say(Msg::Points(InPoints::Switch(1, false)));
    first.add("leader commits", "crash leader");
    first.until_pause();
    first.say(Msg::Play);
    first.watch_until(|session| session.run.own_actions == 1);
    first.say(Msg::Share(Share::CopyLink));
    let Some(Outgoing::Link(link)) = first.session.outgoing.take() else {
        panic!("a link is copied");
    };
    let mut second = reader();
    second.say(Msg::Share(Share::OpenLink(link)));
    second.watch_until(|session| session.taken_over().is_none());
    assert_eq!(second.points(), first.points());
    let on: Vec<bool> = second.points().iter().map(|point| point.is_on).collect();
    assert_eq!(on, [true, false, false]);
    second.until_pause();
    assert_eq!(second.said(), "Paused before leader commits.");
}

#[test]
fn time_stops_before_what_a_script_does_which_is_done_then() {
    let mut reader = reader();
    reader.play_script(
        "servers 3\nseed 7\npause before S1 is down\nuntil leader is S1\ncrash S1\nrun 1s\n",
    );
    reader.watch_until(|session| !session.clock.is_playing());
    assert_eq!(reader.said(), "Paused before S1 is down.");
    assert!(is_up(&reader.session, S1));
    reader.say(Msg::Play);
    reader.watch_until(|session| !is_up(session, S1));
    reader.watch_until(|session| session.screen.alert.is_some());
    assert_eq!(reader.branches(), 1);
    assert!(reader.alert().unwrap().contains("all expectations passed"));
}

#[test]
fn pause_points_that_never_hold_change_nothing() {
    let end = |points: &[&str]| {
        let mut reader = reader();
        for condition in points {
            reader.say(Msg::Points(InPoints::When(when(condition))));
        }
        reader.say(Msg::Play);
        reader.watch(5 * SECOND);
        reader.session.run.world().fingerprint()
    };
    let never = [
        "S5 is paused",
        "term of S1 > 900",
        "not logs agree and op 9 ok",
        "state S1 y = 3",
        "in flight vote > 99",
    ];
    assert_eq!(end(&never), end(&[]));
}
