//! What the lab offers to be watched, of one part of it.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::lab::scenarios::SCENARIOS;
use crate::session::lab::{InLab, Lab, Section};
use crate::session::{Msg, Session};

pub(super) fn view(session: &Session, lab: &Lab, section: Section) -> El {
    let all = (0..)
        .zip(&SCENARIOS)
        .filter(|(_, it)| it.section == section);
    let items = all.map(|(place, it)| {
        let asks = lab.would_lose == Some(it.text);
        let words = match asks {
            true => format!("Play “{}” anyway", it.title),
            false => it.title.to_owned(),
        };
        button(words, Msg::Lab(InLab::Scenario(place)))
    });
    el("div")
        .class("lab-scenarios")
        .role("group")
        .label("Scenarios")
        .key("scenarios")
        .child(el("span").class("dim").text("Watch: "))
        .children(items)
        .maybe(warning(session, lab))
}

/// What is lost if what was asked for is played.
pub(super) fn warning(session: &Session, lab: &Lab) -> Option<El> {
    lab.would_lose?;
    let words = match session.run.own_actions {
        1 => "You have done something in this run, which will be gone.".to_owned(),
        more => format!("You have done {more} things in this run, which will be gone."),
    };
    Some(el("p").role("alert").text(words))
}
