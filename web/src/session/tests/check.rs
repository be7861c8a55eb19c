//! A script that is checked: played to its end without being shown.

use super::{Reader, reader};
use crate::on_demand::Checked;
use crate::session::check::Check;
use crate::session::{Dialog, Field, Msg};

const PASSES: &str = "servers 3\nseed 2\nuntil leader\nexpect checks hold\n";
const FAILS: &str = "servers 3\nseed 2\nuntil leader\nexpect S1 is down\nrun 1s\n";

/// A reader who has typed a script and wants it checked.
fn checking(script: &str) -> Reader {
    let mut reader = reader();
    reader.say(Msg::OpenDialog(Dialog::Script));
    reader.type_in(Field::Script, script);
    reader.say(Msg::CheckScript);
    reader
}

fn result(reader: &Reader) -> Option<Checked> {
    reader.session.forms.script.check.result()
}

#[test]
fn a_worker_is_asked_and_what_it_says_is_shown() {
    let mut reader = checking(PASSES);
    assert_eq!(reader.session.heavy.as_deref(), Some(PASSES));
    assert!(!reader.session.is_moving(), "no frames are needed for it");
    let so_far = Checked::SoFar(12, raft::Time(7));
    reader.say(Msg::Checked(so_far.clone()));
    assert_eq!(result(&reader), Some(so_far));
    let end = Checked::Ended(true, "All well.".to_owned());
    reader.say(Msg::Checked(end.clone()));
    assert_eq!(result(&reader), Some(end));
}

#[test]
fn without_a_worker_the_frames_do_it() {
    for (script, passes) in [(PASSES, true), (FAILS, false)] {
        let mut reader = checking(script);
        reader.say(Msg::CheckHere);
        assert!(reader.session.is_moving());
        let before = reader.session.run.world().events();
        reader.watch_until(|session| !session.forms.script.check.is_running());
        let Some(Checked::Ended(passed, words)) = result(&reader) else {
            panic!("it has an end");
        };
        assert_eq!(passed, passes, "{words}");
        assert_eq!(words.contains("line 4"), !passes, "{words}");
        let after = reader.session.run.world().events();
        assert_eq!(before, after, "the run that is shown stands still");
        assert!(!reader.session.is_moving());
    }
}

#[test]
fn a_long_check_takes_many_frames_and_says_how_far_it_is() {
    let mut reader = checking("servers 5\nseed 2\nrun 3600s\n");
    reader.say(Msg::CheckHere);
    reader.frame();
    reader.frame();
    let Some(Checked::SoFar(events, _)) = result(&reader) else {
        panic!("an hour is more than two frames");
    };
    assert!((500..20_000).contains(&events), "{events} in two frames");
}

#[test]
fn a_script_with_mistakes_is_not_checked() {
    let reader = checking("servers three\n");
    assert_eq!(reader.session.heavy, None);
    assert!(reader.session.forms.script.mistakes.contains("script:1:9"));
    assert_eq!(result(&reader), None);
}

#[test]
fn a_check_ends_with_its_form_with_another_text_or_when_it_is_stopped() {
    for end in [
        Msg::StopCheck,
        Msg::CloseDialog,
        Msg::Escape,
        Msg::Typed(Field::Script, String::new()),
        Msg::PlayScript,
    ] {
        let mut reader = checking(PASSES);
        reader.say(end.clone());
        assert!(
            matches!(reader.session.forms.script.check, Check::None),
            "{end:?}"
        );
        reader.say(Msg::CheckHere);
        reader.say(Msg::Checked(Checked::Ended(true, String::new())));
        assert_eq!(result(&reader), None, "{end:?}: what comes too late");
    }
}
