//! The run told in sentences: one for every event, repeats merged into one line.

mod deeds;
mod happenings;
mod sentence;

pub use sentence::sentence;

use crate::event::{Event, EventNumber, LossReason};
use raft::{ServerId, Time};
use std::collections::VecDeque;

/// What happened in one event, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Where the paper states the rule that decided.
    pub section: Option<&'static str>,
    /// How much it matters.
    pub weight: Weight,
    /// What it is one of, if many of its sort are worth one line.
    pub sort: Option<Sort>,
}

/// How much a sentence matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// What goes on all the time: heartbeats, writes.
    Routine,
    /// Worth a line.
    Normal,
    /// Worth a caption: elections, commits by a leader, refusals, snapshots, what a reader did.
    Major,
    /// A safety property or an invariant does not hold.
    Alarm,
}

/// Sorts of events that come in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Servers that come up at the beginning.
    Start,
    /// A leader sends heartbeats.
    Beat(ServerId),
    /// A heartbeat of this leader arrives. Goes into one line with [`Sort::Beat`] and [`Sort::BeatAnswer`].
    Heartbeat(ServerId),
    /// An answer that tells this leader nothing new.
    BeatAnswer(ServerId),
    /// A write is durable.
    Write,
    /// A routine message to this server is lost.
    Loss(LossReason, ServerId),
}

/// One line of a story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Where the paper states the rule that decided.
    pub section: Option<&'static str>,
    /// How much it matters.
    pub weight: Weight,
    /// When its first event happened.
    pub time: Time,
    /// Its first event.
    pub first: EventNumber,
    /// Its last event.
    pub last: EventNumber,
    sort: Option<Sort>,
    /// How many events the text counts.
    times: u32,
}

/// The newest lines of a run's story, oldest first.
#[derive(Clone, Default, Debug)]
pub struct Story {
    lines: VecDeque<Line>,
    dropped: u64,
}

impl Story {
    /// The most lines that are kept; older ones make room.
    pub const MOST: usize = 500;

    /// Tells the next event.
    pub fn tell(&mut self, event: &Event) {
        let sentence = sentence(event);
        if let Some(line) = self.same(&sentence) {
            line.merge(event.number, &sentence);
            return;
        }
        if self.lines.len() == Story::MOST {
            self.lines.pop_front();
            self.dropped += 1;
        }
        self.lines.push_back(Line::new(event, sentence));
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

    /// The line that a sentence goes into: one of its sort or its words, with nothing but routine after it.
    fn same(&mut self, sentence: &Sentence) -> Option<&mut Line> {
        for line in self.lines.iter_mut().rev() {
            if line.takes(sentence) {
                return Some(line);
            }
            if line.weight > Weight::Routine {
                return None;
            }
        }
        None
    }
}

impl Line {
    fn new(event: &Event, sentence: Sentence) -> Line {
        Line {
            times: sentence.sort.map_or(1, Sort::counts),
            text: sentence.text,
            section: sentence.section,
            weight: sentence.weight,
            time: event.time,
            first: event.number,
            last: event.number,
            sort: sentence.sort,
        }
    }

    fn takes(&self, sentence: &Sentence) -> bool {
        match (self.sort, sentence.sort) {
            (Some(own), Some(other)) => own.line() == other.line(),
            (None, None) => self.text == sentence.text,
            _ => false,
        }
    }

    fn merge(&mut self, event: EventNumber, sentence: &Sentence) {
        self.last = event;
        let Some(sort) = sentence.sort else {
            self.times += 1;
            return;
        };
        self.times += sort.counts();
        if let Some(text) = sort.together(self.times) {
            self.text = text;
        }
    }

    /// How often the same happened, if that is not in the text.
    pub fn repeats(&self) -> Option<u32> {
        (self.sort.is_none() && self.times > 1).then_some(self.times)
    }
}

impl Sort {
    /// The sort under which it is counted.
    fn line(self) -> Sort {
        match self {
            Sort::Beat(leader) | Sort::BeatAnswer(leader) => Sort::Heartbeat(leader),
            other => other,
        }
    }

    fn counts(self) -> u32 {
        match self {
            Sort::Beat(_) | Sort::BeatAnswer(_) => 0,
            _ => 1,
        }
    }

    /// What many of them are in one sentence; none as long as they are not many.
    fn together(self, times: u32) -> Option<String> {
        if times < 2 {
            return None;
        }
        Some(match self.line() {
            Sort::Start => format!("{times} servers start as followers."),
            Sort::Write => format!("{times} writes are on their disks."),
            Sort::Loss(LossReason::Down, to) => {
                format!("{times} messages to {to} are lost: it is down.")
            }
            Sort::Loss(LossReason::Cut, to) => {
                format!("{times} messages to {to} are lost: the links are cut.")
            }
            Sort::Loss(_, to) => format!("{times} messages to {to} are lost on the way."),
            Sort::Heartbeat(leader) | Sort::Beat(leader) | Sort::BeatAnswer(leader) => {
                format!("{times} heartbeats of {leader} arrive.")
            }
        })
    }
}
