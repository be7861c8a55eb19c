//! The snapshot lab: what a snapshot is, and how it travels.

mod chart;
mod contents;
mod costs;
mod decides;
mod disk;
mod exercises;
mod one;
mod remedies;
mod scenarios;
mod sent;
mod strip;

use crate::el::{On, el};
use crate::panels::element::{Choice, El, nothing, tabs};
use crate::panels::header;
use crate::session::lab::{InLab, Lab, LabField, Section};
use crate::session::{Field, Msg, Picture, Say, Session, View};

/// Its styles.
pub(crate) const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/lab.css"));

/// Its parts, in the order of the tabs.
const SECTIONS: [(Section, &str); 4] = [
    (Section::One, "One snapshot"),
    (Section::Sent, "On its way"),
    (Section::Exercises, "Mistakes"),
    (Section::Costs, "Costs"),
];

pub(crate) fn view(session: &Session) -> El {
    let lab = session.lab.as_ref();
    let Some(lab) = lab.filter(|_| session.screen.view == View::Snapshot) else {
        return nothing();
    };
    let section = |(section, words)| Choice {
        words,
        msg: Msg::Lab(InLab::Show(section)),
        is_chosen: section == lab.section,
        shows: "lab-section",
    };
    let sections = tabs("Snapshot lab", "lab-tab", SECTIONS.map(section).into());
    el("section")
        .class("lab")
        .id("lab")
        .role("tabpanel")
        .label("Snapshot")
        .child(sections)
        .child(header::picture(Picture::Lab))
        .child(body(session, lab))
}

/// What is shown of it; how far the run is read, until it is.
fn body(session: &Session, lab: &Lab) -> El {
    let body = el("div")
        .class("lab-section")
        .id("lab-section")
        .role("tabpanel")
        .attr("aria-labelledby", "lab-tab")
        .key("section");
    if let Some(percent) = lab.reads() {
        let words = format!("Reading the run: {percent} %");
        return body.child(el("p").class("none").role("status").text(words));
    }
    body.child(scenarios::view(session, lab, lab.section))
        .children(match lab.section {
            Section::One => one::view(session, lab),
            Section::Sent => sent::view(session, lab),
            Section::Exercises => exercises::view(session, lab),
            Section::Costs => costs::view(session, lab),
        })
}

/// A part of a section, under its name.
fn part(title: &'static str, inside: Vec<El>) -> El {
    el("section")
        .key(title)
        .child(el("h2").text(title))
        .children(inside)
}

/// A remark.
fn remark(words: impl Into<String>) -> El {
    el("p").text(words.into())
}

/// A table that is scrolled where there is no room for it.
fn wide(table: El) -> El {
    el("div")
        .class("lab-wide")
        .attr("tabindex", "0")
        .child(table)
}

/// The list of servers, of which one is chosen.
fn servers(session: &Session, lab: &Lab) -> El {
    let option = |id: raft::ServerId| {
        el("option")
            .attr("value", id.0.to_string())
            .attr_if(id == lab.server, "selected", "")
            .text(id.to_string())
    };
    let all = session.run.view.servers.iter();
    let choice = el("select")
        .label("Server")
        .on(On::Change, Say::Value(Field::InLab(LabField::Server)))
        .children(all.map(|server| option(server.id)));
    el("label").text("Server ").child(choice)
}
