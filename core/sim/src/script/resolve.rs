//! Looks up whom and what a deed means, at the moment at which it is done.

use super::deed::{Deed, MessageDeed, ServerDeed, Setting};
use super::name::{Name, One, Pick, Selector};
use crate::action::Action;
use crate::world::World;
use raft::ServerId;
use record::{ClientId, MessageId, Operation};

/// What a deed comes to, in order; or why it means nothing now.
pub(super) fn actions(deed: &Deed, world: &World) -> Result<Vec<Action>, String> {
    let mut actions = Vec::new();
    match deed {
        Deed::ToServers(deed, names) => {
            for id in servers(names, world)? {
                actions.push(deed.to(id));
            }
        }
        Deed::ShapeDisk(names, latency) => {
            for id in servers(names, world)? {
                actions.push(Action::ShapeDisk(id, *latency));
            }
        }
        Deed::ToMessages(deed, which) => {
            for id in messages(*which, world)? {
                actions.push(to_message(*deed, id));
            }
        }
        Deed::Hold(helds) => {
            for what in helds {
                actions.push(Action::Hold(*what));
            }
        }
        Deed::Release(helds) => {
            for what in helds {
                actions.push(Action::Release(*what));
            }
        }
        Deed::Submit {
            operation,
            by,
            at,
            times,
        } => {
            let at = at.map(|at| one(at, world)).transpose()?;
            for _ in 0..*times {
                actions.push(submit(operation.clone(), *by, at));
            }
        }
        Deed::Set(Setting::Both(range, min, max)) => {
            let (shorter, longer) = range.ends();
            actions.push(Action::Set(shorter, min.as_micros()));
            actions.push(Action::Set(longer, max.as_micros()));
        }
        Deed::Set(Setting::One(dial, value)) => actions.push(Action::Set(*dial, *value)),
        Deed::Log(id, terms, term) => {
            let term = term.unwrap_or(terms.last().copied().unwrap_or_default());
            actions.push(Action::GiveLog(*id, terms.clone(), term));
        }
        Deed::Divide(groups) => {
            let mut sets = Vec::new();
            for names in groups {
                sets.push(servers(names, world)?.into_iter().collect());
            }
            actions.push(Action::Divide(sets));
        }
        Deed::Shape(which, shape) => {
            let scope = world.meant(*which).ok_or_else(nobody_leads)?;
            actions.push(Action::Shape(scope, *shape));
        }
        Deed::Cut(from, to) => actions.push(Action::Cut(one(*from, world)?, one(*to, world)?)),
        Deed::CutBoth(a, b) => actions.push(Action::CutBoth(one(*a, world)?, one(*b, world)?)),
        Deed::Heal(a, b) => actions.push(Action::Heal(one(*a, world)?, one(*b, world)?)),
        Deed::HealAll => actions.push(Action::HealAll),
        Deed::AlignTimers => actions.push(Action::AlignTimers),
        Deed::Advance(client) => actions.push(Action::Advance(*client)),
    }
    Ok(actions)
}

/// Whether a deed moves the timer of a server that has yet to start, and has none.
pub(super) fn comes_too_early(deed: &Deed, world: &World) -> bool {
    let is_new = |id: ServerId| world.server(id).is_new;
    match deed {
        Deed::AlignTimers => world.named(Name::All).iter().all(is_new),
        Deed::ToServers(ServerDeed::TimeOut | ServerDeed::Heartbeat, names) => {
            let mut named = names.iter().map(|name| world.named(*name));
            named.any(|set| set.iter().any(is_new))
        }
        _ => false,
    }
}

fn to_message(deed: MessageDeed, id: MessageId) -> Action {
    match deed {
        MessageDeed::Drop => Action::Drop(id),
        MessageDeed::Deliver => Action::Deliver(id),
        MessageDeed::Duplicate => Action::Duplicate(id),
        MessageDeed::Delay(by) => Action::Delay(id, by),
    }
}

fn submit(operation: Operation, by: Option<ClientId>, at: Option<ServerId>) -> Action {
    match at {
        Some(server) => Action::SubmitAt(by, operation, server),
        None => Action::Submit(by, operation),
    }
}

fn nobody_leads() -> String {
    "Nobody leads.".into()
}

fn one(one: One, world: &World) -> Result<ServerId, String> {
    match one {
        One::Server(id) => Ok(id),
        One::Leader => world.leader().ok_or_else(nobody_leads),
    }
}

fn servers(names: &[Name], world: &World) -> Result<Vec<ServerId>, String> {
    let mut ids = Vec::new();
    for name in names {
        let named = world.named(*name);
        if named.is_empty() {
            return Err(match name {
                Name::Leader => nobody_leads(),
                _ => "Nobody follows.".into(),
            });
        }
        ids.extend(named.iter());
    }
    Ok(ids)
}

/// The messages of a selector; at least one, unless all are meant.
fn messages(which: Selector, world: &World) -> Result<Vec<MessageId>, String> {
    let (pick, which) = match which {
        Selector::Id(id) => return Ok(vec![MessageId(id)]),
        Selector::Of(pick, which) => (pick, which),
    };
    let scope = world.meant(which).ok_or_else(nobody_leads)?;
    let mut found = world
        .network
        .in_flight()
        .iter()
        .map(|message| &message.envelope)
        .filter(|envelope| scope.contains(envelope))
        .map(|envelope| envelope.id);
    let one = match pick {
        Pick::All => return Ok(found.collect()),
        Pick::Oldest => found.next(),
        Pick::Newest => found.next_back(),
    };
    match one {
        Some(id) => Ok(vec![id]),
        None => Err(format!("No such message is on its way: {which}.")),
    }
}
