//! Reads scripts: lines to commands.

mod actions;
pub(super) mod conditions;
mod settings;
mod values;

use super::action::Instruction;
use super::command::{Command, Line, Script};
use super::condition::Condition;
use super::cursor::{Cluster, Cursor, Read};
use super::error::{ScriptError, ScriptErrors};
use super::limits::{LONGEST, MOST_BYTES, MOST_COLUMNS, MOST_LINES, MOST_STEPS};
use super::name::{NAMES, Name, server};
use super::pause_point::PausePoint;
use super::preset::Preset;
use super::setup::Phase;
use super::show::Show;
use super::value::Value;
use super::{quantity, setup};
use raft::{Duration, ServerId};
use sim::{MAX_CLIENTS, MAX_SERVERS, Settings};

/// The most mistakes that are reported.
const MOST_MISTAKES: usize = 20;

/// Words that begin a line, but for those that begin an action.
const COMMANDS: [&str; 17] = [
    "servers", "clients", "seed", "opening", "preset", "run", "step", "until", "mark", "when",
    "try", "say", "ask", "goal", "focus", "expect", "show",
];

/// Every word that a line or a condition begins with.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let lines = COMMANDS.into_iter().chain(actions::words());
    lines.chain(conditions::WORDS)
}

pub(super) fn script(text: &str) -> Result<Script, ScriptErrors> {
    let text = unmarked(text);
    if text.len() > MOST_BYTES {
        return Err(too_much(format!(
            "A script has at most {MOST_BYTES} bytes."
        )));
    }
    let mut script = Script::default();
    let mut mistakes = Vec::new();
    let mut so_far = SoFar {
        cluster: Cluster {
            servers: 5,
            clients: 1,
        },
        has_begun: false,
    };
    for (number, text) in (1..).zip(text.lines()) {
        if number > MOST_LINES {
            return Err(too_much(format!(
                "A script has at most {MOST_LINES} lines."
            )));
        }
        match line(number, text, &mut so_far) {
            Ok(line) => script.lines.push(line),
            Err(mistake) => mistakes.push(*mistake),
        }
        if mistakes.len() == MOST_MISTAKES {
            break;
        }
    }
    if mistakes.is_empty()
        && let Err(error) = setup::settings(&script)
    {
        let written = text.lines().nth(error.line - 1).unwrap_or_default();
        mistakes.push(ScriptError::at_line(written, error.line, error.sentence));
    }
    match mistakes.is_empty() {
        true => Ok(script),
        false => Err(ScriptErrors(mistakes)),
    }
}

/// A text without the mark that some editors put before it.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn too_much(sentence: String) -> ScriptErrors {
    ScriptErrors(vec![ScriptError::at_line("", 1, sentence)])
}

impl Instruction {
    /// Reads one that stands on a line of its own, for a world of these settings.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str, settings: &Settings) -> Result<Instruction, Box<ScriptError>> {
        whole(text, settings, |cursor| cursor.instruction())
    }
}

impl Condition {
    /// Reads one that stands on a line of its own, for a world of these settings.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str, settings: &Settings) -> Result<Condition, Box<ScriptError>> {
        whole(text, settings, |cursor| cursor.condition())
    }
}

impl Value {
    /// Reads one, for a world of these settings.
    ///
    /// # Errors
    /// What is wrong with it as a condition, and where.
    pub fn parse(text: &str, settings: &Settings) -> Result<Value, Box<ScriptError>> {
        whole(text, settings, |cursor| cursor.value_alone())
            .or_else(|_| Condition::parse(text, settings).map(Value::Holds))
    }
}

/// Reads what stands on a line of its own.
fn whole<T>(text: &str, settings: &Settings, read: fn(&mut Cursor<'_>) -> Read<T>) -> Read<T> {
    let cluster = Cluster {
        servers: settings.servers,
        clients: settings.clients,
    };
    let (mut cursor, _) = Cursor::new(1, text, cluster)?;
    let all = read(&mut cursor)?;
    cursor.end()?;
    Ok(all)
}

struct SoFar {
    cluster: Cluster,
    /// Whether the set-up is over.
    has_begun: bool,
}

fn line(number: usize, text: &str, so_far: &mut SoFar) -> Read<Line> {
    if text.chars().count() > MOST_COLUMNS {
        let sentence = format!("A line has at most {MOST_COLUMNS} characters.");
        return Err(Box::new(ScriptError::at_line("", number, sentence)));
    }
    let (mut cursor, comment) = Cursor::new(number, text, so_far.cluster)?;
    if cursor.is_empty() {
        return Ok(Line {
            command: None,
            comment,
        });
    }
    let command = cursor.command()?;
    cursor.end()?;
    match setup::phase(&command) {
        Phase::SetUp if so_far.has_begun => {
            return Err(cursor.refuse_line(
                "This belongs to the set-up, before the first line that does something.".into(),
            ));
        }
        Phase::SetUp | Phase::Any => {}
        Phase::Run => so_far.has_begun = true,
    }
    match command {
        Command::Servers(servers) => so_far.cluster.servers = servers,
        Command::Clients(clients) => so_far.cluster.clients = clients,
        _ => {}
    }
    Ok(Line {
        command: Some(command),
        comment,
    })
}

impl Cursor<'_> {
    fn command(&mut self) -> Read<Command> {
        let Some(word) = self.peek() else {
            return Err(self.unwanted("a command"));
        };
        if word != "try" && COMMANDS.contains(&word) {
            self.skip();
        }
        Ok(match word {
            "servers" => Command::Servers(self.number(1, MAX_SERVERS.into())? as u8),
            "clients" => Command::Clients(self.number(0, MAX_CLIENTS.into())? as u8),
            "seed" => Command::Seed(self.number(0, u64::MAX)?),
            "opening" => {
                let table = [("on", true), ("off", false)];
                Command::Opening(self.one_of(&table, "`on` or `off`")?)
            }
            "preset" => {
                let what = "a preset, `paper` or `lab`";
                Command::Preset(self.one_of(&Preset::NAMED, what)?)
            }
            "run" => Command::Run(self.duration()?),
            "step" => self.step()?,
            "until" => {
                let before = self.take("before");
                let condition = self.condition()?;
                let within = self.within()?;
                Command::Until {
                    before,
                    condition,
                    within,
                }
            }
            "mark" => Command::Mark(self.quoted()?),
            "when" => {
                let condition = self.condition()?;
                self.expect("do")?;
                Command::When(condition, self.instruction()?)
            }
            "pause" => self.pause()?,
            "say" => Command::Say(self.quoted()?),
            "ask" => Command::Ask(self.quoted()?),
            "goal" => Command::Goal(self.quoted()?, self.condition()?),
            "focus" => Command::Focus(self.names()?),
            "expect" => Command::Expect(self.condition()?, self.within()?),
            "show" => Command::Show(self.show()?),
            word if word == "try" || actions::words().any(|own| own == word) => {
                Command::Do(self.instruction()?)
            }
            _ => {
                let words = &mut actions::words().chain(COMMANDS);
                return Err(self.wrong("a command", words));
            }
        })
    }

    /// `pause when leader` is said of time, `pause S1` of a server.
    fn pause(&mut self) -> Read<Command> {
        match self.peek_after(1) {
            None => self.instruction().map(Command::Do),
            Some(word) if Name::read(word).is_some() => self.instruction().map(Command::Do),
            Some(_) => {
                self.skip();
                let table = [("when", false), ("before", true)];
                let what = "`when`, `before` or a server such as `S1`";
                Ok(Command::Pause(PausePoint {
                    is_before: self.one_of(&table, what)?,
                    condition: self.condition()?,
                }))
            }
        }
    }

    fn step(&mut self) -> Read<Command> {
        match self.peek() {
            None => Ok(Command::Step(1)),
            Some(_) => Ok(Command::Step(self.number(0, MOST_STEPS)?)),
        }
    }

    fn show(&mut self) -> Read<Show> {
        match self.one_name() {
            Some(name) => Ok(Show::Servers(name)),
            None => self.one_of(&Show::NAMED, "a server or one of `logs`, `state`, `messages`, `clients`, `checks`, `time`, `fingerprint`"),
        }
    }

    pub(super) fn within(&mut self) -> Read<Option<Duration>> {
        match self.take("within") {
            true => self.duration().map(Some),
            false => Ok(None),
        }
    }

    /// A length of time, at most an hour.
    pub(super) fn duration(&mut self) -> Read<Duration> {
        let what = "a time such as `250ms`, `2s` or `40us`, at most an hour";
        self.value(what, |text| {
            quantity::duration(text).filter(|time| *time <= LONGEST)
        })
    }

    /// The name of one or several servers, if one stands here.
    pub(super) fn one_name(&mut self) -> Option<Name> {
        let name = self.peek().and_then(Name::read)?;
        self.skip();
        Some(name)
    }

    pub(super) fn name(&mut self) -> Read<Name> {
        match self.one_name() {
            Some(name) => Ok(name),
            None => Err(self.wrong(
                "a server such as `S1`, `leader`, `followers`, `all` or `majority`",
                &mut NAMES.into_iter(),
            )),
        }
    }

    /// At least one name.
    pub(super) fn names(&mut self) -> Read<Vec<Name>> {
        let mut names = vec![self.name()?];
        while let Some(name) = self.one_name() {
            names.push(name);
        }
        Ok(names)
    }

    /// `S1` to `S9`.
    pub(super) fn server(&mut self) -> Read<ServerId> {
        self.value("a server from `S1` to `S9`", server)
    }
}
