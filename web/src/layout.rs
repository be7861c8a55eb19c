//! Which panels stand where: beside each other where there is room, else over the stage.

use crate::el::el;
use crate::panels::element::{El, Place, tab_button};
use crate::session::{Layout, Panel, Session, Tab};

pub(crate) fn view(session: &Session) -> El {
    let app = el("div").class(match session.screen.layout() {
        Layout::Wide => "app wide",
        Layout::Narrow => "app narrow",
    });
    // What lies under a dialog is out of reach until it closes.
    let under = |name: &'static str| {
        let region = el("div").class(name).key(name);
        region.attr_if(session.screen.dialog.is_some(), "inert", "")
    };
    let front = under("front")
        .place(Place::Panel(Panel::Stage))
        .place(Place::Panel(Panel::Caption));
    let bar = under("bar").place(Place::Panel(Panel::TimeBar));
    let app = match session.screen.layout() {
        Layout::Wide => app
            .child(under("top").place(Place::Panel(Panel::Header)))
            .child(front)
            .child(side(under("side"), session.screen.tab))
            .child(bar),
        Layout::Narrow => app
            .child(match session.screen.has_header() {
                true => under("top").place(Place::Panel(Panel::Header)),
                // Without room for it, the title is for assistive technology only.
                false => under("top").child(el("h1").class("hidden").text("Raftscape")),
            })
            .child(front)
            .maybe(sheet(under("side"), session.screen.tab))
            .child(bar),
    };
    let over = el("div").class("over").key("over");
    app.child(
        over.place(Place::Panel(Panel::Menu))
            .place(Place::Panel(Panel::Partition))
            .place(Place::Panel(Panel::NewRun))
            .place(Place::Panel(Panel::Script))
            .place(Place::Panel(Panel::Help))
            .place(Place::Panel(Panel::Alert)),
    )
}

/// Beside the stage: logs and machines always, and below them what the reader brings to the front.
fn side(side: El, tab: Tab) -> El {
    let (tab, chosen, class) = match tab {
        Tab::Dials => (tab, Panel::Dials, "chosen tall"),
        Tab::Why => (tab, Panel::Inspector, "chosen tall"),
        _ => (Tab::Story, Panel::Story, "chosen"),
    };
    let machines = el("div")
        .class("state")
        .place(Place::Panel(Panel::Machines))
        .place(Place::Panel(Panel::Clients));
    let tabs = [
        (Tab::Why, "Why?"),
        (Tab::Story, "Story"),
        (Tab::Dials, "Dials"),
    ];
    let tabs = tabs.map(|(this, words)| tab_button(words, this, this == tab));
    side.place(Place::Panel(Panel::Ledger))
        .child(machines)
        .place(Place::Panel(Panel::Command))
        .child(el("nav").class("tabs").label("Details").children(tabs))
        .child(el("div").class(class).place(Place::Panel(chosen)))
        .place(Place::Panel(Panel::Checks))
}

/// Over the stage, where there is no room beside it.
fn sheet(sheet: El, tab: Tab) -> Option<El> {
    Some(match tab {
        Tab::Stage => return None,
        Tab::Logs => sheet
            .place(Place::Panel(Panel::Ledger))
            .place(Place::Panel(Panel::Checks)),
        Tab::Machines => sheet
            .place(Place::Panel(Panel::Command))
            .place(Place::Panel(Panel::Clients))
            .place(Place::Panel(Panel::Machines)),
        Tab::Why => sheet.place(Place::Panel(Panel::Inspector)),
        Tab::Story => sheet.place(Place::Panel(Panel::Story)),
        Tab::Dials => sheet.place(Place::Panel(Panel::Dials)),
    })
}
