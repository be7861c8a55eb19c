//! A world that the lab's tester controls: servers, a network that goes bad, and time.

use crate::choices::Choices;
use crate::figures::Figures;
use crate::rows::Row;
use crate::tasks::Task;
use crate::tester::Tester;
use raft::{Command, Duration, Index, Payload, ServerId, ServerSet, Term, Time, size};
use record::{ClientCommand, ClientId, Control, EventKind, Kinds, LinkOverride, Operation, Scope};
use sim::machine::Machine;
use sim::{Action, Dial, ServerAction, Settings, World};

/// Nothing, or what does not hold: a message.
pub(crate) type Verdict<T = ()> = Result<T, String>;

/// How long the lab takes an election to last at the most; its tests sleep for multiples of this.
pub(crate) const ELECTION: Duration = Duration::from_millis(1_000);

/// What a test may take in all.
const WHOLE_TEST: Duration = Duration::from_millis(120_000);

/// No commands but the tester's.
const CLIENT: ClientId = ClientId(1);

/// What a server says when it is given a command.
#[derive(Clone, Copy)]
pub(crate) struct Started {
    /// Where the command stands, if it is ever committed.
    pub(crate) index: Index,
    pub(crate) term: Term,
}

/// A world and its tester.
pub(crate) struct Lab {
    world: World,
    pub(crate) tester: Tester,
    pub(crate) figures: Figures,
    pub(crate) choices: Choices,
    connected: ServerSet,
    /// Whether commands are such that a snapshot shows each of them.
    snapshots: bool,
    /// What goes on beside the test.
    pub(crate) tasks: Vec<(Time, Task)>,
}

impl Lab {
    pub(crate) fn new(row: &Row, seed: u64) -> Lab {
        let mut settings = Settings {
            servers: row.servers,
            clients: 1,
            ..Settings::lab()
        };
        if !row.snapshots {
            let turned = settings.dials.set(Dial::SnapshotThreshold, 0);
            turned.expect("a world may take no snapshots");
        }
        let mut lab = Lab {
            world: World::new(settings, seed).expect("such a world can be"),
            tester: Tester::new(row.servers),
            figures: Figures::default(),
            choices: Choices::seeded(seed),
            connected: ServerSet::first(row.servers),
            snapshots: row.snapshots,
            tasks: Vec::new(),
        };
        if row.unreliable {
            lab.set_unreliable(true);
        }
        let started = lab.run_until(Time::ZERO);
        started.expect("servers start");
        lab
    }

    pub(crate) fn now(&self) -> Time {
        self.world.now()
    }

    pub(crate) fn servers(&self) -> impl Iterator<Item = ServerId> + use<> {
        (1..=self.world.settings().servers).map(ServerId)
    }

    /// The server so many places after another one, in a ring.
    pub(crate) fn after(&self, id: ServerId, places: u8) -> ServerId {
        ServerId((id.0 - 1 + places) % self.world.settings().servers + 1)
    }

    pub(crate) fn any_server(&mut self) -> ServerId {
        ServerId(1 + self.choices.below(self.world.settings().servers.into()) as u8)
    }

    // — what the tester does —

    /// Gives a server a command. None if it does not lead, or is down.
    pub(crate) fn start(&mut self, id: ServerId, command: &Command) -> Verdict<Option<Started>> {
        if !self.tester.is_up(id) {
            return Ok(None);
        }
        let event = self.world.request(CLIENT, id, command.clone());
        self.tester.hear(event)?;
        let leads = self.tester.leads(id);
        let facts = event.after.filter(|_| leads);
        Ok(facts.map(|facts| Started {
            index: facts.last_index,
            term: facts.term,
        }))
    }

    /// Gives a server a number as a command.
    pub(crate) fn start_number(&mut self, id: ServerId, number: u64) -> Verdict<Option<Started>> {
        let command = self.command(number);
        self.start(id, &command)
    }

    /// A number as a command.
    pub(crate) fn command(&self, number: u64) -> Command {
        if !self.snapshots {
            return number.to_le_bytes().as_slice().into();
        }
        ClientCommand {
            client: CLIENT,
            serial: 0,
            acknowledged: 0,
            operation: Operation::Set {
                key: number.to_string().into(),
                value: 1,
            },
        }
        .encode()
    }

    /// A command that differs from all others, most likely.
    pub(crate) fn any_command(&mut self) -> Command {
        let number = self.choices.below(1_000_000_000_000);
        self.command(number)
    }

    /// The server hears the others that are connected, and they hear it.
    pub(crate) fn connect(&mut self, id: ServerId) -> Verdict {
        self.connected.insert(id);
        self.partition()
    }

    /// Nothing reaches the server or leaves it.
    pub(crate) fn disconnect(&mut self, id: ServerId) -> Verdict {
        self.connected.remove(id);
        self.partition()
    }

    pub(crate) fn is_connected(&self, id: ServerId) -> bool {
        self.connected.contains(id)
    }

    /// The server loses its memory and its connections; a restart gives it neither back.
    pub(crate) fn crash(&mut self, id: ServerId) -> Verdict {
        self.disconnect(id)?;
        self.act(&Action::Server(ServerAction::Crash, id))
    }

    /// A server that is down comes up with what its disk holds, not yet connected. One that is up goes down before.
    pub(crate) fn restart(&mut self, id: ServerId) -> Verdict {
        if self.tester.is_up(id) {
            self.crash(id)?;
        }
        self.act(&Action::Server(ServerAction::Restart, id))?;
        self.show_snapshot(id)
    }

    pub(crate) fn restart_all(&mut self) -> Verdict {
        self.servers().try_for_each(|id| self.crash(id))?;
        self.servers().try_for_each(|id| self.restart(id))?;
        self.servers().try_for_each(|id| self.connect(id))
    }

    /// Requests take up to 26 ms; of requests and of replies one in ten is lost. Or no more so.
    pub(crate) fn set_unreliable(&mut self, on: bool) {
        let slow = LinkOverride::Latency(Duration(100), Duration::from_millis(26));
        let (requests, replies) = (messages("requests"), messages("replies"));
        let shapes = [
            (requests, slow),
            (requests, LinkOverride::Loss(100)),
            (replies, LinkOverride::Loss(100)),
        ];
        for (scope, shape) in shapes {
            match on {
                true => self.override_link(scope, Some(shape)),
                false => self.override_link(scope, None),
            }
        }
    }

    /// Nothing overtakes anything.
    pub(crate) fn set_in_order(&mut self) {
        let same = LinkOverride::Latency(Duration(100), Duration(100));
        self.override_link(Scope::ALL, Some(same));
    }

    /// Two of three replies come 200 ms to 2.2 s late, the later the rarer.
    pub(crate) fn set_long_reordering(&mut self) {
        self.override_link(messages("replies"), Some(LinkOverride::Late(667)));
    }

    /// Lets time pass, with whatever goes on beside the test.
    pub(crate) fn sleep(&mut self, span: Duration) -> Verdict {
        let end = self.now() + span;
        while let Some((wake, task)) = self.next_task(end) {
            self.run_until(wake)?;
            self.proceed(task)?;
        }
        self.run_until(end)
    }

    pub(crate) fn run_until(&mut self, until: Time) -> Verdict {
        while self.world.next_due().is_some_and(|due| due <= until) {
            let Some(event) = self.world.step() else {
                break;
            };
            self.tester.hear(event)?;
            if let Some(id) = self.tester.take_restored() {
                self.show_snapshot(id)?;
            }
        }
        self.world.run_until(until, &mut |_| {});
        Ok(())
    }

    /// Notes the largest persisted log, and that it is within the lab's bound.
    pub(crate) fn check_log_size(&mut self) -> Verdict {
        let sizes = self.servers().filter_map(|id| self.world.disk(id));
        let largest = sizes.map(size::of_persisted).max().unwrap_or_default();
        self.figures.at_most("bytes of log", largest, 1_999)
    }

    /// Notes what the whole test took.
    pub(crate) fn finish(&mut self) -> Verdict {
        let took = self.now().since(Time::ZERO);
        self.figures
            .at_most("ms in all", took.0 / 1_000, WHOLE_TEST.0 / 1_000)
    }

    // — how it is done —

    fn partition(&mut self) -> Verdict {
        self.act(&Action::Partition(vec![self.connected]))
    }

    fn override_link(&mut self, scope: Scope, shape: Option<LinkOverride>) {
        let done = self.act(&Action::OverrideLink(scope, shape));
        done.expect("messages can be shaped like this");
    }

    fn act(&mut self, action: &Action) -> Verdict {
        let event = self.world.apply(action);
        if let EventKind::Control(Control::Refused { sentence }) = &event.kind {
            panic!("{action:?}: {sentence}");
        }
        self.tester.hear(event)
    }

    /// Lets the tester see the snapshot that a server's state machine was replaced by, if there is one.
    fn show_snapshot(&mut self, id: ServerId) -> Verdict {
        let disk = self.world.disk(id).expect("there is such a server");
        let snapshot = &disk.snapshot;
        let index = snapshot.id.last_included_index;
        if index == 0 {
            return Ok(());
        }
        let mut wanted = Machine::default();
        for command in self.tester.agreed(index) {
            wanted.apply(&Payload::Command(command.clone()));
        }
        if Machine::from_bytes(&snapshot.data) != Ok(wanted) {
            return Err(format!(
                "{id} has a snapshot through {index} that does not hold what was applied"
            ));
        }
        self.tester.restored(id, index)
    }
}

fn messages(name: &str) -> Scope {
    Scope {
        kinds: Kinds::named(name).expect("there are such messages"),
        ..Scope::ALL
    }
}
