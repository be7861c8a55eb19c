//! The door for JavaScript: `mount(element, options)`.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRootInit, ShadowRootMode};

/// Shows Raftscape inside `element`, in a shadow root of its own.
///
/// # Errors
/// If `element` cannot carry a shadow root.
#[wasm_bindgen]
pub fn mount(element: Element, _options: JsValue) -> Result<(), JsError> {
    let root = element
        .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
        .map_err(|_| JsError::new("Raftscape needs an element that can carry a shadow root, such as a div, and is mounted there only once."))?;
    root.set_inner_html("<main><h1>Raftscape</h1></main>");
    Ok(())
}
