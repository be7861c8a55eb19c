//! How a mount begins with what a page asks it to show: the run is there, then the moments between which it is a clip are looked for,
//! and the first one is shown.

use super::super::Session;
use super::super::page_event::PageEvent;
use super::super::playback::Playback;
use super::clip::Clip;
use super::place::Target;
use super::seeking::{Progress, Seeking};
use super::{Content, OPENING, Wish, Work, journal};
use crate::on_demand;
use crate::sharing::Shared;
use sim::world::Position;
use std::collections::VecDeque;

/// What is looked for, in this order: each behind the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moment {
    Poster,
    Start,
    Stop,
    /// Where it was before the module was made again.
    At,
}

struct Opening {
    plays: bool,
    /// What is still to be looked for, and how it was written.
    wanted: VecDeque<(Moment, String)>,
    looking: Option<(Moment, Seeking)>,
    /// Where the run stood when it was there.
    opened: Option<Position>,
    start: Option<Position>,
    stop: Option<Position>,
    poster: Option<Position>,
    at: Option<Position>,
    /// Whether it ends with its script.
    has_script: bool,
}

impl Session {
    /// Shows what a page asks for.
    pub(crate) fn begin_as(&mut self, wish: Wish) {
        self.clock.play(false);
        // What was done in a run leads to where it was; the moments of a clip are not its own any more.
        let moments = match wish.has_journal() {
            true => &[][..],
            false => &[Moment::Poster, Moment::Start, Moment::Stop, Moment::At],
        };
        let wanted = moments.iter();
        let wanted = wanted.filter_map(|it| Some((*it, wish.moment(it.name())?.to_owned())));
        let wanted = wanted.collect();
        let begun = match wish.journal() {
            Some(text) => self.begins_again(text, wish.moment("events")),
            None => self.begins(wish.content),
        };
        if let Err(sentence) = begun {
            return self.answers(OPENING, Err(sentence));
        }
        self.door.work = Some(Box::new(Opening {
            plays: wish.plays,
            wanted,
            looking: None,
            opened: None,
            start: None,
            stop: None,
            poster: None,
            at: None,
            has_script: self.run.has_script(),
        }));
        self.work_on();
    }

    fn begins(&mut self, content: Content) -> Result<(), String> {
        let shared = match content {
            Content::Cluster => return Ok(()),
            Content::Script(text) => return self.begins_script(text),
            Content::Scenario(name) => {
                let text = scenario(&name).ok_or_else(|| no_scenario(&name))?;
                return self.begins_script(text.to_owned());
            }
            Content::File(bytes) => match recording::is_file(&bytes) {
                true => Shared::File(bytes),
                false => {
                    let text = String::from_utf8(bytes).map_err(|_| NOT_TEXT.to_owned())?;
                    return self.begins_script(text);
                }
            },
            Content::Link(link) => Shared::Link(link),
        };
        self.opens(shared)
    }

    fn begins_again(&mut self, journal: &str, events: Option<&str>) -> Result<(), String> {
        let events = events.and_then(|events| events.parse().ok());
        let replay = journal::replay(journal, events.unwrap_or_default())?;
        self.opens(Shared::Replay(replay))
    }

    fn opens(&mut self, shared: Shared) -> Result<(), String> {
        match on_demand::sharing() {
            Some(sharing) => (sharing.open)(self, shared),
            None => {
                debug_assert!(false, "what shares a run has come");
                Ok(())
            }
        }
    }

    fn begins_script(&mut self, text: String) -> Result<(), String> {
        let Some(language) = on_demand::language() else {
            debug_assert!(false, "this is called by the language");
            return Ok(());
        };
        let read = (language.read)(&text);
        let read = read.map_err(|shown| on_demand::first_mistake(&text).unwrap_or(shown));
        let (player, world) = read?;
        self.begin_script(text, player, &world);
        self.clock.play(false);
        Ok(())
    }
}

const NOT_TEXT: &str = "This is neither a recording of Raftscape nor a script.";

/// A script that comes with the page.
fn scenario(name: &str) -> Option<&'static str> {
    let language = on_demand::language()?;
    let mut all = language.scenarios.iter();
    let own = all.find(|(own, _)| *own == name).map(|(_, text)| *text);
    own.or_else(|| on_demand::snapshot_lab().and_then(|lab| (lab.scenario)(name)))
}

fn no_scenario(name: &str) -> String {
    let all = on_demand::language().map_or(&[][..], |language| language.scenarios);
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    format!(
        "There is no scenario “{name}”; there are {}.",
        names.join(", ")
    )
}

impl Work for Opening {
    fn go_on(mut self: Box<Opening>, session: &mut Session) -> Option<Box<dyn Work>> {
        if session.is_taking_over() {
            let sharing = on_demand::sharing();
            sharing
                .into_iter()
                .for_each(|it| (it.take_over_on)(session));
            if session.is_taking_over() {
                return Some(self);
            }
        }
        self.opened.get_or_insert(session.run.world().position());
        loop {
            match self.looks(session) {
                Ok(Step::On) => {}
                Ok(Step::NextFrame) => return Some(self),
                Ok(Step::Done) => {
                    self.shows(session);
                    return None;
                }
                Err(sentence) => {
                    session.arrive();
                    session.answers(OPENING, Err(sentence));
                    return None;
                }
            }
        }
    }

    fn give_up(&self, session: &mut Session) {
        let sentence = "Another moment was asked for before this run had begun.";
        session.answers(OPENING, Err(sentence.to_owned()));
    }
}

enum Step {
    On,
    NextFrame,
    Done,
}

impl Opening {
    fn looks(&mut self, session: &mut Session) -> Result<Step, String> {
        let Some((moment, mut seeking)) = self.looking.take() else {
            let Some((moment, words)) = self.wanted.pop_front() else {
                return Ok(Step::Done);
            };
            let seeking = self.begins_to_look(moment, &words, session);
            let seeking =
                seeking.map_err(|sentence| format!("{}: {sentence}", moment.attribute()))?;
            self.looking = Some((moment, seeking));
            return Ok(Step::On);
        };
        match seeking.advance(session) {
            Progress::NotYet => {
                self.looking = Some((moment, seeking));
                Ok(Step::NextFrame)
            }
            Progress::Never(sentence) => Err(format!("{}: {sentence}", moment.attribute())),
            Progress::There => {
                let here = Some(session.run.world().position());
                match moment {
                    Moment::Poster => self.poster = here,
                    Moment::Start => self.start = here,
                    Moment::Stop if here <= self.start.or(self.opened) => {
                        let before = match self.start {
                            Some(_) => "start-at",
                            None => "the beginning",
                        };
                        return Err(format!("stop-at: This moment lies before {before}."));
                    }
                    Moment::Stop => self.stop = here,
                    Moment::At => self.at = here,
                }
                Ok(Step::On)
            }
        }
    }

    fn begins_to_look(
        &self,
        moment: Moment,
        words: &str,
        session: &mut Session,
    ) -> Result<Seeking, String> {
        let target = match (moment, words.parse()) {
            (Moment::At, Ok(events)) => Target::Events(events),
            _ => Target::parse(words, session.run.world().settings())?,
        };
        if moment == Moment::Stop {
            let start = self.start.or(self.opened);
            session
                .run
                .seek(start.unwrap_or_else(|| session.run.beginning()));
            return Ok(Seeking::ahead(target, session).behind());
        }
        Ok(Seeking::new(target, session))
    }

    /// All is found: the first moment is shown.
    fn shows(&self, session: &mut Session) {
        let is_still = session.clock.is_still();
        let beginning = session.run.beginning();
        let start = self.start.or(self.opened).unwrap_or(beginning);
        let poster = (self.poster).filter(|_| (!self.plays || is_still) && self.at.is_none());
        session.begin_clip_at(self.at.or(poster).unwrap_or(start));
        let is_clip = self.has_script || self.stop.is_some() || poster.is_some();
        session.door.clip = is_clip.then_some(Clip {
            start,
            stop: self.stop,
            is_poster: poster.is_some(),
        });
        session.clock = Playback::new(self.plays && !is_still, is_still);
        session.apply_speed();
        session.screen.alert = None;
        // What happened on the way here is not what the page asked for.
        session.page_events.take();
        session.page_events.push(session.ready());
        session.door.is_running = session.clock.is_playing();
        let running = session.door.is_running;
        session.page_events.push(PageEvent::Played { running });
        session.answers(OPENING, Ok(None));
    }
}

impl Moment {
    /// Its option.
    fn name(self) -> &'static str {
        match self {
            Moment::Poster => "posterAt",
            Moment::Start => "startAt",
            Moment::Stop => "stopAt",
            Moment::At => "events",
        }
    }

    /// Its attribute.
    fn attribute(self) -> &'static str {
        match self {
            Moment::Poster => "poster-at",
            Moment::Start => "start-at",
            Moment::Stop => "stop-at",
            Moment::At => "events",
        }
    }
}
