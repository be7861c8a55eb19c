//! The dialog that shares the run: in which form, how large, and the text to be copied.

use crate::el::el;
use crate::panels::dialog::{self, field};
use crate::panels::element::{Choice, El, button, nothing, tabs};
use crate::panels::timebar::strips::grouped;
use crate::session::handout::{Form, Handout, InHandout, Size};
use crate::session::{Field, Msg, Picture, Session, Share};

/// The forms, each with its tab, and with what it is for.
const FORMS: [(Form, &str, &str); 5] = [
    (
        Form::Link,
        "Link",
        "Opens the full page with this run, at this moment.",
    ),
    (
        Form::Frame,
        "Iframe",
        "A figure for pages that take HTML but no scripts, such as those of learning systems.",
    ),
    (
        Form::Element,
        "Element",
        "A figure for pages of your own. The script is needed once on a page, however many figures it has.",
    ),
    (
        Form::Markdown,
        "Markdown",
        "A picture of this moment that leads to the run, for places that take neither. Save the poster and put it beside your text.",
    ),
    (
        Form::Script,
        "Script",
        "What was done, as a text that can be read, changed and played again.",
    ),
];

/// Sizes that are often wanted, by width and height.
const SIZES: [(&str, &str, &str); 3] = [
    ("100 % × 16:9", "100%", "16:9"),
    ("500 × 400", "500", "400"),
    ("800 × 450", "800", "450"),
];

pub(crate) fn view(session: &Session) -> El {
    let Some(handout) = session.forms.handout.as_deref() else {
        return nothing();
    };
    let tab = |(form, words, _)| Choice {
        words,
        msg: say(InHandout::Show(form)),
        is_chosen: form == handout.form,
        shows: "share-form",
    };
    let form = FORMS.iter().find(|(form, ..)| *form == handout.form);
    let about = form.map_or("", |(_, _, about)| about);
    let has_size = matches!(handout.form, Form::Frame | Form::Element);
    let inside = el("div")
        .class("share-form")
        .id("share-form")
        .role("tabpanel")
        .attr("aria-labelledby", "share-tab")
        .child(el("p").text(about))
        .maybe(has_size.then(|| size(handout)))
        .children(text(handout));
    let is_markdown = handout.form == Form::Markdown;
    let poster = is_markdown.then(|| poster(session));
    let copy = say(InHandout::Copy);
    dialog::form("Share", "dialog share", copy)
        .child(tabs("Forms", "share-tab", FORMS.map(tab).into()))
        .child(inside)
        .child(dialog::buttons(
            "Copy",
            poster.into_iter().collect(),
            "Close",
        ))
}

fn say(what: InHandout) -> Msg {
    Msg::Share(Share::HandOut(what))
}

/// The text, and how long it is; or what is wrong with the size.
fn text(handout: &Handout) -> Vec<El> {
    let text = match handout.text() {
        Ok(text) => text,
        Err(sentence) => return vec![el("p").class("failed").role("alert").text(sentence)],
    };
    let length = grouped(text.chars().count() as u64);
    let words = match handout.copied {
        None => format!("{length} characters."),
        Some(true) => format!("Copied: {length} characters."),
        Some(false) => {
            "The browser did not let it be copied. Select it and copy it yourself.".to_owned()
        }
    };
    let area = el("textarea")
        .label("Text to copy")
        .attr("rows", "6")
        .attr("readonly", "")
        .attr("spellcheck", "false")
        .attr("value", text);
    let said = el("p").class("result").role("status").text(words);
    vec![area, said]
}

/// Only what is seen can be drawn.
fn poster(session: &Session) -> El {
    let save = button(
        "Save the poster",
        Msg::Share(Share::SavePicture(Picture::Stage)),
    );
    match session.screen.shows(Picture::Stage) {
        true => save,
        false => save
            .attr("disabled", "")
            .attr("title", "The stage is not shown."),
    }
}

/// How large the figure is: what is usual, what is typed, and what that looks like.
fn size(handout: &Handout) -> El {
    let preset = |(words, width, height): (&'static str, &'static str, &'static str)| {
        let is_chosen = handout.width == width && handout.height == height;
        button(words, say(InHandout::Size(width, height)))
            .attr("aria-pressed", if is_chosen { "true" } else { "false" })
    };
    let typed = |words: &'static str, is_width, value: &str| {
        let input = field(words, Field::ShareSize(is_width), value.to_owned());
        el("label").text(words).child(input)
    };
    let fields = el("div")
        .child(el("div").class("buttons").children(SIZES.map(preset)))
        .child(typed("Width", true, &handout.width))
        .child(typed("Height", false, &handout.height));
    el("div")
        .class("share-size")
        .child(fields)
        .maybe(handout.size().ok().map(preview))
}

/// The width of a column of text, in pixels.
const COLUMN: u32 = 720;

/// Width and height of the preview.
const PREVIEW: (u32, u32) = (220, 150);

/// The figure between lines of text, to scale.
fn preview((width, height): Size) -> El {
    let w = width.unwrap_or(COLUMN);
    let h = height.unwrap_or(w * 9 / 16);
    let (wide, high) = (w.max(COLUMN), h.max(COLUMN / 2));
    // The largest scale at which all of it is seen, in pixels of the preview for so many of the page.
    let room = (PREVIEW.0 - 16, PREVIEW.1 - 44);
    let scale = match room.0 * high < room.1 * wide {
        true => (room.0, wide),
        false => (room.1, high),
    };
    let small = |pixels: u32| pixels * scale.0 / scale.1;
    let column = small(wide);
    let left = (PREVIEW.0 - column) / 2;
    let figure = (left, 22, small(w), small(h));
    let line = |y: u32, wide: u32| rect("line", (left, y, wide, 3));
    let end = 22 + figure.3 + 7;
    let words = format!(
        "{} × {}",
        width.map_or_else(|| "as wide as its column".to_owned(), |it| it.to_string()),
        height.map_or_else(|| "16:9".to_owned(), |it| it.to_string())
    );
    el("svg")
        .class("preview")
        .role("img")
        .label(format!("Preview: {words}"))
        .attr("viewBox", format!("0 0 {} {}", PREVIEW.0, PREVIEW.1))
        .child(line(4, column))
        .child(line(11, column * 3 / 4))
        .child(rect("figure", figure))
        .children(cluster(figure))
        .child(line(end, column))
        .child(line(end + 7, column / 2))
}

/// Five servers, a caption and a bar in a rectangle.
fn cluster((x, y, w, h): (u32, u32, u32, u32)) -> Vec<El> {
    const PLACES: [(u32, u32); 5] = [(50, 14), (78, 32), (67, 62), (33, 62), (22, 32)];
    let disc = |(across, down): (u32, u32)| {
        el("circle")
            .number("cx", i64::from(x + w * across / 100))
            .number("cy", i64::from(y + h * down / 100))
            .number("r", i64::from((w.min(h) / 11).max(2)))
    };
    let bar = rect(
        "line",
        (x + w / 20, y + h * 90 / 100, w * 9 / 10, (h / 30).max(2)),
    );
    let caption = rect(
        "line",
        (x + w / 20, y + h * 79 / 100, w * 6 / 10, (h / 30).max(2)),
    );
    PLACES.map(disc).into_iter().chain([caption, bar]).collect()
}

fn rect(class: &'static str, (x, y, w, h): (u32, u32, u32, u32)) -> El {
    el("rect")
        .class(class)
        .number("x", x.into())
        .number("y", y.into())
        .number("width", w.into())
        .number("height", h.into())
}
