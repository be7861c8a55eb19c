//! What stays when the core panics: one calm screen in every mount, with the seed and what was done so far.
//!
//! A panic ends the whole module, so the lines are kept in arrays of JavaScript's, and the screen is made of plain
//! elements that call nothing here.

use js_sys::Array;
use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

/// Set once, when nothing may be called any more.
static HAPPENED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static MOUNTS: RefCell<Vec<(ShadowRoot, Array)>> = const { RefCell::new(Vec::new()) };
}

const SCREEN: &str = include_str!("panic.html");

/// Whether the core has panicked: nothing of ours may run any more.
pub(crate) fn happened() -> bool {
    HAPPENED.load(Ordering::Relaxed)
}

/// From now on a panic is shown here, too.
pub(crate) fn watch(root: &ShadowRoot) {
    yew::set_custom_panic_hook(Box::new(show));
    MOUNTS.with_borrow_mut(|mounts| mounts.push((root.clone(), Array::new())));
}

/// Whether something is mounted there.
pub(crate) fn is_watching(root: &ShadowRoot) -> bool {
    MOUNTS.with_borrow(|mounts| mounts.iter().any(|(mounted, _)| mounted == root))
}

/// Nothing is mounted there any more.
pub(crate) fn forget(root: &ShadowRoot) {
    MOUNTS.with_borrow_mut(|mounts| mounts.retain(|(mounted, _)| mounted != root));
}

/// Writes down what was done in a mount.
pub(crate) fn note(root: &ShadowRoot, lines: Vec<String>) {
    MOUNTS.with_borrow(|mounts| {
        let kept = mounts.iter().find(|(mounted, _)| mounted == root);
        for (line, (_, lines)) in lines.into_iter().zip(kept.into_iter().cycle()) {
            lines.push(&JsValue::from_str(&line));
        }
    });
}

fn show(info: &PanicHookInfo) {
    if HAPPENED.swap(true, Ordering::Relaxed) {
        return;
    }
    let what = info.to_string();
    MOUNTS.with(|mounts| {
        // What panicked may hold the list; then there is nothing to show it with.
        for (root, lines) in mounts.try_borrow().iter().flat_map(|mounts| mounts.iter()) {
            let account = format!("{}\n\n{what}", String::from(lines.join("\n")));
            root.set_inner_html(SCREEN);
            if let Ok(Some(text)) = root.query_selector("textarea") {
                text.set_text_content(Some(&account));
            }
        }
    });
}
