//! The row below a server: the last entries of its log, behind the block that stands for its snapshot.

use crate::el::On;
use crate::scene::ink::{El, group, letters, path, px, rect, steps, term_class, words};
use crate::scene::layout::{Point, Rect, Sizes};
use crate::scene::moment::Moment;
use crate::session::{Msg, Say, Selection};
use raft::{Index, ServerId, Term};
use record::view::{ProgressMode, ServerView};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    pub(crate) term: Term,
    /// Whether its server knows it committed.
    pub(crate) committed: bool,
    /// Whether it is, as another server knows.
    pub(crate) known: bool,
    pub(crate) durable: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) server: ServerId,
    /// The index of the first cell.
    pub(crate) first: Index,
    /// The last index that its snapshot contains; 0 if it has none.
    pub(crate) folded: Index,
    /// Into how many chunks that snapshot is divided while it is being sent; else 1.
    pub(crate) chunks: u64,
    /// A snapshot on its way in: its last index, chunks held, chunks in all.
    pub(crate) arriving: Option<(Index, u64, u64)>,
    /// Whether entries between block and cells had no room.
    pub(crate) more: bool,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn of(server: &ServerView, moment: &Moment) -> Row {
        let sizes = &moment.layout.sizes;
        let folded = (server.snapshot.as_ref()).map_or(0, |it| it.id.last_included_index);
        let arriving = server.receiving.map(|it| {
            let chunk = it.chunk_size.max(1);
            let in_all = it.total.div_ceil(chunk).max(1);
            (it.id.last_included_index, it.held / chunk, in_all)
        });
        // What arrives needs the room of its own block and of two or three cells.
        let room = match arriving {
            Some(_) => sizes.cells.saturating_sub(3) as u64,
            None => sizes.cells as u64,
        };
        let last = server.log.last_index();
        let begin = folded.max(server.log.first_index().saturating_sub(1));
        let first = (begin + 1).max((last + 1).saturating_sub(room));
        let cells = (first..=last).filter_map(|index| {
            let term = server.log.term_at(index);
            debug_assert!(term.is_some(), "{index} is in the log of {}", server.id);
            let term = term?;
            let committed = index <= server.commit;
            Some(Cell {
                term,
                committed,
                known: !committed && is_committed(&moment.view.servers, index, term),
                durable: index <= server.durable,
            })
        });
        Row {
            server: server.id,
            first,
            folded,
            chunks: chunks_sent(server, moment),
            arriving,
            more: first > begin + 1,
            cells: cells.collect(),
        }
    }

    /// Draws it around its server's middle.
    pub(crate) fn draw<P>(&self, sizes: &Sizes) -> El<P> {
        let pitch = sizes.cell_w + 1.0;
        let head = self.head_w(sizes);
        let width = head + self.cells.len() as f64 * pitch;
        let left = -width / 2.0;
        let mut row = group("row");
        let head_at = Rect::new(left, sizes.row_y(), head - 1.0, sizes.cell_h);
        if let Some((last, held, in_all)) = self.arriving {
            row = arriving(row, head_at, last, held, in_all, sizes);
        } else if self.folded > 0 {
            let block = Rect {
                w: sizes.block_w,
                ..head_at
            };
            let server = self.server;
            let block = folded(block, self.folded, self.chunks);
            row = row.child(block.on(On::Click, select(Selection::Snapshot { server })));
        }
        if self.more && self.arriving.is_none() {
            let middle = head_at.at.plus(head - 4.0, sizes.cell_h / 2.0);
            row = row.child(letters("more", middle, "…"));
        }
        for (number, cell) in self.cells.iter().enumerate() {
            let x = left + head + number as f64 * pitch;
            let at = Rect::new(x, sizes.row_y(), sizes.cell_w, sizes.cell_h);
            let this = Selection::Entry {
                server: self.server,
                index: self.first + number as Index,
            };
            row = row.child(self::cell(cell, at).on(On::Click, select(this)));
        }
        let committed = self.cells.iter().filter(|cell| cell.committed).count();
        if committed > 0 {
            let x = left + head + committed as f64 * pitch - 0.5;
            row = row.child(commit_tick(x, sizes.row_y() + sizes.cell_h));
        }
        row
    }

    /// Width of what stands before the cells.
    fn head_w(&self, sizes: &Sizes) -> f64 {
        let more = if self.more { 8.0 } else { 0.0 };
        match (self.arriving, self.folded) {
            (Some(_), _) => sizes.block_w + 2.0 * sizes.cell_w,
            (None, 0) => more,
            (None, _) => sizes.block_w + 1.0 + more,
        }
    }
}

fn select(thing: Selection) -> Say {
    Say::Msg(Msg::Select(thing))
}

/// How many chunks a leader divides its snapshot into for a follower; 1 if none is on its way.
fn chunks_sent(server: &ServerView, moment: &Moment) -> u64 {
    let sends = |peer: &record::view::ProgressView| {
        matches!(peer.mode, ProgressMode::Snapshot { .. }).then_some(peer.peer)
    };
    let Some(receiver) = server.progress.iter().find_map(sends) else {
        return 1;
    };
    let receiving = (moment.view.servers.iter())
        .find(|other| other.id == receiver)
        .and_then(|other| other.receiving);
    let in_flight =
        moment
            .view
            .messages
            .iter()
            .find_map(|message| match message.envelope.message() {
                Some(raft::Message::InstallSnapshot(chunk)) if message.envelope.to == receiver => {
                    Some(chunk.chunk_of().1)
                }
                _ => None,
            });
    match (in_flight, receiving) {
        (Some(chunks), _) => chunks,
        (None, Some(it)) => it.total.div_ceil(it.chunk_size.max(1)).max(1),
        (None, None) => 1,
    }
}

/// Whether some server knows that the entry of this index and term is committed.
pub(crate) fn is_committed(servers: &[ServerView], index: Index, term: Term) -> bool {
    servers.iter().any(|server| {
        let held = server.log.term_at(index);
        server.commit >= index && (held == Some(term) || index < server.log.first_index())
    })
}

/// One entry: solid when its server knows it committed, pale before that, dashed as long as no server knows, with a dotted line under it until it is on the disk.
pub(crate) fn cell<P>(cell: &Cell, at: Rect) -> El<P> {
    let state = match (cell.committed, cell.known) {
        (true, _) => "cell ",
        (false, true) => "cell open known ",
        (false, false) => "cell open ",
    };
    let class = words(&[state, term_class(cell.term)]);
    let digits = cell.term.to_string();
    let long = digits.len() > 1;
    let number = letters("digit", at.middle(), digits)
        .attr_if(long, "textLength", px(at.w - 3.0))
        .attr_if(long, "lengthAdjust", "spacingAndGlyphs");
    let line = [at.at.plus(0.5, at.h + 2.5), at.at.plus(at.w, at.h + 2.5)];
    let volatile = (!cell.durable).then(|| path("volatile", steps(&[('M', &line)])));
    group(class)
        .child(rect("", at))
        .child(number)
        .maybe(volatile)
}

/// The block of a snapshot, in pieces while it is being sent.
fn folded<P>(at: Rect, last: Index, chunks: u64) -> El<P> {
    let row = group("")
        .child(rect(if chunks > 1 { "block sent" } else { "block" }, at))
        .children(seams(at, chunks));
    row.child(letters(
        "digit",
        at.middle(),
        words(&["≤", &last.to_string()]),
    ))
}

/// The block of a snapshot on its way in: as much of it filled as is held.
fn arriving<P>(row: El<P>, at: Rect, last: Index, held: u64, in_all: u64, sizes: &Sizes) -> El<P> {
    let part = Rect {
        w: at.w * held.min(in_all) as f64 / in_all as f64,
        ..at
    };
    let mut row = row
        .child(rect("held", part))
        .child(rect("block open", at))
        .children(seams(at, in_all));
    if sizes.words_below {
        let (held, in_all) = (held.to_string(), in_all.to_string());
        let words = words(&[
            "≤ ",
            &last.to_string(),
            ", ",
            &held,
            " of ",
            &in_all,
            " held",
        ]);
        let below = Point {
            x: 0.0,
            y: at.at.y + at.h + 2.0 + sizes.role * 0.6,
        };
        row = row.child(letters("below", below, words));
    }
    row
}

/// The lines between the pieces of a block; more than a dozen would be a grey field.
fn seams<P>(at: Rect, pieces: u64) -> impl Iterator<Item = El<P>> {
    let shown = pieces.min(12);
    (1..shown).map(move |piece| {
        let x = at.at.x + at.w * piece as f64 / shown as f64;
        let line = [
            Point { x, y: at.at.y },
            Point {
                x,
                y: at.at.y + at.h,
            },
        ];
        path("seam", steps(&[('M', &line)]))
    })
}

fn commit_tick<P>(x: f64, y: f64) -> El<P> {
    let at = |dx: f64, dy: f64| Point {
        x: x + dx,
        y: y + dy,
    };
    path(
        "commit",
        steps(&[
            ('M', &[at(0.0, 0.5), at(-3.0, 5.0), at(3.0, 5.0)]),
            ('Z', &[]),
        ]),
    )
}
