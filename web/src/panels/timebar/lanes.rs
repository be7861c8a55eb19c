//! The branches that are not shown, below the strips: each comes from where its way parts from the one that is shown, and goes as far
//! as it has come. Pressed, it is shown.

use crate::el::el;
use crate::panels::element::{El, button};
use crate::session::axis::Axis;
use crate::session::{InBranches, Msg, Session};
use raft::Time;
use sim::timeline::{Branch, Timeline};
use std::iter::successors;

/// How many have a lane: the newest ones. The others are counted.
const MOST: usize = 3;

/// The least width of a lane, in pixels.
const LEAST: u64 = 24;

/// None where there is one branch alone.
pub(crate) fn view(session: &Session) -> Option<El> {
    let timeline = &session.run.recorded.timeline;
    let others = timeline.branches().iter().rev();
    let others: Vec<&Branch> = others.filter(|it| it.id() != timeline.here()).collect();
    let axis = session.axis();
    let lane = |branch: &&Branch| {
        let from = parting(timeline, branch);
        let name = session.run.branch_name(branch);
        button(name.clone(), Msg::Branches(InBranches::Switch(branch.id())))
            .class("lane-of")
            .label(format!("Branch {name}"))
            .attr("title", name)
            .attr("style", place(axis, from, branch.head().time))
    };
    let more = others.len().saturating_sub(MOST);
    let more = (more > 0).then(|| el("span").class("more-lanes").text(format!("+{more}")));
    let lanes = others.iter().take(MOST).map(lane);
    (!others.is_empty()).then(|| el("div").class("lanes").children(lanes).maybe(more))
}

/// When a branch went another way than the one that is shown, or that one another way than it.
fn parting<O>(timeline: &Timeline<O>, other: &Branch) -> Time
where
    O: record::Observer + Clone,
{
    // A branch, and up to when the way to one of the two goes along it.
    let way = |branch: &Branch| {
        let first = (branch.id(), branch.head().time);
        let left = |(id, _): &_| {
            let fork = timeline.find_branch(*id)?.left()?;
            Some((fork.from, fork.at.time))
        };
        successors(Some(first), left)
    };
    let mut shared = way(other).filter_map(|(id, until)| {
        let mut here = way(timeline.branch());
        let (_, here_until) = here.find(|(other, _)| *other == id)?;
        Some(until.min(here_until))
    });
    shared.next().unwrap_or_default()
}

fn place(axis: Axis, from: Time, to: Time) -> String {
    let left = axis
        .x(from)
        .min(axis.left + axis.width.saturating_sub(LEAST));
    let width = axis.x(to).saturating_sub(left).max(LEAST);
    format!("margin-left:{left}px;width:{width}px")
}
