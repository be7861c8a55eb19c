//! The lines before a run begins: what its world is made of.

use super::action::{ScriptAction, Setting};
use super::{Command, Line, Script};
use crate::dials::{DIALS, Dials};
use crate::settings::Settings;

/// Settings that have a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    /// [`Settings::paper`].
    Paper,
    /// [`Settings::lab`].
    Lab,
}

impl Preset {
    pub(super) const NAMED: [(&'static str, Preset); 2] =
        [("paper", Preset::Paper), ("lab", Preset::Lab)];

    pub(super) fn name(self) -> &'static str {
        Preset::NAMED[self as usize].0
    }

    fn settings(self) -> Settings {
        match self {
            Preset::Paper => Settings::paper(),
            Preset::Lab => Settings::lab(),
        }
    }
}

/// Where a command may stand.
pub(super) enum Place {
    /// Before the first line that does something.
    Before,
    /// Anywhere; before that line it is part of the set-up, or only tells.
    Anywhere,
    /// It is such a line.
    After,
}

pub(super) fn place(command: &Command) -> Place {
    match command {
        Command::Servers(_)
        | Command::Clients(_)
        | Command::Seed(_)
        | Command::Opening(_)
        | Command::Preset(_) => Place::Before,
        Command::Do {
            action: ScriptAction::Set(_),
            is_try: false,
        } => Place::Anywhere,
        Command::Say(_) | Command::Ask(_) => Place::Anywhere,
        _ => Place::After,
    }
}

/// How many lines of a script are read before the run begins.
pub(super) fn length(script: &Script) -> usize {
    let begins = |line: &Line| {
        let command = line.command.as_ref();
        command.is_some_and(|command| matches!(place(command), Place::After))
    };
    let begin = script.lines.iter().position(begins);
    begin.unwrap_or(script.lines.len())
}

/// What a script's world is made of, and its seed if it names one; or which line asks for what cannot be.
pub(super) fn settings(script: &Script) -> Result<(Settings, Option<u64>), (usize, String)> {
    let mut settings = Settings {
        opening_operation: false,
        ..Settings::default()
    };
    let (mut seed, mut differs, mut last_set) = (None, false, 1);
    for (number, line) in (1..).zip(&script.lines[..length(script)]) {
        match &line.command {
            Some(Command::Preset(_)) if differs => {
                return Err((number, "`preset` comes before what differs from it.".into()));
            }
            Some(Command::Preset(preset)) => {
                let preset = preset.settings();
                settings.dials = preset.dials;
                settings.opening_operation = preset.opening_operation;
            }
            Some(Command::Servers(servers)) => settings.servers = *servers,
            Some(Command::Clients(clients)) => settings.clients = *clients,
            Some(Command::Seed(number)) => seed = Some(*number),
            Some(Command::Opening(on)) => {
                settings.opening_operation = *on;
                differs = true;
            }
            Some(Command::Do {
                action: ScriptAction::Set(setting),
                ..
            }) => {
                turn(&mut settings.dials, *setting);
                (differs, last_set) = (true, number);
            }
            _ => {}
        }
    }
    let impossible = settings.dials.config().checked().err();
    match impossible {
        Some(error) => Err((last_set, error.to_string())),
        None => Ok((settings, seed)),
    }
}

fn turn(dials: &mut Dials, setting: Setting) {
    match setting {
        Setting::One(dial, value) => dials.push(dial, value),
        Setting::Both(range, min, max) => {
            let (shorter, longer) = range.ends();
            dials.push(shorter, min.as_micros());
            dials.push(longer, max.as_micros());
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
        lines.push(Command::Do {
            action: ScriptAction::Set(setting),
            is_try: false,
        });
    }
    lines
}
