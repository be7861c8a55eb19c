//! The root component: owns the session, lays the panels out, and draws anew what changed.

use crate::el::{El, el};
use crate::frame::Frames;
use crate::panels::stage::Movers;
use crate::panels::timebar::Cursor;
use crate::panels::{Panel, tab_button};
use crate::panic;
use crate::print::Printer;
use crate::scene::Part;
use crate::senses::{self, Senses};
use crate::session::{Layout, Msg, Session, Tab};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};
use yew::{Callback, Component, Context, Html, Properties};

/// How often panels that need not follow every event are drawn anew while time runs, in microseconds.
const PANEL_PACE: u32 = 100_000;

/// A mount: what the root component and its panels share.
pub(crate) struct Mount {
    /// The session.
    pub(crate) session: RefCell<Session>,
    /// Everything is drawn inside it.
    pub(crate) root: ShadowRoot,
    /// Whether keys are heard on the whole page.
    pub(crate) full_page: bool,
    /// What moves on the stage between two events.
    pub(crate) movers: RefCell<Option<Movers>>,
    /// What moves on the time bar.
    pub(crate) cursor: RefCell<Option<Cursor>>,
}

/// The root component.
pub(crate) struct App {
    frames: Option<Frames>,
    senses: Option<Senses>,
    /// The version that the slower panels show, and for how long, in microseconds.
    shown: (u64, u32),
    /// What had the focus when a menu or a dialog opened.
    opener: Option<Element>,
    /// Whether the focus goes back there once everything is drawn.
    goes_back: bool,
}

/// What the root is given.
#[derive(Properties)]
pub(crate) struct Props {
    /// The mount.
    pub(crate) mount: Rc<Mount>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        Rc::ptr_eq(&self.mount, &other.mount)
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(_: &Context<App>) -> App {
        App {
            frames: None,
            senses: None,
            shown: (0, 0),
            opener: None,
            goes_back: false,
        }
    }

    fn update(&mut self, context: &Context<App>, msg: Msg) -> bool {
        let mount = &*context.props().mount;
        let mut session = mount.session.borrow_mut();
        let (before, was_open) = (session.version, session.is_open());
        let frame = match msg {
            Msg::Frame(elapsed) => Some(elapsed),
            _ => None,
        };
        session.update(msg);
        panic::note(&mount.root, std::mem::take(&mut session.deeds));
        self.keep_focus(mount, was_open, session.is_open());
        self.run(context, session.is_moving());
        match frame {
            Some(elapsed) if self.frames.is_some() => self.pace(session.version, elapsed),
            _ => self.shown = (session.version, 0),
        }
        if session.version == before {
            move_on(mount, &session);
        }
        session.version != before || self.shown.1 == 0
    }

    fn view(&self, context: &Context<App>) -> Html {
        let mount = &context.props().mount;
        let session = mount.session.borrow();
        let say = context.link().callback(|msg| msg);
        let slot = |panel: Panel| Slot {
            panel,
            version: if panel.follows_every_event() {
                session.version
            } else {
                self.shown.0
            },
            mount: mount.clone(),
            say: say.clone(),
        };
        Printer {
            say: &say,
            slot: &slot,
        }
        .print(layout(&session))
    }

    fn rendered(&mut self, context: &Context<App>, first: bool) {
        let mount = &context.props().mount;
        if first {
            self.look_around(context);
        }
        let wanted = mount.session.borrow_mut().wants_focus.take();
        if let Some(id) = wanted {
            focus_on(&mount.root, &id);
        } else if std::mem::take(&mut self.goes_back)
            && let Some(opener) = self.opener.take()
        {
            focus(&opener);
        }
    }
}

impl App {
    /// Frames are asked for only while something moves.
    fn run(&mut self, context: &Context<App>, moving: bool) {
        match (moving, &self.frames) {
            (true, None) => {
                self.frames = Some(Frames::start(context.link().callback(|msg| msg)));
            }
            (false, Some(_)) => self.frames = None,
            _ => {}
        }
    }

    /// Lets the slower panels fall behind for a moment.
    fn pace(&mut self, version: u64, elapsed: u32) {
        self.shown.1 += elapsed;
        if self.shown.1 >= PANEL_PACE && self.shown.0 != version {
            self.shown = (version, 0);
        }
    }

    fn look_around(&mut self, context: &Context<App>) {
        let mount = &context.props().mount;
        let say = context.link().callback(|msg| msg);
        if let Ok(Some(app)) = mount.root.query_selector(".app") {
            say.emit(senses::sizes(&app));
            self.senses = Some(Senses::new(&app, mount.full_page, &say));
        }
        self.run(context, mount.session.borrow().is_moving());
    }

    /// What opens takes the focus, and gives it back when it closes.
    fn keep_focus(&mut self, mount: &Mount, was_open: bool, is_open: bool) {
        if !was_open && is_open {
            self.opener = mount.root.active_element();
        }
        self.goes_back = was_open && !is_open;
    }
}

/// Puts what moves by itself where it belongs now.
fn move_on(mount: &Mount, session: &Session) {
    if let Some(movers) = &*mount.movers.borrow() {
        movers.move_all(session);
    }
    if let Some(cursor) = &*mount.cursor.borrow() {
        cursor.move_to(session);
    }
}

/// Gives the focus to the element of this `id`, or to the first thing in it that can take it.
fn focus_on(root: &ShadowRoot, id: &str) {
    let Some(element) = root.get_element_by_id(id) else {
        return;
    };
    let inside = element.query_selector("input,button").ok().flatten();
    match inside {
        Some(inside) if !element.has_attribute("tabindex") => focus(&inside),
        _ => focus(&element),
    }
}

/// HTML and SVG elements take the focus by a method of the same name.
fn focus(element: &Element) {
    // What cannot take the focus, or is gone, leaves it where it is.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}

/// Which panels stand where.
fn layout(session: &Session) -> El {
    let app = el("div").class(match session.layout() {
        Layout::Wide => "app wide",
        Layout::Narrow => "app narrow",
    });
    // What lies under a dialog is out of reach until it closes.
    let under = |name: &'static str| {
        let region = el("div").class(name).key(name);
        region.attr_if(session.dialog.is_some(), "inert", "")
    };
    let front = under("front").panel(Panel::Stage).panel(Panel::Caption);
    let bar = under("bar").panel(Panel::TimeBar);
    let app = match session.layout() {
        Layout::Wide => app
            .child(under("top").panel(Panel::Header))
            .child(front)
            .child(side(under("side"), session.tab))
            .child(bar),
        Layout::Narrow => app
            .maybe(
                session
                    .has_header()
                    .then(|| under("top").panel(Panel::Header)),
            )
            .child(front)
            .maybe(sheet(under("side"), session.tab))
            .child(bar),
    };
    let over = el("div").class("over").key("over");
    app.child(
        over.panel(Panel::Menu)
            .panel(Panel::Cuts)
            .panel(Panel::NewRun)
            .panel(Panel::Help)
            .panel(Panel::Alert),
    )
}

/// Beside the stage: logs and machines always, and below them what the reader brings to the front.
fn side(side: El, tab: Tab) -> El {
    let (tab, chosen) = match tab {
        Tab::Dials => (tab, Panel::Dials),
        Tab::Why => (tab, Panel::Inspector),
        _ => (Tab::Story, Panel::Story),
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
        .child(el("div").class("chosen").panel(chosen))
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

/// One panel, drawn anew only when its version went up.
pub(crate) struct PanelView;

/// What a panel's component is given.
#[derive(Properties)]
pub(crate) struct Slot {
    /// Which panel.
    pub(crate) panel: Panel,
    /// What it shows is as new as this.
    pub(crate) version: u64,
    /// The mount.
    pub(crate) mount: Rc<Mount>,
    /// Where its messages go.
    pub(crate) say: Callback<Msg>,
}

impl PartialEq for Slot {
    fn eq(&self, other: &Slot) -> bool {
        self.panel == other.panel && self.version == other.version
    }
}

impl Component for PanelView {
    type Message = ();
    type Properties = Slot;

    fn create(_: &Context<PanelView>) -> PanelView {
        PanelView
    }

    fn view(&self, context: &Context<PanelView>) -> Html {
        let slot = context.props();
        let picture = slot.panel.draw(&slot.mount.session.borrow());
        Printer {
            say: &slot.say,
            slot: &|panel| Slot {
                panel,
                version: slot.version,
                mount: slot.mount.clone(),
                say: slot.say.clone(),
            },
        }
        .print(picture)
    }

    fn rendered(&mut self, context: &Context<PanelView>, _: bool) {
        let slot = context.props();
        let session = slot.mount.session.borrow();
        match slot.panel {
            Panel::Stage => {
                let stage = slot.mount.root.query_selector(".stage").ok().flatten();
                let movers = stage.map(|stage| Movers::gather(&stage, &session));
                slot.mount.movers.replace(movers);
            }
            Panel::TimeBar => {
                slot.mount.cursor.replace(Cursor::gather(&slot.mount.root));
            }
            _ => {}
        }
    }
}

/// One part of the stage, drawn anew only when it looks different.
pub(crate) struct PartView;

/// What a part's component is given.
#[derive(Properties)]
pub(crate) struct PartProps {
    /// The part.
    pub(crate) part: Part,
    /// Where its messages go.
    pub(crate) say: Callback<Msg>,
}

impl PartialEq for PartProps {
    fn eq(&self, other: &PartProps) -> bool {
        self.part == other.part
    }
}

impl Component for PartView {
    type Message = ();
    type Properties = PartProps;

    fn create(_: &Context<PartView>) -> PartView {
        PartView
    }

    fn view(&self, context: &Context<PartView>) -> Html {
        let props = context.props();
        Printer {
            say: &props.say,
            slot: &|_| unreachable!("no panel stands on the stage"),
        }
        .print(props.part.draw())
    }
}
