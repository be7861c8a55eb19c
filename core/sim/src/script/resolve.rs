//! Looks up whom and what a deed means, at the moment at which it is done.

use super::deed::{Deed, MessageDeed, Setting};
use super::name::{Name, One, Pick, Selector};
use crate::action::Action;
use crate::world::World;
use raft::{ServerId, ServerSet};
use record::{ClientId, MessageId, Operation};

/// What a deed comes to, in order; or why it means nothing now.
pub(super) fn actions(deed: &Deed, world: &World) -> Result<Vec<Action>, String> {
    Ok(match deed {
        Deed::ToServers(deed, names) => {
            let ids = servers(names, world)?.into_iter();
            ids.map(|id| deed.to(id)).collect()
        }
        Deed::AlignTimers => vec![Action::AlignTimers],
        Deed::Log(id, terms, term) => {
            let term = term.unwrap_or(terms.last().copied().unwrap_or_default());
            vec![Action::GiveLog(*id, terms.clone(), term)]
        }
        Deed::Hold(what) => what.iter().map(|what| Action::Hold(*what)).collect(),
        Deed::Release(what) => what.iter().map(|what| Action::Release(*what)).collect(),
        Deed::ToMessages(deed, which) => {
            let ids = messages(*which, world)?.into_iter();
            ids.map(|id| to_message(*deed, id)).collect()
        }
        Deed::Divide(groups) => {
            let group = |names: &Vec<Name>| servers(names, world).map(set);
            vec![Action::Divide(
                groups.iter().map(group).collect::<Result<_, _>>()?,
            )]
        }
        Deed::Cut(from, to) => vec![Action::Cut(one(*from, world)?, one(*to, world)?)],
        Deed::CutBoth(a, b) => vec![Action::CutBoth(one(*a, world)?, one(*b, world)?)],
        Deed::Heal(a, b) => vec![Action::Heal(one(*a, world)?, one(*b, world)?)],
        Deed::HealAll => vec![Action::HealAll],
        Deed::Submit {
            operation,
            by,
            at,
            times,
        } => {
            let at = at.map(|at| one(at, world)).transpose()?;
            vec![submit(operation.clone(), *by, at); *times as usize]
        }
        Deed::Advance(client) => vec![Action::Advance(*client)],
        Deed::Set(Setting::One(dial, value)) => vec![Action::Set(*dial, *value)],
        Deed::Set(Setting::Both(range, min, max)) => {
            let (shorter, longer) = range.ends();
            vec![
                Action::Set(shorter, min.as_micros()),
                Action::Set(longer, max.as_micros()),
            ]
        }
        Deed::Shape(which, shape) => {
            let scope = world.meant(*which).ok_or_else(nobody_leads)?;
            vec![Action::Shape(scope, *shape)]
        }
        Deed::ShapeDisk(names, latency) => {
            let ids = servers(names, world)?.into_iter();
            ids.map(|id| Action::ShapeDisk(id, *latency)).collect()
        }
    })
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

fn set(ids: Vec<ServerId>) -> ServerSet {
    ids.into_iter().collect()
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
        match (named.is_empty(), name) {
            (true, Name::Leader) => return Err(nobody_leads()),
            (true, _) => return Err("Nobody follows.".into()),
            _ => ids.extend(named),
        }
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
