//! A mount: owns the session, changes it by messages, and decides what must be redrawn.

use crate::browser::frame::Frames;
use crate::browser::listeners::{self, Listeners};
use crate::browser::movers::{Cursor, Movers};
use crate::browser::says::Says;
use crate::browser::turns::{TOGETHER, Turn, Turns};
use crate::browser::worker::Worker;
use crate::browser::{address, dom, glue, panic, parts};
use crate::scene::Layout;
use crate::session::bar::Along;
use crate::session::{Msg, Panel, Session};
use js_sys::Function;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, ShadowRoot};
use yew::Callback;

/// What a layout depends on: the width and height of the stage, the least size of names, how many servers there are, and
/// clients.
type Shape = ((u16, u16), u16, usize, usize);

pub(crate) struct Mount {
    pub(crate) session: RefCell<Session>,
    root: ShadowRoot,
    /// By which it is known who panicked.
    name: u32,
    /// Whether keys work wherever the focus is on the page.
    all_keys: bool,
    /// Whether it is the whole page, whose address names the run.
    full_page: bool,
    /// Called when something has happened that the page around may want to hear of.
    hear: Option<Function>,
    me: Weak<Mount>,
    /// What its elements say.
    pub(crate) says: Says,
    /// Sends to the piece that shows everything; `None` redraws it.
    sender: OnceCell<Callback<Option<Msg>>>,
    /// Redraw single panels.
    redraws: RefCell<Vec<(Panel, Callback<()>)>>,
    drawings: Cell<u64>,
    /// Where everything on the stage has its place.
    layout: RefCell<(Shape, Rc<Layout>)>,
    /// Which panel is drawn next.
    turns: RefCell<Turns>,
    /// What moves on the stage between two events.
    movers: RefCell<Option<Movers>>,
    /// What moves on the time bar.
    cursor: RefCell<Option<Cursor>>,
    frames: RefCell<Option<Frames>>,
    listeners: OnceCell<Option<Listeners>>,
    /// Does heavy work.
    worker: RefCell<Option<Worker>>,
    /// Whether the styles of the parts hold.
    is_styled: [Cell<bool>; 2],
    /// What had the focus when a menu or a dialog opened.
    opener: RefCell<Option<Element>>,
    /// Whether the address has named a run.
    is_named: Cell<bool>,
    /// Whether the focus goes back there once everything is drawn.
    goes_back: Cell<bool>,
    /// How many frames a pointer that goes along the time bar has to rest yet until everything is drawn.
    unrest: Cell<u8>,
}

/// A pointer that moves says so in almost every frame.
const RESTS: u8 = 3;

impl Mount {
    /// Shows `session` inside a root, which a panic knows by this name. With `all_keys`, keys work wherever the focus is on the page; with
    /// `full_page` the address names the run. `hear` is called when there are events for the page.
    pub(crate) fn new(
        session: Session,
        (root, name): (ShadowRoot, u32),
        (all_keys, full_page): (bool, bool),
        hear: Option<Function>,
    ) -> Rc<Mount> {
        Rc::new_cyclic(|me| Mount {
            session: RefCell::new(session),
            root,
            name,
            all_keys,
            full_page,
            hear,
            me: me.clone(),
            says: Says::default(),
            sender: OnceCell::new(),
            redraws: RefCell::default(),
            drawings: Cell::new(0),
            layout: RefCell::new((
                ((0, 0), 0, 0, 0),
                Rc::new(Layout::new((0.0, 0.0), 0.0, 0, 0)),
            )),
            turns: RefCell::default(),
            movers: RefCell::default(),
            cursor: RefCell::default(),
            frames: RefCell::default(),
            listeners: OnceCell::new(),
            worker: RefCell::default(),
            is_styled: Default::default(),
            opener: RefCell::default(),
            is_named: Cell::new(false),
            goes_back: Cell::new(false),
            unrest: Cell::new(0),
        })
    }

    /// Messages to this mount go to `sender`; `None` redraws everything.
    pub(crate) fn listen(&self, sender: Callback<Option<Msg>>) {
        let is_first = self.sender.set(sender).is_ok();
        debug_assert!(is_first, "there is one root, and it begins once");
    }

    /// From now on `redraw` redraws this panel.
    pub(crate) fn adopt(&self, panel: Panel, redraw: Callback<()>) {
        let mut redraws = self.redraws.borrow_mut();
        redraws.retain(|(other, _)| *other != panel);
        redraws.push((panel, redraw));
    }

    /// Sends messages to this mount.
    pub(crate) fn sender(&self) -> Callback<Msg> {
        let sender = self.sender.get().cloned();
        sender.map_or_else(Callback::noop, |sender| sender.reform(Some))
    }

    /// Handles a message; true if everything must be redrawn.
    pub(crate) fn take(&self, msg: Msg) -> bool {
        if let Msg::Along(along @ Along::To(_)) = msg
            && parts::go_along(self, along)
        {
            return false;
        }
        let changed = self.change(msg);
        if changed {
            self.catch_up();
        }
        changed
    }

    /// A pointer goes along the time bar: the next frame draws what must agree, what is read has its turns, and all is drawn once the
    /// pointer rests.
    pub(crate) fn go_along(&self, along: Along) {
        self.unrest.set(RESTS);
        self.change(Msg::Along(along));
        let version = self.session.borrow().version;
        let one = {
            let mut turns = self.turns.borrow_mut();
            turns.hurry();
            turns.take_one(version)
        };
        one.into_iter().for_each(|panel| self.redraw(panel));
        if let Some(cursor) = &*self.cursor.borrow() {
            cursor.go_to(&self.session.borrow());
        }
    }

    /// A frame. What moves is moved, and what is behind is drawn when it is its turn.
    fn frame(&self, elapsed: u32) {
        self.unrest.set(self.unrest.get().saturating_sub(1));
        self.change(Msg::Frame(elapsed));
        if self.frames.borrow().is_none() {
            // It was the last one: what comes to rest shows all that happened.
            self.catch_up();
            self.sender
                .get()
                .into_iter()
                .for_each(|sender| sender.emit(None));
            return;
        }
        let version = self.session.borrow().version;
        let turn = self.turns.borrow_mut().take(version);
        match turn {
            // The stage moves what it draws.
            Turn::Together => TOGETHER.into_iter().for_each(|panel| self.redraw(panel)),
            Turn::One(panel) => self.redraw(panel),
            Turn::Nothing => {}
        }
        if turn != Turn::Together {
            self.move_on(&self.session.borrow());
        }
    }

    /// Changes the session by `msg`; true if anything looks different now.
    fn change(&self, msg: Msg) -> bool {
        panic::enter(self.name);
        let mut session = self.session.borrow_mut();
        let (before, was_open) = (session.version, session.screen.is_open());
        session.update(msg);
        let changed = session.version != before;
        if changed {
            let is_script = session.run.plays_script() && session.run.own_actions == 0;
            panic::read(self.name, session.run.world().events(), is_script);
        }
        if let Some(hear) = &self.hear {
            // What it throws is the page's own, who has it in the console.
            let _ = match session.door.failed.take() {
                Some(sentence) => hear.call1(&JsValue::UNDEFINED, &sentence.into()),
                None if parts::has_events(&session) => hear.call0(&JsValue::UNDEFINED),
                None => Ok(JsValue::UNDEFINED),
            };
        }
        for part in session.parts.wanted.drain(..) {
            parts::load(part, self.sender());
        }
        session
            .parts
            .cancelled
            .take()
            .into_iter()
            .for_each(parts::cancel);
        if let Some(outgoing) = session.outgoing.take() {
            let address = match self.full_page {
                true => address::of_page(),
                false => glue::site_address(),
            };
            parts::hand_out(outgoing, &address, &self.root, self.sender());
        }
        if let Some(run) = session.address.take()
            && self.full_page
        {
            address::name_run(run, !self.is_named.replace(true));
        }
        self.check(&mut session);
        self.keep_focus(was_open, session.screen.is_open());
        self.run(session.is_moving() || self.unrest.get() > 0);
        changed
    }

    /// Lets a worker check what is to be checked, until it is not to be any more.
    fn check(&self, session: &mut Session) {
        if let Some(work) = session.heavy.take() {
            let worker = Worker::begin(&work, self.sender());
            self.worker.replace(Some(worker));
        } else if !session.works_elsewhere() {
            self.worker.take();
        }
    }

    /// How often everything was drawn: a panel that was drawn with it is as new as that.
    pub(crate) fn drawings(&self) -> u64 {
        self.drawings.get()
    }

    /// Where everything on the stage has its place, as large as it is now. It stays the same as long as that does.
    pub(crate) fn layout(&self, session: &Session) -> Rc<Layout> {
        let least = session.screen.room.least_name();
        let view = &session.run.view;
        let shape = (
            session.screen.stage,
            least,
            view.servers.len(),
            view.clients.len(),
        );
        let mut kept = self.layout.borrow_mut();
        if kept.0 != shape {
            let ((width, height), least, servers, clients) = shape;
            let size = (width.into(), height.into());
            let layout = Layout::new(size, least.into(), servers, clients);
            *kept = (shape, Rc::new(layout));
        }
        kept.1.clone()
    }

    /// A panel was drawn: what moves in it is looked up again.
    pub(crate) fn panel_drawn(&self, panel: Panel) {
        match panel {
            Panel::Stage => {
                let stage = self.root.query_selector(".stage").ok().flatten();
                let session = self.session.borrow();
                let layout = self.layout(&session);
                let movers = stage.map(|stage| Movers::gather(&stage, &session, &layout));
                self.movers.replace(movers);
                drop(session);
                self.settle_focus();
            }
            Panel::TimeBar => {
                self.cursor.replace(Cursor::gather(&self.root));
            }
            _ => {}
        }
    }

    /// Everything was drawn. The first time, the mount begins to listen.
    pub(crate) fn all_drawn(&self, first: bool) {
        if first && let Ok(Some(app)) = self.root.query_selector(".app") {
            self.sender().emit(listeners::sizes(&app));
            let (me, say) = (self.me.clone(), self.sender());
            let hear = move |kind, event: &Event| {
                me.upgrade()
                    .into_iter()
                    .for_each(|me| me.says.hear(kind, event, &say));
            };
            let (me, say) = (self.me.clone(), self.sender());
            let focus = move |event: &Event| {
                let thing = me.upgrade().and_then(|me| me.says.thing(event));
                say.emit(Msg::Focused(thing));
            };
            let me = self.me.clone();
            let knows = move |what: fn(&Session) -> bool| {
                me.upgrade().is_some_and(|me| {
                    let session = me.session.try_borrow();
                    session.is_ok_and(|session| what(&session))
                })
            };
            let listen = || {
                Listeners::new(
                    &app,
                    (self.all_keys, self.full_page),
                    &self.sender(),
                    hear,
                    focus,
                    knows,
                )
            };
            self.listeners.get_or_init(listen);
        }
        self.style_parts();
        self.settle_focus();
    }

    /// Parts bring their styles with them.
    fn style_parts(&self) {
        for (rules, is_styled) in parts::styles().into_iter().zip(&self.is_styled) {
            let rules = rules.filter(|_| !is_styled.get());
            if let Some(rules) = rules {
                let styled =
                    dom::styles(rules).and_then(|styles| dom::style_also(&self.root, &styles));
                debug_assert!(styled.is_ok(), "they are styles");
                is_styled.set(true);
            }
        }
    }

    /// The focus goes where the session asks for it, or back to where it was before something opened.
    fn settle_focus(&self) {
        let wanted = self.session.borrow().screen.wants_focus.clone();
        let goes_back = self.goes_back.take();
        if let Some(id) = wanted {
            // What is not there yet is drawn soon.
            if focus_on(&self.root, &id) {
                self.session.borrow_mut().screen.wants_focus = None;
            }
        } else if goes_back && let Some(opener) = self.opener.take() {
            focus(&opener);
        }
    }

    /// Frames are asked for only while something moves.
    fn run(&self, moving: bool) {
        let mut frames = self.frames.borrow_mut();
        match (moving, &*frames) {
            (true, None) => {
                let me = self.me.clone();
                let tick = move |elapsed| me.upgrade().into_iter().for_each(|me| me.frame(elapsed));
                *frames = Some(Frames::start(Box::new(tick)));
            }
            (false, Some(_)) => *frames = None,
            _ => {}
        }
    }

    fn redraw(&self, panel: Panel) {
        let redraws = self.redraws.borrow();
        let own = redraws.iter().find(|(other, _)| *other == panel);
        own.into_iter().for_each(|(_, redraw)| redraw.emit(()));
    }

    /// Everything is about to be drawn, so that no panel is behind any more.
    fn catch_up(&self) {
        self.drawings.set(self.drawings.get() + 1);
        let version = self.session.borrow().version;
        self.turns.borrow_mut().catch_up(version);
    }

    /// What opens takes the focus, and gives it back when it closes.
    fn keep_focus(&self, was_open: bool, is_open: bool) {
        if !was_open && is_open {
            self.opener.replace(self.root.active_element());
            self.goes_back.set(false);
        }
        // Another message may come before everything is drawn.
        if was_open && !is_open {
            self.goes_back.set(true);
        }
    }

    /// Puts what moves by itself where it belongs now.
    fn move_on(&self, session: &Session) {
        if let Some(movers) = &*self.movers.borrow() {
            movers.move_to(session.now());
        }
        if let Some(cursor) = &*self.cursor.borrow() {
            cursor.move_to(session);
        }
    }
}

/// Gives the focus to the element of this `id`, or to the first thing in it that can take it; false if it is not there.
fn focus_on(root: &ShadowRoot, id: &str) -> bool {
    let Some(element) = root.get_element_by_id(id) else {
        return false;
    };
    let inside = element
        .query_selector("textarea,input,button")
        .ok()
        .flatten();
    match inside {
        Some(inside) if !element.has_attribute("tabindex") => focus(&inside),
        _ => focus(&element),
    }
    true
}

/// HTML and SVG elements take the focus by a method of the same name.
fn focus(element: &Element) {
    // What cannot take the focus, or is gone, leaves it where it is.
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}
