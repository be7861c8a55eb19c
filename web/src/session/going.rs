//! Going to another moment of the run: back by a step, by a jump, along the time bar, and backwards as time goes.

use super::Session;
use super::caption::Caption;
use super::history::Mark;
use super::interest::Jump;
use super::msg::Msg;
use super::page_event::PageEvent;
use super::playback::End;
use super::run::Run;
use super::search::{Looking, SearchBack};
use super::slice::Slice;
use raft::Time;
use record::Event;
use sim::world::Position;

/// What lies further ahead is gone to at once, and not by what happens on the way, in events.
const FAR: u64 = 2_000;

/// Right behind the event of a mark.
fn behind(mark: &Mark) -> Position {
    Position {
        time: mark.time,
        events: mark.event + 1,
    }
}

impl Session {
    /// Takes the messages about other moments of the run than the next one, and about its branches.
    pub(crate) fn go(&mut self, msg: Msg) {
        match msg {
            Msg::StepBack => self.step_back(|event| event.after.is_some()),
            Msg::StepRawBack => self.step_back(|_| true),
            Msg::Next(what) => self.next_of(what),
            Msg::Previous(what) => self.previous_of(what),
            Msg::PreviousStop => self.previous_stop(),
            Msg::PlayBackwards => self.play_backwards(),
            Msg::GoTo(time) => self.go_to_time(time),
            Msg::GoToEvent(events) => self.go_to_event(events),
            Msg::PointAt(x) => self.point_at(x),
            Msg::Along(along) => self.along(along),
            Msg::Zoom(zoom) => self.zoom(zoom),
            Msg::Branches(what) => self.in_branches(what),
            msg => self.in_details(msg),
        }
    }

    /// Goes to a moment of this branch, and stays there.
    pub(super) fn go_to(&mut self, to: Position) {
        self.leave_moment();
        self.run.seek(to);
        self.arrive();
    }

    /// The same, right behind all that happened up to this time.
    pub(super) fn go_to_time(&mut self, time: Time) {
        self.leave_moment();
        self.run.seek_time(time);
        self.arrive();
    }

    /// What goes on at the moment that is left comes to its end.
    pub(super) fn leave_moment(&mut self) {
        self.answer();
        self.finish_glide();
        self.clock.play(false);
        (self.screen.alert, self.screen.menu) = (None, None);
    }

    /// Another moment is shown, with the newest sentence that mattered by then.
    pub(super) fn arrive(&mut self) {
        self.screen.caption = None;
        self.look_at();
        self.look(true);
        self.greet();
        self.report_where();
    }

    /// The page around learns where the run stands.
    fn report_where(&mut self) {
        let (events, micros) = (self.run.world().events(), self.now().0);
        (self.page_events).push(PageEvent::Sought { events, micros });
    }

    /// Back to the end of the last step before; to the beginning, if there is none.
    pub(super) fn step_back(&mut self, is_end: fn(&Event) -> bool) {
        self.leave_moment();
        let back = SearchBack::new(&self.run, is_end);
        self.search = Some(Looking::Back(back));
        self.search_on();
    }

    /// On to the next of these. What is known to lie far ahead is not played through.
    pub(super) fn next_of(&mut self, what: Jump) {
        let Some(is_end) = what.event() else {
            return self.next_mark();
        };
        let events = self.run.world().events();
        let known = self.run.history().next(what, events).map(behind);
        match known.filter(|to| to.events > events + FAR) {
            Some(to) => self.go_to(to),
            None => self.seek(Some(is_end), what == Jump::Interest),
        }
    }

    /// Back to the last of these before this moment.
    pub(super) fn previous_of(&mut self, what: Jump) {
        if what == Jump::Mark {
            return self.previous_mark();
        }
        self.leave_moment();
        let (here, history) = (self.run.world().position(), self.run.history());
        let last = history.previous(what, here.events);
        let before = match last.filter(|mark| behind(mark) >= here) {
            Some(mark) => history.previous(what, mark.event),
            None => last,
        };
        let beginning = self.run.beginning();
        match before.map(behind) {
            _ if here <= beginning => self.say_beginning(),
            Some(to) => self.glide_back(to.max(beginning)),
            None => self.complain("No such event before.".to_owned()),
        }
        if self.clock.is_still() {
            self.finish_glide();
        }
    }

    fn next_mark(&mut self) {
        let here = self.run.world().position();
        let marks = self.run.recorded.timeline.branch().marks();
        match marks.iter().find(|(at, _)| *at > here).cloned() {
            Some((at, name)) => self.go_to_mark(at, name),
            None => self.next_stop(),
        }
    }

    fn previous_mark(&mut self) {
        let here = self.run.world().position();
        let mut marks = self.run.recorded.timeline.branch().marks().iter();
        match marks.rfind(|(at, _)| *at < here).cloned() {
            Some((at, name)) => self.go_to_mark(at, name),
            None => self.complain("No mark before.".to_owned()),
        }
    }

    fn go_to_mark(&mut self, at: Position, name: String) {
        self.go_to(at);
        self.screen.caption = Some(Caption::remark(name, at.events));
    }

    /// Goes on with a search further back.
    pub(crate) fn search_back_on(&mut self, search: &mut SearchBack) -> bool {
        let Some(found) = search.go_on(&self.run, Slice::new(self.stopwatch)) else {
            return false;
        };
        let beginning = self.run.beginning();
        match found {
            _ if self.run.world().position() <= beginning => self.say_beginning(),
            Some(to) => self.glide_back(to.max(beginning)),
            None => self.glide_back(beginning),
        }
        true
    }

    fn say_beginning(&mut self) {
        self.complain("This is the beginning.".to_owned());
    }

    fn glide_back(&mut self, to: Position) {
        self.clock.glide(self.now(), to.time, End::Back(to));
    }

    /// Time runs backwards.
    pub(super) fn play_backwards(&mut self) {
        self.leave_moment();
        if self.run.world().position() <= self.run.beginning() {
            return self.say_beginning();
        }
        self.clock.play_backwards();
    }

    /// A frame that goes back to what was at this time. At the beginning time stops.
    pub(crate) fn back_to(&mut self, time: Time) {
        self.run.seek_time(time);
        // What is said is never of what is still to come.
        let events = self.run.world().events();
        self.screen
            .caption
            .take_if(|caption| caption.first > events);
        self.look(true);
        self.greet();
        if time == Time::ZERO && !self.clock.is_gliding() {
            self.clock.play(false);
        }
    }

    /// The end of a step back.
    pub(crate) fn back_at(&mut self, to: Position) {
        self.clock.end_glide();
        self.run.seek(to);
        self.look(true);
        self.sought();
    }

    /// To the moment right behind so many events.
    pub(super) fn go_to_event(&mut self, events: u64) {
        self.leave_moment();
        self.run.seek_event(events);
        self.arrive();
        self.sought();
    }
}

impl Run {
    /// Goes to right behind so many events.
    pub(super) fn seek_event(&mut self, events: u64) {
        let timeline = &self.recorded.timeline;
        let events = events.min(timeline.head().events);
        let last = events.checked_sub(1).and_then(|last| timeline.event(last));
        let time = last.map_or(Time::ZERO, |last| last.time);
        self.seek(Position { time, events });
    }
}
