//! Resolves the servers and messages that an action names, at the moment at which it is done.

use super::action::{ScriptAction, Setting};
use super::name::{Name, One, Pick, Selector};
use raft::ServerId;
use record::{ClientId, ClusterState, MessageName, Operation};
use sim::{Action, ServerAction, World};

/// What an action comes to, in order; or why it is not applicable now.
pub(super) fn actions(
    action: &ScriptAction,
    cluster: &impl ClusterState,
) -> Result<Vec<Action>, String> {
    let mut actions = Vec::new();
    match action {
        ScriptAction::ToServers(action, names) => {
            return to_each(names, cluster, |id| Action::Server(*action, id));
        }
        ScriptAction::OverrideDisk(names, latency) => {
            return to_each(names, cluster, |id| Action::OverrideDisk(id, *latency));
        }
        ScriptAction::SnapshotAt(names, index) => {
            return to_each(names, cluster, |id| Action::SnapshotAt(id, *index));
        }
        ScriptAction::EraseLog(names, from) => {
            return to_each(names, cluster, |id| Action::EraseLog(id, *from));
        }
        ScriptAction::ToMessages(action, which) => {
            for name in messages(*which, cluster)? {
                actions.push(Action::Message(*action, name));
            }
        }
        ScriptAction::Hold(helds) => {
            for what in helds {
                actions.push(Action::Hold(*what));
            }
        }
        ScriptAction::Release(helds) => {
            for what in helds {
                actions.push(Action::Release(*what));
            }
        }
        ScriptAction::Submit { operation, by, at } => {
            let at = at.map(|at| one(at, cluster)).transpose()?;
            actions.push(submit(operation.clone(), *by, at));
        }
        ScriptAction::Set(Setting::Both(range, min, max)) => {
            let (shorter, longer) = range.ends();
            actions.push(Action::Set(shorter, min.as_micros()));
            actions.push(Action::Set(longer, max.as_micros()));
        }
        ScriptAction::Set(Setting::One(dial, value)) => actions.push(Action::Set(*dial, *value)),
        ScriptAction::Log(id, terms, term) => {
            let term = term.unwrap_or(terms.last().copied().unwrap_or_default());
            actions.push(Action::GiveLog(*id, terms.clone(), term));
        }
        ScriptAction::Partition(groups) => {
            let set = |names: &Vec<Name>| Ok(servers(names, cluster)?.into_iter().collect());
            let sets: Result<_, String> = groups.iter().map(set).collect();
            actions.push(Action::Partition(sets?));
        }
        ScriptAction::OverrideLink(which, profile) => {
            let scope = which.scope(cluster).ok_or_else(no_leader)?;
            actions.push(Action::OverrideLink(scope, *profile));
        }
        ScriptAction::Cut(from, to) => actions.push(on_link(Action::Cut, *from, *to, cluster)?),
        ScriptAction::CutBoth(a, b) => actions.push(on_link(Action::CutBoth, *a, *b, cluster)?),
        ScriptAction::Heal(from, to) => {
            actions.push(on_link(Action::HealLink, *from, *to, cluster)?);
        }
        ScriptAction::HealBoth(a, b) => actions.push(on_link(Action::Heal, *a, *b, cluster)?),
        ScriptAction::HealAll => actions.push(Action::HealAll),
        ScriptAction::AlignTimers => actions.push(Action::AlignTimers),
        ScriptAction::Advance(client) => actions.push(Action::Advance(*client)),
    }
    Ok(actions)
}

/// The same to each of these servers.
fn to_each(
    names: &[Name],
    cluster: &impl ClusterState,
    action: impl Fn(ServerId) -> Action,
) -> Result<Vec<Action>, String> {
    Ok(servers(names, cluster)?.into_iter().map(action).collect())
}

/// Whether an action moves the timer of a server that has yet to start, and has none.
pub(super) fn comes_too_early(action: &ScriptAction, world: &World) -> bool {
    let is_new = |id: ServerId| world.is_new(id);
    match action {
        ScriptAction::AlignTimers => Name::All.servers(world).iter().all(is_new),
        ScriptAction::ToServers(ServerAction::TimeOut | ServerAction::Heartbeat, names) => {
            let mut named = names.iter().map(|name| name.servers(world));
            named.any(|set| set.iter().any(is_new))
        }
        _ => false,
    }
}

fn submit(operation: Operation, by: Option<ClientId>, at: Option<ServerId>) -> Action {
    match at {
        Some(server) => Action::SubmitAt(by, operation, server),
        None => Action::Submit(by, operation),
    }
}

fn no_leader() -> String {
    "There is no leader.".into()
}

/// Something done to the link between two servers.
fn on_link(
    action: fn(ServerId, ServerId) -> Action,
    from: One,
    to: One,
    cluster: &impl ClusterState,
) -> Result<Action, String> {
    Ok(action(one(from, cluster)?, one(to, cluster)?))
}

/// Whether an action says how links that exist shall be: then it is done where they are so already.
pub(super) fn is_about_links(action: &Action, cluster: &impl ClusterState) -> bool {
    let exists = |id: &ServerId| cluster.all().contains(*id);
    match action {
        Action::Cut(from, to)
        | Action::CutBoth(from, to)
        | Action::Heal(from, to)
        | Action::HealLink(from, to) => from != to && exists(from) && exists(to),
        Action::Server(ServerAction::Isolate | ServerAction::Reconnect, id) => exists(id),
        Action::HealAll => true,
        _ => false,
    }
}

fn one(one: One, cluster: &impl ClusterState) -> Result<ServerId, String> {
    match one {
        One::Server(id) => Ok(id),
        One::Leader => match cluster.leader() {
            Some(leader) => Ok(leader.id),
            None => Err(no_leader()),
        },
    }
}

fn servers(names: &[Name], cluster: &impl ClusterState) -> Result<Vec<ServerId>, String> {
    let mut ids = Vec::new();
    for name in names {
        let named = name.servers(cluster);
        if named.is_empty() {
            return Err(match name {
                Name::Leader => no_leader(),
                _ => "There is no follower.".into(),
            });
        }
        ids.extend(named.iter());
    }
    Ok(ids)
}

/// The messages of a selector; at least one, unless all are meant.
fn messages(which: Selector, cluster: &impl ClusterState) -> Result<Vec<MessageName>, String> {
    let (pick, which) = match which {
        Selector::Named(name) => return Ok(vec![name]),
        Selector::Number(number) => {
            let mut envelopes = cluster.messages().map(|message| message.envelope);
            let envelope = envelopes.find(|envelope| envelope.number == number);
            let name = envelope.map(|envelope| vec![envelope.name()]);
            return name.ok_or_else(|| format!("m{} is not on its way.", number.0));
        }
        Selector::Of(pick, which) => (pick, which),
    };
    let scope = which.scope(cluster).ok_or_else(no_leader)?;
    let mut found = cluster
        .messages()
        .map(|message| message.envelope)
        .filter(|envelope| scope.contains(envelope))
        .map(|envelope| envelope.name());
    let one = match pick {
        Pick::All => return Ok(found.collect()),
        Pick::Oldest => found.next(),
        Pick::Newest => found.next_back(),
    };
    match one {
        Some(name) => Ok(vec![name]),
        None => Err(format!("No such message is on its way: {which}.")),
    }
}
