//! The branches of the run, each with what can be done to it.

use super::section;
use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::panels::timebar::clock;
use crate::panels::why;
use crate::session::{Field, InBranches, Msg, Say, Session};
use sim::timeline::Branch;

pub(super) fn view(session: &Session) -> El {
    let timeline = &session.run.recorded.timeline;
    let branches = timeline.branches();
    let undo = el("div")
        .class("buttons")
        .child(button("Undo", Msg::Branches(InBranches::Undo)))
        .child(button("Redo", Msg::Branches(InBranches::Redo)));
    let hint = "Go back and do something else: another branch begins there, and nothing is lost.";
    let hint = (branches.len() == 1).then(|| el("p").class("dim").text(hint));
    let list = el("ul")
        .role("list")
        .label("Branches")
        .id("branches")
        .children(branches.iter().map(|branch| line(session, branch)));
    section("Branches")
        .child(list)
        .maybe(hint)
        .maybe(rest(session))
        .maybe(comparison(session))
        .child(undo)
}

fn line(session: &Session, branch: &Branch) -> El {
    let id = branch.id();
    let is_shown = session.run.recorded.timeline.here() == id;
    let is_compared = session
        .run
        .compared
        .as_ref()
        .is_some_and(|it| it.branch == id);
    let line = el("li").key(format!("{id:?}"));
    if let Some((_, name)) = session.forms.branch_name.as_ref().filter(|it| it.0 == id) {
        return line.child(naming(name));
    }
    let name = session.run.branch_name(branch);
    let switch = button(name.clone(), Msg::Branches(InBranches::Switch(id)))
        .class("plain name")
        .attr_if(is_shown, "aria-current", "true");
    let about = el("span").class("dim").text(about(session, branch));
    let named = |words: &'static str, msg| button(words, msg).label(format!("{words} {name}"));
    let compare = match is_compared {
        true => named("Stop comparing", Msg::Branches(InBranches::Compare(None))),
        false => named("Compare", Msg::Branches(InBranches::Compare(Some(id)))),
    };
    line.child(switch)
        .child(about)
        .child(named("Rename", Msg::Branches(InBranches::Rename(Some(id)))))
        .maybe((!is_shown).then_some(compare))
        .maybe((!is_shown).then(|| named("Remove", Msg::Branches(InBranches::Remove(id)))))
}

/// Where it began, how far it goes, and how much was done in it.
fn about(session: &Session, branch: &Branch) -> String {
    let timeline = &session.run.recorded.timeline;
    let end = clock(branch.head().time);
    let done = why::count(branch.journal().end() - branch.shared(), "action");
    match branch
        .left()
        .and_then(|fork| Some((fork, timeline.find_branch(fork.from)?)))
    {
        None => format!("to {end}, {done}"),
        Some((fork, from)) => format!(
            "left {} at {}, to {end}, {done}",
            session.run.branch_name(from),
            clock(fork.at.time)
        ),
    }
}

fn naming(name: &str) -> El {
    let input = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .id("branch-name")
        .label("Name of the branch")
        .attr("tabindex", "0")
        .attr("value", name.to_owned())
        .on(On::Input, Say::Value(Field::BranchName));
    let save = el("button").attr("type", "submit").text("Save name");
    el("form")
        .on(On::Submit, Say::Msg(Msg::Branches(InBranches::Named)))
        .child(input)
        .child(save)
        .child(button("Cancel", Msg::Branches(InBranches::Rename(None))))
}

/// Offers to do what was done later in the branch that was left.
fn rest(session: &Session) -> Option<El> {
    let left = session.run.left_undone().len() as u64;
    let words = format!(
        "{} of the branch that was left: not done in this one.",
        why::count(left, "later action")
    );
    (left > 0).then(|| {
        el("p")
            .class("offer")
            .child(el("span").text(words))
            .child(button(
                "Do the rest as well",
                Msg::Branches(InBranches::DoTheRest),
            ))
    })
}

fn comparison(session: &Session) -> Option<El> {
    let compared = session.run.compared.as_ref()?;
    let branch = session.run.recorded.timeline.find_branch(compared.branch)?;
    let words = format!("Compared with {}.", session.run.branch_name(branch));
    Some(
        el("p")
            .class("offer")
            .child(el("span").text(words))
            .child(button(
                "First difference",
                Msg::Branches(InBranches::FirstDifference),
            ))
            .child(button(
                "Stop comparing",
                Msg::Branches(InBranches::Compare(None)),
            )),
    )
}
