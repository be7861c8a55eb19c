//! What loads on demand: the script language, what shares a run, and the snapshot lab, which the first download does without. Each is a part of the
//! module that lies in a file of its own, and comes into the same memory; this is the only place where the page calls it.

use crate::browser::picture;
use crate::panels;
use crate::panels::element::El;
use crate::panels::ledger::Sheet;
use crate::panels::timebar::strips::Frame;
use crate::panels::timebar::{self, lanes, signs};
use crate::scenarios::SCENARIOS;
use crate::session::door::{Ask, Asked, InClip, Wish};
use crate::session::lab::{InLab, LabField, scenarios, trials};
use crate::session::outfit::Outfit;
use crate::session::points::{InPoints, PausePoint};
use crate::session::{
    self, Compared, Field, Msg, Next, Onlookers, Picture, Played, Recorded, Search, SearchBack,
    Session, Share,
};
use crate::sharing::Shared;
use raft::Time;
use record::view::ServerView;
use script::{
    Condition, DEFAULT_SEED, Done, Failure, Instruction, Player, Position, Run, Script,
    ScriptErrors, Stop, Watch,
};
use sim::{Action, Settings, Timeline, World};
#[cfg(feature = "split")]
use std::sync::OnceLock;
use web_sys::ShadowRoot;

/// The script language, as far as the page speaks it.
pub(crate) struct Language {
    /// Takes the messages about the script in the form.
    pub(crate) take: fn(&mut Session, Msg),
    /// Shows the script that was played last; this run, if none was.
    pub(crate) open: fn(&mut Session),
    /// Plays the script on until a time, or until so many events have happened.
    pub(crate) play_on: fn(&mut Session, Time, Option<u64>) -> Played,
    /// Goes on with a search in what a script does next.
    pub(crate) search: fn(&mut Search, &mut u64) -> Next,
    /// Has a script do again what it did on the way to a moment.
    pub(crate) play_from: fn(&mut session::Run, session::Stop, Position),
    /// Goes on with a check that the frames do.
    pub(crate) check_on: fn(&mut Session),
    /// What was done to a world of these settings and this seed, through this moment, as a script, with these pause points.
    pub(crate) write: fn(Settings, u64, &[Done], Position, &[&PausePoint]) -> String,
    /// Reads a pause point of a world: as it is printed, and what judges it; or what is wrong with it, with line and column.
    pub(crate) judge: fn(&PausePoint, &World) -> Judged,
    /// A pause point that a script sets.
    pub(crate) set: fn(&::script::PausePoint) -> PausePoint,
    /// Reads a script, or the one in a lesson: what plays it, and its world; or what is wrong with it, with line and column.
    pub(crate) read: fn(&str) -> Read,
    /// The result of a script in words: what failed, whether the reader acted in its run, and how many safety properties are
    /// broken, of how many.
    pub(crate) verdict: fn(Option<&Failure>, bool, (usize, usize)) -> String,
    /// Begins to check a script, or the one in a lesson.
    pub(crate) check: fn(&str) -> Result<Box<dyn Checks>, String>,
    /// Answers what a page asks.
    pub(crate) ask: fn(&mut Session, Ask),
    /// Begins as a page asks for it.
    pub(crate) begin: fn(&mut Session, Wish),
    pub(crate) in_clip: fn(&mut Session, InClip),
    /// The scripts that come with the page, by their names.
    pub(crate) scenarios: &'static [(&'static str, &'static str)],
}

/// What plays a script, and the world that it asks for; or what is wrong with it.
pub(crate) type Read = Result<(Box<dyn Plays>, World), String>;

/// A pause point and what judges it, or what is wrong with it.
type Judged = Result<(PausePoint, Box<dyn Judges>), String>;

/// Judges the condition of a pause point: a [`Watch`], as the page sees one; and knows what is to be done then.
pub(crate) trait Judges {
    /// The run goes on from another moment.
    fn resume(&mut self, world: &World);

    /// Whether it comes to hold at the last event.
    fn comes_to_hold(&mut self, world: &World) -> bool;

    /// Why it can certainly not come to hold any more.
    fn out_of_reach(&self, world: &World) -> Option<String>;

    /// How often its action is done.
    fn times(&self) -> u64;

    /// What its action comes to now; or why it cannot be done, where it is not only tried.
    fn actions(&self, world: &World) -> Result<Vec<Action>, String>;

    /// Whether it does no harm if its action is not possible.
    fn is_tolerant(&self) -> bool;
}

/// Plays a script: a [`Player`], as the page sees one.
pub(crate) trait Plays {
    fn next(&mut self, run: &mut dyn Run, limit: Time, budget: &mut u64) -> Stop;

    /// The reader did something to the run.
    fn observe(&mut self, run: &dyn Run);

    /// Whether the next line says something.
    fn says_next(&self) -> bool;

    /// The line that it has come to, from 1.
    fn line(&self) -> usize;

    /// Another one that goes on from here.
    fn copy(&self) -> Box<dyn Plays>;
}

/// Checks a script: plays it to its end in a world of its own, which is not shown.
pub(crate) trait Checks {
    /// Goes on for as long as the budget of a player allows.
    fn go_on(&mut self, budget: u64) -> Checked;
}

/// How far a check has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Checked {
    /// So many events have happened, up to this time.
    SoFar(u64, Time),
    /// The script has ended: whether it passed, and the result in words.
    Ended(bool, String),
}

struct Check {
    player: Player,
    run: Timeline<()>,
    failure: Option<Failure>,
}

impl Checks for Check {
    fn go_on(&mut self, mut budget: u64) -> Checked {
        loop {
            match self.player.next(&mut self.run, NEVER, &mut budget) {
                Stop::Failed(failure) => {
                    self.failure.get_or_insert(failure);
                }
                Stop::Event | Stop::Narrates(..) => {}
                Stop::Busy => {
                    let world = self.run.world();
                    return Checked::SoFar(world.events(), world.now());
                }
                Stop::Waits | Stop::Ended => {
                    let failure = self.failure.as_ref();
                    let checks = self.run.world().view().checks;
                    let broken = checks.iter().filter(|check| check.broken.is_some());
                    let broken = (broken.count(), checks.len());
                    return Checked::Ended(failure.is_none(), verdict(failure, false, broken));
                }
            }
        }
    }
}

/// Later than anything that happens.
const NEVER: Time = Time(u64::MAX);

fn verdict(failure: Option<&Failure>, acted: bool, broken: (usize, usize)) -> String {
    let words = expectations(failure, acted);
    match broken {
        (0, _) => words,
        (1, of) => format!("{words} But 1 of {of} checks is broken."),
        (broken, of) => format!("{words} But {broken} of {of} checks are broken."),
    }
}

fn expectations(failure: Option<&Failure>, acted: bool) -> String {
    match (failure, acted) {
        (None, false) => "Script finished; all expectations passed.".into(),
        (None, true) => "Script finished; all expectations passed, with what you did.".into(),
        (Some(failure), acted) => {
            let what = match failure.is_expectation {
                true => "Expectation failed",
                false => "The script cannot go on",
            };
            let found = failure.found.trim_end_matches('.');
            let yours = if acted { " You acted in this run." } else { "" };
            format!(
                "{what} at line {}: {}. {found}.{yours}",
                failure.line, failure.expected
            )
        }
    }
}

struct Judge {
    watch: Watch,
    then: Option<Instruction>,
}

impl Judges for Judge {
    fn resume(&mut self, world: &World) {
        self.watch.resume(world);
    }

    fn comes_to_hold(&mut self, world: &World) -> bool {
        let event = world.last_event();
        event.is_some_and(|event| self.watch.comes_to_hold(world, event))
    }

    fn out_of_reach(&self, world: &World) -> Option<String> {
        self.watch.out_of_reach(world)
    }

    fn times(&self) -> u64 {
        self.then.as_ref().map_or(0, |then| then.times)
    }

    fn actions(&self, world: &World) -> Result<Vec<Action>, String> {
        let then = self.then.as_ref();
        then.map_or(Ok(Vec::new()), |then| then.actions(world))
    }

    fn is_tolerant(&self) -> bool {
        self.then.as_ref().is_some_and(|then| then.is_try)
    }
}

impl Plays for Player {
    fn next(&mut self, run: &mut dyn Run, limit: Time, budget: &mut u64) -> Stop {
        Player::next(self, run, limit, budget)
    }

    fn observe(&mut self, run: &dyn Run) {
        Player::observe(self, run);
    }

    fn says_next(&self) -> bool {
        Player::says_next(self)
    }

    fn line(&self) -> usize {
        Player::line(self)
    }

    fn copy(&self) -> Box<dyn Plays> {
        Box::new(self.clone())
    }
}

static LANGUAGE: Language = Language {
    take: Session::take_script,
    open: Session::open_script,
    play_on: Session::play_on,
    search: Search::next_in_script,
    play_from: session::Run::play_from,
    check_on: Session::check_on,
    write,
    judge,
    set,
    read,
    verdict,
    check,
    ask: Session::ask,
    begin: Session::begin_as,
    in_clip: Session::in_clip,
    scenarios: &SCENARIOS,
};

/// The language once it has been loaded, by whichever mount.
#[cfg(feature = "split")]
static LOADED: OnceLock<&'static Language> = OnceLock::new();

/// The script language, if it is there.
#[cfg(feature = "split")]
pub(crate) fn language() -> Option<&'static Language> {
    LOADED.get().copied()
}

#[cfg(not(feature = "split"))]
pub(crate) fn language() -> Option<&'static Language> {
    Some(&LANGUAGE)
}

/// What shares a run: links, files, traces.
pub(crate) struct Sharing {
    pub(crate) take: fn(&mut Session, Share),
    /// Takes a run over that a page asks for, if it can be read.
    pub(crate) open: fn(&mut Session, Shared) -> Result<(), String>,
    /// A link to this run.
    pub(crate) link: fn(&Session) -> Result<String, String>,
    /// A width was typed for what is handed out; a height, if not.
    pub(crate) resize: fn(&mut Session, &str, bool),
    /// Goes on with a run that is being taken over.
    pub(crate) take_over_on: fn(&mut Session),
    /// Takes a picture of a view, as SVG, with words that go with it.
    pub(crate) picture: fn(&ShadowRoot, Picture, &str) -> Option<String>,
}

static SHARING: Sharing = Sharing {
    take: Session::share,
    open: Session::open_shared,
    link: Session::link,
    resize: Session::resize_handout,
    take_over_on: Session::take_over_on,
    picture: picture::take,
};

/// Going back in a run, and its branches. It comes with the details, when a leader stands: before that there is little to go back to.
pub(crate) struct Going {
    /// Takes the messages of that.
    pub(crate) take: fn(&mut Session, Msg),
    /// A field of the details has this value now.
    pub(crate) typed: fn(&mut Session, Field, String),
    /// Notifies the page around of what has changed.
    pub(crate) report: fn(&mut Session),
    /// Dresses the mount as its page asks for it.
    pub(crate) dress: fn(&mut Session, &Asked) -> Result<(), String>,
    /// What becomes of what a reader does who may only watch.
    pub(crate) of_onlooker: fn(Msg) -> Msg,
    /// Goes on with a search further back; whether it is over.
    pub(crate) search_back_on: fn(&mut Session, &mut SearchBack) -> bool,
    /// A frame that goes back to what was at this time.
    pub(crate) back_to: fn(&mut Session, Time),
    /// The end of a step back.
    pub(crate) back_at: fn(&mut Session, Position),
    /// The reader did something where a branch goes on.
    pub(crate) forked: fn(&mut Session),
    /// Goes on with what is done again.
    pub(crate) do_rest_on: fn(&mut Session),
    /// That ends before all is done.
    pub(crate) end_rest: fn(&mut Session),
    /// Writes down what was done on the way to a moment, which the run has gone to.
    pub(crate) note_way_to: fn(&mut Recorded, Position),
    /// The branch ends here now.
    pub(crate) forget_ahead: fn(&mut session::Run),
    /// Does something with the pause points of a run.
    pub(crate) in_points: fn(&mut Session, InPoints),
    /// Judges the pause points of a run by its last event: whether time stops.
    pub(crate) comes_to_points: fn(&mut Session, bool) -> bool,
    /// The branch that is compared comes to the moment that is shown.
    pub(crate) follow: fn(&mut Compared, &Timeline<Onlookers>),
    /// The time bar on one line.
    pub(crate) compact: fn(&Session) -> El,
    /// The branches on the time bar.
    pub(crate) lanes: fn(&Session) -> Option<El>,
    /// Moments of the run that have a sign, on the time bar.
    pub(crate) signs: fn(&Session, &Frame) -> Vec<El>,
    /// The log of a server in the branch that is compared.
    pub(crate) row_there: fn(&Sheet, &ServerView, &[ServerView]) -> Option<El>,
}

/// The snapshot lab.
pub(crate) struct Lab {
    /// Opens it, or lets it follow the run to the moment that is shown.
    pub(crate) follow: fn(&mut Session),
    pub(crate) take: fn(&mut Session, InLab),
    /// A field of it has this value now.
    pub(crate) typed: fn(&mut Session, LabField, &str),
    /// Another run is shown.
    pub(crate) another: fn(&mut Session),
    /// A worker has come so far with what the lab has asked; none if there is none.
    pub(crate) heard: fn(&mut Session, Option<Checked>),
    /// The script of a scenario of its own, by its name.
    pub(crate) scenario: fn(&str) -> Option<&'static str>,
    /// Begins what a worker is asked.
    pub(crate) begin: fn(&str) -> Option<Box<dyn Checks>>,
    pub(crate) draw: fn(&Session) -> El,
    /// Its styles.
    pub(crate) styles: &'static str,
}

/// What stands before what the lab asks of a worker, and before no script.
pub(crate) const TRIALS: char = '\u{1}';

static LAB: Lab = Lab {
    follow: Session::follow_in_lab,
    take: Session::in_lab,
    typed: Session::typed_in_lab,
    another: Session::another_in_lab,
    heard: Session::tries,
    scenario: scenarios::named,
    begin: trials::begin,
    draw: panels::lab::view,
    styles: panels::lab::STYLES,
};

pub(crate) static GOING: Going = Going {
    take: Session::go,
    typed: Session::typed_in_details,
    report: Session::report,
    dress: Session::dress,
    of_onlooker: Outfit::of_onlooker,
    search_back_on: Session::search_back_on,
    back_to: Session::back_to,
    back_at: Session::back_at,
    forked: Session::forked,
    do_rest_on: Session::do_rest_on,
    end_rest: Session::end_rest,
    note_way_to: Recorded::note_way_to,
    forget_ahead: session::Run::forget_ahead,
    in_points: Session::in_points,
    comes_to_points: Session::judge_points,
    follow: Compared::follow,
    compact: timebar::compact,
    lanes: lanes::view,
    signs: signs::view,
    row_there: |sheet, server, others| sheet.row_there(server, others),
};

#[cfg(feature = "split")]
static GOING_HERE: OnceLock<&'static Going> = OnceLock::new();

/// The details have come, with this.
#[cfg(feature = "split")]
pub(crate) fn bring(going: &'static Going) {
    GOING_HERE.get_or_init(|| going);
}

/// What goes back, if it is there.
#[cfg(feature = "split")]
pub(crate) fn going() -> Option<&'static Going> {
    GOING_HERE.get().copied()
}

#[cfg(not(feature = "split"))]
pub(crate) fn going() -> Option<&'static Going> {
    Some(&GOING)
}

#[cfg(feature = "split")]
static LAB_HERE: OnceLock<&'static Lab> = OnceLock::new();

/// The snapshot lab, if it is there.
#[cfg(feature = "split")]
pub(crate) fn snapshot_lab() -> Option<&'static Lab> {
    LAB_HERE.get().copied()
}

#[cfg(not(feature = "split"))]
pub(crate) fn snapshot_lab() -> Option<&'static Lab> {
    Some(&LAB)
}

/// Loads it; false if that fails, and then it can be tried again.
#[cfg(feature = "split")]
pub(crate) async fn load_lab() -> bool {
    let loaded = part::snapshot_lab().await;
    loaded.is_ok_and(|it| std::ptr::eq(*LAB_HERE.get_or_init(|| it), it))
}

#[cfg(feature = "split")]
static SHARING_HERE: OnceLock<&'static Sharing> = OnceLock::new();

/// What shares a run, if it is there.
#[cfg(feature = "split")]
pub(crate) fn sharing() -> Option<&'static Sharing> {
    SHARING_HERE.get().copied()
}

#[cfg(not(feature = "split"))]
pub(crate) fn sharing() -> Option<&'static Sharing> {
    Some(&SHARING)
}

/// Loads it; false if that fails, and then it can be tried again.
#[cfg(feature = "split")]
pub(crate) async fn load_sharing() -> bool {
    let loaded = part::sharing().await;
    loaded.is_ok_and(|it| std::ptr::eq(*SHARING_HERE.get_or_init(|| it), it))
}

/// Loads the script language; false if that fails, and then it can be tried again.
#[cfg(feature = "split")]
pub(crate) async fn load() -> bool {
    let loaded = part::language().await;
    loaded.is_ok_and(|language| std::ptr::eq(*LOADED.get_or_init(|| language), language))
}

/// Where all of the page is one file, it is there already.
#[cfg(not(feature = "split"))]
pub(crate) async fn load() -> bool {
    true
}

/// So is the lab.
#[cfg(not(feature = "split"))]
pub(crate) async fn load_lab() -> bool {
    true
}

/// What is reached from here only lies in the part.
#[cfg(feature = "split")]
// A call from one part to another is one by C's rules, which Rust cannot check; both are compiled together.
#[allow(unsafe_code)]
mod part {
    use super::{LAB, LANGUAGE, Lab, Language, SHARING, Sharing};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(script, fallible)]
    pub(super) fn language() -> Result<&'static Language, SplitLoaderError> {
        Ok(&LANGUAGE)
    }

    #[wasm_split(lab, fallible)]
    pub(super) fn snapshot_lab() -> Result<&'static Lab, SplitLoaderError> {
        Ok(&LAB)
    }

    #[wasm_split(recording, fallible)]
    pub(super) fn sharing() -> Result<&'static Sharing, SplitLoaderError> {
        Ok(&SHARING)
    }
}

fn write(
    settings: Settings,
    seed: u64,
    done: &[Done],
    end: Position,
    points: &[&PausePoint],
) -> String {
    let (mut pauses, mut triggers) = (Vec::new(), Vec::new());
    for point in points {
        match parts(point, &settings) {
            Ok((condition, Some(then))) => triggers.push((condition, then)),
            Ok((condition, None)) => pauses.push(::script::PausePoint {
                is_before: point.is_before,
                condition,
            }),
            Err(mistake) => debug_assert!(false, "it was read before: {mistake}"),
        }
    }
    let script = Script::of_run(settings, seed, done, end);
    script.watched(&pauses, &triggers).to_string()
}

/// The condition of a pause point, and what is done then, if anything is.
fn parts(
    point: &PausePoint,
    settings: &Settings,
) -> Result<(Condition, Option<Instruction>), String> {
    let condition = Condition::parse(&point.condition, settings);
    let condition = condition.map_err(|mistake| mistake.show("condition"))?;
    let then = match point.action.trim().is_empty() {
        true => None,
        false => {
            let then = Instruction::parse(&point.action, settings);
            Some(then.map_err(|mistake| mistake.show("action"))?)
        }
    };
    Ok((condition, then))
}

fn judge(point: &PausePoint, world: &World) -> Judged {
    let (condition, then) = parts(point, world.settings())?;
    let printed = PausePoint {
        condition: condition.to_string(),
        action: then.as_ref().map_or(String::new(), ToString::to_string),
        ..point.clone()
    };
    let watch = Watch::new(condition, world);
    Ok((printed, Box::new(Judge { watch, then })))
}

fn set(point: &::script::PausePoint) -> PausePoint {
    PausePoint {
        condition: point.condition.to_string(),
        is_before: point.is_before,
        action: String::new(),
        is_on: true,
    }
}

fn read(text: &str) -> Read {
    let (script, world) = script(text)?;
    Ok((Box::new(Player::new(script)), world))
}

fn check(text: &str) -> Result<Box<dyn Checks>, String> {
    let (script, world) = script(text)?;
    Ok(Box::new(Check {
        player: Player::new(script),
        run: Timeline::of(world, ()).remembering(0),
        failure: None,
    }))
}

/// A script, or the one in a lesson.
fn parse(text: &str) -> Result<Script, ScriptErrors> {
    match text.lines().any(|line| line.trim_end() == "```raft") {
        true => Script::of_lesson(text),
        false => Script::parse(text),
    }
}

/// What is wrong first with a script that was refused, in one sentence; none if it is not what is written in it.
pub(crate) fn first_mistake(text: &str) -> Option<String> {
    let mistakes = parse(text).err()?;
    let first = mistakes.0.first()?;
    Some(format!("Line {} of the script: {first}", first.line))
}

/// A script, or the one in a lesson, and the world that it asks for.
fn script(text: &str) -> Result<(Script, World), String> {
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
    if !text.lines().any(says_something) {
        return Err("There is no command in it yet, such as `until leader`.".into());
    }
    let script = parse(text).map_err(|mistakes| {
        let shown = mistakes.0.iter().map(|mistake| mistake.show("script"));
        shown.collect::<String>()
    })?;
    let (settings, seed) = script.settings().map_err(|error| error.show("script"))?;
    let world = World::new(settings, seed.unwrap_or(DEFAULT_SEED)).map_err(|error| error.0)?;
    Ok((script, world))
}
