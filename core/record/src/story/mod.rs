//! The run in sentences: one for every event, repeats merged into one line.

mod actions;
mod events;
mod sentence;
mod sort;

pub use sentence::sentence;
pub use sort::Sort;

use crate::event::{Event, EventNumber};
use raft::{ServerSet, Time};

/// What happened in one event, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub text: String,
    /// Where the paper states the rule that decided.
    pub section: Option<&'static str>,
    pub weight: Weight,
    /// What it has in common with others that are worth one line together.
    pub sort: Option<Sort>,
}

/// How much a sentence matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// What goes on all the time: heartbeats, writes.
    Routine,
    /// Worth a line.
    Normal,
    /// Worth a caption: elections, commits by a leader, refusals, snapshots, user actions.
    Major,
    /// A safety property or an invariant does not hold.
    Alarm,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub text: String,
    /// Where the paper states the rule that decided.
    pub section: Option<&'static str>,
    pub weight: Weight,
    /// When its first event happened.
    pub time: Time,
    pub first: EventNumber,
    pub last: EventNumber,
    sort: Option<Sort>,
    /// How many events the text counts.
    times: u32,
    servers: ServerSet,
}

/// The newest lines of a run's story, oldest first.
#[derive(Clone, Default, Debug)]
pub struct Story {
    lines: Vec<Line>,
    dropped: u64,
}

impl Story {
    /// The most lines that are kept; older ones make room.
    pub const MOST: usize = 500;

    /// How many lines back a sentence may join one of its sort; what lies further back stays as it is.
    pub const REACH: usize = 12;

    /// Takes in the next event: as a line of its own, or merged into a line that says the same.
    pub fn observe(&mut self, event: &Event) {
        let sentence = sentence(event);
        if let Some(line) = self.same(&sentence) {
            line.merge(event, sentence.sort);
        } else if sentence.sort.is_none_or(Sort::counts) {
            self.begin(Line::new(event, sentence));
        }
    }

    /// The lines that are kept.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.lines.iter()
    }

    /// How many lines came before those.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The newest line that is worth a caption.
    pub fn caption(&self) -> Option<&Line> {
        let matters = |line: &&Line| line.weight >= Weight::Major;
        self.lines.iter().rev().find(matters)
    }

    /// The line that a sentence goes into: one of its sort or its words, with nothing that matters more after it.
    fn same(&mut self, sentence: &Sentence) -> Option<&mut Line> {
        for line in self.lines.iter_mut().rev().take(Story::REACH) {
            if line.takes(sentence) {
                return Some(line);
            }
            if line.weight >= Weight::Major {
                return None;
            }
        }
        None
    }

    fn begin(&mut self, line: Line) {
        if self.lines.len() == Story::MOST {
            self.lines.remove(0);
            self.dropped += 1;
        }
        self.lines.push(line);
    }
}

impl Line {
    fn new(event: &Event, sentence: Sentence) -> Line {
        Line {
            text: sentence.text,
            section: sentence.section,
            weight: sentence.weight,
            time: event.time,
            first: event.number,
            last: event.number,
            sort: sentence.sort,
            times: 1,
            servers: event.server.into_iter().collect(),
        }
    }

    /// How often the same happened, if the text does not say it.
    pub fn repeats(&self) -> Option<u32> {
        (self.sort.is_none() && self.times > 1).then_some(self.times)
    }

    fn takes(&self, sentence: &Sentence) -> bool {
        match (self.sort, sentence.sort) {
            (Some(own), Some(other)) => own == other.line(),
            (None, None) => self.text == sentence.text,
            _ => false,
        }
    }

    fn merge(&mut self, event: &Event, sort: Option<Sort>) {
        self.last = event.number;
        if !sort.is_none_or(Sort::counts) {
            return;
        }
        self.times += 1;
        self.servers = self.servers.union(event.server.into_iter().collect());
        if let Some(sort) = sort {
            self.text = sort.together(self.times, self.servers);
        }
    }
}
