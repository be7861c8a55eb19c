//! A mount: owns the session, changes it by what is said, and says what must be drawn anew.

use crate::frame::Frames;
use crate::panels::Panel;
use crate::panels::stage::Movers;
use crate::panels::timebar::Cursor;
use crate::panic;
use crate::senses::{self, Senses};
use crate::session::{Msg, Session};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};
use yew::Callback;

/// The panels that fall behind while frames come: each frame draws one of them at most, in turn. With 60 frames a second
/// each is drawn anew about eight times a second, and no frame pays for all.
const IN_TURN: [Panel; 8] = [
    Panel::Caption,
    Panel::Ledger,
    Panel::TimeBar,
    Panel::Machines,
    Panel::Story,
    Panel::Clients,
    Panel::Inspector,
    Panel::Checks,
];

/// A mount.
pub(crate) struct Mount {
    /// The session.
    pub(crate) session: RefCell<Session>,
    root: ShadowRoot,
    /// Whether keys are heard on the whole page.
    full_page: bool,
    me: Weak<Mount>,
    voice: OnceCell<Callback<Option<Msg>>>,
    /// The versions that the panels in turn show.
    shown: Cell<[u64; IN_TURN.len()]>,
    /// Whose turn it is.
    turn: Cell<usize>,
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
    pub(crate) fn new(session: Session, root: ShadowRoot, full_page: bool) -> Rc<Mount> {
        Rc::new_cyclic(|me| Mount {
            session: RefCell::new(session),
            root,
            full_page,
            me: me.clone(),
            voice: OnceCell::new(),
            shown: Cell::default(),
            turn: Cell::new(0),
            movers: RefCell::default(),
            cursor: RefCell::default(),
            frames: RefCell::default(),
            senses: OnceCell::new(),
            opener: RefCell::default(),
            goes_back: Cell::new(false),
        })
    }

    /// What is said to this mount goes there; nothing, when it must be drawn anew.
    pub(crate) fn listen(&self, voice: Callback<Option<Msg>>) {
        // There is one root, and it begins once.
        let _ = self.voice.set(voice);
    }

    /// Speaks to this mount.
    pub(crate) fn voice(&self) -> Callback<Msg> {
        let voice = self.voice.get().cloned();
        voice.map_or_else(Callback::noop, |voice| voice.reform(Some))
    }

    /// A frame: between two events no component hears of it.
    fn frame(&self, elapsed: u32) {
        if self.take(Msg::Frame(elapsed))
            && let Some(voice) = self.voice.get()
        {
            voice.emit(None);
        }
    }

    /// Does what is said; true if something must be drawn anew. Between two events only what moves is moved.
    pub(crate) fn take(&self, msg: Msg) -> bool {
        let mut session = self.session.borrow_mut();
        let (before, was_open) = (session.version, session.is_open());
        let is_frame = matches!(msg, Msg::Frame(_));
        session.update(msg);
        panic::note(&self.root, std::mem::take(&mut session.deeds));
        self.keep_focus(was_open, session.is_open());
        self.run(session.is_moving());
        let in_turn = is_frame && self.frames.borrow().is_some();
        let due = self.pace(session.version, in_turn);
        let drawn = session.version != before || due;
        if !drawn {
            self.move_on(&session);
        }
        drawn
    }

    /// The version that a panel is to show.
    pub(crate) fn version_of(&self, panel: Panel) -> u64 {
        match IN_TURN.iter().position(|other| *other == panel) {
            Some(place) => self.shown.get()[place],
            None => self.session.borrow().version,
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
            (true, None) => {
                let me = self.me.clone();
                let tick = move |elapsed| me.upgrade().into_iter().for_each(|me| me.frame(elapsed));
                *frames = Some(Frames::start(Box::new(tick)));
            }
            (false, Some(_)) => *frames = None,
            _ => {}
        }
    }

    /// Brings the panels up to date, or only the next one `in_turn`. Whether any was behind.
    fn pace(&self, version: u64, in_turn: bool) -> bool {
        let mut shown = self.shown.get();
        let turn = self.turn.get();
        let mut order = (0..IN_TURN.len()).map(|place| (turn + place) % IN_TURN.len());
        let Some(behind) = order.find(|place| shown[*place] != version) else {
            return false;
        };
        if in_turn {
            shown[behind] = version;
            self.turn.set(behind + 1);
        } else {
            shown = [version; IN_TURN.len()];
        }
        self.shown.set(shown);
        true
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
