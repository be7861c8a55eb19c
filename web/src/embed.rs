//! The door for JavaScript: `mount(element, options)`. Nothing else exports.

use crate::browser::dom;
use crate::browser::mount::Mount;
use crate::browser::piece::{Piece, Props, Shows};
use crate::browser::{panic, worker};
use crate::options::Options;
use crate::session::{Msg, Opening, Session, Share};
use js_sys::Function;
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

/// Shows a Raft cluster inside `element`, in a shadow root of its own. `options` may be left out; it knows `servers`
/// (1 to 9), `seed` (a whole number; drawn otherwise), `run` (a link to a run, or what stands behind its `#run=`; what cannot be read is
/// said in the mount) and `fullPage` (whether keys work wherever the focus is, and the address names the run).
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
        // A mount that is not the only one gets its share.
        memory: Timeline::<()>::MEMORY / (panic::watched() + 1),
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
}

#[wasm_bindgen]
impl Player {
    /// Takes out what has happened to the cluster since the last call, the oldest first: objects with a `type` (`ready`,
    /// `played`, `sought`, `violation`, `acted`, `goal`, `ask`, `ended`, `error`) and what else there is to say. At most the last 200 are kept.
    pub fn events(&mut self) -> Result<JsValue, JsValue> {
        match &self.mounted {
            Some((_, mount)) if !panic::happened() => {
                let events = mount.session.borrow_mut().page_events.take();
                Ok(serde_wasm_bindgen::to_value(&events)?)
            }
            _ => Ok(js_sys::Array::new().into()),
        }
    }

    /// Opens a link to a run, or what stands behind its `#run=`, in the place of the run that is shown. What cannot be read is said in the
    /// mount, and changes nothing.
    pub fn open(&self, link: String) {
        if let Some((_, mount)) = self.mounted.as_ref().filter(|_| !panic::happened()) {
            mount.sender().emit(Msg::Share(Share::OpenLink(link)));
        }
    }

    /// Takes the cluster away. The element can be used for another one then.
    pub fn unmount(&mut self) {
        if let Some((app, _)) = self.mounted.take().filter(|_| !panic::happened()) {
            app.destroy();
            panic::forget(&self.root);
            dom::clear(&self.root);
        }
    }
}

impl Player {
    fn start(root: ShadowRoot, mut session: Session, options: Options) -> Result<Player, JsError> {
        if let Some(link) = options.run {
            session.update(Msg::Share(Share::OpenLink(link)));
        }
        let place = furnish(&root).map_err(|_| no_page())?;
        let notes = session.run.recorded.panic_log.notes.clone();
        panic::watch(&root, notes).map_err(|_| no_page())?;
        let mount = Mount::new(session, root.clone(), options.full_page);
        let props = Props {
            shows: Shows::All,
            mount: mount.clone(),
        };
        let app = yew::Renderer::<Piece>::with_root_and_props(place, props).render();
        Ok(Player {
            mounted: Some((app, mount)),
            root,
        })
    }
}

fn read(options: JsValue) -> Result<Options, JsError> {
    if options.is_undefined() || options.is_null() {
        return Ok(Options::default());
    }
    if !options.is_object() || options.is_array() {
        let sentence = "The options of a cluster are an object, such as { seed: 7 }.";
        return Err(JsError::new(sentence));
    }
    Options::read(options.unchecked_ref()).map_err(|sentence| JsError::new(&sentence))
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
        false => Err(JsError::new(
            "This element is in no page; please put it there first.",
        )),
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
