//! Plays a script in a world of its own.

use super::condition::Condition;
use super::deed::Deed;
use super::judge::{Ended, Judge};
use super::resolve;
use super::setup;
use super::{Command, DEFAULT_SEED, Done, Position, Script};
use crate::action::Action;
use crate::settings::Settings;
use crate::world::World;
use raft::{Duration, ServerId, ServerSet, Time};
use record::story::{Weight, sentence};
use record::{Event, EventKind, Outcome};
use std::fmt;

/// How long `until` waits if the script does not say.
const PATIENCE: Duration = Duration::from_millis(60_000);

/// The most events of a play.
const MOST_EVENTS: u64 = 2_000_000;

/// The most things that are done in a play.
const MOST_DEEDS: usize = 10_000;

/// The most traps, and the most goals, that are set at a time.
const MOST_TRAPS: usize = 100;

/// The most messages that are on their way at a time.
const MOST_MESSAGES: usize = 20_000;

/// How many of the last events are remembered, and how many of them a failure tells.
const REMEMBERED: usize = 400;
const TOLD: usize = 5;

/// What came of a play.
pub struct Report {
    /// What the world was made of.
    pub settings: Settings,
    /// Its seed.
    pub seed: u64,
    /// What was done to it, and when.
    pub done: Vec<Done>,
    /// What the script told, with its line and when.
    pub told: Vec<(usize, Position, Told)>,
    /// What was not as the script expects.
    pub failures: Vec<Failure>,
    /// The world at the end.
    pub world: World,
}

/// Something that a script tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// A remark.
    Say(String),
    /// A question.
    Ask(String),
    /// This moment has a name.
    Mark(String),
    /// What the reader is to bring about.
    Goal(String),
    /// It has come about.
    Reached(String),
    /// Whom to look at.
    Focus(Vec<ServerId>),
    /// What `show` shows, a line each.
    Show(Vec<String>),
}

/// Something that was not as the script expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The line of the script.
    pub line: usize,
    /// When.
    pub position: Position,
    /// The line as it stands.
    pub expected: String,
    /// What there is instead, as a sentence or a few.
    pub found: String,
    /// The last events that touched it.
    pub recent: Vec<(Time, String)>,
}

/// What a listener hears while a script is played.
pub enum Heard<'a> {
    /// An event, also those of what the script did.
    Event(&'a Event),
    /// Something that this line tells.
    Told(usize, &'a Told),
    /// Something that is not as expected.
    Failed(&'a Failure),
}

/// Plays a script to its end, or to the first line that makes no sense any more: an expectation that fails does not
/// end a play; what cannot be done does, and what is waited for in vain.
///
/// The seed is the script's, if it names one and `seed` is none; otherwise [`DEFAULT_SEED`]. A play always ends: it has at most two
/// million events.
pub fn play(script: &Script, seed: Option<u64>, hear: &mut dyn FnMut(Heard<'_>)) -> Report {
    let (settings, own_seed) = script.settings().unwrap_or((Settings::default(), None));
    let seed = seed.or(own_seed).unwrap_or(DEFAULT_SEED);
    let world = World::new(settings, seed)
        .or_else(|_| World::new(Settings::default(), seed))
        .expect("the usual settings are possible");
    let mut play = Play {
        script,
        line: 0,
        ended: Ended::default(),
        traps: Vec::new(),
        goals: Vec::new(),
        recent: Vec::new(),
        hear,
        report: Report {
            settings,
            seed,
            done: Vec::new(),
            told: Vec::new(),
            failures: Vec::new(),
            world,
        },
    };
    // A failure that ends the play has been told.
    let _ = play.lines();
    play.report
}

/// The play is over: its failure has been told.
struct Over;

type Goes = Result<(), Over>;

/// A play under way.
struct Play<'a> {
    script: &'a Script,
    /// The line that is played, from 1.
    line: usize,
    ended: Ended,
    /// Line, condition and deed of each.
    traps: Vec<(usize, &'a Condition, &'a Deed)>,
    goals: Vec<(usize, &'a Condition, &'a str)>,
    recent: Vec<Event>,
    hear: &'a mut dyn FnMut(Heard<'_>),
    report: Report,
}

impl<'a> Play<'a> {
    fn lines(&mut self) -> Goes {
        let script = self.script;
        let begin = setup::length(script);
        for (place, line) in script.lines.iter().enumerate() {
            self.line = place + 1;
            match &line.command {
                Some(command @ (Command::Say(_) | Command::Ask(_))) => self.command(command)?,
                Some(command) if place >= begin => self.command(command)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn command(&mut self, command: &'a Command) -> Goes {
        match command {
            Command::Servers(_)
            | Command::Clients(_)
            | Command::Seed(_)
            | Command::Opening(_)
            | Command::Preset(_) => {}
            Command::Run(time) => {
                let until = self.world().now() + *time;
                self.run(until, None)?;
            }
            Command::Step(events) => {
                for _ in 0..*events {
                    if !self.step()? {
                        break;
                    }
                }
            }
            Command::Until {
                before,
                condition,
                within,
            } => {
                let wait = self.world().now() + within.unwrap_or(PATIENCE);
                let came = match before {
                    true => self.run_before(wait, condition)?,
                    false => self.run(wait, Some(condition))?,
                };
                if !came {
                    self.fail_condition(condition);
                    return Err(Over);
                }
            }
            Command::Do { deed, is_try } => self.perform(deed, *is_try)?,
            Command::When(condition, deed) => {
                self.make_room(self.traps.len())?;
                self.traps.push((self.line, condition, deed));
                self.spring()?;
            }
            Command::Expect(condition, within) => {
                let wait = self.world().now() + within.unwrap_or(Duration::ZERO);
                let holds = match within {
                    Some(_) => self.run(wait, Some(condition))?,
                    None => self.judge().holds(condition),
                };
                if !holds {
                    self.fail_condition(condition);
                }
            }
            Command::Goal(text, condition) => {
                self.make_room(self.goals.len())?;
                self.tell(Told::Goal(text.clone()));
                self.goals.push((self.line, condition, text));
                self.reach();
            }
            Command::Say(text) => self.tell(Told::Say(text.clone())),
            Command::Ask(text) => self.tell(Told::Ask(text.clone())),
            Command::Mark(name) => self.tell(Told::Mark(name.clone())),
            Command::Focus(names) => {
                let named = names.iter().flat_map(|name| self.world().named(*name));
                let ids = named.collect();
                self.tell(Told::Focus(ids));
            }
            Command::Show(show) => {
                let lines = show.lines(self.world());
                self.tell(Told::Show(lines));
            }
        }
        Ok(())
    }

    fn world(&self) -> &World {
        &self.report.world
    }

    fn judge(&self) -> Judge<'_> {
        Judge {
            world: &self.report.world,
            ended: &self.ended,
        }
    }

    // — time —

    /// Lets time pass until then, or until the condition holds. Whether it does; `true` if there is none.
    fn run(&mut self, until: Time, condition: Option<&Condition>) -> Result<bool, Over> {
        let holds = |play: &Play| condition.is_some_and(|condition| play.judge().holds(condition));
        while !holds(self) {
            if self.world().next_due().is_none_or(|due| due > until) {
                self.report.world.run_until(until, &mut |_| {});
                return Ok(condition.is_none() || holds(self));
            }
            self.step()?;
        }
        Ok(true)
    }

    /// The same, but stops before the event that makes the condition hold, for which a copy runs one event ahead.
    fn run_before(&mut self, until: Time, condition: &Condition) -> Result<bool, Over> {
        loop {
            if self.judge().holds(condition) {
                return Ok(true);
            }
            if self.world().next_due().is_none_or(|due| due > until) {
                self.report.world.run_until(until, &mut |_| {});
                return Ok(false);
            }
            let mut ahead = self.world().clone();
            ahead.step();
            let ahead = Judge {
                world: &ahead,
                ended: &self.ended,
            };
            if ahead.holds(condition) {
                return Ok(true);
            }
            self.step()?;
        }
    }

    /// Lets one event happen; false if nothing ever will.
    fn step(&mut self) -> Result<bool, Over> {
        if self.world().events() >= MOST_EVENTS {
            let found = format!("The play has had {MOST_EVENTS} events, and may have no more.");
            return Err(self.give_up(found));
        }
        let Some(event) = self.report.world.step() else {
            return Ok(false);
        };
        let event = event.clone();
        self.note(event);
        self.check_room()?;
        self.spring()?;
        Ok(true)
    }

    /// Takes in an event that happened.
    fn note(&mut self, event: Event) {
        for outcome in &event.outcomes {
            if let Outcome::OperationEnded {
                client,
                serial,
                end,
            } = outcome
            {
                self.ended.insert((*client, *serial), *end);
            }
        }
        (self.hear)(Heard::Event(&event));
        if self.recent.len() == 2 * REMEMBERED {
            self.recent.drain(..REMEMBERED);
        }
        self.recent.push(event);
        self.reach();
    }

    // — deeds —

    /// Does what a line says. What cannot be done ends the play, unless it was only tried.
    fn perform(&mut self, deed: &Deed, is_try: bool) -> Goes {
        let actions = match resolve::actions(deed, self.world()) {
            Ok(actions) => actions,
            Err(_) if is_try => return Ok(()),
            Err(sentence) => return Err(self.give_up(sentence)),
        };
        for action in actions {
            if let Err(sentence) = self.act(action)?
                && !is_try
            {
                return Err(self.give_up(sentence));
            }
        }
        self.check_room()?;
        self.spring()
    }

    /// Does one thing. The sentence says why it was not possible.
    fn act(&mut self, action: Action) -> Result<Result<(), String>, Over> {
        if self.report.done.len() == MOST_DEEDS {
            let found = format!("The play has done {MOST_DEEDS} things, and may do no more.");
            return Err(self.give_up(found));
        }
        let position = self.world().position();
        let event = self.report.world.apply(&action).clone();
        self.report.done.push((position, action));
        let done = match &event.kind {
            EventKind::Refused { sentence } => Err(sentence.clone()),
            _ => Ok(()),
        };
        self.note(event);
        Ok(done)
    }

    /// Springs every trap whose condition holds, one after the other, each once.
    fn spring(&mut self) -> Goes {
        while let Some(place) = self.sprung() {
            let (line, _, deed) = self.traps.remove(place);
            let waiting = std::mem::replace(&mut self.line, line);
            let actions = resolve::actions(deed, self.world());
            let actions = actions.map_err(|sentence| self.give_up(sentence))?;
            for action in actions {
                if let Err(sentence) = self.act(action)? {
                    return Err(self.give_up(sentence));
                }
            }
            self.line = waiting;
        }
        Ok(())
    }

    fn sprung(&self) -> Option<usize> {
        let judge = self.judge();
        self.traps
            .iter()
            .position(|(_, condition, _)| judge.holds(condition))
    }

    /// Tells the goals that are reached.
    fn reach(&mut self) {
        let judge = Judge {
            world: &self.report.world,
            ended: &self.ended,
        };
        let Some(place) = self
            .goals
            .iter()
            .position(|(_, condition, _)| judge.holds(condition))
        else {
            return;
        };
        let (line, _, text) = self.goals.remove(place);
        let waiting = std::mem::replace(&mut self.line, line);
        self.tell(Told::Reached(text.to_owned()));
        self.line = waiting;
    }

    fn make_room(&mut self, set: usize) -> Goes {
        match set < MOST_TRAPS {
            true => Ok(()),
            false => Err(self.give_up(format!("{MOST_TRAPS} are set already: that is the most."))),
        }
    }

    fn check_room(&mut self) -> Goes {
        match self.world().network.in_flight().len() <= MOST_MESSAGES {
            true => Ok(()),
            false => Err(self.give_up(format!(
                "More than {MOST_MESSAGES} messages are on their way: a play may have no more."
            ))),
        }
    }

    // — telling —

    fn tell(&mut self, told: Told) {
        (self.hear)(Heard::Told(self.line, &told));
        let position = self.world().position();
        self.report.told.push((self.line, position, told));
    }

    fn fail_condition(&mut self, condition: &Condition) {
        let found = self.judge().found(condition);
        let concerned = self.judge().concerned(condition);
        self.fail(found, concerned);
    }

    fn give_up(&mut self, found: String) -> Over {
        self.fail(found, ServerSet::EMPTY);
        Over
    }

    fn fail(&mut self, found: String, concerned: ServerSet) {
        let line = self.script.lines.get(self.line - 1);
        let command = line.and_then(|line| line.command.as_ref());
        let failure = Failure {
            line: self.line,
            position: self.world().position(),
            expected: command.map_or(String::new(), ToString::to_string),
            found,
            recent: self.told_of(concerned),
        };
        (self.hear)(Heard::Failed(&failure));
        self.report.failures.push(failure);
    }

    /// The last events that concerned these servers, routine apart.
    fn told_of(&self, concerned: ServerSet) -> Vec<(Time, String)> {
        let touches = |event: &&Event| event.server.is_some_and(|id| concerned.contains(id));
        let touching = self.recent.iter().rev().filter(touches);
        let told = touching.map(|event| (event.time, sentence(event)));
        let mut told: Vec<(Time, String)> = told
            .filter(|(_, sentence)| sentence.weight > Weight::Routine)
            .map(|(time, sentence)| (time, sentence.text))
            .take(TOLD)
            .collect();
        told.reverse();
        told
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "line {}, at {}: {}",
            self.line, self.position.time, self.expected
        )?;
        writeln!(out, "  found: {}", self.found)?;
        for (time, text) in &self.recent {
            writeln!(out, "  {time:>12}  {text}")?;
        }
        Ok(())
    }
}
