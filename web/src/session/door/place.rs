//! A moment of a run, as it is asked for: `250ms`, `mark "fold"`, `when leader is S2`.

use ::script::{Command, Condition, Script, ScriptError};
use raft::Time;
use sim::Settings;

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Where the run begins.
    Beginning,
    /// As far as the branch goes.
    Head,
    Time(Time),
    /// So many events have happened.
    Events(u64),
    /// The moment to which a script gives this name.
    Mark(String),
    /// The first moment at which it holds.
    Holds(Condition),
}

impl Target {
    /// # Errors
    /// A sentence that says what is wrong.
    pub(super) fn parse(words: &str, settings: &Settings) -> Result<Target, String> {
        let words = words.trim();
        match words {
            "start" => return Ok(Target::Beginning),
            "end" => return Ok(Target::Head),
            "" => return Err(EMPTY.to_owned()),
            _ => {}
        }
        let as_time = commands(&format!("run {words}"), settings);
        if let Ok([Command::Run(time)]) = as_time.as_deref() {
            return Ok(Target::Time(Time::ZERO + *time));
        }
        if let (Err(mistake), true) = (&as_time, words.starts_with(|it: char| it.is_ascii_digit()))
        {
            return Err(sentence(words, mistake));
        }
        if let Ok([Command::Mark(name)]) = commands(words, settings).as_deref() {
            return Ok(Target::Mark(name.clone()));
        }
        let condition = words.strip_prefix("when ").unwrap_or(words);
        match Condition::parse(condition, settings) {
            Ok(condition) => Ok(Target::Holds(condition)),
            Err(mistake) => Err(sentence(words, &mistake)),
        }
    }
}

const EMPTY: &str = "A moment is a time such as 250ms, a mark such as mark \"fold\", or a condition such as leader is S2.";

/// `“leeder”: Expected a condition, found `leeder`. Did you mean `leader`?`
pub(super) fn sentence(words: &str, mistake: &ScriptError) -> String {
    format!("“{words}”: {mistake}")
}

/// What some lines of a script say, for a world of these settings.
pub(super) fn commands(lines: &str, settings: &Settings) -> Result<Vec<Command>, Box<ScriptError>> {
    let (servers, clients) = (settings.servers, settings.clients);
    // What stands in a run that has begun is no set-up.
    let before = format!("servers {servers}\nclients {clients}\nstep 0\n");
    match Script::parse(&(before + lines)) {
        Ok(script) => {
            let lines = script.lines.into_iter().skip(3);
            Ok(lines.filter_map(|line| line.command).collect())
        }
        Err(mistakes) => {
            let mut first = mistakes.0;
            Err(Box::new(first.swap_remove(0)))
        }
    }
}
