//! A run at a moment, handed out in each of its forms.

use super::{Reader, reader};
use crate::session::handout::{Form, InHandout};
use crate::session::recordings::Outgoing;
use crate::session::{Dialog, Field, Jump, Msg, Share};
use raft::ServerId;
use sim::{Action, ServerAction};

fn say(reader: &mut Reader, what: InHandout) {
    reader.say(Msg::Share(Share::HandOut(what)));
}

/// A reader who has gone on to a commit and crashed a server, on a page of this address, and asks for what is handed out.
fn asks(page: &str) -> Reader {
    let mut reader = reader();
    reader.say(Msg::Next(Jump::Commit));
    reader.watch(5_000_000);
    reader.say(Msg::Pause);
    let crash = Action::Server(ServerAction::Crash, ServerId(2));
    reader.say(Msg::Do(crash));
    say(&mut reader, InHandout::Ask);
    assert_eq!(reader.session.outgoing.take(), Some(Outgoing::Address));
    say(&mut reader, InHandout::At(page.to_owned()));
    assert_eq!(reader.session.screen.dialog, Some(Dialog::Share));
    reader
}

const PAGE: &str = "https://example.org/raft/index.html";

/// What goes to the clipboard.
fn text(reader: &mut Reader, form: Form) -> String {
    say(reader, InHandout::Show(form));
    say(reader, InHandout::Copy);
    match reader.session.outgoing.take() {
        Some(Outgoing::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// What opens the run, of a text.
fn run_of(text: &str) -> &str {
    let (_, run) = text.split_once("#run=").expect("a run");
    run.split(['"', ')', '\n']).next().unwrap_or_default()
}

#[test]
fn link_frame_element_and_markdown_open_as_the_run_at_this_moment() {
    let mut first = asks(PAGE);
    let position = first.session.run.world().position();
    for form in [Form::Link, Form::Frame, Form::Element, Form::Markdown] {
        let text = text(&mut first, form);
        let mut second = reader();
        second.say(Msg::Share(Share::OpenLink(run_of(&text).to_owned())));
        second.watch_until(|session| session.taken_over().is_none());
        let world = second.session.run.world();
        assert_eq!(world.position(), position, "{form:?}");
        assert_eq!(
            world.fingerprint(),
            first.session.run.world().fingerprint(),
            "{form:?}"
        );
    }
}

#[test]
fn each_form_has_the_addresses_that_lie_beside_the_page() {
    let mut reader = asks(PAGE);
    let run = run_of(&text(&mut reader, Form::Link)).to_owned();
    assert_eq!(text(&mut reader, Form::Link), format!("{PAGE}#run={run}"));
    assert_eq!(
        text(&mut reader, Form::Frame),
        format!(
            "<iframe src=\"https://example.org/raft/embed.html#run={run}\" title=\"A Raft cluster of five servers\" \
             width=\"100%\" style=\"border:0;max-width:100%;aspect-ratio:16/9;min-height:320px\" allow=\"fullscreen; clipboard-write\" \
             loading=\"lazy\"></iframe>\n"
        )
    );
    assert_eq!(
        text(&mut reader, Form::Element),
        format!(
            "<script type=\"module\" src=\"https://example.org/raft/raft-scape.js\"></script>\n\
             <raft-scape src=\"#run={run}\" title=\"A Raft cluster of five servers\" loading=\"lazy\" \
             style=\"width:100%;max-width:100%;aspect-ratio:16/9\"></raft-scape>\n"
        )
    );
    let markdown = text(&mut reader, Form::Markdown);
    assert!(markdown.starts_with("[![Seed "), "{markdown}");
    assert!(markdown.contains(" S2 is down: term "), "{markdown}");
    assert!(
        markdown.ends_with(&format!("](raftscape-stage.svg)]({PAGE}#run={run})")),
        "{markdown}"
    );
}

#[test]
fn a_chosen_size_stands_in_frame_and_element() {
    let mut reader = asks(PAGE);
    say(&mut reader, InHandout::Size("500", "400"));
    let frame = text(&mut reader, Form::Frame);
    assert!(
        frame.contains("width=\"500\" height=\"400\" style=\"border:0;max-width:100%\""),
        "{frame}"
    );
    reader.type_in(Field::ShareSize(true), "640");
    reader.type_in(Field::ShareSize(false), " 16:9 ");
    let element = text(&mut reader, Form::Element);
    assert!(
        element.contains("style=\"width:640px;max-width:100%;aspect-ratio:16/9\""),
        "{element}"
    );
}

#[test]
fn a_wrong_size_is_said_and_nothing_is_copied() {
    let mut reader = asks(PAGE);
    say(&mut reader, InHandout::Show(Form::Frame));
    for (is_width, wrong, words) in [
        (
            true,
            "wide",
            "A width is a number of pixels such as 500, or 100%, not “wide”.",
        ),
        (
            true,
            "99",
            "A width is a number of pixels such as 500, or 100%, not “99”.",
        ),
        (
            false,
            "100%",
            "A height is a number of pixels such as 400, or 16:9, not “100%”.",
        ),
    ] {
        say(&mut reader, InHandout::Size("100%", "16:9"));
        reader.type_in(Field::ShareSize(is_width), wrong);
        let handout = reader.session.forms.handout.as_ref().expect("it is open");
        assert_eq!(handout.text(), Err(words.to_owned()));
        say(&mut reader, InHandout::Copy);
        assert_eq!(reader.session.outgoing.take(), None);
    }
}

#[test]
fn an_address_cannot_break_out_of_an_attribute_or_of_a_link() {
    let mut reader = asks("https://example.org/a\"b&c<d>(e) f/");
    let frame = text(&mut reader, Form::Frame);
    assert!(
        frame.starts_with(
            "<iframe src=\"https://example.org/a&quot;b&amp;c&lt;d&gt;(e) f/embed.html#run="
        ),
        "{frame}"
    );
    let markdown = text(&mut reader, Form::Markdown);
    let (alt, rest) = markdown
        .split_once("](raftscape-stage.svg)](")
        .expect("a picture");
    assert!(!alt[4..].contains(['[', ']']), "{alt}");
    assert!(
        rest.starts_with("https://example.org/a\"b&c<d>%28e%29%20f/#run="),
        "{rest}"
    );
    assert_eq!(rest.matches(')').count(), 1, "{rest}");
}

#[test]
fn the_script_is_what_was_done_or_the_one_that_is_played() {
    let mut acted = asks(PAGE);
    let script = text(&mut acted, Form::Script);
    assert!(script.contains("crash S2"), "{script}");

    let played = "# A title.\nseed 7\nservers 3\nrun 50ms\n";
    let mut reader = reader();
    reader.type_in(Field::Script, played);
    reader.say(Msg::PlayScript);
    say(&mut reader, InHandout::At(PAGE.to_owned()));
    assert_eq!(text(&mut reader, Form::Script), played);
}

#[test]
fn what_the_clipboard_said_is_forgotten_when_the_text_is_another() {
    let mut reader = asks(PAGE);
    let copied = |reader: &Reader| {
        reader
            .session
            .forms
            .handout
            .as_ref()
            .and_then(|it| it.copied)
    };
    say(&mut reader, InHandout::Copied(true));
    assert_eq!(copied(&reader), Some(true));
    say(&mut reader, InHandout::Show(Form::Element));
    assert_eq!(copied(&reader), None);
    say(&mut reader, InHandout::Copied(false));
    reader.type_in(Field::ShareSize(true), "300");
    assert_eq!(copied(&reader), None);
}
