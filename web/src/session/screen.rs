//! What the reader sees and has selected, apart from the run: another run in the same place leaves most of it alone.

use super::alert::Alert;
use super::axis::Window;
use super::caption::Caption;
use super::msg::{Dialog, Picture, Spot, Tab, Topic, View};
use super::outfit::{Controls, Outfit};
use super::room::{Layout, Room};
use super::selection::Selection;
use raft::{Index, ServerSet};

/// What lies beside the stage in turn where there is room for all: what is shown first comes first.
const READING: [Tab; 5] = [Tab::Story, Tab::Why, Tab::Clients, Tab::Dials, Tab::Run];

pub(crate) struct Screen {
    /// What stands around the stage, and what the reader may do.
    pub(crate) outfit: Outfit,
    /// The servers to look at; all of them if none.
    pub(crate) focus: ServerSet,
    /// The newest sentence that matters.
    pub(crate) caption: Option<Caption>,
    pub(crate) selection: Option<Selection>,
    pub(crate) focused: Option<Selection>,
    /// Whether of what is selected only that is shown which the last step changed.
    pub(crate) only_changed: bool,
    /// The open menu: about what, and where.
    pub(crate) menu: Option<(Topic, Spot)>,
    pub(crate) dialog: Option<Dialog>,
    pub(crate) tab: Tab,
    pub(crate) view: View,
    /// Whether the reader wants to see the key to the marks.
    key: bool,
    /// Why something was refused, until the reader dismisses it.
    pub(crate) alert: Option<Alert>,
    /// Whether the reader knows what a branch is.
    pub(super) knows_branches: bool,
    /// Where the reader moved the ledger to; none while it follows the end.
    pub(crate) ledger_scroll: Option<LedgerScroll>,
    /// Whether the reader has folded or unfolded the strips of the time bar.
    pub(crate) unfolded: Option<bool>,
    /// What is seen of the run on the time bar; all of it if none.
    pub(crate) window: Option<Window>,
    pub(crate) room: Room,
    /// Width and height of the stage, in pixels.
    pub(crate) stage: (u16, u16),
    /// The `id` of the element that is to take the focus once everything is drawn.
    pub(crate) wants_focus: Option<String>,
}

/// Where a reader moved the ledger to. What is appended meanwhile stays out of sight, so that nothing moves under the eye.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LedgerScroll {
    /// How far it is from its right end, in pixels.
    pub(crate) distance: u32,
    /// The last index that has a column.
    pub(crate) end: Index,
}

/// A panel, redrawn on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Panel {
    Header,
    Stage,
    /// The snapshot lab.
    Lab,
    /// The newest sentence that matters.
    Caption,
    /// The state of every server: its log, and what its machine holds.
    Ledger,
    Clients,
    Story,
    /// What is selected, and why it is so.
    Inspector,
    Dials,
    /// The run itself: its branches, pause points, links and recordings.
    Run,
    /// Play, steps, speed and the history of leadership.
    TimeBar,
    Menu,
    Partition,
    NewRun,
    Script,
    /// Saving, opening, a link.
    Files,
    Help,
    Checks,
    /// The form for a pause point.
    Point,
    Alert,
    /// What assistive technology reads out.
    Speech,
}

impl Screen {
    pub(super) fn new() -> Screen {
        Screen {
            outfit: Outfit::default(),
            focus: ServerSet::EMPTY,
            caption: None,
            selection: None,
            focused: None,
            only_changed: false,
            menu: None,
            dialog: None,
            tab: Tab::Stage,
            view: View::default(),
            key: true,
            alert: None,
            knows_branches: false,
            ledger_scroll: None,
            unfolded: None,
            window: None,
            room: Room::of((1_280, 800)),
            stage: (820, 520),
            wants_focus: None,
        }
    }

    /// Something was chosen in the menu: the focus goes back to the message that it was about, or to its receiver if that was the
    /// end of it.
    pub(super) fn leave_menu(&mut self) {
        if let Some((Topic::Thing(of) | Topic::Points(of), _)) = self.menu.take()
            && let Selection::Message(_) = of
        {
            (self.focused, self.wants_focus) = (Some(of), Some(of.id()));
        }
    }

    /// Whether a menu or a dialog is open, which holds time.
    pub(crate) fn is_open(&self) -> bool {
        self.menu.is_some() || self.dialog.is_some()
    }

    pub(crate) fn layout(&self) -> Layout {
        self.room.layout()
    }

    /// What the page around the mount chooses takes the place of what it chose before.
    pub(super) fn put_on(&mut self, outfit: Outfit) {
        if outfit.controls != self.outfit.controls {
            self.key = outfit.controls == Controls::Full;
        }
        if outfit.focus != self.outfit.focus {
            self.focus = outfit.focus;
        }
        self.outfit = outfit;
    }

    /// Whether there is a line of its own for title and seed.
    pub(crate) fn has_header(&self) -> bool {
        self.outfit.controls == Controls::Full && self.room.has_header()
    }

    /// Whether the time bar is a single line, and what has no room there is in a menu.
    pub(crate) fn is_compact(&self) -> bool {
        self.outfit.controls == Controls::Auto && self.layout() == Layout::Narrow
    }

    /// For how many tabs there is room on that line.
    pub(crate) fn compact_tabs(&self) -> usize {
        match self.room.width() {
            ..480 => 0,
            480..640 => 2,
            640..800 => 3,
            800.. => 6,
        }
    }

    /// The room for the strips of the time bar.
    pub(crate) fn strips(&self) -> Room {
        let (width, height) = (self.room.width(), self.room.height());
        if !self.is_compact() {
            return self.room;
        }
        // What the buttons beside them take, in pixels: Play is wider where there is room for it.
        let buttons = if width < 560 { 205 } else { 245 };
        let tabs = self.compact_tabs().min(self.outfit.count_tabs()) as u16;
        Room::of((width.saturating_sub(buttons + 64 * tabs), height))
    }

    /// Whether the logs are seen at all times.
    pub(crate) fn has_logs(&self) -> bool {
        self.layout() == Layout::Wide && self.outfit.offers(Tab::Logs)
    }

    /// What lies beside the stage, of what can lie there in turn: always something where there is room for all.
    pub(crate) fn beside(&self) -> Option<Tab> {
        match (self.layout(), self.tab) {
            (Layout::Wide, Tab::Logs) if !self.has_logs() => Some(Tab::Logs),
            (Layout::Wide, Tab::Stage | Tab::Logs) => {
                let offered = |tab: &Tab| self.outfit.offers(*tab);
                READING.into_iter().find(offered)
            }
            (Layout::Narrow, Tab::Stage) => None,
            (_, tab) => Some(tab),
        }
    }

    /// Whether a view of which pictures are taken is seen.
    pub(crate) fn shows(&self, view: Picture) -> bool {
        match view {
            Picture::Stage => self.view == View::Stage || self.room.has_both(),
            Picture::Logs => self.has_logs() || self.beside() == Some(Tab::Logs),
            Picture::Lab => self.view == View::Snapshot,
        }
    }

    /// Whether the key to the marks is seen: over the story, or under a high stage.
    pub(crate) fn shows_key(&self) -> bool {
        let has_room = match (self.layout(), self.beside()) {
            (Layout::Wide, tab) => tab == Some(Tab::Story),
            (Layout::Narrow, tab) => {
                tab.is_none() && self.room.has_key() && self.view == View::Stage
            }
        };
        self.key && has_room
    }

    /// What was chosen in a menu is seen.
    pub(super) fn show_tab(&mut self, tab: Tab) {
        (self.tab, self.menu) = (tab, None);
    }

    pub(super) fn show_key(&mut self, is_shown: bool) {
        (self.key, self.menu) = (is_shown, None);
        match self.layout() {
            Layout::Wide => self.tab = Tab::Story,
            Layout::Narrow => (self.tab, self.wants_focus) = (Tab::Stage, Some("tab".to_owned())),
        }
    }

    /// Whether there is a strip for each server.
    pub(crate) fn is_unfolded(&self) -> bool {
        let is_wide = self.layout() == Layout::Wide;
        is_wide && self.unfolded.unwrap_or(!self.room.folds_strips())
    }

    /// Where there is room for one thing only, it is this.
    pub(super) fn show_view(&mut self, view: View) {
        (self.view, self.menu) = (view, None);
        self.show_stage();
    }

    /// What takes room from stage and caption makes way for what is shown there.
    pub(super) fn show_stage(&mut self) {
        if self.layout() == Layout::Narrow {
            self.tab = Tab::Stage;
        }
    }

    /// Another run begins: what was said of the old one, and of its things, is gone.
    pub(super) fn begin(&mut self) {
        self.caption = None;
        (self.selection, self.focused, self.menu) = (None, None, None);
        (self.alert, self.dialog, self.ledger_scroll) = (None, None, None);
        self.window = None;
        self.focus = self.outfit.focus;
    }

    pub(super) fn select(&mut self, selection: Selection) {
        (self.menu, self.dialog) = (None, None);
        self.selection = Some(selection);
        if self.outfit.offers(Tab::Why) {
            self.tab = Tab::Why;
        }
    }

    pub(super) fn open_menu(&mut self, about: Topic, spot: Spot) {
        if self.menu.is_none_or(|(open, _)| open != about) {
            self.wants_focus = Some("menu.0".to_owned());
        }
        if let Topic::Thing(thing) = about {
            self.selection = Some(thing);
        }
        self.menu = Some((about, spot));
    }

    pub(super) fn open_dialog(&mut self, dialog: Dialog) {
        self.menu = None;
        self.alert = None;
        self.dialog = Some(dialog);
        self.wants_focus = Some("dialog".to_owned());
    }

    /// Whether there is something over the stage, or in its room, that can be closed.
    pub(super) fn has_open(&self) -> bool {
        let is_covered = self.layout() == Layout::Narrow && self.tab != Tab::Stage;
        self.is_open() || self.alert.is_some() || is_covered
    }

    pub(super) fn escape(&mut self) {
        if self.menu.take().is_none() && self.alert.take().is_none() {
            self.show_stage();
        }
    }

    /// `text` is the ledger's `scrollLeft`: its direction is right to left, so 0 is the newest entry, and less is older.
    /// `newest` is the last column that there is.
    pub(super) fn scroll_ledger(&mut self, text: &str, newest: Index) {
        let Ok(distance) = text.parse().map(i32::unsigned_abs) else {
            return debug_assert!(false, "the browser gives a number of pixels, not {text}");
        };
        let end = self.ledger_scroll.map_or(newest, |away| away.end);
        self.ledger_scroll = (distance > 2).then_some(LedgerScroll { distance, end });
    }
}
