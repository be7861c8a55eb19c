//! What snapshots cost over time, for the dials in force and for others beside them: charts, and the table behind them.

use super::chart::{self, Chart, Line};
use super::{part, remark, wide};
use crate::el::el;
use crate::panels::element::{Choice, El, button, tabs};
use crate::panels::timebar::clock;
use crate::session::lab::trials::{AHEAD, Question, Summary, Trials, took};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Session};
use raft::Time;
use record::costs::Sample;
use sim::Dial;
use sim::trial::{Tried, Variant};

/// The dials that are turned in the copies.
const TURNED: [(Dial, &str); 2] = [
    (Dial::SnapshotThreshold, "Threshold"),
    (Dial::EntriesKept, "Entries kept"),
];

/// What is drawn of the samples: its name, and its bytes.
type Figure = (&'static str, fn(&Sample) -> u64);

const FIGURES: [Figure; 4] = [
    ("Largest log", |sample| sample.log_bytes),
    ("Largest snapshot", |sample| sample.snapshot_bytes),
    ("Sent by snapshot", |sample| sample.sent_by_snapshot),
    ("Sent by append", |sample| sample.sent_by_append),
];

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    let Some(trials) = lab
        .trials
        .as_ref()
        .filter(|it| it.question == Question::Costs)
    else {
        return vec![again("What it costs is not computed yet.", "Compute")];
    };
    if let Some(why) = trials.failure() {
        return vec![again(&why, "Try again")];
    }
    if let Some(percent) = trials.percent() {
        let words = format!("Playing copies of this run with other dials: {percent} %");
        return vec![el("p").class("none").role("status").text(words)];
    }
    let is_chosen = |tried: &&Tried| tried.variant.0.iter().all(|(dial, _)| *dial == lab.turned);
    let shown: Vec<&Tried> = trials.tried.iter().filter(is_chosen).collect();
    let mut all = vec![
        remark(about(trials)),
        choice(lab),
        el("div")
            .class("lab-charts")
            .key("charts")
            .children(FIGURES.map(|figure| chart::view(&of_samples(figure, &shown, trials.now))))
            .child(chart::view(&of_episodes(&shown, trials.now))),
        part(
            "In numbers",
            vec![
                table(&shown),
                button("Copy table", Msg::Lab(InLab::CopyTable)),
            ],
        ),
    ];
    if session.run.recorded.timeline.world().now() != trials.now
        || session.run.recorded.timeline.here() != trials.branch
    {
        all.insert(
            1,
            again("The run has come to another moment since.", "Compute again"),
        );
    }
    all
}

fn again(words: &str, word: &'static str) -> El {
    el("p")
        .class("lab-line")
        .text(words.to_owned())
        .child(button(word, Msg::Lab(InLab::Try(Question::Costs))))
}

fn about(trials: &Trials) -> String {
    format!(
        "This run from {} to {}, played again in copies with one dial turned, and {} ms further under the load that it had: what you did is done in each at the same time.",
        clock(trials.from),
        clock(trials.now),
        AHEAD.0 / 1_000
    )
}

/// Which dial differs between the lines.
fn choice(lab: &Lab) -> El {
    let choice = |(dial, words)| Choice {
        words,
        msg: Msg::Lab(InLab::Compare(dial)),
        is_chosen: dial == lab.turned,
        shows: "",
    };
    tabs("Dial that differs", "lab-turned", TURNED.map(choice).into())
}

/// What a copy is called: the value of its dial.
fn name(variant: &Variant) -> String {
    match variant.0.first() {
        None => "in force".to_owned(),
        Some((Dial::SnapshotThreshold, 0)) => "never".to_owned(),
        Some((Dial::SnapshotThreshold, value)) => format!("every {value}"),
        Some((_, value)) => format!("{value} kept"),
    }
}

fn of_samples((title, bytes): Figure, shown: &[&Tried], now: Time) -> Chart {
    let line = |tried: &&Tried| Line {
        name: name(&tried.variant),
        points: (tried.samples.iter())
            .map(|sample| (sample.time.0, bytes(sample)))
            .collect(),
        is_dotted: false,
    };
    Chart {
        title,
        unit: chart::Unit::Bytes,
        lines: shown.iter().map(line).collect(),
        now: now.0,
    }
}

/// How long followers took to catch up, by when that began.
fn of_episodes(shown: &[&Tried], now: Time) -> Chart {
    let line = |tried: &&Tried| Line {
        name: name(&tried.variant),
        points: (tried.episodes.iter())
            .filter_map(|it| Some((it.began.0, took(it)?.0)))
            .collect(),
        is_dotted: true,
    };
    Chart {
        title: "Time to catch up",
        unit: chart::Unit::Micros,
        lines: shown.iter().map(line).collect(),
        now: now.0,
    }
}

/// What the charts say, in numbers that can be copied.
fn table(shown: &[&Tried]) -> El {
    let head = [
        "dial",
        "largest log",
        "largest snapshot",
        "sent by snapshot",
        "sent by append",
        "caught up",
        "longest",
        "still behind",
    ];
    let head = head.map(|words| el("th").attr("scope", "col").text(words));
    let table = el("table")
        .class("lab-table")
        .label("What each costs")
        .child(el("thead").child(el("tr").children(head)))
        .child(el("tbody").children(shown.iter().map(|tried| row(tried))));
    wide(table)
}

fn row(tried: &Tried) -> El {
    let it = Summary::of(tried);
    let bytes = |number| chart::Unit::Bytes.show(number);
    let longest = it
        .longest
        .map_or_else(|| "–".to_owned(), |it| it.to_string());
    let cells = [
        bytes(it.log),
        bytes(it.snapshot),
        bytes(it.by_snapshot),
        bytes(it.by_append),
        match it.caught_up {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        },
        longest,
        match it.behind.is_empty() {
            true => "none".to_owned(),
            false => it.behind.to_string(),
        },
    ];
    el("tr")
        .child(el("th").attr("scope", "row").text(name(&tried.variant)))
        .children(cells.map(|words| el("td").text(words)))
}
