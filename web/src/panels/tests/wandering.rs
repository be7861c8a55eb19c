//! A reader who wanders: from a seed, all that can be done to a run and to its time, in any order, also what the drawn panels offer.
//! Nothing may panic, be it in drawing, and what belongs to the run must stay.

use crate::el::Child;
use crate::layout;
use crate::on_demand;
use crate::panels::element::{El, Place};
use crate::panels::{details, draw};
use crate::scene::Layout;
use crate::session::axis::Zoom;
use crate::session::bar::Along;
use crate::session::points::{InPoints, PausePoint, message_words};
use crate::session::recordings::{Format, Outgoing};
use crate::session::tests::{Reader, opening};
use crate::session::{
    Dialog, Field, InBranches, Jump, Msg, Onlookers, Opening, Panel, Say, Selection, Session,
    Share, Spot, Tab, Topic,
};
use oorandom::Rand64;
use raft::{ServerId, ServerSet, Time};
use record::{ClientId, Held, MessageName, Operation};
use sim::timeline::{Branch, BranchId};
use sim::{Action, DIALS, MessageAction, ServerAction, Settings, Timeline};
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

/// How many readers wander in the ordinary test. `RAFTSCAPE_SEEDS=FROM..TO` lets others wander.
const SEEDS: Range<u64> = 0..6;

/// How much each of them does.
const MESSAGES: u32 = 150;

/// After how many messages all is compared with the same run played again.
const BETWEEN: u32 = 10;

/// So many events are as far as a reader wanders: to play them again takes long.
const FAR: u64 = 12_000;

const PANELS: [Panel; 20] = [
    Panel::Header,
    Panel::Stage,
    Panel::Caption,
    Panel::Ledger,
    Panel::Clients,
    Panel::Story,
    Panel::Inspector,
    Panel::Dials,
    Panel::Run,
    Panel::TimeBar,
    Panel::Menu,
    Panel::Partition,
    Panel::NewRun,
    Panel::Script,
    Panel::Files,
    Panel::Help,
    Panel::Checks,
    Panel::Point,
    Panel::Alert,
    Panel::Speech,
];

const JUMPS: [Jump; 7] = [
    Jump::Interest,
    Jump::Election,
    Jump::Commit,
    Jump::Crash,
    Jump::Snapshot,
    Jump::Violation,
    Jump::Mark,
];

/// Scripts that ask, mark, set pause points and act on conditions.
const SCRIPTS: [&str; 3] = [
    "servers 3\nseed 7\npause before S1 is down\nuntil leader is S1\nsay \"It leads.\"\nmark \"led\"\ncrash S1\nrun 200ms\n\
     ask \"What follows?\"\nrun 300ms\nmark \"end\"\nsay \"Over.\"\n",
    "servers 5\nseed 9\nwhen leader commits do crash leader\nuntil leader\nsubmit \"set x 1\"\nsubmit \"set x 2\"\nrun 500ms\nmark \"later\"\n\
     goal \"Down\" S2 is down\nrun 2s\nask \"Well?\"\nrun 1s\n",
    "servers 3\nseed 4\nmark \"zero\"\nask \"At once?\"\npause when S2 syncs\nuntil leader\ncut S1 - S2\nrun 1s\nheal\nrun 1s\n",
];

const CONDITIONS: [&str; 12] = [
    "leader",
    "leader commits",
    "S1 syncs",
    "S2 changes role",
    "followers changes term",
    "arrives messages",
    "arrives append S1 -> S2",
    "commit of S1 >= 3",
    "quiet",
    "S1 is down or S2 is down",
    "not logs agree",
    "leader commits and not followers commits",
];

const ACTIONS: [&str; 5] = [
    "crash leader",
    "restart S1",
    "submit \"set x 4\"",
    "try crash S2",
    "cut S1 - S2",
];

thread_local! {
    static WORKED: Cell<u64> = const { Cell::new(0) };
}

/// A frame has time for two pieces of work.
fn stopwatch() -> u64 {
    WORKED.with(|worked| {
        worked.set(worked.get() + 2_900);
        worked.get()
    })
}

/// These, or those of `RAFTSCAPE_SEEDS=FROM..TO`.
fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("RAFTSCAPE_SEEDS") else {
        return SEEDS;
    };
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("RAFTSCAPE_SEEDS is like 1000..2000")
}

struct Wanderer {
    reader: Reader,
    random: Rand64,
    opening: Opening,
    /// The branches as they were after the last message.
    branches: Vec<Branch>,
    here: BranchId,
    /// What the panels offer.
    offers: Vec<Say>,
    /// The last of what was done, for one who looks for a bug.
    done: Vec<String>,
}

#[test]
fn whatever_a_reader_does_the_run_stays_what_it_is() {
    for seed in seeds() {
        let mut wanderer = Wanderer::new(seed);
        for number in 0..MESSAGES {
            wanderer.wander();
            if number % BETWEEN == 0 {
                wanderer.is_what_was_done();
            }
        }
    }
}

impl Drop for Wanderer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let last = self.done.len().saturating_sub(40);
            println!("{}", self.done[last..].join("\n"));
            for branch in self.timeline().branches() {
                let journal: Vec<_> = branch.journal().iter().collect();
                let (id, left, head) = (branch.id(), branch.left(), branch.head());
                println!("{id:?} left {left:?}, ends at {head:?}: {journal:?}");
            }
        }
    }
}

impl Wanderer {
    fn new(seed: u64) -> Wanderer {
        WORKED.with(|worked| worked.set(0));
        let mut random = Rand64::new(seed.into());
        let settings = Settings {
            servers: [3, 5, 1][random.rand_range(0..3) as usize],
            ..Settings::default()
        };
        let opening = Opening {
            settings,
            seed: Some(seed),
            stopwatch,
            still: random.rand_range(0..2) == 0,
            // As many checkpoints as there are, a few, or none.
            memory: [Timeline::<()>::MEMORY, 300 << 10, 0][random.rand_range(0..3) as usize],
            ..opening()
        };
        let mut wanderer = Wanderer {
            reader: Reader::of(Session::new(opening)),
            random,
            opening,
            branches: Vec::new(),
            here: BranchId::FIRST,
            offers: Vec::new(),
            done: vec![format!("seed {seed}")],
        };
        wanderer.looks();
        wanderer
    }

    fn session(&self) -> &Session {
        &self.reader.session
    }

    fn timeline(&self) -> &Timeline<Onlookers> {
        &self.session().run.recorded.timeline
    }

    /// A number below `end`; 0 if that is 0.
    fn below(&mut self, end: u64) -> u64 {
        self.random.rand_range(0..end.max(1))
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        let place = self.below(all.len() as u64);
        all.get(place as usize).cloned()
    }

    fn is_one_of(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// Sends a message, and looks at what has become of all.
    fn say(&mut self, msg: Msg) {
        let begins = matches!(msg, Msg::NewRun | Msg::PlayScript | Msg::Share(_));
        let took = self.session().taken_over().is_some();
        let removed = match &msg {
            Msg::Branches(InBranches::Remove(branch)) => Some(*branch),
            _ => None,
        };
        let words = format!("{msg:?}");
        self.reader.say(msg);
        let (here, at) = (self.timeline().here(), self.timeline().position());
        self.done.push(format!(
            "{words} → {here:?}, {} events, {}",
            at.events, at.time
        ));
        let is_other = begins || took && self.session().taken_over().is_none();
        if !is_other {
            self.keeps_branches(removed);
        }
        self.looks();
    }

    /// What the panels show is drawn, and remembered.
    fn looks(&mut self) {
        self.branches = self.timeline().branches().to_vec();
        self.here = self.timeline().here();
        let (head, position) = (self.timeline().head(), self.timeline().position());
        assert!(position.events <= head.events, "{position:?} of {head:?}");
        assert!(position.time <= head.time, "{position:?} of {head:?}");
        let mut seen = vec![Panel::Run, Panel::TimeBar, Panel::Menu, Panel::Alert];
        for _ in 0..3 {
            seen.extend(self.one_of(&PANELS));
        }
        let mut offers = Vec::new();
        collect(&layout::view(self.session()), &mut offers);
        for panel in seen {
            collect(&drawn(panel, self.session()), &mut offers);
        }
        self.offers = offers;
    }

    /// No other branch has changed, and none is gone but what was removed or was never gone.
    fn keeps_branches(&self, removed: Option<BranchId>) {
        let timeline = self.timeline();
        for before in &self.branches {
            let id = before.id();
            let Some(now) = timeline.find_branch(id) else {
                let fork = before.left();
                let empty = fork.is_some_and(|fork| fork.at.events == before.head().events);
                assert!(removed == Some(id) || empty, "{id:?} is gone");
                continue;
            };
            let is_shown = id == self.here || id == timeline.here();
            let (had, has) = (before.journal().end(), now.journal().end());
            assert!(had <= has, "what was done in {id:?} is gone");
            let is_same = |place| before.journal().get(place) == now.journal().get(place);
            assert!((0..had).all(is_same), "{id:?} was done otherwise");
            if !is_shown {
                assert_eq!((had, before.head()), (has, now.head()), "{id:?}");
            }
            let points = self.session().run.points.all();
            let back = u64::from(!points.is_empty());
            assert!(before.head().events <= now.head().events + back, "{id:?}");
        }
    }

    /// The world that is shown is the one to which all that was done leads, and so is what has been observed.
    fn is_what_was_done(&self) {
        let timeline = self.timeline();
        let world = timeline.world();
        let onlookers = Onlookers::of(*world.settings());
        let again = Timeline::new(*world.settings(), world.seed(), onlookers);
        let mut again = again.expect("possible settings").remembering(0);
        let here = timeline.position();
        let branch = timeline.branch();
        let journal: Vec<_> = branch.journal().iter().cloned().collect();
        let before = journal.iter().filter(|(at, _)| at.events < here.events);
        again.replay(before);
        again.run_to(here);
        assert_eq!(again.position(), here);
        assert_eq!(again.world().fingerprint(), world.fingerprint());
        assert_eq!(again.world().view(), world.view());
        let (story, other) = (self.session().run.story(), &again.observer().story);
        assert_eq!(story.lines().len(), other.lines().len());
        let after = journal.iter().filter(|(at, _)| at.events >= here.events);
        again.replay(after);
        again.run_to(branch.head());
        assert_eq!(again.position(), branch.head());
        let all = |history: &crate::session::history::History| {
            let rows = history.rows().iter();
            let marks = rows.map(|row| (row.sort, row.server, row.marks.iter().copied().collect()));
            marks.collect::<Vec<(_, _, Vec<_>)>>()
        };
        assert_eq!(
            all(self.session().run.history()),
            all(&again.observer().history)
        );
        let fingerprints = |branch: &Branch| branch.fingerprints().iter().copied().collect();
        let (one, other): (Vec<u64>, Vec<u64>) =
            (fingerprints(branch), fingerprints(again.branch()));
        assert_eq!(one, other);
    }

    /// Lets some frames pass.
    fn watch(&mut self, frames: u64) {
        for _ in 0..frames {
            let frame = self.one_of(&[16_667, 16_667, 100_000, 1]).unwrap_or(1);
            self.say(Msg::Frame(frame));
            if self.timeline().world().events() > FAR {
                self.say(Msg::GoTo(Time(100_000)));
            }
        }
    }

    /// Until nothing moves.
    fn rest(&mut self) {
        self.say(Msg::Pause);
        let mut frames = 0;
        while self.session().is_moving() || self.session().taken_over().is_some() {
            self.say(Msg::Frame(100_000));
            frames += 1;
            assert!(frames < 3_000, "it does not end");
        }
    }

    fn wander(&mut self) {
        match self.below(48) {
            0..4 => self.step(),
            4..7 => self.jump(),
            7..10 => self.go(),
            10..13 => self.play(),
            13..20 => {
                let action = self.action();
                self.say(Msg::Do(action));
            }
            20..28 => self.branch(),
            28..32 => self.point(),
            32..35 => self.select(),
            35 => self.script(),
            36 => self.share(),
            37 => self.undo_and_redo(),
            38 => self.forth_and_back(),
            39 => self.other(),
            40..42 => self.watch(3),
            _ => self.touch(),
        }
    }

    fn step(&mut self) {
        let steps = [
            Msg::StepForward,
            Msg::StepRaw,
            Msg::StepBack,
            Msg::StepRawBack,
        ];
        let step = self.one_of(&steps);
        step.into_iter().for_each(|step| self.say(step));
        let frames = self.below(4);
        self.watch(frames);
    }

    fn jump(&mut self) {
        let jump = self.one_of(&JUMPS).unwrap_or(Jump::Interest);
        let msg = [
            Msg::Next(jump),
            Msg::Previous(jump),
            Msg::NextStop,
            Msg::PreviousStop,
        ];
        let msg = self.one_of(&msg);
        msg.into_iter().for_each(|msg| self.say(msg));
        let frames = self.below(4);
        self.watch(frames);
    }

    fn go(&mut self) {
        let end = self.timeline().head();
        let time = self.below(end.time.0 + 2_000);
        let events = self.below(end.events + 3);
        let pixel = self.below(1_300) as u16;
        let tenths = self.below(21) as i8 - 10;
        let zooms = [
            Zoom::In,
            Zoom::Out,
            Zoom::Whole,
            Zoom::Around(pixel, i32::from(tenths) * 9),
            Zoom::Pan(i32::from(tenths) * 50),
        ];
        let zoom = self.one_of(&zooms).unwrap_or(Zoom::Whole);
        let msgs = [
            Msg::GoTo(Time(time)),
            Msg::GoTo(Time::ZERO),
            Msg::GoTo(Time(u64::MAX)),
            Msg::GoToEvent(events),
            Msg::Along(Along::To(pixel)),
            Msg::Along(Along::Tenths(tenths)),
            Msg::PointAt(pixel),
            Msg::Zoom(zoom),
            Msg::Zoom(zoom),
        ];
        let msg = self.one_of(&msgs);
        msg.into_iter().for_each(|msg| self.say(msg));
    }

    fn play(&mut self) {
        let speed = self.below(18);
        if self.is_one_of(2) {
            self.say(Msg::Typed(Field::Speed, speed.to_string()));
        } else if self.is_one_of(3) {
            self.say(Msg::Typed(Field::Auto, "true".to_owned()));
        }
        let back = self.is_one_of(3);
        self.say(if back { Msg::PlayBackwards } else { Msg::Play });
        let frames = 1 + self.below(8);
        self.watch(frames);
    }

    fn action(&mut self) -> Action {
        let world = self.timeline().world();
        let (servers, clients) = (world.settings().servers, world.settings().clients);
        let id = ServerId(1 + self.below(servers.into()) as u8);
        let other = ServerId(1 + self.below(servers.into()) as u8);
        let client = ClientId(1 + self.below(clients.into()) as u8);
        let held = self.one_of(&Held::ALL).unwrap_or(Held::ALL[0]);
        let number = self.below(9);
        let operation = Operation::parse(&format!("add x {number}")).expect("a command");
        let bits = self.below(32) as u16;
        match self.below(24) {
            0..6 => {
                let action = self.one_of(ServerAction::NAMED);
                Action::Server(action.map_or(ServerAction::Crash, |it| it.1), id)
            }
            6..9 => Action::Server(ServerAction::Crash, id),
            9..11 => Action::Server(ServerAction::Restart, id),
            11..15 => {
                let action = self.one_of(MessageAction::NAMED);
                let action = action.map_or(MessageAction::Drop, |it| it.1);
                self.message()
                    .map_or(Action::HealAll, |name| Action::Message(action, name))
            }
            15 => Action::Partition(vec![ServerSet::from_bits(bits & ((1 << servers) - 1))]),
            16 => Action::CutBoth(id, other),
            17 => Action::HealAll,
            18..21 => Action::Submit(Some(client), operation),
            21 => Action::Hold(held),
            22 => Action::Release(held),
            _ => {
                let dial = self.one_of(&DIALS).unwrap_or(DIALS[0]);
                let span = (dial.max - dial.min) >> (4 + self.below(12));
                Action::Set(dial.dial, dial.min + self.below(span + 1))
            }
        }
    }

    /// One on its way, or one that has ended.
    fn message(&mut self) -> Option<MessageName> {
        let messages = &self.session().run.view.messages;
        let names: Vec<_> = messages.iter().map(|it| it.envelope.name()).collect();
        self.one_of(&names)
    }

    fn branch(&mut self) {
        let (here, all) = (self.timeline().here(), self.timeline().branches());
        let all: Vec<_> = all.iter().map(Branch::id).collect();
        let others: Vec<_> = all.iter().copied().filter(|it| *it != here).collect();
        let (any, other) = (self.one_of(&all), self.one_of(&others));
        let name = self.message();
        let what = match self.below(14) {
            0..3 => Some(InBranches::Undo),
            3..5 => Some(InBranches::Redo),
            5..7 => any.map(InBranches::Switch),
            7 => other.map(InBranches::Remove),
            8 => {
                self.say(Msg::Branches(InBranches::Rename(any)));
                self.say(Msg::Typed(Field::BranchName, "mine \"x\" é".to_owned()));
                self.is_one_of(2).then_some(InBranches::Named)
            }
            9..11 => Some(InBranches::Compare(other)),
            11 => {
                let compared = self.session().run.compared.is_some();
                compared.then_some(InBranches::FirstDifference)
            }
            12 => Some(InBranches::DoTheRest),
            _ => {
                let end = self.timeline().head().events;
                let arrival = self.is_one_of(3).then(|| self.below(end));
                name.map(|name| InBranches::DropAndSee(name, arrival))
            }
        };
        what.into_iter()
            .for_each(|what| self.say(Msg::Branches(what)));
        let frames = self.below(3);
        self.watch(frames);
    }

    fn point(&mut self) {
        let mut condition = self.one_of(&CONDITIONS).unwrap_or_default().to_owned();
        if let Some(name) = self.message().filter(|_| self.is_one_of(3)) {
            let word = self.one_of(&["arrives", "lost"]).unwrap_or_default();
            condition = format!("{word} {}", message_words(name));
        }
        let is_before = self.is_one_of(2);
        let action = match self.is_one_of(4) {
            true => self.one_of(&ACTIONS).unwrap_or_default(),
            false => "",
        };
        let place = self.below(self.session().run.points.all().len() as u64) as usize;
        let is_on = self.is_one_of(2);
        let what = match self.below(7) {
            0..3 => InPoints::When(PausePoint {
                condition,
                is_before: is_before && action.is_empty(),
                action: action.to_owned(),
                is_on: true,
            }),
            3 => {
                self.say(Msg::OpenDialog(Dialog::Point));
                self.say(Msg::Typed(Field::PointCondition, condition));
                self.say(Msg::Typed(Field::PointAction, action.to_owned()));
                let side = if is_before { "before" } else { "after" };
                self.say(Msg::Typed(Field::PointIsBefore, side.to_owned()));
                self.say(Msg::Points(InPoints::Typed));
                return self.say(Msg::CloseDialog);
            }
            4 => InPoints::Switch(place, is_on),
            5 => InPoints::Remove(place),
            _ => InPoints::GoTo(place),
        };
        self.say(Msg::Points(what));
    }

    fn selection(&mut self) -> Selection {
        let world = self.timeline().world();
        let (servers, end) = (world.settings().servers, world.events());
        let server = ServerId(1 + self.below(servers.into()) as u8);
        let to = ServerId(1 + self.below(servers.into()) as u8);
        let (index, serial) = (self.below(9), self.below(9));
        match self.below(10) {
            0 => Selection::Entry { server, index },
            1 => Selection::Snapshot { server },
            2 => Selection::Link { from: server, to },
            3 => Selection::Disk(server),
            4 => Selection::Machine(server),
            5 => Selection::Operation {
                client: ClientId(1),
                serial,
            },
            6 => Selection::Event(self.below(end + 3)),
            7 => Selection::Check(self.below(12) as usize),
            8 => self
                .message()
                .map_or(Selection::Server(server), Selection::Message),
            _ => Selection::Server(server),
        }
    }

    fn select(&mut self) {
        let selection = self.selection();
        let topics = [
            Topic::Thing(selection),
            Topic::Points(selection),
            Topic::Page,
            Topic::Jumps,
        ];
        let topic = self.one_of(&topics).unwrap_or(Topic::Page);
        let spot = Spot { x: 20, y: 30 };
        let msgs = [
            Msg::Select(selection),
            Msg::Select(selection),
            Msg::OpenMenu(topic, spot),
            Msg::OpenMenu(topic, spot),
            Msg::CloseMenu,
            Msg::Escape,
            Msg::Focused(Some(selection)),
            Msg::Deselect,
        ];
        let msg = self.one_of(&msgs);
        msg.into_iter().for_each(|msg| self.say(msg));
    }

    fn script(&mut self) {
        let scenarios = on_demand::language().map_or(&[][..], |it| it.scenarios);
        let scenarios: Vec<&str> = scenarios.iter().map(|(_, text)| *text).collect();
        let shipped = self.is_one_of(2);
        let text = self.one_of(if shipped { &scenarios } else { &SCRIPTS });
        self.say(Msg::OpenDialog(Dialog::Script));
        self.say(Msg::Typed(
            Field::Script,
            text.unwrap_or_default().to_owned(),
        ));
        self.say(Msg::PlayScript);
        assert_eq!(self.session().forms.script.mistakes, "");
        if self.session().forms.script.would_lose.is_some() {
            self.say(Msg::PlayScript);
        }
        self.play();
    }

    fn link(&mut self) -> Option<String> {
        self.say(Msg::Share(Share::CopyLink));
        match self.reader.session.outgoing.take() {
            Some(Outgoing::Link(link)) => Some(link),
            _ => {
                assert!(self.session().screen.alert.is_some(), "it is said why not");
                None
            }
        }
    }

    /// A link opens as the same run, in which one goes on, perhaps.
    fn share(&mut self) {
        if self.is_one_of(4) {
            self.say(Msg::Share(Share::AskSave));
            let formats = [Format::Recording, Format::Script, Format::Trace];
            let format = self.one_of(&formats).unwrap_or(Format::Trace);
            self.say(Msg::Share(Share::Save(format)));
            assert_eq!(self.session().forms.save.mistake, "");
            self.reader.session.outgoing = None;
            return;
        }
        let Some(link) = self.link() else { return };
        let looks = |reader: &Reader| {
            let run = &reader.session.run;
            let timeline = &run.recorded.timeline;
            let branches = timeline.branches().iter();
            let about = |it: &Branch| (run.branch_name(it), it.head());
            let branches: Vec<_> = branches.map(about).collect();
            let world = run.world();
            let points = run.points.set(&run.recorded);
            let shown = (world.position(), world.fingerprint());
            (
                shown,
                branches,
                run.branch_name(timeline.branch()),
                points,
                world.view(),
            )
        };
        let mut other = Reader::of(Session::new(self.opening));
        other.say(Msg::Share(Share::OpenLink(link.clone())));
        let mut frames = 0;
        while other.session.taken_over().is_some() {
            other.frame();
            frames += 1;
            assert!(frames < 30_000, "it does not end");
        }
        assert_eq!(looks(&other), looks(&self.reader));
        assert!(other.alert().is_none(), "{:?}", other.alert());
        if self.is_one_of(2) {
            self.reader = other;
            self.looks();
        } else if self.is_one_of(2) {
            self.say(Msg::Share(Share::OpenLink(link)));
        }
    }

    fn undo_and_redo(&mut self) {
        self.rest();
        let moment = |it: &Wanderer| {
            let world = it.timeline().world();
            (world.position(), world.fingerprint())
        };
        let before = moment(self);
        let undone = self.session().run.undone.len();
        self.say(Msg::Branches(InBranches::Undo));
        if self.session().run.undone.len() == undone {
            return;
        }
        self.say(Msg::Branches(InBranches::Redo));
        let (at, fingerprint) = moment(self);
        // Where nothing had happened since, the branch may be gone.
        assert_eq!((at.events, fingerprint), (before.0.events, before.1));
        assert!(at.time <= before.0.time);
    }

    fn forth_and_back(&mut self) {
        self.rest();
        if self.session().run.playing.is_some() || !self.session().run.points.all().is_empty() {
            return;
        }
        let step = |it: &mut Wanderer, msg| {
            it.say(msg);
            it.rest();
            it.timeline().position()
        };
        let (before, beginning) = (self.timeline().position(), self.session().run.beginning());
        if before < beginning {
            return;
        }
        let forth = step(self, Msg::StepForward);
        if forth == before {
            return;
        }
        let back = step(self, Msg::StepBack);
        assert!(back <= before.max(beginning), "{back:?}, {before:?}");
        assert_eq!(step(self, Msg::StepForward), forth);
    }

    fn other(&mut self) {
        let dialogs = [
            Dialog::NewRun,
            Dialog::Help,
            Dialog::Partition,
            Dialog::Script,
            Dialog::Checks,
            Dialog::Point,
            Dialog::Save,
            Dialog::Open,
        ];
        let dialog = self.one_of(&dialogs).unwrap_or(Dialog::Help);
        let tabs = [
            Tab::Stage,
            Tab::Logs,
            Tab::Why,
            Tab::Story,
            Tab::Clients,
            Tab::Dials,
            Tab::Run,
        ];
        let tab = self.one_of(&tabs).unwrap_or(Tab::Stage);
        let msgs = [
            Msg::OpenDialog(dialog),
            Msg::CloseDialog,
            Msg::Show(tab),
            Msg::Press,
            Msg::Release,
            Msg::RandomCommand,
            Msg::WriteRun,
            Msg::Resized {
                whole: (500, 400),
                stage: (300, 200),
            },
            Msg::Resized {
                whole: (1_280, 800),
                stage: (820, 520),
            },
        ];
        let msg = self.one_of(&msgs);
        msg.into_iter().for_each(|msg| self.say(msg));
    }

    /// Touches something that is drawn.
    fn touch(&mut self) {
        let offers = std::mem::take(&mut self.offers);
        match self.one_of(&offers) {
            Some(Say::Msg(Msg::NewRun)) if !self.is_one_of(20) => {}
            Some(Say::Msg(msg) | Say::Itself(msg)) => self.say(msg),
            Some(Say::Menu(topic)) => self.say(Msg::OpenMenu(topic, Spot { x: 9, y: 9 })),
            Some(Say::Value(_)) | None => {}
        }
    }
}

/// What stands in a panel, with all that stands on the stage.
fn drawn(panel: Panel, session: &Session) -> El {
    let view = &session.run.view;
    let (width, height) = session.screen.stage;
    let size = (width.into(), height.into());
    let least = session.screen.room.least_name().into();
    let layout = Layout::new(size, least, view.servers.len(), view.clients.len());
    let layout = Rc::new(layout);
    draw(panel, session, &layout).unwrap_or_else(|| details::draw(panel, session, &layout))
}

/// What an element and those in it say.
fn collect(el: &El, into: &mut Vec<Say>) {
    into.extend(el.on.iter().map(|(_, say)| say.clone()));
    for child in &el.children {
        match child {
            Child::El(el) | Child::Place(Place::Kept(_, el)) => collect(el, into),
            Child::Place(Place::Part(part)) => collect(&part.draw(), into),
            Child::Place(Place::Panel(_)) | Child::Text(_) => {}
        }
    }
}
