//! The form in which this run is written down as a script, and any other script is read and played.

use crate::el::{On, el};
use crate::on_demand::{self, Checked};
use crate::panels::dialog;
use crate::panels::element::{El, button, nothing};
use crate::scenarios::headline;
use crate::session::forms::ScriptForm;
use crate::session::{Dialog, Field, Msg, Say, Session};

pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Script) {
        return nothing();
    }
    dialog::over_page("Script", written(&session.forms.script))
}

/// The form with a script in it.
fn written(form: &ScriptForm) -> El {
    let text = el("textarea")
        .id("script")
        .label("Script")
        .attr("rows", "14")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("value", form.text.clone())
        .on(On::Input, Say::Value(Field::Script));
    let file = el("input")
        .attr("type", "file")
        .attr("accept", ".raft,.md,.txt,text/plain")
        .label("Open a file")
        .on(On::Change, Say::Value(Field::Script));
    let save = el("a")
        .class("button")
        .attr("download", "run.raft")
        .attr("href", address(&form.text))
        .text("Save as a file");
    let mistakes = (!form.mistakes.is_empty()).then(|| form.mistakes.clone());
    let write = (!form.is_run).then(|| button("Write this run", Msg::WriteRun));
    let others = write.into_iter().chain([save]);
    let send = match form.would_lose {
        Some(_) => "Play it anyway",
        None => "Play it",
    };
    let check = match form.check.is_running() {
        true => button("Stop checking", Msg::StopCheck),
        false => button("Check it", Msg::CheckScript),
    };
    let others = [check].into_iter().chain(others).collect();
    dialog::form("Script", "dialog script", Msg::PlayScript)
        .child(el("p").text(match form.is_run {
            true => "This run as a script. Replaying it reproduces every event. Or choose a scenario, or paste or open another script, or a lesson with one in it.",
            false => "A script, or a lesson with one in it: this text is kept as it is, and played from its beginning.",
        }))
        .child(text)
        .maybe(mistakes.map(|words| el("pre").role("alert").text(words)))
        .maybe(form.would_lose.map(warning))
        .child(checked(form.check.result()))
        .child(scenarios())
        .child(file)
        .child(dialog::buttons(send, others, "Close"))
}

/// The scripts that come with the page: each puts its text into the form.
fn scenarios() -> El {
    let texts = on_demand::language().map_or(&[][..], |language| language.scenarios);
    let choose = |(_, text): &(&str, &'static str)| {
        let typed = Msg::Typed(Field::Script, (*text).to_owned());
        el("li").child(button(headline(text), typed).class("plain"))
    };
    let list = el("ul")
        .label("Scenarios")
        .children(texts.iter().map(choose));
    el("div").class("scenarios").child(list)
}

/// How far the check is, or what came of it. The element is there before, so that assistive technology announces it.
fn checked(result: Option<Checked>) -> El {
    let line = el("p").role("status").class(match result {
        Some(Checked::Ended(false, _)) => "result failed",
        _ => "result",
    });
    match result {
        None => line,
        Some(Checked::SoFar(events, time)) => line.attr("aria-busy", "true").text(format!(
            "Checking: {events} events, {} s of the run.",
            time.0 / 1_000_000
        )),
        Some(Checked::Ended(_, words)) => line.text(words),
    }
}

/// What is lost if the script is played.
fn warning(actions: u32) -> El {
    let what = match actions {
        1 => "You have done something in this run, which will be gone.".to_owned(),
        more => format!("You have done {more} things in this run, which will be gone."),
    };
    el("p").role("alert").text(what)
}

/// A text as an address that a browser can save.
fn address(text: &str) -> String {
    let mut address = String::from("data:text/plain;charset=utf-8,");
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => address.push(byte.into()),
            _ => {
                address.push('%');
                for half in [byte >> 4, byte & 15] {
                    address.extend(char::from_digit(half.into(), 16));
                }
            }
        }
    }
    address
}
