//! What stays when the core panics: one calm screen in every mount, with the seed and what was done so far.
//!
//! A panic ends the whole module, so the lines are kept in arrays of JavaScript's, and the screen is made of plain
//! elements that call nothing here. The lines are a script: a panic can be played again.

use crate::browser::dom;
use crate::session::panic_log::{Note, Notes};
use js_sys::{Array, Function};
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, Element, Node, ShadowRoot};

/// Set once, when nothing of the module may be called any more.
static HAPPENED: AtomicBool = AtomicBool::new(false);

/// The name of the mount in which something of ours runs, or ran last; 0 before the first one.
static RUNS: AtomicU32 = AtomicU32::new(0);

/// The name of the last mount.
static NAMED: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static MOUNTS: RefCell<Vec<Watched>> = const { RefCell::new(Vec::new()) };
}

/// A mount, with what was done in it.
struct Watched {
    /// By which it is known who panicked.
    name: u32,
    root: ShadowRoot,
    /// What the page does when another mount has panicked; without it, this one ends as well.
    panicked: Option<Function>,
    /// How many events have happened.
    events: u64,
    /// Whether a script is all that has been done, and it plays on.
    is_script: bool,
    screen: Screen,
    /// The lines that have been read.
    lines: Array,
    /// The lines that have not.
    notes: Notes,
}

impl Watched {
    /// Moves the new notes into `lines`.
    fn read(&self) {
        // Who panics while writing has them; then the lines before must do.
        let Ok(mut notes) = self.notes.try_borrow_mut() else {
            return;
        };
        for note in notes.drain(..) {
            let (Note::Begins(line) | Note::Does(line)) = &note;
            if matches!(note, Note::Begins(_)) {
                self.lines.set_length(0);
            }
            self.lines.push(&JsValue::from_str(line));
        }
    }
}

impl Watched {
    /// What takes the run up again: what was done in it, as a script, and how many events have happened. Of a script that plays on, the page
    /// has the text.
    fn kept(&self) -> (JsValue, JsValue) {
        let journal = match self.is_script {
            true => JsValue::from_str(""),
            false => self.lines.join("\n").into(),
        };
        (journal, JsValue::from_f64(self.events as f64))
    }

    /// The page takes the run over.
    fn hand_over(&self, panicked: &Function) {
        let (journal, events) = self.kept();
        // What it throws is the page's own, who has it in the console.
        let _ = panicked.call2(&JsValue::UNDEFINED, &journal, &events);
    }
}

/// Whether the core has panicked: nothing of ours may run any more.
pub(crate) fn happened() -> bool {
    HAPPENED.load(Ordering::Relaxed)
}

/// Something of this mount runs from now on.
pub(crate) fn enter(name: u32) {
    RUNS.store(name, Ordering::Relaxed);
}

/// From now on a panic is shown here, with these notes; of another mount too, unless the page has something better to do then. Gives the
/// name of the mount.
///
/// # Errors
/// If the browser makes no elements.
pub(crate) fn watch(
    root: &ShadowRoot,
    notes: Notes,
    panicked: Option<Function>,
) -> Result<u32, JsValue> {
    yew::set_custom_panic_hook(Box::new(show));
    let name = NAMED.fetch_add(1, Ordering::Relaxed) + 1;
    let watched = Watched {
        name,
        panicked,
        events: 0,
        is_script: false,
        root: root.clone(),
        screen: Screen::new(root)?,
        lines: Array::new(),
        notes,
    };
    MOUNTS.with_borrow_mut(|mounts| mounts.push(watched));
    Ok(name)
}

/// Whether something is mounted there.
pub(crate) fn is_watching(root: &ShadowRoot) -> bool {
    MOUNTS.with_borrow(|mounts| mounts.iter().any(|it| it.root == *root))
}

/// Nothing is mounted there any more. What takes the run up again that was there.
pub(crate) fn forget(root: &ShadowRoot) -> JsValue {
    MOUNTS.with_borrow_mut(|mounts| {
        let place = mounts.iter().position(|it| it.root == *root);
        match place.map(|place| mounts.remove(place).kept()) {
            Some((journal, events)) => Array::of2(&journal, &events).into(),
            None => JsValue::UNDEFINED,
        }
    })
}

/// Moves a mount's new notes to where they outlive a panic, with how many events have happened, and whether a script is all of it.
pub(crate) fn read(name: u32, events: u64, is_script: bool) {
    MOUNTS.with_borrow_mut(|mounts| {
        for it in mounts.iter_mut().filter(|it| it.name == name) {
            (it.events, it.is_script) = (events, is_script);
            it.read();
        }
    });
}

fn show(info: &PanicHookInfo) {
    if HAPPENED.swap(true, Ordering::Relaxed) {
        return;
    }
    let what = info.to_string().replace('\n', "\n# ");
    let runs = RUNS.load(Ordering::Relaxed);
    MOUNTS.with(|mounts| {
        // What panicked may hold the list; then there is nothing to show it with.
        for it in mounts.try_borrow().iter().flat_map(|mounts| mounts.iter()) {
            it.read();
            match &it.panicked {
                Some(panicked) if it.name != runs => it.hand_over(panicked),
                own => {
                    let account = format!("{}\n# {what}\n", String::from(it.lines.join("\n")));
                    it.screen.show(&it.root, &account);
                    // What it throws is the page's own, who has it in the console.
                    let _ = own.as_ref().map(|own| own.call0(&JsValue::UNDEFINED));
                }
            }
        }
    });
}

/// What the screen looks like; nothing else of the mount's styles is needed.
const STYLE: &str = include_str!("../../../www/css/panic.css");

const WORDS: [(&str, &str); 3] = [
    ("h1", "Raftscape has stopped"),
    (
        "p",
        "It hit a bug and cannot continue. The bug is in Raftscape, not in what you did and not in Raft. The rest of this page works; reloading it starts a new run.",
    ),
    (
        "p",
        "Below is the run as a script, with the seed and everything that was done. Please click it, copy it, and put it into a report.",
    ),
];

/// The screen that takes the place of a mount, made in time: when it is needed, little can be relied on.
struct Screen {
    whole: Element,
    /// Where what was done is written. A press on it selects all of it, by its style alone.
    account: Element,
    styles: CssStyleSheet,
}

impl Screen {
    fn new(root: &ShadowRoot) -> Result<Screen, JsValue> {
        let page = dom::page(root)?;
        let whole = dom::element(&page, "main", "")?;
        whole.set_attribute("role", "alert")?;
        for (tag, words) in WORDS {
            let line: Node = dom::element(&page, tag, words)?.into();
            whole.append_child(&line)?;
        }
        let account = dom::element(&page, "pre", "")?;
        account.set_attribute("tabindex", "0")?;
        account.set_attribute("role", "region")?;
        account.set_attribute("aria-label", "The run as a script")?;
        whole.append_child(&account)?;
        Ok(Screen {
            whole,
            account,
            styles: dom::styles(STYLE)?,
        })
    }

    fn show(&self, root: &ShadowRoot, account: &str) {
        self.account.set_text_content(Some(account));
        // Without its styles, or even beside what was there, it can still be read.
        let _ = dom::style(root, &self.styles);
        let _ = dom::fill(root, &self.whole);
    }
}
