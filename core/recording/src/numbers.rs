//! The numbers of the form, version 1: what each variant is called in bytes, for good. A new variant gets a number that was
//! never used; none is ever used again. `docs/LINK.md` has the same numbers.

use crate::error::{RecordingError, impossible};
use record::{Held, MessageKind};
use sim::{DIALS, Dial, ServerAction};

// Actions: those to a server are 1 to 31, those to a message 32 to 47.
pub(crate) const DROP: u8 = 32;
pub(crate) const DELIVER: u8 = 33;
pub(crate) const DUPLICATE: u8 = 34;
pub(crate) const DELAY: u8 = 35;
pub(crate) const GIVE_LOG: u8 = 48;
pub(crate) const ALIGN_TIMERS: u8 = 49;
pub(crate) const OVERRIDE_DISK: u8 = 50;
pub(crate) const HOLD: u8 = 51;
pub(crate) const RELEASE: u8 = 52;
pub(crate) const CUT: u8 = 53;
pub(crate) const CUT_BOTH: u8 = 54;
pub(crate) const HEAL: u8 = 55;
pub(crate) const HEAL_LINK: u8 = 56;
pub(crate) const PARTITION: u8 = 57;
pub(crate) const HEAL_ALL: u8 = 58;
pub(crate) const SUBMIT: u8 = 59;
pub(crate) const SUBMIT_AT: u8 = 60;
pub(crate) const ADVANCE: u8 = 61;
pub(crate) const OVERRIDE_LINK: u8 = 62;
pub(crate) const SET: u8 = 63;
pub(crate) const SNAPSHOT_AT: u8 = 64;
pub(crate) const ERASE_LOG: u8 = 65;

// Operations.
pub(crate) const OPERATION_SET: u8 = 1;
pub(crate) const OPERATION_ADD: u8 = 2;
pub(crate) const OPERATION_GET: u8 = 3;
pub(crate) const OPERATION_DELETE: u8 = 4;
pub(crate) const OPERATION_OTHER: u8 = 5;

// How a link or a disk differs from what the dials say.
pub(crate) const AS_THE_DIALS_SAY: u8 = 0;
pub(crate) const LATENCY: u8 = 1;
pub(crate) const LOSS: u8 = 2;
pub(crate) const LATE: u8 = 3;

/// No server, or no client: those count from 1.
pub(crate) const ANY: u8 = 0;

pub(crate) fn of_server_action(action: ServerAction) -> u8 {
    match action {
        ServerAction::Crash => 1,
        ServerAction::CrashBeforeSend => 2,
        ServerAction::CrashTearing => 3,
        ServerAction::Restart => 4,
        ServerAction::Pause => 5,
        ServerAction::Resume => 6,
        ServerAction::Wipe => 7,
        ServerAction::TimeOut => 8,
        ServerAction::Heartbeat => 9,
        ServerAction::TakeSnapshot => 10,
        ServerAction::StallDisk => 11,
        ServerAction::ReleaseDisk => 12,
        ServerAction::Sync => 13,
        ServerAction::Apply => 14,
        ServerAction::Isolate => 15,
        ServerAction::Reconnect => 16,
    }
}

pub(crate) fn server_action(number: u8) -> Option<ServerAction> {
    let mut all = ServerAction::NAMED.iter().map(|(_, action)| *action);
    all.find(|action| of_server_action(*action) == number)
}

pub(crate) fn of_held(what: Held) -> u8 {
    match what {
        Held::Messages => 1,
        Held::Timers => 2,
        Held::Disks => 3,
        Held::Applies => 4,
        Held::Clients => 5,
    }
}

pub(crate) fn held(number: u8) -> Result<Held, RecordingError> {
    let found = Held::ALL.into_iter().find(|what| of_held(*what) == number);
    found.map_or_else(|| impossible("what it holds is unknown."), Ok)
}

pub(crate) fn of_message_kind(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::RequestVote => 1,
        MessageKind::RequestVoteReply => 2,
        MessageKind::AppendEntries => 3,
        MessageKind::AppendEntriesReply => 4,
        MessageKind::InstallSnapshot => 5,
        MessageKind::InstallSnapshotReply => 6,
    }
}

pub(crate) fn message_kind(number: u8) -> Result<MessageKind, RecordingError> {
    let mut all = MessageKind::ALL.into_iter();
    let found = all.find(|kind| of_message_kind(*kind) == number);
    found.map_or_else(|| impossible("a message is of an unknown kind."), Ok)
}

pub(crate) fn of_dial(dial: Dial) -> u8 {
    numbered(dial).0
}

pub(crate) fn dial(number: u8) -> Result<Dial, RecordingError> {
    let mut all = DIALS.iter().map(|info| info.dial);
    let found = all.find(|dial| of_dial(*dial) == number);
    found.map_or_else(|| impossible("a dial is unknown."), Ok)
}

/// Where a dial is that the settings do not mention: for good, whatever a new run begins with later.
pub(crate) fn usual(dial: Dial) -> u64 {
    numbered(dial).1
}

/// The number of a dial, and where it is if it is not mentioned. A new dial is then where it changes nothing.
fn numbered(dial: Dial) -> (u8, u64) {
    match dial {
        Dial::LatencyMin => (1, 10_000),
        Dial::LatencyMax => (2, 15_000),
        Dial::Loss => (3, 0),
        Dial::Duplication => (4, 0),
        Dial::ElectionTimeoutMin => (5, 150_000),
        Dial::ElectionTimeoutMax => (6, 300_000),
        Dial::Heartbeat => (7, 50_000),
        Dial::DiskMin => (8, 4_000),
        Dial::DiskMax => (9, 8_000),
        Dial::CrashKeeps => (10, 0),
        Dial::SnapshotThreshold => (11, 10),
        Dial::ChunkSize => (12, 24),
        Dial::EntriesKept => (13, 3),
        Dial::EntriesPerAppend => (14, 8),
        Dial::NoOp => (15, 1),
        Dial::ApplyDelay => (16, 1_000),
        Dial::Sessions => (17, 1),
        Dial::ClockDrift => (18, 0),
    }
}
