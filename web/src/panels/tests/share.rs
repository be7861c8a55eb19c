//! The dialog that shares a run.

use super::{all, at_work, attr, named, text};
use crate::panels::element::El;
use crate::panels::files;
use crate::session::handout::{Form, InHandout};
use crate::session::{Field, Msg, Session, Share, View};

fn open(form: Form) -> Session {
    let mut session = at_work();
    let say = |session: &mut Session, what| session.update(Msg::Share(Share::HandOut(what)));
    say(
        &mut session,
        InHandout::At("https://example.org/".to_owned()),
    );
    say(&mut session, InHandout::Show(form));
    session
}

fn shown(dialog: &El) -> String {
    let area = all(dialog).into_iter().find(|el| el.tag == "textarea");
    area.and_then(|area| attr(area, "value"))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn every_form_has_a_tab_a_text_that_can_be_selected_and_says_how_long_it_is() {
    let forms = [
        (Form::Link, "https://example.org/#run="),
        (Form::Frame, "<iframe "),
        (Form::Element, "<script "),
        (Form::Markdown, "[!["),
        (Form::Script, "servers 5"),
    ];
    for (place, (form, begins)) in forms.into_iter().enumerate() {
        let dialog = files::view(&open(form));
        assert_eq!(named(&dialog, "dialog"), ["Share"]);
        let tabs = named(&dialog, "tab");
        assert_eq!(tabs, ["Link", "Iframe", "Element", "Markdown", "Script"]);
        let chosen = all(&dialog).into_iter();
        let mut chosen = chosen.filter(|el| attr(el, "aria-selected") == Some("true"));
        assert_eq!(chosen.next().map(text), Some(tabs[place].clone()));
        let words = shown(&dialog);
        assert!(words.contains(begins), "{words}");
        let count = words.chars().count();
        let said = named(&dialog, "status");
        let said = said[0].replace(',', "");
        assert_eq!(said, format!("{count} characters."));
        assert!(named(&dialog, "button").contains(&"Copy".to_owned()));
    }
}

#[test]
fn only_what_has_a_size_asks_for_it_and_shows_it_to_scale() {
    for form in [Form::Link, Form::Markdown, Form::Script] {
        let dialog = files::view(&open(form));
        assert_eq!(named(&dialog, "img"), Vec::<String>::new());
    }
    let mut session = open(Form::Frame);
    let seen = |session: &Session| {
        let dialog = files::view(session);
        let figure = all(&dialog).into_iter();
        let mut figure = figure.filter(|el| attr(el, "class") == Some("figure"));
        let figure = figure.next().expect("a figure");
        let of = |name| attr(figure, name).and_then(|it| it.parse::<u32>().ok());
        (named(&dialog, "img"), of("width"), of("height"))
    };
    let (names, wide, high) = seen(&session);
    assert_eq!(names, ["Preview: as wide as its column × 16:9"]);
    assert_eq!((wide, high), (Some(188), Some(106)));
    for (is_width, text) in [(true, "360"), (false, "200")] {
        session.update(Msg::Typed(Field::ShareSize(is_width), text.to_owned()));
    }
    let (names, wide, high) = seen(&session);
    assert_eq!(names, ["Preview: 360 × 200"]);
    assert_eq!((wide, high), (Some(102), Some(56)));
    session.update(Msg::Typed(Field::ShareSize(true), "x".to_owned()));
    let dialog = files::view(&session);
    assert!(named(&dialog, "alert")[0].contains("not “x”"));
    assert_eq!(shown(&dialog), "", "there is nothing to copy");
}

#[test]
fn whatever_the_size_the_figure_is_inside_its_preview() {
    let mut session = open(Form::Frame);
    for (width, height) in [
        ("100%", "4000"),
        ("4000", "100"),
        ("100", "4000"),
        ("4000", "16:9"),
    ] {
        session.update(Msg::Typed(Field::ShareSize(true), width.to_owned()));
        session.update(Msg::Typed(Field::ShareSize(false), height.to_owned()));
        let dialog = files::view(&session);
        for el in all(&dialog).into_iter().filter(|el| el.tag == "rect") {
            let of = |name| {
                attr(el, name)
                    .and_then(|it| it.parse::<u32>().ok())
                    .unwrap_or_default()
            };
            assert!(of("x") + of("width") <= 220, "{width} × {height}");
            assert!(of("y") + of("height") <= 150, "{width} × {height}");
        }
    }
}

#[test]
fn the_poster_is_saved_where_the_stage_is_seen() {
    let mut session = open(Form::Markdown);
    let poster = |session: &Session| {
        let dialog = files::view(session);
        let buttons = all(&dialog).into_iter();
        let mut poster = buttons.filter(|el| text(el) == "Save the poster");
        attr(poster.next().expect("a button"), "disabled").is_none()
    };
    assert!(poster(&session));
    session.screen.view = View::Snapshot;
    assert!(!poster(&session));
}
