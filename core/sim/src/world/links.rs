//! Links: cuts, partitions, and links that differ from what the dials say.

use super::World;
use super::actions::{Refusal, is_range};
use crate::dials::Dial;
use crate::network::Network;
use raft::{ServerId, ServerSet};
use record::{Control, LinkOverride, Outcome, Scope};

impl World {
    pub(crate) fn link(
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
                if cut { "cut" } else { "heal" }
            ));
        }
        let kind = if cut {
            Control::Cut { links: changed }.into()
        } else {
            Control::Healed { links: changed }.into()
        };
        self.begin_event(None, None, kind);
        self.apply_cuts();
        self.end_event();
        Ok(())
    }

    pub(super) fn partition(&mut self, groups: &[ServerSet]) -> Result<(), Refusal> {
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
            Control::Partitioned {
                groups: groups.to_vec(),
            }
            .into(),
        );
        self.apply_cuts();
        self.end_event();
        Ok(())
    }

    pub(super) fn apply_cuts(&mut self) {
        for number in self.network.apply_cuts(self.now) {
            self.plan_fate(number);
            if let Some(message) = self.network.find(number) {
                let (name, fate) = (message.envelope.name(), message.fate());
                let changed = Outcome::FateChanged { name, fate };
                self.event.outcomes.push(changed);
            }
        }
    }

    pub(super) fn override_link(
        &mut self,
        scope: Scope,
        profile: Option<LinkOverride>,
    ) -> Result<(), Refusal> {
        for end in [scope.from, scope.to].into_iter().flatten() {
            self.known(end)?;
        }
        match profile {
            Some(LinkOverride::Latency(min, max)) => is_range(Dial::LatencyMin, min, max)?,
            Some(LinkOverride::Loss(share) | LinkOverride::Late(share)) if share > 1_000 => {
                return Err(format!(
                    "{} is more than all.",
                    record::Percent(share.into())
                ));
            }
            _ => {}
        }
        if !self.network.override_link(scope, profile) {
            return Err(format!(
                "There are {} such rules already: unset one first.",
                Network::MAX_OVERRIDES
            ));
        }
        self.note(None, Control::LinkOverridden { scope, profile }.into());
        Ok(())
    }
}
