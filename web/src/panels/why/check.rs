//! A safety property: what it says, and what broke it.

use super::fact::{Fact, fact};
use crate::session::Selection;
use record::ClusterView;

pub(super) fn explain(view: &ClusterView, place: usize) -> Option<(String, Vec<Fact>)> {
    let check = view.checks.get(place)?;
    let mut facts = vec![fact("says", check.says)];
    match &check.broken {
        Some((event, sentence)) => {
            facts.push(
                fact("broken", format!("by event {event}: {sentence}"))
                    .to(Selection::Event(*event)),
            );
        }
        None if check.undecided => {
            facts.push(fact(
                "undecided",
                "too many operations were under way at once",
            ));
        }
        None => facts.push(fact("holds", "in all that has happened so far")),
    }
    Some((check.name.to_owned(), facts))
}
