//! A follower that cannot catch up with these dials, and which dial would let it.

use super::remark;
use crate::el::el;
use crate::panels::element::{El, button};
use crate::panels::why::count;
use crate::session::lab::trials::{AHEAD, Question, Trials};
use crate::session::lab::{InLab, Lab};
use crate::session::{Msg, Session};
use raft::ServerId;
use sim::Action;
use sim::trial::{Tried, remedies_that_help};

pub(super) fn view(session: &Session, lab: &Lab) -> Vec<El> {
    let mut all: Vec<El> = so_far(session, lab).into_iter().collect();
    let ask = |words: &'static str| button(words, Msg::Lab(InLab::Try(Question::Remedies)));
    let trials = lab.trials.as_ref();
    let Some(trials) = trials.filter(|it| it.question == Question::Remedies) else {
        all.push(ask("Which dial would let it catch up?"));
        return all;
    };
    if let Some(percent) = trials.percent() {
        let words = format!("Playing copies of this run with other dials: {percent} %");
        all.push(el("p").class("none").role("status").text(words));
        return all;
    }
    all.extend(answer(trials));
    all.push(ask("Try again from here"));
    all
}

/// How often a follower was sent a snapshot and was behind again.
fn so_far(session: &Session, lab: &Lab) -> Option<El> {
    let events = session.run.world().events();
    let of = |id: ServerId| {
        let all = lab.chronicle().transfers(events);
        let over = all.filter(move |(_, it)| it.follower == id && it.is_over(events));
        over.count() as u64
    };
    let servers = session.run.view.servers.iter();
    let most = servers.map(|it| (of(it.id), it.id)).max()?;
    let words = match most {
        (0 | 1, _) => {
            "A follower under load can install one snapshot after the other and never reach the end of the log: by the time it has one, what it needs next has been compacted.".to_owned()
        }
        (times, id) => format!("{id} has installed {} in this run so far.", count(times, "snapshot")),
    };
    Some(remark(words))
}

/// What the copies say.
fn answer(trials: &Trials) -> Vec<El> {
    if let Some(why) = trials.failure() {
        return vec![remark(why)];
    }
    let Some(as_it_is) = trials.tried.first() else {
        debug_assert!(false, "the first copy is the run as it is");
        return Vec::new();
    };
    let ahead = AHEAD.0 / 1_000;
    let behind = as_it_is.behind();
    if behind.is_empty() {
        let words = format!("With these dials every follower has caught up {ahead} ms from now.");
        return vec![remark(words)];
    }
    let helps = remedies_that_help(&trials.tried);
    let begin = format!("With these dials {behind} is still behind {ahead} ms from now.");
    let words = match helps.is_empty() {
        true => format!("{begin} None of the other dials that were tried would change that."),
        false => format!("{begin} It would catch up with one of these:"),
    };
    let list = el("ul")
        .class("lab-remedies")
        .label("What would let it catch up")
        .children(helps.iter().filter_map(|tried| remedy(tried)));
    vec![remark(words), list]
}

fn remedy(tried: &Tried) -> Option<El> {
    let (dial, value) = *tried.variant.0.first()?;
    let info = dial.info();
    let longest = tried
        .episodes
        .iter()
        .filter_map(|it| Some(it.ended?.since(it.began)));
    let longest = longest
        .max()
        .map_or_else(String::new, |it| format!(", caught up after {it} at most"));
    let words = format!("{}: {}{longest}", info.label, info.show(value));
    let set = button("Set it", Msg::Do(Action::Set(dial, value))).label(format!(
        "Set {} to {}",
        info.label,
        info.show(value)
    ));
    Some(el("li").text(words).child(set))
}
