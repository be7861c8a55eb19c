//! The door for JavaScript: `mount(element, options)`. Nothing else exports.

use crate::browser::dom;
use crate::browser::mount::Mount;
use crate::browser::piece::{Piece, Props, Shows};
use crate::browser::{panic, parts, worker};
use crate::options::Options;
use crate::session::door::{Ask, Asks, Content, OPENING, Wish};
use crate::session::{Msg, Opening, Session, Share};
use js_sys::{Array, Function, Object};
use sim::{Settings, Timeline};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot, ShadowRootInit, ShadowRootMode};
use yew::AppHandle;
use yew::platform::spawn_local;

/// The styles of a mount: they reach nothing outside it, and nothing outside reaches in.
const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/first.css"));

/// Drawn seeds stay below this, so that they are easy to read and to say.
const SEEDS: u64 = 100_000;

/// How many bytes the checkpoints of a run may take that is not the whole page: ten on a page are as much as one and a half pages.
const EMBEDDED: usize = 8 << 20;

/// Shows a Raft cluster inside `element`, in a shadow root of its own. `options` may be left out; it knows `servers`
/// (1 to 9) and `seed` (a whole number; drawn otherwise); what it shows in place of that cluster: `run` (a link to a run, or what stands
/// behind its `#run=`), `script` (the text of a script or a lesson), `scenario` (the name of a script that comes with the page) or `file` (the bytes
/// of a recording or a script); `startAt`, `stopAt` and `posterAt` (moments), `autoplay`, `speed`, `keys` and `fullPage` (whether keys work
/// wherever the focus is, and the address names the run). `hear` is called when `events` has something, or with a sentence if that cannot come; the answer with ticket 0 is that
/// all stands, or why it cannot. `raft-scape.js` makes an element of this, which is what pages use.
///
/// # Errors
/// If `element` cannot carry the cluster or an option is not right: an `Error` with a sentence that says what would be.
#[wasm_bindgen]
pub fn mount(element: JsValue, options: JsValue) -> Result<Player, JsValue> {
    let options = read(options)?;
    let root = shadow(element)?;
    let settings = Settings {
        servers: options.servers.unwrap_or(Settings::default().servers),
        ..Settings::default()
    };
    let opening = Opening {
        settings,
        seed: options.seed,
        draw,
        stopwatch,
        still: prefers_stillness(),
        memory: match options.full_page {
            true => Timeline::<()>::MEMORY,
            false => EMBEDDED,
        },
    };
    let session = Session::new(opening).map_err(|error| JsError::new(&error.0))?;
    Ok(Player::start(root, session, options)?)
}

/// Plays a script to its end without showing it, and calls `say` with how far that is (events, microseconds) and at the end with
/// the result (whether it passed, and a sentence); with nothing if it is no script. What `raftscape_worker.js` does:
/// it takes long, and holds the thread that calls it.
#[wasm_bindgen]
pub fn check(script: String, say: Function) {
    spawn_local(async move {
        // What is thrown is the caller's own, who has it in the console.
        let _ = worker::check(&script, &say).await;
    });
}

/// A cluster that is mounted.
#[wasm_bindgen]
pub struct Player {
    /// None once it is taken away: nothing of it goes on then, even if a page keeps the player.
    mounted: Option<(AppHandle<Piece>, Rc<Mount>)>,
    root: ShadowRoot,
    /// The ticket of what was asked last.
    ticket: u32,
}

#[wasm_bindgen]
impl Player {
    /// Takes out what has happened to the cluster since the last call, the oldest first: objects with a `type` (`ready`,
    /// `played`, `sought`, `violation`, `acted`, `goal`, `ask`, `ended`, `branch`, `changed`, `answer`, `value`, `error`) and what else there is to say. At
    /// most the last 200 are kept.
    pub fn events(&mut self) -> Result<JsValue, JsValue> {
        let events = self.mount().map(|mount| parts::events(&mount.session));
        events.unwrap_or_else(|| Ok(Array::new().into()))
    }

    /// Lets time run.
    pub fn play(&self) {
        self.say(Msg::Play);
    }

    /// Stops time.
    pub fn pause(&self) {
        self.say(Msg::Pause);
    }

    /// Steps so often, back if that is negative: at most a hundred times.
    pub fn step(&self, count: i32) {
        let step = if count < 0 {
            Msg::StepBack
        } else {
            Msg::StepForward
        };
        for _ in 0..count.unsigned_abs().min(100) {
            self.say(step.clone());
        }
    }

    /// Asks for something (`seek`, `act`, `link`, `script`, `state`, `value`, `watch`, `unwatch`), and gives a ticket. The answer comes later, as an
    /// event of the type `answer` with that ticket and a `value`, or an `error`.
    ///
    /// # Errors
    /// If there is no such thing.
    pub fn ask(&mut self, about: &str, words: String) -> Result<u32, JsError> {
        let named = Asks::NAMED.iter().find(|(name, _)| *name == about);
        let Some((_, about)) = named else {
            let names = Asks::NAMED.map(|(name, _)| name).join(", ");
            let sentence = format!("Nothing is asked by “{about}”; there are {names}.");
            return Err(JsError::new(&sentence));
        };
        self.ticket += 1;
        self.say(Msg::Ask(Ask {
            ticket: self.ticket,
            about: *about,
            words,
        }));
        Ok(self.ticket)
    }

    /// Opens a link to a run, or what stands behind its `#run=`, in the place of the run that is shown. What cannot be read is said in the
    /// mount, and changes nothing.
    pub fn open(&self, link: String) {
        self.say(Msg::Share(Share::OpenLink(link)));
    }

    /// Changes `speed`, `view`, `controls`, `panels`, `interactive` or `focus`. What is not right is said in the mount, and nothing changes then.
    pub fn set(&self, name: String, words: String) {
        self.say(Msg::Dress(vec![(name, words)]));
    }

    /// Takes the cluster away. The element can be used for another one then. Gives what takes its run up again in another mount: the values of its
    /// options `journal` and `events`.
    pub fn unmount(&mut self) -> JsValue {
        let Some((app, _)) = self.mounted.take().filter(|_| !panic::happened()) else {
            return JsValue::UNDEFINED;
        };
        app.destroy();
        let kept = panic::forget(&self.root);
        dom::clear(&self.root);
        kept
    }
}

impl Player {
    fn mount(&self) -> Option<&Mount> {
        let mounted = self.mounted.as_ref().filter(|_| !panic::happened());
        mounted.map(|(_, mount)| &**mount)
    }

    fn say(&self, msg: Msg) {
        if let Some(mount) = self.mount() {
            mount.sender().emit(msg);
        }
    }

    fn start(root: ShadowRoot, mut session: Session, options: Options) -> Result<Player, JsError> {
        session.door.is_open = options.hear.is_some();
        session.begin_around(options.controls, options.full_page);
        begin(&mut session, options.wish, options.full_page);
        let place = furnish(&root).map_err(|_| no_page())?;
        let notes = session.run.recorded.panic_log.notes.clone();
        let name = panic::watch(&root, notes, options.panicked).map_err(|_| no_page())?;
        let everywhere = (options.full_page || options.all_keys, options.full_page);
        let mount = Mount::new(session, (root.clone(), name), everywhere, options.hear);
        let props = Props {
            shows: Shows::All,
            mount: mount.clone(),
        };
        let app = yew::Renderer::<Piece>::with_root_and_props(place, props).render();
        Ok(Player {
            mounted: Some((app, mount)),
            root,
            ticket: OPENING,
        })
    }
}

/// Lets a mount begin as its page asks for it.
fn begin(session: &mut Session, wish: Wish, full_page: bool) {
    // A page around that hears something has all of the mount before it shows anything.
    let is_quick = full_page || !session.door.is_open;
    match (&wish.content, full_page) {
        // What cannot be read is said in the page, which shows a cluster all the same.
        (Content::Link(link), true) => {
            session.update(Msg::Share(Share::OpenLink(link.clone())));
            session.answer_opening();
        }
        _ if is_quick && wish.is_plain() => {
            session.begin_plainly(wish.plays);
            session.answer_opening();
        }
        _ => session.update(Msg::Begin(Box::new(wish))),
    }
}

fn read(options: JsValue) -> Result<Options, JsError> {
    let options = match options.is_undefined() || options.is_null() {
        true => Object::new(),
        false => object(&options)?,
    };
    Options::read(&options).map_err(|sentence| JsError::new(&sentence))
}

fn object(options: &JsValue) -> Result<Object, JsError> {
    if !options.is_object() || options.is_array() {
        let sentence = "The options of a cluster are an object, such as { seed: 7 }.";
        return Err(JsError::new(sentence));
    }
    Ok(options.unchecked_ref::<Object>().clone())
}

/// The shadow root of the element, with nothing in it.
fn shadow(element: JsValue) -> Result<ShadowRoot, JsError> {
    let element: Element = element.dyn_into().map_err(|_| {
        JsError::new(
            "mount needs an element of the page, such as document.querySelector(\"#cluster\").",
        )
    })?;
    let root = match element.shadow_root() {
        None => element
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .map_err(|_| JsError::new("This element cannot carry a cluster; a div can.")),
        Some(root) if panic::is_watching(&root) => Err(JsError::new(
            "A cluster is mounted in this element already; its player’s unmount() takes it away.",
        )),
        Some(root) if root.child_element_count() == 0 => Ok(root),
        Some(_) => Err(JsError::new(
            "This element has a shadow root with something in it; an empty div would do.",
        )),
    }?;
    match element.is_connected() {
        true => Ok(root),
        false => Err(JsError::new("This element is in no page yet.")),
    }
}

/// Puts styles into the mount, and gives the element in which all of it is drawn.
fn furnish(root: &ShadowRoot) -> Result<Element, JsValue> {
    dom::style(root, &dom::styles(STYLES)?)?;
    let place = dom::element(&dom::page(root)?, "div", "")?;
    place.set_attribute("lang", "en")?;
    place.set_attribute("dir", "ltr")?;
    dom::fill(root, &place)?;
    Ok(place)
}

fn no_page() -> JsError {
    JsError::new("The page refuses to show a cluster in this element.")
}

/// An unpredictable number. Without a source of randomness, always the same: the page still works.
fn draw() -> u64 {
    getrandom::u64().map_or(1, |number| number % SEEDS)
}

/// The microseconds since the page was opened; always 0 where the browser says nothing.
fn stopwatch() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| (performance.now() * 1_000.0) as u64)
}

fn prefers_stillness() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}
