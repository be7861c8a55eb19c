//! The form of version 1: what stands where. It never changes; another form gets another version, and this one stays readable.
//!
//! First stand the version, and the length of what follows it; behind that, a checksum of all before it.

use crate::bytes::{Reader, Writer};
use crate::error::{RecordingError, impossible};
use crate::numbers;
use crate::recording::{Branch, Fork, PausePoint, Recording, Shown, Step};
use raft::{Duration, Time};
use sim::world::Position;
use sim::{DIALS, Dials, Settings};

pub(crate) const VERSION: u8 = 1;

type Read<T> = Result<T, RecordingError>;

/// The bytes of a recording.
///
/// # Errors
/// If it says what cannot be, or more than a recording may hold.
pub(crate) fn write(recording: &Recording) -> Read<Vec<u8>> {
    recording.check()?;
    let mut body = Writer::default();
    body.recording(recording);
    let mut out = Writer::default();
    out.byte(VERSION);
    out.count(body.0.len());
    out.0.extend(body.0);
    let checksum = checksum(&out.0);
    out.0.extend(checksum);
    Ok(out.0)
}

/// The recording of these bytes.
///
/// # Errors
/// If they are no whole recording of this version, or it says what cannot be.
pub(crate) fn read(bytes: &[u8]) -> Read<Recording> {
    let mut rest = Reader(bytes);
    let version = rest.byte()?;
    if version != VERSION {
        return Err(RecordingError::Later(version));
    }
    let length: usize = rest.narrow()?;
    let (body, end) = rest
        .0
        .split_at_checked(length)
        .ok_or(RecordingError::CutOff)?;
    if end.len() < CHECKSUM {
        return Err(RecordingError::CutOff);
    }
    if end != checksum(&bytes[..bytes.len() - CHECKSUM]) {
        return Err(RecordingError::Damaged);
    }
    let mut body = Reader(body);
    let recording = body.recording()?;
    if !body.0.is_empty() {
        return Err(RecordingError::Damaged);
    }
    recording.check()?;
    Ok(recording)
}

const CHECKSUM: usize = 4;

/// FNV-1a of 32 bits, the lowest byte first.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let mix = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    bytes.iter().fold(0x811c_9dc5, mix).to_le_bytes()
}

// What is on or off, a bit each.
const OPENING_OPERATION: u8 = 1;
const CHECKS: u8 = 2;
const IS_BEFORE: u8 = 1;
const IS_ON: u8 = 2;

fn flag(bit: u8, is_set: bool) -> u8 {
    match is_set {
        true => bit,
        false => 0,
    }
}

impl Writer {
    fn recording(&mut self, recording: &Recording) {
        self.settings(&recording.settings);
        self.number(recording.seed);
        self.list(&recording.branches, Writer::branch);
        self.count(recording.here);
        // Counted back from the end of the branch, where it mostly is; that there is such a branch was checked.
        let branch = recording.branches.get(recording.here);
        let head = branch.map_or(recording.at, |branch| branch.head);
        self.ahead(recording.at, head);
        self.0.extend(recording.fingerprint.to_le_bytes());
        self.text(&recording.shown.view);
        self.text(&recording.shown.selection);
        self.list(&recording.pause_points, Writer::pause_point);
    }

    fn settings(&mut self, settings: &Settings) {
        self.byte(settings.servers << 4 | settings.clients);
        self.byte(
            flag(OPENING_OPERATION, settings.opening_operation) | flag(CHECKS, settings.checks),
        );
        let all = DIALS
            .iter()
            .map(|info| (info.dial, settings.dials.get(info.dial)));
        let unusual: Vec<_> = all
            .filter(|(dial, value)| *value != numbers::usual(*dial))
            .collect();
        self.list(&unusual, |out, (dial, value)| {
            out.byte(numbers::of_dial(*dial));
            out.number(*value);
        });
    }

    fn branch(&mut self, branch: &Branch) {
        let begin = match branch.left {
            Some(Fork { from, at }) => {
                // 0 is for the first, which has left no other.
                self.count(from + 1);
                self.ahead(Position::default(), at);
                at
            }
            None => {
                self.count(0);
                Position::default()
            }
        };
        self.text(branch.name.as_deref().unwrap_or_default());
        let mut last = begin;
        self.list(&branch.steps, |out, step| {
            out.ahead(last, step.at);
            out.action(&step.action);
            out.0.extend(step.fingerprint.to_le_bytes());
            last = after(step.at);
        });
        self.ahead(last, branch.head);
        let mut last = begin;
        self.list(&branch.marks, |out, (at, name)| {
            out.ahead(last, *at);
            out.text(name);
            last = *at;
        });
    }

    fn pause_point(&mut self, point: &PausePoint) {
        self.byte(flag(IS_BEFORE, point.is_before) | flag(IS_ON, point.is_on));
        self.text(&point.condition);
        self.text(&point.action);
    }

    /// A moment, by how far it lies ahead of another one.
    fn ahead(&mut self, from: Position, to: Position) {
        self.number(to.time.since(from.time).as_micros());
        self.number(to.events.saturating_sub(from.events));
    }
}

/// The first moment after an action: that is an event itself.
fn after(at: Position) -> Position {
    Position {
        events: at.events.saturating_add(1),
        ..at
    }
}

impl Reader<'_> {
    fn recording(&mut self) -> Read<Recording> {
        let settings = self.settings()?;
        let seed = self.number()?;
        let branches = self.list(Reader::branch)?;
        let here = self.narrow()?;
        let back: (u64, u64) = (self.number()?, self.number()?);
        let at = branches.get(here).and_then(|branch| before(branch, back));
        let Some(at) = at else {
            return impossible("there is no such moment as the one that is shown.");
        };
        Ok(Recording {
            settings,
            seed,
            branches,
            here,
            at,
            fingerprint: u64::from_le_bytes(self.bytes()?),
            shown: Shown {
                view: self.text()?.to_owned(),
                selection: self.text()?.to_owned(),
            },
            pause_points: self.list(Reader::pause_point)?,
        })
    }

    fn settings(&mut self) -> Read<Settings> {
        let size = self.byte()?;
        let flags = self.byte()?;
        Ok(Settings {
            servers: size >> 4,
            clients: size & 0xf,
            opening_operation: flags & OPENING_OPERATION != 0,
            checks: flags & CHECKS != 0,
            dials: self.dials()?,
        })
    }

    fn dials(&mut self) -> Read<Dials> {
        let unusual = self.list(|this| Ok((numbers::dial(this.byte()?)?, this.number()?)))?;
        let value = |dial| {
            let said = unusual.iter().find(|(other, _)| *other == dial);
            said.map_or(numbers::usual(dial), |(_, value)| *value)
        };
        let mut dials = Dials::default();
        for info in &DIALS {
            let value = value(info.dial);
            if !(info.min..=info.max).contains(&value) {
                return impossible(format!("“{}” is out of its range.", info.label));
            }
            dials.push(info.dial, value);
        }
        // One end of a range takes the other one along, if they are not in order.
        match DIALS
            .iter()
            .all(|info| dials.get(info.dial) == value(info.dial))
        {
            true => Ok(dials),
            false => impossible("the shortest of something is longer than the longest."),
        }
    }

    fn branch(&mut self) -> Read<Branch> {
        let left = match self.narrow::<usize>()? {
            0 => None,
            place => Some(Fork {
                from: place - 1,
                at: self.ahead(Position::default())?,
            }),
        };
        let begin = left.map_or(Position::default(), |left| left.at);
        let name = self.text()?;
        let mut last = begin;
        let steps = self.list(|this| {
            let at = this.ahead(last)?;
            last = after(at);
            Ok(Step {
                at,
                action: this.action()?,
                fingerprint: u16::from_le_bytes(this.bytes()?),
            })
        })?;
        let head = self.ahead(last)?;
        let mut last = begin;
        let marks = self.list(|this| {
            last = this.ahead(last)?;
            Ok((last, this.text()?.to_owned()))
        })?;
        Ok(Branch {
            left,
            name: (!name.is_empty()).then(|| name.to_owned()),
            steps,
            marks,
            head,
        })
    }

    fn pause_point(&mut self) -> Read<PausePoint> {
        let flags = self.byte()?;
        Ok(PausePoint {
            is_before: flags & IS_BEFORE != 0,
            is_on: flags & IS_ON != 0,
            condition: self.text()?.to_owned(),
            action: self.text()?.to_owned(),
        })
    }

    fn ahead(&mut self, from: Position) -> Read<Position> {
        let (time, events) = (Duration(self.number()?), self.number()?);
        // What overflows is beyond every limit.
        Ok(Position {
            time: from.time + time,
            events: from.events.saturating_add(events),
        })
    }
}

/// The moment that lies so far before the end of a branch.
fn before(branch: &Branch, (time, events): (u64, u64)) -> Option<Position> {
    Some(Position {
        time: Time(branch.head.time.0.checked_sub(time)?),
        events: branch.head.events.checked_sub(events)?,
    })
}
