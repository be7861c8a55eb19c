//! Something that happened: what, where, when, and by which rule.

use super::fact::{Fact, fact, ruled};
use super::message::brought_about;
use crate::session::run::Run;
use record::story::sentence;
use record::{Event, EventNumber};

pub(super) fn explain(run: &Run, number: EventNumber) -> Option<(String, Vec<Fact>)> {
    let event = run.recorded.timeline.event(number)?;
    let said = sentence(&event);
    let words = run.to_reader(number, said.weight, said.section, said.text);
    let mut facts = vec![
        ruled("happened", words, said.section.unwrap_or_default()),
        fact("at", format!("{}, {}", event.time, ago(run, &event))),
    ];
    if let Some(cause) = event.cause {
        facts.push(fact("led to by", format!("event {cause}")));
    }
    let followed = event
        .outcomes
        .iter()
        .filter_map(|outcome| brought_about("then", event.server?, outcome));
    facts.extend(followed);
    Some((format!("event {number}"), facts))
}

/// How long before the moment that is shown.
fn ago(run: &Run, event: &Event) -> String {
    format!("{} ago", run.world().now().since(event.time))
}
