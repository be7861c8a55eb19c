//! Messages and links by hand.

use super::{Refusal, is_range};
use crate::dials::Dial;
use crate::network::Network;
use crate::world::World;
use raft::{Duration, ServerId, ServerSet};
use record::{EventKind, MessageId, Outcome, Scope, Shape};

impl World {
    pub(super) fn in_flight(&self, id: MessageId) -> Result<(), Refusal> {
        match self.network.find(id) {
            Some(_) => Ok(()),
            None => Err("That message is no longer on its way.".to_string()),
        }
    }

    pub(super) fn deliver_now(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        if let Some(to) = self.network.find(id).map(|message| message.envelope.to) {
            self.takes_in(to)?;
        }
        self.deliver(id, true);
        Ok(())
    }

    pub(super) fn duplicate(&mut self, id: MessageId) -> Result<(), Refusal> {
        self.in_flight(id)?;
        self.begin_event(None, None, EventKind::Duplicated { id });
        if let Some(copy) = self.network.duplicate(id) {
            self.tell_departure(copy);
        }
        self.end_event();
        Ok(())
    }

    pub(super) fn delay(&mut self, id: MessageId, by: Duration) -> Result<(), Refusal> {
        self.in_flight(id)?;
        let Some(fate) = self.network.delay(id, by, self.now) else {
            return Ok(());
        };
        self.plan_fate(id);
        self.note(None, EventKind::Delayed { id, fate });
        Ok(())
    }

    pub(super) fn link(
        &self,
        from: ServerId,
        to: ServerId,
    ) -> Result<(ServerId, ServerId), Refusal> {
        self.known(from)?;
        self.known(to)?;
        if from == to {
            return Err(format!("{from} has no link to itself."));
        }
        Ok((from, to))
    }

    /// Both directions of every link of a server.
    pub(super) fn links_of(&self, id: ServerId) -> Result<Vec<(ServerId, ServerId)>, Refusal> {
        self.known(id)?;
        let others = self
            .servers
            .iter()
            .map(|server| server.id)
            .filter(|other| *other != id);
        Ok(others
            .flat_map(|other| [(id, other), (other, id)])
            .collect())
    }

    pub(super) fn set_links(
        &mut self,
        links: &[(ServerId, ServerId)],
        cut: bool,
    ) -> Result<(), Refusal> {
        let changed: Vec<_> = links
            .iter()
            .copied()
            .filter(|(from, to)| self.network.set_cut(*from, *to, cut))
            .collect();
        if changed.is_empty() {
            return Err(format!(
                "Nothing to {} there.",
                if cut { "cut" } else { "mend" }
            ));
        }
        let kind = if cut {
            EventKind::Cut { links: changed }
        } else {
            EventKind::Healed { links: changed }
        };
        self.begin_event(None, None, kind);
        self.meet_cuts();
        self.end_event();
        Ok(())
    }

    pub(super) fn divide(&mut self, groups: &[ServerSet]) -> Result<(), Refusal> {
        let mut seen = ServerSet::EMPTY;
        for id in groups.iter().flat_map(|group| group.iter()) {
            self.known(id)?;
            if !seen.insert(id) {
                return Err(format!("{id} is in two groups."));
            }
        }
        let ids: Vec<ServerId> = self.servers.iter().map(|server| server.id).collect();
        for (from, to) in ids
            .iter()
            .flat_map(|from| ids.iter().map(move |to| (*from, *to)))
        {
            let together = groups
                .iter()
                .any(|group| group.contains(from) && group.contains(to));
            self.network.set_cut(from, to, from != to && !together);
        }
        self.begin_event(
            None,
            None,
            EventKind::Divided {
                groups: groups.to_vec(),
            },
        );
        self.meet_cuts();
        self.end_event();
        Ok(())
    }

    pub(super) fn meet_cuts(&mut self) {
        for (id, fate) in self.network.meet_cuts(self.now) {
            self.plan_fate(id);
            self.event.outcomes.push(Outcome::FateChanged { id, fate });
        }
    }

    pub(super) fn shape(&mut self, scope: Scope, shape: Option<Shape>) -> Result<(), Refusal> {
        for end in [scope.from, scope.to].into_iter().flatten() {
            self.known(end)?;
        }
        match shape {
            Some(Shape::Latency(min, max)) => is_range(Dial::LatencyMin, min, max)?,
            Some(Shape::Loss(share) | Shape::Late(share)) if share > 1_000 => {
                return Err(format!("{share} of 1000 is more than all."));
            }
            _ => {}
        }
        if !self.network.shape(scope, shape) {
            return Err(format!(
                "There are {} such rules already: unset one first.",
                Network::MOST_RULES
            ));
        }
        self.note(None, EventKind::Shaped { scope, shape });
        Ok(())
    }
}
