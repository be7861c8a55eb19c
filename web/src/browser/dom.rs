//! How elements and styles get into a mount, made one by one and never from text, so that strict pages allow it; and which
//! element an event happened to.

use js_sys::{Array, Reflect};
use std::cell::RefCell;
use std::ptr;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, Element, Event, ShadowRoot};

/// The page that a mount is on.
pub(crate) fn page(root: &ShadowRoot) -> Result<Document, JsValue> {
    root.owner_document().ok_or(JsValue::NULL)
}

/// An element with this text in it.
pub(crate) fn element(page: &Document, tag: &str, words: &str) -> Result<Element, JsValue> {
    let element = page.create_element(tag)?;
    element.set_text_content(Some(words));
    Ok(element)
}

thread_local! {
    /// The style sheets that were made, each with its rules: all mounts of a page share them.
    static SHEETS: RefCell<Vec<(&'static str, CssStyleSheet)>> = const { RefCell::new(Vec::new()) };
}

/// The style sheet with these rules.
pub(crate) fn styles(rules: &'static str) -> Result<CssStyleSheet, JsValue> {
    SHEETS.with_borrow_mut(|sheets| {
        if let Some((_, sheet)) = sheets.iter().find(|(known, _)| ptr::eq(*known, rules)) {
            return Ok(sheet.clone());
        }
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(rules)?;
        sheets.push((rules, sheet.clone()));
        Ok(sheet)
    })
}

/// Lets these styles hold in the mount, and no others.
pub(crate) fn style(root: &ShadowRoot, styles: &CssStyleSheet) -> Result<(), JsValue> {
    let name = JsValue::from_str("adoptedStyleSheets");
    Reflect::set(root, &name, &Array::of1(styles))?;
    Ok(())
}

/// Lets these styles hold in the mount as well.
pub(crate) fn style_also(root: &ShadowRoot, styles: &CssStyleSheet) -> Result<(), JsValue> {
    let name = JsValue::from_str("adoptedStyleSheets");
    let all: Array = Reflect::get(root, &name)?.unchecked_into();
    all.push(styles);
    Ok(())
}

/// Puts an element into the mount, in place of all that is there.
pub(crate) fn fill(root: &ShadowRoot, element: &Element) -> Result<(), JsValue> {
    clear(root);
    root.append_child(element)?;
    Ok(())
}

/// Takes everything out of the mount.
pub(crate) fn clear(root: &ShadowRoot) {
    while let Some(child) = root.last_child() {
        // It fails for no child.
        if root.remove_child(&child).is_err() {
            return;
        }
    }
}

/// The element that an event happened to, inside the mount as well.
pub(crate) fn target(event: &Event) -> Option<Element> {
    event.composed_path().get(0).dyn_into().ok()
}

/// Whether an element is one of these, or lies in one.
pub(crate) fn is_in(element: &Element, selectors: &str) -> bool {
    matches!(element.closest(selectors), Ok(Some(_)))
}
