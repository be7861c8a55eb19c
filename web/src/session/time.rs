//! How time passes in a session: frames, steps, jumps, and what is noticed on the way.

use super::{Caption, Selection, Session};
use crate::scene::burst::Burst;
use crate::session::interest;
use crate::session::playback::Advance;
use crate::session::scout::Scout;
use raft::{Duration, ServerId, Time};
use record::{ClusterView, Event, MessageId};
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

    /// Glides to the end of the next event that is as wanted; false if none is in reach.
    pub(super) fn step(&mut self, wanted: fn(&Event) -> bool) -> bool {
        self.finish_glide();
        let mut ahead = self.world.clone();
        for _ in 0..FAR_EVENTS {
            match ahead.step() {
                Some(event) if wanted(event) => {
                    self.playback.glide(self.now(), ahead.now(), ahead.events());
                    if self.playback.is_still() {
                        self.finish_glide();
                    }
                    return true;
                }
                Some(_) => {}
                None => return false,
            }
        }
        false
    }

    /// Ends a step at once, if one is on its way.
    pub(super) fn finish_glide(&mut self) {
        if let Some(events) = self.playback.end_glide() {
            self.run_to(events);
        }
    }

    /// Lets everything happen that is due by `time`.
    pub(super) fn run_until(&mut self, time: Time) {
        let before = self.world.events();
        let (time, latency) = (time.max(self.world.now()), self.latency());
        self.world.run_until(time, &mut |event| {
            self.history.hear(event);
            self.story.tell(event);
            self.bursts.extend(Burst::of(event, &self.view, latency));
        });
        if self.world.events() != before {
            self.look(false);
        }
    }

    /// Lets events happen until there have been so many.
    pub(super) fn run_to(&mut self, events: u64) {
        let latency = self.latency();
        while self.world.events() < events {
            let Some(event) = self.world.step() else {
                break;
            };
            self.history.hear(event);
            self.story.tell(event);
            self.bursts.extend(Burst::of(event, &self.view, latency));
        }
        self.look(true);
    }

    /// Takes a new view after something happened; `at_once` if the reader waits for it.
    pub(super) fn look(&mut self, at_once: bool) {
        let before = std::mem::replace(&mut self.view, Rc::new(self.world.view()));
        self.history.look(&self.view);
        let now = self.view.time;
        self.bursts.retain(|burst| burst.is_seen(now));
        self.quiet = interest::is_quiet(&self.view);
        self.version += 1;
        self.say_newest(at_once);
        if let Some(receiver) = self.landed(self.focused, &before) {
            self.focused = Some(receiver);
            self.wants_focus = Some(receiver.id());
        }
        if let Some(receiver) = self.landed(self.selection, &before) {
            self.selection = Some(receiver);
        }
    }

    /// Brings the caption up to date, as far as the one before has been read.
    fn say_newest(&mut self, at_once: bool) {
        if Caption::replaces(self.caption.as_ref(), &self.story, at_once) {
            self.caption = self.story.caption().map(Caption::of);
            self.version += 1;
        }
    }

    /// How long nothing of interest will happen, as far as Auto needs to know.
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
        let Some(Selection::Message(id)) = thing else {
            return None;
        };
        match receiver(id, &self.view) {
            Some(_) => None,
            None => receiver(id, before).map(Selection::Server),
        }
    }
}

/// To whom a message goes that is on its way or waits at a disk.
fn receiver(id: MessageId, view: &ClusterView) -> Option<ServerId> {
    let waiting = view.servers.iter().flat_map(|server| &server.disk.waiting);
    let mut envelopes = (view.messages.iter().map(|message| &message.envelope))
        .chain(waiting.map(|(_, envelope)| envelope));
    envelopes
        .find(|envelope| envelope.id == id)
        .map(|envelope| envelope.to)
}
