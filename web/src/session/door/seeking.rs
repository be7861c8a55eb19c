//! The way to a moment that is asked for: the run itself goes on, event by event, a little in each frame, until it is there. If it does
//! not come there, it is as it was, but for what a script has done on the way.

use super::super::Session;
use super::super::script::Played;
use super::super::slice::{EVENTS, Slice};
use super::Work;
use super::place::Target;
use raft::Time;
use sim::world::Position;

/// How far it is looked for: further than any reader would wait.
const FAR_EVENTS: u64 = 200_000;

/// The last moment at which anything can happen.
const NEVER: Time = Time(u64::MAX);

pub(super) struct Seeking {
    target: Target,
    /// Whether the moment that is shown is one at which it may end.
    ends_here: bool,
    /// Whether it ends right before the event that leads there.
    is_before: bool,
    /// It is given up at this time.
    deadline: Time,
    /// Where the reader was, and how far the branch went.
    from: Position,
    head: Position,
    /// After so many events it is given up.
    last: u64,
}

/// What a part of the way came to.
pub(super) enum Progress {
    There,
    /// It goes on in the next frame.
    NotYet,
    /// Why the run does not come there.
    Never(String),
}

/// One event, or why there is none.
enum Went {
    Event,
    /// Nothing happens by then.
    Waits,
    Busy,
}

impl Seeking {
    /// Looks for it from the beginning of the run on.
    pub(super) fn new(target: Target, session: &mut Session) -> Seeking {
        let here = session.run.world().position();
        session.leave_moment();
        session.run.seek(session.run.beginning());
        let seeking = Seeking {
            from: here,
            ..Seeking::ahead(target, session)
        };
        seeking.begin(session);
        seeking
    }

    /// Looks for it from this moment on.
    pub(super) fn ahead(target: Target, session: &mut Session) -> Seeking {
        session.leave_moment();
        let from = session.run.world().position();
        Seeking {
            target,
            ends_here: true,
            is_before: false,
            deadline: NEVER,
            from,
            head: session.run.head(),
            last: from.events + FAR_EVENTS,
        }
    }

    /// … but not at this moment.
    pub(super) fn behind(self) -> Seeking {
        Seeking {
            ends_here: false,
            ..self
        }
    }

    /// … and at this time it is given up.
    pub(super) fn until(self, deadline: Time) -> Seeking {
        Seeking { deadline, ..self }
    }

    /// … and it ends right before the event that leads there.
    pub(super) fn before(self, is_before: bool) -> Seeking {
        Seeking { is_before, ..self }
    }

    /// What is known of the branch needs no looking for.
    fn begin(&self, session: &mut Session) {
        let known = match &self.target {
            Target::Time(time) if *time <= self.head.time => {
                return session.run.seek_time(*time);
            }
            Target::Time(_) | Target::Head => Some(self.head),
            Target::Mark(name) => session.run.marked(name),
            Target::Beginning | Target::Holds(_) | Target::Events(_) => None,
        };
        known.into_iter().for_each(|to| session.run.seek(to));
    }

    /// Goes on as far as a frame allows.
    pub(super) fn advance(&mut self, session: &mut Session) -> Progress {
        let until = match self.target {
            Target::Time(time) => time,
            _ => self.deadline,
        };
        let mut slice = Slice::of_events(session.stopwatch);
        while slice.goes_on() {
            for _ in 0..EVENTS {
                if self.is_there(session) {
                    self.step_before(session);
                    return Progress::There;
                }
                if session.run.world().events() >= self.last {
                    return self.gives_up(session);
                }
                match session.one_event(until) {
                    Went::Event => self.ends_here = true,
                    Went::Busy => return Progress::NotYet,
                    Went::Waits if matches!(self.target, Target::Time(_)) => {
                        return Progress::There;
                    }
                    Went::Waits => return self.gives_up(session),
                }
            }
        }
        Progress::NotYet
    }

    fn is_there(&self, session: &mut Session) -> bool {
        let world = session.run.world();
        match &self.target {
            Target::Beginning | Target::Head => true,
            Target::Time(time) => session.now() >= *time,
            Target::Events(events) => world.events() >= *events,
            Target::Mark(name) => {
                let at = session.run.marked(name);
                at.into_iter().for_each(|at| session.run.seek(at));
                at.is_some()
            }
            Target::Holds(condition) => {
                self.ends_here && condition.holds(world, world.last_event())
            }
        }
    }

    /// Back to right before the last event, if that is asked for and there was one.
    fn step_before(&self, session: &mut Session) {
        let events = session.run.world().events();
        if self.is_before && events > self.from.events {
            session.run.seek_event(events - 1);
        }
    }

    /// It is as it was before.
    fn gives_up(&self, session: &mut Session) -> Progress {
        session.run.seek(self.head);
        session.run.forget_looked_ahead();
        session.run.seek(self.from);
        session.screen.alert = None;
        let sentence = match &self.target {
            Target::Mark(name) => format!("No mark “{name}” comes"),
            Target::Holds(condition) => format!("“{condition}” does not come to hold"),
            _ => "That moment does not come".to_owned(),
        };
        Progress::Never(match self.deadline {
            NEVER => format!("{sentence} within {FAR_EVENTS} events."),
            deadline => format!("{sentence} within {}.", deadline.since(self.from.time)),
        })
    }
}

impl Session {
    /// Lets one more event happen, be it of a script or due; what a script says is passed by.
    fn one_event(&mut self, until: Time) -> Went {
        let before = self.run.world().events();
        if self.run.plays_script() {
            self.answer();
            let played = self.play_on(until, Some(before + 1));
            return match (self.run.world().events() > before, played) {
                (true, _) => Went::Event,
                // It has said something, or come to its end.
                (false, Played::Said) => self.one_event(until),
                (false, Played::There) if !self.run.plays_script() => self.one_event(until),
                (false, Played::There) => Went::Waits,
                (false, Played::NotYet) => Went::Busy,
            };
        }
        if self.run.recorded.timeline.step_until(until).is_some() {
            self.stops_at_violation();
            return Went::Event;
        }
        if until < NEVER {
            self.run.recorded.timeline.advance(until);
        }
        Went::Waits
    }
}

/// A way that someone waits for.
pub(super) struct Sought {
    pub(super) ticket: u32,
    pub(super) seeking: Seeking,
}

impl Work for Sought {
    fn go_on(mut self: Box<Sought>, session: &mut Session) -> Option<Box<dyn Work>> {
        match self.seeking.advance(session) {
            Progress::NotYet => return Some(self),
            Progress::There => {
                session.arrive();
                session.answers(self.ticket, Ok(None));
            }
            Progress::Never(sentence) => {
                session.arrive();
                session.answers(self.ticket, Err(sentence));
            }
        }
        None
    }

    fn give_up(&self, session: &mut Session) {
        let sentence = "Another moment was asked for before this one came.";
        session.answers(self.ticket, Err(sentence.to_owned()));
    }
}
