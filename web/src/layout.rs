//! Which panels stand where: beside each other where there is room, else one at a time beside the stage.

use crate::el::el;
use crate::panels::element::{El, Place, beside, tabs, views};
use crate::panels::key;
use crate::session::{Layout, Panel, Session, Tab, View};

/// What lies beside the stage in turn where there is room for the rest, in the order of the tabs.
const READING: [(Tab, &str); 5] = [
    (Tab::Why, "Why?"),
    (Tab::Story, "Story"),
    (Tab::Clients, "Clients"),
    (Tab::Dials, "Dials"),
    (Tab::Run, "Run"),
];

pub(crate) fn view(session: &Session) -> El {
    let screen = &session.screen;
    let pane_of = screen.beside();
    let app = el("div").class(match (screen.layout(), pane_of) {
        (Layout::Wide, _) => "app wide",
        (Layout::Narrow, None) => "app narrow alone",
        (Layout::Narrow, Some(_)) if screen.room.is_beside() => "app narrow beside",
        (Layout::Narrow, Some(_)) => "app narrow below",
    });
    let app = app.attr(
        "style",
        format!(
            "--letters:{}px;--side:{}px",
            screen.room.letters(),
            screen.room.side()
        ),
    );
    // What lies under a dialog is out of reach until it closes.
    let under = |name: &'static str| {
        let region = el("div").class(name).key(name);
        region.attr_if(screen.dialog.is_some(), "inert", "")
    };
    let top = match screen.room.has_header() {
        true => under("top").place(Place::Panel(Panel::Header)),
        // Without room for it, the title is for assistive technology only.
        false => under("top").child(el("h1").class("hidden").text("Raftscape")),
    };
    let is_wide = screen.layout() == Layout::Wide;
    let chosen = Some(screen.view);
    let main = is_wide.then(|| tabs("Views", "view", views(chosen).into()));
    let front = under(match (screen.view, screen.room.has_both()) {
        (View::Stage, _) => "front",
        (View::Snapshot, false) => "front instead",
        (View::Snapshot, true) => "front both",
    });
    let front = front
        .key("front")
        .maybe(main.map(|tabs| el("div").class("views").child(tabs)))
        .place(Place::Panel(Panel::Stage))
        .place(Place::Panel(Panel::Lab))
        .place(Place::Panel(Panel::Caption))
        .maybe(
            (screen.shows_key() && screen.layout() == Layout::Narrow).then(|| key::view(session)),
        );
    let side = pane_of.map(|tab| match screen.layout() {
        Layout::Wide => under("side")
            .place(Place::Panel(Panel::Ledger))
            .child(
                el("div")
                    .class("reading")
                    .key("reading")
                    .child(tabs(
                        "Details",
                        "tab",
                        READING.map(|pane| beside(pane, tab)).into(),
                    ))
                    .child(key::toggle(session)),
            )
            .child(pane(tab, screen.shows_key().then(|| key::view(session)))),
        Layout::Narrow => under("side").child(pane(tab, None)),
    });
    // The keyboard comes to the time bar before it comes to all that moves.
    app.child(top)
        .child(under("bar").place(Place::Panel(Panel::TimeBar)))
        .child(front)
        .maybe(side)
        .child(over())
}

/// What the chosen tab shows, under the key if that is shown there.
fn pane(tab: Tab, key: Option<El>) -> El {
    let pane = el("div")
        .class("pane")
        .id("pane")
        .role("tabpanel")
        .key("pane");
    let (name, panel) = match tab {
        Tab::Why => ("Why?", Panel::Inspector),
        Tab::Story => ("Story", Panel::Story),
        Tab::Clients => ("Clients", Panel::Clients),
        Tab::Dials => ("Dials", Panel::Dials),
        Tab::Run => ("Run", Panel::Run),
        Tab::Stage | Tab::Logs => ("Logs", Panel::Ledger),
    };
    pane.label(name).maybe(key).place(Place::Panel(panel))
}

/// What lies over all of it.
fn over() -> El {
    let panels = [
        Panel::Menu,
        Panel::Partition,
        Panel::NewRun,
        Panel::Script,
        Panel::Point,
        Panel::Files,
        Panel::Help,
        Panel::Checks,
        Panel::Alert,
        Panel::Speech,
    ];
    let over = el("div").class("over").key("over");
    panels
        .into_iter()
        .fold(over, |over, panel| over.place(Place::Panel(panel)))
}
