//! The lines before a run begins: what its world is made of.

use super::action::{Instruction, ScriptAction, Setting};
use super::command::{Command, Line, Script};
use super::error::ScriptError;
use super::quantity;
use sim::Settings;
use sim::{DIALS, Dial, Dials};

/// Where a command may stand.
pub(super) enum Phase {
    /// Only in the set-up, before the first line that does something.
    SetUp,
    /// In both; in the set-up it is a part of it, or a remark.
    Any,
    /// It does something, so the set-up is over.
    Run,
}

pub(super) fn phase(command: &Command) -> Phase {
    match command {
        Command::Servers(_)
        | Command::Clients(_)
        | Command::Seed(_)
        | Command::Opening(_)
        | Command::Preset(_) => Phase::SetUp,
        Command::Do(Instruction {
            action: ScriptAction::Set(_),
            is_try: false,
            ..
        }) => Phase::Any,
        Command::Say(_) | Command::Ask(_) => Phase::Any,
        _ => Phase::Run,
    }
}

/// How many lines of a script are read before the run begins.
pub(super) fn length(script: &Script) -> usize {
    let begins = |line: &Line| {
        let command = line.command.as_ref();
        command.is_some_and(|command| matches!(phase(command), Phase::Run))
    };
    let begin = script.lines.iter().position(begins);
    begin.unwrap_or(script.lines.len())
}

/// What a script's world is made of, and its seed if it names one; or which line asks for what cannot be.
pub(super) fn settings(script: &Script) -> Result<(Settings, Option<u64>), Box<ScriptError>> {
    let refuse = |number: usize, sentence: String| {
        let line = script.lines.get(number - 1);
        let text = line.map_or(String::new(), Line::to_string);
        Err(Box::new(ScriptError::at_line(&text, number, sentence)))
    };
    let mut settings = Settings {
        opening_operation: false,
        ..Settings::default()
    };
    let (mut seed, mut differs, mut last_set) = (None, false, 1);
    for (number, line) in (1..).zip(&script.lines[..length(script)]) {
        match &line.command {
            Some(Command::Preset(_)) if differs => {
                return refuse(number, "`preset` comes before what differs from it.".into());
            }
            Some(Command::Preset(preset)) => {
                let preset = preset.settings();
                settings.dials = preset.dials;
                settings.opening_operation = preset.opening_operation;
            }
            Some(Command::Servers(servers)) => {
                settings.servers = *servers;
                last_set = number;
            }
            Some(Command::Clients(clients)) => {
                settings.clients = *clients;
                last_set = number;
            }
            Some(Command::Seed(number)) => seed = Some(*number),
            Some(Command::Opening(on)) => {
                settings.opening_operation = *on;
                differs = true;
            }
            Some(Command::Do(Instruction {
                action: ScriptAction::Set(setting),
                ..
            })) => {
                if let Err(sentence) = turn(&mut settings.dials, *setting) {
                    return refuse(number, sentence);
                }
                (differs, last_set) = (true, number);
            }
            _ => {}
        }
    }
    match settings.checked() {
        Ok(settings) => Ok((settings, seed)),
        Err(error) => refuse(last_set, error.to_string()),
    }
}

fn turn(dials: &mut Dials, setting: Setting) -> Result<(), String> {
    let mut turn = |dial: Dial, value| {
        let info = dial.info();
        if !(info.min..=info.max).contains(&value) {
            let range = quantity::example(dial);
            return Err(format!("`{}` takes {range}.", info.name));
        }
        dials.push(dial, value);
        Ok(())
    };
    match setting {
        Setting::One(dial, value) => turn(dial, value),
        Setting::Both(range, min, max) => {
            let (shorter, longer) = range.ends();
            turn(shorter, min.as_micros())?;
            turn(longer, max.as_micros())
        }
    }
}

/// The set-up lines that make these settings and this seed.
pub(super) fn lines(settings: &Settings, seed: u64) -> Vec<Command> {
    let mut lines = vec![
        Command::Servers(settings.servers),
        Command::Clients(settings.clients),
        Command::Seed(seed),
    ];
    if settings.opening_operation {
        lines.push(Command::Opening(true));
    }
    let usual = Dials::default();
    let differ = |dial| settings.dials.get(dial) != usual.get(dial);
    let differs = DIALS.iter().filter(|info| differ(info.dial));
    for setting in differs.map(|info| Setting::One(info.dial, settings.dials.get(info.dial))) {
        let action = ScriptAction::Set(setting);
        lines.push(Command::Do(Instruction::once(action)));
    }
    lines
}
