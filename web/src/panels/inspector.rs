//! All fields of what is selected, and why it is so, with what can be done to it.

use super::actions::{Offer, offers};
use super::logs;
use super::sentence::sentence;
use super::why::{self, Fact};
use crate::el::{On, el};
use crate::panels::element::{El, button, door};
use crate::session::lab::InLab;
use crate::session::{Field, InBranches, Msg, Say, Selection, Session, Topic};
use raft::ServerId;
use record::EventKind;

pub(crate) fn view(session: &Session) -> El {
    let panel = el("section").class("inspector");
    let Some(of) = session.screen.selection else {
        return panel.child(el("h2").text("Selected")).child(
            el("p").class("none").text(
                "Nothing yet. Choose a server, a message or a log entry to see what it is, why, and what it waits for.",
            ),
        );
    };
    let Some((title, facts)) = why::explain(session, of) else {
        return panel
            .child(el("h2").text("Selected"))
            .child(el("p").class("none").text(gone(of)));
    };
    panel
        .child(
            el("div")
                .class("title")
                .child(el("h2").text("Selected: ").child(el("span").text(title)))
                .child(button("×", Msg::Deselect).class("close").label("Deselect")),
        )
        .children(body(session, of, facts))
        .child(buttons(session, of))
}

/// The facts, and which of them the last step changed.
fn body(session: &Session, of: Selection, facts: Vec<Fact>) -> Vec<El> {
    let before = why::before(session, of);
    let has_changed = |fact: &Fact| {
        let same = |was: &Fact| (was.name, &was.text) == (fact.name, &fact.text);
        before.as_ref().is_some_and(|was| !was.iter().any(same))
    };
    let only = before.is_some() && session.screen.only_changed;
    let marked = facts.into_iter().map(|fact| (has_changed(&fact), fact));
    let shown: Vec<(bool, Fact)> = marked.filter(|(changed, _)| *changed || !only).collect();
    let switch = before.as_ref().map(|_| switch(only));
    let list = match shown.is_empty() {
        true => el("p")
            .class("none")
            .text("The last step changed nothing here."),
        false => el("dl")
            .class("facts")
            .children(shown.chunk_by(same_name).map(lines)),
    };
    switch.into_iter().chain([list]).collect()
}

fn switch(only: bool) -> El {
    let checkbox = el("input")
        .attr("type", "checkbox")
        .attr("checked", if only { "true" } else { "false" })
        .on(On::Change, Say::Value(Field::OnlyChanged));
    el("label")
        .class("only")
        .child(checkbox)
        .text("Only what the last step changed")
}

fn gone(of: Selection) -> &'static str {
    match of {
        Selection::Message(_) => "The message has arrived, or was lost.",
        Selection::Entry { .. } => {
            "The entry is no longer in the log: it was deleted, or compacted into a snapshot."
        }
        _ => "It is not there any more.",
    }
}

fn same_name((_, one): &(bool, Fact), (_, next): &(bool, Fact)) -> bool {
    one.name == next.name
}

/// Facts of one name, which stands before the first.
fn lines(facts: &[(bool, Fact)]) -> El {
    let name = facts.first().map_or("", |(_, fact)| fact.name);
    el("div")
        .child(el("dt").text(name))
        .children(facts.iter().map(line))
}

fn line((changed, fact): &(bool, Fact)) -> El {
    let section = Some(fact.section).filter(|it| !it.is_empty());
    let line = el("dd").attr_if(*changed, "class", "changed");
    let line = match fact.link {
        Some(to) => line.child(sentence(door("", to), &fact.text, section)),
        None => sentence(line, &fact.text, section),
    };
    line.maybe(logs::view(&fact.logs))
}

fn buttons(session: &Session, of: Selection) -> El {
    let view = &session.run.view;
    let offers = match session.screen.outfit.interactive {
        true => offers(session.run.world(), view, of),
        false => Vec::new(),
    };
    el("div")
        .class("buttons")
        .children(there(session, of))
        .children(offers.into_iter().map(act))
        .children(
            neighbours(of)
                .into_iter()
                .map(|(words, of)| button(words, Msg::Select(of))),
        )
}

/// To the moment of it, and what might have been.
fn there(session: &Session, of: Selection) -> Vec<El> {
    let drop = |name, arrival| {
        button(
            "Drop it and see",
            Msg::Branches(InBranches::DropAndSee(name, arrival)),
        )
    };
    let acts = session.screen.outfit.interactive;
    match of {
        Selection::Message(name) if acts => vec![drop(name, None)],
        Selection::Event(number) => {
            let go = button("Go there", Msg::GoToEvent(number + 1));
            let moment = session.run.moment(number);
            let arrived = moment.and_then(|moment| match &moment.event.kind {
                EventKind::Delivered { envelope, .. } => Some(envelope.name()),
                _ => None,
            });
            let drop = arrived
                .filter(|_| acts)
                .map(|name| drop(name, Some(number)));
            [Some(go), drop].into_iter().flatten().collect()
        }
        Selection::Entry { .. } | Selection::Snapshot { .. } if acts => {
            let points = el("button")
                .attr("type", "button")
                .attr("aria-haspopup", "menu")
                .on(On::Click, Say::Menu(Topic::Points(of)))
                .text("Pause when…");
            let open = match of {
                Selection::Snapshot { server } => {
                    Some(button("Look inside", Msg::Lab(InLab::Open(server))))
                }
                _ => None,
            };
            [Some(points), open].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

fn act(offer: Offer) -> El {
    let act = button(offer.name, Msg::Do(offer.action));
    match offer.not_now {
        Some(why) => act.attr("disabled", "").attr("title", why),
        None => act,
    }
}

/// Where a reader may want to go from here.
fn neighbours(of: Selection) -> Vec<(String, Selection)> {
    let to = |id: ServerId| (id.to_string(), Selection::Server(id));
    match of {
        Selection::Entry { server, .. } | Selection::Snapshot { server } => vec![to(server)],
        Selection::Link { from, to: end } => vec![to(from), to(end)],
        Selection::Disk(id) | Selection::Machine(id) => vec![to(id)],
        Selection::Server(_)
        | Selection::Message(_)
        | Selection::Operation { .. }
        | Selection::Event(_)
        | Selection::Check(_) => Vec::new(),
    }
}
