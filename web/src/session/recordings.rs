//! This run shared, as a link or in a file, and another one taken over.

use super::alert::Alert;
use super::lab;
use super::msg::{Dialog, Msg, Picture, Share};
use super::outfit::PANES;
use super::points::InPoints;
use super::run::Run;
use super::selection::Selection;
use super::slice::Slice;
use super::{Session, View};
use crate::on_demand;
use crate::sharing::{self, Replayed, Replays, Saves, Shared};
use raft::Time;
use record::RoleName;
use record::view::Process;
use recording::Shown;
use sim::world::Position;

/// What leaves the mount: the browser takes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outgoing {
    /// The end of an address, for the clipboard.
    Link(String),
    /// A text, for the clipboard as well.
    Table(String),
    /// … of what is handed out.
    Text(String),
    /// Nothing: what is handed out asks for the address of the page.
    Address,
    File {
        name: &'static str,
        bytes: Vec<u8>,
    },
    /// A view, of which a picture is to be taken and saved, and which moment of which run it shows.
    Picture(Picture, String),
}

/// In which form a run is saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// All of it, with its branches.
    Recording,
    /// The branch that is shown, up to where the range ends.
    Script,
    /// What happened in it within the range.
    Trace,
}

/// The range that is saved: two times in milliseconds, as they are typed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct SaveForm {
    pub(crate) from: String,
    pub(crate) to: String,
    /// What is wrong with them.
    pub(crate) mistake: String,
}

/// Another run that is being taken over.
pub(super) struct TakesOver {
    replay: Box<dyn Replays>,
    /// How far it is, of how much.
    far: (u64, u64),
}

/// How many events are played again between two looks at the clock.
const EVENTS: u64 = 200;

impl Session {
    pub(crate) fn share(&mut self, what: Share) {
        match what {
            Share::CopyLink => self.copy_link(),
            Share::Copied(link, is_copied) => self.copied(link, is_copied),
            Share::HandOut(what) => self.hand_out(what),
            Share::AskSave => self.ask_save(),
            Share::Save(format) => self.save(format),
            Share::SavePicture(of) => self.save_picture(of),
            Share::OpenLink(text) => self.open_link(&text),
            Share::OpenTyped => {
                self.screen.dialog = None;
                let link = std::mem::take(&mut self.forms.link);
                self.open_link(&link);
            }
            Share::OpenFile(bytes) => self.open_file(&bytes),
        }
    }

    pub(super) fn saves(&self) -> Saves<'_> {
        let pane = PANES.iter().find(|(_, tab)| *tab == self.screen.tab);
        let mut view = pane.map_or("", |(word, _)| word).to_owned();
        if let Some(lab) = self.lab_in_words() {
            view = format!("{view} {lab}");
        }
        let selection = self
            .screen
            .selection
            .map_or_else(String::new, Selection::id);
        Saves {
            run: &self.run.recorded,
            shown: Shown { view, selection },
            pause_points: self.run.points.set(&self.run.recorded),
        }
    }

    fn copy_link(&mut self) {
        match self.link() {
            Ok(link) => self.outgoing = Some(Outgoing::Link(link)),
            Err(sentence) => self.complain(sentence),
        }
    }

    /// The link is in the clipboard; or the browser refuses that, and it is there to be selected.
    fn copied(&mut self, link: String, is_copied: bool) {
        if is_copied {
            let words = format!("The link is copied: {} characters.", link.len());
            return self.screen.alert = Some(words.into());
        }
        self.forms.link = link;
        self.open_dialog(Dialog::Link);
    }

    fn ask_save(&mut self) {
        let head = self.run.recorded.timeline.head().time;
        self.forms.save = SaveForm {
            from: "0".to_owned(),
            to: milliseconds(head),
            mistake: String::new(),
        };
        self.open_dialog(Dialog::Save);
    }

    /// Saves the run in a form. What was typed wrong is said in the dialog, which stays then.
    fn save(&mut self, format: Format) {
        match self.saved(format) {
            Ok((name, bytes)) => {
                self.outgoing = Some(Outgoing::File { name, bytes });
                self.close_dialog();
            }
            Err(sentence) => self.forms.save.mistake = sentence,
        }
    }

    /// The menu in which that was chosen closes.
    fn save_picture(&mut self, of: Picture) {
        self.screen.menu = None;
        self.outgoing = Some(Outgoing::Picture(of, self.moment_in_words()));
    }

    /// `Seed 7, at 2148.3 ms. S1 leads: term 2, log to 8, commit 7. …`
    pub(super) fn moment_in_words(&self) -> String {
        let seed = self.run.world().seed();
        let mut words = format!("Seed {seed}, at {} ms.", milliseconds(self.now()));
        for server in &self.run.view.servers {
            let state = match (server.process, server.role) {
                (Process::Crashed, _) => " is down",
                (Process::Paused, _) => " is paused",
                (Process::Running, RoleName::Leader) => " leads",
                (Process::Running, _) => "",
            };
            words += &format!(
                " {}{state}: term {}, log to {}, commit {}.",
                server.id,
                server.term,
                server.log.last_index(),
                server.commit
            );
        }
        words
    }

    fn saved(&self, format: Format) -> Result<(&'static str, Vec<u8>), String> {
        let (from, to) = self.range()?;
        match format {
            Format::Recording => Ok(("run.raftscape", sharing::file(&self.saves())?)),
            Format::Trace => Ok(("run.ndjson", sharing::trace(&self.saves(), from, to)?)),
            Format::Script => {
                let timeline = &self.run.recorded.timeline;
                let end = timeline.moment(timeline.here(), to).min(timeline.head());
                Ok(("run.raft", self.written(end)?.into_bytes()))
            }
        }
    }

    /// The branch that is shown as a script, up to there.
    pub(super) fn written(&self, end: Position) -> Result<String, String> {
        let Some(language) = on_demand::language() else {
            return Err("The script language has not come yet.".to_owned());
        };
        let journal = self.run.recorded.timeline.branch().journal().iter();
        let done = journal.take_while(|(at, _)| at.events < end.events);
        let done: Vec<_> = done.cloned().collect();
        let world = self.run.world();
        let points = self.run.points.to_write(&self.run.recorded);
        let (settings, seed) = (*world.settings(), world.seed());
        Ok((language.write)(settings, seed, &done, end, &points))
    }

    fn range(&self) -> Result<(Time, Time), String> {
        let SaveForm { from, to, .. } = &self.forms.save;
        let head = self.run.recorded.timeline.head().time;
        let (from, to) = (time(from)?, time(to)?.min(head));
        match from <= to {
            true => Ok((from, to)),
            false => Err(format!(
                "The range ends at {} ms, before it begins: give two times up to {} ms.",
                milliseconds(to),
                milliseconds(head)
            )),
        }
    }

    /// Takes a run over that was shared. One that cannot be read leaves the run that is shown.
    fn open_link(&mut self, text: &str) {
        self.takes_over(sharing::of_link(text));
    }

    /// A file was opened: a recording, or a script, which goes into its form.
    fn open_file(&mut self, bytes: &[u8]) {
        self.screen.dialog = None;
        match sharing::of_file(bytes) {
            Some(read) => self.takes_over(read),
            None => match std::str::from_utf8(bytes) {
                Ok(text) if text.len() <= ::script::MOST_BYTES => {
                    self.forms.script = super::forms::ScriptForm::of(text.to_owned());
                    self.screen.open_dialog(Dialog::Script);
                }
                _ => self.complain(
                    "This file is neither a recording of Raftscape nor a script.".to_owned(),
                ),
            },
        }
    }

    fn takes_over(&mut self, read: Result<Box<dyn Replays>, String>) {
        match read {
            Ok(replay) => self.replays(replay),
            Err(sentence) => self.complain(sentence),
        }
    }

    fn replays(&mut self, replay: Box<dyn Replays>) {
        self.leave_moment();
        self.taking = Some(TakesOver {
            replay,
            far: (0, 1),
        });
        self.take_over_on();
    }

    /// Takes a run over that a page asks for.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn open_shared(&mut self, shared: Shared) -> Result<(), String> {
        let replay = match shared {
            Shared::Link(text) => sharing::of_link(&text)?,
            Shared::File(bytes) => match sharing::of_file(&bytes) {
                Some(read) => read?,
                None => {
                    debug_assert!(false, "it was found to be a recording");
                    return Ok(());
                }
            },
            Shared::Replay(replay) => replay,
        };
        self.replays(replay);
        Ok(())
    }

    /// The end of an address that leads to this run, at this moment.
    ///
    /// # Errors
    /// Why there is none: it would be too long.
    pub(crate) fn link(&self) -> Result<String, String> {
        sharing::link(&self.saves())
    }

    pub(super) fn is_taking_over(&self) -> bool {
        self.taking.is_some()
    }

    /// How much of another run has been taken over, in percent; none if none is being.
    pub(crate) fn taken_over(&self) -> Option<u64> {
        let (done, of) = self.taking.as_ref()?.far;
        Some(done * 100 / of.max(1))
    }

    /// Goes on with it, as far as a frame allows.
    pub(crate) fn take_over_on(&mut self) {
        let Some(mut taking) = self.taking.take() else {
            return;
        };
        let mut slice = Slice::new(self.stopwatch);
        while slice.goes_on() {
            match taking.replay.go_on(EVENTS) {
                Some(far) => taking.far = far,
                None => return self.took_over(taking.replay.end()),
            }
        }
        self.taking = Some(taking);
        self.version += 1;
    }

    fn took_over(&mut self, replayed: Replayed) {
        let Replayed {
            timeline,
            differs,
            shown,
            pause_points,
        } = replayed;
        let run = self.run.of_timeline(timeline);
        self.show(run);
        self.page_events.push(self.ready());
        self.clock.play(false);
        self.arrive();
        let (pane, lab) = shown.view.split_once(' ').unwrap_or((&shown.view, ""));
        let pane = PANES.iter().find(|(word, _)| *word == pane);
        self.screen.selection = Selection::parse(&shown.selection);
        if let Some((_, tab)) = pane.filter(|(_, tab)| self.screen.outfit.offers(*tab)) {
            self.update(Msg::Show(*tab));
        }
        self.screen.alert = differs.map(Alert::from);
        if !pause_points.is_empty() {
            self.update(Msg::Points(InPoints::All(pause_points)));
        }
        match lab::of_words(lab) {
            Some(look) => self.follow_up(Msg::Lab(look)),
            None => self.screen.view = View::Stage,
        }
        self.version += 1;
    }
}

impl Run {
    /// A run that was taken over, in the place of this one.
    fn of_timeline(&self, timeline: sim::Timeline<super::recorded::Onlookers>) -> Run {
        let beginning = timeline.before(timeline.here(), Position::default());
        let mut run = self.another(beginning.world());
        run.recorded.take_over(timeline, self.memory());
        run.know_history();
        run.look();
        run
    }
}

/// `2148.3`
fn milliseconds(time: Time) -> String {
    let (whole, rest) = (time.0 / 1_000, time.0 % 1_000);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:03}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

/// A time in milliseconds, as it is typed.
fn time(text: &str) -> Result<Time, String> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let micros = format!("{rest:0<3}");
    let parts = (whole.parse::<u64>(), micros.parse::<u64>());
    match parts {
        (Ok(whole), Ok(rest)) if rest < 1_000 && is_number(&micros) => {
            Ok(Time(whole.saturating_mul(1_000).saturating_add(rest)))
        }
        _ => Err(format!(
            "A time is a number of milliseconds such as 443.2, not “{text}”."
        )),
    }
}
