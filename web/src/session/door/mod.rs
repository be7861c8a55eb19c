//! What the page around a mount asks of it: how its run begins, where to go, what to do, what there is. The answers are events of the page.
//!
//! What is here is known from the beginning. How a mount looks and what is reported of it (`dress`, `report`) come with the details; what
//! answers lies in the part with the script language, since all is asked in its words.

mod asks;
mod clip;
mod dress;
mod journal;
mod opening;
mod place;
mod seeking;
mod state;
mod values;

use super::outfit::{Controls, Outfit};
use super::page_event::PageEvent;
use super::playback::Speed;
use super::{Msg, Session};
use crate::on_demand;
use sim::timeline::BranchId;
use sim::world::Position;

pub(crate) use clip::{Clip, InClip};

/// Something that is asked; the answer names its ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ask {
    pub(crate) ticket: u32,
    pub(crate) about: Asks,
    pub(crate) words: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asks {
    /// To go to a moment.
    Seek,
    /// To do what lines of a script say.
    Act,
    /// For a link to this run at this moment.
    Link,
    /// For this run as a script.
    Script,
    /// For all that the servers hold, as JSON.
    State,
    /// For something as it is now, such as `term of S1`.
    Value,
    /// For the same, and again whenever it changes.
    Watch,
    /// That what was asked for with this ticket is not watched any more.
    Unwatch,
}

impl Asks {
    pub(crate) const NAMED: [(&'static str, Asks); 8] = [
        ("seek", Asks::Seek),
        ("act", Asks::Act),
        ("link", Asks::Link),
        ("script", Asks::Script),
        ("state", Asks::State),
        ("value", Asks::Value),
        ("watch", Asks::Watch),
        ("unwatch", Asks::Unwatch),
    ];
}

/// The ticket of how a mount begins, which is answered without being asked.
pub(crate) const OPENING: u32 = 0;

/// Options by their names, as they were written.
pub(crate) type Asked = Vec<(String, String)>;

/// How a mount begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) content: Content,
    /// `startAt`, `stopAt` and `posterAt`, the moments at which it begins, at which time stops, and which is shown before it is played; `journal`, what
    /// was done in a run that is taken up again, as a script, and `events`, how many had happened.
    pub(crate) moments: Asked,
    /// How it is to look.
    pub(crate) dress: Asked,
    /// Whether time runs.
    pub(crate) plays: bool,
}

impl Wish {
    /// Whether all that it asks for is there.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_cluster() && self.dress.is_empty()
    }

    /// Whether the cluster that is there is all that it shows.
    pub(super) fn is_cluster(&self) -> bool {
        self.moments.is_empty() && self.content == Content::Cluster
    }

    pub(crate) fn has_journal(&self) -> bool {
        self.journal().is_some()
    }

    /// What was done in a run that is taken up again.
    fn journal(&self) -> Option<&str> {
        self.moment("journal").filter(|text| !text.is_empty())
    }

    fn moment(&self, name: &str) -> Option<&str> {
        let mut all = self.moments.iter();
        all.find(|(own, _)| own == name).map(|(_, words)| &**words)
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum Content {
    /// The cluster that is there already.
    #[default]
    Cluster,
    /// A script, or the one in a lesson.
    Script(String),
    /// A script that comes with the page.
    Scenario(String),
    /// A recording, or a script.
    File(Vec<u8>),
    Link(String),
}

const NOT_LOADED: &str =
    "A part of Raftscape could not be loaded. Check the connection, and try again.";

/// Something that takes more than one frame.
pub(crate) trait Work {
    /// Goes on as far as a frame allows; itself, if it is not over.
    fn go_on(self: Box<Self>, session: &mut Session) -> Option<Box<dyn Work>>;

    /// Another one takes its place.
    fn give_up(&self, session: &mut Session);
}

/// Something that is watched.
pub(crate) trait Shows {
    /// What it is now.
    fn shown(&self, session: &Session) -> String;
}

struct Watched {
    ticket: u32,
    value: Box<dyn Shows>,
    /// What it was when it was said last.
    said: String,
}

/// What is asked and not yet answered, and what is said by itself.
#[derive(Default)]
pub(crate) struct Door {
    /// Whether a page hears what happens.
    pub(crate) is_open: bool,
    /// Why the mount cannot begin, if what would say it as an event has not come.
    pub(crate) failed: Option<String>,
    /// What is under way.
    pub(super) work: Option<Box<dyn Work>>,
    watched: Vec<Watched>,
    /// How fast time runs in each run that begins; as it is usual, if none.
    pub(crate) speed: Option<Speed>,
    /// The piece of the run that is shown, if it is one.
    pub(super) clip: Option<Clip>,
    /// Where the run was when the page was last notified of it.
    reported: Option<(BranchId, Position)>,
    /// Whether time ran then.
    is_running: bool,
}

impl Session {
    /// Goes on with what takes more than one frame; false if there is nothing.
    pub(super) fn work_on(&mut self) -> bool {
        let Some(work) = self.door.work.take() else {
            return false;
        };
        self.door.work = work.go_on(self);
        if self.door.work.is_none() {
            self.version += 1;
        }
        true
    }

    /// The page around has this around the stage. What a page hears comes with the details, which its own page has time for.
    pub(crate) fn begin_around(&mut self, controls: Controls, is_page: bool) {
        let outfit = Outfit {
            controls,
            ..Outfit::default()
        };
        self.screen.put_on(outfit);
        if self.door.is_open && !is_page {
            self.parts.load_ahead();
        }
    }

    /// Begins as its page asks for it, with all that this needs here.
    pub(super) fn begin_with(&mut self, wish: Wish) {
        let mut dressed = Ok(());
        self.with_going(|it, session| dressed = (it.dress)(session, &wish.dress));
        match dressed {
            Err(sentence) => self.answers(OPENING, Err(sentence)),
            Ok(()) if wish.is_cluster() => {
                self.begin_plainly(wish.plays);
                self.answer_opening();
            }
            Ok(()) => self.with_language(|it, session| (it.begin)(session, wish)),
        }
    }

    /// The cluster that is there is shown, and nothing else.
    pub(crate) fn begin_plainly(&mut self, plays: bool) {
        if !plays {
            self.clock.begin_stopped();
        }
    }

    /// The mount shows what it was asked to show.
    pub(crate) fn answer_opening(&mut self) {
        self.answers(OPENING, Ok(None));
    }

    /// What was asked for, of how fast time runs.
    pub(crate) fn apply_speed(&mut self) {
        if let Some(speed) = self.door.speed {
            self.clock.set_speed(speed);
        }
    }

    pub(super) fn answers(&mut self, ticket: u32, answer: Result<Option<String>, String>) {
        let (value, error) = match answer {
            Ok(value) => (value, None),
            Err(sentence) => (None, Some(sentence)),
        };
        self.page_events.push(PageEvent::Answer {
            ticket,
            value,
            error,
        });
    }

    /// What waited for a part is not done.
    pub(super) fn cannot_answer(&mut self, waited: &[Msg]) {
        for msg in waited {
            let sentence = NOT_LOADED.to_owned();
            match msg {
                Msg::Begin(_) if on_demand::going().is_none() => self.door.failed = Some(sentence),
                Msg::Begin(_) => self.answers(OPENING, Err(sentence)),
                Msg::Ask(ask) => self.answers(ask.ticket, Err(sentence)),
                _ => {}
            }
        }
    }

    /// Notifies the page of what has changed since it was notified last.
    pub(crate) fn report(&mut self) {
        let running = self.clock.is_playing();
        if std::mem::replace(&mut self.door.is_running, running) != running {
            self.page_events.push(PageEvent::Played { running });
        }
        let timeline = &self.run.recorded.timeline;
        let here = (timeline.here(), timeline.position());
        let before = self.door.reported.replace(here);
        if before == Some(here) {
            return;
        }
        if before.is_some_and(|(branch, _)| branch != here.0) {
            let name = timeline.branch().name().unwrap_or_default().to_owned();
            self.page_events.push(PageEvent::Branch { name });
        }
        if before.is_none_or(|(_, before)| before.events != here.1.events) {
            self.page_events.push(self.changed());
        }
        self.say_watched();
    }

    fn changed(&self) -> PageEvent {
        let leader = self.run.leader();
        PageEvent::Changed {
            events: self.run.world().events(),
            micros: self.now().0,
            leader: leader.map(|leader| leader.id.to_string()),
            term: leader.map_or(0, |leader| leader.term),
            commit: leader.map_or(0, |leader| leader.commit),
        }
    }

    fn say_watched(&mut self) {
        let mut watched = std::mem::take(&mut self.door.watched);
        for it in &mut watched {
            let value = it.value.shown(self);
            if value != it.said {
                it.said.clone_from(&value);
                let ticket = it.ticket;
                self.page_events.push(PageEvent::Value { ticket, value });
            }
        }
        self.door.watched = watched;
    }
}
