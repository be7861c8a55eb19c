//! What the reader sees and has selected, apart from the run: another run in the same place leaves most of it alone.

use super::caption::Caption;
use super::msg::{Dialog, Spot, Tab};
use super::selection::Selection;
use raft::Index;

pub(crate) struct Screen {
    /// The newest sentence that matters.
    pub(crate) caption: Option<Caption>,
    pub(crate) selection: Option<Selection>,
    pub(crate) focused: Option<Selection>,
    /// The open menu: of what, and where.
    pub(crate) menu: Option<(Selection, Spot)>,
    pub(crate) dialog: Option<Dialog>,
    pub(crate) tab: Tab,
    /// Why something was refused, until the reader dismisses it.
    pub(crate) alert: Option<String>,
    /// Where the reader moved the ledger to; none while it follows the end.
    pub(crate) ledger_scroll: Option<LedgerScroll>,
    /// Width and height of the mount, in pixels.
    pub(crate) whole: (u16, u16),
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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// Stage left, logs and machines right, time below.
    Wide,
    /// The stage and the time bar, the rest as tabs.
    Narrow,
}

/// A panel, redrawn on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Panel {
    Header,
    Stage,
    /// The newest sentence that matters.
    Caption,
    Ledger,
    Machines,
    Clients,
    Command,
    Checks,
    Story,
    /// What is selected, and why it is so.
    Inspector,
    Dials,
    /// Play, steps, speed and the history of leadership.
    TimeBar,
    Menu,
    Partition,
    NewRun,
    Script,
    Help,
    Alert,
}

impl Screen {
    pub(super) fn new() -> Screen {
        Screen {
            caption: None,
            selection: None,
            focused: None,
            menu: None,
            dialog: None,
            tab: Tab::Stage,
            alert: None,
            ledger_scroll: None,
            whole: (1280, 800),
            stage: (820, 520),
            wants_focus: None,
        }
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

    /// Where panels lie over stage and caption, they make way for what is shown there.
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
    }

    pub(super) fn select(&mut self, selection: Selection) {
        self.menu = None;
        self.selection = Some(selection);
        self.tab = Tab::Why;
    }

    pub(super) fn open_menu(&mut self, of: Selection, spot: Spot) {
        if self.menu.is_none_or(|(open, _)| open != of) {
            self.wants_focus = Some("menu.0".to_owned());
        }
        self.selection = Some(of);
        self.menu = Some((of, spot));
    }

    pub(super) fn open_dialog(&mut self, dialog: Dialog) {
        self.menu = None;
        self.alert = None;
        self.dialog = Some(dialog);
        self.wants_focus = Some("dialog".to_owned());
    }

    pub(super) fn escape(&mut self) {
        if self.menu.take().is_none() && self.alert.take().is_none() {
            self.tab = Tab::Stage;
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
