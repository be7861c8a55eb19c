//! Loads the parts of the page that lie in files of their own, and come into the same memory.

use crate::browser::files;
use crate::browser::mount::Mount;
use crate::browser::touch::{self, Touch};
use crate::on_demand;
#[cfg(feature = "split")]
use crate::on_demand::Going;
use crate::panels;
use crate::panels::details;
use crate::panels::element::{El, nothing};
use crate::scene::Layout;
#[cfg(not(feature = "split"))]
use crate::session::Part;
use crate::session::bar::Along;
use crate::session::page_event::PageEvent;
use crate::session::recordings::Outgoing;
use crate::session::{Msg, Panel, Session};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Event, File, ShadowRoot};
use yew::Callback;

/// Draws a panel; nothing if it is one of the details and they are not here yet.
pub(crate) fn draw(panel: Panel, session: &Session, layout: &Rc<Layout>) -> El {
    if panel == Panel::Lab {
        return on_demand::snapshot_lab().map_or_else(nothing, |lab| (lab.draw)(session));
    }
    let seen_at_first = panels::draw(panel, session, layout);
    seen_at_first.unwrap_or_else(|| match here() {
        Some(details) => (details.draw)(panel, session, layout),
        None => nothing(),
    })
}

/// Something was done with a pointer, a key or a file that only the details care for.
pub(crate) fn hear(touch: &Touch, event: &Event) {
    here()
        .into_iter()
        .for_each(|details| (details.hear)(touch, event));
}

/// The styles of the parts that are here: of the details, of the lab.
pub(crate) fn styles() -> [Option<&'static str>; 2] {
    let details = here().map(|details| details.styles);
    [details, on_demand::snapshot_lab().map(|lab| lab.styles)]
}

/// Takes out what has happened, for the page around; it waits until the details are here.
pub(crate) fn events(session: &RefCell<Session>) -> Result<JsValue, JsValue> {
    match here() {
        Some(details) => (details.events)(&session.borrow_mut().page_events.take()),
        None => Ok(Array::new().into()),
    }
}

/// Whether the page can take out what has happened.
pub(crate) fn has_events(session: &Session) -> bool {
    here().is_some() && !session.page_events.is_empty()
}

/// Gives to the browser what leaves the mount; what asked for it is one of the details.
pub(crate) fn hand_out(what: Outgoing, address: &str, root: &ShadowRoot, say: Callback<Msg>) {
    let details = here();
    debug_assert!(details.is_some(), "what hands out is one of the details");
    if let Some(details) = details {
        (details.hand_out)(what, address, root, say);
    }
}

/// A pointer goes along the time bar. False if the details are not here.
pub(crate) fn go_along(mount: &Mount, along: Along) -> bool {
    let details = here();
    details
        .into_iter()
        .for_each(|details| (details.go_along)(mount, along));
    details.is_some()
}

/// A file was chosen.
pub(crate) fn read_file(file: &File, say: &Callback<Msg>) {
    here()
        .into_iter()
        .for_each(|details| (details.read_file)(file, say));
}

/// What the part holds.
struct Details {
    draw: fn(Panel, &Session, &Rc<Layout>) -> El,
    styles: &'static str,
    hear: fn(&Touch, &Event),
    hand_out: fn(Outgoing, &str, &ShadowRoot, Callback<Msg>),
    read_file: fn(&File, &Callback<Msg>),
    events: fn(&[PageEvent]) -> Result<JsValue, JsValue>,
    go_along: fn(&Mount, Along),
    #[cfg(feature = "split")]
    going: &'static Going,
}

static DETAILS: Details = Details {
    draw: details::draw,
    styles: details::STYLES,
    hear: touch::hear,
    hand_out: files::hand_out,
    read_file: files::read,
    events: |events| Ok(serde_wasm_bindgen::to_value(events)?),
    go_along: Mount::go_along,
    #[cfg(feature = "split")]
    going: &on_demand::GOING,
};

#[cfg(not(feature = "split"))]
fn here() -> Option<&'static Details> {
    Some(&DETAILS)
}

/// Where all of the page is one file, a part is there at once.
#[cfg(not(feature = "split"))]
pub(crate) fn load(part: Part, say: Callback<Msg>) {
    say.emit(Msg::PartLoads(part, 0, 0));
    say.emit(Msg::PartEnds(part, true));
}

#[cfg(not(feature = "split"))]
pub(crate) fn cancel(_: Part) {}

#[cfg(feature = "split")]
pub(crate) use split::{cancel, load};

#[cfg(feature = "split")]
use split::here;

#[cfg(feature = "split")]
// A call from one part to another is one by C's rules, which Rust cannot check; both are compiled together.
#[allow(unsafe_code)]
mod split {
    use super::{DETAILS, Details};
    use crate::browser::{glue, panic};
    use crate::on_demand;
    use crate::session::{Msg, Part};
    use std::sync::OnceLock;
    use wasm_bindgen::prelude::Closure;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};
    use yew::Callback;
    use yew::platform::spawn_local;

    static HERE: OnceLock<&'static Details> = OnceLock::new();

    pub(super) fn here() -> Option<&'static Details> {
        HERE.get().copied()
    }

    #[wasm_split(details, fallible)]
    fn details() -> Result<&'static Details, SplitLoaderError> {
        Ok(&DETAILS)
    }

    /// Loads a part; `say` hears how that goes, and how it ends.
    pub(crate) fn load(part: Part, say: Callback<Msg>) {
        let says = say.clone();
        let progress = Closure::new(move |loaded, whole| {
            if !panic::happened() {
                says.emit(Msg::PartLoads(part, loaded, whole));
            }
        });
        glue::watch_part(name(part), &progress);
        spawn_local(async move {
            let is_here = match part {
                Part::Details => details()
                    .await
                    .map(|details| {
                        on_demand::bring(details.going);
                        HERE.get_or_init(|| details);
                    })
                    .is_ok(),
                Part::Script => on_demand::load().await,
                Part::Sharing => on_demand::load_sharing().await,
                Part::Lab => on_demand::load_lab().await,
            };
            drop(progress);
            if !panic::happened() {
                say.emit(Msg::PartEnds(part, is_here));
            }
        });
    }

    pub(crate) fn cancel(part: Part) {
        glue::cancel_part(name(part));
    }

    fn name(part: Part) -> &'static str {
        match part {
            Part::Details => "details",
            Part::Script => "script",
            Part::Sharing => "recording",
            Part::Lab => "lab",
        }
    }
}
