//! A mount: owns the session, changes it by what is said, and says what must be drawn anew.

use crate::frame::Frames;
use crate::panels::Panel;
use crate::panels::stage::Movers;
use crate::panels::timebar::Cursor;
use crate::panic;
use crate::senses::{self, Senses};
use crate::session::{Msg, Session};
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};
use yew::Callback;

/// How often panels that need not follow every event are drawn anew while time runs, in microseconds.
const PANEL_PACE: u32 = 100_000;

/// A mount.
pub(crate) struct Mount {
    /// The session.
    pub(crate) session: RefCell<Session>,
    root: ShadowRoot,
    /// Whether keys are heard on the whole page.
    full_page: bool,
    voice: OnceCell<Callback<Msg>>,
    /// The version that the slower panels show.
    shown: Cell<u64>,
    /// For how long they have shown it, in microseconds.
    since: Cell<u32>,
    /// What moves on the stage between two events.
    movers: RefCell<Option<Movers>>,
    /// What moves on the time bar.
    cursor: RefCell<Option<Cursor>>,
    frames: RefCell<Option<Frames>>,
    senses: OnceCell<Senses>,
    /// What had the focus when a menu or a dialog opened.
    opener: RefCell<Option<Element>>,
    /// Whether the focus goes back there once everything is drawn.
    goes_back: Cell<bool>,
}

impl Mount {
    /// Shows `session` inside `root`. With `full_page`, keys are heard on the whole page.
    pub(crate) fn new(session: Session, root: ShadowRoot, full_page: bool) -> Mount {
        Mount {
            session: RefCell::new(session),
            root,
            full_page,
            voice: OnceCell::new(),
            shown: Cell::new(0),
            since: Cell::new(0),
            movers: RefCell::default(),
            cursor: RefCell::default(),
            frames: RefCell::default(),
            senses: OnceCell::new(),
            opener: RefCell::default(),
            goes_back: Cell::new(false),
        }
    }

    /// What is said to this mount goes there.
    pub(crate) fn listen(&self, voice: Callback<Msg>) {
        // There is one root, and it begins once.
        let _ = self.voice.set(voice);
    }

    /// Speaks to this mount.
    pub(crate) fn voice(&self) -> Callback<Msg> {
        self.voice.get().cloned().unwrap_or_else(Callback::noop)
    }

    /// Does what is said; true if something must be drawn anew. Between two events only what moves is moved.
    pub(crate) fn take(&self, msg: Msg) -> bool {
        let mut session = self.session.borrow_mut();
        let (before, was_open) = (session.version, session.is_open());
        let frame = match msg {
            Msg::Frame(elapsed) => Some(elapsed),
            _ => None,
        };
        session.update(msg);
        panic::note(&self.root, std::mem::take(&mut session.deeds));
        self.keep_focus(was_open, session.is_open());
        self.run(session.is_moving());
        let due = self.pace(session.version, frame);
        let drawn = session.version != before || due;
        if !drawn {
            self.move_on(&session);
        }
        drawn
    }

    /// The version that a panel is to show.
    pub(crate) fn version_of(&self, panel: Panel) -> u64 {
        match panel.follows_every_event() {
            true => self.session.borrow().version,
            false => self.shown.get(),
        }
    }

    /// A panel was drawn: what moves in it is looked up again.
    pub(crate) fn panel_drawn(&self, panel: Panel) {
        match panel {
            Panel::Stage => {
                let stage = self.root.query_selector(".stage").ok().flatten();
                let session = self.session.borrow();
                let movers = stage.map(|stage| Movers::gather(&stage, &session));
                self.movers.replace(movers);
            }
            Panel::TimeBar => {
                self.cursor.replace(Cursor::gather(&self.root));
            }
            _ => {}
        }
    }

    /// Everything was drawn: the focus goes where it belongs. The first time, the mount begins to listen.
    pub(crate) fn all_drawn(&self, first: bool) {
        if first && let Ok(Some(app)) = self.root.query_selector(".app") {
            self.voice().emit(senses::sizes(&app));
            let listen = || Senses::new(&app, self.full_page, &self.voice());
            self.senses.get_or_init(listen);
        }
        let wanted = self.session.borrow_mut().wants_focus.take();
        let goes_back = self.goes_back.take();
        if let Some(id) = wanted {
            focus_on(&self.root, &id);
        } else if goes_back && let Some(opener) = self.opener.take() {
            focus(&opener);
        }
    }

    /// Frames are asked for only while something moves.
    fn run(&self, moving: bool) {
        let mut frames = self.frames.borrow_mut();
        match (moving, &*frames) {
            (true, None) => *frames = Some(Frames::start(self.voice())),
            (false, Some(_)) => *frames = None,
            _ => {}
        }
    }

    /// The slower panels fall behind for a moment while frames come, and only then. Whether they are due now.
    fn pace(&self, version: u64, frame: Option<u32>) -> bool {
        let since = match frame {
            Some(elapsed) if self.frames.borrow().is_some() => self.since.get() + elapsed,
            _ => PANEL_PACE,
        };
        let due = since >= PANEL_PACE && self.shown.get() != version;
        self.since.set(if due { 0 } else { since.min(PANEL_PACE) });
        if due {
            self.shown.set(version);
        }
        due
    }

    /// What opens takes the focus, and gives it back when it closes.
    fn keep_focus(&self, was_open: bool, is_open: bool) {
        if !was_open && is_open {
            self.opener.replace(self.root.active_element());
        }
        self.goes_back.set(was_open && !is_open);
    }

    /// Puts what moves by itself where it belongs now.
    fn move_on(&self, session: &Session) {
        if let Some(movers) = &*self.movers.borrow() {
            movers.move_all(session);
        }
        if let Some(cursor) = &*self.cursor.borrow() {
            cursor.move_to(session);
        }
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
