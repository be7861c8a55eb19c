//! What stays when the core panics: one calm screen in every mount, with the seed and what was done so far.
//!
//! A panic ends the whole module, so the lines are kept in arrays of JavaScript's, and the screen is made of plain
//! elements that call nothing here. The lines are a script: a panic can be played again.

use crate::session::diary::{Note, Notes};
use js_sys::Array;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

/// Set once, when nothing of the module may be called any more.
static HAPPENED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static MOUNTS: RefCell<Vec<Watched>> = const { RefCell::new(Vec::new()) };
}

/// A mount, with what was done in it.
struct Watched {
    root: ShadowRoot,
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

const SCREEN: &str = include_str!("panic.html");

/// Whether the core has panicked: nothing of ours may run any more.
pub(crate) fn happened() -> bool {
    HAPPENED.load(Ordering::Relaxed)
}

/// From now on a panic is shown here, too, with these notes.
pub(crate) fn watch(root: &ShadowRoot, notes: Notes) {
    yew::set_custom_panic_hook(Box::new(show));
    let (root, lines) = (root.clone(), Array::new());
    MOUNTS.with_borrow_mut(|mounts| mounts.push(Watched { root, lines, notes }));
}

/// Whether something is mounted there.
pub(crate) fn is_watching(root: &ShadowRoot) -> bool {
    MOUNTS.with_borrow(|mounts| mounts.iter().any(|it| it.root == *root))
}

/// Nothing is mounted there any more.
pub(crate) fn forget(root: &ShadowRoot) {
    MOUNTS.with_borrow_mut(|mounts| mounts.retain(|it| it.root != *root));
}

/// Moves a mount's new notes to where they outlive a panic.
pub(crate) fn read(root: &ShadowRoot) {
    MOUNTS.with_borrow(|mounts| {
        let here = mounts.iter().filter(|it| it.root == *root);
        here.for_each(Watched::read);
    });
}

fn show(info: &PanicHookInfo) {
    if HAPPENED.swap(true, Ordering::Relaxed) {
        return;
    }
    let what = info.to_string().replace('\n', "\n# ");
    MOUNTS.with(|mounts| {
        // What panicked may hold the list; then there is nothing to show it with.
        for it in mounts.try_borrow().iter().flat_map(|mounts| mounts.iter()) {
            it.read();
            let account = format!("{}\n# {what}\n", String::from(it.lines.join("\n")));
            it.root.set_inner_html(SCREEN);
            if let Ok(Some(text)) = it.root.query_selector("textarea") {
                text.set_text_content(Some(&account));
            }
        }
    });
}
