//! The form that partitions the servers into groups.

use crate::el::{On, el};
use crate::panels::dialog;
use crate::panels::element::{El, button, nothing};
use crate::session::{Dialog, Field, Msg, Say, Session};
use raft::{ServerId, ServerSet};
use sim::Action;

const GROUPS: [&str; 3] = ["A", "B", "C"];

pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Partition) {
        return nothing();
    }
    let rows = session.run.view.servers.iter().zip(&session.forms.groups);
    let healed = session.run.view.cuts.is_empty();
    let heal = button("Heal all links", Msg::Do(Action::HealAll));
    let outcome = el("p")
        .class("partition-summary")
        .attr("aria-live", "polite")
        .text(summary(session));
    let form = dialog::form("Partition", "dialog partition", Msg::Partition)
        .child(el("p").text("Servers reach only their own group."))
        .children(rows.map(|(server, group)| row(server.id, *group)))
        .child(outcome)
        .child(dialog::buttons(
            "Partition",
            Vec::from_iter((!healed).then_some(heal)),
            "Cancel",
        ));
    dialog::over_page("Partition", form)
}

fn row(server: ServerId, chosen: u8) -> El {
    let choice = |(group, name): (u8, &'static str)| {
        el("label")
            .child(
                el("input")
                    .attr("type", "radio")
                    .attr("name", format!("group-{server}"))
                    .id(format!("group-{server}-{group}"))
                    .attr("value", group.to_string())
                    .attr_if(group == chosen, "checked", "true")
                    .on(On::Change, Say::Value(Field::Group(server))),
            )
            .child(el("span").text(name))
    };
    el("fieldset")
        .child(el("legend").text(server.to_string()))
        .children((0..).zip(GROUPS).map(choice))
}

/// `S1, S2 | S3, S4, S5`
fn summary(session: &Session) -> String {
    let mut groups = [ServerSet::EMPTY; GROUPS.len()];
    for (server, group) in session.run.view.servers.iter().zip(&session.forms.groups) {
        groups[usize::from(*group)].insert(server.id);
    }
    let apart: Vec<String> = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(ToString::to_string)
        .collect();
    match apart.as_slice() {
        [_] => "One group: all links are healed.".into(),
        apart => apart.join(" | "),
    }
}
