//! One server's row: the folded prefix, the entries, and what the leader believes of it.

use super::columns::Columns;
use crate::el::{On, el};
use crate::panels::element::El;
use crate::panels::why;
use crate::scene::{is_committed, term_class};
use crate::session::{Msg, Say, Selection, same_log};
use raft::{Entry, Index};
use record::ClusterView;
use record::view::{Process, ReceivingView, ServerView, SnapshotView};
use std::ops::Range;

/// What all rows have in common.
pub(crate) struct Sheet<'a> {
    pub(super) view: &'a ClusterView,
    pub(super) columns: &'a Columns,
    pub(super) indexes: Vec<Index>,
    /// The columns that are in sight.
    pub(super) seen: Range<usize>,
    pub(super) leader: Option<&'a ServerView>,
    pub(super) selection: Option<Selection>,
    pub(super) entrance: Option<Selection>,
}

/// How many letters the description of a compacted prefix has, or of one on its way in; 0 if there is none.
pub(super) fn letters_of_prefix(server: &ServerView) -> u32 {
    let own = server.snapshot.as_ref().map_or(0, |own| {
        digits(own.id.last_included_index)
            + digits(own.id.last_included_term)
            + digits(own.size)
            + 4
    });
    let coming = server.receiving;
    own.max(coming.map_or(0, |coming| digits(coming.id.last_included_index) + 8))
}

impl Sheet<'_> {
    pub(super) fn row(&self, server: &ServerView) -> El {
        let class = match server.process {
            Process::Crashed => "l-row down",
            _ => "l-row",
        };
        let folded = server.snapshot.as_ref().map(|own| self.folded(server, own));
        let coming = server
            .receiving
            .as_ref()
            .map(|coming| arriving(server, coming));
        let prefix = el("div")
            .class("l-lead")
            .role("cell")
            .maybe(folded)
            .maybe(coming);
        let strip = el("div")
            .class("l-strip")
            .role("none")
            .maybe(self.plate(server))
            .children(
                self.indexes
                    .iter()
                    .filter_map(|index| Some(self.entry(server, *index, server.log.get(*index)?))),
            )
            .children(self.beliefs(server))
            .maybe(self.ends(server));
        el("div")
            .class(class)
            .role("row")
            .key(server.id.to_string())
            .child(self.name(server))
            .child(prefix)
            .child(strip)
    }

    /// The log of the same server in the branch that is compared, where it is another one.
    pub(crate) fn row_there(&self, server: &ServerView, others: &[ServerView]) -> Option<El> {
        let other = others.iter().find(|other| other.id == server.id)?;
        if same_log(server, other) && server.commit == other.commit {
            return None;
        }
        let cells = self.indexes.iter().filter_map(|index| {
            let entry = other.log.get(*index)?;
            let committed = *index <= other.commit;
            let class = if committed { " committed" } else { "" };
            let cell = el("span")
                .class(["l-entry ", term_class(entry.term), class].concat())
                .text(entry.term.to_string());
            let column = self.columns.column(*index)?;
            Some(at(el("div"), column).key(index.to_string()).child(cell))
        });
        let (last, commit) = (other.log.last_index(), other.commit);
        let name = el("div")
            .class("l-name")
            .role("rowheader")
            .text("there")
            .label(format!(
                "{} in the other branch: log to {last}, commit {commit}",
                server.id
            ));
        let strip = el("div")
            .class("l-strip")
            .attr("aria-hidden", "true")
            .children(cells);
        let row = el("div").class("l-row there").role("row").child(name);
        Some(
            row.child(el("div").class("l-lead").role("cell"))
                .child(strip),
        )
    }

    fn name(&self, server: &ServerView) -> El {
        let mut words = server.id.to_string();
        if server.process == Process::Crashed {
            words += ", crashed";
        }
        if let Some(progress) = self.progress(server) {
            words += &format!(", next {}, match {}", progress.next, progress.match_index);
        }
        if let (Some(leader), Some(index)) = (self.leader, self.disagreement(server)) {
            words += &format!(", differs from {} from {index} on", leader.id);
        }
        el("div")
            .class("l-name")
            .role("rowheader")
            .label(words)
            .text(server.id.to_string())
    }

    fn progress(&self, server: &ServerView) -> Option<&record::view::ProgressView> {
        self.leader?
            .progress
            .iter()
            .find(|progress| progress.peer == server.id)
    }

    fn disagreement(&self, server: &ServerView) -> Option<Index> {
        let leader = self.leader.filter(|leader| leader.id != server.id)?;
        why::disagreement(leader, server)
    }

    /// The compacted prefix as one block, however long it is.
    fn folded(&self, server: &ServerView, snapshot: &SnapshotView) -> El {
        let id = snapshot.id;
        let name = format!(
            "{} snapshot up to {}, term {}, {}",
            server.id,
            id.last_included_index,
            id.last_included_term,
            why::count(snapshot.size, "byte")
        );
        self.thing(Selection::Snapshot { server: server.id }, name)
            .class("l-fold")
            .child(shown(format!("≤ {}", id.last_included_index)))
            .child(
                shown(id.last_included_term.to_string()).class(term_class(id.last_included_term)),
            )
            .child(shown(format!("{} B", snapshot.size)))
    }

    /// The background of the entries that a snapshot contains as well.
    fn plate(&self, server: &ServerView) -> Option<El> {
        let last = server.snapshot.as_ref()?.id.last_included_index;
        let columns = self.columns.through(last);
        (columns > 0).then(|| {
            el("div")
                .key("plate")
                .class("l-plate")
                .role("none")
                .attr("style", format!("--x:{columns}"))
        })
    }

    fn entry(&self, server: &ServerView, index: Index, entry: &Entry) -> El {
        let column = self.columns.column(index);
        debug_assert!(column.is_some(), "only indexes with a column are drawn");
        let column = column.unwrap_or_default();
        let (committed, applied, durable) = (
            index <= server.commit,
            index <= server.applied,
            index <= server.durable,
        );
        let mut name = format!(
            "{} entry {index}, term {}, {}",
            server.id,
            entry.term,
            why::content(entry)
        );
        let known = !committed && is_committed(&self.view.servers, index, entry.term);
        name += match (applied, committed, known) {
            (true, ..) => ", applied",
            (_, true, _) => ", committed",
            (.., true) => ", committed, not known here",
            _ => ", not committed",
        };
        let mut class = ["l-entry ", term_class(entry.term)].concat();
        for (is, mark) in [
            (committed, " committed"),
            (known, " known"),
            (applied, " applied"),
            (!durable, " volatile"),
        ] {
            if is {
                class += mark;
            }
        }
        if !durable {
            name += ", not on disk";
        }
        let button = self
            .thing(
                Selection::Entry {
                    server: server.id,
                    index,
                },
                name,
            )
            .class(class)
            .text(entry.term.to_string());
        at(el("div"), column)
            .role("cell")
            .number("aria-colindex", column as i64 + 3)
            .key(index.to_string())
            .child(button)
    }

    /// Where a log ends that lies out of sight, at the edge.
    fn ends(&self, server: &ServerView) -> Option<El> {
        let last = server.log.last_index();
        let is_out = last > 0 && self.columns.through(last) <= self.seen.start;
        is_out.then(|| {
            at(el("i"), self.seen.start)
                .key("ends")
                .class("l-ends")
                .attr("aria-hidden", "true")
                .text(format!("… {last}"))
        })
    }

    /// The column of an index, or the edge behind which it lies.
    fn pinned(&self, index: Index) -> Option<usize> {
        let column = match index {
            0 => 0,
            index => self.columns.through(index).checked_sub(1)?,
        };
        Some(column.clamp(self.seen.start, self.seen.end))
    }

    /// What the leader believes of this server, and where the two logs part.
    fn beliefs(&self, server: &ServerView) -> Vec<El> {
        let mut marks = Vec::new();
        if let Some(progress) = self.progress(server) {
            // The bar stands behind the entry before.
            let next = match progress.next {
                ..=1 => Some(0),
                next => self.pinned(next - 1).map(|column| column + 1),
            };
            marks.extend(next.map(|column| at(el("i"), column).key("next").class("l-next")));
            let matched = Some(progress.match_index).filter(|index| *index > 0);
            let matched = matched.and_then(|index| self.pinned(index));
            marks.extend(matched.map(|column| at(el("i"), column).key("match").class("l-match")));
        }
        let parted = self
            .disagreement(server)
            .and_then(|index| self.columns.column(index));
        // Words would cover the entries that they speak of: they stand in the name of the row and on the card.
        marks.extend(parted.map(|column| {
            at(el("i"), column)
                .key("parted")
                .class("l-parted")
                .text("≠")
        }));
        marks
            .into_iter()
            .map(|mark| mark.attr("aria-hidden", "true"))
            .collect()
    }

    /// A button that stands for something that can be selected.
    fn thing(&self, of: Selection, name: String) -> El {
        let here = self.entrance == Some(of);
        el("button")
            .attr("type", "button")
            .id(of.id())
            .label(name)
            .attr("tabindex", if here { "0" } else { "-1" })
            .attr_if(self.selection == Some(of), "aria-current", "true")
            .on(On::Click, Say::Msg(Msg::Select(of)))
    }
}

/// A snapshot on its way in: so many of its chunks are held. It takes the prefix's place only once it is durable.
fn arriving(server: &ServerView, coming: &ReceivingView) -> El {
    let size = coming.chunk_size.max(1);
    let (held, all) = (coming.held / size, coming.total.div_ceil(size).max(1));
    let last = coming.id.last_included_index;
    let of = Selection::Server(server.id);
    let class = if server.snapshot.is_some() {
        "l-arriving below"
    } else {
        "l-arriving"
    };
    el("button")
        .attr("type", "button")
        .class(class)
        .label(format!(
            "{} receives a snapshot up to {last}, {held} of {all} chunks",
            server.id
        ))
        .attr("style", format!("--k:{held};--n:{all}"))
        .on(On::Click, Say::Msg(Msg::Select(of)))
        .child(shown(format!("≤ {last}: {held} of {all}")))
}

/// Text that the style sheet shows: assistive technology reads the label around it instead.
fn shown(words: String) -> El {
    el("span").attr("data-words", words)
}

/// An element that stands in a column.
pub(super) fn at(el: El, column: usize) -> El {
    el.attr("style", format!("--x:{column}"))
}

/// Text for assistive technology only.
pub(super) fn hidden(words: &'static str) -> El {
    el("span").class("hidden").text(words)
}

fn digits(number: u64) -> u32 {
    number.checked_ilog10().unwrap_or(0) + 1
}
