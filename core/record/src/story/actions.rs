//! Sentences about user actions, in words that hold for a script as well.

use super::{Sentence, Weight};
use crate::control::{Control, MessageControl, ServerControl};
use crate::event::{Envelope, Event, EventKind, Facts, Fate, LossReason, Outcome};
use crate::percent::Percent;
use crate::scope::{LinkOverride, Scope};
use crate::story::events::{count, message_name};
use raft::{Notice, Reason, ServerId, ServerSet, Term, TimerKind};

/// The sentence of a user action; none if the event is not one, or if what a rule decided says it all.
pub(super) fn sentence(event: &Event) -> Option<Sentence> {
    if let EventKind::Control(Control::Refused { sentence }) = &event.kind {
        return Some(Sentence::new(Weight::Normal, sentence.clone()));
    }
    let text = match event.server {
        Some(server) => to_server(event, server).or_else(|| to_cluster(event)),
        None => to_cluster(event),
    };
    Some(Sentence::new(Weight::Major, text?))
}

fn to_server(event: &Event, server: ServerId) -> Option<String> {
    Some(match &event.kind {
        EventKind::Started { again: true } => restarted(event, server),
        EventKind::TimerFired {
            timer: TimerKind::Election,
            manual: true,
        } => timed_out(event, server),
        EventKind::Delivered {
            envelope,
            manual: true,
        } => delivered(event, envelope),
        EventKind::Lost {
            envelope,
            why,
            manual: true,
        } => dropped(envelope, *why),
        EventKind::Crashed { unsynced, kept } => crashed(event, server, *unsynced, *kept),
        EventKind::Control(Control::Server(what)) => return done_to(*what, server),
        EventKind::Control(Control::LogGiven { term }) => given(event, server, *term),
        EventKind::Control(Control::LogErased { from }) => {
            format!(
                "The log on the disk of {server} was erased from entry {from} on: more than Raft promises to survive."
            )
        }
        EventKind::Control(Control::DiskOverridden { latency }) => match latency {
            Some((min, max)) => format!("From now on a write of {server} takes {min} to {max}."),
            None => format!("A write of {server} takes as long as any other again."),
        },
        EventKind::TimerFired {
            timer: TimerKind::Heartbeat,
            manual: true,
        } => format!("The heartbeat timer of {server} ran out early."),
        EventKind::Persisted { .. } if event.cause.is_none() => {
            format!("A write of {server} was finished manually.")
        }
        EventKind::Applied { last } if event.cause.is_none() => {
            format!("{server} was made to apply through entry {last}.")
        }
        _ => return None,
    })
}

fn done_to(what: ServerControl, server: ServerId) -> Option<String> {
    Some(match what {
        ServerControl::Paused => format!("{server} paused: its memory stays, its input waits."),
        ServerControl::Resumed => {
            format!("{server} resumed: it handles what came in meanwhile.")
        }
        ServerControl::DiskStalled => {
            format!("The disk of {server} stalled: no write finishes until it is released.")
        }
        ServerControl::DiskReleased => format!("The disk of {server} was released."),
        ServerControl::DiskErased => {
            format!("The disk of {server} was erased: more than Raft promises to survive.")
        }
        ServerControl::SnapshotRequested => return None,
    })
}

/// What was done to messages, links, clients and dials.
fn to_cluster(event: &Event) -> Option<String> {
    let EventKind::Control(control) = &event.kind else {
        return None;
    };
    Some(match control {
        Control::Submitted { client, operation } => {
            format!("{client} was given an operation: `{operation}`.")
        }
        Control::Cut { links } => match links[..] {
            [(from, to)] => {
                format!("The link from {from} to {to} was cut: nothing gets through.")
            }
            _ => format!("{} were cut.", ends(links)),
        },
        Control::Healed { links } => match links[..] {
            [(from, to)] => format!("The link from {from} to {to} was healed."),
            _ => format!("{} were healed.", ends(links)),
        },
        Control::Partitioned { groups } => {
            format!("The network was partitioned: {}.", sides(groups))
        }
        Control::Message { what, fate, .. } => match (what, fate) {
            (MessageControl::Delayed, Some(Fate::Arrives(at))) => {
                format!("A message was delayed: it arrives at {at}.")
            }
            (MessageControl::Delayed, Some(Fate::Lost(at))) => {
                format!("A message that will be lost was delayed: to {at}.")
            }
            (MessageControl::Delayed, None | Some(Fate::Unknown)) => {
                "A message was delayed.".into()
            }
            (MessageControl::Duplicated, _) => duplicated(event),
        },
        Control::TimersAligned { at } => {
            format!("The election timers were aligned: all run out at {at}.")
        }
        Control::Held { what } => {
            format!("The {what} are held: from now on they move only when stepped manually.")
        }
        Control::Released { what } => format!("The {what} were released."),
        Control::LinkOverridden { scope, profile } => overridden(*scope, *profile),
        Control::Tuned {
            dial, shown, along, ..
        } => {
            let along = along
                .as_ref()
                .map_or(String::new(), |along| format!(", and “{along}” with it"));
            format!("“{dial}” was set to {shown}{along}.")
        }
        _ => return None,
    })
}

fn delivered(event: &Event, envelope: &Envelope) -> String {
    let crosses = |outcome: &Outcome| matches!(outcome, Outcome::FateChanged { .. });
    let across = match event.outcomes.iter().any(crosses) {
        true => " across the cut",
        false => "",
    };
    let then = last_decision(event).map(|reason| format!(" {}", reason.sentence(envelope.to)));
    let then = then.unwrap_or_default();
    format!("{} was delivered{across}.{then}", in_flight(envelope))
}

/// What the user dropped, or delivered to a server that is down.
fn dropped(envelope: &Envelope, why: LossReason) -> String {
    let message = in_flight(envelope);
    match why {
        LossReason::Down => format!("{message}, which is down, was delivered: it is lost."),
        _ => format!("{message} was dropped."),
    }
}

/// `The vote from S1 to S2`
fn in_flight(envelope: &Envelope) -> String {
    let Envelope { from, to, body, .. } = envelope;
    format!("The {} from {from} to {to}", message_name(body))
}

fn given(event: &Event, server: ServerId, term: Term) -> String {
    let entries = event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Noticed(Notice::Appended { entries, .. }) => Some(entries.len() as u64),
        _ => None,
    });
    let entries = count(entries.unwrap_or(0), "entry", "entries");
    format!("{server} begins in term {term} with a log of {entries}.")
}

fn overridden(scope: Scope, profile: Option<LinkOverride>) -> String {
    let what = match profile {
        Some(LinkOverride::Latency(min, max)) => {
            format!("latency is now {min} to {max}")
        }
        Some(LinkOverride::Loss(share)) => format!("loss is now {}", Percent(share.into())),
        Some(LinkOverride::Late(share)) => format!("{} now come late", Percent(share.into())),
        None => "the dials apply again".into(),
    };
    format!("For `{scope}`, {what}.")
}

fn crashed(event: &Event, server: ServerId, unsynced: u32, kept: u32) -> String {
    let unsent = |outcome: &&Outcome| matches!(outcome, Outcome::NeverSent { .. });
    let what = match event.outcomes.iter().filter(unsent).count() as u64 {
        0 => format!("{server} crashed"),
        unsent => format!(
            "{server} crashed before its {} could leave",
            count(unsent, "message", "messages")
        ),
    };
    let writes = count(unsynced.into(), "write", "writes");
    let (was, is) = if unsynced == 1 {
        ("was", "is")
    } else {
        ("were", "are")
    };
    match (unsynced, kept) {
        (0, _) => format!("{what}; all it had written was on its disk."),
        (_, 0) => {
            format!("{what}; {writes} {was} not on its disk and {is} lost.")
        }
        _ => {
            format!("{what}; of {writes} under way, its disk kept {kept}.")
        }
    }
}

fn restarted(event: &Event, server: ServerId) -> String {
    let lost = event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Noticed(Notice::Truncated { from, last }) => Some((*from, *last)),
        _ => None,
    });
    let lost = match lost {
        Some((from, last)) if from == last => format!(" Entry {last} is lost."),
        Some((from, last)) => format!(" Entries {from} to {last} are lost."),
        None => String::new(),
    };
    match event.after {
        Some(Facts {
            term, last_index, ..
        }) => format!(
            "{server} restarted: its disk kept term {term} and a log that ends at {last_index}.{lost}"
        ),
        None => format!("{server} restarted.{lost}"),
    }
}

fn timed_out(event: &Event, server: ServerId) -> String {
    let then = match last_decision(event) {
        Some(Reason::ElectionTimeout { term }) => {
            format!(" {server} starts an election in term {term}.")
        }
        Some(reason) => format!(" {}", reason.sentence(server)),
        None => String::new(),
    };
    format!("The election timer of {server} ran out early.{then}")
}

fn last_decision(event: &Event) -> Option<Reason> {
    event
        .outcomes
        .iter()
        .rev()
        .find_map(|outcome| match outcome {
            Outcome::Decided(Reason::ElectionTimerReset) => None,
            Outcome::Decided(reason) => Some(*reason),
            _ => None,
        })
}

fn duplicated(event: &Event) -> String {
    let copy = event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Sent { envelope, .. } => Some(envelope),
        _ => None,
    });
    match copy {
        Some(copy) => format!(
            "The {} from {} to {} was duplicated.",
            message_name(&copy.body),
            copy.from,
            copy.to
        ),
        None => "A message was duplicated.".into(),
    }
}

/// `The links between S1 and S2`, `The links of S1 with S2, S3`, or how many links there are.
fn ends(links: &[(ServerId, ServerId)]) -> String {
    let servers: ServerSet = links.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let common = |id: &ServerId| links.iter().all(|(from, to)| from == id || to == id);
    let mut shared = servers.iter().filter(common);
    match (shared.next(), shared.next()) {
        (Some(one), Some(other)) => format!("The links between {one} and {other}"),
        (Some(one), None) => format!("The links of {one} with {}", without(servers, one)),
        _ => count(links.len() as u64, "link", "links"),
    }
}

fn without(mut servers: ServerSet, one: ServerId) -> ServerSet {
    servers.remove(one);
    servers
}

fn sides(groups: &[ServerSet]) -> String {
    let groups: Vec<String> = groups.iter().map(ServerSet::to_string).collect();
    groups.join(" | ")
}
