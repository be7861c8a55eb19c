//! The safety properties: holding, or broken by which event.

use crate::el::el;
use crate::panels::element::El;
use crate::session::Session;
use record::view::CheckView;

pub(crate) fn view(session: &Session) -> El {
    let checks = &session.run.view.checks;
    let broken = checks.iter().filter(|check| check.broken.is_some()).count();
    let heading = match broken {
        0 => format!("{} safety checks hold", checks.len()),
        n => format!("{n} of {} safety checks broken", checks.len()),
    };
    el("section")
        .class(if broken == 0 {
            "checks"
        } else {
            "checks broken"
        })
        .child(el("h2").text(heading))
        .child(
            el("ul")
                .role("list")
                .label("Safety checks")
                .children(checks.iter().map(line)),
        )
}

fn line(check: &CheckView) -> El {
    let line = el("li").key(check.name).attr("title", check.says);
    match &check.broken {
        None if check.undecided => line
            .class("undecided")
            .child(mark("?"))
            .text(check.name)
            .text(" undecided: too many concurrent operations"),
        None => line.class("holds").child(mark("✓")).text(check.name),
        Some((event, sentence)) => line
            .class("broken")
            .child(mark("✗"))
            .child(el("b").text(check.name))
            .text(format!(" broken by event {event}: {sentence}")),
    }
}

fn mark(sign: &'static str) -> El {
    el("span").attr("aria-hidden", "true").text(sign)
}
