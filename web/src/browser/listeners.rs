//! What a mount listens to: what is done to its elements, keys, sizes, and whether it is visible.

use crate::browser::touch::{self, Touch};
use crate::browser::{dom, panic, parts, roving};
use crate::el::On;
use crate::session::keys::{self, Key, Place};
use crate::session::{Msg, Session};
use js_sys::{Array, Function};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, intern};
use web_sys::{
    AbortController, AddEventListenerOptions, Document, Element, Event, EventTarget,
    IntersectionObserver, IntersectionObserverEntry, KeyboardEvent, ResizeObserver,
};
use yew::Callback;

/// Listens as long as it lives.
pub(crate) struct Listeners {
    /// Ends all of it at once.
    end: AbortController,
    visibility: Option<IntersectionObserver>,
    size: Option<ResizeObserver>,
    /// Whether a pointer was used last, and no key that moves the focus.
    pointed: Rc<Cell<bool>>,
    /// Kept because the browser calls them.
    calls: Vec<Closure<dyn FnMut(JsValue)>>,
}

impl Listeners {
    /// Listens to what happens around `app`, and lets `hear` hear what is done to the elements in it, and `focus` where the focus
    /// goes. With `everywhere`, keys work wherever the focus is on the page; if it `is_page`, leaving it is asked about if something is lost then. `knows`
    /// says what holds of the session. None if the browser is too old for that.
    pub(crate) fn new(
        app: &Element,
        (everywhere, is_page): (bool, bool),
        say: &Callback<Msg>,
        hear: impl Fn(On, &Event) + Clone + 'static,
        focus: impl Fn(&Event) + 'static,
        knows: impl Fn(fn(&Session) -> bool) -> bool + Clone + 'static,
    ) -> Option<Listeners> {
        let mut listeners = Listeners {
            end: AbortController::new().ok()?,
            visibility: None,
            size: None,
            pointed: Rc::default(),
            calls: Vec::new(),
        };
        for (name, kind) in EVENTS {
            let hear = hear.clone();
            listeners.listen(&app.get_root_node(), name, move |event| hear(kind, &event));
        }
        listeners.listen(app, "focusin", move |event| focus(&event));
        let touch = Rc::new(Touch::new(app, say));
        for name in touch::EVENTS {
            let touch = touch.clone();
            listeners.listen(app, name, move |event| parts::hear(&touch, &event));
        }
        if let Some(window) = web_sys::window().filter(|_| is_page) {
            let knows = knows.clone();
            listeners.listen(&window, "beforeunload", move |event| {
                if knows(Session::would_lose) {
                    event.prevent_default();
                }
            });
        }
        if let Some(page) = app.owner_document() {
            // What is taken inside of it goes no further.
            for place in [app as &EventTarget, &page] {
                let touch = touch.clone();
                listeners.listen(place, "keydown", move |event| parts::hear(&touch, &event));
            }
            listeners.listen_to_keys(app, everywhere.then_some(&page), knows, say);
            listeners.listen_to_pointer(app, &page, say);
            let fills_window = is_page && is_outermost(&page);
            listeners.watch_visibility(app, page, fills_window, say);
        }
        listeners.watch_size(app, say);
        Some(listeners)
    }

    fn listen_to_keys(
        &mut self,
        app: &Element,
        page: Option<&Document>,
        knows: impl Fn(fn(&Session) -> bool) -> bool + 'static,
        say: &Callback<Msg>,
    ) {
        let place: &EventTarget = page.map_or(app, |page| page);
        if page.is_none() {
            // A press anywhere in it brings the focus, and so the keys.
            let takes_focus = app.set_attribute("tabindex", "-1");
            debug_assert!(takes_focus.is_ok(), "it is a name");
        }
        let (app, say) = (app.clone(), say.clone());
        let pointed = self.pointed.clone();
        self.listen(place, "keydown", move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
                return;
            };
            let is_inside = event.composed_path().includes(&app, 0);
            let target = dom::target(&event);
            let lies_in = |selectors| {
                let target = target.as_ref();
                target.is_some_and(|target| dom::is_in(target, selectors))
            };
            // What a pointer has pressed keeps the focus, but Space is not meant for it any more; in a dialog it is, since
            // there is nothing else that it could be meant for.
            let is_left =
                pointed.get() && event.key() == " " && is_inside && !lies_in("[role=dialog]");
            let key = event.key();
            let walks = key.starts_with("Arrow") && lies_in(roving::PLACES);
            pointed.set(pointed.get() && key != "Tab" && !walks);
            // What the page around has open has the keys.
            if !is_inside && lies_in("dialog,[role=dialog],[popover]") {
                return;
            }
            if !is_left
                && target
                    .as_ref()
                    .is_some_and(|target| is_inside && press_for_keyboard(&event, target))
            {
                return take(&event);
            }
            if event.key() == "Tab" && is_inside && lies_in("[role=menu]") {
                take(&event);
                return say.emit(Msg::CloseMenu);
            }
            let key = Key {
                name: &event.key(),
                shift: event.shift_key(),
                ctrl: event.ctrl_key() || event.meta_key(),
                alt: event.alt_key(),
            };
            let place = match target.as_ref().map_or(Place::Elsewhere, place_of) {
                Place::Button if is_left => Place::Elsewhere,
                place => place,
            };
            // What is scrolled there is scrolled by these keys.
            let scrolls =
                key.name.starts_with("Page") && target.is_some_and(|it| dom::is_in(&it, ".side"));
            let means = |msg: &Msg| *msg != Msg::Escape || knows(Session::has_open);
            if let Some(msg) = keys::pressed(key, place).filter(|msg| !scrolls && means(msg)) {
                take(&event);
                say.emit(msg);
            }
        });
    }

    /// A pointer that is pressed on the stage holds time, so that what moves can be caught.
    fn listen_to_pointer(&mut self, app: &Element, page: &Document, say: &Callback<Msg>) {
        let (press, pointed) = (say.clone(), self.pointed.clone());
        self.listen(app, "pointerdown", move |event| {
            pointed.set(true);
            let target = dom::target(&event);
            if target.is_some_and(|target| dom::is_in(&target, ".front")) {
                press.emit(Msg::Press);
            }
        });
        for event in ["pointerup", "pointercancel"] {
            let release = say.clone();
            self.listen(page, event, move |_| release.emit(Msg::Release));
        }
    }

    /// What is hidden, or scrolled out of sight, does not run. What fills a window cannot be scrolled out of sight, and
    /// an observer would cost the browser two checks a frame.
    fn watch_visibility(
        &mut self,
        app: &Element,
        page: Document,
        fills_window: bool,
        say: &Callback<Msg>,
    ) {
        let in_sight = Rc::new(Cell::new(true));
        let (shown, place) = (say.clone(), in_sight.clone());
        let tab = page.clone();
        self.listen(&page, "visibilitychange", move |_| {
            shown.emit(Msg::Seen(place.get() && !tab.hidden()));
        });
        if fills_window {
            return say.emit(Msg::Seen(!page.hidden()));
        }
        let (seen, tab) = (say.clone(), page);
        let call = self.call(move |entries| {
            let last = Array::from(&entries).pop();
            let entry: &IntersectionObserverEntry = last.unchecked_ref();
            in_sight.set(entry.is_intersecting());
            seen.emit(Msg::Seen(in_sight.get() && !tab.hidden()));
        });
        self.visibility = IntersectionObserver::new(&call).ok();
        if let Some(visibility) = &self.visibility {
            // Until that is known, nothing runs.
            say.emit(Msg::Seen(false));
            visibility.observe(app);
        }
    }

    fn watch_size(&mut self, app: &Element, say: &Callback<Msg>) {
        let (whole, say) = (app.clone(), say.clone());
        let call = self.call(move |_| say.emit(sizes(&whole)));
        self.size = ResizeObserver::new(&call).ok();
        let Some(size) = &self.size else { return };
        size.observe(app);
        if let Ok(Some(stage)) = app.query_selector(".stage") {
            size.observe(&stage);
        }
    }

    fn listen(
        &mut self,
        target: &EventTarget,
        event: &'static str,
        mut then: impl FnMut(Event) + 'static,
    ) {
        let call = self.call(move |value| then(value.unchecked_into()));
        let how = AddEventListenerOptions::new();
        how.set_signal(&self.end.signal());
        // A scroll happens to what is scrolled alone, and is met on the way there.
        how.set_capture(event == "scroll");
        let listens = target.add_event_listener_with_callback_and_add_event_listener_options(
            intern(event),
            &call,
            &how,
        );
        debug_assert!(listens.is_ok(), "the signal has not been given");
    }

    fn call(&mut self, mut then: impl FnMut(JsValue) + 'static) -> Function {
        let call = Closure::new(move |value| {
            // Once the core has panicked, nothing of it may be called.
            if !panic::happened() {
                then(value);
            }
        });
        let function = call.as_ref().unchecked_ref::<Function>().clone();
        self.calls.push(call);
        function
    }
}

/// What an element may listen to, as the browser calls it.
const EVENTS: [(&str, On); 5] = [
    ("click", On::Click),
    ("input", On::Input),
    ("change", On::Change),
    ("submit", On::Submit),
    ("scroll", On::Scroll),
];

impl Drop for Listeners {
    fn drop(&mut self) {
        self.end.abort();
        self.visibility
            .iter()
            .for_each(IntersectionObserver::disconnect);
        self.size.iter().for_each(ResizeObserver::disconnect);
    }
}

/// A key that is taken here means nothing to the browser, or to what is around.
fn take(event: &KeyboardEvent) {
    event.prevent_default();
    event.stop_propagation();
}

/// Whether this page is in no frame of another.
fn is_outermost(page: &Document) -> bool {
    let window = page.default_view();
    window
        .as_ref()
        .is_some_and(|window| matches!(window.top(), Ok(Some(top)) if top == *window))
}

/// The sizes of the mount and of its stage.
pub(crate) fn sizes(app: &Element) -> Msg {
    let size = |element: &Element| {
        (
            element.client_width() as u16,
            element.client_height() as u16,
        )
    };
    let stage = app.query_selector(".stage").ok().flatten();
    Msg::Resized {
        whole: size(app),
        stage: stage.as_ref().map_or((0, 0), size),
    }
}

/// What only a browser's own buttons and lists do by themselves: Enter and Space press a drawn button, too; arrows move
/// in a menu and in the ledger. True if the key was used up.
fn press_for_keyboard(event: &KeyboardEvent, target: &Element) -> bool {
    let key = event.key();
    let drawn_button = target
        .namespace_uri()
        .is_some_and(|space| space.ends_with("svg"))
        && target
            .get_attribute("role")
            .is_some_and(|role| role == "button");
    if drawn_button && (key == "Enter" || key == " ") {
        return match Event::new("click") {
            Ok(click) => {
                click.init_event_with_bubbles_and_cancelable("click", true, true);
                target.dispatch_event(&click).is_ok()
            }
            Err(_) => false,
        };
    }
    roving::moved(target, &key)
}

/// What kind of thing an element is, for keys.
fn place_of(target: &Element) -> Place {
    let is = |selectors| dom::is_in(target, selectors);
    if is(".strips") {
        Place::Strips
    } else if is("input[type=range]") {
        Place::Arrows
    } else if is(
        "input:not([type=checkbox]),textarea,select,[contenteditable],[role=menu],[role=textbox],audio,video",
    ) {
        Place::Own
    } else if is("button,input,summary,[role=button]") {
        Place::Button
    } else {
        Place::Elsewhere
    }
}
