//! One server's row: the folded prefix, the entries, and what the leader believes of it.

use super::columns::Columns;
use crate::el::{On, el};
use crate::panels::element::El;
use crate::panels::why;
use crate::scene::term_class;
use crate::session::{Msg, Say, Selection};
use raft::{Entry, Index};
use record::ClusterView;
use record::view::{Process, ReceivingView, ServerView, SnapshotView};

/// What all rows have in common.
pub(super) struct Sheet<'a> {
    pub(super) view: &'a ClusterView,
    pub(super) columns: &'a Columns,
    pub(super) indexes: Vec<Index>,
    pub(super) leader: Option<&'a ServerView>,
    pub(super) selection: Option<Selection>,
    pub(super) entrance: Option<Selection>,
}

impl Sheet<'_> {
    /// How many columns there are, and how wide the place of the folded prefixes is.
    pub(super) fn measures(&self) -> String {
        format!("--n:{};--lead:{}px", self.columns.len(), self.lead())
    }

    /// The width that the longest description of a prefix needs, in pixels; 0 if there is none.
    fn lead(&self) -> u32 {
        let letters = self.view.servers.iter().map(|server| {
            let own = server.snapshot.as_ref();
            let own = own.map_or(0, |own| {
                digits(own.id.last_included_index) + digits(own.size) + 4
            });
            let coming = server.receiving;
            own.max(coming.map_or(0, |coming| digits(coming.id.last_included_index) + 8))
        });
        let longest = letters.max().filter(|letters| *letters > 0);
        longest.map_or(0, |letters| letters * 7 + 36)
    }

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
        let bare = folded.is_none() && coming.is_none() && self.lead() > 0;
        let prefix = el("div")
            .class("l-lead")
            .role("cell")
            .maybe(folded)
            .maybe(coming)
            // The entries may lie out of sight, so it is said where they end.
            .maybe(bare.then(|| {
                el("span")
                    .class("l-ends")
                    .text(format!("to {}", server.log.last_index()))
            }));
        let strip = el("div")
            .class("l-strip")
            .role("none")
            .maybe(self.plate(server))
            .children(
                self.indexes
                    .iter()
                    .filter_map(|index| Some(self.entry(server, *index, server.log.get(*index)?))),
            )
            .children(self.beliefs(server));
        el("div")
            .class(class)
            .role("row")
            .key(server.id.to_string())
            .child(self.name(server))
            .child(prefix)
            .child(strip)
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
        name += match (applied, committed) {
            (true, _) => ", applied",
            (_, true) => ", committed",
            _ => ", not committed",
        };
        let mut class = ["l-entry ", term_class(entry.term)].concat();
        for (is, mark) in [
            (committed, " committed"),
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

    /// What the leader believes of this server, and where the two logs part.
    fn beliefs(&self, server: &ServerView) -> Vec<El> {
        let mut marks = Vec::new();
        if let Some(progress) = self.progress(server) {
            let next = self.columns.column(progress.next);
            marks.extend(next.map(|column| at(el("i"), column).key("next").class("l-next")));
            let matched = self.columns.column(progress.match_index);
            marks.extend(matched.map(|column| at(el("i"), column).key("match").class("l-match")));
        }
        let parted = self
            .disagreement(server)
            .and_then(|index| Some((index, self.columns.column(index)?)));
        if let (Some(leader), Some((index, column))) = (self.leader, parted) {
            let words = format!("≠ {} from {index}", leader.id);
            marks.push(
                at(el("i"), column)
                    .key("parted")
                    .class("l-parted")
                    .text(words),
            );
        }
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
