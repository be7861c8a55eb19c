//! All that a reader or a frame can cause, as a closed list.

use crate::session::Selection;
use raft::ServerId;
use record::Held;
use sim::{Action, Dial};

/// Something that a reader or a frame causes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Msg {
    // — time —
    /// So many microseconds of the reader's time have passed since the frame before.
    Frame(u32),
    /// Time runs.
    Play,
    /// Time stands.
    Pause,
    /// One of the two.
    Toggle,
    /// One input to one server, with all its effects.
    StepForward,
    /// The single next event.
    StepRaw,
    /// On to the next election, commit, fault or violation.
    NextOfInterest,
    /// The speed dial one step up.
    Faster,
    /// The speed dial one step down.
    Slower,
    /// A pointer is pressed: time holds while it is.
    Press,
    /// The pointer is released.
    Release,
    /// The page came into sight, or went out of it.
    Seen(bool),

    // — the world —
    /// Something is done to the world.
    Do(Action),
    /// The command that was typed goes to the cluster.
    Submit,
    /// A made-up command goes to the cluster.
    RandomCommand,
    /// The links between the groups that the reader chose are cut.
    Partition,
    /// A new run, with what was typed into its form.
    NewRun,
    /// The run that stands in the form for scripts.
    PlayScript,

    // — the screen —
    /// The inspector shows this.
    Select(Selection),
    /// The inspector shows nothing.
    Deselect,
    /// A menu opens for this thing, at this place.
    OpenMenu(Selection, Spot),
    /// The menu closes.
    CloseMenu,
    /// A dialog opens.
    OpenDialog(Dialog),
    /// The dialog closes.
    CloseDialog,
    /// What closes on Esc closes: menu, dialog, sheet, alert.
    Escape,
    /// The reader read the alert.
    DismissAlert,
    /// Another tab comes to the front.
    Show(Tab),
    /// The focus came to this thing, or to none that can be selected.
    Focused(Option<Selection>),
    /// The pointer is over this thing, or over none.
    Hover(Option<Selection>),
    /// A field has this value now.
    Typed(Field, String),
    /// The mount has this size, and the stage in it that one.
    Resized {
        /// Width and height of the whole, in pixels.
        whole: (u16, u16),
        /// Width and height of the stage, in pixels.
        stage: (u16, u16),
    },
}

/// A place in the mount, in pixels from its upper left corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Spot {
    /// To the right.
    pub x: i16,
    /// Down.
    pub y: i16,
}

/// A field that holds a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The speed slider: its position.
    Speed,
    /// The checkbox of Auto speed.
    Auto,
    /// The command for the cluster.
    Command,
    /// A dial of the world.
    Dial(Dial),
    /// What is being typed into a dial of the world.
    Draft(Dial),
    /// The slider of a dial: its position.
    Slider(Dial),
    /// The checkbox that holds things of a kind.
    Hold(Held),
    /// The group of a server in the form that cuts between groups.
    Group(ServerId),
    /// The number of servers in the form for a new run.
    Servers,
    /// The seed in the form for a new run; may be empty.
    Seed,
    /// The script in its form, typed or read from a file.
    Script,
    /// How far the ledger is scrolled.
    LedgerScroll,
}

/// A dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// Asks for servers and seed.
    NewRun,
    /// What the keys do, and what the marks mean.
    Help,
    /// Asks which servers still hear each other.
    Groups,
    /// This run as a script, and any other script to be played.
    Script,
}

/// What can be brought to the front where there is not room for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// The stage alone; where there is room for all, like [`Tab::Why`].
    Stage,
    /// The logs.
    Logs,
    /// What is selected, and why it is so.
    Why,
    /// The sentences of the run.
    Story,
    /// The machines and the clients.
    Machines,
    /// The dials.
    Dials,
}
