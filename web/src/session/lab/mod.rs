//! The snapshot lab: what is looked at in it, and what the run has said of its snapshots so far.

pub(crate) mod chronicle;
pub(crate) mod exercises;
pub(crate) mod scenarios;
pub(crate) mod transfer;
pub(crate) mod trials;

mod follow;
mod two_writes;

use super::{Session, View};
use chronicle::Chronicle;
use exercises::Doing;
use follow::Reading;
use raft::{Index, ServerId};
use record::EventNumber;
use sim::{Action, Dial};
use std::any::Any;
use trials::{Question, Trials};

pub(crate) use two_writes::CrashPoint;

/// Which part of the lab is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Section {
    /// What a snapshot is: its contents, and the two writes that it takes.
    #[default]
    One,
    /// How it travels.
    Sent,
    /// Mistakes to catch.
    Exercises,
    /// What it costs, with other dials as well.
    Costs,
}

/// What a reader does in the lab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum InLab {
    Show(Section),
    /// The part that a link names, and the server.
    Look(Section, ServerId),
    /// The snapshot of this server is opened.
    Open(ServerId),
    /// The snapshot is taken at the index that was typed.
    TakeAt,
    /// The server goes down at this point of the two writes.
    Crash(CrashPoint),
    /// The scenario at this place is played.
    Scenario(usize),
    /// The exercise at this place begins.
    Exercise(usize),
    /// The answer at this place is given.
    Answer(usize),
    /// What came of the reader's answer is watched; of the right one, if not.
    Watch(bool),
    /// The list of exercises is shown again.
    Exercises,
    /// The transfer at this place is looked at.
    Transfer(usize),
    /// The chunk at this offset of it; all of them if none.
    Chunk(Option<u64>),
    /// What other dials would cost, or which would let a follower catch up, is tried.
    Try(Question),
    /// The copies are compared in which this dial is turned.
    Compare(Dial),
    /// What was tried goes to the clipboard as a table.
    CopyTable,
    /// It is there; or the browser refused it, if not.
    Copied(bool),
    /// So many entries are kept behind a snapshot, in a branch that begins right before this event.
    Keep(u64, EventNumber),
}

/// A field of the lab that holds a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LabField {
    /// Whose snapshot is looked at: the number of a server.
    Server,
    /// The index at which one is to be taken; empty for the last that is applied.
    Index,
}

/// What the lab shows.
pub(crate) struct Lab {
    pub(crate) section: Section,
    /// Whose snapshot is looked at.
    pub(crate) server: ServerId,
    /// The index at which one is to be taken, as it is typed; empty for the last that is applied.
    pub(crate) index: String,
    /// The place of the transfer that is looked at; the latest if none.
    pub(crate) transfer: Option<usize>,
    /// Where the chunk begins that is looked at.
    pub(crate) chunk: Option<u64>,
    /// The script that was asked for in a run that would be lost for it.
    pub(crate) would_lose: Option<&'static str>,
    pub(crate) doing: Option<Doing>,
    pub(crate) trials: Option<Trials>,
    /// Of the copies that were tried, those in which this dial is turned are drawn.
    pub(crate) turned: Dial,
    reading: Reading,
}

/// The lab, once it was opened. What it is made of is known to the part that loads with it, and to nothing else: so the first download
/// does not have what takes it apart.
#[derive(Default)]
pub(crate) struct Held {
    lab: Option<Box<dyn Any>>,
    /// Whether a worker does something for it.
    pub(super) works_elsewhere: bool,
}

impl Held {
    pub(crate) fn as_ref(&self) -> Option<&Lab> {
        self.lab.as_ref()?.downcast_ref()
    }

    fn as_mut(&mut self) -> Option<&mut Lab> {
        self.lab.as_mut()?.downcast_mut()
    }

    fn take(&mut self) -> Option<Box<Lab>> {
        self.lab.take()?.downcast().ok()
    }

    fn put(&mut self, lab: Box<Lab>) {
        let trials = lab.trials.as_ref();
        self.works_elsewhere = trials.is_some_and(|it| it.check.is_elsewhere());
        self.lab = Some(lab);
    }
}

impl Lab {
    fn new(session: &Session) -> Lab {
        let timeline = &session.run.recorded.timeline;
        // Who has a snapshot is looked at first; else who leads.
        let servers = &session.run.view.servers;
        let with = servers.iter().find(|it| it.snapshot.is_some());
        let leader = session.run.world().leader();
        let first = with.map(|it| it.id).or(leader).unwrap_or(ServerId(1));
        Lab {
            section: Section::default(),
            server: first,
            index: String::new(),
            transfer: None,
            chunk: None,
            would_lose: None,
            doing: None,
            trials: None,
            turned: Dial::SnapshotThreshold,
            reading: Reading::of(timeline),
        }
    }

    /// The same, of another run.
    fn another(&mut self, session: &Session) {
        let before = std::mem::replace(self, Lab::new(session));
        self.section = before.section;
        let servers = session.run.view.servers.iter();
        if servers.clone().any(|it| it.id == before.server) {
            self.server = before.server;
        }
    }

    /// What the run has said so far; it may have said more than what has happened by the moment that is shown.
    pub(crate) fn chronicle(&self) -> &Chronicle {
        self.reading.chronicle()
    }

    /// How much of the run is still to be read, in percent; none if nothing is.
    pub(crate) fn reads(&self) -> Option<u64> {
        self.reading.percent()
    }
}

/// The parts of the lab by the words that links have for them, which must not change.
const SECTIONS: [(&str, Section); 4] = [
    ("one", Section::One),
    ("sent", Section::Sent),
    ("exercises", Section::Exercises),
    ("costs", Section::Costs),
];

/// What a link says of the lab, as [`Session::lab_in_words`] has written it; none if it was not shown.
pub(crate) fn of_words(words: &str) -> Option<InLab> {
    let (section, server) = words.strip_prefix("snapshot ")?.split_once(" S")?;
    let (_, section) = SECTIONS.iter().find(|(word, _)| *word == section)?;
    Some(InLab::Look(*section, ServerId(server.parse().ok()?)))
}

impl Session {
    /// What a link says of the lab: `snapshot one S1`; none if it is not shown.
    pub(crate) fn lab_in_words(&self) -> Option<String> {
        let lab = self.lab.as_ref();
        let lab = lab.filter(|_| self.screen.view == View::Snapshot)?;
        let (word, _) = SECTIONS.iter().find(|(_, it)| *it == lab.section)?;
        Some(format!("snapshot {word} {}", lab.server))
    }

    /// The lab opens, or follows the run to the moment that is shown. A long run is read in pieces, one a frame.
    pub(crate) fn follow_in_lab(&mut self) {
        let mut lab = match self.lab.take() {
            Some(lab) => lab,
            None => Box::new(Lab::new(self)),
        };
        let was_reading = lab.reads().is_some();
        let timeline = &self.run.recorded.timeline;
        if lab.reading.follow(timeline, self.stopwatch) {
            // Transfers have other places there.
            (lab.transfer, lab.chunk) = (None, None);
        }
        let is_reading = lab.reads().is_some();
        self.lab.put(lab);
        self.lab_works = self.try_on() || is_reading;
        self.version += u64::from(was_reading || self.lab_works);
    }

    /// Another run is shown.
    pub(crate) fn another_in_lab(&mut self) {
        if let Some(mut lab) = self.lab.take() {
            lab.another(self);
            self.lab.put(lab);
        }
    }

    /// Changes the lab alone.
    fn with_lab_itself(&mut self, change: impl FnOnce(&mut Lab)) {
        if let Some(mut lab) = self.lab.take() {
            change(&mut lab);
            self.lab.put(lab);
        }
    }

    /// There is one worker, and another thing for it to do.
    pub(super) fn give_up_trials(&mut self) {
        self.with_lab_itself(|lab| lab.trials = None);
    }

    pub(crate) fn in_lab(&mut self, what: InLab) {
        let Some(lab) = self.lab.as_mut() else {
            return debug_assert!(false, "the lab is open");
        };
        match what {
            InLab::Show(section) => self.show_section(section),
            InLab::Look(section, server) => {
                if self.run.world().snapshot(server).is_some() {
                    lab.server = server;
                }
                self.show_section(section);
            }
            InLab::Open(server) => (lab.section, lab.server) = (Section::One, server),
            InLab::TakeAt => self.take_at(),
            InLab::Crash(at) => self.crash_at(at),
            InLab::Scenario(place) => self.play_in_lab(place),
            InLab::Exercise(place) => self.begin_exercise(place),
            InLab::Answer(place) => self.answer_exercise(place),
            InLab::Watch(is_yours) => self.watch_answer(is_yours),
            InLab::Exercises => lab.doing = None,
            InLab::Transfer(place) => (lab.transfer, lab.chunk) = (Some(place), None),
            InLab::Chunk(offset) => lab.chunk = offset,
            InLab::CopyTable => self.copy_table(),
            InLab::Copied(is_copied) => {
                let words = match is_copied {
                    true => "The table is copied.",
                    false => "The browser refused the clipboard: select the table, and copy it.",
                };
                self.screen.alert = Some(words.to_owned().into());
            }
            InLab::Try(question) => self.ask_trials(question),
            InLab::Compare(dial) => lab.turned = dial,
            InLab::Keep(entries, event) => self.keep_and_see(entries, event),
        }
    }

    /// What it costs with the dials in force is asked when the reader wants to see it first.
    fn show_section(&mut self, section: Section) {
        let Some(lab) = self.lab.as_mut() else { return };
        lab.section = section;
        if section == Section::Costs && lab.trials.is_none() {
            self.ask_trials(Question::Costs);
        }
    }

    pub(crate) fn typed_in_lab(&mut self, field: LabField, text: &str) {
        let Some(lab) = self.lab.as_mut() else {
            return debug_assert!(false, "the lab is open");
        };
        match field {
            LabField::Server => match text.parse() {
                Ok(id) => lab.server = ServerId(id),
                Err(_) => debug_assert!(false, "there is no server {text} to choose"),
            },
            LabField::Index => text.clone_into(&mut lab.index),
        }
    }

    /// Keeps so many entries behind a snapshot from right before this event on, in a branch of its own, which is compared with the one
    /// that is left.
    fn keep_and_see(&mut self, entries: u64, event: EventNumber) {
        let set = Action::Set(Dial::EntriesKept, entries);
        let words = format!("{entries} entries are kept in a branch of its own");
        self.do_and_see(Some(event), &set, &words);
    }

    /// Takes a snapshot of the server that is looked at, at the index that was typed.
    fn take_at(&mut self) {
        let Some(lab) = self.lab.as_ref() else { return };
        let (server, text) = (lab.server, lab.index.trim());
        let take = Action::Server(sim::ServerAction::TakeSnapshot, server);
        match (text, text.parse::<Index>()) {
            ("", _) => self.act(&take),
            (_, Ok(index)) => self.act(&Action::SnapshotAt(server, index)),
            _ => self.complain(format!("An index is a whole number, not “{text}”.")),
        }
    }
}
