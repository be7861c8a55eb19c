//! The chunks of a transfer as a strip, a column each: what the leader has sent and knows of, what is on its way, what the follower holds.

use crate::el::{On, el};
use crate::panels::element::El;
use crate::panels::why;
use crate::session::lab::transfer::{Came, Piece, Step, Transfer, What};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Say, Session};

use super::sent::in_flight;

/// The most chunks that are drawn.
const MOST: usize = 60;

/// A chunk on both sides and between them.
struct Column {
    number: usize,
    piece: Piece,
    /// How often it was sent by this leader.
    sent: usize,
    /// Whether the leader knows that the follower has it.
    is_known: bool,
    way: Way,
    there: There,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Nothing,
    /// So many times.
    Flies(usize),
    /// The last of it was lost.
    Lost,
}

/// What the follower has of a chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Nothing,
    /// It came, and was not kept.
    Dropped,
    /// In memory, until those before it have come.
    Early,
    Stored,
    Durable,
}

impl There {
    /// Its class, and how it is said.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            There::Nothing => ("", ""),
            There::Dropped => ("", ", came and was not kept"),
            There::Early => ("early", ", kept until those before it have come"),
            There::Stored => ("stored", ", held, not on the disk yet"),
            There::Durable => ("durable", ", on the disk of the follower"),
        }
    }
}

pub(super) fn view(session: &Session, lab: &Lab, it: &Transfer) -> El {
    let events = session.run.world().events();
    let pieces = it.pieces(events);
    let all = it.chunks(events);
    let left_out = all.len().saturating_sub(MOST);
    let columns = (1..).zip(all).take(MOST).map(|(number, piece)| {
        let column = Column::of(session, it, number, piece);
        column.draw(lab, pieces.contains(&piece))
    });
    let more = (left_out > 0).then(|| el("span").class("dim").text(format!("and {left_out} more")));
    let names = el("span")
        .class("lab-col lab-names")
        .attr("aria-hidden", "true")
        .child(el("i").text(format!("{} sent", it.leader)))
        .child(el("i").text("on its way"))
        .child(el("i").text(format!("{} holds", it.follower)));
    el("div")
        .class("lab-strip")
        .role("group")
        .label("Chunks")
        .child(names)
        .children(columns)
        .maybe(more)
}

impl Column {
    fn of(session: &Session, it: &Transfer, number: usize, piece: Piece) -> Column {
        let events = session.run.world().events();
        let steps = it.steps_before(events).iter();
        let own: Vec<&Step> = steps
            .filter(|step| step.what.piece() == Some(piece))
            .collect();
        let is_sent = |step: &&&Step| matches!(step.what, What::Sent(_, _, false));
        let flies = in_flight(session, it, piece).len();
        let lost = own.iter().rev().find_map(|step| match step.what {
            What::Lost(..) => Some(true),
            What::Came(..) => Some(false),
            _ => None,
        });
        let acknowledged = it.acknowledged(events);
        Column {
            number,
            piece,
            sent: own.iter().filter(is_sent).count(),
            is_known: acknowledged > 0 && piece.end <= acknowledged,
            way: match (flies, lost) {
                (0, Some(true)) => Way::Lost,
                (0, _) => Way::Nothing,
                (times, _) => Way::Flies(times),
            },
            there: there(session, it, piece, &own),
        }
    }

    /// One that was sent can be chosen.
    fn draw(&self, lab: &Lab, is_sent: bool) -> El {
        let (class, _) = self.there.words();
        let sent = match (self.is_known, self.sent) {
            (true, _) => "lab-sent known",
            (false, 0) => "",
            (false, _) => "lab-sent",
        };
        let way = match self.way {
            Way::Flies(1) => "➝".to_owned(),
            Way::Flies(times) => format!("➝{times}"),
            Way::Lost => "✗".to_owned(),
            Way::Nothing => String::new(),
        };
        let column = match is_sent {
            true => el("button")
                .attr("type", "button")
                .attr_if(lab.chunk == Some(self.piece.offset), "aria-current", "true")
                .on(On::Click, choose(lab, self.piece)),
            false => el("span").role("img"),
        };
        column
            .class("lab-col")
            .label(self.in_words())
            .child(el("i").class(sent).text(self.number.to_string()))
            .child(el("i").class("lab-way").text(way))
            .child(el("i").class(["lab-there ", class].concat()))
    }

    fn in_words(&self) -> String {
        let mut words = format!("Chunk {}", self.number);
        words += match (self.is_known, self.sent) {
            (true, _) => ", acknowledged",
            (false, 0) => ", not sent yet",
            (false, _) => ", sent",
        };
        match self.sent {
            0 | 1 => {}
            2 => words += " twice",
            times => words += &format!(" {times} times"),
        }
        words += match self.way {
            Way::Nothing => "",
            Way::Flies(_) => ", on its way",
            Way::Lost => ", lost",
        };
        words + self.there.words().1
    }
}

/// Chooses it; once more, and none is.
fn choose(lab: &Lab, piece: Piece) -> Say {
    let offset = Some(piece.offset).filter(|offset| lab.chunk != Some(*offset));
    Say::Msg(Msg::Lab(InLab::Chunk(offset)))
}

/// What the follower has of a piece, from any leader.
fn there(session: &Session, it: &Transfer, piece: Piece, own: &[&Step]) -> There {
    let events = session.run.world().events();
    let server = why::server(&session.run.view, it.follower);
    let receiving = server.and_then(|server| server.receiving);
    let held = receiving.filter(|receiving| receiving.id == it.snapshot);
    let snapshot = server.and_then(|server| server.snapshot.as_ref());
    let has_all = it.is_over(events) || snapshot.is_some_and(|snapshot| snapshot.id == it.snapshot);
    let is_held = has_all || held.is_some_and(|held| piece.end <= held.held);
    let is_durable = own.iter().any(|step| matches!(step.what, What::Durable(_)));
    let last = own.iter().rev().find_map(|step| match step.what {
        What::Came(_, _, came) => Some(came),
        _ => None,
    });
    match (is_held, last) {
        (true, _) if is_durable || has_all => There::Durable,
        (true, _) => There::Stored,
        (false, Some(Came::Early)) => There::Early,
        (false, Some(_)) => There::Dropped,
        (false, None) => There::Nothing,
    }
}
