//! The address of the full page: it names the run, so that a page that is loaded again shows the same one.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, Window};

/// Puts servers and seed into the address. A link to another run makes way for them, but not for the run with which a page opens: that
/// link has just been followed.
pub(crate) fn name_run((servers, seed): (u8, u64), is_first: bool) {
    let Some(window) = web_sys::window() else {
        return;
    };
    if is_first && !part(&window, "hash").is_empty() {
        return;
    }
    let Ok(query) = UrlSearchParams::new_with_str(&part(&window, "search")) else {
        return;
    };
    query.set("seed", &seed.to_string());
    query.set("servers", &servers.to_string());
    let address = format!("?{}", String::from(query.to_string()));
    // Where there is no history (a page in a sandbox) nothing is lost.
    let history = window.history();
    let _ = history.map(|it| it.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}

/// Where links to runs lead: to this page, if the mount is all of it.
pub(crate) fn of_page() -> String {
    let window = web_sys::window();
    let address = window.map_or_else(String::new, |window| part(&window, "href"));
    // A page of a file has no origin that could stand in an address.
    let end = address.find(['?', '#']).unwrap_or(address.len());
    address[..end].to_owned()
}

fn part(window: &Window, name: &str) -> String {
    let part = Reflect::get(&window.location(), &JsValue::from_str(name));
    part.ok()
        .and_then(|part| part.as_string())
        .unwrap_or_default()
}
