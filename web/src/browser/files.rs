//! What leaves the mount for the browser, and what is dropped on it.

use crate::browser::dom;
use crate::on_demand;
use crate::session::handout::{InHandout, POSTER};
use crate::session::lab::InLab;
use crate::session::recordings::Outgoing;
use crate::session::{Msg, Picture, Share};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Event, File, HtmlAnchorElement, ShadowRoot, Url, Window,
};
use yew::Callback;

/// The largest file that is read, in bytes.
const LARGEST: usize = 8 << 20;

/// Gives it to the browser: a link to the clipboard, a file to the reader's disk.
pub(crate) fn hand_out(what: Outgoing, address: &str, root: &ShadowRoot, say: Callback<Msg>) {
    match what {
        Outgoing::Link(link) => {
            let answer = |link, is_copied| Msg::Share(Share::Copied(link, is_copied));
            copy(format!("{address}#run={link}"), say, answer);
        }
        Outgoing::Table(text) => {
            copy(text, say, |_, is_copied| Msg::Lab(InLab::Copied(is_copied)));
        }
        Outgoing::Text(text) => copy(text, say, |_, is_copied| {
            Msg::Share(Share::HandOut(InHandout::Copied(is_copied)))
        }),
        Outgoing::Address => {
            let at = InHandout::At(address.to_owned());
            say.emit(Msg::Share(Share::HandOut(at)));
        }
        Outgoing::File { name, bytes } => save_or_say(name, &bytes, root, &say),
        Outgoing::Picture(of, words) => {
            let sharing = on_demand::sharing();
            match sharing.and_then(|sharing| (sharing.picture)(root, of, &words)) {
                Some(svg) => save_or_say(file_of(of), svg.as_bytes(), root, &say),
                None => complain(
                    "The browser does not show what the picture is to be of.",
                    &say,
                ),
            }
        }
    }
}

fn file_of(picture: Picture) -> &'static str {
    match picture {
        Picture::Stage => POSTER,
        Picture::Logs => "raftscape-logs.svg",
        Picture::Lab => "raftscape-snapshots.svg",
    }
}

fn save_or_say(name: &str, bytes: &[u8], root: &ShadowRoot, say: &Callback<Msg>) {
    if save(name, bytes, root).is_err() {
        complain("The browser did not let the file be saved.", say);
    }
}

fn complain(words: &str, say: &Callback<Msg>) {
    say.emit(Msg::Complain(words.to_owned()));
}

/// Puts a text into the clipboard, and answers with it and whether it is there.
fn copy(text: String, say: Callback<Msg>, answers: fn(String, bool) -> Msg) {
    // Where it is not allowed to be there, it is undefined, whatever its type says.
    let clipboard = web_sys::window().map(|window: Window| window.navigator().clipboard());
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else {
        return say.emit(answers(text, false));
    };
    let copying = clipboard.write_text(&text);
    let answer = |is_copied| {
        let (text, say) = (text.clone(), say.clone());
        Closure::once(move |_: JsValue| say.emit(answers(text, is_copied)))
    };
    let (copied, refused) = (answer(true), answer(false));
    let _ = copying.then2(&copied, &refused);
    copied.forget();
    refused.forget();
}

fn save(name: &str, bytes: &[u8], root: &ShadowRoot) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = dom::element(&dom::page(root)?, "a", "")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// A file is dragged over the mount, or dropped on it.
pub(crate) fn hear_drag(event: &Event, say: &Callback<Msg>) {
    event.prevent_default();
    let dropped = event
        .dyn_ref::<DragEvent>()
        .filter(|_| event.type_() == "drop");
    let file = dropped
        .and_then(|event| event.data_transfer())
        .and_then(|data| data.files()?.get(0));
    file.into_iter().for_each(|file| read(&file, say));
}

/// Says the bytes of a file, once it has been read.
pub(crate) fn read(file: &File, say: &Callback<Msg>) {
    let bytes = file.size() as usize;
    if bytes > LARGEST {
        let words = format!(
            "This file has {} MB; one that is opened has at most 8 MB.",
            bytes >> 20
        );
        return say.emit(Msg::Complain(words));
    }
    let say = say.clone();
    let read = Closure::once(move |buffer: JsValue| {
        let buffer: ArrayBuffer = buffer.unchecked_into();
        say.emit(Msg::Share(Share::OpenFile(
            Uint8Array::new(&buffer).to_vec(),
        )));
    });
    // A file that cannot be read says nothing, and the run stays as it is.
    let _ = file.array_buffer().then(&read);
    read.forget();
}
