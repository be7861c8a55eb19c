//! What one mount knows: its world, what is selected, what time does. [`Session::update`] is the only way in.

pub(crate) mod caption;
pub(crate) mod diary;
pub(crate) mod history;
pub(crate) mod interest;
pub(crate) mod keys;
pub(crate) mod opening;
pub(crate) mod playback;
pub(crate) mod quantity;
pub(crate) mod scale;
pub(crate) mod script;

mod account;
mod msg;
mod scout;
mod selection;
mod time;

#[cfg(test)]
mod tests;

pub(crate) use caption::Caption;
use diary::Diary;
pub(crate) use history::History;
pub(crate) use msg::{Dialog, Field, Msg, Spot, Tab};
pub(crate) use playback::Playback;
pub(crate) use selection::Selection;

use crate::scene;
use crate::scene::burst::Burst;
use ::script::Done;
use raft::{Duration, Index, ServerId, ServerSet, Time};
use record::story::Story;
use record::{ClusterView, Operation};
use scout::Scout;
use script::Plan;
use sim::{Action, Dial, Settings, SettingsError, World};
use std::rc::Rc;

pub(crate) const MOST_SERVERS: u8 = 9;

/// One mount, without the browser.
pub(crate) struct Session {
    pub(crate) world: World,
    /// The world at its last event; never older than that.
    pub(crate) view: Rc<ClusterView>,
    /// Goes up with whatever may change a panel. A frame in which nothing happens leaves it alone.
    pub(crate) version: u64,
    /// The run so far, in sentences.
    pub(crate) story: Story,
    /// The newest sentence that matters.
    pub(crate) caption: Option<Caption>,
    /// The run so far, at a glance.
    pub(crate) history: History,
    /// The messages that were lost recently.
    pub(crate) bursts: Vec<Burst>,
    /// Where everything on the stage has its place.
    pub(crate) scene: Rc<scene::Layout>,
    pub(crate) playback: Playback,
    pub(crate) selection: Option<Selection>,
    pub(crate) focused: Option<Selection>,
    /// The open menu: of what, and where.
    pub(crate) menu: Option<(Selection, Spot)>,
    pub(crate) dialog: Option<Dialog>,
    pub(crate) tab: Tab,
    /// Why something was refused, until the reader dismisses it.
    pub(crate) alert: Option<String>,
    pub(crate) command: String,
    /// The form for a new run as it is typed: servers and seed.
    pub(crate) form: (String, String),
    /// The groups of the partition form: 0, 1, 2 by server, in the order of the view.
    pub(crate) groups: Vec<u8>,
    /// What is being typed into a dial, until it is turned.
    pub(crate) draft: Option<(Dial, String)>,
    /// Where the reader moved the ledger to; none while it follows the end.
    pub(crate) ledger_scroll: Option<LedgerScroll>,
    /// Width and height of the mount, in pixels.
    pub(crate) whole: (u16, u16),
    /// Width and height of the stage, in pixels.
    pub(crate) stage: (u16, u16),
    /// The `id` of the element that is to take the focus once everything is drawn.
    pub(crate) wants_focus: Option<String>,
    /// Whether the script language is to be loaded.
    pub(crate) wants_language: bool,
    /// Records what is done to this run, for the screen after a panic.
    pub(crate) diary: Diary,
    /// The actions of this run so far.
    done: Vec<Done>,
    /// The rest of the script that is being played.
    plan: Option<Plan>,
    pub(crate) script: script::Form,
    /// Gives an unpredictable number.
    draw: fn() -> u64,
    /// Whether only routine traffic is in flight.
    quiet: bool,
    scout: Option<Scout>,
}

/// How a session begins.
#[derive(Clone, Copy)]
pub(crate) struct Opening {
    /// What the world is made of.
    pub(crate) settings: Settings,
    /// A random one if none.
    pub(crate) seed: Option<u64>,
    /// Gives an unpredictable number.
    pub(crate) draw: fn() -> u64,
    /// Whether nothing may move by itself: the page opens paused at the first vote, and steps do not glide.
    pub(crate) still: bool,
}

/// Where a reader moved the ledger to. What is appended meanwhile stays out of sight, so that nothing moves under the eye.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LedgerScroll {
    /// How far it is from its right end, in pixels.
    pub(crate) distance: u32,
    /// The last index that has a column.
    pub(crate) end: Index,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// Stage left, logs and machines right, time below.
    Wide,
    /// The stage and the time bar, the rest as tabs.
    Narrow,
}

impl Session {
    /// # Errors
    /// If the settings allow no such world.
    pub(crate) fn new(opening: Opening) -> Result<Session, SettingsError> {
        let world = opening::world(opening.settings, opening.seed, opening.draw)?;
        let view = Rc::new(world.view());
        let mut session = Session {
            groups: vec![0; view.servers.len()],
            form: (view.servers.len().to_string(), String::new()),
            world,
            view,
            version: 0,
            story: Story::default(),
            caption: None,
            bursts: Vec::new(),
            scene: Rc::new(scene::Layout::new(0.0, 0.0, 0, 0)),
            history: History::default(),
            playback: Playback::new(!opening.still, opening.still),
            selection: None,
            focused: None,
            menu: None,
            dialog: None,
            tab: Tab::Stage,
            alert: None,
            command: String::new(),
            draft: None,
            ledger_scroll: None,
            whole: (1280, 800),
            stage: (820, 520),
            wants_focus: None,
            wants_language: false,
            diary: Diary::default(),
            done: Vec::new(),
            plan: None,
            script: script::Form::default(),
            draw: opening.draw,
            quiet: true,
            scout: None,
        };
        session.set_scene();
        session.enter();
        Ok(session)
    }

    /// The moment that the screen shows: between two events it goes on while the view stays as it is.
    pub(crate) fn now(&self) -> Time {
        self.world.now()
    }

    /// Whether frames are needed: time runs or glides, and nothing holds it.
    pub(crate) fn is_moving(&self) -> bool {
        self.playback.is_moving(self.is_open())
    }

    /// Whether a menu or a dialog is open, which holds time.
    pub(crate) fn is_open(&self) -> bool {
        self.menu.is_some() || self.dialog.is_some()
    }

    /// Whether there is room for a line of its own for title and seed.
    pub(crate) fn has_header(&self) -> bool {
        self.layout() == Layout::Wide || self.whole.1 >= 480
    }

    pub(crate) fn layout(&self) -> Layout {
        match self.whole {
            (900.., 560..) => Layout::Wide,
            _ => Layout::Narrow,
        }
    }

    pub(crate) fn update(&mut self, msg: Msg) {
        match msg {
            Msg::Frame(elapsed) => return self.frame(elapsed),
            Msg::Focused(selection) => return self.focused = selection,
            Msg::Press => return self.playback.press(true),
            Msg::Release => return self.playback.press(false),
            Msg::Seen(seen) => return self.playback.see(seen),
            Msg::Play => self.play(true),
            Msg::Pause => self.play(false),
            Msg::Toggle => self.play(!self.playback.is_playing()),
            Msg::StepForward => self.step_or_say(|event| event.after.is_some()),
            Msg::StepRaw => self.step_or_say(|_| true),
            Msg::NextOfInterest => self.step_or_say(interest::is_landmark),
            Msg::Faster => self.playback.set_position(self.playback.position() + 1),
            Msg::Slower => self
                .playback
                .set_position(self.playback.position().saturating_sub(1)),
            Msg::Do(action) => {
                if let Some((of @ Selection::Message(_), _)) = self.menu.take() {
                    // The focus goes back to the message, or to its receiver if that was the end of it.
                    (self.focused, self.wants_focus) = (Some(of), Some(of.id()));
                }
                self.act(&action);
            }
            Msg::Submit => self.submit(),
            Msg::RandomCommand => self.submit_any(),
            Msg::Partition => self.partition(),
            Msg::NewRun => self.new_run(),
            Msg::PlayScript => self.play_script(),
            Msg::LanguageArrives(is_here) => self.language_arrives(is_here),
            Msg::Select(selection) => self.select(selection),
            Msg::Deselect => self.selection = None,
            Msg::OpenMenu(of, spot) => self.open_menu(of, spot),
            Msg::CloseMenu => self.menu = None,
            Msg::OpenDialog(dialog) => self.open_dialog(dialog),
            Msg::CloseDialog => self.dialog = None,
            Msg::Escape => self.escape(),
            Msg::DismissAlert => self.alert = None,
            Msg::Show(tab) => self.tab = tab,
            Msg::Typed(field, text) => self.typed(field, text),
            Msg::Resized { whole, stage } => {
                (self.whole, self.stage) = (whole, stage);
                self.set_scene();
            }
        }
        self.version += 1;
    }

    fn play(&mut self, playing: bool) {
        self.answer();
        self.finish_glide();
        self.playback.play(playing && !self.is_asked());
    }

    fn step_or_say(&mut self, is_end: fn(&record::Event) -> bool) {
        if !self.step(is_end) {
            self.alert = Some("No such event ahead.".to_owned());
        }
    }

    /// Places everything on the stage.
    fn set_scene(&mut self) {
        let (width, height) = self.stage;
        let (servers, clients) = (self.view.servers.len(), self.view.clients.len());
        let scene = scene::Layout::new(width.into(), height.into(), servers, clients);
        self.scene = Rc::new(scene);
    }

    /// How long a message takes, on the average.
    pub(crate) fn latency(&self) -> Duration {
        let dial = |dial| self.world.dials().get(dial);
        Duration((dial(Dial::LatencyMin) + dial(Dial::LatencyMax)) / 2)
    }

    /// The reader does something to the world, which ends a script that is being played; a refusal becomes an alert.
    fn act(&mut self, action: &Action) {
        self.finish_glide();
        let rest = self.plan.take();
        let refused = self.perform(action);
        let dropped = "You took over: the script stops here.";
        self.alert = refused.or_else(|| rest.map(|_| dropped.into()));
        self.look(true);
    }

    fn submit(&mut self) {
        match Operation::parse(&self.command) {
            Ok(operation) => {
                self.act(&Action::Submit(None, operation));
                self.command.clear();
            }
            Err(error) => self.alert = Some(error.0),
        }
    }

    fn submit_any(&mut self) {
        let number = (self.draw)();
        let key = ["x", "y", "n"][(number >> 8) as usize % 3];
        let verb = ["set", "add", "add", "get"][(number >> 16) as usize % 4];
        self.command = match verb {
            "get" => format!("get {key}"),
            _ => format!("{verb} {key} {}", number % 9 + 1),
        };
        self.submit();
    }

    fn partition(&mut self) {
        let mut groups = [ServerSet::EMPTY; 3];
        for (server, group) in self.view.servers.iter().zip(&self.groups) {
            groups[usize::from(*group)].insert(server.id);
        }
        let groups = groups.into_iter().filter(|group| !group.is_empty());
        self.dialog = None;
        self.act(&Action::Partition(groups.collect()));
    }

    fn new_run(&mut self) {
        match opening::read_form(&self.form.0, &self.form.1) {
            Ok((servers, seed)) => self.begin(servers, seed),
            Err(sentence) => self.alert = Some(sentence),
        }
    }

    /// Another run in the same place: what the reader has arranged on the screen stays.
    fn begin(&mut self, servers: u8, seed: Option<u64>) {
        let settings = Settings {
            servers,
            ..Settings::default()
        };
        let world = match opening::world(settings, seed, self.draw) {
            Ok(world) => world,
            Err(error) => return self.alert = Some(error.0),
        };
        self.start(world, None);
    }

    /// Begins a run, with the rest of a script if it is one.
    fn start(&mut self, world: World, plan: Option<Plan>) {
        self.view = Rc::new(world.view());
        self.world = world;
        self.plan = plan;
        self.done.clear();
        self.groups = vec![0; self.view.servers.len()];
        self.form = (self.view.servers.len().to_string(), String::new());
        self.history = History::default();
        self.story = Story::default();
        self.caption = None;
        self.bursts.clear();
        self.set_scene();
        self.scout = None;
        self.playback = Playback::new(!self.playback.is_still(), self.playback.is_still());
        (self.selection, self.focused) = (None, None);
        (self.alert, self.dialog, self.ledger_scroll) = (None, None, None);
        self.enter();
    }

    /// Records which run this is, and goes to the moment at which the reader comes in.
    fn enter(&mut self) {
        self.diary.begin(&self.world);
        if self.plan.is_some() {
            // A script is shown from the beginning.
            self.look(true);
            return self.remark();
        }
        match opening::first_vote(&self.world) {
            Some(events) if self.playback.is_still() => self.run_to(events),
            _ => self.run_until(opening::entrance(&self.world)),
        }
    }

    fn select(&mut self, selection: Selection) {
        self.menu = None;
        self.selection = Some(selection);
        self.tab = Tab::Why;
    }

    fn open_menu(&mut self, of: Selection, spot: Spot) {
        if self.menu.is_none_or(|(open, _)| open != of) {
            self.wants_focus = Some("menu.0".to_owned());
        }
        self.finish_glide();
        self.selection = Some(of);
        self.menu = Some((of, spot));
    }

    fn open_dialog(&mut self, dialog: Dialog) {
        self.menu = None;
        self.alert = None;
        self.dialog = Some(dialog);
        if dialog == Dialog::Script {
            self.write_script();
        }
        self.wants_focus = Some("dialog".to_owned());
    }

    fn escape(&mut self) {
        if self.menu.take().is_none() && self.dialog.take().is_none() && self.alert.take().is_none()
        {
            self.tab = Tab::Stage;
        }
    }

    fn typed(&mut self, field: Field, text: String) {
        match field {
            Field::Speed => match text.parse() {
                Ok(position) => self.playback.set_position(position),
                Err(_) => debug_assert!(false, "the slider has a position {text}"),
            },
            Field::Auto => self.playback.set_auto(text == "true"),
            Field::Command => self.command = text,
            Field::Dial(dial) => self.turn(dial, &text),
            Field::Draft(dial) => self.draft = Some((dial, text)),
            Field::Slider(dial) => self.slide(dial, &text),
            Field::Hold(what) if text == "true" => self.act(&Action::Hold(what)),
            Field::Hold(what) => self.act(&Action::Release(what)),
            Field::Group(server) => self.choose_group(server, &text),
            Field::Servers => self.form.0 = text,
            Field::Seed => self.form.1 = text,
            Field::Script => {
                self.script = script::Form {
                    text,
                    ..script::Form::default()
                }
            }
            Field::LedgerScroll => self.scroll_ledger(&text),
        }
    }

    /// `text` is the position of the dial's slider.
    fn slide(&mut self, dial: Dial, text: &str) {
        let value = text
            .parse()
            .ok()
            .and_then(|position: usize| scale::stops(dial).get(position).copied());
        match value {
            Some(value) => self.act(&Action::Set(dial, value)),
            None => debug_assert!(false, "the slider has a stop {text}"),
        }
    }

    fn turn(&mut self, dial: Dial, text: &str) {
        self.draft = None;
        match quantity::parse(dial, text) {
            Ok(value) if value == self.world.dials().get(dial) => {}
            Ok(value) => self.act(&Action::Set(dial, value)),
            Err(sentence) => self.alert = Some(sentence),
        }
    }

    /// `text` is the ledger's `scrollLeft`: its direction is right to left, so 0 is the newest entry, and less is older.
    fn scroll_ledger(&mut self, text: &str) {
        let Ok(distance) = text.parse().map(i32::unsigned_abs) else {
            return debug_assert!(false, "the browser gives a number of pixels, not {text}");
        };
        let logs = self
            .view
            .servers
            .iter()
            .map(|server| server.log.last_index() + 1);
        let newest = logs.max().unwrap_or(0);
        let end = self.ledger_scroll.map_or(newest, |away| away.end);
        self.ledger_scroll = (distance > 2).then_some(LedgerScroll { distance, end });
    }

    fn choose_group(&mut self, server: ServerId, text: &str) {
        let position = self.view.servers.iter().position(|s| s.id == server);
        match (position, text.parse()) {
            (Some(position), Ok(group @ 0..=2)) => self.groups[position] = group,
            _ => debug_assert!(false, "the form offers group {text} for {server}"),
        }
    }
}
