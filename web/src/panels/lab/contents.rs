//! What is in a snapshot, beside the log prefix that it replaces; and that both lead to the same machine.

use super::{part, remark, wide};
use crate::el::el;
use crate::panels::element::El;
use crate::panels::why::{content, count};
use crate::scene::term_class;
use crate::session::Session;
use crate::session::lab::Lab;
use raft::{Entry, Index, Payload};
use record::view::{ServerView, SnapshotView};
use record::{Answer, ClientCommand, Operation, Serial};
use sim::machine::Machine;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most entries of the prefix that are listed.
const MOST: usize = 40;

pub(super) fn view(
    session: &Session,
    lab: &Lab,
    server: &ServerView,
    snapshot: &SnapshotView,
) -> Vec<El> {
    let (last, events) = (
        snapshot.id.last_included_index,
        session.run.world().events(),
    );
    if last as usize > MOST_REPLAYED && session.clock.is_playing() {
        let words = format!("Pause the run to see what is made of its {last} entries.");
        return vec![part("What is in it", vec![remark(words)])];
    }
    let prefix: Vec<(Index, &Entry)> = lab.chronicle().applied(last, events).collect();
    let own = session.run.world().snapshot(server.id);
    let machine = own.and_then(|own| Machine::from_bytes(&own.data).ok());
    let Some(machine) = machine else {
        let unread = "Its bytes are no machine: the state machine cannot read the snapshot.";
        return vec![part("What is in it", vec![remark(unread)])];
    };
    let makers = makers(&prefix);
    let both = el("div")
        .class("lab-both")
        .child(log(&prefix, &makers))
        .child(values(&machine, &makers))
        .child(sessions(&machine));
    vec![
        part("What is in it", vec![both]),
        part(
            "The same machine",
            same(session, lab, server, &machine, last),
        ),
    ]
}

/// The key that an entry changes, and whether what stood there before does not count any more.
fn change(entry: &Entry) -> Option<(Arc<str>, bool)> {
    let Payload::Command(bytes) = &entry.payload else {
        return None;
    };
    match ClientCommand::decode(bytes)?.operation {
        Operation::Set { key, .. } | Operation::Delete { key } => Some((key, true)),
        Operation::Add { key, .. } => Some((key, false)),
        Operation::Get { .. } | Operation::Other(_) => None,
    }
}

/// By key, the entries of a prefix that make up its value: from the last one that replaced what stood there.
type Makers<'a> = BTreeMap<Arc<str>, Vec<(Index, &'a Entry)>>;

fn makers<'a>(prefix: &[(Index, &'a Entry)]) -> Makers<'a> {
    let mut all = Makers::new();
    for (index, entry) in prefix {
        if let Some((key, replaces)) = change(entry) {
            let own = all.entry(key).or_default();
            if replaces {
                own.clear();
            }
            own.push((*index, entry));
        }
    }
    all
}

/// What makes up a value, in words: its last entry, and how many before it count as well.
fn made_by(own: &[(Index, &Entry)]) -> String {
    match own {
        [] => "before the first entry that is known".to_owned(),
        [(index, entry)] => {
            format!("entry {index}, term {}: {}", entry.term, content(entry))
        }
        [before @ .., (index, entry)] => format!(
            "entry {index}, term {}: {}, on top of {}",
            entry.term,
            content(entry),
            count(before.len() as u64, "entry")
        ),
    }
}

/// The log prefix that the snapshot replaces.
fn log(prefix: &[(Index, &Entry)], makers: &Makers<'_>) -> El {
    let left_out = prefix.len().saturating_sub(MOST);
    let before = (left_out > 0).then(|| {
        let words = format!("{} before", count(left_out as u64, "entry"));
        el("li").class("none").text(words)
    });
    let line = |(index, entry): &(Index, &Entry)| {
        let makes = |(key, _): (Arc<str>, bool)| {
            let own = makers.get(&key);
            own.is_some_and(|own| own.iter().any(|(maker, _)| maker == index))
        };
        let counts = change(entry).is_none_or(makes);
        el("li")
            .attr_if(!counts, "class", "lab-gone")
            .child(el("span").class("lab-index").text(index.to_string()))
            .child(
                el("span")
                    .class(["l-entry committed ", term_class(entry.term)].concat())
                    .text(entry.term.to_string()),
            )
            .child(el("code").text(content(entry)))
    };
    let list = el("ol")
        .class("lab-prefix")
        .label("The entries that it replaces")
        .attr("tabindex", "0")
        .maybe(before)
        .children(prefix[left_out..].iter().map(line));
    el("div")
        .child(el("h3").text(format!(
            "{} of the log",
            count(prefix.len() as u64, "entry")
        )))
        .child(list)
}

/// The values in the snapshot, each with the entry that set it last.
fn values(machine: &Machine, makers: &Makers<'_>) -> El {
    let row = |(key, value): (&Arc<str>, &i64)| {
        let set_by = made_by(makers.get(key).map_or(&[], Vec::as_slice));
        el("tr")
            .child(el("th").attr("scope", "row").text(key.to_string()))
            .child(el("td").text(value.to_string()))
            .child(el("td").text(set_by))
    };
    let rows = machine.values().iter().map(row).collect();
    let table = table(
        "The values in the snapshot",
        ["key", "value", "last set by"],
        rows,
    );
    el("div")
        .child(el("h3").text(count(machine.values().iter().count() as u64, "value")))
        .child(table)
}

/// What the snapshot knows of clients, so that a retry does not run twice (§8).
fn sessions(machine: &Machine) -> El {
    let answer = |(serial, answer): (Serial, Answer)| match answer {
        Some(value) => format!("{serial} gave {value}"),
        None => format!("{serial} gave nothing"),
    };
    let rows: Vec<El> = machine
        .sessions()
        .map(|(client, heard, answers)| {
            let answers: Vec<String> = answers.map(answer).collect();
            el("tr")
                .child(el("th").attr("scope", "row").text(client.to_string()))
                .child(el("td").text(format!("through {heard}")))
                .child(el("td").text(answers.join(", ")))
        })
        .collect();
    let words = count(rows.len() as u64, "session");
    let head = ["client", "has its answers", "kept answers"];
    el("div")
        .child(el("h3").text(words))
        .child(table("The sessions in the snapshot", head, rows))
}

fn table(label: &'static str, head: [&'static str; 3], rows: Vec<El>) -> El {
    let head = head.map(|words| el("th").attr("scope", "col").text(words));
    wide(
        el("table")
            .class("lab-table")
            .label(label)
            .child(el("thead").child(el("tr").children(head)))
            .child(el("tbody").children(rows)),
    )
}

/// So many entries are replayed while time runs; more, only when it rests.
const MOST_REPLAYED: usize = 5_000;

/// Replays both ways, and compares: snapshot and the entries after it; all entries from the start.
fn same(
    session: &Session,
    lab: &Lab,
    server: &ServerView,
    snapshot: &Machine,
    last: Index,
) -> Vec<El> {
    let events = session.run.world().events();
    let all: Vec<_> = lab
        .chronicle()
        .applied(server.applied.max(last), events)
        .collect();
    if all.len() > MOST_REPLAYED && session.clock.is_playing() {
        let words = format!("Pause the run to replay its {} entries.", all.len());
        return vec![remark(words)];
    }
    let (mut from_start, mut from_snapshot) = (Machine::default(), snapshot.clone());
    let after = all.iter().filter(|(index, _)| *index > last);
    let count_after = after.clone().count() as u64;
    all.iter().for_each(|(_, entry)| {
        from_start.apply(&entry.payload);
    });
    after.for_each(|(_, entry)| {
        from_snapshot.apply(&entry.payload);
    });
    let verdict = match from_start == from_snapshot {
        true => "the same machine, sessions included",
        false => "different machines: something is wrong with the snapshot",
    };
    let words = format!(
        "The snapshot and the {} after it, replayed, and all {} from the start give {verdict}.",
        count(count_after, "entry"),
        count(all.len() as u64, "entry")
    );
    vec![remark(words), compared(&from_snapshot, &from_start)]
}

fn compared(one: &Machine, other: &Machine) -> El {
    let both = one.values().iter().chain(other.values().iter());
    let mut keys: Vec<&Arc<str>> = both.map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    let value = |machine: &Machine, key: &Arc<str>| {
        let value = machine.values().get(key);
        value.map_or_else(|| "–".to_owned(), ToString::to_string)
    };
    let row = |key: &&Arc<str>| {
        let (one, other) = (value(one, key), value(other, key));
        let sign = if one == other { "=" } else { "≠" };
        el("tr")
            .child(el("th").attr("scope", "row").text(key.to_string()))
            .child(el("td").text(one))
            .child(el("td").text(format!("{sign} {other}")))
    };
    let head = ["key", "snapshot + entries after it", "all entries"];
    table(
        "Both machines compared",
        head,
        keys.iter().map(row).collect(),
    )
}
