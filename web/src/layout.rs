//! Which panels stand where: beside each other where there is room, else one at a time beside the stage.

use crate::el::el;
use crate::panels::element::{El, Place, beside, tabs, views};
use crate::panels::key;
use crate::panels::timebar::PANES;
use crate::session::outfit::Controls;
use crate::session::{Layout, Panel, Session, Tab, View};

pub(crate) fn view(session: &Session) -> El {
    let screen = &session.screen;
    let pane = screen.beside();
    let has_side = pane.is_some() || screen.has_logs();
    let app = el("div").class(match (screen.layout(), has_side) {
        (Layout::Wide, true) => "app wide",
        (Layout::Wide, false) => "app wide alone",
        (Layout::Narrow, false) => "app narrow alone",
        (Layout::Narrow, true) if screen.room.is_beside() => "app narrow beside",
        (Layout::Narrow, true) => "app narrow below",
    });
    let app = app.attr(
        "style",
        format!(
            "--letters:{}px;--side:{}px",
            screen.room.letters(),
            screen.room.side()
        ),
    );
    let title = || el("h1").class("hidden").text("Raftscape");
    let top = match (screen.outfit.controls, screen.has_header()) {
        (_, true) => Some(under(session, "top").place(Place::Panel(Panel::Header))),
        // Without room for it, the title is for assistive technology only.
        (Controls::Full, false) => Some(under(session, "top").child(title())),
        // The page around has titles of its own.
        _ => None,
    };
    let bar = (screen.outfit.controls != Controls::None)
        .then(|| under(session, "bar").place(Place::Panel(Panel::TimeBar)));
    // The keyboard comes to the time bar before it comes to all that moves.
    app.maybe(top)
        .maybe(bar)
        .child(front(session))
        .maybe(has_side.then(|| side(session, pane)))
        .child(over())
}

/// A region of the page. What lies under a dialog is out of reach until it closes.
fn under(session: &Session, name: &'static str) -> El {
    let region = el("div").class(name).key(name);
    region.attr_if(session.screen.dialog.is_some(), "inert", "")
}

/// The main area.
fn front(session: &Session) -> El {
    let screen = &session.screen;
    let is_wide = screen.layout() == Layout::Wide;
    let chosen = Some(screen.view);
    let main = (is_wide && screen.outfit.offers_lab())
        .then(|| tabs("Views", "view", views(chosen).into()));
    let front = under(
        session,
        match (screen.view, screen.room.has_both()) {
            (View::Stage, _) => "front",
            (View::Snapshot, false) => "front instead",
            (View::Snapshot, true) => "front both",
        },
    );
    front
        .key("front")
        .maybe(main.map(|tabs| el("div").class("views").child(tabs)))
        .place(Place::Panel(Panel::Stage))
        .place(Place::Panel(Panel::Lab))
        .place(Place::Panel(Panel::Caption))
        .maybe((screen.shows_key() && !is_wide).then(|| key::view(session)))
}

/// What lies beside the stage, or below it: where there is room for all, the logs and what is read.
fn side(session: &Session, shown: Option<Tab>) -> El {
    let screen = &session.screen;
    let side = under(session, "side");
    if screen.layout() == Layout::Narrow {
        return side.maybe(shown.map(|tab| pane(tab, None)));
    }
    let reading = PANES
        .into_iter()
        .filter(|(tab, _)| *tab != Tab::Logs && screen.outfit.offers(*tab));
    let Some(tab) = shown else {
        return side.place(Place::Panel(Panel::Ledger));
    };
    let reading: Vec<_> = reading.map(|pane| beside(pane, tab)).collect();
    let reading = (!reading.is_empty()).then(|| {
        el("div")
            .class("reading")
            .key("reading")
            .child(tabs("Details", "tab", reading))
            .maybe((screen.outfit.offers(Tab::Story)).then(|| key::toggle(session)))
    });
    let side = match screen.has_logs() {
        true => side.place(Place::Panel(Panel::Ledger)),
        false => side,
    };
    side.maybe(reading)
        .child(pane(tab, screen.shows_key().then(|| key::view(session))))
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
