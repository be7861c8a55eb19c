//! The run that is shown: its timeline, what observes it, and the script that plays in it.

use super::caption::Caption;
use super::changed::{self, Changed};
use super::compared::Compared;
use super::history::History;
use super::interest;
use super::lost::Lost;
use super::panic_log::{Notes, PanicLog};
use super::playing::{Pause, Playing, Stop};
use super::points::Points;
use super::recent::{Ended, Recent};
use super::recorded::{Onlookers, Recorded, is_refused};
use super::scout::Scout;
use super::yours::yours;
use crate::on_demand::{self, Plays};
use ::script::Run as _;
use raft::{Duration, Time};
use record::story::{Line, Sentence, Story, Weight, sentence};
use record::view::{Process, ServerView};
use record::{ClusterView, Control, Event, EventKind, EventNumber, MessageName, Outcome, RoleName};
use sim::timeline::{Branch, BranchId, Done};
use sim::world::Position;
use sim::{Action, Dial, Timeline, World};
use std::cell::RefCell;
use std::rc::Rc;

/// What happened in an event, and what was to be seen right after it.
pub(crate) struct Moment {
    branch: BranchId,
    pub(crate) event: Event,
    pub(crate) view: ClusterView,
}

/// What the reader did.
#[derive(Clone, Copy)]
pub(super) struct Own {
    /// The branch in which it happened first.
    branch: BranchId,
    event: EventNumber,
    /// The line to which the script had come by then that was being played; past all of them if none was.
    line: usize,
}

impl Own {
    /// Whether it comes next in a run, and not what the script does that plays there: as it was when it was done.
    pub(super) fn is_next(all: &[Own], event: EventNumber, player: &dyn Plays) -> bool {
        let mut all = all.iter();
        all.any(|own| own.event == event && own.line <= player.line())
    }
}

/// What a step is compared with.
pub(crate) struct Before {
    pub(crate) world: World,
    pub(crate) recent: Recent,
}

/// At how many moments a script can be taken up again.
const MOST_STOPS: usize = 2_000;

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
    /// What had happened by the end of each branch when that was left last.
    to_heads: Vec<(BranchId, History)>,
    /// How it was before the last step or action, while the reader goes by steps.
    pub(crate) before: Option<Before>,
    /// Where it is to pause.
    pub(crate) points: Points,
    /// The script that is being played.
    pub(crate) playing: Option<Playing>,
    /// The text of the script that was played last, as the reader wrote it.
    pub(super) text: Option<String>,
    /// Where it said something, the earliest first.
    pub(super) stops: Vec<Stop>,
    /// How much the reader has done in it.
    pub(crate) own_actions: u32,
    /// The events that this was.
    own: Vec<Own>,
    /// What was undone last, to be done again: where the reader was.
    pub(crate) undone: Vec<(BranchId, Position)>,
    /// The branches that began by undoing something.
    pub(super) undoing: Vec<BranchId>,
    /// The branch that is compared with.
    pub(crate) compared: Option<Compared>,
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
        let onlookers = Onlookers::of(*world.settings());
        let panic_log = PanicLog::new(world, notes);
        Run {
            recorded: Recorded::new(
                Timeline::of(world.clone(), onlookers).remembering(memory),
                panic_log,
            ),
            view: Rc::new(world.view()),
            lost: Vec::new(),
            changes: Vec::new(),
            kept: None,
            moments: RefCell::default(),
            to_heads: Vec::new(),
            before: None,
            points: Points::default(),
            playing: None,
            text: None,
            stops: Vec::new(),
            own_actions: 0,
            own: Vec::new(),
            undone: Vec::new(),
            undoing: Vec::new(),
            compared: None,
            quiet: true,
            scout: None,
            memory,
            violation: None,
            knows_thinning: false,
        }
    }

    /// How many bytes its checkpoints may take.
    pub(super) fn memory(&self) -> usize {
        self.memory
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
        self.to_reader(
            line.first,
            line.weight,
            line.section,
            text.unwrap_or_default(),
        )
    }

    /// What happened in an event of this run, said to its reader.
    pub(crate) fn sentence(&self, event: &Event) -> Sentence {
        let said = sentence(event);
        Sentence {
            text: self.to_reader(event.number, said.weight, said.section, said.text),
            ..said
        }
    }

    /// A sentence about an event, in the second person if the reader did that. What a rule decided, or what is broken, stays.
    fn to_reader(
        &self,
        event: EventNumber,
        weight: Weight,
        section: Option<&str>,
        sentence: String,
    ) -> String {
        let is_action = weight == Weight::Major && section.is_none();
        match is_action && self.is_own(event) {
            true => yours(&sentence),
            false => sentence,
        }
    }

    /// The branch that is shown, at a glance, up to its end: what lies ahead of the reader as well.
    pub(crate) fn history(&self) -> &History {
        let timeline = &self.recorded.timeline;
        let own = |(branch, _): &&(BranchId, History)| *branch == timeline.here();
        match self.to_heads.iter().find(own) {
            Some((_, history)) if !timeline.is_at_head() => history,
            _ => {
                debug_assert!(timeline.is_at_head(), "it was kept when the end was left");
                &timeline.observer().history
            }
        }
    }

    /// If this is the end of the branch, it is about to be left: what is known of it is kept. To be called before the timeline goes
    /// back, or to another branch.
    pub(super) fn keep_history(&mut self) {
        let timeline = &self.recorded.timeline;
        if timeline.is_at_head() {
            let here = timeline.here();
            let history = timeline.observer().history.clone();
            self.to_heads.retain(|(branch, _)| *branch != here);
            self.to_heads.push((here, history));
        }
    }

    /// Another branch is shown, or another run, perhaps before its end: what happened up to there is known from now on.
    pub(super) fn know_history(&mut self) {
        let timeline = &self.recorded.timeline;
        let (here, position) = (timeline.here(), timeline.position());
        let is_known = self.to_heads.iter().any(|(branch, _)| *branch == here);
        if !is_known && !timeline.is_at_head() {
            self.recorded.timeline.switch(here);
            self.keep_history();
            self.recorded.timeline.seek(position);
        }
    }

    /// How far the branch that goes furthest has come.
    pub(crate) fn longest(&self) -> Time {
        let branches = self.recorded.timeline.branches().iter();
        let ends = branches.map(|branch| branch.head().time);
        ends.max().unwrap_or_default()
    }

    /// Where the branch that is shown ends so far.
    pub(crate) fn head(&self) -> Position {
        self.recorded.timeline.head()
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
        self.undone.clear();
        self.own_actions += 1;
        let timeline = &self.recorded.timeline;
        let (here, head) = (timeline.position(), timeline.head());
        if here.events == head.events
            && here < head
            && let Some(going) = on_demand::going()
        {
            // Time that only passed behind this moment has not passed.
            (going.forget_ahead)(self);
        }
        let playing = self.playing.as_ref();
        let line = playing.map_or(usize::MAX, |playing| playing.player.line());
        self.recorded.act(action);
        if let Some(playing) = &mut self.playing {
            playing.player.observe(&self.recorded);
        }
        let event = self.recorded.timeline.world().last_event()?;
        self.own.push(Own {
            branch: self.recorded.timeline.here(),
            event: event.number,
            line,
        });
        match &event.kind {
            EventKind::Control(Control::Refused { sentence }) => Some(sentence.clone()),
            _ => None,
        }
    }

    /// Whether the branch goes on with what the reader did, by this time. A script that plays comes by it; else it would do what it did
    /// after it before.
    pub(super) fn own_comes_next(&self, until: Time) -> bool {
        let Some(playing) = &self.playing else {
            return false;
        };
        let next = self.recorded.next_done().filter(|at| at.time <= until);
        let is_own = |at: Position| Own::is_next(&self.own_on_way(), at.events, &*playing.player);
        !self.recorded.timeline.is_at_head() && next.is_some_and(is_own)
    }

    pub(super) fn do_own_again(&mut self) {
        self.recorded.step();
        if let Some(playing) = &mut self.playing {
            playing.player.observe(&self.recorded);
        }
    }

    /// What the reader did in this branch.
    pub(super) fn own_on_way(&self) -> Vec<Own> {
        let timeline = &self.recorded.timeline;
        let is_here = |own: &&Own| timeline.branch_of(own.event) == own.branch;
        self.own.iter().filter(is_here).copied().collect()
    }

    fn is_own(&self, event: EventNumber) -> bool {
        let branch = self.recorded.timeline.branch_of(event);
        let mut own = self.own.iter();
        own.any(|own| (own.branch, own.event) == (branch, event))
    }

    /// The last thing that the reader did before this moment of the branch: when, and what. All that was done, in a run that was
    /// opened; what a script did is not the reader's.
    pub(super) fn last_own(&self) -> Option<&Done> {
        let branch = self.recorded.timeline.branch();
        let here = branch.done_before(self.world().position());
        let mut before = (0..here)
            .rev()
            .filter_map(|place| branch.journal().get(place));
        before.find(|(at, _)| {
            let event = || self.recorded.timeline.event(at.events);
            let is_done = || event().is_some_and(|event| !is_refused(&event));
            (self.text.is_none() || self.is_own(at.events)) && is_done()
        })
    }

    /// A branch is gone; what it went through together with its heir is the heir's.
    pub(super) fn remove(&mut self, branch: BranchId) {
        let gone = self.recorded.timeline.find_branch(branch);
        let left = gone.and_then(Branch::left);
        let heir = self.recorded.timeline.remove(branch);
        // Whose a moment is now.
        let heir_of = |of: BranchId, at: Position| match heir {
            _ if of != branch => Some(of),
            Some(heir) if at <= heir.at => Some(heir.from),
            _ => None,
        };
        self.own.retain_mut(|own| {
            let heir = heir.filter(|heir| own.event < heir.at.events);
            let heir = heir.map(|heir| heir.from).filter(|_| own.branch == branch);
            let is_kept = own.branch != branch || heir.is_some();
            own.branch = heir.unwrap_or(own.branch);
            is_kept
        });
        self.undone.retain_mut(|(of, at)| {
            let others = [heir, left].into_iter().flatten();
            let mut others = others.filter(|fork| at.events <= fork.at.events);
            let other = others.next().filter(|_| *of == branch);
            let is_kept = *of != branch || other.is_some();
            if let Some(fork) = other {
                (*of, *at) = (fork.from, (*at).min(fork.at));
            }
            is_kept
        });
        self.points.inherit(heir_of);
        self.to_heads.retain(|(of, _)| *of != branch);
        self.stops.retain_mut(|stop| {
            let heir = heir_of(stop.branch, stop.position);
            heir.into_iter().for_each(|heir| stop.branch = heir);
            heir.is_some()
        });
        if self.compared.as_ref().is_some_and(|it| it.branch == branch) {
            self.compared = None;
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
        let timeline = &self.recorded.timeline;
        if let Some((compared, going)) = self.compared.as_mut().zip(on_demand::going()) {
            (going.follow)(compared, timeline);
        }
        before
    }

    /// Goes to another moment of the branch; a script that plays goes there as well.
    pub(super) fn seek(&mut self, to: Position) {
        self.keep_history();
        let to = to.min(self.recorded.timeline.head());
        match self.stop_before(to) {
            Some(stop) => self.plays_from(stop, to),
            None => {
                self.playing = None;
                self.recorded.timeline.seek(to);
            }
        }
        self.went();
    }

    /// The same, right behind all that happened up to this time.
    pub(super) fn seek_time(&mut self, time: Time) {
        self.keep_history();
        let time = time.min(self.recorded.timeline.head().time);
        let to = Position {
            time,
            events: u64::MAX,
        };
        match self.stop_before(to) {
            Some(stop) => self.plays_from(stop, to),
            None => {
                self.playing = None;
                self.recorded.timeline.seek_time(time);
            }
        }
        self.went();
    }

    /// The first moment that can be shown: all servers have started.
    pub(crate) fn beginning(&self) -> Position {
        let timeline = &self.recorded.timeline;
        timeline.moment(timeline.here(), Time::ZERO)
    }

    /// Goes to a moment of another branch.
    pub(super) fn switch_to(&mut self, branch: BranchId, to: Position) {
        self.keep_history();
        self.recorded.timeline.switch_to(branch, to);
        self.know_history();
        // A script that has come this way plays on.
        self.seek(to);
    }

    /// Where the script stood last on the way to a moment of this branch, if it has come there.
    fn stop_before(&self, to: Position) -> Option<Stop> {
        let lies_before = |at: Position| at.events <= to.events && at.time <= to.time;
        let mut stops = self.stops.iter().rev();
        stops
            .find(|stop| lies_before(stop.position) && self.is_on_way(stop))
            .cloned()
    }

    fn plays_from(&mut self, stop: Stop, to: Position) {
        match on_demand::language() {
            Some(language) => (language.play_from)(self, stop, to),
            None => debug_assert!(false, "a script has come there"),
        }
    }

    /// Has the script do again what it did on the way to a moment.
    pub(crate) fn play_from(&mut self, stop: Stop, to: Position) {
        self.recorded.timeline.seek(stop.position);
        let mut playing = stop.playing();
        let own = self.own_on_way();
        let goes_on = playing.play_to(&mut self.recorded, &own, to);
        self.playing = goes_on.then_some(playing);
        if to.events == u64::MAX {
            self.recorded.timeline.advance(to.time);
        } else {
            self.recorded.timeline.run_to(to);
        }
    }

    /// Another moment is shown: what was seen of the one before is forgotten.
    fn went(&mut self) {
        let events = self.world().events();
        self.violation = self.violation.filter(|event| *event < events);
        (self.scout, self.before, self.kept) = (None, None, None);
        (self.changes, self.lost) = (Vec::new(), Vec::new());
        self.points.resume(&self.recorded);
        self.recorded.is_elsewhere = true;
    }

    /// The branch ends here: nothing has happened behind it, and a script has not come further.
    pub(crate) fn forget_ahead(&mut self) {
        let (here, at) = (
            self.recorded.timeline.here(),
            self.recorded.timeline.position(),
        );
        self.stops
            .retain(|stop| stop.branch != here || stop.position <= at);
        self.points.forget_ahead(here, at);
        self.moments.get_mut().clear();
    }

    /// What happened behind this moment was looked at ahead of its time, unless something was done there.
    pub(super) fn forget_looked_ahead(&mut self) {
        let timeline = &mut self.recorded.timeline;
        let done = timeline.branch().done_before(timeline.position());
        if done == timeline.branch().journal().end() {
            timeline.end_here();
            self.forget_ahead();
        }
    }

    /// The script can be taken up here again, where it has said this.
    pub(super) fn note_stop(&mut self, said: Option<Caption>) {
        let position = self.world().position();
        let branch = self.recorded.timeline.branch_at(position);
        let Some(playing) = &self.playing else {
            return;
        };
        let stop = playing.stop((branch, position), said);
        // It may come this way once more.
        self.stops.retain(|other| !other.is_same(&stop));
        if self.stops.len() == MOST_STOPS {
            self.stops.remove(1);
        }
        let place = self.stops.partition_point(|it| it.position <= position);
        self.stops.insert(place, stop);
    }

    /// Where the script said something before it said this here; before this moment, if it says nothing here.
    pub(super) fn said_before(&self, caption: Option<&Caption>) -> Option<Stop> {
        let events = self.world().events();
        let way: Vec<_> = (self.stops.iter())
            .filter(|stop| stop.is_said && stop.position.events <= events && self.is_on_way(stop))
            .collect();
        let is_here = |stop: &&Stop| {
            let same = stop.caption.as_ref().zip(caption);
            stop.position.events == events && same.is_some_and(|(one, other)| one.is_same(other))
        };
        let here = way.iter().position(is_here).unwrap_or(way.len());
        way[..here].last().copied().cloned()
    }

    /// Where the script said something last, up to this moment.
    pub(super) fn last_said(&self) -> Option<Position> {
        let here = self.world().position();
        let mut stops = self.stops.iter().rev();
        let is_last = |stop: &&Stop| stop.is_said && stop.position <= here && self.is_on_way(stop);
        stops.find(is_last).map(|stop| stop.position)
    }

    fn is_on_way(&self, stop: &Stop) -> bool {
        self.recorded.timeline.branch_at(stop.position) == stop.branch
    }

    /// Takes the script up where it stood.
    pub(super) fn take_up(&mut self, stop: Stop) {
        self.keep_history();
        let to = stop.position;
        self.plays_from(stop, to);
        self.went();
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
        let timeline = &self.recorded.timeline;
        let scout = (self.scout).get_or_insert_with(|| Scout::new(timeline.ahead()));
        scout.quiet_after(timeline.world().now())
    }

    /// What the last event did to the world, if it is an action.
    pub(super) fn last_action(&self) -> Option<&Action> {
        let (_, action) = self.recorded.done(self.world().events().checked_sub(1)?)?;
        Some(action)
    }

    /// Something may happen now that the scout has not seen.
    pub(super) fn recall_scout(&mut self) {
        self.scout = None;
    }

    /// The moment of this branch to which a script gave this name.
    pub(super) fn marked(&self, name: &str) -> Option<Position> {
        let mut marks = self.recorded.timeline.branch().marks().iter();
        marks.find(|(_, own)| own == name).map(|(at, _)| *at)
    }

    /// Whether it is the run of a script.
    pub(super) fn has_script(&self) -> bool {
        self.text.is_some()
    }

    /// Whether that has come to its end.
    pub(super) fn has_played_script(&self) -> bool {
        self.has_script() && self.playing.is_none()
    }

    pub(super) fn leader(&self) -> Option<&ServerView> {
        let leads = |server: &&ServerView| {
            server.process != Process::Crashed && server.role == RoleName::Leader
        };
        let leaders = self.view.servers.iter().filter(leads);
        leaders.max_by_key(|server| server.term)
    }

    pub(crate) fn plays_script(&self) -> bool {
        self.playing.is_some()
    }

    /// Whether the script that is being played has asked something, and waits for the reader to go on.
    pub(crate) fn is_asked(&self) -> bool {
        self.pause() == Some(Pause::Answer)
    }

    /// What the script waits for before it goes on.
    pub(super) fn pause(&self) -> Option<Pause> {
        self.playing.as_ref()?.pause
    }

    /// What the reader is to bring about, the oldest first.
    pub(crate) fn goals(&self) -> &[String] {
        self.playing.as_ref().map_or(&[], |playing| &playing.goals)
    }
}
