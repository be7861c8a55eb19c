//! One snapshot, opened: when it is taken, what the disk holds of it, and what is in it.

use super::{contents, disk, part, remark, servers};
use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::panels::why::{self, count};
use crate::panels::{dials, timebar::clock};
use crate::session::lab::chronicle::{TwoWrites, Write};
use crate::session::lab::{CrashPoint, InLab, Lab, LabField};
use crate::session::{Field, Msg, Say, Session};
use raft::ServerId;
use record::view::{Process, ServerView, SnapshotView};
use sim::machine::Machine;
use sim::{Action, Dial, ServerAction};

/// What decides when one is taken, how much stays, how it is divided, and how long it takes to save.
const DIALS: [Dial; 5] = [
    Dial::SnapshotThreshold,
    Dial::EntriesKept,
    Dial::ChunkSize,
    Dial::DiskMin,
    Dial::DiskMax,
];

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    let Some(server) = why::server(&session.run.view, lab.server) else {
        debug_assert!(false, "{} is one of those to choose", lab.server);
        return Vec::new();
    };
    let mut all = vec![
        el("div")
            .class("lab-line")
            .key("line")
            .child(servers(session, lab))
            .child(el("p").text(in_words(session, server))),
        take(lab, server),
        part("Two writes", two_writes(session, lab, server)),
    ];
    if let Some(snapshot) = &server.snapshot {
        all.extend(contents::view(session, lab, server, snapshot));
    }
    all.push(part(
        "Dials",
        DIALS.map(|dial| dials::row(session, dial, "lab")).into(),
    ));
    all
}

/// What the block says: last index and term, size, configuration, and how much it stands for.
fn in_words(session: &Session, server: &ServerView) -> String {
    let Some(snapshot) = &server.snapshot else {
        let entries = count(server.log.last_index(), "entry");
        return format!(
            "{} has no snapshot yet: its log holds all of it, {entries}.",
            server.id
        );
    };
    let SnapshotView {
        id,
        size,
        configuration,
        ..
    } = snapshot;
    let last = id.last_included_index;
    let kept = (last + 1).saturating_sub(server.log.first_index());
    let kept = match kept {
        0 => "none of them is in the log any more".to_owned(),
        kept => format!("the last {} still in the log", count(kept, "entry")),
    };
    format!(
        "The snapshot of {} ends at index {last}, term {}: {} in place of {}, {kept}. Voters: {}; {}.",
        server.id,
        id.last_included_term,
        count(*size, "byte"),
        count(last, "entry"),
        configuration.voters,
        count(sessions(session, server.id), "session")
    )
}

/// How many clients the snapshot of a server remembers.
fn sessions(session: &Session, id: ServerId) -> u64 {
    let own = session.run.world().snapshot(id);
    let machine = own.and_then(|own| Machine::from_bytes(&own.data).ok());
    machine.map_or(0, |machine| machine.sessions().count() as u64)
}

/// What takes one, at whichever applied index is still at hand, and where the server goes down meanwhile.
fn take(lab: &Lab, server: &ServerView) -> El {
    let id = server.id;
    let index = el("input")
        .attr("type", "number")
        .attr("inputmode", "numeric")
        .attr("min", "1")
        .attr("placeholder", server.applied.to_string())
        .label("At index")
        .attr("value", lab.index.clone())
        .on(On::Input, Say::Value(Field::InLab(LabField::Index)));
    let take = el("form")
        .class("lab-line")
        .on(On::Submit, Say::Msg(Msg::Lab(InLab::TakeAt)))
        .child(
            el("button")
                .attr("type", "submit")
                .class("first")
                .text("Take snapshot"),
        )
        .child(el("label").text("at index ").child(index));
    let line = el("div").key("take");
    if server.process == Process::Crashed {
        let restart = Msg::Do(Action::Server(ServerAction::Restart, id));
        return line.child(button(format!("Restart {id}"), restart).class("first"));
    }
    let crash =
        |(at, words)| button(words, Msg::Lab(InLab::Crash(at))).label(format!("Crash {words}"));
    let crashes = el("div")
        .class("lab-crash")
        .role("group")
        .label("Crash while it is saved")
        .child(el("span").class("dim").text("Take one and crash: "))
        .children(CrashPoint::ALL.map(crash));
    line.child(take).child(crashes)
}

/// What became of the two writes, and what the disk holds.
fn two_writes(session: &Session, lab: &Lab, server: &ServerView) -> Vec<El> {
    let events = session.run.world().events();
    let last = lab.chronicle().writes(server.id, events);
    let writes = match last {
        Some(last) => {
            let save = format!("save the snapshot up to {}", last.snapshot);
            let mut lines = vec![line(session, save, last, Some(&last.save))];
            let (drop, write) = match &last.drop {
                Some((through, write)) => (format!("drop the log through {through}"), Some(write)),
                None => ("drop the log that it covers".to_owned(), None),
            };
            lines.push(line(session, drop, last, write));
            el("ol").label("The two writes").children(lines)
        }
        None => remark(
            "A snapshot takes two writes: it is saved, and then the log that it covers is dropped. A crash may come between the two.",
        ),
    };
    let mut all = vec![writes];
    all.extend(disk::view(session, server));
    all
}

/// One of the two, and when it was durable, or what it waits for.
fn line(session: &Session, what: String, both: &TwoWrites, write: Option<&Write>) -> El {
    let events = session.run.world().events();
    let known = |at: Option<(raft::Time, u64)>| at.filter(|(_, event)| *event < events);
    let state = match write {
        None => "not needed: as many entries are kept".to_owned(),
        Some(write) => match (known(write.durable), known(write.lost)) {
            (Some((time, _)), _) => format!("durable since {}", clock(time)),
            (_, Some((time, _))) => format!("lost in the crash at {}", clock(time)),
            _ => format!(
                "handed to the disk at {}, not durable yet",
                clock(both.time)
            ),
        },
    };
    el("li").text(format!("{what}: {state}"))
}
