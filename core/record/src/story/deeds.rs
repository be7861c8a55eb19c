//! Sentences about what a reader did.

use super::{Sentence, Weight};
use crate::event::{Envelope, Event, EventKind, Facts, Fate, LossReason, Outcome};
use crate::scope::{LinkOverride, Scope};
use crate::story::happenings::{count, message_name};
use raft::{Notice, Reason, ServerId, ServerSet, Term, TimerKind};

/// The sentence of an event by hand; none if it is not one, or if what a rule decided says it all.
pub(super) fn sentence(event: &Event) -> Option<Sentence> {
    if let EventKind::Refused { sentence } = &event.kind {
        return Some(Sentence::new(Weight::Normal, sentence.clone()));
    }
    let text = match event.server {
        Some(server) => to_server(event, server).or_else(|| to_cluster(event)),
        None => to_cluster(event),
    };
    Some(Sentence::new(Weight::Major, text?))
}

/// What was done to one server.
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
        EventKind::Wiped => {
            format!("The reader erased the disk of {server}: more than Raft promises to survive.")
        }
        EventKind::LogGiven { term } => given(event, server, *term),
        EventKind::DiskOverridden {
            latency: Some((min, max)),
        } => format!("From now on a write of {server} takes {min} to {max}."),
        EventKind::DiskOverridden { latency: None } => {
            format!("A write of {server} takes as long as any other again.")
        }
        EventKind::TimerFired {
            timer: TimerKind::Heartbeat,
            manual: true,
        } => format!("The reader let the heartbeat timer of {server} run out."),
        EventKind::Persisted { .. } if event.cause.is_none() => {
            format!("The reader let a write of {server} finish.")
        }
        EventKind::Applied { last } if event.cause.is_none() => {
            format!("The reader let {server} apply through entry {last}.")
        }
        EventKind::Paused => {
            format!("The reader paused {server}: its memory stays, its input waits.")
        }
        EventKind::Resumed => {
            format!("The reader resumed {server}: it goes on with what came in meanwhile.")
        }
        EventKind::DiskStalled => {
            format!(
                "The reader stalled the disk of {server}: no write finishes until it is released."
            )
        }
        EventKind::DiskReleased => format!("The reader released the disk of {server}."),
        _ => return None,
    })
}

/// What was done to messages, links, clients and dials.
fn to_cluster(event: &Event) -> Option<String> {
    Some(match &event.kind {
        EventKind::Submitted { client, operation } => {
            format!("The reader gave {client} an operation: `{operation}`.")
        }
        EventKind::Cut { links } => match links[..] {
            [(from, to)] => {
                format!("The reader cut a link: nothing from {from} reaches {to} any more.")
            }
            _ => format!("The reader cut {}.", ends(links)),
        },
        EventKind::Healed { links } => match links[..] {
            [(from, to)] => format!("The reader mended a link: {to} can hear {from} again."),
            _ => format!("The reader mended {}.", ends(links)),
        },
        EventKind::Partitioned { groups } => {
            format!("The reader divided the servers: {}.", apart(groups))
        }
        EventKind::Delayed {
            fate: Fate::Arrives(at),
            ..
        } => format!("The reader delayed a message: it arrives at {at}."),
        EventKind::Delayed {
            fate: Fate::Lost(at),
            ..
        } => format!("The reader delayed a message that will be lost: now at {at}."),
        EventKind::Duplicated { .. } => duplicated(event),
        EventKind::TimersAligned { at } => {
            format!("The reader aligned the election timers: all run out at {at}.")
        }
        EventKind::Held { what } => {
            format!("The reader holds the {what}: from now on they move by hand only.")
        }
        EventKind::Released { what } => format!("The reader released the {what}."),
        EventKind::LinkOverridden { scope, shape } => shaped(*scope, *shape),
        EventKind::Tuned {
            dial, shown, along, ..
        } => {
            let along = along.map_or(String::new(), |along| format!(", and “{along}” with it"));
            format!("The reader turned “{dial}” to {shown}{along}.")
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
    format!(
        "The reader delivered {}{across}.{then}",
        on_its_way(envelope)
    )
}

/// What the user dropped, or delivered to a server that is down.
fn dropped(envelope: &Envelope, why: LossReason) -> String {
    let message = on_its_way(envelope);
    match why {
        LossReason::Down => {
            format!("The reader delivered {message}, which is down: it is lost.")
        }
        _ => format!("The reader dropped {message}."),
    }
}

/// `the vote from S1 to S2`
fn on_its_way(envelope: &Envelope) -> String {
    let Envelope {
        from, to, message, ..
    } = envelope;
    format!("the {} from {from} to {to}", message_name(message))
}

fn given(event: &Event, server: ServerId, term: Term) -> String {
    let entries = event.outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Noticed(Notice::Appended { entries, .. }) => Some(entries.len() as u64),
        _ => None,
    });
    let entries = count(entries.unwrap_or(0), "entry", "entries");
    format!("{server} begins in term {term} with a log of {entries}.")
}

fn shaped(scope: Scope, shape: Option<LinkOverride>) -> String {
    let what = match shape {
        Some(LinkOverride::Latency(min, max)) => {
            format!("the reader turned latency to {min} to {max}")
        }
        Some(LinkOverride::Loss(share)) => format!("the reader turned loss to {share} of 1000"),
        Some(LinkOverride::Late(share)) => format!("the reader lets {share} of 1000 come late"),
        None => "the dials count again".into(),
    };
    format!("For `{scope}`, {what}.")
}

fn crashed(event: &Event, server: ServerId, unsynced: u32, kept: u32) -> String {
    let unsent = |outcome: &&Outcome| matches!(outcome, Outcome::NeverSent { .. });
    let what = match event.outcomes.iter().filter(unsent).count() as u64 {
        0 => format!("The reader crashed {server}"),
        unsent => format!(
            "The reader crashed {server} before its {} could leave",
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
            "The reader restarted {server}: its disk kept term {term} and a log that ends at {last_index}.{lost}"
        ),
        None => format!("The reader restarted {server}.{lost}"),
    }
}

fn timed_out(event: &Event, server: ServerId) -> String {
    let then = match last_decision(event) {
        Some(Reason::ElectionTimeout { term }) => {
            format!(" {server} stands for election in term {term}.")
        }
        Some(reason) => format!(" {}", reason.sentence(server)),
        None => String::new(),
    };
    format!("The reader let the election timer of {server} run out.{then}")
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
        Some(copy) => format!("The reader doubled {}.", on_its_way(copy)),
        None => "The reader doubled a message.".into(),
    }
}

/// `the links between S1 and S2`, `all links of S1`, or how many links there are.
fn ends(links: &[(ServerId, ServerId)]) -> String {
    let servers: ServerSet = links.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let common = |id: &ServerId| links.iter().all(|(from, to)| from == id || to == id);
    let mut shared = servers.iter().filter(common);
    match (shared.next(), shared.next()) {
        (Some(one), Some(other)) => format!("the links between {one} and {other}"),
        (Some(one), None) => format!("the links of {one} with {}", without(servers, one)),
        _ => count(links.len() as u64, "link", "links"),
    }
}

fn without(mut servers: ServerSet, one: ServerId) -> ServerSet {
    servers.remove(one);
    servers
}

fn apart(groups: &[ServerSet]) -> String {
    let groups: Vec<String> = groups.iter().map(ServerSet::to_string).collect();
    groups.join(" apart from ")
}
