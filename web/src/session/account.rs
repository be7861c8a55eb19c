//! What is done to a run, as lines of a script that are written without the script language: what outlives a panic cannot
//! wait for a part to be loaded. Each thing is said in one way only, if not the shortest one that a script has.

use raft::{Duration, ServerId, ServerSet};
use record::{ClientId, LinkOverride, MessageName, Operation, Percent};
use sim::{Action, DIALS, Dial, Dials, MessageAction, ServerAction, Settings, Unit};
use std::fmt::{self, Display, Formatter, Write};

/// The most events or microseconds that one line of a script may let pass.
const MOST: [u64; 2] = [1_000_000, 3_600_000_000];

/// The kinds of messages as scripts call them, in their own order.
const KINDS: [&str; 6] = [
    "vote",
    "vote-reply",
    "append",
    "append-reply",
    "snapshot",
    "snapshot-reply",
];

/// The lines before a run.
pub(super) struct SetUp<'a>(pub(super) &'a Settings, pub(super) u64);

/// Lets so many events happen; none is a line, too.
pub(super) struct Steps(pub(super) u64);

/// Lets so much time pass.
pub(super) struct Wait(pub(super) Duration);

/// Does this.
pub(super) struct Do<'a>(pub(super) &'a Action);

impl Display for SetUp<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let SetUp(settings, seed) = self;
        let (servers, clients) = (settings.servers, settings.clients);
        write!(out, "servers {servers}\nclients {clients}\nseed {seed}")?;
        if settings.opening_operation {
            out.write_str("\nopening on")?;
        }
        let usual = Dials::default();
        for dial in DIALS.iter().map(|info| info.dial) {
            let value = settings.dials.get(dial);
            if value != usual.get(dial) {
                write!(out, "\n{}", Do(&Action::Set(dial, value)))?;
            }
        }
        Ok(())
    }
}

impl Display for Steps {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        parts("step ", self.0, MOST[0], "", out)
    }
}

impl Display for Wait {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        parts("run ", self.0.0, MOST[1], "us", out)
    }
}

/// `whole` in lines of at most `most`.
fn parts(word: &str, whole: u64, most: u64, unit: &str, out: &mut Formatter<'_>) -> fmt::Result {
    let mut rest = whole;
    while rest > most {
        rest -= most;
        writeln!(out, "{word}{most}{unit}")?;
    }
    write!(out, "{word}{rest}{unit}")
}

impl Display for Do<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Action::Server(action, id) => to_server(*action, *id, out),
            Action::Message(action, name) => to_message(*action, name, out),
            Action::AlignTimers => out.write_str("align timers"),
            Action::GiveLog(id, terms, term) => {
                write!(out, "log {id} =")?;
                if terms.is_empty() {
                    out.write_str(" empty")?;
                }
                for (index, term) in (1..).zip(terms) {
                    write!(out, " {term}.{index}")?;
                }
                write!(out, " term {term}")
            }
            Action::Hold(what) => write!(out, "hold {what}"),
            Action::Release(what) => write!(out, "release {what}"),
            Action::Cut(from, to) => write!(out, "cut {from} -> {to}"),
            Action::CutBoth(a, b) => write!(out, "cut {a} - {b}"),
            Action::Heal(a, b) => write!(out, "heal {a} - {b}"),
            Action::HealLink(from, to) => write!(out, "heal {from} -> {to}"),
            Action::HealAll => out.write_str("heal"),
            Action::Partition(groups) => partition(groups, out),
            Action::Submit(client, operation) => submit(operation, *client, None, out),
            Action::SubmitAt(client, operation, at) => submit(operation, *client, Some(*at), out),
            Action::Advance(client) => write!(out, "deliver {client}"),
            Action::OverrideLink(scope, None) => write!(out, "unset {scope}"),
            Action::OverrideLink(scope, Some(profile)) => {
                match *profile {
                    LinkOverride::Latency(min, max) => {
                        write!(out, "set latency {}us..{}us", min.0, max.0)
                    }
                    LinkOverride::Loss(share) => per_mille("loss", share.into(), out),
                    LinkOverride::Late(share) => per_mille("late", share.into(), out),
                }?;
                write!(out, " on {scope}")
            }
            Action::OverrideDisk(id, None) => write!(out, "unset disk {id}"),
            Action::OverrideDisk(id, Some((min, max))) => {
                write!(out, "set disk {}us..{}us on {id}", min.0, max.0)
            }
            Action::SnapshotAt(id, index) => write!(out, "snapshot {id} at {index}"),
            Action::EraseLog(id, from) => write!(out, "wipe {id} from {from}"),
            Action::Set(dial, value) => set(*dial, *value, out),
        }
    }
}

fn to_server(action: ServerAction, id: ServerId, out: &mut Formatter<'_>) -> fmt::Result {
    let words = word_for(ServerAction::NAMED, action);
    match words.split_once(' ') {
        Some((before, behind)) => write!(out, "{before} {id} {behind}"),
        None => write!(out, "{words} {id}"),
    }
}

fn to_message(action: MessageAction, name: &MessageName, out: &mut Formatter<'_>) -> fmt::Result {
    let word = match action {
        MessageAction::Delay(_) => "delay",
        action => word_for(MessageAction::NAMED, action),
    };
    let MessageName {
        from,
        to,
        kind,
        term,
        nth,
        copy,
    } = name;
    let kind = KINDS[*kind as usize];
    write!(out, "{word} {kind} {from} -> {to} term {term} nth {nth}")?;
    if *copy > 0 {
        write!(out, " copy {copy}")?;
    }
    match action {
        MessageAction::Delay(by) => write!(out, " {}us", by.0),
        _ => Ok(()),
    }
}

/// The word that stands for something in a table, which must name it.
fn word_for<T: PartialEq>(table: &[(&'static str, T)], of: T) -> &'static str {
    let named = table.iter().find(|(_, own)| *own == of);
    debug_assert!(named.is_some(), "it stands in the table");
    named.map_or("", |(word, _)| word)
}

fn partition(groups: &[ServerSet], out: &mut Formatter<'_>) -> fmt::Result {
    out.write_str("cut ")?;
    if groups.is_empty() {
        return out.write_str("apart");
    }
    for (place, group) in groups.iter().enumerate() {
        out.write_str(if place == 0 { "" } else { " | " })?;
        if group.is_empty() {
            out.write_str("nobody")?;
        }
        for (place, id) in group.iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            write!(out, "{blank}{id}")?;
        }
    }
    Ok(())
}

fn submit(
    operation: &Operation,
    by: Option<ClientId>,
    at: Option<ServerId>,
    out: &mut Formatter<'_>,
) -> fmt::Result {
    out.write_str("submit \"")?;
    for c in operation.to_string().chars() {
        if matches!(c, '"' | '\\') {
            out.write_char('\\')?;
        }
        out.write_char(c)?;
    }
    out.write_str("\"")?;
    if let Some(client) = by {
        write!(out, " by {client}")?;
    }
    match at {
        Some(server) => write!(out, " at {server}"),
        None => Ok(()),
    }
}

fn set(dial: Dial, value: u64, out: &mut Formatter<'_>) -> fmt::Result {
    let info = dial.info();
    match info.unit {
        Unit::PerMille => per_mille(info.name, value, out),
        Unit::Micros => write!(out, "set {} {value}us", info.name),
        Unit::Entries | Unit::Bytes => write!(out, "set {} {value}", info.name),
        Unit::Choice(names) => {
            let name = names.get(value as usize).copied().unwrap_or_default();
            let name = name.strip_prefix("a ").unwrap_or(name).replace(' ', "-");
            write!(out, "set {} {name}", info.name)
        }
    }
}

fn per_mille(name: &str, value: u64, out: &mut Formatter<'_>) -> fmt::Result {
    write!(out, "set {name} {}", Percent(value))
}
