//! What goes on beside a test: attempts to get one command applied, and clients that never rest.

use crate::lab::{Lab, Verdict};
use raft::{Command, Duration, Index, ServerId, Time};

/// Within what time one command must be applied.
const AGREEMENT: Duration = Duration::from_millis(10_000);

/// How long the tester believes in one start.
const PATIENCE: Duration = Duration::from_millis(2_000);

/// What to do next.
pub(crate) enum Next<T> {
    /// Look again after this time.
    Look(Duration),
    Done(T),
}

/// One of the things that go on.
pub(crate) enum Task {
    One(One),
    Client(Client),
}

impl Lab {
    /// Begins to get a command applied by some server, beside the test.
    pub(crate) fn begin_one(&mut self, number: u64) {
        let now = self.now();
        let one = One::new(self.command(number), 1, true, now);
        self.tasks.push((now, Task::One(one)));
    }

    /// Lets a client work beside the test, until [`Lab::end_tasks`].
    pub(crate) fn begin_client(&mut self, number: u64) {
        let client = Client {
            number,
            attempt: None,
            applied: Vec::new(),
        };
        self.tasks.push((self.now(), Task::Client(client)));
    }

    /// Waits until every attempt has come to its end, lets clients end theirs, and gives what those saw applied.
    pub(crate) fn end_tasks(&mut self) -> Verdict<Vec<Command>> {
        let mut applied = Vec::new();
        while let Some((wake, task)) = self.next_task(Time(u64::MAX)) {
            self.run_until(wake)?;
            match task {
                Task::Client(client) if client.attempt.is_none() => applied.extend(client.applied),
                task => self.proceed(task)?,
            }
        }
        Ok(applied)
    }

    /// Takes out what comes next, if it comes by `end`.
    pub(crate) fn next_task(&mut self, end: Time) -> Option<(Time, Task)> {
        let wakes = self.tasks.iter().map(|(wake, _)| *wake).enumerate();
        let (place, wake) = wakes.min_by_key(|(_, wake)| *wake)?;
        (wake <= end).then(|| self.tasks.remove(place))
    }

    /// Lets something go on by a step, and plans its next one.
    pub(crate) fn proceed(&mut self, mut task: Task) -> Verdict {
        let next = match &mut task {
            Task::One(one) => one.proceed(self)?,
            Task::Client(client) => Next::Look(client.proceed(self)?),
        };
        if let Next::Look(pause) = next {
            self.tasks.push((self.now() + pause, task));
        }
        Ok(())
    }
}

/// An attempt to get a command applied.
pub(crate) struct One {
    command: Command,
    wanted: usize,
    retry: bool,
    begun: Time,
    /// The server that was asked last.
    asked: ServerId,
    /// Where a leader has put the command, and when.
    started: Option<(Index, Time)>,
}

impl One {
    pub(crate) fn new(command: Command, wanted: usize, retry: bool, now: Time) -> One {
        One {
            command,
            wanted,
            retry,
            begun: now,
            asked: ServerId(1),
            started: None,
        }
    }

    /// Asks the connected servers in turn, until one takes the command; then looks every 20 ms whether it is applied.
    pub(crate) fn proceed(&mut self, lab: &mut Lab) -> Verdict<Next<Index>> {
        let took = lab.now().since(self.begun);
        if let Some((index, _)) = self.started {
            let (servers, found) = lab.tester.committed(index);
            if servers >= self.wanted && found == Some(&self.command) {
                lab.figures
                    .at_most("ms to agree", took.0 / 1_000, AGREEMENT.0 / 1_000)?;
                return Ok(Next::Done(index));
            }
        }
        match self.started {
            Some((_, since)) if lab.now().since(since) < PATIENCE => {
                return Ok(Next::Look(Duration::from_millis(20)));
            }
            Some((index, _)) if !self.retry => {
                return Err(format!("{index} was not applied by {}", self.wanted));
            }
            _ => {}
        }
        if took >= AGREEMENT {
            return Err(format!("no agreement of {} in ten seconds", self.wanted));
        }
        self.started = self.ask(lab)?.map(|index| (index, lab.now()));
        let pause = if self.started.is_some() { 20 } else { 50 };
        Ok(Next::Look(Duration::from_millis(pause)))
    }

    fn ask(&mut self, lab: &mut Lab) -> Verdict<Option<Index>> {
        for _ in lab.servers() {
            self.asked = lab.after(self.asked, 1);
            if !lab.is_connected(self.asked) {
                continue;
            }
            if let Some(started) = lab.start(self.asked, &self.command)? {
                return Ok(Some(started.index));
            }
        }
        Ok(None)
    }
}

/// When a client looks whether its command was applied, after it was started; then it tries another one.
const LOOKS: [u64; 5] = [10, 20, 50, 100, 200];

/// A client that gives one command after the other to the server that takes it, and remembers those that it saw applied.
pub(crate) struct Client {
    number: u64,
    /// Its command, where it was put, and how often it was looked for.
    attempt: Option<(Command, Index, usize)>,
    applied: Vec<Command>,
}

impl Client {
    fn proceed(&mut self, lab: &mut Lab) -> Verdict<Duration> {
        let pause = match self.attempt.take() {
            None => self.begin(lab)?,
            Some((command, index, looks)) => match lab.tester.committed(index) {
                (0, _) if looks < LOOKS.len() => {
                    self.attempt = Some((command, index, looks + 1));
                    LOOKS[looks]
                }
                (0, _) => 0,
                (_, found) => {
                    self.applied
                        .extend(found.filter(|found| **found == command).cloned());
                    0
                }
            },
        };
        Ok(Duration::from_millis(pause))
    }

    /// Gives a new command to all servers, since one of them may lead, and returns when to look.
    fn begin(&mut self, lab: &mut Lab) -> Verdict<u64> {
        let command = lab.any_command();
        let mut index = None;
        for id in lab.servers() {
            index = lab
                .start(id, &command)?
                .map(|started| started.index)
                .or(index);
        }
        self.attempt = index.map(|index| (command, index, 0));
        Ok(match self.attempt {
            Some(_) => 0,
            None => 79 + self.number * 17,
        })
    }
}
