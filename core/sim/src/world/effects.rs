//! Effects of a node's step, carried out: each becomes something of the world.

use super::World;
use super::clients::from_proposal;
use crate::client::Reply;
use crate::server::Work;
use raft::{Effect, Notice, ServerId};
use record::Outcome;

impl World {
    pub(super) fn carry_out(&mut self, id: ServerId, effect: Effect) {
        match effect {
            Effect::Persist { ticket, ops } => self.persist(id, ticket, ops),
            Effect::Send { to, message, after } => self.hand_over(id, to, message, after),
            Effect::Apply { first, entries } => {
                self.begin_applying(id, Work::Entries(first, entries))
            }
            Effect::InstallState { snapshot, after } => {
                self.begin_applying(id, Work::Snapshot(snapshot, after))
            }
            Effect::Arm { timer, min, max } => self.arm(id, timer, (min, max)),
            Effect::Disarm(timer) => {
                if self.server_mut(id).timer(timer).take().is_some() {
                    self.event.outcomes.push(Outcome::TimerStopped(timer));
                }
            }
            Effect::Proposed {
                id: proposal,
                index,
                term,
            } => self.note_proposal(id, proposal, index, term),
            Effect::Refused {
                id: proposal,
                leader,
            } => {
                let (client, serial) = from_proposal(proposal);
                self.reply(id, client, serial, Reply::NotLeader(leader));
            }
            Effect::Decided(reason) => self.event.outcomes.push(Outcome::Decided(reason)),
            Effect::Notify(notice) => self.notice(id, notice),
        }
    }

    pub(super) fn notice(&mut self, id: ServerId, notice: Notice) {
        if matches!(notice, Notice::BecameLeader(_)) {
            self.submit_opening(id);
        }
        self.event.outcomes.push(Outcome::Noticed(notice));
    }
}
