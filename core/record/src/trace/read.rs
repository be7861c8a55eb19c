//! Reads a trace, one line at a time, and says where and how it is wrong.

use super::VERSION;
use super::implied::{Implied, LastState};
use super::kind::TraceKind;
use super::line::{Header, Level, Line};
use super::message::TraceMessage;
use super::names::{NO_SERVER, Names};
use super::outcome::Consequence;
use super::pairing::Pairing;
use super::strict::Strict;
use super::values::{Number, Server};
use crate::event::{Event, EventKind, EventNumber};
use raft::{ServerSet, Time};
use serde::de::DeserializeOwned;
use std::fmt;
use std::io::{BufRead, Read};
use std::sync::Arc;

/// The most bytes that a line may have, so that no input fills the memory.
const LONGEST: u64 = 8 << 20;

/// What some editors put before a text; nothing of it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What is wrong with a trace, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceError {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub sentence: String,
}

impl fmt::Display for TraceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.sentence)
    }
}

impl std::error::Error for TraceError {}

/// Reads a trace and gives its events. Those of a full trace that [`super::Writer`] wrote are written as the same lines again,
/// though no line says, and so no event has, what the entries of an append hold (their terms it has), the bytes of a chunk
/// (zeros stand for them) or a command that is none on the key-value machine (its hash stands for it). What a line of the minimal
/// level leaves out is unknown in its event: what happened, what a message says, what a server is. A decision without a reason
/// its event lacks, and what a disk holds if that is not said in full.
pub struct Reader<R> {
    lines: Lines<R>,
    header: Header,
    /// The number of the next event, unless its line says another.
    next: EventNumber,
    /// When the last event happened.
    now: Time,
    pairing: Pairing,
    /// By server number.
    known: [LastState; ServerSet::MAX_ID as usize + 1],
}

impl<R: BufRead> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// If the first line is no header, or one of another version.
    pub fn new(input: R) -> Result<Reader<R>, TraceError> {
        let mut lines = Lines {
            input,
            number: 0,
            buffer: Vec::new(),
            names: Names::default(),
        };
        let Some(header) = lines.next::<Header>()? else {
            lines.number = 1;
            return Err(lines.wrong("a trace begins with a header, but there is nothing"));
        };
        if header.version != VERSION {
            let version = header.version;
            return Err(lines.wrong(format!(
                "this is a trace of version {version}: this program reads version {VERSION}"
            )));
        }
        if header.by_name {
            lines.names = Names::new(&header.names);
        }
        Ok(Reader {
            lines,
            header,
            next: 0,
            now: Time::ZERO,
            pairing: Pairing::default(),
            known: std::array::from_fn(|_| LastState::at_first()),
        })
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The number of the line that was read last, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.lines.number
    }

    /// The next event; none at the end of the trace.
    ///
    /// # Errors
    /// If the next line cannot follow. Reading on makes no sense then.
    pub fn next_event(&mut self) -> Result<Option<Event>, TraceError> {
        let level = self.header.level;
        Ok(self.next()?.map(|(event, implied, _)| match level {
            Level::Minimal => implied.around(event),
            Level::Full => event,
        }))
    }

    /// The next event with all that its line implies, and all that it says.
    pub(super) fn next_line(&mut self) -> Result<Option<(Event, Line)>, TraceError> {
        let next = self.next()?;
        Ok(next.map(|(event, implied, line)| (implied.around(event), line)))
    }

    fn next(&mut self) -> Result<Option<(Event, Implied, Line)>, TraceError> {
        let Some(mut line) = self.lines.next::<Line>()? else {
            return Ok(None);
        };
        let missing = if line.after.is_some() && line.server.is_none() {
            Some("`after` needs a `server` that it is about")
        } else if line.time.is_none() && line.event.is_none() {
            Some("an event has a `time`, or where there is no clock its number as `event`")
        } else {
            None
        };
        if let Some(missing) = missing {
            return Err(self.lines.wrong(against_schema(missing)));
        }
        let event = self
            .admit(&mut line)
            .map_err(|sentence| self.lines.wrong(sentence))?;
        let implied = match line.server {
            Some(Server(id)) => self.known[usize::from(id.0)].take_in(&line, self.header.level),
            None => Implied::default(),
        };
        self.next = event.number + 1;
        self.now = event.time;
        Ok(Some((event, implied, line)))
    }

    /// The event of a line that can follow what came before; else what is wrong with it.
    fn admit(&mut self, line: &mut Line) -> Result<Event, String> {
        fits(line)?;
        let level = self.header.level;
        match level {
            Level::Full => {
                is_full(line)?;
                self.follows_at_once(line)?;
            }
            Level::Minimal => {
                self.follows(line)?;
                self.pairing.complete(line);
            }
        }
        self.is_caused(line)?;
        let kind = line.kind.as_ref().map(TraceKind::kind);
        let mut outcomes = Vec::with_capacity(line.outcomes.len());
        for outcome in &line.outcomes {
            outcomes.extend(outcome.outcome(level)?);
        }
        Ok(Event {
            number: line.event.map_or(self.next, u64::from),
            time: line.time.map_or(self.now, |time| Time(time.0)),
            cause: line.cause.map(|cause| cause.0),
            server: line.server.map(|server| server.0),
            kind: kind.unwrap_or(Ok(EventKind::Unknown))?,
            outcomes,
            after: line.after.as_ref().and_then(|after| after.facts(level)),
            source: line.source.clone().map(Arc::new),
        })
    }

    /// At the full level events are numbered from 0 without a gap, time never goes back, and causes come first.
    fn follows_at_once(&self, line: &Line) -> Result<(), String> {
        let next = self.next;
        if let Some(event) = line.event.filter(|event| event.0 != next) {
            let event = event.0;
            return Err(format!(
                "this is event {event}, but the next one would be event {next}"
            ));
        }
        if let Some(time) = line.time.filter(|time| time.0 < self.now.0) {
            let (time, now) = (time.0, self.now.0);
            return Err(format!("time goes back here from {now} to {time}"));
        }
        Ok(())
    }

    /// Elsewhere the order of events is that of their lines, and of their numbers where they have some: clocks differ.
    fn follows(&self, line: &Line) -> Result<(), String> {
        let Some(event) = line.event.filter(|event| event.0 < self.next) else {
            return Ok(());
        };
        let (event, last) = (event.0, self.next - 1);
        Err(format!(
            "this is event {event}, which cannot follow event {last}: events stand in their order"
        ))
    }

    /// What led to an event came before it.
    fn is_caused(&self, line: &Line) -> Result<(), String> {
        let event = line.event.map_or(self.next, u64::from);
        match line.cause.filter(|cause| cause.0 >= event) {
            Some(Number(cause)) => Err(format!(
                "event {event} cannot follow from event {cause}, which comes later"
            )),
            None => Ok(()),
        }
    }
}

/// Whether the chunks of snapshots that a line mentions, whose bytes it does not give, fit in the memory as lines do.
fn fits(line: &Line) -> Result<(), String> {
    let happened = line.kind.as_ref().and_then(TraceKind::message);
    let messages = line.outcomes.iter().filter_map(Consequence::message);
    let bytes = messages.chain(happened).map(TraceMessage::bytes);
    match bytes.fold(0, u64::saturating_add) {
        0..=LONGEST => Ok(()),
        bytes => Err(format!(
            "its messages carry {bytes} bytes of snapshots: a line may have {LONGEST}"
        )),
    }
}

/// Whether a line says all that one of the full level does; else what it leaves out.
fn is_full(line: &Line) -> Result<(), String> {
    let missing = if line.event.is_none() {
        "`event`, the number of the event"
    } else if line.time.is_none() {
        "`time`, when it happened"
    } else if line.kind.is_none() {
        "`kind`, what happened"
    } else if line
        .after
        .as_ref()
        .is_some_and(|after| after.facts(Level::Full).is_none())
    {
        "in `after` one of `term`, `role`, `commit`, `applied`, `base`, `last`, `durable`, `snapshot`, `configuration`"
    } else if let Some(missing) = line.kind.as_ref().and_then(TraceKind::missing) {
        missing
    } else if let Some(missing) = line.outcomes.iter().find_map(Consequence::missing) {
        missing
    } else {
        return Ok(());
    };
    Err(format!(
        "a trace of the full level must not leave out {missing}"
    ))
}

/// The lines of a text, of which only one is in memory.
struct Lines<R> {
    input: R,
    /// The number of the line that was read last.
    number: u64,
    buffer: Vec<u8>,
    /// What servers are called.
    names: Names,
}

impl<R: BufRead> Lines<R> {
    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, TraceError> {
        self.number += 1;
        self.buffer.clear();
        let mut limited = self.input.by_ref().take(LONGEST + 1);
        let length = limited
            .read_until(b'\n', &mut self.buffer)
            .map_err(|error| self.wrong(format!("cannot be read: {error}")))?;
        if length == 0 {
            return Ok(None);
        }
        if length as u64 > LONGEST {
            return Err(self.wrong(format!("is longer than {LONGEST} bytes")));
        }
        let mut line = self.buffer.as_slice();
        if self.number == 1 {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if line.trim_ascii().is_empty() {
            return Err(self.wrong("is empty: every line behind the header is an event"));
        }
        let mut parser = serde_json::Deserializer::from_slice(line);
        let parsed = T::deserialize(Strict {
            names: &self.names,
            inner: &mut parser,
        });
        parsed
            .and_then(|parsed| parser.end().map(|()| Some(parsed)))
            .map_err(|error| self.wrong(malformed(&error)))
    }

    fn wrong(&self, sentence: impl Into<String>) -> TraceError {
        TraceError {
            line: self.number,
            sentence: sentence.into(),
        }
    }
}

/// What the parser says, with the column. The line that it counts is always the first.
fn malformed(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    let sentence = format!("column {}: {what}", error.column());
    match what.starts_with(NO_SERVER) {
        true => sentence,
        false => against_schema(&sentence),
    }
}

/// The error of a line that does not obey the schema.
fn against_schema(what: &str) -> String {
    format!("{what}; `raftscape schema` prints what a line may hold")
}
