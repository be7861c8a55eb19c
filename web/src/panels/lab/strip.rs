//! The chunks of a transfer as a strip: what the leader has sent and knows of, what is on its way, and what the follower holds.

use super::sent::in_flight;
use crate::el::{On, el};
use crate::panels::element::El;
use crate::panels::why;
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
    let all = (1..).zip(expected(it, &pieces));
    let cells = all
        .clone()
        .take(MOST)
        .map(|(number, piece)| match pieces.contains(&piece) {
            true => cell(session, lab, it, piece, number),
            false => unsent(session, it, piece, number),
        });
    let left_out = all.count().saturating_sub(MOST);
    let more = (left_out > 0).then(|| el("span").class("dim").text(format!("and {left_out} more")));
    el("div")
        .class("lab-strip")
        .role("group")
        .label("Chunks")
        .children(cells)
        .maybe(more)
}

/// The chunks that were sent, and between and behind them those that are still to be, as large as the largest.
fn expected(it: &Transfer, pieces: &[Piece]) -> impl Iterator<Item = Piece> + Clone {
    let size = pieces.iter().map(|piece| piece.end - piece.offset).max();
    let size = size.unwrap_or(0).max(1);
    let mut all: Vec<Piece> = Vec::new();
    let fill = |all: &mut Vec<Piece>, until: u64| {
        while let from = all.last().map_or(0, |piece| piece.end)
            && from < until
        {
            let end = (from + size).min(until);
            all.push(Piece { offset: from, end });
        }
    };
    for piece in pieces {
        fill(&mut all, piece.offset);
        all.push(*piece);
    }
    fill(&mut all, it.total);
    all.into_iter()
}

/// How many bytes of the snapshot the follower holds, whoever sent them.
fn held(session: &Session, it: &Transfer) -> u64 {
    let follower = why::server(&session.run.view, it.follower);
    let receiving = follower.and_then(|follower| follower.receiving);
    let own = receiving.filter(|receiving| receiving.id == it.snapshot);
    own.map_or(0, |receiving| receiving.held)
}

/// A chunk that this leader has not sent; the follower may hold it since an earlier one did.
fn unsent(session: &Session, it: &Transfer, piece: Piece, number: usize) -> El {
    let (class, words) = match piece.end <= held(session, it) {
        true => ("lab-cell stored", "held by the follower already"),
        false => ("lab-cell", "not sent yet"),
    };
    el("span")
        .class(class)
        .role("img")
        .label(format!("Chunk {number}, {words}"))
        .attr("title", words)
        .text(number.to_string())
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
    if let Some(at) = held {
        return at;
    }
    if piece.end <= self::held(session, it) {
        return At::Stored;
    }
    if !in_flight(session, it, piece).is_empty() {
        return At::OnItsWay;
    }
    match own.next().map(|step| step.what) {
        Some(What::Came(..)) => At::Dropped,
        _ => At::Lost,
    }
}
