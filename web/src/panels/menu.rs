//! What can be done to a server, a message or a link, as a menu beside it; and what the header has no room for. While one is
//! open, time holds.

use super::actions::{Offer, offers};
use super::{checks, header, point, stage, why};
use crate::el::{On, Text, el};
use crate::panels::element::{El, button, nothing, views};
use crate::panels::timebar::PANES;
use crate::scene::Layout;
use crate::scene::message::pile;
use crate::session::axis::Zoom;
use crate::session::handout::InHandout;
use crate::session::{
    Dialog, InBranches, Jump, Msg, Picture, Say, Selection, Session, Share, Spot, Tab, Topic,
};
use raft::ServerId;
use record::{Envelope, MessageName};
use std::rc::Rc;

/// The width that `menu.css` gives a menu, in letters of running text.
const WIDTH: i16 = 17;

pub(crate) fn view(session: &Session, layout: &Rc<Layout>) -> El {
    let Some((about, spot)) = session.screen.menu else {
        return nothing();
    };
    let (title, items) = match about {
        Topic::Thing(of) => (title(session, of), items(session, of, spot, layout)),
        Topic::Points(of) => ("Pause when…".to_owned(), point::items(session, of)),
        Topic::Page => ("More".to_owned(), of_page(session, spot)),
        Topic::Jumps => ("Jump to".to_owned(), jumps()),
        Topic::Picture(of) => (of.name().to_owned(), of_picture(of)),
    };
    let room = session.screen.room;
    let letters = room.letters() as i16;
    let height = (items.len() as i16 + 1) * 2 * letters + 16;
    let (wide, high) = (room.width() as i16, room.height() as i16);
    let (x, y) = (
        spot.x.min(wide - WIDTH * letters - 8).max(8),
        spot.y.min(high - height - 8).max(8),
    );
    let menu = el("div")
        .class("menu")
        .role("menu")
        .label(title.clone())
        .attr(
            "style",
            format!("left:{x}px;top:{y}px;max-height:{}px", high - y - 8),
        )
        .child(
            el("p")
                .role("presentation")
                .attr("aria-hidden", "true")
                .text(title),
        )
        .children(items.into_iter().enumerate().map(|(number, item)| {
            item.role("menuitem")
                .attr("tabindex", "-1")
                .id(format!("menu.{number}"))
        }));
    el("div")
        .class("menus")
        .on(On::Click, Say::Msg(Msg::CloseMenu))
        .child(menu)
}

/// The most messages that a menu leads to.
const MOST: usize = 30;

fn title(session: &Session, of: Selection) -> String {
    why::explain(session, of).map_or_else(|| "It is gone".into(), |(title, _)| title)
}

fn items(session: &Session, of: Selection, spot: Spot, layout: &Rc<Layout>) -> Vec<El> {
    let acts = offers(session.run.world(), &session.run.view, of).into_iter();
    let acts = acts.map(|offer| act(offer, Msg::OpenMenu(Topic::Thing(of), spot)));
    // What changes nothing comes first, where the focus is at once.
    let why = session.screen.outfit.offers(Tab::Why);
    let why = why.then(|| button("Why?", Msg::Select(of)));
    let mut items = Vec::from_iter(why);
    items.extend(acts);
    if !point::offers(&session.run.view, of).is_empty() {
        items.push(leads_on("Pause when…", Topic::Points(of), spot));
    }
    match of {
        Selection::Server(id) => {
            items.push(further(format!("{id} disk"), Selection::Disk(id), spot));
            items.extend(links(session, id, spot));
        }
        Selection::Link { from, to } => items.extend(passing(session, from, to, spot)),
        Selection::Message(name) => {
            items.push(button(
                "Drop it and see",
                Msg::Branches(InBranches::DropAndSee(name, None)),
            ));
            items.extend(beside(session, name, spot, layout));
        }
        _ => {}
    }
    items
}

/// What the header has no room for.
fn of_page(session: &Session, spot: Spot) -> Vec<El> {
    let open = |(words, dialog): (&'static str, Dialog)| button(words, Msg::OpenDialog(dialog));
    let acts = session.screen.outfit.interactive;
    let [forms @ .., help] = header::DIALOGS.map(open);
    let mut items = panes(session);
    items.extend(forms.into_iter().filter(|_| acts));
    items.push(share());
    let checks = checks::in_words(session);
    items.push(button(checks, Msg::OpenDialog(Dialog::Checks)));
    items.push(help);
    items.push(button("Play backwards", Msg::PlayBackwards));
    if acts {
        items.push(button("Undo", Msg::Branches(InBranches::Undo)));
        items.push(button("Redo", Msg::Branches(InBranches::Redo)));
    }
    items.extend(jumps());
    if session.screen.room.has_key() {
        items.push(button("Key", Msg::Key(!session.screen.shows_key())));
    }
    let shown = Picture::ALL.into_iter();
    let shown = shown.filter(|of| session.screen.shows(*of));
    items.extend(shown.map(|of| leads_on(of.name(), Topic::Picture(of), spot)));
    items
}

/// What a time bar of a single line has no room for: what can lie beside the stage, and the speed.
fn panes(session: &Session) -> Vec<El> {
    let screen = &session.screen;
    if !screen.is_compact() {
        return Vec::new();
    }
    let offered = |tab: Tab| tab == Tab::Stage || screen.outfit.offers(tab);
    let others = [(Tab::Stage, "Stage")].into_iter().chain(PANES);
    let others = others.filter(|(tab, _)| offered(*tab) && *tab != screen.tab);
    let views = views(None).into_iter().map(|view| (view.msg, view.words));
    let others = others.map(|(tab, words)| (Msg::Show(tab), words));
    let lab = views.skip(1).filter(|_| screen.outfit.offers_lab());
    let speed = [(Msg::Faster, "Faster"), (Msg::Slower, "Slower")];
    let all = others.chain(lab).chain(speed);
    all.map(|(msg, words)| button(words, msg)).collect()
}

/// In which forms a view can be saved.
fn of_picture(of: Picture) -> Vec<El> {
    let save = button("Save as SVG", Msg::Share(Share::SavePicture(of)));
    match of {
        Picture::Stage => vec![save, share()],
        _ => vec![save],
    }
}

fn share() -> El {
    button("Share…", Msg::Share(Share::HandOut(InHandout::Ask)))
}

/// To the next and the previous event of each kind.
fn jumps() -> Vec<El> {
    let both = JUMPS.into_iter().flat_map(|(word, what)| {
        [("Next", Msg::Next(what)), ("Previous", Msg::Previous(what))]
            .map(|(way, msg)| button(format!("{way} {word}"), msg))
    });
    let zoom = [
        ("Zoom in", Zoom::In),
        ("Zoom out", Zoom::Out),
        ("Whole run", Zoom::Whole),
    ];
    let zoom = zoom.map(|(words, zoom)| button(words, Msg::Zoom(zoom)));
    both.chain(zoom).collect()
}

const JUMPS: [(&str, Jump); 6] = [
    ("election", Jump::Election),
    ("commit", Jump::Commit),
    ("crash", Jump::Crash),
    ("snapshot", Jump::Snapshot),
    ("violation", Jump::Violation),
    ("mark", Jump::Mark),
];

/// An action that is not possible now says why, and leaves the menu open.
fn act(offer: Offer, stay: Msg) -> El {
    match offer.not_now {
        None => button(offer.name, Msg::Do(offer.action)),
        Some(why) => button(offer.name, stay)
            .attr("aria-disabled", "true")
            .attr("aria-description", why.clone())
            .attr("title", why),
    }
}

fn further(words: String, of: Selection, spot: Spot) -> El {
    leads_on(words, Topic::Thing(of), spot)
}

/// An item that opens another menu in the place of this one.
fn leads_on(words: impl Into<Text>, about: Topic, spot: Spot) -> El {
    button(words, Msg::OpenMenu(about, spot))
        .class("further")
        .attr("aria-haspopup", "menu")
}

/// The links of a server, each named from the lower to the higher number, as they are from either end.
fn links(session: &Session, id: ServerId, spot: Spot) -> Vec<El> {
    let others = session
        .run
        .view
        .servers
        .iter()
        .filter(|server| server.id != id);
    others
        .map(|other| {
            let (from, to) = (id.min(other.id), id.max(other.id));
            further(
                format!("Link {from} to {to}"),
                Selection::Link { from, to },
                spot,
            )
        })
        .collect()
}

fn passing(session: &Session, from: ServerId, to: ServerId, spot: Spot) -> Vec<El> {
    messages(session, spot, |it| (it.from, it.to) == (from, to))
}

/// The other messages of the pile in which this one lies, or of those that wait at the same disk.
fn beside(session: &Session, name: MessageName, spot: Spot, layout: &Rc<Layout>) -> Vec<El> {
    let waiting = session.run.view.servers.iter().map(|it| &it.disk.waiting);
    let mut queues = waiting.map(|queue| queue.iter().map(|(_, envelope)| envelope));
    if let Some(queue) = queues.find(|queue| queue.clone().any(|it| it.name() == name)) {
        return further_messages(queue.filter(|it| it.name() != name), spot);
    }
    let pile = pile(&stage::moment(session, layout), name);
    messages(session, spot, |it| {
        it.name() != name && pile.contains(&it.name())
    })
}

fn messages(session: &Session, spot: Spot, wanted: impl Fn(&Envelope) -> bool) -> Vec<El> {
    let messages = session.run.view.messages.iter().map(|it| &it.envelope);
    further_messages(messages.filter(|it| wanted(it)), spot)
}

fn further_messages<'a>(messages: impl Iterator<Item = &'a Envelope>, spot: Spot) -> Vec<El> {
    messages
        .take(MOST)
        .map(|envelope| {
            further(
                why::title(envelope),
                Selection::Message(envelope.name()),
                spot,
            )
        })
        .collect()
}
