//! A piece of a run: where it begins, where time stops, and what the reader can do then.

use super::super::Session;
use super::super::run::Run;
use sim::world::Position;

/// What the reader does with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum InClip {
    /// Plays it from its beginning.
    Replay,
    /// Goes on with the run behind it, which is the reader's from then on.
    TakeOver,
}

pub(crate) struct Clip {
    pub(super) start: Position,
    /// None if it ends with its script, or never.
    pub(super) stop: Option<Position>,
    /// Whether another moment of it is shown before it is played.
    pub(super) is_poster: bool,
}

impl Clip {
    fn is_over(&self, run: &Run) -> bool {
        match self.stop {
            Some(stop) => run.world().position() >= stop,
            None => run.has_played_script(),
        }
    }
}

impl Session {
    /// Whether the piece of the run that is shown has come to its end.
    pub(crate) fn clip_is_over(&self) -> bool {
        let clip = self.door.clip.as_ref();
        clip.is_some_and(|clip| !clip.is_poster && clip.is_over(&self.run))
    }

    /// Whether playing means to begin it.
    pub(crate) fn clip_is_to_begin(&self) -> bool {
        let clip = self.door.clip.as_ref();
        clip.is_some_and(|clip| clip.is_poster || clip.is_over(&self.run))
    }

    /// Time stops where it ends.
    pub(crate) fn stops_at_end_of_clip(&mut self) -> bool {
        let stops = self.runs_by_itself() && self.door.clip.is_some() && self.clip_is_over();
        if stops {
            self.clock.play(false);
        }
        stops
    }

    /// Where time stops at the latest, if it runs.
    pub(crate) fn end_of_clip(&self) -> Option<raft::Time> {
        let clip = self.door.clip.as_ref().filter(|_| self.runs_by_itself());
        clip.and_then(|clip| clip.stop).map(|stop| stop.time)
    }

    pub(crate) fn in_clip(&mut self, what: InClip) {
        match (what, self.door.clip.as_ref().map(|clip| clip.start)) {
            (InClip::Replay, Some(start)) => {
                self.begin_clip_at(start);
                // A script in which no time passes ends where it begins: there is only the run behind it.
                if self.clip_is_over() {
                    self.door.clip = None;
                }
                self.play(true);
            }
            (InClip::TakeOver, _) => {
                self.door.clip = None;
                // A script would go on with what is not the reader's.
                self.run.playing = None;
                self.screen.alert = None;
                self.play(true);
            }
            (InClip::Replay, None) => {}
        }
    }

    /// Goes to a moment; at the beginning of the run a script says what it says there.
    pub(super) fn begin_clip_at(&mut self, start: Position) {
        self.go_to(start);
        if start <= self.run.beginning() {
            self.follow_script();
        }
        if let Some(clip) = &mut self.door.clip {
            clip.is_poster = false;
        }
    }
}
