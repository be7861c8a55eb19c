//! Pause points: where time stops, or something is done, because a condition comes to hold. They belong to the run.

use super::Session;
use super::account::Do;
use super::caption::Caption;
use super::forms::PointForm;
use super::page_event::PageEvent;
use super::recorded::Recorded;
use crate::on_demand::{self, Judges};
use raft::Time;
use record::{EventNumber, MessageName};
pub(crate) use recording::PausePoint;
use sim::timeline::BranchId;
use sim::world::Position;
use sim::{Action, MessageAction, World};

/// One in its list.
pub(crate) struct Point {
    pub(crate) set: PausePoint,
    judge: Box<dyn Judges>,
    /// Where it held, with the branch of that event.
    held: Vec<(BranchId, Position)>,
    /// The event before which it has paused: that may happen now.
    passes: Option<EventNumber>,
}

#[derive(Default)]
pub(crate) struct Points {
    all: Vec<Point>,
    /// Where one has stopped time last.
    pub(super) paused: Option<Position>,
}

/// The most that there can be.
const MOST: usize = 100;

/// A message as a condition names it.
pub(crate) fn message_words(name: MessageName) -> String {
    let line = Do(&Action::Message(MessageAction::Drop, name)).to_string();
    let words = line.split_once(' ').map(|(_, words)| words.to_owned());
    words.unwrap_or(line)
}

/// What is done with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum InPoints {
    /// One is added that was chosen in a menu.
    When(PausePoint),
    /// The one that was typed is added.
    Typed,
    /// Those of a link or a file are added.
    All(Vec<PausePoint>),
    /// One is switched on, or off, by its place in the list.
    Switch(usize, bool),
    Remove(usize),
    /// To where one held last.
    GoTo(usize),
}

/// `when leader`, `before S1 wins`
pub(crate) fn words(point: &PausePoint) -> String {
    let word = if point.is_before { "before" } else { "when" };
    format!("{word} {}", point.condition)
}

impl Point {
    /// Where it held last, on the way that this branch goes.
    fn held_last(&self, run: &Recorded) -> Option<Position> {
        let mut held = self.held.iter().rev();
        held.find(|held| is_on_way(run, held)).map(|(_, at)| *at)
    }

    fn holds_at(&mut self, branch: BranchId, at: Position) {
        if !self.held.contains(&(branch, at)) {
            self.held.push((branch, at));
        }
    }

    fn does_something(&self) -> bool {
        !self.set.action.is_empty()
    }

    /// Whether it has done what it does once.
    fn is_done(&self, run: &Recorded) -> bool {
        self.does_something() && self.held_last(run).is_some()
    }

    fn resume(&mut self, run: &Recorded) {
        self.judge.resume(run.timeline.world());
        let (at, is_before) = (run.timeline.position(), self.set.is_before);
        let mut held = self.held.iter();
        let is_here = held.any(|held| held.1 == at && is_on_way(run, held));
        self.passes = (is_before && is_here).then_some(at.events);
    }
}

/// Whether a branch goes through something.
fn is_on_way(run: &Recorded, (branch, at): &(BranchId, Position)) -> bool {
    let timeline = &run.timeline;
    *at <= timeline.head() && timeline.branch_at(*at) == *branch
}

impl Points {
    pub(crate) fn all(&self) -> &[Point] {
        &self.all
    }

    /// As they are written, for a link or a file. What is done once and has been done is switched off.
    pub(crate) fn set(&self, run: &Recorded) -> Vec<PausePoint> {
        let set = self.all.iter().map(|point| PausePoint {
            is_on: point.set.is_on && !point.is_done(run),
            ..point.set.clone()
        });
        set.collect()
    }

    /// Where each held last in this branch.
    pub(crate) fn held_last(&self, place: usize, run: &Recorded) -> Option<Position> {
        self.all.get(place)?.held_last(run)
    }

    /// When each held, in this branch.
    pub(crate) fn held(&self, run: &Recorded) -> impl Iterator<Item = Time> {
        let all = self.all.iter().flat_map(|point| &point.held);
        all.filter(|held| is_on_way(run, held))
            .map(|(_, at)| at.time)
    }

    /// Why one can certainly not come to hold any more.
    pub(crate) fn out_of_reach(&self, place: usize, world: &World) -> Option<String> {
        self.all.get(place)?.judge.out_of_reach(world)
    }

    /// Those that a script of the run has: what was done already stands in it by itself.
    pub(super) fn to_write(&self, run: &Recorded) -> Vec<&PausePoint> {
        let is_written = |point: &&Point| point.set.is_on && !point.is_done(run);
        let written = self.all.iter().filter(is_written);
        written.map(|point| &point.set).collect()
    }

    /// A branch is gone; whose a moment of it is now, if anyone's, `heir_of` says.
    pub(super) fn inherit(&mut self, heir_of: impl Fn(BranchId, Position) -> Option<BranchId>) {
        for point in &mut self.all {
            point.held.retain_mut(|(branch, at)| {
                let heir = heir_of(*branch, *at);
                heir.into_iter().for_each(|heir| *branch = heir);
                heir.is_some()
            });
        }
    }

    /// A branch ends at a moment from now on: none has held in it behind that.
    pub(super) fn forget_ahead(&mut self, branch: BranchId, at: Position) {
        for point in &mut self.all {
            point.held.retain(|(of, held)| *of != branch || *held <= at);
        }
    }

    /// The run goes on from another moment.
    pub(super) fn resume(&mut self, run: &Recorded) {
        self.all.iter_mut().for_each(|point| point.resume(run));
        self.paused = None;
    }
}

impl Session {
    /// Whether time stops at the last event, because a pause point comes to hold. `is_own`: the reader did it, and there is no moment
    /// before it.
    pub(super) fn comes_to_points(&mut self, is_own: bool) -> bool {
        if self.stops_at_end_of_clip() {
            return true;
        }
        let going = on_demand::going().filter(|_| !self.run.points.all.is_empty());
        going.is_some_and(|going| (going.comes_to_points)(self, is_own))
    }

    pub(crate) fn in_points(&mut self, what: InPoints) {
        match what {
            InPoints::When(point) => self.pause_when(&point),
            InPoints::Typed => self.add_typed_point(),
            InPoints::All(points) => self.add_points(&points),
            InPoints::Switch(place, is_on) => self.switch_point(place, is_on),
            InPoints::Remove(place) => self.remove_point(place),
            InPoints::GoTo(place) => self.go_to_point(place),
        }
    }

    /// Adds a pause point; what is wrong with it, if it is none.
    pub(super) fn add_point(&mut self, set: &PausePoint) -> Result<(), String> {
        let Some(language) = on_demand::language() else {
            debug_assert!(false, "the language is here before a pause point is set");
            return Ok(());
        };
        let world = self.run.recorded.timeline.world();
        let (set, judge) = (language.judge)(set, world)?;
        if set.is_before && !set.action.is_empty() {
            return Err("What is done is done right after the event: choose After.".to_owned());
        }
        let all = &mut self.run.points.all;
        // A script that is played once more sets its own once more.
        if let Some(same) = all.iter_mut().find(|point| {
            let other = &point.set;
            (&other.condition, other.is_before, &other.action)
                == (&set.condition, set.is_before, &set.action)
        }) {
            same.set.is_on = set.is_on;
            return Ok(());
        }
        if all.len() == MOST {
            return Err(format!("There are {MOST} already: that is the most."));
        }
        all.push(Point {
            set,
            judge,
            held: Vec::new(),
            passes: None,
        });
        Ok(())
    }

    /// Adds those of a link or a file. What is wrong with one is said, and the others are added.
    fn add_points(&mut self, points: &[PausePoint]) {
        for point in points {
            if let Err(mistake) = self.add_point(point) {
                self.complain(mistake);
            }
        }
    }

    /// Adds one that was chosen in a menu.
    fn pause_when(&mut self, set: &PausePoint) {
        self.screen.leave_menu();
        match self.add_point(set) {
            Err(mistake) => self.complain(mistake),
            Ok(()) => {
                let words = format!("Time will pause {}.", words(set));
                let events = self.run.world().events();
                self.screen.caption = Some(Caption::remark(words, events));
            }
        }
    }

    /// Adds the one that was typed.
    fn add_typed_point(&mut self) {
        let set = self.forms.point.set.clone();
        match self.add_point(&set) {
            Err(mistakes) => self.forms.point.mistakes = mistakes,
            Ok(()) => {
                self.forms.point = PointForm::default();
                self.close_dialog();
            }
        }
    }

    fn switch_point(&mut self, place: usize, is_on: bool) {
        if let Some(point) = self.run.points.all.get_mut(place) {
            point.set.is_on = is_on;
            point.resume(&self.run.recorded);
        }
    }

    fn remove_point(&mut self, place: usize) {
        if place < self.run.points.all.len() {
            self.run.points.all.remove(place);
        }
    }

    /// To where it held last.
    fn go_to_point(&mut self, place: usize) {
        if let Some(at) = self.run.points.held_last(place, &self.run.recorded) {
            self.go_to(at);
        }
    }

    /// Judges all of them by the last event, and does what follows; whether time stops.
    pub(crate) fn judge_points(&mut self, is_own: bool) -> bool {
        let points = &mut self.run.points;
        let world = self.run.recorded.timeline.world();
        let Some(event) = world.last_event() else {
            return false;
        };
        let (number, time) = (event.number, event.time);
        let (mut before, mut after, mut then) = (Vec::new(), Vec::new(), Vec::new());
        for (place, point) in points.all.iter_mut().enumerate() {
            let passes = point.passes.take_if(|event| *event == number).is_some();
            if passes && is_own {
                point.passes = Some(number + 1);
            }
            let comes = point.set.is_on && point.judge.comes_to_hold(world);
            match (point.set.is_before, point.does_something()) {
                _ if !comes || passes => {}
                (true, _) if is_own => {}
                (true, _) => before.push(place),
                (false, true) => then.push(place),
                (false, false) => after.push(place),
            }
        }
        if !before.is_empty() {
            self.go_before(number, time);
            return self.pauses_at(&before);
        }
        let pauses = self.pauses_at(&after);
        for place in then {
            self.does(place);
        }
        pauses
    }

    /// Back to right before the last event. What was not there before, and was no action, has not been.
    fn go_before(&mut self, events: EventNumber, time: Time) {
        let at = Position { time, events };
        let is_new = self.run.recorded.timeline.is_at_head() && self.run.last_action().is_none();
        self.run.seek(at);
        if is_new {
            self.run.forget_looked_ahead();
        }
    }

    /// Time stops at these; whether there are any.
    fn pauses_at(&mut self, places: &[usize]) -> bool {
        let Some(first) = places
            .first()
            .and_then(|place| self.run.points.all.get(*place))
        else {
            return false;
        };
        let words = format!("Paused {}.", words(&first.set));
        let timeline = &self.run.recorded.timeline;
        let at = timeline.position();
        let branch = timeline.branch_at(at);
        let points = &mut self.run.points;
        for place in places {
            let point = &mut points.all[*place];
            point.holds_at(branch, at);
            if point.set.is_before {
                point.resume(&self.run.recorded);
            }
        }
        self.clock.play(false);
        self.look(true);
        self.run.points.paused = Some(at);
        self.screen.caption = Some(Caption::remark(words, at.events));
        true
    }

    /// Does what is to be done once a condition holds, as the reader does it, at the end of a branch: before that, what was done stands in it.
    fn does(&mut self, place: usize) {
        let timeline = &self.run.recorded.timeline;
        let (at, is_at_head) = (timeline.position(), timeline.is_at_head());
        let branch = timeline.branch_at(at);
        let Some(point) = self.run.points.all.get_mut(place) else {
            return;
        };
        if !is_at_head || point.held_last(&self.run.recorded).is_some() {
            return;
        }
        point.holds_at(branch, at);
        let (times, is_tolerant) = (point.judge.times(), point.judge.is_tolerant());
        for _ in 0..times {
            let judge = &self.run.points.all[place].judge;
            let refusal = match judge.actions(self.run.recorded.timeline.world()) {
                Err(refusal) => Some(refusal),
                Ok(actions) => {
                    let mut refusals = actions.iter().filter_map(|action| self.do_now(action));
                    refusals.next()
                }
            };
            if let Some(refusal) = refusal {
                if !is_tolerant {
                    self.complain(refusal);
                }
                return;
            }
        }
    }

    /// Does something as the reader does it. Why not, if it was refused.
    fn do_now(&mut self, action: &Action) -> Option<String> {
        let refused = self.run.act(action);
        self.page_events.push(PageEvent::Acted {
            action: Do(action).to_string(),
            refused: refused.clone(),
        });
        self.clock.calm_down();
        self.look(true);
        self.stops_at_violation();
        self.comes_to_points(true);
        refused
    }
}
