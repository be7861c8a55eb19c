//! Watches a condition from event to event: when it comes to hold, and whether it still can.

use super::condition::{Compare, Condition, Measure, OperationIs, is_check_name};
use super::evaluate::{EndedOperations, Evaluator, measure_of};
use super::name::{Name, Which};
use raft::ServerId;
use record::{ClusterState, Event, EventKind, EventNumber, MessageName, Outcome};

/// A condition in a run. It comes to hold when it holds and did not hold before; of what asks for an event, such as `S1 syncs`,
/// at each such event.
#[derive(Clone)]
pub struct Watch {
    /// Of `A or B` each, as any of them may come to hold while another does.
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    condition: Condition,
    /// Whether it asks for an event.
    is_of_event: bool,
    /// Whether it held after the last event.
    held: bool,
    /// How the way of the message that it names has ended.
    ended: Option<(EventNumber, String)>,
}

impl Watch {
    /// Begins to watch, from this moment on.
    pub fn new(condition: Condition, cluster: &impl ClusterState) -> Watch {
        let parts = match condition {
            Condition::Or(parts) => parts,
            condition => vec![condition],
        };
        let part = |condition: Condition| Part {
            is_of_event: asks_for_event(&condition),
            condition,
            held: false,
            ended: None,
        };
        let mut watch = Watch {
            parts: parts.into_iter().map(part).collect(),
        };
        watch.resume(cluster);
        watch
    }

    /// Goes on from another moment of the run: what holds there already must cease to hold before it comes to hold.
    pub fn resume(&mut self, cluster: &impl ClusterState) {
        for part in &mut self.parts {
            part.held = !part.is_of_event && part.condition.holds(cluster, None);
            part.ended
                .take_if(|(number, _)| *number >= cluster.events());
        }
    }

    /// Whether it comes to hold at an event, which was the last one of the cluster.
    pub fn comes_to_hold(&mut self, cluster: &impl ClusterState, event: &Event) -> bool {
        let mut comes = false;
        for part in &mut self.parts {
            let holds = part.condition.holds(cluster, Some(event));
            comes |= holds && (part.is_of_event || !part.held);
            part.held = holds;
            part.observe(event);
        }
        comes
    }

    /// About how long it takes to judge it, in units of a few comparisons.
    pub(super) fn effort(&self, cluster: &impl ClusterState) -> u64 {
        let ended = EndedOperations::default();
        let evaluator = Evaluator::new(cluster, None, &ended);
        let efforts = self
            .parts
            .iter()
            .map(|part| evaluator.effort(&part.condition));
        efforts.sum()
    }

    /// Why it can certainly not come to hold any more; none if it may.
    pub fn out_of_reach(&self, cluster: &impl ClusterState) -> Option<String> {
        let mut reasons = Vec::new();
        for part in &self.parts {
            reasons.push(part.out_of_reach(cluster)?);
        }
        reasons.dedup();
        Some(reasons.join(" "))
    }
}

impl Part {
    fn observe(&mut self, event: &Event) {
        if self.ended.is_none()
            && let Some(name) = named_message(&self.condition)
        {
            let end = end_of(name, event);
            self.ended = end.map(|how| (event.number, format!("{how} at {}.", event.time)));
        }
    }

    fn out_of_reach(&self, cluster: &impl ClusterState) -> Option<String> {
        let ended = self.ended.as_ref().map(|(_, sentence)| sentence.clone());
        ended.or_else(|| never(&self.condition, cluster))
    }
}

/// Whether it can hold at single events alone.
fn asks_for_event(condition: &Condition) -> bool {
    match condition {
        Condition::Happens(..) | Condition::Message(..) => true,
        Condition::And(parts) => parts.iter().any(asks_for_event),
        Condition::Or(parts) => parts.iter().all(asks_for_event),
        _ => false,
    }
}

/// The one message without whose end it does not hold.
fn named_message(condition: &Condition) -> Option<MessageName> {
    match condition {
        Condition::Message(_, Which::Named(name)) => Some(*name),
        Condition::And(parts) => parts.iter().find_map(named_message),
        _ => None,
    }
}

/// How the way of a message ended at an event, if it did. A name stands for one message alone, for good.
fn end_of(name: MessageName, event: &Event) -> Option<&'static str> {
    let never_sent = |outcome: &Outcome| match outcome {
        Outcome::NeverSent { name: own } => *own == name,
        _ => false,
    };
    match &event.kind {
        EventKind::Delivered { envelope, .. } if envelope.name() == name => Some("It arrived"),
        EventKind::Lost { envelope, .. } if envelope.name() == name => Some("It was lost"),
        _ if event.outcomes.iter().any(never_sent) => Some("Its sender crashed before it left,"),
        _ => None,
    }
}

/// Why a condition certainly does not come to hold any more, by what the cluster is now.
fn never(condition: &Condition, cluster: &impl ClusterState) -> Option<String> {
    match condition {
        Condition::And(parts) => parts.iter().find_map(|part| never(part, cluster)),
        Condition::Or(parts) => {
            let reasons: Option<Vec<String>> =
                parts.iter().map(|part| never(part, cluster)).collect();
            reasons.map(|reasons| reasons.join(" "))
        }
        Condition::Number(measure, Name::Server(id), compare, number) => {
            is_past(*id, (*measure, *compare, *number), cluster)
        }
        Condition::Committed(index, Name::Server(id)) => {
            let reached = (Measure::Commit, Compare::AtLeast, *index);
            is_past(*id, reached, cluster)
        }
        Condition::Operation(serial, client, _) => {
            let end = OperationIs::of(cluster.operation(*client, *serial)?.end?);
            Some(format!("Operation {serial} of {client} has ended: {end}."))
        }
        Condition::Check(name, true) => {
            let mut checks = cluster.checks();
            let check = checks.find(|check| is_check_name(name, check.name))?;
            check.broken?;
            Some(format!("{} is broken already.", check.name))
        }
        Condition::ChecksHold => {
            let broken = cluster.checks().find(|check| check.broken.is_some())?;
            Some(format!("{} is broken.", broken.name))
        }
        _ => None,
    }
}

/// Why a number of a server is beyond what it is compared with: a term never falls, and a commit index only when a process ends.
fn is_past(
    id: ServerId,
    (measure, compare, number): (Measure, Compare, u64),
    cluster: &impl ClusterState,
) -> Option<String> {
    let server = cluster.servers().find(|server| server.id == id)?;
    let own = measure_of(&server, measure)?;
    let is_reached = match compare {
        Compare::Equal | Compare::AtLeast | Compare::Less => own >= number,
        Compare::More | Compare::NotEqual | Compare::AtMost => own > number,
    };
    let sentence = match (measure, compare) {
        (Measure::Term, _) if !server.is_writing => {
            format!("{id} is in term {own} already, and only a wiped disk takes it back.")
        }
        (Measure::Commit, Compare::AtLeast | Compare::More) => {
            format!("{id} has committed entry {own} already, and only a restart takes it back.")
        }
        (Measure::Applied, Compare::AtLeast | Compare::More) => {
            format!("{id} has applied entry {own} already, and only a restart takes it back.")
        }
        _ => return None,
    };
    is_reached.then_some(sentence)
}
