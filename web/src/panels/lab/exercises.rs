//! Mistakes to catch: the list of them, and the one that the reader does.

use super::scenarios::warning;
use super::{part, remark, wide};
use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::why::{content, count};
use crate::session::lab::exercises::{Answer, Came, Doing, EXERCISES, Exercise, Shown};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Session};
use record::ClusterView;
use record::view::{Process, ServerView};

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    match &lab.doing {
        Some(doing) => done(doing),
        None => list(session, lab),
    }
}

fn list(session: &Session, lab: &Lab) -> Vec<El> {
    let line = |(place, it): (usize, &Exercise)| {
        let asks = lab.would_lose == Some(it.script);
        let words = match asks {
            true => format!("Begin “{}” anyway", it.title),
            false => it.title.to_owned(),
        };
        el("li")
            .child(button(words, Msg::Lab(InLab::Exercise(place))).class("plain name"))
            .child(el("span").class("dim").text(it.question))
    };
    let about = "Each of these was a mistake in real Raft code. Say what happens; your answer is played beside the right one.";
    let all = el("ol")
        .class("lab-exercises")
        .label("Exercises")
        .children((0..).zip(&EXERCISES).map(line));
    [Some(remark(about)), warning(session, lab), Some(all)]
        .into_iter()
        .flatten()
        .collect()
}

fn done(doing: &Doing) -> Vec<El> {
    let exercise = doing.exercise;
    let answer = |(place, it): (usize, &Answer)| {
        let is_chosen = doing.chosen == Some(place);
        button(it.words, Msg::Lab(InLab::Answer(place)))
            .class("lab-answer")
            .attr("aria-pressed", if is_chosen { "true" } else { "false" })
    };
    let answers = el("div")
        .class("lab-answers")
        .role("group")
        .label("Answers")
        .children((0..).zip(&exercise.answers).map(answer));
    let back = button("All exercises", Msg::Lab(InLab::Exercises));
    let mut all = vec![
        el("div")
            .class("lab-line")
            .key("back")
            .child(el("h2").text(exercise.title))
            .child(back),
        remark(exercise.situation),
        el("p").class("lab-question").text(exercise.question),
        answers,
    ];
    let chosen = doing.chosen.and_then(|place| exercise.answers.get(place));
    all.extend(chosen.map(|answer| part("What happens", happens(doing, answer))));
    all
}

/// The verdict on an answer, and what came of it and of the right one.
fn happens(doing: &Doing, answer: &Answer) -> Vec<El> {
    let verdict = match answer.shown.breaks() {
        None => format!("Right. {}", answer.why),
        Some(breaks) => format!("Not so. {} It would break {breaks}.", answer.why),
    };
    let mut all = vec![el("p").class("lab-verdict").role("status").text(verdict)];
    let right = doing.right.as_ref();
    match (&answer.shown, &doing.yours) {
        (Shown::Described { rows, .. }, _) => {
            all.push(described(rows));
            let words = "Raft’s own rules cannot be switched off here yet, so this mistake is described and not played.";
            all.push(el("p").class("dim").text(words));
        }
        (_, Some(yours)) => all.extend(right.map(|right| beside(yours, right))),
        (_, None) => all.extend(right.map(alone)),
    }
    let watch = |words: &'static str, is_yours| button(words, Msg::Lab(InLab::Watch(is_yours)));
    let yours = doing
        .yours
        .as_ref()
        .map(|_| watch("Watch your answer", true));
    let right = right.map(|_| watch("Watch what Raft does", false));
    all.push(el("div").class("buttons").maybe(yours).maybe(right));
    all
}

fn described(rows: &[[&'static str; 3]]) -> El {
    let row = |[what, wrong, right]: &[&'static str; 3]| {
        el("tr")
            .child(el("th").attr("scope", "row").text(*what))
            .child(el("td").text(*wrong))
            .child(el("td").text(*right))
    };
    table(
        ["", "with that mistake", "Raft"],
        rows.iter().map(row).collect(),
    )
}

/// Both ends beside each other: every server, and what is broken.
fn beside(yours: &Came, right: &Came) -> El {
    let servers = yours.view.servers.iter().zip(&right.view.servers);
    let row = |(one, other): (&ServerView, &ServerView)| {
        let (one_says, other_says) = (state(one), state(other));
        let differs = one_says != other_says;
        el("tr")
            .attr_if(differs, "class", "lab-differs")
            .child(el("th").attr("scope", "row").text(one.id.to_string()))
            .child(el("td").text(one_says))
            .child(el("td").text(other_says))
    };
    let mut rows: Vec<El> = servers.map(row).collect();
    rows.push(
        el("tr")
            .class("lab-differs")
            .child(el("th").attr("scope", "row").text("checks"))
            .child(el("td").text(broken(&yours.view)))
            .child(el("td").text(broken(&right.view))),
    );
    table(["", "your answer", "Raft"], rows)
}

fn alone(right: &Came) -> El {
    let row = |server: &ServerView| {
        el("tr")
            .child(el("th").attr("scope", "row").text(server.id.to_string()))
            .child(el("td").text(state(server)))
    };
    let rows = right.view.servers.iter().map(row).collect();
    table(["", "what Raft does", ""], rows)
}

/// What a server is at the end, in a line: role, snapshot, log, machine.
fn state(server: &ServerView) -> String {
    let id = match server.process {
        Process::Crashed => "down, its disk: ".to_owned(),
        _ => format!("{}, commit {}: ", role(server), server.commit),
    };
    let snapshot = server.snapshot.as_ref().map_or_else(String::new, |it| {
        format!("snapshot up to {}, ", it.id.last_included_index)
    });
    let (first, last) = (server.log.first_index(), server.log.last_index());
    let log = match last + 1 - first {
        0 => "log empty".to_owned(),
        1..=4 => {
            let entries = (first..=last)
                .filter_map(|index| Some(format!("{index}: {}", content(server.log.get(index)?))));
            format!("log {}", entries.collect::<Vec<_>>().join(", "))
        }
        more => format!("log {first} to {last}, {}", count(more, "entry")),
    };
    let machine: Vec<String> = server
        .machine
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    let machine = match machine.is_empty() {
        true => String::new(),
        false => format!("; {}", machine.join(", ")),
    };
    format!("{id}{snapshot}{log}{machine}")
}

fn role(server: &ServerView) -> &'static str {
    match server.role {
        record::RoleName::Leader => "leader",
        record::RoleName::Follower => "follower",
        record::RoleName::Candidate | record::RoleName::PreCandidate => "candidate",
    }
}

/// The safety properties that do not hold at the end, each with why.
fn broken(view: &ClusterView) -> String {
    let broken = view.checks.iter().filter_map(|check| {
        let (_, why) = check.broken.as_ref()?;
        Some(format!("{} is broken: {why}", check.name))
    });
    let broken: Vec<String> = broken.collect();
    match broken.is_empty() {
        true => "all hold".to_owned(),
        false => broken.join(" "),
    }
}

fn table(head: [&'static str; 3], rows: Vec<El>) -> El {
    let head = head.map(|words| el("th").attr("scope", "col").text(words));
    let table = el("table")
        .class("lab-table")
        .label("What it comes to")
        .child(el("thead").child(el("tr").children(head)))
        .child(el("tbody").children(rows));
    wide(table)
}
