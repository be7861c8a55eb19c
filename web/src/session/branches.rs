//! Branches of the run: what begins one, what they are called, undoing, comparing, and doing in one what was done in another.

use super::Session;
use super::account::Do;
use super::alert::Alert;
use super::compared::Compared;
use super::msg::InBranches;
use super::rest::Rest;
use super::run::Run;
use record::{EventNumber, MessageName};
use sim::timeline::{Branch, BranchId, Done};
use sim::world::Position;
use sim::{Action, MessageAction};

/// The longest name of a branch, in letters.
pub(crate) const MOST_LETTERS: usize = 60;

/// What an action is called: as a line of a script says it, but for what only programs need.
pub(crate) fn words(action: &Action) -> String {
    let mut line = Do(action).to_string();
    if let Action::Message(..) = action {
        let end = line.find(" term ").unwrap_or(line.len());
        line.truncate(end);
    }
    let line = line.replace("->", "to").replace(" - ", " to ");
    line.replace('"', "")
}

impl Run {
    /// What a branch is called: its name, or what began it.
    pub(crate) fn branch_name(&self, branch: &Branch) -> String {
        let name = self.own_name(branch);
        let branches = self.recorded.timeline.branches().iter();
        let earlier = branches.take_while(|other| other.id() != branch.id());
        match earlier.filter(|other| self.own_name(other) == name).count() {
            0 => name,
            alike => format!("{name} ({})", alike + 1),
        }
    }

    fn own_name(&self, branch: &Branch) -> String {
        let first = || branch.journal().get(branch.shared());
        match (branch.name(), branch.left()) {
            (Some(name), _) => name.to_owned(),
            (None, None) => "first".to_owned(),
            (None, Some(_)) => first().map_or_else(String::new, |(_, action)| words(action)),
        }
    }

    /// What was done later in the branch that was left, and is not done in the one that is shown. Where a script plays, that goes on with
    /// its own part, and nothing else is to be done.
    pub(crate) fn left_undone(&self) -> Vec<Done> {
        if self.text.is_some() {
            return Vec::new();
        }
        let timeline = &self.recorded.timeline;
        let branch = timeline.branch();
        let old = branch
            .left()
            .and_then(|fork| timeline.find_branch(fork.from));
        let Some(old) = old else {
            return Vec::new();
        };
        let own = branch.journal().iter_from(branch.shared());
        // What has been done here as well is not to be done twice.
        let mut here: Vec<&Action> = own.map(|(_, action)| action).collect();
        if here.is_empty() && self.undoing.contains(&branch.id()) {
            // What was undone a moment ago comes back by Redo.
            return Vec::new();
        }
        let is_left = |(_, action): &&Done| {
            let place = here.iter().position(|done| *done == action);
            place.map(|place| here.swap_remove(place)).is_none()
        };
        let later = old.journal().iter_from(branch.shared());
        later.filter(is_left).cloned().collect()
    }

    /// The branch that was left when what was done here began this one; none if that had been undone itself.
    fn begun_at(&self, here: Position) -> Option<BranchId> {
        let branch = self.recorded.timeline.branch();
        let undoes = self.undoing.contains(&branch.id());
        let fork = branch.left().filter(|fork| fork.at == here);
        fork.filter(|_| !undoes).map(|fork| fork.from)
    }

    /// Whether nothing has happened in a branch that is its own.
    fn is_empty(&self, branch: BranchId) -> bool {
        let timeline = &self.recorded.timeline;
        let left = timeline
            .branches()
            .iter()
            .any(|it| it.left().is_some_and(|fork| fork.from == branch));
        let branch = timeline.find_branch(branch);
        let fork = branch.and_then(|branch| Some((branch, branch.left()?)));
        !left && fork.is_some_and(|(branch, fork)| branch.head().events == fork.at.events)
    }
}

impl Session {
    pub(crate) fn in_branches(&mut self, what: InBranches) {
        match what {
            InBranches::Undo => self.undo(),
            InBranches::Redo => self.redo(),
            InBranches::Switch(branch) => self.switch(branch),
            InBranches::Remove(branch) => self.remove_branch(branch),
            InBranches::Rename(branch) => self.ask_name(branch),
            InBranches::Named => self.name_branch(),
            InBranches::Compare(branch) => self.compare(branch),
            InBranches::FirstDifference => self.first_difference(),
            InBranches::DoTheRest => self.do_the_rest(),
            InBranches::DropAndSee(name, arrival) => self.drop_and_see(name, arrival),
        }
    }

    /// Right before the last thing that the reader did: in the branch that was left with it, or in another one that begins there without
    /// it.
    fn undo(&mut self) {
        self.leave_moment();
        let Some((at, action)) = self.run.last_own().cloned() else {
            return self.complain(
                "There is nothing to undo: you have done nothing up to here.".to_owned(),
            );
        };
        let timeline = &self.run.recorded.timeline;
        let (here, position) = (timeline.here(), timeline.position());
        self.run.undone.push((here, position));
        match self.run.begun_at(at) {
            Some(left) => self.run.switch_to(left, at),
            None => {
                self.run.seek(at);
                let timeline = &mut self.run.recorded.timeline;
                let branch = timeline.fork();
                timeline.rename(branch, Some(format!("without {}", words(&action))));
                self.run.undoing.push(branch);
            }
        }
        self.forget_if_empty(here);
        self.arrive();
    }

    /// Back to where the reader was when that was undone.
    fn redo(&mut self) {
        self.leave_moment();
        match self.run.undone.pop() {
            Some((branch, at)) => self.go_to_branch(branch, at),
            None => self.complain("There is nothing to do again.".to_owned()),
        }
    }

    /// Goes to a branch, at the same time if it goes so far; to its end, if not.
    fn switch(&mut self, branch: BranchId) {
        self.leave_moment();
        let timeline = &self.run.recorded.timeline;
        let Some(to) = timeline.find_branch(branch) else {
            return debug_assert!(false, "{branch:?} is offered and gone");
        };
        let (now, head) = (self.now(), to.head());
        let at = match now < head.time {
            true => timeline.moment(branch, now),
            false => head,
        };
        self.go_to_branch(branch, at);
    }

    /// Shows the end of a branch, compared with another one.
    pub(super) fn shows_branch(&mut self, branch: BranchId, other: Option<BranchId>) {
        let timeline = &self.run.recorded.timeline;
        let head = timeline.find_branch(branch).map(Branch::head);
        if let Some(head) = head {
            self.run.switch_to(branch, head);
        }
        self.compare(other);
        self.arrive();
    }

    fn go_to_branch(&mut self, branch: BranchId, at: Position) {
        let before = self.run.recorded.timeline.here();
        // Who compares two branches goes to and fro between them.
        if self
            .run
            .compared
            .as_ref()
            .is_some_and(|it| it.branch == branch)
        {
            self.compare(Some(before));
        }
        self.run.switch_to(branch, at);
        if before != branch {
            self.forget_if_empty(before);
        }
        self.arrive();
    }

    /// A branch in which nothing has happened is not kept when it is left.
    fn forget_if_empty(&mut self, branch: BranchId) {
        if self.run.is_empty(branch) && self.run.recorded.timeline.here() != branch {
            self.forget_branch(branch);
        }
    }

    fn remove_branch(&mut self, branch: BranchId) {
        if self.run.recorded.timeline.here() == branch {
            return self.complain(
                "This branch is shown: go to another one before it is removed.".to_owned(),
            );
        }
        // One that takes its place keeps its own name.
        let timeline = &self.run.recorded.timeline;
        let left = |it: &&Branch| it.left().is_some_and(|fork| fork.from == branch);
        let names = timeline.branches().iter().filter(left);
        let names: Vec<_> = names
            .map(|it| (it.id(), self.run.branch_name(it)))
            .collect();
        self.forget_branch(branch);
        for (branch, name) in names {
            (self.run.recorded.timeline).rename(branch, Some(name));
        }
        self.screen.wants_focus = Some("branches".to_owned());
    }

    /// What was being done again goes no further. A script that plays comes there, too.
    pub(crate) fn end_rest(&mut self) {
        self.run.seek(self.run.world().position());
    }

    fn forget_branch(&mut self, branch: BranchId) {
        self.run.remove(branch);
        self.forms.branch_name.take_if(|(of, _)| *of == branch);
    }

    /// Asks for the name of a branch, or does not any more.
    fn ask_name(&mut self, branch: Option<BranchId>) {
        let timeline = &self.run.recorded.timeline;
        let named = branch.and_then(|branch| timeline.find_branch(branch));
        self.forms.branch_name = named.map(|it| (it.id(), self.run.branch_name(it)));
        let focus = if named.is_some() {
            "branch-name"
        } else {
            "branches"
        };
        self.screen.wants_focus = Some(focus.to_owned());
    }

    /// The branch has the name that was typed; the one that it has by itself, if that is empty.
    fn name_branch(&mut self) {
        if let Some((branch, name)) = self.forms.branch_name.take() {
            let name: String = name.trim().chars().take(MOST_LETTERS).collect();
            let name = (!name.is_empty()).then_some(name);
            self.screen.wants_focus = Some("branches".to_owned());
            self.run.recorded.timeline.rename(branch, name);
        }
    }

    fn compare(&mut self, branch: Option<BranchId>) {
        let timeline = &self.run.recorded.timeline;
        self.run.compared = branch.map(|branch| Compared::new(timeline, branch));
    }

    /// To right behind the event with which the two branches part that are compared.
    fn first_difference(&mut self) {
        let timeline = &self.run.recorded.timeline;
        let Some(compared) = &self.run.compared else {
            return debug_assert!(false, "two branches are compared");
        };
        match timeline.parting(timeline.here(), compared.branch) {
            Some(at) => self.go_to_event(at.events + 1),
            None => self.complain("They do not differ, as far as both go.".to_owned()),
        }
    }

    /// Drops a message in a branch of its own, and shows what follows, compared with the branch that is left. A message that has arrived
    /// is dropped right before that.
    fn drop_and_see(&mut self, name: MessageName, arrival: Option<EventNumber>) {
        let recent = || self.run.recent().end_of(name).map(|end| end.event);
        let is_on_its_way = (self.run.view.messages.iter()).any(|it| it.envelope.name() == name);
        let arrival = arrival.or_else(recent).filter(|_| !is_on_its_way);
        let drop = Action::Message(MessageAction::Drop, name);
        self.do_and_see(arrival, &drop, "It is dropped in a branch of its own");
    }

    /// Does something in a branch of its own, right before this event if there is one, and shows what follows, compared with the branch
    /// that is left.
    pub(super) fn do_and_see(&mut self, before: Option<EventNumber>, action: &Action, words: &str) {
        self.leave_moment();
        if let Some(event) = before {
            self.run.seek_event(event);
            self.arrive();
        }
        if let Some(refusal) = self.run.world().refusal(action) {
            return self.complain(refusal.to_string());
        }
        self.run.keep_history();
        let timeline = &mut self.run.recorded.timeline;
        let before = timeline.here();
        timeline.fork();
        self.act(action);
        self.compare(Some(before));
        let is_paused = self.run.points.paused == Some(self.run.world().position());
        self.play(!is_paused);
        let old = self.run.recorded.timeline.find_branch(before);
        let old = old.map_or_else(String::new, |old| self.run.branch_name(old));
        let differs = "Each server says what is different in";
        self.screen.alert = Some(format!("{words}. {differs} “{old}”, if anything is.").into());
    }

    /// The reader did something where a branch goes on: another one has begun. The first time, what that means is said.
    pub(crate) fn forked(&mut self) {
        if std::mem::replace(&mut self.screen.knows_branches, true) {
            return;
        }
        let branch = self.run.recorded.timeline.branch();
        let name = self.run.branch_name(branch);
        let old = branch
            .left()
            .and_then(|fork| self.run.recorded.timeline.find_branch(fork.from));
        let old = old.map_or_else(String::new, |old| self.run.branch_name(old));
        let later = self.run.left_undone().len();
        let mut sentence =
            format!("A new branch begins here: “{name}”. What followed is kept as “{old}”");
        sentence += &match later {
            0 => ".".to_owned(),
            1 => "; the one thing that was done later in it is not done here.".to_owned(),
            later => format!("; the {later} things that were done later in it are not done here."),
        };
        self.screen.alert = Some(Alert::new(sentence, later > 0));
    }

    /// Begins to do in this branch what was done later in the one that it left, as far as that still makes sense.
    fn do_the_rest(&mut self) {
        self.leave_moment();
        if self.run.left_undone().is_empty() {
            return self.complain("There is nothing else to do here.".to_owned());
        }
        let rest = Rest::new(
            self.run.left_undone(),
            self.run.recorded.timeline.position(),
        );
        self.run.seek(self.run.recorded.timeline.head());
        self.rest = Some(rest);
        self.do_rest_on();
    }

    /// Goes on with it, as far as a frame allows. At the end the reader is where he was, and it is said what was left out.
    pub(crate) fn do_rest_on(&mut self) {
        let Some(mut rest) = self.rest.take() else {
            return;
        };
        match rest.go_on(&mut self.run, self.stopwatch) {
            false => self.rest = Some(rest),
            true => {
                self.run.seek(rest.began);
                self.arrive();
                self.screen.alert = Some(rest.result().into());
            }
        }
        self.version += 1;
    }
}
