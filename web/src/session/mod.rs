//! What one mount knows: its world, what is selected, what time does. [`Session::update`] is the only way in.

pub(crate) mod caption;
pub(crate) mod check;
pub(crate) mod forms;
pub(crate) mod history;
pub(crate) mod interest;
pub(crate) mod keys;
pub(crate) mod lab;
pub(crate) mod opening;
pub(crate) mod panic_log;
pub(crate) mod playback;
pub(crate) mod quantity;
pub(crate) mod recent;
pub(crate) mod run;
pub(crate) mod scale;
pub(crate) mod screen;

mod account;
pub(crate) mod alert;
pub(crate) mod axis;
pub(crate) mod bar;
pub(crate) mod branches;
mod changed;
pub(crate) mod compared;
mod details;
pub(crate) mod door;
mod going;
pub(crate) mod groups;
pub(crate) mod handout;
mod lost;
mod msg;
pub(crate) mod outfit;
pub(crate) mod page_event;
mod parts;
mod playing;
pub(crate) mod points;
pub(crate) mod recorded;
pub(crate) mod recordings;
mod rest;
mod room;
mod scout;
mod script;
mod search;
mod selection;
mod slice;
pub(crate) mod speech;
mod time;
mod yours;

#[cfg(test)]
pub(crate) mod tests;

use account::Do;
use alert::Alert;
use caption::Caption;
use check::Check;
pub(crate) use compared::{Compared, same_log};
use door::{Door, InClip};
use forms::Forms;
pub(crate) use interest::Jump;
pub(crate) use lost::Lost;
pub(crate) use msg::{Dialog, Field, InBranches, Msg, Picture, Say, Share, Spot, Tab, Topic, View};
use page_event::{PageEvent, PageEvents};
use panic_log::Notes;
pub(crate) use parts::Part;
use parts::Parts;
pub(crate) use playback::Playback;
pub(crate) use playing::Stop;
pub(crate) use recorded::{Onlookers, Recorded};
use recordings::{Outgoing, TakesOver};
use rest::Rest;
pub(crate) use room::{Layout, Room};
pub(crate) use run::Run;
pub(crate) use screen::Panel;
use screen::Screen;
pub(crate) use script::Played;
use search::Looking;
pub(crate) use search::{Next, Search, SearchBack};
pub(crate) use selection::Selection;
use speech::Speech;

use crate::on_demand::{self, Going, Language};
use raft::{ServerId, Time};
use record::Operation;
use sim::{Action, Settings, SettingsError};

/// One mount, without the browser.
pub(crate) struct Session {
    pub(crate) run: Run,
    pub(crate) clock: Playback,
    pub(crate) screen: Screen,
    pub(crate) forms: Forms,
    pub(crate) speech: Speech,
    /// Goes up with whatever may change a panel. A frame in which nothing happens leaves it alone.
    pub(crate) version: u64,
    /// What the page around the mount has not been shown yet.
    pub(crate) page_events: PageEvents,
    pub(crate) parts: Parts,
    /// What the page asks.
    pub(crate) door: Door,
    /// What a worker is to do, if there is one: a script to be checked, or what the lab tries.
    pub(crate) heavy: Option<String>,
    /// Gives an unpredictable number.
    draw: fn() -> u64,
    /// Gives the microseconds since some moment, by which a frame knows how long it has worked.
    stopwatch: fn() -> u64,
    /// The search for the end of a step, if it takes longer than a frame.
    search: Option<Looking>,
    /// What was done in another branch and is being done in this one.
    rest: Option<Rest>,
    /// Another run that is being taken over.
    taking: Option<TakesOver>,
    /// The snapshot lab, once it was opened in this run.
    pub(crate) lab: lab::Held,
    /// Whether it reads what has happened in the run, or tries something.
    lab_works: bool,
    /// What leaves the mount, until the browser has taken it.
    pub(crate) outgoing: Option<Outgoing>,
    /// The run that the address is to name: its servers and its seed, until the browser has taken that.
    pub(crate) address: Option<(u8, u64)>,
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
    /// Gives the microseconds since some moment. Nothing that happens depends on it.
    pub(crate) stopwatch: fn() -> u64,
    /// Whether nothing may move by itself: the page opens paused at the first vote, and steps do not glide.
    pub(crate) still: bool,
    /// How many bytes the checkpoints of a run may take.
    pub(crate) memory: usize,
}

impl Session {
    /// # Errors
    /// If the settings allow no such world.
    pub(crate) fn new(opening: Opening) -> Result<Session, SettingsError> {
        let world = opening::world(opening.settings, opening.seed, opening.draw)?;
        let run = Run::new(&world, Notes::default(), opening.memory);
        let mut session = Session {
            forms: Forms::new(&run.view),
            speech: Speech::default(),
            clock: Playback::new(!opening.still, opening.still),
            screen: Screen::new(),
            version: 0,
            page_events: PageEvents::default(),
            heavy: None,
            parts: Parts::new(cfg!(feature = "split")),
            door: Door::default(),
            draw: opening.draw,
            stopwatch: opening.stopwatch,
            search: None,
            rest: None,
            taking: None,
            lab: lab::Held::default(),
            lab_works: false,
            outgoing: None,
            address: None,
            run,
        };
        session.enter();
        session.greet();
        Ok(session)
    }

    /// The first sentence says what there is to see.
    fn greet(&mut self) {
        let greeting = Caption::remark(opening::first_line(self.run.view.servers.len()), 0);
        self.screen.caption.get_or_insert(greeting);
    }

    /// The moment that the screen shows: between two events it goes on while the view stays as it is.
    pub(crate) fn now(&self) -> Time {
        self.run.world().now()
    }

    /// Whether frames are needed: time runs or glides, and nothing holds it; or something takes longer than one frame.
    pub(crate) fn is_moving(&self) -> bool {
        let checks = matches!(self.forms.script.check, Check::Here(..));
        checks
            || self.lab_works
            || self.door.work.is_some()
            || self.search.is_some()
            || self.rest.is_some()
            || self.taking.is_some()
            || self.clock.is_moving(self.screen.is_open())
    }

    /// Whether a worker does something.
    pub(crate) fn works_elsewhere(&self) -> bool {
        self.lab.works_elsewhere || self.forms.script.check.is_elsewhere()
    }

    pub(crate) fn update(&mut self, msg: Msg) {
        let events = self.run.world().events();
        let is_frame = matches!(msg, Msg::Frame(_));
        let time = self.now();
        if matches!(msg, Msg::Share(Share::OpenLink(_))) {
            // The address names that run.
            self.address = None;
        }
        match on_demand::going() {
            Some(going) if !self.screen.outfit.interactive => self.take((going.of_onlooker)(msg)),
            _ => self.take(msg),
        }
        if self.screen.view == View::Snapshot {
            self.with_lab(|it, session| (it.follow)(session));
        }
        self.follow_now(time, is_frame);
        // A reader who acts, or stops time, waits for an answer.
        let acted = !is_frame && self.run.world().events() != events;
        let at_once = acted || !self.is_moving();
        self.version += u64::from(self.speech.read(self.screen.caption.as_ref(), at_once));
        if self.door.is_open
            && let Some(going) = on_demand::going()
        {
            (going.report)(self);
        }
    }

    fn take(&mut self, msg: Msg) {
        if !self.parts.allow(&msg) {
            return self.version += 1;
        }
        match msg {
            Msg::Frame(elapsed) => {
                self.speech.listen(elapsed);
                return self.frame(elapsed);
            }
            Msg::Focused(selection) => {
                // Where the reader goes is where the focus stays.
                (self.screen.focused, self.screen.wants_focus) = (selection, None);
                return;
            }
            Msg::Press => return self.clock.press(true),
            Msg::Release => return self.clock.press(false),
            Msg::Seen(seen) => return self.clock.see(seen),
            Msg::Play => self.play(true),
            Msg::Pause => self.play(false),
            Msg::Toggle => self.play(!self.clock.is_playing()),
            Msg::StepForward => self.step(|event| event.after.is_some()),
            Msg::StepRaw => self.step(|_| true),
            Msg::Next(Jump::Interest) => self.seek(Some(interest::is_landmark), true),
            Msg::NextStop => self.next_stop(),
            Msg::Faster => self.clock.set_position(self.clock.position() + 1),
            Msg::Slower => (self.clock).set_position(self.clock.position().saturating_sub(1)),
            Msg::Do(action) => {
                self.screen.leave_menu();
                self.act(&action);
            }
            Msg::Submit => self.submit(),
            Msg::Complain(sentence) => self.complain(sentence),
            Msg::PartLoads(part, loaded, whole) => self.parts.progress(part, (loaded, whole)),
            Msg::PartEnds(part, is_here) => self.part_ends(part, is_here),
            Msg::CancelPart => self.cancel_part(),
            Msg::Deselect => self.screen.selection = None,
            Msg::CloseMenu => self.screen.menu = None,
            Msg::CloseDialog => self.close_dialog(),
            Msg::Escape => self.escape(),
            Msg::DismissAlert => self.screen.alert = None,
            Msg::Show(tab) => self.screen.show_tab(tab),
            Msg::View(view) => self.screen.show_view(view),
            Msg::Outfit(outfit) => self.screen.put_on(outfit),
            Msg::Key(is_shown) => self.screen.show_key(is_shown),
            Msg::SkipStage => self.screen.wants_focus = Some("tab".to_owned()),
            Msg::Unfold(unfolded) => self.screen.unfolded = Some(unfolded),
            Msg::Typed(field, text) => self.typed(field, text),
            Msg::Resized { whole, stage } => {
                (self.screen.room, self.screen.stage) = (Room::of(whole), stage);
            }
            msg => self.take_in_part(msg),
        }
        self.version += 1;
    }

    /// Takes the messages for which a part was waited for.
    fn take_in_part(&mut self, msg: Msg) {
        match msg {
            Msg::Checked(_) | Msg::CheckHere if !self.forms.script.check.is_elsewhere() => {
                let heard = match msg {
                    Msg::Checked(heard) => Some(heard),
                    _ => None,
                };
                // What was stopped may still have said something.
                let lab = on_demand::snapshot_lab();
                lab.into_iter()
                    .for_each(|it| (it.heard)(self, heard.clone()));
            }
            Msg::PlayScript
            | Msg::CheckScript
            | Msg::CheckHere
            | Msg::Checked(_)
            | Msg::WriteRun => {
                self.with_language(|it, session| (it.take)(session, msg));
            }
            Msg::Share(what) => match on_demand::sharing() {
                Some(sharing) => (sharing.take)(self, what),
                None => debug_assert!(false, "what shares a run has come"),
            },
            Msg::Lab(what) => {
                self.screen.show_view(View::Snapshot);
                self.with_lab(|it, session| {
                    (it.follow)(session);
                    (it.take)(session, what);
                });
            }
            Msg::Ask(ask) => self.with_language(|it, session| (it.ask)(session, ask)),
            Msg::Begin(wish) => self.begin_with(*wish),
            Msg::Clip(what) => self.with_language(|it, session| (it.in_clip)(session, what)),
            Msg::Points(what) => self.with_going(|it, session| (it.in_points)(session, what)),
            msg => self.with_going(|it, session| (it.take)(session, msg)),
        }
    }

    /// Does something that needs what goes back, which was waited for.
    fn with_going(&mut self, does: impl FnOnce(&Going, &mut Session)) {
        match on_demand::going() {
            Some(going) => does(going, self),
            None => debug_assert!(false, "what goes back has come"),
        }
    }

    /// Does something that needs the lab, which was waited for.
    fn with_lab(&mut self, does: impl FnOnce(&on_demand::Lab, &mut Session)) {
        match on_demand::snapshot_lab() {
            Some(lab) => does(lab, self),
            None => debug_assert!(false, "the lab has come"),
        }
    }

    /// Does something that needs the script language, which was waited for.
    fn with_language(&mut self, does: impl FnOnce(&Language, &mut Session)) {
        match on_demand::language() {
            Some(language) => does(language, self),
            None => debug_assert!(false, "the script language has come"),
        }
    }

    fn play(&mut self, playing: bool) {
        if playing && self.clip_is_to_begin() {
            return self.update(Msg::Clip(InClip::Replay));
        }
        self.answer();
        self.finish_glide();
        let running = playing && !self.is_asked();
        if running {
            self.run.before = None;
        }
        self.clock.play(running);
        if !running {
            self.say_newest(true);
        }
    }

    /// The reader does something to the world; a refusal becomes an alert. A script that is being played goes on with it.
    fn act(&mut self, action: &Action) {
        self.attempt(action);
    }

    /// The same; why it is refused, if it is.
    fn attempt(&mut self, action: &Action) -> Option<String> {
        self.answer();
        self.finish_glide();
        if !self.clock.is_playing() {
            self.run.begin_step();
        }
        let branch = self.run.recorded.timeline.here();
        let refused = self.run.act(action);
        self.stops_at_violation();
        self.comes_to_points(true);
        self.page_events.push(PageEvent::Acted {
            action: Do(action).to_string(),
            refused: refused.clone(),
        });
        if refused.is_none() {
            // It is the reader's run from now on.
            self.door.clip = None;
        }
        self.screen.alert = refused.clone().map(Alert::from);
        if self.run.recorded.timeline.here() != branch {
            let going = on_demand::going();
            going.into_iter().for_each(|it| (it.forked)(self));
        }
        self.clock.calm_down();
        self.look(true);
        self.follow_script();
        refused
    }

    fn submit(&mut self) {
        match Operation::parse(&self.forms.command) {
            Ok(operation) => {
                self.act(&match self.forms.send_to {
                    None => Action::Submit(None, operation),
                    Some(server) => Action::SubmitAt(None, operation, server),
                });
                self.forms.command.clear();
            }
            Err(error) => self.complain(error.0),
        }
    }

    /// Begins a run.
    fn start(&mut self, run: Run) {
        self.show(run);
        self.enter();
    }

    /// Another run is shown in the place of this one.
    fn show(&mut self, run: Run) {
        self.run = run;
        self.door.clip = None;
        (self.search, self.rest, self.taking) = (None, None, None);
        let lab = on_demand::snapshot_lab();
        lab.into_iter().for_each(|it| (it.another)(self));
        self.forms.begin(&self.run.view);
        self.screen.begin();
        self.clock = Playback::new(!self.clock.is_still(), self.clock.is_still());
        self.apply_speed();
    }

    /// Goes to the moment at which the reader comes in.
    fn enter(&mut self) {
        self.page_events.push(self.ready());
        let settings = self.run.world().settings();
        self.address = Some((settings.servers, self.run.world().seed()));
        if self.run.playing.is_some() {
            // A script is shown from the beginning.
            self.look(true);
            return self.follow_script();
        }
        match opening::first_vote(self.run.world()) {
            Some(events) if self.clock.is_still() => {
                self.run_to(events);
            }
            _ => self.run_until(opening::entrance(self.run.world())),
        }
    }

    fn ready(&self) -> PageEvent {
        PageEvent::Ready {
            servers: self.run.view.servers.len(),
            seed: self.run.world().seed().to_string(),
        }
    }

    /// A part has come, or could not be loaded. Then what waits for it is done, or given up.
    fn part_ends(&mut self, part: Part, is_here: bool) {
        if is_here {
            for msg in self.parts.arrive(part) {
                self.follow_up(msg);
            }
        } else if let Some(waited) = self.parts.fail(part) {
            self.cannot_answer(&waited);
            self.complain(
                "This part of the page could not be loaded. Check the connection, and try again."
                    .to_owned(),
            );
        }
    }

    fn cancel_part(&mut self) {
        let waited = self.parts.cancel();
        self.cannot_answer(&waited);
    }

    /// Does this, or after what is waited for.
    fn follow_up(&mut self, msg: Msg) {
        if let Some(msg) = self.parts.follows(msg) {
            self.update(msg);
        }
    }

    /// Whether something is lost when the page is left: what the reader has done in the run.
    pub(crate) fn would_lose(&self) -> bool {
        self.run.own_actions > 0
    }

    /// Whether there is something that Escape closes.
    pub(crate) fn has_open(&self) -> bool {
        self.parts.waiting.is_some() || self.forms.branch_name.is_some() || self.screen.has_open()
    }

    /// What opened last closes, or is given up.
    fn escape(&mut self) {
        if self.parts.waiting.is_some() {
            self.cancel_part();
        } else if self.forms.branch_name.take().is_some() {
            self.screen.wants_focus = Some("branches".to_owned());
        } else if self.screen.menu.is_none() && self.screen.dialog.is_some() {
            self.close_dialog();
        } else {
            self.screen.escape();
        }
    }

    /// What the form has begun ends with it.
    fn close_dialog(&mut self) {
        self.screen.dialog = None;
        self.forms.script.check = Check::None;
    }

    fn typed(&mut self, field: Field, text: String) {
        match field {
            Field::Speed => match text.parse() {
                Ok(position) => self.clock.set_position(position),
                Err(_) => debug_assert!(false, "the slider has a position {text}"),
            },
            Field::Auto => self.clock.set_auto(text == "true"),
            Field::Command => self.forms.command = text,
            Field::SendTo => self.forms.send_to = text.parse().ok().map(ServerId),
            Field::LedgerScroll => {
                let servers = self.run.view.servers.iter();
                let newest = servers.map(|server| server.log.last_index()).max();
                self.screen.scroll_ledger(&text, newest.unwrap_or(0));
            }
            field => self.with_going(|it, session| (it.typed)(session, field, text)),
        }
    }

    /// An alert says why something could not be done.
    fn complain(&mut self, sentence: String) {
        let words = sentence.clone();
        self.page_events.push(PageEvent::Error { words });
        self.screen.alert = Some(sentence.into());
    }
}
