//! Which key says what, and where.

use super::axis::Zoom;
use super::bar::Along;
use super::interest::Jump;
use super::msg::{Dialog, InBranches, Msg};
use raft::Time;

/// What had the focus when a key was pressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// A field in which one types, a choice, a menu: all keys but Escape stay with it.
    Own,
    /// A slider: arrows stay with it.
    Arrows,
    /// A button or a checkbox: Space stays with it.
    Button,
    /// The strips of the time bar, which are a slider of the run's time.
    Strips,
    Elsewhere,
}

/// A key, as the browser names it, with what was held down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key<'a> {
    /// Its name: ` `, `ArrowRight`, `?`.
    pub(crate) name: &'a str,
    pub(crate) shift: bool,
    /// Ctrl was held, or the command key.
    pub(crate) ctrl: bool,
    pub(crate) alt: bool,
}

/// The message of a key at a place; none for keys that the page leaves alone.
pub(crate) fn pressed(key: Key, place: Place) -> Option<Msg> {
    let on_strips = (place == Place::Strips).then(|| on_strips(key)).flatten();
    if on_strips.is_some() {
        return on_strips;
    }
    match key.name {
        "Escape" => Some(Msg::Escape),
        _ if place == Place::Own => None,
        // Some keyboards reach these signs by Alt and Ctrl together.
        sign if key.ctrl == key.alt && sign.len() == 1 => sign_pressed(sign, place),
        "PageDown" if place != Place::Arrows => Some(Msg::NextStop),
        "PageUp" if place != Place::Arrows => Some(Msg::PreviousStop),
        "ArrowRight" if !key.alt && place != Place::Arrows => match (key.ctrl, key.shift) {
            (false, false) => Some(Msg::StepForward),
            (false, true) => Some(Msg::Next(Jump::Interest)),
            (true, false) => Some(Msg::StepRaw),
            (true, true) => None,
        },
        "ArrowLeft" if !key.alt && place != Place::Arrows => match (key.ctrl, key.shift) {
            (false, false) => Some(Msg::StepBack),
            (false, true) => Some(Msg::Previous(Jump::Interest)),
            (true, false) => Some(Msg::StepRawBack),
            (true, true) => None,
        },
        "z" | "Z" if key.ctrl && !key.alt => Some(if key.shift {
            Msg::Branches(InBranches::Redo)
        } else {
            Msg::Branches(InBranches::Undo)
        }),
        "y" if key.ctrl && !key.alt && !key.shift => Some(Msg::Branches(InBranches::Redo)),
        _ => None,
    }
}

/// What only the strips take. All that a browser does with Ctrl or Alt stays with it.
fn on_strips(key: Key) -> Option<Msg> {
    let msg = match (key.name, key.shift) {
        ("PageUp", true) => Msg::Zoom(Zoom::Pan(-PAGE)),
        ("PageDown", true) => Msg::Zoom(Zoom::Pan(PAGE)),
        ("PageUp", false) => Msg::Along(Along::Tenths(-1)),
        ("PageDown", false) => Msg::Along(Along::Tenths(1)),
        ("Home", false) => Msg::GoTo(Time::ZERO),
        ("End", false) => Msg::GoTo(Time(u64::MAX)),
        ("ArrowUp", false) => Msg::StepForward,
        ("ArrowDown", false) => Msg::StepBack,
        ("+" | "=", _) => Msg::Zoom(Zoom::In),
        ("-", _) => Msg::Zoom(Zoom::Out),
        ("0", _) => Msg::Zoom(Zoom::Whole),
        _ => return None,
    };
    (!key.ctrl && !key.alt).then_some(msg)
}

/// By how much keys move the strips, in pixels.
const PAGE: i32 = 200;

fn sign_pressed(sign: &str, place: Place) -> Option<Msg> {
    match sign {
        " " if place != Place::Button => Some(Msg::Toggle),
        "." => Some(Msg::Pause),
        "[" => Some(Msg::Slower),
        "]" => Some(Msg::Faster),
        "?" => Some(Msg::OpenDialog(Dialog::Help)),
        _ => None,
    }
}
