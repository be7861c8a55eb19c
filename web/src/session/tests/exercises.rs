//! The exercises of the snapshot lab: what they say is what their scripts play, and every answer can be given.

use super::{Reader, reader};
use crate::on_demand::{self, Plays};
use crate::session::lab::exercises::{Came, EXERCISES, Exercise, Shown};
use crate::session::lab::{InLab, Section};
use crate::session::{Msg, View};
use ::script::{Narration, Stop};
use raft::{ServerId, Time};
use record::ClusterView;
use record::view::ServerView;
use sim::{Action, ServerAction, Timeline};

/// A run of an exercise, without a page.
struct Native {
    run: Timeline<()>,
}

impl Native {
    /// At the question of an exercise.
    fn at_question(exercise: &Exercise) -> Native {
        let (mut player, world) = read(exercise.script);
        let run = Timeline::of(world, ());
        let mut native = Native { run };
        native.play(&mut *player, |_| false);
        native
    }

    /// Goes on with a script until something that it says is one of these, or to its end.
    fn play(&mut self, player: &mut dyn Plays, is_end: impl Fn(&Narration) -> bool) {
        loop {
            let mut budget = u64::MAX;
            match player.next(&mut self.run, Time(u64::MAX), &mut budget) {
                Stop::Ended => return,
                Stop::Narrates(_, said) if is_end(&said) => return,
                Stop::Failed(failure) => panic!(
                    "line {}: expected {}, found {}",
                    failure.line, failure.expected, failure.found
                ),
                Stop::Waits => panic!("it waits for what never comes"),
                Stop::Event | Stop::Narrates(..) | Stop::Busy => {}
            }
        }
    }

    fn plays(mut self, script: &str) -> ClusterView {
        self.play(&mut *read(script).0, |_| false);
        self.run.world().view()
    }
}

fn read(script: &str) -> (Box<dyn Plays>, sim::World) {
    let language = on_demand::language().expect("it is part of the tests");
    (language.read)(script).expect("a script")
}

fn broken(view: &ClusterView) -> Vec<&'static str> {
    let broken = view.checks.iter().filter(|check| check.broken.is_some());
    broken.map(|check| check.name).collect()
}

fn wrong_scripts(exercise: &Exercise) -> impl Iterator<Item = (&'static str, &'static str)> {
    exercise
        .answers
        .iter()
        .filter_map(|answer| match answer.shown {
            Shown::Played { breaks, script } => Some((breaks, script)),
            Shown::Right | Shown::Described { .. } => None,
        })
}

#[test]
fn every_exercise_has_one_right_answer_and_it_is_not_always_at_the_same_place() {
    let mut places = [0; 3];
    for exercise in &EXERCISES {
        let is_right = |place: &usize| matches!(exercise.answers[*place].shown, Shown::Right);
        let right: Vec<usize> = (0..3).filter(is_right).collect();
        assert_eq!(right.len(), 1, "{}", exercise.title);
        places[right[0]] += 1;
        // A reader must not find it by its length.
        let lengths = exercise.answers.iter().map(|answer| answer.words.len());
        let (shortest, longest) = (lengths.clone().min(), lengths.max());
        assert!(
            longest < shortest.map(|it| it * 3 / 2),
            "{}",
            exercise.title
        );
    }
    assert!(places.iter().all(|count| *count >= 2), "{places:?}");
    let playable = EXERCISES
        .iter()
        .filter(|it| wrong_scripts(it).next().is_some());
    assert!(playable.count() >= 3);
}

#[test]
fn the_right_answer_keeps_every_property_and_a_wrong_one_that_is_played_breaks_what_it_names() {
    for exercise in &EXERCISES {
        let view = Native::at_question(exercise).run.world().view();
        assert_eq!(broken(&view), [""; 0], "{}", exercise.title);
        let view = Native::at_question(exercise).plays(exercise.right);
        assert_eq!(broken(&view), [""; 0], "{}", exercise.title);
        for (breaks, script) in wrong_scripts(exercise) {
            let view = Native::at_question(exercise).plays(script);
            assert!(broken(&view).contains(&breaks), "{}", exercise.title);
        }
    }
}

#[test]
fn what_breaks_is_a_property_that_is_judged_or_liveness() {
    let view = reader().session.run.world().view();
    for exercise in &EXERCISES {
        for breaks in exercise.answers.iter().filter_map(|it| it.shown.breaks()) {
            let is_judged = view.checks.iter().any(|check| check.name == breaks);
            assert!(is_judged || breaks.starts_with("liveness: "), "{breaks}");
        }
    }
}

#[test]
fn what_is_described_of_raft_is_what_the_run_is_like_at_the_first_remark() {
    let mut compared = 0;
    for exercise in &EXERCISES {
        let mut native = Native::at_question(exercise);
        let is_remark = |said: &Narration| matches!(said, Narration::Say(_));
        native.play(&mut *read(exercise.right).0, is_remark);
        let view = native.run.world().view();
        for answer in &exercise.answers {
            let Shown::Described { rows, .. } = answer.shown else {
                continue;
            };
            assert!((2..=5).contains(&rows.len()), "{}", exercise.title);
            for [what, _, raft] in rows {
                if let Some(is) = described(what, &view) {
                    assert_eq!(*raft, is, "{}: {what}", exercise.title);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 20, "{compared} rows were understood");
}

/// What a row is about, as the run has it, if it is about what a view shows.
fn described(what: &str, view: &ClusterView) -> Option<String> {
    let (what, id) = what
        .split_once(" of ")
        .or_else(|| what.split_once(" on "))?;
    let id = ServerId(id.strip_prefix('S')?.parse().ok()?);
    let server = view.servers.iter().find(|it| it.id == id)?;
    match what {
        "log" => Some(log(server)),
        "term" => Some(server.term.to_string()),
        "commit index" => Some(server.commit.to_string()),
        "applied index" => Some(server.applied.to_string()),
        "snapshot" => server.snapshot.as_ref().map(|it| {
            let (index, term) = (it.id.last_included_index, it.id.last_included_term);
            format!("up to {index}, of term {term}")
        }),
        "x" | "y" => {
            let value = server.machine.iter().find(|(key, _)| &***key == what);
            Some(value.map_or("no such key".to_owned(), |(_, value)| value.to_string()))
        }
        _ => None,
    }
}

fn log(server: &ServerView) -> String {
    let (first, last) = (server.log.first_index(), server.log.last_index());
    match last + 1 - first {
        0 => "empty".to_owned(),
        1 => format!("entry {last}"),
        _ => format!("entries {first} to {last}"),
    }
}

impl Reader {
    fn begins(place: usize) -> Reader {
        let mut reader = reader();
        reader.say(Msg::View(View::Snapshot));
        reader.say(Msg::Lab(InLab::Show(Section::Exercises)));
        reader.say(Msg::Lab(InLab::Exercise(place)));
        reader
    }

    fn answers(&mut self, place: usize) {
        self.say(Msg::Lab(InLab::Answer(place)));
    }

    /// What came of the reader's answer, if it was played, and of the right one.
    fn came(&self) -> (Option<&Came>, &Came) {
        let lab = self.session.lab.as_ref().expect("the lab is open");
        let doing = lab.doing.as_ref().expect("an exercise is done");
        let right = doing.right.as_ref().expect("it was answered");
        (doing.yours.as_ref(), right)
    }

    /// The chosen answer is shown as it is, and the run is at the end of its branch.
    fn sees(&self, exercise: &Exercise, place: usize) {
        let (yours, right) = self.came();
        let title = exercise.title;
        assert_eq!(broken(&right.view), [""; 0], "{title}");
        let timeline = &self.session.run.recorded.timeline;
        match exercise.answers[place].shown {
            Shown::Played { breaks, .. } => {
                let yours = yours.expect("it is played");
                assert!(broken(&yours.view).contains(&breaks), "{title}");
                assert_eq!(timeline.here(), yours.branch, "{title}");
                assert!(broken(&self.session.run.view).contains(&breaks), "{title}");
            }
            Shown::Right | Shown::Described { .. } => {
                assert!(yours.is_none(), "{title}");
                assert_eq!(timeline.here(), right.branch, "{title}");
                assert_eq!(broken(&self.session.run.view), [""; 0], "{title}");
            }
        }
    }
}

#[test]
fn an_answer_may_be_given_right_away_and_then_each_other_one() {
    for (number, exercise) in EXERCISES.iter().enumerate() {
        for first in 0..3 {
            let mut reader = Reader::begins(number);
            for answer in [first, (first + 1) % 3, (first + 2) % 3, first] {
                reader.answers(answer);
                reader.sees(exercise, answer);
            }
        }
    }
}

/// Where the run is when an exercise was begun, then something was done, and the right answer given.
fn right_after(number: usize, does: impl Fn(&mut Reader)) -> u64 {
    let mut reader = Reader::begins(number);
    does(&mut reader);
    let exercise = &EXERCISES[number];
    let is_right = |place: &usize| matches!(exercise.answers[*place].shown, Shown::Right);
    let right = (0..3).find(is_right).expect("one is right");
    reader.answers(right);
    reader.sees(exercise, right);
    let timeline = &reader.session.run.recorded.timeline;
    assert_eq!(timeline.branches().len(), 2, "the situation and the answer");
    timeline.world().fingerprint()
}

fn watches_to_the_end(reader: &mut Reader) {
    reader.watch_until(|session| session.run.playing.is_none());
}

#[test]
fn an_answer_comes_to_the_same_whatever_was_done_in_the_situation() {
    for (number, exercise) in EXERCISES.iter().enumerate() {
        let expected = right_after(number, |_| {});
        let is_the_same = |does: fn(&mut Reader), what: &str| {
            let title = exercise.title;
            assert_eq!(right_after(number, does), expected, "{title}: {what}");
        };
        is_the_same(|reader| reader.watch(3_000_000), "watched in part");
        is_the_same(watches_to_the_end, "watched to its end");
        let on = |reader: &mut Reader| {
            watches_to_the_end(reader);
            reader.say(Msg::Toggle);
            reader.watch(1_000_000);
        };
        is_the_same(on, "beyond its end");
        let back = |reader: &mut Reader| {
            reader.watch(20_000_000);
            reader.say(Msg::GoToEvent(5));
        };
        is_the_same(back, "gone back in");
        let back = |reader: &mut Reader| {
            watches_to_the_end(reader);
            reader.say(Msg::GoToEvent(5));
        };
        is_the_same(back, "gone back in from its end");
        let acts = |reader: &mut Reader| {
            let crash = Action::Server(ServerAction::Crash, ServerId(1));
            reader.say(Msg::Do(crash));
        };
        is_the_same(acts, "with a crash");
    }
}

#[test]
fn both_answers_are_watched_from_the_question_on() {
    let mut reader = Reader::begins(0);
    reader.answers(0);
    let (yours, right) = reader.came();
    let (yours, right) = (yours.expect("it is played").branch, right.branch);
    for (is_yours, branch, is_broken) in [(true, yours, true), (false, right, false)] {
        reader.say(Msg::Lab(InLab::Watch(is_yours)));
        assert_eq!(reader.session.run.recorded.timeline.here(), branch);
        assert_eq!(broken(&reader.session.run.view), [""; 0], "at the question");
        // Time stops at the first property that breaks.
        let end = reader.session.run.head();
        reader.watch_until(|session| {
            session.run.world().now() >= end.time || !session.clock.is_playing()
        });
        assert_eq!(!broken(&reader.session.run.view).is_empty(), is_broken);
    }
}

#[test]
fn an_answer_whose_branch_was_deleted_is_played_again() {
    let mut reader = Reader::begins(0);
    reader.answers(0);
    let right = reader.came().1.branch;
    reader.session.run.recorded.timeline.remove(right);
    reader.say(Msg::Lab(InLab::Watch(false)));
    assert!(reader.alert().is_some_and(|it| it.contains("deleted")));
    reader.answers(0);
    reader.sees(&EXERCISES[0], 0);
}
