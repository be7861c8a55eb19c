//! The world: servers, network, disks, clients and what is due, as a pure function of (settings, seed, actions).

mod actions;
mod clients;
mod dials;
mod disks;
mod effects;
mod foresee;
mod links;
mod machines;
mod messages;
mod position;
mod reported;
mod schedule;
mod servers;
mod state;
mod timers;
mod trace;
mod view;
mod weight;

pub use actions::Refusal;
pub use position::Position;
pub(crate) use reported::Reported;
use reported::report_changes;

use crate::chance::Chance;
use crate::client::Client;
use crate::dials::Dials;
use crate::network::Network;
use crate::queue::{Due, Plan, Queue};
use crate::server::Server;
use crate::settings::{Settings, SettingsError};
use raft::{Durable, Effect, Input, ServerId, ServerSet, Time};
use record::checks::{Checks, Violation};
use record::fingerprint::Fingerprint;
use record::{ClientId, Event, EventKind, EventNumber, Holds, Outcome};

/// A cluster with everything around it. Cloning is cheap: it costs what is there now, not what has been.
pub struct World {
    pub(crate) settings: Settings,
    pub(crate) dials: Dials,
    pub(crate) chance: Chance,
    pub(crate) now: Time,
    pub(crate) queue: Queue,
    /// Plans that came to the head of the queue and may not happen: they are held, or a process is paused.
    pub(crate) parked: Vec<Plan>,
    /// What only the user moves.
    pub(crate) holds: Holds,
    /// By ascending id, `S1` first.
    pub(crate) servers: Vec<Server>,
    pub(crate) network: Network,
    /// By ascending id, `C1` first.
    pub(crate) clients: Vec<Client>,
    pub(crate) checks: Checks,
    pub(crate) fingerprint: Fingerprint,
    /// How many events have happened.
    pub(crate) events: EventNumber,
    /// Whether the servers have begun to start.
    pub(crate) begun: bool,
    /// The servers whose disk was ever erased.
    pub(crate) wiped: ServerSet,
    /// Whether the opening operation is still to be sent.
    pub(crate) opening: bool,
    /// The event that is happening, or that happened last. Its memory is used again for the next.
    pub(crate) event: Event,
    /// Filled and emptied at every step, and kept so that its memory is used again. A clone begins with none.
    effects: Vec<Effect>,
}

/// Not derived, as the page would get a copy of that for each crate that clones worlds.
impl Clone for World {
    fn clone(&self) -> World {
        World {
            settings: self.settings,
            dials: self.dials,
            chance: self.chance,
            now: self.now,
            queue: self.queue.clone(),
            parked: self.parked.clone(),
            holds: self.holds,
            servers: self.servers.clone(),
            network: self.network.clone(),
            clients: self.clients.clone(),
            checks: self.checks.clone(),
            fingerprint: self.fingerprint,
            events: self.events,
            begun: self.begun,
            wiped: self.wiped,
            opening: self.opening,
            event: self.event.clone(),
            effects: Vec::new(),
        }
    }
}

impl World {
    /// A new world at time zero. Its servers start with its first events.
    pub fn new(settings: Settings, seed: u64) -> Result<World, SettingsError> {
        let settings = settings.checked()?;
        let (chance, dials) = (Chance::new(seed), settings.dials);
        let members = settings.members();
        let ids = (1..=settings.servers).map(ServerId);
        let mut queue = Queue::default();
        for id in ids.clone() {
            queue.plan(Time::ZERO, Due::Start(id));
        }
        Ok(World {
            settings,
            dials,
            chance,
            now: Time::ZERO,
            queue,
            parked: Vec::new(),
            holds: Holds::default(),
            servers: ids
                .map(|id| Server::new(id, Durable::new(members), (chance, &dials)))
                .collect(),
            network: Network::new(settings.servers),
            clients: (1..=settings.clients)
                .map(|number| Client::new(ClientId(number)))
                .collect(),
            checks: Checks::new(),
            fingerprint: Fingerprint::new(),
            events: 0,
            begun: false,
            wiped: ServerSet::EMPTY,
            opening: settings.opening_operation && settings.clients > 0,
            event: Event {
                number: 0,
                time: Time::ZERO,
                cause: None,
                server: None,
                kind: EventKind::Unknown,
                outcomes: Vec::new(),
                after: None,
                source: None,
            },
            effects: Vec::new(),
        })
    }

    /// The moment: the time of the last event, or a later one that [`World::run_until`] reached.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the next event will happen by itself; none if nothing ever will.
    pub fn next_due(&self) -> Option<Time> {
        self.queue.peek().map(|(time, ..)| time.max(self.now))
    }

    /// Lets the next event happen. None if nothing ever will by itself.
    pub fn step(&mut self) -> Option<&Event> {
        let (time, _, due) = self.queue.pop()?;
        self.now = self.now.max(time);
        self.begun = true;
        self.happen(due);
        self.tidy_queue();
        Some(&self.event)
    }

    /// Lets everything happen that is due by `until`, shows each event to `observe`, and moves the clock there.
    pub fn run_until(&mut self, until: Time, observe: &mut dyn FnMut(&Event)) {
        while self.next_due().is_some_and(|due| due <= until) {
            if let Some(event) = self.step() {
                observe(event);
            }
        }
        self.now = self.now.max(until);
    }

    /// Whether a server has yet to start.
    pub fn is_starting(&self) -> bool {
        matches!(self.queue.peek(), Some((_, _, Due::Start(_))))
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Running hash of all events; the same natively and as wasm.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint.value()
    }

    pub fn seed(&self) -> u64 {
        self.chance.seed()
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The servers that there are, whether they are members or not.
    pub fn ids(&self) -> ServerSet {
        self.servers.iter().map(|server| server.id).collect()
    }

    pub fn dials(&self) -> &Dials {
        &self.dials
    }

    /// What the disk of a server holds, without what is still on its way there; none if there is no such server.
    pub fn disk(&self, id: ServerId) -> Option<&Durable> {
        let place = usize::from(id.0).checked_sub(1)?;
        self.servers.get(place).map(|server| &server.disk.durable)
    }

    /// A server takes one step. The only place where a node is called.
    pub(crate) fn take_step(&mut self, id: ServerId, input: Input) {
        let mut effects = std::mem::take(&mut self.effects);
        let now = self.now;
        let server = self.server_mut(id);
        let clock = server.clock(now);
        server.node.step(clock, input, &mut effects);
        for effect in effects.drain(..) {
            self.carry_out(id, effect);
        }
        self.effects = effects;
        let server = &mut self.servers[usize::from(id.0 - 1)];
        report_changes(server, &mut self.event.outcomes);
        self.event.after = Some(server.facts());
    }

    pub(crate) fn begin_event(
        &mut self,
        cause: Option<EventNumber>,
        server: Option<ServerId>,
        kind: EventKind,
    ) {
        self.event.number = self.events;
        self.event.time = self.now;
        self.event.cause = cause;
        self.event.server = server;
        self.event.kind = kind;
        self.event.outcomes.clear();
        self.event.after = None;
        self.events += 1;
    }

    pub(crate) fn end_event(&mut self) {
        if self.settings.checks {
            let was_undecided = self.checks.undecided().is_some();
            for violation in self.checks.observe(&self.event) {
                let Violation {
                    check, sentence, ..
                } = violation;
                let check = check.into();
                self.event
                    .outcomes
                    .push(Outcome::CheckFailed { check, sentence });
            }
            if let Some(check) = self.checks.undecided().filter(|_| !was_undecided) {
                self.event
                    .outcomes
                    .push(Outcome::CheckUndecided(check.into()));
            }
        }
        self.fingerprint.observe(&self.event);
    }

    pub(crate) fn server(&self, id: ServerId) -> &Server {
        &self.servers[usize::from(id.0 - 1)]
    }

    pub(crate) fn server_mut(&mut self, id: ServerId) -> &mut Server {
        &mut self.servers[usize::from(id.0 - 1)]
    }

    pub(crate) fn client_mut(&mut self, id: ClientId) -> &mut Client {
        &mut self.clients[usize::from(id.0 - 1)]
    }
}
