//! What stands around the stage, as the page around the mount chooses it.

use super::{all, at_work, attr, named, text};
use crate::el::Child;
use crate::layout;
use crate::panels::element::Place;
use crate::panels::{header, inspector, menu, run as run_pane, stage, timebar};
use crate::scene::Layout;
use crate::session::outfit::Outfit;
use crate::session::{Msg, Panel, Selection, Session, Spot, Tab, Topic, View};
use raft::ServerId;
use std::rc::Rc;

fn fitted(whole: (u16, u16), says: &[(&str, &str)]) -> Session {
    let mut session = at_work();
    let mut outfit = Outfit::default();
    for (name, value) in says {
        outfit.read(name, value).expect("what is right");
    }
    session.update(Msg::Outfit(outfit));
    session.update(Msg::Resized {
        whole,
        stage: (300, 200),
    });
    session
}

/// The panels that are seen, but for those that lie over the page.
fn panels(session: &Session) -> Vec<Panel> {
    let page = layout::view(session);
    let places = all(&page).into_iter().flat_map(|el| {
        let is_over = attr(el, "class") == Some("over");
        el.children.iter().filter_map(move |child| match child {
            Child::Place(Place::Panel(panel)) if !is_over => Some(*panel),
            _ => None,
        })
    });
    places.collect()
}

fn layout_of(session: &Session) -> Rc<Layout> {
    let view = &session.run.view;
    let (servers, clients) = (view.servers.len(), view.clients.len());
    Rc::new(Layout::new((300.0, 200.0), 0.0, servers, clients))
}

#[test]
fn without_controls_there_are_the_stage_and_the_caption_alone() {
    for whole in [(300, 200), (500, 400), (390, 844), (1_280, 720)] {
        let mut session = fitted(whole, &[("controls", "none")]);
        assert_eq!(
            panels(&session),
            [Panel::Stage, Panel::Lab, Panel::Caption],
            "{whole:?}"
        );
        let stage = stage::view(&session, &layout_of(&session));
        let buttons = named(&stage, "button");
        assert_eq!(buttons, Vec::<String>::new(), "nothing leads elsewhere");
        session.update(Msg::Select(Selection::Server(ServerId(1))));
        assert_eq!(panels(&session).len(), 3, "nor does anything open");
        session.update(Msg::Show(Tab::Logs));
        assert!(
            panels(&session).contains(&Panel::Ledger),
            "unless the page around asks for it"
        );
    }
}

#[test]
fn with_few_controls_there_is_no_header_and_the_bar_has_what_has_room() {
    let of = |whole| fitted(whole, &[("controls", "auto")]);
    for whole in [(500, 400), (800, 620), (1_280, 720)] {
        let seen = panels(&of(whole));
        assert!(!seen.contains(&Panel::Header), "{whole:?}");
        assert!(seen.contains(&Panel::TimeBar), "{whole:?}");
    }
    let buttons = |width| named(&timebar::view(&of((width, 400))), "button");
    assert_eq!(buttons(300), ["Step back", "Pause", "Step forward", "More"]);
    assert_eq!(
        buttons(500),
        ["Step back", "Pause", "Step forward", "Logs", "Why?", "More"]
    );
    assert_eq!(buttons(900).len(), 10);
}

#[test]
fn a_tab_of_the_small_bar_opens_its_pane_and_closes_it() {
    let mut session = fitted((500, 400), &[("controls", "auto")]);
    let pressed = |session: &Session| {
        let bar = timebar::view(session);
        let pressed = all(&bar).into_iter();
        let pressed = pressed.filter(|el| attr(el, "aria-pressed") == Some("true"));
        pressed.map(text).collect::<Vec<_>>()
    };
    assert_eq!(pressed(&session), Vec::<String>::new());
    session.update(Msg::Show(Tab::Logs));
    assert_eq!(pressed(&session), ["Logs"]);
    let page = text_of_menu(&mut session, Topic::Page);
    assert!(page.contains("Stage") && page.contains("Dials") && page.contains("Slower"));
    assert!(!page.contains("Logs"), "that is open: {page}");
}

fn text_of_menu(session: &mut Session, about: Topic) -> String {
    session.update(Msg::OpenMenu(about, Spot::default()));
    let menu = menu::view(session, &layout_of(session));
    let words = named(&menu, "menuitem").join(", ");
    session.update(Msg::CloseMenu);
    words
}

#[test]
fn a_menu_closes_on_what_was_chosen_in_it_to_be_seen() {
    let mut session = fitted((500, 400), &[("controls", "auto")]);
    let items =
        |session: &Session| named(&menu::view(session, &layout_of(session)), "menuitem").len();
    for chosen in [
        Msg::Show(Tab::Clients),
        Msg::View(View::Snapshot),
        Msg::Key(true),
    ] {
        session.update(Msg::OpenMenu(Topic::Page, Spot::default()));
        assert!(items(&session) > 10);
        session.update(chosen.clone());
        assert_eq!(items(&session), 0, "{chosen:?}");
    }
    session.update(Msg::OpenMenu(Topic::Page, Spot::default()));
    session.update(Msg::Faster);
    assert!(items(&session) > 10, "it may be pressed again");
}

#[test]
fn only_the_panes_that_are_named_have_tabs() {
    let tabs = |session: &Session| {
        let page = layout::view(session);
        let mut tabs = named(&page, "tab");
        tabs.extend(named(&timebar::view(session), "tab"));
        tabs
    };
    let says = [("panels", "why story")];
    assert_eq!(tabs(&fitted((1_280, 720), &says)), ["Why?", "Story"]);
    assert_eq!(tabs(&fitted((500, 400), &says)), ["Stage", "Why?", "Story"]);
    let none = [("panels", "none")];
    for whole in [(500, 400), (1_280, 720)] {
        let session = fitted(whole, &none);
        assert_eq!(tabs(&session), Vec::<String>::new());
        assert!(!panels(&session).contains(&Panel::Ledger));
    }
    let logs = fitted((1_280, 720), &[("panels", "logs")]);
    assert!(panels(&logs).contains(&Panel::Ledger));
    assert!(!panels(&logs).contains(&Panel::Story));
}

#[test]
fn who_may_only_watch_is_offered_nothing_that_acts() {
    let mut session = fitted((1_280, 720), &[("interactive", "false")]);
    assert_eq!(
        named(&header::view(&session), "button"),
        ["✓ 9 checks hold", "Help"]
    );
    let page = text_of_menu(&mut session, Topic::Page);
    for act in ["New run", "Partition…", "Script…", "Undo", "Redo"] {
        assert!(!page.contains(act), "{act} in {page}");
    }
    assert!(page.contains("Help") && page.contains("Next election"));
    session.update(Msg::Select(Selection::Server(ServerId(1))));
    let why = inspector::view(&session);
    assert_eq!(named(&why, "button"), ["Deselect"]);
    let run = named(&run_pane::view(&session), "button");
    assert_eq!(run, ["Copy link", "Share…", "Save…"]);
    let tabs = named(&layout::view(&session), "tab");
    assert!(!tabs.contains(&"Dials".to_owned()), "{tabs:?}");
    let time = named(&timebar::view(&session), "button");
    assert!(time.contains(&"Step back".to_owned()) && !time.contains(&"Undo".to_owned()));
}

#[test]
fn what_has_all_controls_has_what_it_always_had() {
    let session = fitted((1_280, 720), &[]);
    let page = layout::view(&session);
    let tabs = named(&page, "tab");
    assert_eq!(
        tabs,
        [
            "Stage", "Snapshot", "Why?", "Story", "Clients", "Dials", "Run"
        ]
    );
    let before = layout::view(&{
        let mut session = at_work();
        session.update(Msg::Resized {
            whole: (1_280, 720),
            stage: (300, 200),
        });
        session
    });
    assert_eq!(page.looks(), before.looks());
}
