//! The safety properties: at a glance in the header, and listed where that is opened.

use crate::el::el;
use crate::panels::dialog;
use crate::panels::element::{El, button, door, nothing};
use crate::session::{Dialog, Msg, Selection, Session};
use record::view::CheckView;

/// Whether all hold, as the button that opens the list.
pub(crate) fn glance(session: &Session) -> El {
    let (sign, class) = match session.run.broken() {
        (0, _) => ("✓ ", "glance"),
        _ => ("✗ ", "glance broken"),
    };
    button("", Msg::OpenDialog(Dialog::Checks))
        .class(class)
        .child(mark(sign))
        .text(in_words(session))
}

/// `9 checks hold`, `9 checks, 1 broken`
pub(crate) fn in_words(session: &Session) -> String {
    let checks = &session.run.view.checks;
    let undecided = checks.iter().filter(|check| check.undecided).count();
    match (session.run.broken(), undecided) {
        ((0, all), 0) => format!("{all} checks hold"),
        ((0, all), undecided) => format!("{all} checks, {undecided} undecided"),
        ((broken, all), _) => format!("{all} checks, {broken} broken"),
    }
}

/// All of them, each with what it says.
pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Checks) {
        return nothing();
    }
    let checks = session.run.view.checks.iter().enumerate();
    let list = el("ul")
        .role("list")
        .label("Safety checks")
        .children(checks.map(|(place, check)| line(place, check)));
    let close = button("Close", Msg::CloseDialog);
    let dialog = el("div")
        .class("dialog checks")
        .id("dialog")
        .attr("tabindex", "-1")
        .child(el("h2").text(in_words(session)))
        .child(list)
        .child(el("div").class("buttons").child(close));
    dialog::over_page("Safety checks", dialog)
}

fn line(place: usize, check: &CheckView) -> El {
    let name = door(check.name, Selection::Check(place));
    let line = el("li").key(check.name);
    let (class, sign) = match (&check.broken, check.undecided) {
        (Some(_), _) => ("broken", "✗"),
        (None, true) => ("undecided", "?"),
        (None, false) => ("holds", "✓"),
    };
    let line = line.class(class).child(mark(sign)).child(name);
    match &check.broken {
        None if check.undecided => line.text(" undecided: too many concurrent operations"),
        None => line.child(el("span").class("says").text(check.says)),
        Some((event, sentence)) => line
            .child(el("span").class("says").text(sentence.clone()))
            .child(door(format!("event {event}"), Selection::Event(*event))),
    }
}

fn mark(sign: &'static str) -> El {
    el("span")
        .attr("aria-hidden", "true")
        .class("sign")
        .text(sign)
}
