//! Which panels stand where: beside each other where there is room, else over the stage.

use crate::el::{El, el};
use crate::panels::{Panel, tab_button};
use crate::session::{Layout, Session, Tab};

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
    let front = under("front").panel(Panel::Stage).panel(Panel::Caption);
    let bar = under("bar").panel(Panel::TimeBar);
    let app = match session.screen.layout() {
        Layout::Wide => app
            .child(under("top").panel(Panel::Header))
            .child(front)
            .child(side(under("side"), session.screen.tab))
            .child(bar),
        Layout::Narrow => app
            .child(match session.screen.has_header() {
                true => under("top").panel(Panel::Header),
                // Without room for it, the title is for assistive technology only.
                false => under("top").child(el("h1").class("hidden").text("Raftscape")),
            })
            .child(front)
            .maybe(sheet(under("side"), session.screen.tab))
            .child(bar),
    };
    let over = el("div").class("over").key("over");
    app.child(
        over.panel(Panel::Menu)
            .panel(Panel::Partition)
            .panel(Panel::NewRun)
            .panel(Panel::Script)
            .panel(Panel::Help)
            .panel(Panel::Alert),
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
        .panel(Panel::Machines)
        .panel(Panel::Clients);
    let tabs = [
        (Tab::Why, "Why?"),
        (Tab::Story, "Story"),
        (Tab::Dials, "Dials"),
    ];
    let tabs = tabs.map(|(this, words)| tab_button(words, this, this == tab));
    side.panel(Panel::Ledger)
        .child(machines)
        .panel(Panel::Command)
        .child(el("nav").class("tabs").label("Details").children(tabs))
        .child(el("div").class(class).panel(chosen))
        .panel(Panel::Checks)
}

/// Over the stage, where there is no room beside it.
fn sheet(sheet: El, tab: Tab) -> Option<El> {
    Some(match tab {
        Tab::Stage => return None,
        Tab::Logs => sheet.panel(Panel::Ledger).panel(Panel::Checks),
        Tab::Machines => sheet
            .panel(Panel::Command)
            .panel(Panel::Clients)
            .panel(Panel::Machines),
        Tab::Why => sheet.panel(Panel::Inspector),
        Tab::Story => sheet.panel(Panel::Story),
        Tab::Dials => sheet.panel(Panel::Dials),
    })
}
