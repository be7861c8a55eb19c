//! Going to another moment of the run: back by a step, by a jump, along the time bar, and backwards as time goes.

use super::Session;
use super::caption::Caption;
use super::interest::Jump;
use super::page_event::PageEvent;
use super::playback::End;
use super::search::{Looking, SearchBack};
use super::slice::Slice;
use raft::Time;
use record::Event;
use sim::world::Position;

impl Session {
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
        self.look(true);
        self.greet();
        self.tell_where();
    }

    /// The page around is told where the run stands.
    fn tell_where(&mut self) {
        let (events, micros) = (self.run.world().events(), self.now().0);
        (self.page_events).push(PageEvent::Sought { events, micros });
    }

    /// Back to the end of the last step before; to the beginning, if there is none.
    pub(super) fn step_back(&mut self, is_end: fn(&Event) -> bool) {
        self.look_back(is_end, true);
    }

    /// On to the next of these.
    pub(super) fn next_of(&mut self, what: Jump) {
        match what.event() {
            Some(is_end) => self.seek(Some(is_end), what == Jump::Interest),
            None => self.next_mark(),
        }
    }

    /// Back to the last of these before this moment.
    pub(super) fn previous_of(&mut self, what: Jump) {
        match what.event() {
            Some(is_end) => self.look_back(is_end, false),
            None => self.previous_mark(),
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

    /// Goes back to the last event that meets a condition; to the beginning if there is none, where it is a step.
    fn look_back(&mut self, is_end: fn(&Event) -> bool, is_step: bool) {
        self.leave_moment();
        let back = SearchBack::new(&self.run, is_end, is_step);
        self.search = Some(Looking::Back(back));
        self.search_on();
    }

    /// Goes on with a search further back.
    pub(super) fn search_back_on(&mut self, search: &mut SearchBack) -> bool {
        let Some(found) = search.go_on(&self.run, Slice::new(self.stopwatch)) else {
            return false;
        };
        let beginning = self.run.beginning();
        match found {
            _ if self.run.world().position() <= beginning => self.say_beginning(),
            Some(to) => self.glide_back(to.max(beginning)),
            None if search.is_step => self.glide_back(beginning),
            None => self.complain("No such event before.".to_owned()),
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
        self.page_events.push(PageEvent::Played { running: true });
    }

    /// A frame that goes back to what was at this time. At the beginning time stops.
    pub(super) fn back_to(&mut self, time: Time) {
        self.run.seek_time(time);
        self.look(true);
        if time == Time::ZERO && !self.clock.is_gliding() {
            self.clock.play(false);
        }
    }

    /// The end of a step back.
    pub(super) fn back_at(&mut self, to: Position) {
        self.clock.end_glide();
        self.run.seek(to);
        self.look(true);
        self.sought();
    }
}
