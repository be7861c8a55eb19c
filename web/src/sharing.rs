//! How a run is shared: as a link, as a recording, as a trace; and how one is taken over. It loads on demand.

use crate::session::{Onlookers, Recorded};
use raft::Time;
use record::trace::Writer;
use recording::{PausePoint, Progress, Recording, Replay, Shown};
use sim::Timeline;
use sim::world::Position;

/// What is shared.
pub(crate) struct Saves<'a> {
    pub(crate) run: &'a Recorded,
    pub(crate) shown: Shown,
    pub(crate) pause_points: Vec<PausePoint>,
}

/// A run that is to be taken over.
pub(crate) enum Shared {
    Link(String),
    /// A recording.
    File(Vec<u8>),
    Replay(Box<dyn Replays>),
}

/// A run that is played again, in pieces.
pub(crate) trait Replays {
    /// Lets so many events happen: how far it is, of how much; none once it is over.
    fn go_on(&mut self, events: u64) -> Option<(u64, u64)>;

    /// What came of it, once it is over.
    fn end(self: Box<Self>) -> Replayed;
}

pub(crate) struct Replayed {
    pub(crate) timeline: Timeline<Onlookers>,
    /// Where it was another run when it was shared.
    pub(crate) differs: Option<String>,
    pub(crate) shown: Shown,
    pub(crate) pause_points: Vec<PausePoint>,
}

/// The longest trace, in bytes: what a browser can save.
const LONGEST_TRACE: usize = 256 << 20;

impl Saves<'_> {
    fn recording(&self) -> Recording {
        let (shown, points) = (self.shown.clone(), self.pause_points.clone());
        Recording::of(&self.run.timeline, shown, points)
    }
}

pub(crate) fn link(saves: &Saves) -> Result<String, String> {
    let text = saves.recording().to_text();
    text.map_err(|error| format!("{error} Save it as a file instead."))
}

pub(crate) fn file(saves: &Saves) -> Result<Vec<u8>, String> {
    saves
        .recording()
        .to_file()
        .map_err(|error| error.to_string())
}

pub(crate) fn trace(saves: &Saves, from: Time, to: Time) -> Result<Vec<u8>, String> {
    let timeline = &saves.run.timeline;
    let mut run = timeline.before(timeline.here(), Position::default());
    let header = run.world().trace_header();
    let written = |_| "The trace could not be written.".to_owned();
    let mut writer = Writer::new(Vec::new(), &header).map_err(written)?;
    while let Some(event) = run.next(to) {
        if event.time >= from {
            writer.event(event).map_err(written)?;
        }
        if writer.written().len() > LONGEST_TRACE {
            let sentence = "This trace has more than 256 MB. Choose a shorter range of the run.";
            return Err(sentence.to_owned());
        }
    }
    Ok(writer.into_inner())
}

pub(crate) fn of_link(text: &str) -> Result<Box<dyn Replays>, String> {
    let read = Recording::from_text(text).map_err(|error| error.to_string())?;
    replay(read)
}

pub(crate) fn of_file(bytes: &[u8]) -> Option<Result<Box<dyn Replays>, String>> {
    recording::is_file(bytes).then(|| {
        let read = Recording::from_file(bytes).map_err(|error| error.to_string())?;
        replay(read)
    })
}

struct Again {
    replay: Replay<Onlookers>,
    shown: Shown,
    pause_points: Vec<PausePoint>,
}

fn replay(mut recording: Recording) -> Result<Box<dyn Replays>, String> {
    let shown = std::mem::take(&mut recording.shown);
    let pause_points = std::mem::take(&mut recording.pause_points);
    let onlookers = Onlookers::of(recording.settings);
    let replay = Replay::new(recording, onlookers).map_err(|error| error.0)?;
    Ok(Box::new(Again {
        replay,
        shown,
        pause_points,
    }))
}

impl Replays for Again {
    fn go_on(&mut self, events: u64) -> Option<(u64, u64)> {
        match self.replay.go_on(events) {
            Progress::Done => None,
            Progress::NotYet { done, of } => Some((done, of)),
        }
    }

    fn end(self: Box<Again>) -> Replayed {
        let (timeline, differs) = self.replay.into_run();
        Replayed {
            timeline,
            differs: differs.map(|differs| differs.to_string()),
            shown: self.shown,
            pause_points: self.pause_points,
        }
    }
}
