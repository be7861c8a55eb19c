//! The safety properties of Figure 3 and a few more, judged after every event by nothing but the events themselves.
//!
//! One property per file. To add one: implement `Property`, give it a field in `Checks`, and a line in `Checks::judge`
//! and in `Checks::states`.

mod buckets;
mod durable_quorum;
mod election_safety;
mod leader_append_only;
mod leader_completeness;
mod linearizable;
mod log_matching;
mod monotonic;
mod shadow;
mod state_machine_safety;
mod table;
mod terms_in_order;

use crate::event::{Event, EventKind, EventNumber, Outcome};
use crate::state::CheckState;
use crate::view::CheckView;
use durable_quorum::DurableQuorum;
use election_safety::ElectionSafety;
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
use linearizable::Linearizable;
use log_matching::LogMatching;
use monotonic::Monotonic;
use raft::{Notice, ServerId};
use shadow::{ServerShadow, Shadow};
use state_machine_safety::StateMachineSafety;
use std::sync::Arc;
use terms_in_order::TermsInOrder;

/// A safety property does not hold any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
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
    /// Whether events may leave out what happened.
    is_partial: bool,
    election_safety: Monitor<ElectionSafety>,
    leader_append_only: Monitor<LeaderAppendOnly>,
    log_matching: Monitor<LogMatching>,
    leader_completeness: Monitor<LeaderCompleteness>,
    state_machine_safety: Monitor<StateMachineSafety>,
    terms_in_order: Monitor<TermsInOrder>,
    monotonic: Monitor<Monotonic>,
    durable_quorum: Monitor<DurableQuorum>,
    linearizable: Monitor<Linearizable>,
}

/// A safety property, with what it has to remember.
trait Property {
    /// Its name in the paper's words.
    const NAME: &'static str;
    /// What it says.
    const SAYS: &'static str;
    /// What contradicts what, if this outcome breaks the property.
    fn observe(&mut self, observation: &Observation<'_>) -> Option<String>;
}

/// What a property looks at: one outcome of an event, before it is taken into what is known of the event's server.
struct Observation<'a> {
    event: EventNumber,
    server: ServerId,
    outcome: &'a Outcome,
    known: &'a ServerShadow,
    /// Whether events may leave out what happened, so that nothing follows from what they do not say.
    is_partial: bool,
}

/// A property and what first broke it. From then on it looks no further: what follows may follow from the breach.
#[derive(Clone, Default)]
struct Monitor<P> {
    property: P,
    broken: Option<Arc<Violation>>,
}

impl<P: Property> Monitor<P> {
    fn observe(&mut self, observation: &Observation<'_>, violations: &mut Vec<Violation>) {
        if self.broken.is_some() {
            return;
        }
        if let Some(sentence) = self.property.observe(observation) {
            self.breaks(P::NAME, (observation.event, sentence), violations);
        }
    }

    fn state(&self) -> CheckState<'_> {
        CheckState {
            name: P::NAME,
            says: P::SAYS,
            broken: first(&self.broken),
            undecided: false,
        }
    }
}

impl<P> Monitor<P> {
    fn breaks(
        &mut self,
        check: &'static str,
        (event, sentence): (EventNumber, String),
        violations: &mut Vec<Violation>,
    ) {
        let violation = Violation {
            check,
            event,
            sentence,
        };
        self.broken = Some(Arc::new(violation.clone()));
        violations.push(violation);
    }
}

impl Checks {
    /// Before the first event of a run: nothing is broken.
    pub fn new() -> Checks {
        Checks::default()
    }

    /// Before the first event of a run that is known in part: what its events leave out is not held against it.
    pub fn of_partial_run() -> Checks {
        Checks {
            is_partial: true,
            ..Checks::default()
        }
    }

    /// Looks at an event, the next one of its run, and says which properties it breaks that held before.
    pub fn observe(&mut self, event: &Event) -> Vec<Violation> {
        let mut violations = Vec::new();
        self.judge_clients(event, &mut violations);
        let Some(server) = event.server else {
            return violations;
        };
        let known = self.shadow.server(server);
        known.begin(&event.kind);
        if self.is_partial {
            known.allow_for_silence(&event.kind);
        }
        for outcome in event.outcomes.iter().filter(|outcome| matters(outcome)) {
            self.judge(event.number, server, outcome, &mut violations);
        }
        if let Some(facts) = &event.after {
            if let Some(cut) = self.shadow.server(server).unreported_cut(facts) {
                self.judge(event.number, server, &cut, &mut violations);
            }
            self.shadow.server(server).settle(facts);
        }
        self.judge_disks(server, event, &mut violations);
        violations
    }

    /// The properties, in the order in which they are listed, and what broke them.
    pub fn states(&self) -> [CheckState<'_>; 9] {
        [
            self.election_safety.state(),
            self.leader_append_only.state(),
            self.log_matching.state(),
            self.leader_completeness.state(),
            self.state_machine_safety.state(),
            self.terms_in_order.state(),
            self.monotonic.state(),
            self.durable_quorum.state(),
            self.state_of_clients(),
        ]
    }

    /// The property that cannot be decided any more, if there is one.
    pub fn undecided(&self) -> Option<&'static str> {
        (self.linearizable.property.undecided()).then_some(Linearizable::NAME)
    }

    /// The same, to keep.
    pub fn views(&self) -> Vec<CheckView> {
        self.states().iter().map(view).collect()
    }

    /// The run is over: judges what had to wait for the answers to other operations, which will not come any more.
    pub fn finish(&mut self, events: EventNumber) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.linearizable.broken.is_none()
            && let Some(sentence) = self.linearizable.property.finish()
        {
            let breach = (events.saturating_sub(1), sentence);
            self.linearizable
                .breaks(Linearizable::NAME, breach, &mut violations);
        }
        violations
    }

    /// What clients call and hear does not depend on the server.
    fn judge_clients(&mut self, event: &Event, violations: &mut Vec<Violation>) {
        let Monitor { property, broken } = &mut self.linearizable;
        if broken.is_some() {
            return;
        }
        if let EventKind::ClientSent {
            client,
            serial,
            operation,
            ..
        } = &event.kind
        {
            property.called(event.number, (*client, *serial), operation);
        }
        let breach = event.outcomes.iter().find_map(|outcome| match outcome {
            Outcome::AppliedEntry { index, payload, .. } => {
                property.applied(*index, payload);
                None
            }
            Outcome::OperationEnded {
                client,
                serial,
                end,
            } => property.ended(event.number, (*client, *serial), *end),
            _ => None,
        });
        if let Some(sentence) = breach {
            let breach = (event.number, sentence);
            self.linearizable
                .breaks(Linearizable::NAME, breach, violations);
        }
    }

    /// What is on a disk is known when all that follows from the event is.
    fn judge_disks(&mut self, server: ServerId, event: &Event, violations: &mut Vec<Violation>) {
        let Monitor { property, broken } = &mut self.durable_quorum;
        if broken.is_none()
            && let Some(sentence) = property.settle(server, event, &self.shadow, self.is_partial)
        {
            let breach = (event.number, sentence);
            self.durable_quorum
                .breaks(DurableQuorum::NAME, breach, violations);
        }
    }

    fn state_of_clients(&self) -> CheckState<'_> {
        CheckState {
            name: Linearizable::NAME,
            says: Linearizable::SAYS,
            broken: first(&self.linearizable.broken),
            undecided: self.linearizable.property.undecided(),
        }
    }

    fn judge(
        &mut self,
        event: EventNumber,
        server: ServerId,
        outcome: &Outcome,
        violations: &mut Vec<Violation>,
    ) {
        let known = self.shadow.server(server);
        let observation = Observation {
            event,
            server,
            outcome,
            known,
            is_partial: self.is_partial,
        };
        self.election_safety.observe(&observation, violations);
        self.leader_append_only.observe(&observation, violations);
        self.log_matching.observe(&observation, violations);
        self.leader_completeness.observe(&observation, violations);
        self.state_machine_safety.observe(&observation, violations);
        self.terms_in_order.observe(&observation, violations);
        self.monotonic.observe(&observation, violations);
        self.durable_quorum.observe(&observation, violations);
        known.absorb(outcome);
    }
}

/// The event that broke a property, and how.
fn first(broken: &Option<Arc<Violation>>) -> Option<(EventNumber, &str)> {
    let violation = broken.as_ref()?;
    Some((violation.event, &violation.sentence))
}

fn view(state: &CheckState<'_>) -> CheckView {
    CheckView {
        name: state.name,
        says: state.says,
        broken: state.broken.map(|(event, how)| (event, how.to_owned())),
        undecided: state.undecided,
    }
}

/// Whether some property or what is known of a server depends on the outcome; most do not.
fn matters(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::AppliedEntry { .. } | Outcome::Restored(_) | Outcome::UnknownBelow(_) => true,
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
