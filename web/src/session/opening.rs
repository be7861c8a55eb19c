//! How a run begins: which world, and at which moment the reader comes in.

use raft::{Duration, Notice, Time, TimerKind};
use record::{Event, EventKind, MessageKind, Outcome};
use sim::{MAX_SERVERS, Settings, SettingsError, World};

/// The reader comes in this long before the first election timer runs out: about two seconds at the slow speed, in which the first
/// sentence is read.
const BEFORE_THE_FIRST_ELECTION: Duration = Duration::from_millis(20);

const COUNTS: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// How far a run is looked through for its first election before it is taken to have none.
const FIRST_EVENTS: u32 = 2_000;

/// How many random seeds are tried.
const DRAWS: u32 = 50;

/// A world with this seed, or with a random one whose first round elects a leader.
///
/// # Errors
/// If the settings allow no such world.
pub(crate) fn world(
    settings: Settings,
    seed: Option<u64>,
    draw: fn() -> u64,
) -> Result<World, SettingsError> {
    if let Some(seed) = seed {
        return World::new(settings, seed);
    }
    let mut world = World::new(settings, draw())?;
    for _ in 0..DRAWS {
        if elects_in_first_round(&world) {
            break;
        }
        world = World::new(settings, draw())?;
    }
    Ok(world)
}

/// When the reader comes in: shortly before the first election begins.
pub(crate) fn entrance(world: &World) -> Time {
    let election = find(world, is_election_timeout);
    match election {
        Some((time, _)) => {
            Time(time.0.saturating_sub(BEFORE_THE_FIRST_ELECTION.0)).max(world.now())
        }
        None => world.now(),
    }
}

/// When the first vote has been asked for and arrives, and how many events will have happened then: where a page
/// opens that must not move by itself.
pub(crate) fn first_vote(world: &World) -> Option<u64> {
    find(world, |event| {
        matches!(&event.kind, EventKind::Delivered { envelope, .. }
            if envelope.body.kind() == MessageKind::RequestVote)
    })
    .map(|(_, events)| events)
}

fn elects_in_first_round(world: &World) -> bool {
    let mut elections = 0;
    let decided = find(world, |event| {
        elections += u32::from(is_election_timeout(event));
        elections > 1 || is_victory(event)
    });
    decided.is_some() && elections == 1
}

/// Runs a copy until an event meets the condition: its time, and how many have happened then.
fn find(world: &World, mut is_found: impl FnMut(&Event) -> bool) -> Option<(Time, u64)> {
    let mut ahead = world.clone();
    for _ in 0..FIRST_EVENTS {
        if is_found(ahead.step()?) {
            return Some((ahead.now(), ahead.events()));
        }
    }
    None
}

fn is_election_timeout(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::TimerFired {
            timer: TimerKind::Election,
            ..
        }
    )
}

fn is_victory(event: &Event) -> bool {
    let won = |outcome: &Outcome| matches!(outcome, Outcome::Noticed(Notice::BecameLeader(_)));
    event.outcomes.iter().any(won)
}

/// How many, in a word, and the ending of what is counted.
pub(crate) fn count(servers: usize) -> (&'static str, &'static str) {
    (COUNTS[servers.min(9)], if servers == 1 { "" } else { "s" })
}

/// What the page shows, and how to begin.
pub(crate) fn first_line(servers: usize) -> String {
    let (count, plural) = count(servers);
    format!("A Raft cluster of {count} server{plural}. Click anything.")
}

/// Reads the form for a new run: the number of servers, and a seed if there is one.
///
/// # Errors
/// A message that says what would be right.
pub(crate) fn read_form(servers: &str, seed: &str) -> Result<(u8, Option<u64>), String> {
    let seed = match seed.trim() {
        "" => None,
        seed => Some(read_seed(seed)?),
    };
    Ok((read_servers(servers)?, seed))
}

/// # Errors
/// A message that says what would be right.
pub(crate) fn read_servers(text: &str) -> Result<u8, String> {
    match text.trim().parse() {
        Ok(servers @ 1..=MAX_SERVERS) => Ok(servers),
        _ => Err(format!(
            "A cluster has 1 to {MAX_SERVERS} servers, not “{text}”."
        )),
    }
}

/// # Errors
/// A message that says what would be right.
pub(crate) fn read_seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| {
        format!(
            "A seed is a whole number from 0 to {}, not “{text}”.",
            u64::MAX
        )
    })
}
