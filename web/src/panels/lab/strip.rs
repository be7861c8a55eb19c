//! The chunks of a transfer as a strip: what the leader has sent and knows of, what is on its way, and what the follower holds.

use super::sent::{chunks, in_flight};
use crate::el::{On, el};
use crate::panels::element::El;
use crate::session::lab::transfer::{Came, Piece, Transfer, What};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Say, Session};

/// The most chunks that are drawn.
const MOST: usize = 60;

/// Where a chunk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// The leader knows that the follower has it.
    Acknowledged,
    /// The follower's disk has it.
    Durable,
    /// The follower has it, not on its disk yet.
    Stored,
    /// The follower keeps it in memory until those before it have come.
    Early,
    OnItsWay,
    Lost,
    /// It came and was not kept.
    Dropped,
}

impl At {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            At::Acknowledged => ("acknowledged", "acknowledged"),
            At::Durable => ("durable", "on the follower's disk"),
            At::Stored => ("stored", "with the follower, not on its disk yet"),
            At::Early => ("early", "kept early"),
            At::OnItsWay => ("flies", "on its way"),
            At::Lost => ("lost", "lost"),
            At::Dropped => ("lost", "not kept"),
        }
    }
}

pub(super) fn view(session: &Session, lab: &Lab, it: &Transfer) -> El {
    let events = session.run.world().events();
    let pieces = it.pieces(events);
    let still = chunks(it, &pieces) as usize - pieces.len();
    let cells = (1..).zip(&pieces).take(MOST);
    let cells = cells.map(|(number, piece)| cell(session, lab, it, *piece, number));
    let to_come = (0..still.min(MOST.saturating_sub(pieces.len())))
        .map(|_| el("i").class("lab-cell").attr("aria-hidden", "true"));
    let left_out = (pieces.len() + still).saturating_sub(MOST);
    let more = (left_out > 0).then(|| el("span").class("dim").text(format!("and {left_out} more")));
    el("div")
        .class("lab-strip")
        .role("group")
        .label("Chunks")
        .children(cells)
        .children(to_come)
        .maybe(more)
}

fn cell(session: &Session, lab: &Lab, it: &Transfer, piece: Piece, number: usize) -> El {
    let (class, words) = place(session, it, piece).words();
    let events = session.run.world().events();
    let sent = it.steps_before(events).iter();
    let sent = sent.filter(|step| matches!(step.what, What::Sent(of, _, false) if of == piece));
    let again = match sent.count() {
        0 | 1 => String::new(),
        2 => ", sent twice".to_owned(),
        times => format!(", sent {times} times"),
    };
    el("button")
        .attr("type", "button")
        .class(["lab-cell ", class].concat())
        .label(format!("Chunk {number}, {words}{again}"))
        .attr("title", words)
        .attr_if(lab.chunk == Some(piece.offset), "aria-current", "true")
        .on(On::Click, choose(lab, piece))
        .text(number.to_string())
}

/// Chooses it; once more, and none is.
fn choose(lab: &Lab, piece: Piece) -> Say {
    let offset = Some(piece.offset).filter(|offset| lab.chunk != Some(*offset));
    Say::Msg(Msg::Lab(InLab::Chunk(offset)))
}

/// Where a piece is, as far as its transfer has come.
fn place(session: &Session, it: &Transfer, piece: Piece) -> At {
    let events = session.run.world().events();
    if piece.end <= it.acknowledged(events) && it.acknowledged(events) > 0 {
        return At::Acknowledged;
    }
    let steps = it.steps_before(events).iter().rev();
    let mut own = steps.filter(|step| step.what.piece() == Some(piece));
    let held = own.clone().find_map(|step| match step.what {
        What::Durable(_) => Some(At::Durable),
        What::Came(_, _, Came::Stored | Came::ReplacesLog | Came::KeepsTail | Came::Ignored) => {
            Some(At::Stored)
        }
        What::Came(_, _, Came::Early) => Some(At::Early),
        _ => None,
    });
    if let Some(held) = held {
        return held;
    }
    if !in_flight(session, it, piece).is_empty() {
        return At::OnItsWay;
    }
    match own.next().map(|step| step.what) {
        Some(What::Came(..)) => At::Dropped,
        _ => At::Lost,
    }
}
