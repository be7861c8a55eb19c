//! The safety properties of Figure 3 and a few more, judged after every event by nothing but the events themselves.
//!
//! One property per file. To add one: implement `Property`, give it a field in `Checks`, and a line in `Checks::judge`
//! and in `Checks::views`.

mod election_safety;
mod leader_append_only;
mod leader_completeness;
mod log_matching;
mod monotonic;
mod shadow;
mod state_machine_safety;
mod table;
mod terms_in_order;

use crate::event::{Event, EventNumber, Outcome};
use crate::view::CheckView;
use election_safety::ElectionSafety;
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
use log_matching::LogMatching;
use monotonic::Monotonic;
use raft::{Notice, ServerId};
use shadow::{ServerShadow, Shadow};
use state_machine_safety::StateMachineSafety;
use std::sync::Arc;
use terms_in_order::TermsInOrder;

/// A safety property does not hold any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The property's name.
    pub check: &'static str,
    /// The event that broke it.
    pub event: EventNumber,
    /// What contradicts what.
    pub sentence: String,
}

/// All properties, and the first event that broke each. They look and never change anything; clones share their history.
#[derive(Clone, Default)]
pub struct Checks {
    shadow: Shadow,
    election_safety: Watch<ElectionSafety>,
    leader_append_only: Watch<LeaderAppendOnly>,
    log_matching: Watch<LogMatching>,
    leader_completeness: Watch<LeaderCompleteness>,
    state_machine_safety: Watch<StateMachineSafety>,
    terms_in_order: Watch<TermsInOrder>,
    monotonic: Watch<Monotonic>,
}

/// A safety property, with what it has to remember.
trait Property {
    /// Its name in the paper's words.
    const NAME: &'static str;
    /// What it says.
    const SAYS: &'static str;
    /// What contradicts what, if this outcome breaks the property.
    fn look(&mut self, look: &Look<'_>) -> Option<String>;
}

/// What a property looks at: one outcome of an event, before it is taken into what is known of the event's server.
struct Look<'a> {
    event: EventNumber,
    server: ServerId,
    outcome: &'a Outcome,
    known: &'a ServerShadow,
}

/// A property and what first broke it. From then on it looks no further: what follows may follow from the breach.
#[derive(Clone, Default)]
struct Watch<P> {
    property: P,
    broken: Option<Arc<Finding>>,
}

impl<P: Property> Watch<P> {
    fn look(&mut self, look: &Look<'_>, findings: &mut Vec<Finding>) {
        if self.broken.is_some() {
            return;
        }
        if let Some(sentence) = self.property.look(look) {
            let finding = Finding {
                check: P::NAME,
                event: look.event,
                sentence,
            };
            self.broken = Some(Arc::new(finding.clone()));
            findings.push(finding);
        }
    }

    fn view(&self) -> CheckView {
        let first = |finding: &Arc<Finding>| (finding.event, finding.sentence.clone());
        CheckView {
            name: P::NAME,
            says: P::SAYS,
            broken: self.broken.as_ref().map(first),
        }
    }
}

impl Checks {
    /// Before the first event of a run: nothing is broken.
    pub fn new() -> Checks {
        Checks::default()
    }

    /// Looks at an event, the next one of its run, and says which properties it breaks that held before.
    pub fn observe(&mut self, event: &Event) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(server) = event.server else {
            return findings;
        };
        self.shadow.server(server).begin(&event.kind);
        for outcome in event.outcomes.iter().filter(|outcome| matters(outcome)) {
            self.judge(event.number, server, outcome, &mut findings);
        }
        if let Some(facts) = &event.after {
            if let Some(cut) = self.shadow.server(server).untold_cut(facts) {
                self.judge(event.number, server, &cut, &mut findings);
            }
            self.shadow.server(server).settle(facts);
        }
        findings
    }

    /// The properties, in the order in which they are listed, and what broke them.
    pub fn views(&self) -> Vec<CheckView> {
        vec![
            self.election_safety.view(),
            self.leader_append_only.view(),
            self.log_matching.view(),
            self.leader_completeness.view(),
            self.state_machine_safety.view(),
            self.terms_in_order.view(),
            self.monotonic.view(),
        ]
    }

    fn judge(
        &mut self,
        event: EventNumber,
        server: ServerId,
        outcome: &Outcome,
        findings: &mut Vec<Finding>,
    ) {
        let known = self.shadow.server(server);
        let look = Look {
            event,
            server,
            outcome,
            known,
        };
        self.election_safety.look(&look, findings);
        self.leader_append_only.look(&look, findings);
        self.log_matching.look(&look, findings);
        self.leader_completeness.look(&look, findings);
        self.state_machine_safety.look(&look, findings);
        self.terms_in_order.look(&look, findings);
        self.monotonic.look(&look, findings);
        known.absorb(outcome);
    }
}

/// Whether some property or what is known of a server depends on the outcome; most do not.
fn matters(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::AppliedEntry { .. } | Outcome::Restored(_) => true,
        Outcome::Noticed(notice) => matches!(
            notice,
            Notice::BecameLeader(_)
                | Notice::SteppedDown(_)
                | Notice::TermChanged(_)
                | Notice::CommitAdvanced(_)
                | Notice::Truncated { .. }
                | Notice::Appended { .. }
                | Notice::SnapshotInstalled(_)
        ),
        _ => false,
    }
}
