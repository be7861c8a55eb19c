//! A snapshot on its way: which follower gets one and why, its chunks on both sides, and what can be done to each.

use super::{decides, part, remark, remedies, strip};
use crate::el::el;
use crate::panels::actions::offers;
use crate::panels::dials;
use crate::panels::element::{El, button, door};
use crate::panels::timebar::clock;
use crate::panels::why::{self, count};
use crate::session::lab::transfer::{Came, Piece, Step, Transfer, What};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Selection, Session};
use raft::ServerId;
use record::view::Process;
use record::{LossReason, MessageName};
use sim::{Action, Dial, ServerAction};

/// What decides how many chunks there are, and who needs a snapshot.
const DIALS: [Dial; 4] = [
    Dial::EntriesKept,
    Dial::SnapshotThreshold,
    Dial::ChunkSize,
    Dial::Loss,
];

/// The most transfers that can be chosen.
const MOST: usize = 12;

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    let events = session.run.world().events();
    let chronicle = lab.chronicle();
    let chosen = lab
        .transfer
        .or_else(|| Some(chronicle.transfers(events).next()?.0));
    let chosen = chosen.and_then(|place| Some((place, chronicle.transfer(place)?)));
    let chosen = chosen.filter(|(_, it)| it.began < events);
    let mut all = Vec::new();
    if let Some((place, transfer)) = chosen {
        all.push(part("Transfer", shown(session, lab, place, transfer)));
    } else {
        let words = "No snapshot has been sent in this run yet. A follower gets one when the next entry that it needs has been compacted: crash a follower, submit more commands than the threshold, and restart it.";
        all.push(part("Transfer", vec![remark(words)]));
    }
    all.push(part("Entries or a snapshot?", decides::view(session, lab)));
    all.push(part("Who cannot catch up", remedies::view(session, lab)));
    all.push(part(
        "Dials",
        DIALS.map(|dial| dials::row(session, dial, "lab")).into(),
    ));
    all
}

/// A transfer: which it is, how far it is, its chunks, and the story of one or of all.
fn shown(session: &Session, lab: &Lab, place: usize, transfer: &Transfer) -> Vec<El> {
    let mut all = vec![choice(session, lab, place)];
    all.push(remark(so_far(session, transfer)));
    all.extend(taken_over(lab, transfer).map(remark));
    all.push(strip::view(session, lab, transfer));
    all.push(both_ends(session, transfer));
    all.extend(chunk(session, lab, transfer));
    all.push(story(session, lab, transfer));
    all
}

/// All transfers, of which one is shown.
fn choice(session: &Session, lab: &Lab, shown: usize) -> El {
    let events = session.run.world().events();
    let line = |(place, it): (usize, &Transfer)| {
        button(title(it), Msg::Lab(InLab::Transfer(place)))
            .class("plain name")
            .attr_if(place == shown, "aria-current", "true")
    };
    let all = lab.chronicle().transfers(events).take(MOST);
    el("div")
        .class("lab-choice")
        .role("group")
        .label("Transfers")
        .children(all.map(line))
}

fn title(it: &Transfer) -> String {
    format!(
        "{} to {}, up to {}, term {}",
        it.leader, it.follower, it.snapshot.last_included_index, it.term
    )
}

fn so_far(session: &Session, it: &Transfer) -> String {
    let events = session.run.world().events();
    let pieces = it.pieces(events).len() as u64;
    let steps = it.steps_before(events);
    let lost = steps
        .iter()
        .filter(|step| matches!(step.what, What::Lost(..)));
    let again = steps
        .iter()
        .filter(|step| matches!(step.what, What::Again(_)));
    let state = match it.is_over(events) {
        true => format!("{} has all of it, and {} knows", it.follower, it.leader),
        false => format!(
            "{} knows that {} of {} are there",
            it.leader,
            it.acknowledged(events),
            count(it.total, "byte")
        ),
    };
    let mut words = format!("{state}. {} sent so far", count(pieces, "chunk"));
    match lost.count() {
        0 => {}
        lost => words += &format!(", {} lost", count(lost as u64, "message")),
    }
    match again.count() {
        0 => {}
        times => {
            words += &format!(
                ", {} begun again where {} stood, after a heartbeat without progress",
                self::times(times),
                it.follower
            );
        }
    }
    words + "."
}

fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        number => format!("{number} times"),
    }
}

/// What a transfer has to do with the one that another leader could not bring to its end.
fn taken_over(lab: &Lab, it: &Transfer) -> Option<String> {
    let before = lab.chronicle().transfer(it.after?)?;
    let (old, new) = (before.snapshot, it.snapshot);
    let held = before.steps_before(it.began).iter();
    let held = held.filter_map(|step| match step.what {
        What::Came(piece, _, Came::Stored) => Some(piece.end),
        _ => None,
    });
    let held = held.max().unwrap_or(0);
    let (leader, follower) = (it.leader, it.follower);
    Some(if old == new {
        format!(
            "{} had begun to send the same snapshot in term {}: same end, same bytes. {follower} answers the first chunk of {leader} with what it holds, {}, and the transfer goes on from there (§7).",
            before.leader,
            before.term,
            count(held, "byte")
        )
    } else {
        format!(
            "{} had begun to send a snapshot up to {} in term {}, and {follower} held {} of it. The one of {leader} ends at {}: its bytes are others, so the transfer begins at byte 0.",
            before.leader,
            old.last_included_index,
            before.term,
            count(held, "byte"),
            new.last_included_index
        )
    })
}

/// What can be done to the two ends.
fn both_ends(session: &Session, it: &Transfer) -> El {
    let end = |id: ServerId| {
        let server = why::server(&session.run.view, id);
        let is_down = server.is_some_and(|it| it.process == Process::Crashed);
        let (word, action) = match is_down {
            true => ("Restart", ServerAction::Restart),
            false => ("Crash", ServerAction::Crash),
        };
        button(format!("{word} {id}"), Msg::Do(Action::Server(action, id)))
    };
    el("div")
        .class("buttons")
        .child(end(it.leader))
        .child(end(it.follower))
}

/// The chunk that was chosen: what can be done to it while it is on its way.
fn chunk(session: &Session, lab: &Lab, it: &Transfer) -> Option<El> {
    let events = session.run.world().events();
    let chunks = it.chunks(events);
    let offset = lab.chunk?;
    let place = chunks.iter().position(|piece| piece.offset == offset)?;
    let piece = *chunks.get(place)?;
    let flying = in_flight(session, it, piece);
    let words = format!(
        "Chunk {} of {}: bytes {} to {}. {}",
        place + 1,
        chunks.len(),
        piece.offset,
        piece.end,
        match flying.len() {
            0 => "It is not on its way now.",
            1 => "It is on its way.",
            _ => "It is on its way more than once.",
        }
    );
    let world = session.run.world();
    let act = |name: MessageName| {
        let of = Selection::Message(name);
        let acts = offers(world, &session.run.view, of).into_iter();
        acts.map(|offer| button(offer.name, Msg::Do(offer.action)))
    };
    let buttons = el("div")
        .class("buttons")
        .children(flying.iter().flat_map(|name| act(*name)));
    Some(
        el("div")
            .class("lab-chunk")
            .child(remark(words))
            .child(buttons),
    )
}

/// The messages in flight that carry a piece.
pub(super) fn in_flight(session: &Session, it: &Transfer, piece: Piece) -> Vec<MessageName> {
    let events = session.run.world().events();
    let sent = it
        .steps_before(events)
        .iter()
        .filter_map(|step| match step.what {
            What::Sent(sent, name, _) if sent == piece => Some(name),
            _ => None,
        });
    sent.filter(|name| why::in_flight(&session.run.view, *name).is_some())
        .collect()
}

/// What happened, to the chosen chunk or to all, the latest first, each a door to its moment.
fn story(session: &Session, lab: &Lab, it: &Transfer) -> El {
    let events = session.run.world().events();
    let about = |step: &&Step| {
        let piece = step.what.piece();
        lab.chunk
            .is_none_or(|offset| piece.is_none_or(|piece| piece.offset == offset))
    };
    let chunks = it.chunks(events);
    let steps = it.steps_before(events).iter().rev().filter(about);
    let line = |step: &Step| {
        el("li")
            .child(el("span").class("dim").text(clock(step.time)))
            .child(door(
                words(step.what, it, &chunks),
                Selection::Event(step.event),
            ))
    };
    el("ol")
        .class("lab-story")
        .label("What happened to its chunks, the latest first")
        .children(steps.take(MOST_STEPS).map(line))
}

/// The most steps that are listed.
const MOST_STEPS: usize = 40;

fn words(what: What, it: &Transfer, chunks: &[Piece]) -> String {
    let number = |piece: Piece| {
        let place = chunks.iter().position(|known| *known == piece);
        place.map_or(0, |place| place + 1)
    };
    let (leader, follower) = (it.leader, it.follower);
    match what {
        What::Sent(piece, _, false) => format!("{leader} sends chunk {}", number(piece)),
        What::Sent(piece, _, true) => format!("Chunk {} is copied on its way", number(piece)),
        What::Lost(piece, _, why) => {
            let why = match why {
                LossReason::Chance => "by chance",
                LossReason::Cut => "at a cut",
                LossReason::Down => "its receiver is down",
                LossReason::Manual => "it was dropped",
            };
            format!("Chunk {} is lost: {why}", number(piece))
        }
        What::Delayed(piece) => format!("Chunk {} is made later", number(piece)),
        What::Came(piece, _, came) => format!("Chunk {} arrives: {}", number(piece), arrival(came)),
        What::Durable(piece) => format!("Chunk {} is on the disk of {follower}", number(piece)),
        What::Acknowledged(_, true) => format!("{leader} learns that {follower} has all of it"),
        What::Acknowledged(byte, false) => {
            format!(
                "{leader} learns that {follower} holds {}",
                count(byte, "byte")
            )
        }
        What::Again(byte) => {
            format!("A heartbeat without progress: {leader} sends again from byte {byte} on")
        }
        What::Down(id) => format!("{id} goes down"),
    }
}

fn arrival(came: Came) -> &'static str {
    match came {
        Came::Stored => "stored",
        Came::Early => "too early, kept until those before it are here",
        Came::Dropped => "not the next one, and not kept",
        Came::Ignored => "ignored, since more than that is committed here",
        Came::ReplacesLog => "the last one; the snapshot replaces the whole log",
        Came::KeepsTail => "the last one; the log keeps what lies behind the snapshot",
        Came::Corrupt => "the last one, but the bytes are not those announced: all of it goes",
        Came::Refused => "refused, since its term is over",
    }
}
