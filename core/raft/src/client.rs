//! Client interaction (§8): proposals.

use crate::io::{Effect, ProposalId};
use crate::log::{Command, Payload};
use crate::node::Node;
use crate::output::Output;
use crate::reason::Reason;
use crate::role::Role;

impl Node {
    /// §5.3: the leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel. Any
    /// other server names the leader, as far as it knows it (§8).
    pub(crate) fn propose(&mut self, id: ProposalId, command: Command, out: &mut Output) {
        if !matches!(self.role, Role::Leader(_)) {
            let leader = self.leader();
            out.decided(Reason::NotLeader { leader });
            out.push(Effect::Refused { id, leader });
            return;
        }
        let index = self.append_own(Payload::Command(command), out);
        let term = self.term;
        out.push(Effect::Proposed { id, index, term });
        self.send_due_to_all(out);
    }
}
