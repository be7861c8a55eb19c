//! How time passes in a session: frames, steps, jumps, and what is observed on the way.

use super::Session;
use super::caption::Caption;
use super::check::Check;
use super::page_event::PageEvent;
use super::playback::{Advance, End};
use super::script::Played;
use super::search::{Found, Looking, Search};
use super::selection::Selection;
use super::slice::{EVENTS, Slice};
use crate::on_demand;
use ::script::Run as _;
use raft::{Duration, ServerId, Time};
use record::story::{Line, Weight};
use record::{ClusterView, Event, MessageName};
use sim::world::Position;

impl Session {
    /// One frame, `elapsed` microseconds after the one before.
    pub(super) fn frame(&mut self, elapsed: u32) {
        if !self.is_moving() {
            return;
        }
        if matches!(self.forms.script.check, Check::Here(..)) {
            self.with_language(|it, session| (it.check_on)(session));
        }
        if self.work_on() {
            return;
        }
        if self.search.is_some() {
            return self.search_on();
        }
        if self.rest.is_some() {
            return self.with_going(|it, session| (it.do_rest_on)(session));
        }
        if self.taking.is_some() {
            let sharing = on_demand::sharing();
            return sharing.into_iter().for_each(|it| (it.take_over_on)(self));
        }
        if self.runs_by_itself() && self.reads(elapsed) {
            return self.stand(elapsed);
        }
        let quiet = self.quiet_ahead();
        let hasty = self.clock.is_hasty();
        match self.clock.advance(self.now(), elapsed, quiet) {
            Advance::To(time) | Advance::Before(time) => self.run_until(time),
            Advance::Back(time) => {
                self.with_going(|it, session| (it.back_to)(session, time));
            }
            Advance::End(End::Back(to)) => self.end_back(to),
            Advance::End(End::Ahead(events)) if self.run_to(events) => {
                self.clock.end_glide();
                self.sought();
            }
            Advance::End(End::Ahead(_)) => {}
        }
        self.stand(elapsed);
        self.say_newest(!self.is_moving());
        if self.clock.is_hasty() != hasty || !self.is_moving() {
            self.version += 1;
        }
    }

    /// The caption has been seen for so many microseconds more, and what lies over it.
    fn stand(&mut self, elapsed: u32) {
        if let Some(alert) = &mut self.screen.alert {
            alert.left = alert.left.saturating_sub(elapsed);
            if alert.left == 0 {
                self.screen.alert = None;
                self.version += 1;
            }
        }
        if let Some(caption) = &mut self.screen.caption {
            caption.stand(elapsed);
        }
    }

    /// Glides to the end of the next event that meets the condition, or to what a script says before.
    pub(super) fn step(&mut self, is_end: fn(&Event) -> bool) {
        self.seek(Some(is_end), false);
    }

    /// The same, with the marks of a script as further ends; at those alone if there is no condition.
    pub(super) fn seek(&mut self, is_end: Option<fn(&Event) -> bool>, at_marks: bool) {
        self.answer();
        self.finish_glide();
        // Who goes on has read it, and it lies over the caption.
        (self.screen.alert, self.screen.menu) = (None, None);
        self.run.begin_step();
        let search = Search::new(&self.run, is_end, at_marks);
        self.search = Some(Looking::Ahead(Box::new(search)));
        self.search_on();
    }

    pub(super) fn search_on(&mut self) {
        let is_over = match self.search.take() {
            None => return,
            Some(Looking::Ahead(mut search)) => {
                let is_over = self.search_ahead_on(&mut search);
                self.search = (!is_over).then_some(Looking::Ahead(search));
                is_over
            }
            Some(Looking::Back(mut search)) => {
                let going = on_demand::going();
                let is_over = going.is_none_or(|it| (it.search_back_on)(self, &mut search));
                self.search = (!is_over).then_some(Looking::Back(search));
                is_over
            }
        };
        if is_over {
            self.version += 1;
            if self.clock.is_still() {
                self.finish_glide();
            }
        }
    }

    /// Goes on with a search ahead; whether it is over.
    fn search_ahead_on(&mut self, search: &mut Search) -> bool {
        match search.go_on(Slice::new(self.stopwatch)) {
            Found::NotYet => return false,
            Found::Nowhere => {
                let words = match search.is_for_marks_alone() {
                    true => "No further mark or remark of the script.",
                    false => "No such event ahead.",
                };
                self.complain(words.to_owned());
            }
            Found::At(end, seeks) => {
                (self.run.playing.iter_mut()).for_each(|playing| playing.seeks = seeks);
                (self.clock).glide(self.now(), end.time, End::Ahead(end.events));
            }
        }
        true
    }

    /// Ends a step at once, if one is on its way. What is being done again goes no further.
    pub(super) fn finish_glide(&mut self) {
        self.search = None;
        if self.rest.take().is_some() {
            self.with_going(|it, session| (it.end_rest)(session));
        }
        match self.clock.end_glide() {
            Some(End::Ahead(events)) => {
                self.run_to(events);
                self.sought();
            }
            Some(End::Back(to)) => self.end_back(to),
            None => {}
        }
    }

    fn end_back(&mut self, to: Position) {
        self.with_going(|it, session| (it.back_at)(session, to));
    }

    /// A step or a jump has come to its end, and the caption says what happened in it.
    pub(super) fn sought(&mut self) {
        let said = self.run.last_said().map(|said| said.events);
        let position = self.run.world().position();
        if said != Some(position.events)
            && self.run.points.paused != Some(position)
            && let Some(event) = self.run.world().last_event()
        {
            let caption = Caption::of_event(event.number, self.run.sentence(event));
            self.screen.caption = Some(caption);
        }
        let (events, micros) = (self.run.world().events(), self.now().0);
        (self.page_events).push(PageEvent::Sought { events, micros });
    }

    /// Plays the script on; it came with the language.
    fn play_script_on(&mut self, until: Time, events: Option<u64>) -> Played {
        let mut played = Played::There;
        self.with_language(|it, session| played = (it.play_on)(session, until, events));
        played
    }

    /// Lets everything happen that is due by `time`, as far as a frame allows and the script that is being played.
    pub(super) fn run_until(&mut self, time: Time) {
        let before = self.run.world().events();
        let time = time.max(self.now());
        let time = self.end_of_clip().map_or(time, |end| time.min(end));
        match self.run.playing {
            Some(_) => {
                // Where a frame does not allow it, the next one goes on.
                if self.play_script_on(time, None) == Played::Said
                    && self.clock.end_glide().is_some()
                {
                    self.sought();
                }
            }
            None => self.advance(time),
        }
        self.stops_at_end_of_clip();
        if self.run.world().events() != before {
            self.look(false);
        }
    }

    /// Lets happen what is due by `time`, as far as a frame allows: where too much happens, time goes slower.
    fn advance(&mut self, time: Time) {
        let mut slice = Slice::of_events(self.stopwatch);
        while slice.goes_on() {
            for _ in 0..EVENTS {
                if self.run.recorded.timeline.step_until(time).is_none() {
                    return self.run.recorded.timeline.advance(time);
                }
                if self.stops_at_violation() || self.comes_to_points(false) {
                    return;
                }
            }
        }
    }

    /// Time stops at the first event of a run that breaks a safety property.
    pub(super) fn stops_at_violation(&mut self) -> bool {
        let Some(event) = self.run.notice_violation() else {
            return false;
        };
        self.clock.play(false);
        self.page_events.push(PageEvent::Violation { event });
        true
    }

    /// Lets events happen until there have been so many; false if a frame does not allow that.
    pub(super) fn run_to(&mut self, events: u64) -> bool {
        let mut goes_on = true;
        if self.run.playing.is_some() {
            let played = self.play_script_on(Time(u64::MAX), Some(events));
            if played == Played::Said {
                self.look(false);
                return true;
            }
            goes_on = played == Played::There;
        }
        while goes_on && self.run.playing.is_none() && self.run.world().events() < events {
            goes_on = self.run.recorded.step();
            self.stops_at_violation();
            if goes_on && self.comes_to_points(false) {
                break;
            }
        }
        self.look(true);
        self.is_asked() || self.run.world().events() >= events
    }

    /// Takes a new view after something happened; `at_once` if the reader waits for what it says.
    pub(super) fn look(&mut self, at_once: bool) {
        let before = self.run.look();
        if let Some(Selection::Message(name)) = self.screen.selection {
            self.run.keep(name);
        }
        self.version += 1;
        if self.run.was_thinned() {
            let sentence = "This run is long: moments far back are kept less densely from now on.";
            self.screen.alert = Some(sentence.to_owned().into());
        }
        if self.run.has_leader() {
            self.parts.load_ahead();
        }
        self.say_newest(at_once);
        let now = &self.run.view;
        let screen = &mut self.screen;
        if let Some(receiver) = landed(screen.focused, &before, now) {
            screen.focused = Some(receiver);
            screen.wants_focus = Some(receiver.id());
        } else if let Some(message) = screen.focused.filter(|it| has_left(*it, &before, now)) {
            screen.wants_focus = Some(message.id());
        }
    }

    /// Brings the caption up to date, as far as the one before has been read; `at_once` if the reader waits for an answer.
    pub(super) fn say_newest(&mut self, at_once: bool) {
        if self.run.is_asked() {
            return;
        }
        let Some(line) = self.newest_line(at_once).copied() else {
            return;
        };
        let text = self.run.text(&line);
        let caption = &mut self.screen.caption;
        if caption
            .as_ref()
            .is_none_or(|caption| !caption.is_of(&line, &text))
        {
            *caption = Some(Caption::of(&line, text));
            self.version += 1;
        }
    }

    /// The line that is to be the caption: what matters, or what matters less once nothing else has happened for a while; never
    /// one of what was before.
    fn newest_line(&self, at_once: bool) -> Option<&Line> {
        let story = self.run.story();
        let Some(caption) = &self.screen.caption else {
            return story.newest(Weight::Major);
        };
        if !at_once && !caption.is_read() {
            return None;
        }
        let major = story
            .newest(Weight::Major)
            .filter(|line| line.last >= caption.first);
        let minor = story
            .newest(Weight::Normal)
            .filter(|line| line.first > caption.first);
        match major {
            Some(line) if line.first != caption.first => major,
            _ if caption.is_old() => minor.or(major),
            _ => major,
        }
    }

    /// How long nothing of interest will happen, as far as Auto needs it.
    fn quiet_ahead(&mut self) -> Duration {
        match self.clock.is_auto() && !self.clock.is_gliding() {
            true => self.run.quiet_ahead(),
            false => Duration::ZERO,
        }
    }
}

/// The receiver of a message that was there before and is not any more.
fn landed(thing: Option<Selection>, before: &ClusterView, now: &ClusterView) -> Option<Selection> {
    let Some(Selection::Message(name)) = thing else {
        return None;
    };
    match receiver(name, now) {
        Some(_) => None,
        None => receiver(name, before).map(Selection::Server),
    }
}

/// Whether it is a message that is on its way and was not before.
fn has_left(thing: Selection, before: &ClusterView, now: &ClusterView) -> bool {
    let flies = |view: &ClusterView| {
        let mut messages = view.messages.iter();
        messages.any(|it| Selection::Message(it.envelope.name()) == thing)
    };
    flies(now) && !flies(before)
}

/// To whom a message goes that is on its way or waits at a disk.
fn receiver(name: MessageName, view: &ClusterView) -> Option<ServerId> {
    let waiting = view.servers.iter().flat_map(|server| &server.disk.waiting);
    let mut envelopes = (view.messages.iter().map(|message| &message.envelope))
        .chain(waiting.map(|(_, envelope)| envelope));
    envelopes
        .find(|envelope| envelope.name() == name)
        .map(|envelope| envelope.to)
}
