//! A run shared and taken over.

use super::{Reader, opening, reader};
use crate::session::panic_log::Note;
use crate::session::recordings::{Format, Outgoing};
use crate::session::{
    Dialog, Field, InBranches, Jump, Msg, Opening, Picture, Selection, Session, Share, Spot, Tab,
    Topic,
};
use raft::{ServerId, Time};
use record::trace::check;
use sim::timeline::BranchId;
use sim::{Action, ServerAction};

fn still() -> Reader {
    Reader::of(Session::new(Opening {
        still: true,
        ..opening()
    }))
}

/// Two branches, gone back in, with something selected.
fn elaborate() -> Reader {
    let mut reader = still();
    let crash = |id| Msg::Do(Action::Server(ServerAction::Crash, ServerId(id)));
    reader.say(Msg::Next(Jump::Commit));
    let middle = reader.session.now();
    reader.say(crash(1));
    reader.say(Msg::StepForward);
    reader.say(crash(2));
    reader.say(Msg::GoTo(middle));
    reader.say(Msg::StepBack);
    reader.say(crash(3));
    reader.say(Msg::Next(Jump::Commit));
    reader.say(Msg::StepBack);
    reader.say(Msg::Select(Selection::Server(ServerId(4))));
    reader
}

fn link(reader: &mut Reader) -> String {
    reader.say(Msg::Share(Share::CopyLink));
    match reader.session.outgoing.take() {
        Some(Outgoing::Link(link)) => link,
        other => panic!("{other:?}: {:?}", reader.alert()),
    }
}

fn file(reader: &mut Reader, format: Format) -> Vec<u8> {
    reader.say(Msg::Share(Share::Save(format)));
    match reader.session.outgoing.take() {
        Some(Outgoing::File { bytes, .. }) => bytes,
        other => panic!("{other:?}: {}", reader.session.forms.save.mistake),
    }
}

/// All that another reader is to find as this one left it.
fn looks(reader: &Reader) -> impl PartialEq + std::fmt::Debug + use<> {
    let run = &reader.session.run;
    let timeline = &run.recorded.timeline;
    let branches = timeline.branches().iter();
    let branches: Vec<_> = branches
        .map(|it| (run.branch_name(it), it.head()))
        .collect();
    let screen = &reader.session.screen;
    (
        (
            run.world().position(),
            run.world().fingerprint(),
            run.view.clone(),
        ),
        (branches, run.branch_name(timeline.branch())),
        (screen.selection, screen.tab),
    )
}

fn opened(mut reader: Reader) -> Reader {
    while reader.session.taken_over().is_some() {
        reader.frame();
    }
    assert!(!reader.session.is_moving(), "it waits for the reader");
    reader
}

#[test]
fn the_link_of_each_branch_opens_as_the_same_run_at_the_same_moment() {
    let mut first = elaborate();
    for branch in first.session.run.recorded.timeline.branches().to_vec() {
        first.say(Msg::Branches(InBranches::Switch(branch.id())));
        let link = link(&mut first);
        let mut second = reader();
        second.say(Msg::Share(Share::OpenLink(format!(
            "https://example.org/?x=1#run={link}"
        ))));
        let second = opened(second);
        assert_eq!(looks(&second), looks(&first));
        assert_eq!(second.alert(), None);
    }
}

#[test]
fn a_file_opens_as_the_same_run_and_one_of_a_script_in_its_form() {
    let mut first = elaborate();
    first.say(Msg::Share(Share::AskSave));
    let recording = file(&mut first, Format::Recording);
    let mut second = reader();
    second.say(Msg::Share(Share::OpenFile(recording)));
    let second = opened(second);
    assert_eq!(looks(&second), looks(&first));

    first.say(Msg::Share(Share::AskSave));
    let script = file(&mut first, Format::Script);
    let mut third = reader();
    third.say(Msg::Share(Share::OpenFile(script)));
    assert_eq!(third.session.screen.dialog, Some(Dialog::Script));
    third.say(Msg::PlayScript);
    third.say(Msg::Typed(Field::Speed, "13".into()));
    third.say(Msg::Play);
    third.watch_until(|session| session.screen.alert.is_some());
    let verdict = third.alert().unwrap_or_default();
    assert!(
        verdict.starts_with("Script finished; all expectations passed"),
        "{verdict}"
    );
    first.say(Msg::GoTo(Time(u64::MAX)));
    let fingerprint = |reader: &Reader| reader.session.run.world().fingerprint();
    assert_eq!(fingerprint(&third), fingerprint(&first));
}

#[test]
fn a_trace_holds_the_events_of_its_range_and_is_checked_without_us() {
    let mut reader = elaborate();
    reader.say(Msg::GoTo(Time(u64::MAX)));
    reader.say(Msg::Share(Share::AskSave));
    let trace = file(&mut reader, Format::Trace);
    let lines = trace
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count() as u64;
    assert_eq!(lines, 1 + reader.session.run.world().events());
    let report = check(&trace[..]);
    assert!(
        report.is_ok(),
        "{:?}",
        report.err().map(|error| error.to_string())
    );

    let half = reader.session.now().0 / 2_000;
    reader.say(Msg::Share(Share::AskSave));
    reader.type_in(Field::SaveTo, &half.to_string());
    let part = file(&mut reader, Format::Trace);
    assert!(trace.starts_with(&part) && part.len() < trace.len());
    for (from, to, mistake) in [
        (
            "x",
            "9",
            "A time is a number of milliseconds such as 443.2, not “x”.",
        ),
        ("9", "8", "The range ends at 8 ms, before it begins"),
        ("0", "1.2345", "A time is a number"),
    ] {
        reader.say(Msg::Share(Share::AskSave));
        reader.type_in(Field::SaveFrom, from);
        reader.type_in(Field::SaveTo, to);
        reader.say(Msg::Share(Share::Save(Format::Trace)));
        assert_eq!(reader.session.outgoing, None);
        let said = &reader.session.forms.save.mistake;
        assert!(said.starts_with(mistake), "{said}");
    }
}

#[test]
fn what_is_no_link_is_said_and_leaves_the_run_as_it_is() {
    let whole = link(&mut elaborate());
    let mut reader = elaborate();
    let before = looks(&reader);
    let cut = &whole[..whole.len() / 2];
    let damaged = format!("{}{}", &whole[1..2], &whole[1..]);
    for bad in ["", "hello", "#run=", cut, &damaged, &"A".repeat(100_000)] {
        reader.say(Msg::Share(Share::OpenLink(bad.to_owned())));
        let alert = reader.alert().unwrap_or_default();
        assert!(
            alert.ends_with('.') && alert.len() > 20,
            "{bad:.20}: {alert}"
        );
        assert_eq!(looks(&reader), before);
    }
    reader.say(Msg::Share(Share::OpenFile(vec![0xff, 0, 1, 2])));
    let alert = reader.alert().unwrap_or_default();
    assert!(alert.starts_with("This file is neither"), "{alert}");
}

/// What would be shown after a panic is a script that leads to where the reader is.
fn assert_is_written_down(reader: &Reader) {
    let mut text = String::new();
    for note in reader.session.run.recorded.panic_log.notes.borrow().iter() {
        match note {
            Note::Begins(lines) => text.clone_from(lines),
            Note::Does(line) => text += &format!("\n{line}"),
        }
    }
    let script = script::Script::parse(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    let report = script::play(&script, None, &mut |_| {}).expect("such a world");
    assert_eq!(
        report.world.fingerprint(),
        reader.session.run.world().fingerprint(),
        "{text}"
    );
}

#[test]
fn a_run_that_was_opened_is_written_down_for_the_case_of_a_panic() {
    let mut first = elaborate();
    for time in [Time(u64::MAX), Time::ZERO] {
        first.say(Msg::GoTo(time));
        let link = link(&mut first);
        let mut reader = reader();
        reader.say(Msg::Share(Share::OpenLink(link)));
        let mut reader = opened(reader);
        reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(5))));
        assert_is_written_down(&reader);
    }
}

#[test]
fn undo_goes_on_in_a_run_that_was_opened() {
    let link = link(&mut elaborate());
    let mut reader = reader();
    reader.say(Msg::Share(Share::OpenLink(link)));
    let mut reader = opened(reader);
    reader.say(Msg::Branches(InBranches::Undo));
    assert_eq!(reader.alert(), None);
    let crashed = |id| {
        let mut servers = reader.session.run.view.servers.iter();
        servers.any(|it| it.id == ServerId(id) && it.process == record::view::Process::Crashed)
    };
    assert!(!crashed(3));
    assert_eq!(reader.session.screen.tab, Tab::Why);
}

#[test]
fn a_link_that_the_clipboard_refuses_is_shown() {
    let mut reader = reader();
    reader.say(Msg::Share(Share::Copied(
        "https://example.org/#run=AA".into(),
        false,
    )));
    assert_eq!(reader.session.screen.dialog, Some(Dialog::Link));
    assert_eq!(reader.session.forms.link, "https://example.org/#run=AA");
    reader.say(Msg::CloseDialog);
    reader.say(Msg::Share(Share::Copied("AA".into(), true)));
    assert_eq!(
        reader.alert().as_deref(),
        Some("The link is copied: 2 characters.")
    );
}

#[test]
fn frames_go_on_until_a_long_run_is_taken_over() {
    let mut first = reader();
    first.say(Msg::Typed(Field::Speed, "17".into()));
    first.say(Msg::Play);
    first.watch_until(|session| session.run.world().events() > 8_000);
    let link = link(&mut first);
    let mut second = still();
    second.say(Msg::Share(Share::OpenLink(link)));
    assert!(
        second.session.taken_over().is_some(),
        "it takes several frames"
    );
    second.watch_until(|session| !session.is_moving());
    assert_eq!(second.session.taken_over(), None);
    assert_eq!(looks(&second), looks(&first));
}

#[test]
fn a_run_that_was_opened_in_its_past_knows_what_lies_ahead() {
    let mut first = elaborate();
    first.say(Msg::GoTo(Time::ZERO));
    let link = link(&mut first);
    let mut second = reader();
    second.say(Msg::Share(Share::OpenLink(link)));
    let mut second = opened(second);
    let marks = |reader: &Reader| {
        let rows = reader.session.run.history().rows().iter();
        rows.map(|row| row.marks.len()).sum::<u64>()
    };
    assert!(marks(&first) > 0);
    assert_eq!(marks(&second), marks(&first));
    for reader in [&mut first, &mut second] {
        reader.say(Msg::Branches(InBranches::Switch(BranchId::FIRST)));
        reader.say(Msg::GoTo(Time::ZERO));
    }
    assert_eq!(marks(&second), marks(&first));
}

#[test]
fn what_is_done_after_going_back_is_written_down_for_the_case_of_a_panic() {
    let mut reader = elaborate();
    reader.say(Msg::GoTo(Time::ZERO));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, ServerId(5))));
    assert_is_written_down(&reader);
}

#[test]
fn the_name_of_a_branch_that_is_removed_is_asked_for_no_more() {
    let mut reader = elaborate();
    let here = reader.session.run.recorded.timeline.here();
    let all = reader.session.run.recorded.timeline.branches().to_vec();
    let other = all.iter().map(|it| it.id()).find(|it| *it != here);
    let other = other.expect("there are two");
    let name = |reader: &Reader| {
        let run = &reader.session.run;
        run.branch_name(run.recorded.timeline.branch())
    };
    let own = name(&reader);
    reader.say(Msg::Branches(InBranches::Rename(Some(other))));
    reader.say(Msg::Branches(InBranches::Remove(other)));
    reader.type_in(Field::BranchName, "mine");
    reader.say(Msg::Branches(InBranches::Named));
    assert_eq!(name(&reader), own, "and the other one keeps its own");
}

#[test]
fn a_picture_says_which_moment_of_which_run_it_is_and_its_menu_closes() {
    let mut reader = elaborate();
    let menu = Topic::Picture(Picture::Stage);
    reader.say(Msg::OpenMenu(menu, Spot::default()));
    reader.say(Msg::Share(Share::SavePicture(Picture::Stage)));
    let Some(Outgoing::Picture(Picture::Stage, words)) = reader.session.outgoing.take() else {
        panic!("a picture is to be taken: {:?}", reader.alert());
    };
    let micros = reader.session.now().0;
    let seed = reader.session.run.world().seed();
    let (moment, servers) = words.split_once(" ms. ").unwrap_or_default();
    assert_eq!(
        moment,
        format!("Seed {seed}, at {}.{:03}", micros / 1_000, micros % 1_000)
    );
    assert!(servers.contains("S3 is down: term "), "{servers}");
    let leads = servers.matches(" leads: ").count();
    assert_eq!(
        (leads, servers.matches("log to ").count()),
        (1, 5),
        "{servers}"
    );
    assert_eq!(reader.session.screen.menu, None);
}
