//! The run as it is recorded: its timeline, what observes it, and what is done in it written down for the case of a panic.

use super::history::History;
use super::panic_log::PanicLog;
use super::recent::Recent;
use crate::on_demand;
use raft::Time;
use raft::chunks::Chunks;
use record::story::Story;
use record::{Control, Event, EventKind, EventNumber, MessageName, Observer};
use sim::timeline::Done;
use sim::world::Position;
use sim::{Action, Settings, Timeline, World};

/// What observes the events of the run, and goes back with it.
#[derive(Clone)]
pub(crate) struct Onlookers {
    /// The run so far, in sentences.
    pub(crate) story: Story,
    /// The run so far, at a glance.
    pub(crate) history: History,
    /// The messages that were lost since the last look, and when.
    lost: Vec<(MessageName, Time)>,
    pub(crate) recent: Recent,
}

impl Onlookers {
    /// Of a run of these settings, before its first event.
    pub(crate) fn of(settings: Settings) -> Onlookers {
        Onlookers {
            story: Story::default(),
            history: History::new(settings.members().members()),
            lost: Vec::new(),
            recent: Recent::default(),
        }
    }

    pub(super) fn take_lost(&mut self) -> Vec<(MessageName, Time)> {
        std::mem::take(&mut self.lost)
    }
}

impl Observer for Onlookers {
    fn observe(&mut self, event: &Event) {
        self.story.observe(event);
        self.history.observe(event);
        self.recent.observe(event);
        if let EventKind::Lost { envelope, .. } = &event.kind {
            if self.lost.len() == MOST_LOST {
                self.lost.remove(0);
            }
            self.lost.push((envelope.name(), event.time));
        }
    }
}

/// How many messages that were lost are kept until the next look: a reader sees no more at once.
const MOST_LOST: usize = 50;

/// A timeline, and what is done to it written down before it is done, be it by the reader or by a script.
pub(crate) struct Recorded {
    pub(crate) timeline: Timeline<Onlookers>,
    pub(crate) panic_log: PanicLog,
    /// Whether the run has gone to another moment since something was written down last.
    pub(super) is_elsewhere: bool,
}

impl ::script::Run for Recorded {
    fn world(&self) -> &World {
        self.timeline.world()
    }

    fn act(&mut self, action: &Action) {
        if self.is_done_here(action) {
            self.timeline.step();
            return;
        }
        if std::mem::take(&mut self.is_elsewhere)
            && let Some(going) = on_demand::going()
        {
            (going.note_way_to)(self, self.timeline.position());
        }
        self.panic_log.note(action, self.timeline.world());
        let is_refused = is_refused(self.timeline.act(action));
        self.panic_log.note_end(self.timeline.here(), is_refused);
    }

    fn step(&mut self) -> bool {
        self.timeline.step().is_some()
    }

    /// Where the run was gone back in, what was done at that very time waits for the script, which does it again.
    fn advance(&mut self, until: Time) {
        let again = self.next_done().is_some_and(|at| at.time < until);
        if !self.timeline.is_at_head() && again {
            self.timeline.step();
            return;
        }
        let events = self.timeline.world().events();
        let time = until;
        self.timeline.run_to(Position { time, events });
    }

    fn journal(&self) -> Option<Chunks<Done>> {
        Some(self.timeline.branch().journal().clone())
    }
}

impl Recorded {
    pub(super) fn new(timeline: Timeline<Onlookers>, panic_log: PanicLog) -> Recorded {
        Recorded {
            timeline,
            panic_log,
            is_elsewhere: false,
        }
    }

    /// A run that was played elsewhere is this one now.
    pub(super) fn take_over(&mut self, timeline: Timeline<Onlookers>, memory: usize) {
        self.timeline = timeline.remembering(memory);
        self.note_way_to(self.timeline.head());
        // The moment that is shown may lie before.
        self.is_elsewhere = true;
    }

    /// What is written down is what was done on the way to this moment of the branch: the reader may have gone back, or to another
    /// branch.
    pub(crate) fn note_way_to(&mut self, to: Position) {
        let timeline = &self.timeline;
        let (journal, done) = (
            timeline.branch().journal(),
            timeline.branch().done_before(to),
        );
        let is_on_way = |(of, event)| event < to.events && timeline.branch_of(event) == of;
        self.panic_log.go_back(is_on_way);
        let noted = self.panic_log.done();
        let last = done.checked_sub(1).and_then(|last| journal.get(last));
        if let Some((at, _)) = last.filter(|_| done - noted > MOST_NOTED) {
            self.panic_log.note_omission(*at, done - noted);
            let branch = timeline.branch_of(at.events);
            return self.panic_log.note_end(branch, false);
        }
        for done in (noted..done).filter_map(|place| journal.get(place)) {
            let (at, _) = done;
            let last = at.events.checked_sub(1);
            let last = last.and_then(|last| timeline.event(last));
            let last = last.map_or(Time::ZERO, |last| last.time);
            self.panic_log.note_again(done, last);
            let event = timeline.event(at.events);
            let is_refused = event.is_some_and(|event| is_refused(&event));
            let branch = timeline.branch_of(at.events);
            self.panic_log.note_end(branch, is_refused);
        }
    }

    /// What was done as the event of this number, if that was an action.
    pub(super) fn done(&self, number: EventNumber) -> Option<&Done> {
        let branch = self.timeline.branch();
        let moment = Position {
            events: number,
            ..Position::default()
        };
        let done = branch.journal().get(branch.done_before(moment));
        done.filter(|(at, _)| at.events == number)
    }

    /// When the next event is, if that is an action of the branch.
    pub(super) fn next_done(&self) -> Option<Position> {
        let events = self.timeline.world().events();
        self.done(events).map(|(at, _)| *at)
    }

    /// Whether the run, which was gone back in, goes on with this very action: a script that is played again begins no other
    /// branch.
    fn is_done_here(&self, action: &Action) -> bool {
        let done = self.done(self.timeline.world().events());
        !self.timeline.is_at_head() && done.is_some_and(|(_, done)| done == action)
    }
}

pub(super) fn is_refused(event: &Event) -> bool {
    matches!(event.kind, EventKind::Control(Control::Refused { .. }))
}

/// How much that was done elsewhere is written down for the case of a panic: to find out when it was takes a millisecond each.
const MOST_NOTED: u64 = 200;
