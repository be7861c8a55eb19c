//! Mistakes to catch: a situation, a question, three answers; the chosen one is played beside the right one, each in a branch.

mod catalogue;

pub(crate) use catalogue::EXERCISES;

use super::Section;
use crate::on_demand::{self, Plays, Read};
use crate::session::Session;
use ::script::Stop;
use raft::Time;
use record::ClusterView;
use sim::timeline::BranchId;
use sim::world::Position;
use std::rc::Rc;

/// A mistake that real Raft code has made, as a question.
pub(crate) struct Exercise {
    pub(crate) title: &'static str,
    /// What is to be seen when the question is asked.
    pub(crate) situation: &'static str,
    /// The script that leads there, to its end.
    pub(crate) script: &'static str,
    pub(crate) question: &'static str,
    /// One of them is right.
    pub(crate) answers: [Answer; 3],
    /// What goes on from there as Raft has it, as a script.
    pub(crate) right: &'static str,
}

pub(crate) struct Answer {
    pub(crate) words: &'static str,
    /// Why it is right, or what it leads to.
    pub(crate) why: &'static str,
    pub(crate) shown: Shown,
}

/// How an answer is shown; if it is wrong, with the property that it breaks.
pub(crate) enum Shown {
    /// It is right.
    Right,
    /// What code with this mistake would have left is put there, and all that follows is Raft's own: a script.
    Played {
        breaks: &'static str,
        script: &'static str,
    },
    /// It takes a rule of Raft that is switched off: described, as rows of what it is about, with that mistake, and as Raft has it at the
    /// first remark of the right answer.
    Described {
        breaks: &'static str,
        rows: &'static [[&'static str; 3]],
    },
}

impl Shown {
    /// The property that the answer breaks; none if it is right.
    pub(crate) fn breaks(&self) -> Option<&'static str> {
        match self {
            Shown::Right => None,
            Shown::Played { breaks, .. } | Shown::Described { breaks, .. } => Some(breaks),
        }
    }
}

/// The exercise that the reader does.
pub(crate) struct Doing {
    pub(crate) exercise: &'static Exercise,
    /// The place of the answer that was chosen.
    pub(crate) chosen: Option<usize>,
    /// What came of the right answer, once one was given.
    pub(crate) right: Option<Came>,
    /// What came of a wrong one that can be played.
    pub(crate) yours: Option<Came>,
}

/// What an answer came to.
#[derive(Clone)]
pub(crate) struct Came {
    pub(crate) branch: BranchId,
    began: Position,
    /// The cluster at its end.
    pub(crate) view: Rc<ClusterView>,
}

impl Session {
    /// Begins an exercise: its situation is shown in the place of the run.
    pub(super) fn begin_exercise(&mut self, place: usize) {
        let Some(exercise) = EXERCISES.get(place) else {
            return debug_assert!(false, "exercise {place} is offered");
        };
        if self.play_text(exercise.script, Section::Exercises)
            && let Some(lab) = self.lab.as_mut()
        {
            lab.doing = Some(Doing {
                exercise,
                chosen: None,
                right: None,
                yours: None,
            });
        }
    }

    /// The reader has chosen an answer: that and the right one are played from the end of the situation on.
    pub(super) fn answer_exercise(&mut self, chosen: usize) {
        self.leave_moment();
        let Some(mut doing) = self.lab.as_mut().and_then(|lab| lab.doing.take()) else {
            return debug_assert!(false, "an exercise is being done");
        };
        let known = doing.right.take().filter(|it| self.is_kept(it));
        let right = match known {
            Some(known) => known,
            None => {
                self.go_to_question(doing.exercise);
                self.play_answer(doing.exercise.right, "as Raft has it", None)
            }
        };
        let answer = doing.exercise.answers.get(chosen);
        doing.yours = match answer.map(|answer| &answer.shown) {
            Some(Shown::Played { script, .. }) => {
                Some(self.play_answer(script, "your answer", Some(&right)))
            }
            _ => None,
        };
        let shown = doing.yours.as_ref().unwrap_or(&right).branch;
        let other = doing.yours.as_ref().map(|_| right.branch);
        (doing.chosen, doing.right) = (Some(chosen), Some(right));
        if let Some(lab) = self.lab.as_mut() {
            lab.doing = Some(doing);
        }
        self.shows_branch(shown, other);
    }

    /// Whether the branch of an answer is there still: the reader may have deleted it.
    fn is_kept(&self, came: &Came) -> bool {
        let timeline = &self.run.recorded.timeline;
        timeline.find_branch(came.branch).is_some()
    }

    /// What an answer came to is watched from its beginning: the reader's, or the right one.
    pub(super) fn watch_answer(&mut self, is_yours: bool) {
        let doing = self.lab.as_ref().and_then(|lab| lab.doing.as_ref());
        let came = doing.and_then(|it| {
            if is_yours {
                it.yours.clone()
            } else {
                it.right.clone()
            }
        });
        let Some(came) = came else {
            return debug_assert!(false, "it was played before");
        };
        if !self.is_kept(&came) {
            return self
                .complain("The branch of this answer was deleted. Answer again.".to_owned());
        }
        self.leave_moment();
        self.go_to_beginning(&came);
        self.arrive();
        self.play(true);
    }

    /// The run comes to where the question is asked, the end of the situation. If it may have gone past that, or if the reader has
    /// done something in it, it begins again: the answers are played from the very moment that their scripts are made for.
    fn go_to_question(&mut self, exercise: &Exercise) {
        let goes_on = self.run.own_actions == 0 && self.run.playing.is_some();
        if !goes_on && let Some(Ok((player, world))) = read(exercise.script) {
            self.begin_script(exercise.script.to_owned(), player, &world);
            self.clock.play(false);
        }
        let playing = self.run.playing.take();
        debug_assert!(playing.is_some(), "the situation is a script");
        if let Some(mut playing) = playing {
            play_to_end(&mut *playing.player, self);
            self.look(true);
        }
    }

    /// To where an answer began. The script of the situation is at its end there, and has yet to say so.
    fn go_to_beginning(&mut self, came: &Came) {
        self.run.switch_to(came.branch, came.began);
        self.run.playing = None;
    }

    /// Plays an answer in a branch of its own, from where the question is asked: where this other answer began, or else here.
    fn play_answer(&mut self, script: &str, name: &str, other: Option<&Came>) -> Came {
        self.run.keep_history();
        if let Some(other) = other {
            self.go_to_beginning(other);
        }
        let timeline = &mut self.run.recorded.timeline;
        let began = timeline.position();
        let branch = timeline.fork();
        timeline.rename(branch, Some(name.to_owned()));
        match read(script) {
            Some(Ok((mut player, _))) => play_to_end(&mut *player, self),
            _ => debug_assert!(false, "{name}: it is a script, and its language is here"),
        }
        self.run.know_history();
        Came {
            branch,
            began,
            view: Rc::new(self.run.world().view()),
        }
    }
}

fn read(script: &str) -> Option<Read> {
    on_demand::language().map(|language| (language.read)(script))
}

/// Plays a script in the run until it has ended. It is one of the catalogue, and short.
fn play_to_end(player: &mut dyn Plays, session: &mut Session) {
    loop {
        let mut budget = u64::MAX;
        match player.next(&mut session.run.recorded, Time(u64::MAX), &mut budget) {
            Stop::Ended | Stop::Waits => return,
            Stop::Failed(failure) => {
                debug_assert!(false, "line {}: {}", failure.line, failure.found);
                return;
            }
            Stop::Event | Stop::Narrates(..) | Stop::Busy => {}
        }
    }
}
