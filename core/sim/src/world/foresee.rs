//! What an action would do now, asked of the world without doing it.

use super::World;
use super::actions::Refusal;
use crate::action::{Action, MessageAction, ServerAction};
use record::{Control, Event, EventKind, Held};

impl World {
    /// The event that the action would be, if it were done now. Nothing changes: a copy of the world does it, which costs
    /// some microseconds.
    pub fn foresee(&self, action: &Action) -> Event {
        let mut copy = self.clone();
        copy.apply(action);
        copy.event
    }

    /// Why the action is not possible now; none if it is.
    pub fn refusal(&self, action: &Action) -> Option<Refusal> {
        match self.foresee(action).kind {
            EventKind::Control(Control::Refused { sentence }) => Some(sentence),
            _ => None,
        }
    }

    /// All that can be done now and takes no value: to servers, messages, links and clients, and what can be held or moves
    /// again. Whatever takes one (an operation, a dial, a delay, a partition) has no end of them.
    pub fn moves(&self) -> Vec<Action> {
        let ids = || self.servers.iter().map(|server| server.id);
        let to_servers = ids().flat_map(|id| {
            let actions = ServerAction::NAMED.iter();
            actions.map(move |(_, action)| Action::Server(*action, id))
        });
        let messages = self.network.in_flight().iter();
        let to_messages = messages.flat_map(|message| {
            let name = message.envelope.name();
            let actions = MessageAction::NAMED.iter().map(|(_, action)| *action);
            let takes_no_value =
                |action: &MessageAction| !matches!(action, MessageAction::Delay(_));
            (actions.filter(takes_no_value)).map(move |action| Action::Message(action, name))
        });
        let links = ids().flat_map(|from| ids().map(move |to| (from, to)));
        let to_links =
            links.flat_map(|(from, to)| [Action::Cut(from, to), Action::HealLink(from, to)]);
        let clients = self.clients.iter().map(|client| Action::Advance(client.id));
        let holds = Held::ALL.into_iter();
        let holds = holds.flat_map(|what| [Action::Hold(what), Action::Release(what)]);
        let all = (to_servers.chain(to_messages).chain(to_links).chain(clients))
            .chain(holds)
            .chain([Action::AlignTimers, Action::HealAll]);
        all.filter(|action| self.refusal(action).is_none())
            .collect()
    }
}
