//! The run in sentences: one for every event, repeats merged into one line.

mod actions;
mod events;
mod sentence;
mod sort;

pub use sentence::sentence;
pub use sort::Sort;

use crate::content::hash_of_text;
use crate::event::{Event, EventNumber};
use raft::chunks::Chunks;
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

/// One line of a story: which events it is about, and what they have in common. Its text is made of the first of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where the paper states the rule that decided.
    pub section: Option<&'static str>,
    pub weight: Weight,
    /// When its first event happened.
    pub time: Time,
    pub first: EventNumber,
    pub last: EventNumber,
    sort: Option<Sort>,
    /// The hash of the text of its first event.
    words: u64,
    /// How many events the text counts.
    times: u32,
    servers: ServerSet,
}

/// The newest lines of a run's story, oldest first. Copies share what they have in common.
#[derive(Clone, Default, Debug)]
pub struct Story {
    /// Those that no sentence joins any more.
    settled: Chunks<Line>,
    /// The last [`Story::REACH`].
    open: Vec<Line>,
    texts: Texts,
}

/// The texts of the first events of the newest lines, as far as they were observed here: a copy has none, since they can be
/// made again of the events.
#[derive(Default, Debug)]
struct Texts(Vec<(EventNumber, String)>);

impl Clone for Texts {
    fn clone(&self) -> Texts {
        Texts::default()
    }
}

impl Story {
    /// The most lines that are kept; older ones make room.
    pub const MOST: usize = 500;

    /// How many lines back a sentence may join one of its sort; what lies further back stays as it is.
    pub const REACH: usize = 12;

    /// Takes in the next event: as a line of its own, or merged into a line that says the same.
    pub fn observe(&mut self, event: &Event) {
        let sentence = sentence(event);
        let words = hash_of_text(&sentence.text);
        if let Some(line) = self.same(sentence.sort, words) {
            line.merge(event, sentence.sort);
        } else if sentence.sort.is_none_or(Sort::counts) {
            self.begin(Line::new(event, &sentence, words), sentence.text);
        }
    }

    /// The lines that are kept.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        let lines = 0..self.settled.len() as usize + self.open.len();
        lines.map(|place| self.line(place))
    }

    /// How many lines came before those.
    pub fn dropped(&self) -> u64 {
        self.settled.first()
    }

    /// What a line says; none if that has to be made of its first event again, with [`sentence`] and [`Line::text`].
    pub fn text(&self, line: &Line) -> Option<String> {
        let place = self
            .texts
            .0
            .binary_search_by_key(&line.first, |(first, _)| *first);
        let (_, text) = self.texts.0.get(place.ok()?)?;
        Some(line.text(text))
    }

    /// The newest line that matters so much at least; of [`Weight::Major`] it is worth a caption.
    pub fn newest(&self, least: Weight) -> Option<&Line> {
        let matters = |line: &&Line| line.weight >= least;
        self.lines().rev().find(matters)
    }

    fn line(&self, place: usize) -> &Line {
        let settled = self.settled.len() as usize;
        match self.settled.get(self.settled.first() + place as u64) {
            Some(line) => line,
            None => &self.open[place - settled],
        }
    }

    /// The line that a sentence goes into: one of its sort or its words, with nothing that matters more after it.
    fn same(&mut self, sort: Option<Sort>, words: u64) -> Option<&mut Line> {
        for line in self.open.iter_mut().rev() {
            if line.takes(sort, words) {
                return Some(line);
            }
            if line.weight >= Weight::Major {
                return None;
            }
        }
        None
    }

    fn begin(&mut self, line: Line, text: String) {
        if self.open.len() == Story::REACH {
            self.settled.push(self.open.remove(0));
        }
        self.texts.0.push((line.first, text));
        self.open.push(line);
        if self.lines().len() > Story::MOST {
            self.settled.drop_front(self.settled.first() + 1);
        }
        if self.texts.0.len() > Story::MOST {
            self.texts.0.remove(0);
        }
    }
}

impl Line {
    fn new(event: &Event, sentence: &Sentence, words: u64) -> Line {
        Line {
            section: sentence.section,
            weight: sentence.weight,
            time: event.time,
            first: event.number,
            last: event.number,
            sort: sentence.sort,
            words,
            times: 1,
            servers: event.server.into_iter().collect(),
        }
    }

    /// What the line says, whose first event this is the sentence of.
    pub fn text(&self, first: &str) -> String {
        match self.sort {
            Some(sort) if self.times > 1 => sort.together(self.times, self.servers),
            _ => first.to_owned(),
        }
    }

    /// How often the same happened, if the text does not say it.
    pub fn repeats(&self) -> Option<u32> {
        (self.sort.is_none() && self.times > 1).then_some(self.times)
    }

    fn takes(&self, sort: Option<Sort>, words: u64) -> bool {
        match (self.sort, sort) {
            (Some(own), Some(other)) => own == other.line(),
            (None, None) => self.words == words,
            _ => false,
        }
    }

    fn merge(&mut self, event: &Event, sort: Option<Sort>) {
        self.last = event.number;
        if sort.is_none_or(Sort::counts) {
            self.times += 1;
            self.servers = self.servers.union(event.server.into_iter().collect());
        }
    }
}
