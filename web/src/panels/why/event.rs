//! Something that happened: what, where, when, and by which rule.

use super::fact::{Fact, fact, in_flight, ruled};
use super::message::{brought_about, title};
use super::picture::Picture;
use super::refused;
use crate::session::Selection;
use crate::session::run::Moment;
use record::story::sentence;
use record::{Envelope, Event, EventKind, EventNumber, Outcome};

pub(super) fn explain(at: Picture<'_>, number: EventNumber) -> Option<(String, Vec<Fact>)> {
    let moment = at.moment(number)?;
    let event = &moment.event;
    let said = match at.past {
        Some((run, _)) => run.sentence(event),
        None => sentence(event),
    };
    let mut facts = vec![
        ruled("happened", said.text, said.section.unwrap_or_default()),
        fact("at", format!("{}, {}", event.time, ago(at, event))),
    ];
    facts.extend(compared(&moment));
    if let Some(id) = event.server {
        facts.push(fact("server", id.to_string()).to(Selection::Server(id)));
    }
    if let EventKind::Delivered { envelope, .. } | EventKind::Lost { envelope, .. } = &event.kind {
        let message = fact("message", title(envelope));
        facts.push(if_known(at, envelope, message));
    }
    if let Some(cause) = event.cause {
        facts.push(fact("led to by", format!("event {cause}")).to(Selection::Event(cause)));
    }
    facts.extend(event.outcomes.iter().filter_map(|outcome| {
        let followed = brought_about("then", event.server?, outcome)?;
        Some(match outcome {
            Outcome::Sent { envelope, .. } | Outcome::Waits { envelope, .. } => {
                if_known(at, envelope, followed)
            }
            _ => followed,
        })
    }));
    Some((format!("event {number}"), facts))
}

/// The fact, which leads to its message while something is known of that.
fn if_known(at: Picture<'_>, envelope: &Envelope, fact: Fact) -> Fact {
    let name = envelope.name();
    let is_known = in_flight(at.view, name).is_some() || at.end_of(name).is_some();
    match is_known {
        true => fact.to(Selection::Message(name)),
        false => fact,
    }
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
fn ago(at: Picture<'_>, event: &Event) -> String {
    format!("{} ago", at.world.now().since(event.time))
}
