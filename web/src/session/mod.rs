//! What one mount knows: its world, what is selected, what time does. [`Session::update`] is the only way in.

mod msg;
mod selection;

pub use msg::{Dialog, Field, Msg, Spot, Tab};
pub use selection::Selection;

use raft::{Index, ServerId, Time};
use record::ClusterView;
use sim::{Action, Settings, SettingsError, World};
use std::rc::Rc;

/// One mount, without the browser.
pub struct Session {
    /// The world.
    pub world: World,
    /// The world at its last event; never older than that.
    pub view: Rc<ClusterView>,
    /// Goes up with whatever may change a panel. A frame in which nothing happens leaves it alone.
    pub version: u64,
    /// What the inspector shows.
    pub selection: Option<Selection>,
    /// What has the focus.
    pub focused: Option<Selection>,
    /// What the pointer is over.
    pub hover: Option<Selection>,
    /// The open menu: of what, and where.
    pub menu: Option<(Selection, Spot)>,
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// What is at the front where there is not room for all.
    pub tab: Tab,
    /// What could not be done, as a sentence, until the reader has read it.
    pub alert: Option<String>,
    /// The command as it is typed.
    pub command: String,
    /// The groups of the form that cuts between groups: 0, 1, 2 by server, in the order of the view.
    pub groups: Vec<u8>,
    /// Where the reader moved the ledger to; none while it follows the end.
    pub ledger_scroll: Option<LedgerScroll>,
    /// Width and height of the mount, in pixels.
    pub whole: (u16, u16),
    /// Width and height of the stage, in pixels.
    pub stage: (u16, u16),
    /// The `id` of the element that is to take the focus once everything is drawn.
    pub wants_focus: Option<String>,
}

/// Where a reader moved the ledger to. What is appended meanwhile stays out of sight, so that nothing moves under the eye.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LedgerScroll {
    /// How far it is from its right end, in pixels.
    pub distance: u32,
    /// The last index that has a column.
    pub end: Index,
}

/// How much room there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Stage left, logs and machines right, time below.
    Wide,
    /// The stage and the time bar, the rest as tabs.
    Narrow,
}

impl Session {
    /// A session about a new world.
    pub fn new(settings: Settings, seed: u64) -> Result<Session, SettingsError> {
        let world = World::new(settings, seed)?;
        let view = Rc::new(world.view());
        Ok(Session {
            groups: vec![0; view.servers.len()],
            world,
            view,
            version: 0,
            selection: None,
            focused: None,
            hover: None,
            menu: None,
            dialog: None,
            tab: Tab::Stage,
            alert: None,
            command: String::new(),
            ledger_scroll: None,
            whole: (1280, 800),
            stage: (820, 520),
            wants_focus: None,
        })
    }

    /// The moment that the screen shows: between two events it goes on while the view stays as it is.
    pub fn now(&self) -> Time {
        self.world.now()
    }

    /// How much room there is.
    pub fn layout(&self) -> Layout {
        if self.whole.0 < 900 {
            Layout::Narrow
        } else {
            Layout::Wide
        }
    }

    /// Does what `msg` says.
    pub fn update(&mut self, msg: Msg) {
        match msg {
            Msg::Do(action) => self.act(&action),
            Msg::Select(selection) => self.selection = Some(selection),
            Msg::Deselect => self.selection = None,
            Msg::OpenMenu(of, spot) => self.menu = Some((of, spot)),
            Msg::CloseMenu => self.menu = None,
            Msg::OpenDialog(dialog) => self.dialog = Some(dialog),
            Msg::CloseDialog => self.dialog = None,
            Msg::DismissAlert => self.alert = None,
            Msg::Show(tab) => self.tab = tab,
            Msg::Focused(selection) => self.focused = selection,
            Msg::Hover(selection) => self.hover = selection,
            Msg::Resized { whole, stage } => (self.whole, self.stage) = (whole, stage),
            Msg::Typed(Field::Command, text) => self.command = text,
            Msg::Typed(Field::Group(server), text) => self.choose_group(server, &text),
            Msg::Typed(Field::LedgerScroll, text) => self.scroll_ledger(&text),
            _ => {}
        }
        self.version += 1;
    }

    fn act(&mut self, action: &Action) {
        self.world.apply(action);
        self.view = Rc::new(self.world.view());
    }

    /// `text` is the ledger's `scrollLeft`: its direction is right to left, so 0 is the newest entry, and less is older.
    fn scroll_ledger(&mut self, text: &str) {
        let distance = text.parse().unwrap_or(0i32).unsigned_abs();
        let newest = self
            .view
            .servers
            .iter()
            .map(|server| server.log.last_index() + 1)
            .max();
        let end = self
            .ledger_scroll
            .map_or(newest.unwrap_or(0), |away| away.end);
        self.ledger_scroll = (distance > 2).then_some(LedgerScroll { distance, end });
    }

    fn choose_group(&mut self, server: ServerId, text: &str) {
        let position = self.view.servers.iter().position(|s| s.id == server);
        if let (Some(position), Ok(group)) = (position, text.parse()) {
            self.groups[position] = group;
        }
    }
}
