//! How time passes in a session: frames, steps, jumps, and what is observed on the way.

use super::script::Plan;
use super::{Caption, History, Selection, Session};
use crate::scene::burst::Burst;
use crate::session::interest;
use crate::session::playback::Advance;
use crate::session::scout::Scout;
use ::script::Position;
use raft::{Duration, ServerId, Time};
use record::story::Story;
use record::{ClusterView, Control, Event, EventKind, MessageName};
use sim::{Action, World};
use std::rc::Rc;

/// How far ahead an event of interest is looked for: further than any reader would wait, and a second's work.
const FAR_EVENTS: u32 = 200_000;

impl Session {
    /// One frame, `elapsed` microseconds after the one before.
    pub(super) fn frame(&mut self, elapsed: u32) {
        if !self.is_moving() {
            return;
        }
        let quiet = self.quiet_ahead();
        let hasty = self.playback.is_hasty();
        match self.playback.advance(self.now(), elapsed, quiet) {
            Advance::To(time) | Advance::Before(time) => self.run_until(time),
            Advance::End(events) => self.run_to(events),
        }
        if let Some(caption) = &mut self.caption {
            caption.stand(elapsed);
        }
        self.say_newest(!self.is_moving());
        if self.playback.is_hasty() != hasty || !self.is_moving() {
            self.version += 1;
        }
    }

    /// Glides to the end of the next event that meets the condition; false if none is in reach.
    pub(super) fn step(&mut self, is_end: fn(&Event) -> bool) -> bool {
        self.answer();
        self.finish_glide();
        let Some(end) = self.find_ahead(is_end) else {
            return false;
        };
        self.playback.glide(self.now(), end.time, end.events);
        if self.playback.is_still() {
            self.finish_glide();
        }
        true
    }

    /// The moment after the next event that meets the condition, whether it is due or an action of the script.
    fn find_ahead(&self, is_end: fn(&Event) -> bool) -> Option<Position> {
        let mut ahead = self.world.clone();
        let mut actions = self.plan.iter().flat_map(Plan::actions).peekable();
        for _ in 0..FAR_EVENTS {
            let event = match actions.next_if(|(at, _)| at.events <= ahead.events()) {
                Some((at, action)) => {
                    ahead.run_to(*at, &mut |_| {});
                    ahead.apply(action)
                }
                None => ahead.step()?,
            };
            if is_end(event) {
                return Some(ahead.position());
            }
        }
        None
    }

    /// Ends a step at once, if one is on its way.
    pub(super) fn finish_glide(&mut self) {
        if let Some(events) = self.playback.end_glide() {
            self.run_to(events);
        }
    }

    /// Lets everything happen that is due by `time`, or by the end of the script that is being played.
    pub(super) fn run_until(&mut self, time: Time) {
        let before = self.world.events();
        let time = time.max(self.world.now());
        let mut goes_on = true;
        while goes_on && (self.plan.as_ref()).is_some_and(|plan| plan.next().0.time <= time) {
            goes_on = self.follow_plan();
        }
        if goes_on {
            let (world, mut observers) = self.observed();
            world.run_until(time, &mut |event| observers.observe(event));
        }
        if self.world.events() != before {
            self.look(false);
        }
        self.remark();
    }

    /// Lets events happen until there have been so many.
    pub(super) fn run_to(&mut self, events: u64) {
        while self.world.events() < events {
            if self
                .plan
                .as_ref()
                .is_some_and(|plan| plan.next().0.events <= self.world.events())
            {
                if self.follow_plan() {
                    continue;
                }
                break;
            }
            let (world, mut observers) = self.observed();
            match world.step() {
                Some(event) => observers.observe(event),
                None => {
                    debug_assert!(false, "a copy of the world has come to event {events}");
                    break;
                }
            }
        }
        self.look(true);
        self.remark();
    }

    /// Goes to the next moment of the script that is being played, and does its action there; false if time stops
    /// there, because it asks something or ends.
    fn follow_plan(&mut self) -> bool {
        let Some((at, asks)) = self.plan.as_ref().map(Plan::next) else {
            debug_assert!(false, "there is a plan to follow");
            return false;
        };
        let (world, mut observers) = self.observed();
        world.run_to(at, &mut |event| observers.observe(event));
        if asks {
            self.remark();
            return false;
        }
        match self.plan.as_mut().and_then(Plan::take) {
            Some((_, action)) => {
                self.perform(&action);
            }
            None => self.end_script(),
        }
        self.plan.is_some()
    }

    /// Applies an action and records it. If it was refused, why.
    pub(super) fn perform(&mut self, action: &Action) -> Option<String> {
        let position = self.world.position();
        self.diary.note(action, &self.world);
        self.done.push((position, action.clone()));
        let (world, mut observers) = self.observed();
        let event = world.apply(action);
        observers.observe(event);
        let refused = match &event.kind {
            EventKind::Control(Control::Refused { sentence }) => Some(sentence.clone()),
            _ => None,
        };
        if refused.is_some() {
            self.diary.note_refusal();
        }
        self.scout = None;
        self.playback.calm_down();
        refused
    }

    /// The world, and what observes its events.
    fn observed(&mut self) -> (&mut World, Observers<'_>) {
        let latency = self.latency();
        let observers = Observers {
            history: &mut self.history,
            story: &mut self.story,
            bursts: &mut self.bursts,
            view: &self.view,
            latency,
        };
        (&mut self.world, observers)
    }

    /// Takes a new view after something happened; `at_once` if the reader waits for it.
    pub(super) fn look(&mut self, at_once: bool) {
        let before = std::mem::replace(&mut self.view, Rc::new(self.world.view()));
        self.history.update(&self.view);
        let now = self.view.time;
        self.bursts.retain(|burst| burst.is_seen(now));
        self.quiet = interest::is_quiet(&self.view);
        self.version += 1;
        self.say_newest(at_once);
        if let Some(receiver) = self.landed(self.focused, &before) {
            self.focused = Some(receiver);
            self.wants_focus = Some(receiver.id());
        } else if let Some(message) = self.focused.filter(|it| has_left(*it, &before, &self.view)) {
            self.wants_focus = Some(message.id());
        }
        if let Some(receiver) = self.landed(self.selection, &before) {
            self.selection = Some(receiver);
        }
    }

    /// Brings the caption up to date, as far as the one before has been read.
    fn say_newest(&mut self, at_once: bool) {
        if !self.is_asked() && Caption::replaces(self.caption.as_ref(), &self.story, at_once) {
            self.caption = self.story.caption().map(Caption::of);
            self.version += 1;
        }
    }

    /// How long nothing of interest will happen, as far as Auto needs it.
    fn quiet_ahead(&mut self) -> Duration {
        if !self.quiet || !self.playback.is_auto() || self.playback.is_gliding() {
            return Duration::ZERO;
        }
        let now = self.world.now();
        self.scout
            .get_or_insert_with(|| Scout::new(&self.world))
            .quiet_after(now)
    }

    /// The receiver of a message that was there before and is not any more.
    fn landed(&self, thing: Option<Selection>, before: &ClusterView) -> Option<Selection> {
        let Some(Selection::Message(name)) = thing else {
            return None;
        };
        match receiver(name, &self.view) {
            Some(_) => None,
            None => receiver(name, before).map(Selection::Server),
        }
    }
}

/// What observes the events of a world.
struct Observers<'a> {
    history: &'a mut History,
    story: &'a mut Story,
    bursts: &'a mut Vec<Burst>,
    view: &'a ClusterView,
    latency: Duration,
}

impl Observers<'_> {
    fn observe(&mut self, event: &Event) {
        self.history.observe(event);
        self.story.observe(event);
        self.bursts
            .extend(Burst::of(event, self.view, self.latency));
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
