//! What must hold of one node after every step. What does not is reported as a violation: a mistake in the protocol is
//! shown to the reader, not thrown at the page.

use crate::io::Notice;
use crate::log::{Index, Term};
use crate::node::Node;
use crate::output::Output;
use crate::role::Role;
use crate::server::ServerId;
use crate::snapshot::PartialSnapshot;

/// What a step may not turn back.
pub(crate) struct Before {
    term: Term,
    voted_for: Option<ServerId>,
    commit_index: Index,
    applied_index: Index,
    /// The last index of a leader.
    led: Option<Index>,
}

impl Before {
    /// Before a step of `node`.
    pub(crate) fn step(node: &Node) -> Before {
        Before {
            term: node.term,
            voted_for: node.voted_for,
            commit_index: node.commit_index,
            applied_index: node.applied_index,
            led: matches!(node.role, Role::Leader(_)).then(|| node.log.last_index()),
        }
    }

    /// After the step: everything that must hold.
    pub(crate) fn check(&self, node: &Node, out: &mut Output) {
        let mut must = |holds: bool, otherwise: &'static str| {
            if !holds {
                out.notify(Notice::Violation(otherwise.into()));
            }
        };
        self.check_direction(node, &mut must);
        check_order(node, &mut must);
        must(
            matches!(node.role, Role::Follower { .. }) || node.voted_for == Some(node.id),
            "a candidate or leader did not vote for itself",
        );
        if let Role::Leader(leader) = &node.role {
            for (_, progress) in leader.progress.iter() {
                must(
                    progress.match_index < progress.next_index,
                    "nextIndex is not above matchIndex",
                );
                must(
                    progress.next_index <= node.log.last_index() + 1,
                    "nextIndex lies beyond the log",
                );
            }
        }
    }

    fn check_direction(&self, node: &Node, must: &mut impl FnMut(bool, &'static str)) {
        let same_term = node.term == self.term;
        must(node.term >= self.term, "the term went back");
        must(
            !same_term || self.voted_for.is_none() || node.voted_for == self.voted_for,
            "a vote was changed within a term",
        );
        must(
            node.commit_index >= self.commit_index,
            "the commit index went back",
        );
        must(
            node.applied_index >= self.applied_index,
            "the applied index went back",
        );
        if let Some(last) = self.led
            && same_term
        {
            must(
                node.log.last_index() >= last,
                "a leader deleted from its own log",
            );
        }
    }
}

/// snapshot ≤ handed out ≤ committed ≤ last, and so on.
fn check_order(node: &Node, must: &mut impl FnMut(bool, &'static str)) {
    let last = node.log.last_index();
    must(
        node.log.last_term() <= node.term,
        "the log ends in a term that is still to come",
    );
    must(
        node.log.base_index() <= node.snapshot.id.last_included_index,
        "the log begins after an entry that no snapshot contains",
    );
    must(
        node.snapshot.id.last_included_index <= node.applying_index,
        "the snapshot contains what was not handed to the state machine",
    );
    must(
        node.applied_index <= node.applying_index && node.applying_index <= node.commit_index,
        "something was applied before it was committed",
    );
    must(
        node.commit_index <= last,
        "the commit index lies beyond the log",
    );
    must(
        node.early
            .iter()
            .all(|chunk| chunk.offset > PartialSnapshot::stored(&node.partial, chunk.snapshot)),
        "a chunk waits for others that are all here",
    );
    must(
        node.durable_index() <= last,
        "the durable index lies beyond the log",
    );
}
