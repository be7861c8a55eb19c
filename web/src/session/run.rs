//! The run that is shown: its timeline, what observes it, and the script that plays in it.

use super::changed::{self, Changed};
use super::history::History;
use super::interest;
use super::lost::Lost;
use super::panic_log::{Notes, PanicLog};
use super::playing::Playing;
use super::recent::{Ended, Recent};
use super::scout::Scout;
use ::script::Run as _;
use raft::chunks::Chunks;
use raft::{Duration, Time};
use record::story::{Line, Story, sentence};
use record::{
    ClusterView, Control, Event, EventKind, EventNumber, MessageName, Observer, Outcome, RoleName,
};
use sim::timeline::{BranchId, Done};
use sim::{Action, Dial, Timeline, World};
use std::cell::RefCell;
use std::rc::Rc;

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
}

impl ::script::Run for Recorded {
    fn world(&self) -> &World {
        self.timeline.world()
    }

    fn act(&mut self, action: &Action) {
        self.panic_log.note(action, self.timeline.world());
        let event = self.timeline.act(action);
        if let EventKind::Control(Control::Refused { .. }) = event.kind {
            self.panic_log.note_refusal();
        }
    }

    fn step(&mut self) -> bool {
        self.timeline.step().is_some()
    }

    fn advance(&mut self, until: Time) {
        self.timeline.advance(until);
    }

    fn journal(&self) -> Option<Chunks<Done>> {
        Some(self.timeline.branch().journal().clone())
    }
}

/// What happened in an event, and what was to be seen right after it.
pub(crate) struct Moment {
    branch: BranchId,
    pub(crate) event: Event,
    pub(crate) view: ClusterView,
}

/// What a step is compared with.
pub(crate) struct Before {
    pub(crate) world: World,
    pub(crate) recent: Recent,
}

/// How many moments are kept, since it takes some time to make them again: more than one panel shows.
const MOST_MOMENTS: usize = 16;

/// The run, and the picture of it.
pub(crate) struct Run {
    pub(crate) recorded: Recorded,
    /// The world at its last event; never older than that.
    pub(crate) view: Rc<ClusterView>,
    /// The messages that were lost recently.
    pub(crate) lost: Vec<Lost>,
    /// What has just changed in the machines.
    pub(crate) changes: Vec<Changed>,
    /// The end of the message that is selected.
    pub(crate) kept: Option<Ended>,
    moments: RefCell<Vec<Rc<Moment>>>,
    /// How it was before the last step or action, while the reader goes by steps.
    pub(crate) before: Option<Before>,
    /// The script that is being played.
    pub(super) playing: Option<Playing>,
    /// The text of the script that was played last, as the reader wrote it.
    pub(super) text: Option<String>,
    /// How much the reader has done in it.
    pub(super) own_actions: u32,
    /// Whether only routine traffic is in flight.
    quiet: bool,
    scout: Option<Scout>,
    /// How many bytes its checkpoints may take.
    memory: usize,
    /// The first event that broke a safety property.
    violation: Option<EventNumber>,
    /// Whether the reader knows that moments far back are kept less densely.
    knows_thinning: bool,
}

impl Run {
    /// The run of a world in which nothing has happened.
    pub(super) fn new(world: &World, notes: Notes, memory: usize) -> Run {
        let onlookers = Onlookers {
            story: Story::default(),
            history: History::new(world.ids()),
            lost: Vec::new(),
            recent: Recent::default(),
        };
        let panic_log = PanicLog::new(world, notes);
        Run {
            recorded: Recorded {
                timeline: Timeline::of(world.clone(), onlookers).remembering(memory),
                panic_log,
            },
            view: Rc::new(world.view()),
            lost: Vec::new(),
            changes: Vec::new(),
            kept: None,
            moments: RefCell::default(),
            before: None,
            playing: None,
            text: None,
            own_actions: 0,
            quiet: true,
            scout: None,
            memory,
            violation: None,
            knows_thinning: false,
        }
    }

    /// The run of another world in its place.
    pub(super) fn another(&self, world: &World) -> Run {
        Run::new(world, self.recorded.panic_log.notes.clone(), self.memory)
    }

    pub(crate) fn world(&self) -> &World {
        self.recorded.timeline.world()
    }

    pub(crate) fn story(&self) -> &Story {
        &self.recorded.timeline.observer().story
    }

    /// What a line of the story says: as it was observed, or made of its first event again.
    pub(crate) fn text(&self, line: &Line) -> String {
        let made = || {
            let first = self.recorded.timeline.event(line.first)?;
            Some(line.text(&sentence(&first).text))
        };
        let text = self.story().text(line).or_else(made);
        debug_assert!(text.is_some(), "the event of a line is one of the run");
        text.unwrap_or_default()
    }

    pub(crate) fn history(&self) -> &History {
        &self.recorded.timeline.observer().history
    }

    pub(crate) fn recent(&self) -> &Recent {
        &self.recorded.timeline.observer().recent
    }

    /// The moment of an event of this run.
    pub(crate) fn moment(&self, number: EventNumber) -> Option<Rc<Moment>> {
        let timeline = &self.recorded.timeline;
        let mut moments = self.moments.borrow_mut();
        let here = (timeline.here(), number);
        let known = |it: &&Rc<Moment>| (it.branch, it.event.number) == here;
        if let Some(moment) = moments.iter().find(known) {
            return Some(moment.clone());
        }
        let world = timeline.after(number)?;
        let moment = Rc::new(Moment {
            branch: timeline.here(),
            event: world.last_event()?.clone(),
            view: world.view(),
        });
        moments.truncate(MOST_MOMENTS - 1);
        moments.insert(0, moment.clone());
        Some(moment)
    }

    /// A step begins.
    pub(super) fn begin_step(&mut self) {
        self.before = Some(Before {
            world: self.world().clone(),
            recent: self.recent().clone(),
        });
    }

    /// Keeps the end of this message, once it has come.
    pub(super) fn keep(&mut self, name: MessageName) {
        let is_kept = |kept: &Ended| kept.envelope.name() == name;
        if !self.kept.as_ref().is_some_and(is_kept) {
            self.kept = self.recent().end_of(name).cloned();
        }
    }

    /// How long a message takes, on the average.
    pub(crate) fn latency(&self) -> Duration {
        let dial = |dial| self.world().dials().get(dial);
        Duration((dial(Dial::LatencyMin) + dial(Dial::LatencyMax)) / 2)
    }

    /// Does something now. If it is refused, why.
    pub(super) fn act(&mut self, action: &Action) -> Option<String> {
        self.scout = None;
        self.own_actions += 1;
        self.recorded.act(action);
        if let Some(playing) = &mut self.playing {
            playing.player.observe(&self.recorded);
        }
        match &self.world().last_event()?.kind {
            EventKind::Control(Control::Refused { sentence }) => Some(sentence.clone()),
            _ => None,
        }
    }

    /// Takes a new view, and gives the one before.
    pub(super) fn look(&mut self) -> Rc<ClusterView> {
        let view = Rc::new(self.world().view());
        let before = std::mem::replace(&mut self.view, view);
        let lost = self.recorded.timeline.observer_mut().take_lost();
        let lost = lost.into_iter();
        (self.lost).extend(lost.filter_map(|(name, at)| Lost::of(name, at, &before)));
        self.lost.retain(|lost| lost.is_seen(self.view.time));
        changed::note(&mut self.changes, &before, &self.view);
        self.quiet = interest::is_quiet(&self.view);
        before
    }

    /// Whether checkpoints were given up since this was asked last.
    pub(super) fn was_thinned(&mut self) -> bool {
        let is_thinned = self.recorded.timeline.is_thinned();
        is_thinned && !std::mem::replace(&mut self.knows_thinning, is_thinned)
    }

    /// The last event, if it is the first that broke a safety property.
    pub(super) fn notice_violation(&mut self) -> Option<EventNumber> {
        let event = self.world().last_event()?;
        let breaks = |outcome: &Outcome| matches!(outcome, Outcome::CheckFailed { .. });
        if self.violation.is_some() || !event.outcomes.iter().any(breaks) {
            return None;
        }
        self.violation = Some(event.number);
        self.violation
    }

    /// How many safety properties are broken, and of how many.
    pub(crate) fn broken(&self) -> (usize, usize) {
        let checks = &self.view.checks;
        let broken = checks.iter().filter(|check| check.broken.is_some());
        (broken.count(), checks.len())
    }

    pub(super) fn has_leader(&self) -> bool {
        let mut roles = self.view.servers.iter().map(|server| server.role);
        roles.any(|role| role == RoleName::Leader)
    }

    /// How long nothing of interest will happen, as far as is known.
    pub(super) fn quiet_ahead(&mut self) -> Duration {
        if !self.quiet {
            return Duration::ZERO;
        }
        let world = self.recorded.timeline.world();
        let scout = self.scout.get_or_insert_with(|| Scout::new(world));
        scout.quiet_after(world.now())
    }

    /// Whether the last event is an action.
    pub(super) fn was_acted(&self) -> bool {
        let journal = self.recorded.timeline.branch().journal();
        journal
            .last()
            .is_some_and(|(at, _)| at.events + 1 == self.world().events())
    }

    /// Something may happen now that the scout has not seen.
    pub(super) fn recall_scout(&mut self) {
        self.scout = None;
    }

    pub(crate) fn plays_script(&self) -> bool {
        self.playing.is_some()
    }

    /// Whether the script that is being played has asked something, and waits for the reader to go on.
    pub(crate) fn is_asked(&self) -> bool {
        self.playing.as_ref().is_some_and(|playing| playing.asks)
    }
}

impl Onlookers {
    fn take_lost(&mut self) -> Vec<(MessageName, Time)> {
        std::mem::take(&mut self.lost)
    }
}
