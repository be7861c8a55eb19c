//! Which key says what, and where.

use crate::session::axis::Zoom;
use crate::session::bar::Along;
use crate::session::keys::{Key, Place, pressed};
use crate::session::{Dialog, Jump, Msg};
use raft::Time;

#[test]
fn space_plays_and_pauses_except_on_a_button_or_in_a_text() {
    assert_eq!(pressed(plain(" "), Place::Elsewhere), Some(Msg::Toggle));
    assert_eq!(pressed(plain(" "), Place::Arrows), Some(Msg::Toggle));
    assert_eq!(pressed(plain(" "), Place::Button), None);
    assert_eq!(pressed(plain(" "), Place::Own), None);
}

#[test]
fn an_arrow_steps_and_with_shift_or_ctrl_goes_further_or_less_far() {
    let right = plain("ArrowRight");
    let shift = Key {
        shift: true,
        ..right
    };
    let ctrl = Key {
        ctrl: true,
        ..right
    };
    assert_eq!(pressed(right, Place::Button), Some(Msg::StepForward));
    assert_eq!(
        pressed(shift, Place::Button),
        Some(Msg::Next(Jump::Interest))
    );
    assert_eq!(pressed(ctrl, Place::Button), Some(Msg::StepRaw));
}

#[test]
fn arrows_stay_with_a_slider_and_with_what_is_typed() {
    assert_eq!(pressed(plain("ArrowRight"), Place::Arrows), None);
    assert_eq!(pressed(plain("ArrowRight"), Place::Own), None);
}

#[test]
fn brackets_turn_the_speed_also_where_the_keyboard_needs_alt_and_ctrl_for_them() {
    let bracket = plain("[");
    let alt_gr = Key {
        ctrl: true,
        alt: true,
        ..bracket
    };
    assert_eq!(pressed(bracket, Place::Elsewhere), Some(Msg::Slower));
    assert_eq!(pressed(alt_gr, Place::Elsewhere), Some(Msg::Slower));
    assert_eq!(pressed(plain("]"), Place::Elsewhere), Some(Msg::Faster));
}

#[test]
fn a_point_pauses_and_a_question_mark_helps() {
    let help = Some(Msg::OpenDialog(Dialog::Help));
    assert_eq!(pressed(plain("."), Place::Elsewhere), Some(Msg::Pause));
    let shifted = Key {
        shift: true,
        ..plain("?")
    };
    assert_eq!(pressed(shifted, Place::Elsewhere), help);
}

#[test]
fn escape_closes_from_anywhere() {
    for place in [Place::Own, Place::Arrows, Place::Button, Place::Elsewhere] {
        assert_eq!(pressed(plain("Escape"), place), Some(Msg::Escape));
    }
}

#[test]
fn the_browsers_own_keys_stay_the_browsers() {
    let reload = Key {
        ctrl: true,
        ..plain("r")
    };
    let back = Key {
        alt: true,
        ..plain("ArrowRight")
    };
    assert_eq!(pressed(reload, Place::Elsewhere), None);
    assert_eq!(pressed(back, Place::Elsewhere), None);
    assert_eq!(pressed(plain("Tab"), Place::Elsewhere), None);
}

fn plain(name: &str) -> Key<'_> {
    Key {
        name,
        shift: false,
        ctrl: false,
        alt: false,
    }
}

#[test]
fn on_the_strips_of_the_time_bar_keys_go_along_them_and_look_more_closely() {
    let on = |name| pressed(plain(name), Place::Strips);
    assert_eq!(on("PageUp"), Some(Msg::Along(Along::Tenths(-1))));
    assert_eq!(on("PageDown"), Some(Msg::Along(Along::Tenths(1))));
    assert_eq!(on("Home"), Some(Msg::GoTo(Time::ZERO)));
    assert_eq!(on("End"), Some(Msg::GoTo(Time(u64::MAX))));
    assert_eq!(on("+"), Some(Msg::Zoom(Zoom::In)));
    assert_eq!(on("-"), Some(Msg::Zoom(Zoom::Out)));
    assert_eq!(on("0"), Some(Msg::Zoom(Zoom::Whole)));
    // What else the page takes it takes here as well; and the browser looks more closely at the page.
    assert_eq!(on("ArrowRight"), Some(Msg::StepForward));
    assert_eq!(on(" "), Some(Msg::Toggle));
    let ctrl = Key {
        ctrl: true,
        ..plain("+")
    };
    assert_eq!(pressed(ctrl, Place::Strips), None);
}
