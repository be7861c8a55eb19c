//! Something that happened: what, where, when, and by which rule.

use super::fact::{Fact, fact, ruled};
use super::message::brought_about;
use super::refused;
use crate::session::Selection;
use crate::session::run::{Moment, Run};
use record::story::sentence;
use record::{Event, EventNumber, Outcome};

pub(super) fn explain(run: &Run, number: EventNumber) -> Option<(String, Vec<Fact>)> {
    let moment = run.moment(number)?;
    let event = &moment.event;
    let said = sentence(event);
    let mut facts = vec![
        ruled("happened", said.text, said.section.unwrap_or_default()),
        fact("at", format!("{}, {}", event.time, ago(run, event))),
    ];
    if let Some(cause) = event.cause {
        facts.push(fact("led to by", format!("event {cause}")).to(Selection::Event(cause)));
    }
    let followed = event
        .outcomes
        .iter()
        .filter_map(|outcome| brought_about("then", event.server?, outcome));
    facts.extend(followed);
    facts.extend(compared(&moment));
    Some((format!("event {number}"), facts))
}

/// What a server compared before it refused something.
fn compared(moment: &Moment) -> Option<Fact> {
    let decider = moment.event.server?;
    let mut outcomes = moment.event.outcomes.iter();
    outcomes.find_map(|outcome| match outcome {
        Outcome::Decided(reason) => refused::compared(moment, decider, reason),
        _ => None,
    })
}

/// How long before the moment that is shown.
fn ago(run: &Run, event: &Event) -> String {
    format!("{} ago", run.world().now().since(event.time))
}
