//! The root component: owns the session, lays the panels out, and draws anew what changed.

use crate::el::{El, el};
use crate::panels::Panel;
use crate::print::Printer;
use crate::session::{Layout, Msg, Session, Tab};
use std::cell::RefCell;
use std::rc::Rc;
use yew::{Callback, Component, Context, Html, Properties};

/// A session that the root and its panels look at.
pub(crate) type Shared = Rc<RefCell<Session>>;

/// The root component.
pub(crate) struct App;

/// What the root is given.
#[derive(Properties)]
pub(crate) struct Props {
    /// The session.
    pub(crate) session: Shared,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        Rc::ptr_eq(&self.session, &other.session)
    }
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(_: &Context<App>) -> App {
        App
    }

    fn update(&mut self, context: &Context<App>, msg: Msg) -> bool {
        context.props().session.borrow_mut().update(msg);
        true
    }

    fn view(&self, context: &Context<App>) -> Html {
        let session = &context.props().session;
        let say = context.link().callback(|msg| msg);
        let version = session.borrow().version;
        let slot = |panel| Slot {
            panel,
            version,
            session: session.clone(),
            say: say.clone(),
        };
        let layout = layout(&session.borrow());
        Printer {
            say: &say,
            slot: &slot,
        }
        .print(layout)
    }
}

/// Which panels stand where.
fn layout(session: &Session) -> El {
    let app = el("div").class("app");
    match session.layout() {
        Layout::Wide => app
            .panel(Panel::Header)
            .child(front())
            .child(side(session.tab))
            .panel(Panel::TimeBar),
        Layout::Narrow => app.child(front()).panel(Panel::TimeBar),
    }
    .panel(Panel::Menu)
    .panel(Panel::Alert)
}

fn front() -> El {
    el("main")
        .class("front")
        .panel(Panel::Stage)
        .panel(Panel::Caption)
}

fn side(tab: Tab) -> El {
    el("aside")
        .class("side")
        .panel(Panel::Ledger)
        .panel(Panel::Machines)
        .panel(match tab {
            Tab::Dials => Panel::Dials,
            Tab::Story => Panel::Story,
            _ => Panel::Inspector,
        })
        .panel(Panel::Checks)
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
    /// The session.
    pub(crate) session: Shared,
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
        let picture = slot.panel.draw(&slot.session.borrow());
        Printer {
            say: &slot.say,
            slot: &|_| unreachable!("panels do not nest"),
        }
        .print(picture)
    }
}
