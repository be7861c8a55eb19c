//! All that a reader or a frame can cause, as a closed list.

use super::axis::Zoom;
use super::bar::Along;
use super::door::{Ask, Asked, InClip, Wish};
use super::handout::InHandout;
use super::interest::Jump;
use super::lab::{InLab, LabField};
use super::outfit::Outfit;
use super::parts::Part;
use super::points::InPoints;
use super::recordings::Format;
use super::selection::Selection;
use crate::on_demand::Checked;
use raft::{ServerId, Time};
use record::{EventNumber, Held, MessageName};
use sim::timeline::BranchId;
use sim::{Action, Dial};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Msg {
    // — time —
    /// So many microseconds of the reader's time have passed since the frame before.
    Frame(u32),
    Play,
    /// Time stops.
    Pause,
    /// Plays or pauses.
    Toggle,
    /// One input to one server, with all its effects.
    StepForward,
    /// The single next event.
    StepRaw,
    /// Back by one input to one server.
    StepBack,
    /// Back by a single event.
    StepRawBack,
    /// On to the next event of a kind.
    Next(Jump),
    /// Back to the one before.
    Previous(Jump),
    PlayBackwards,
    /// To what was at this time of the branch, or will be; to its end, if that is before it.
    GoTo(Time),
    /// To the moment right behind so many events.
    GoToEvent(EventNumber),
    /// On to the next mark of a script, or to what it says next.
    NextStop,
    /// Back to the one before.
    PreviousStop,
    Faster,
    Slower,
    /// A pointer is pressed: time holds while it is.
    Press,
    Release,
    /// The page came into sight, or went out of it.
    Seen(bool),

    // — the world —
    /// An action on the world.
    Do(Action),
    /// The command that was typed goes to the cluster.
    Submit,
    /// A made-up command goes to the cluster.
    RandomCommand,
    /// The servers are partitioned into the groups that the reader chose.
    Partition,
    NewRun,
    /// Something with the branches of the run.
    Branches(InBranches),
    /// Something by which a run is shared, or taken over.
    Share(Share),
    /// Something with the pause points of the run.
    Points(InPoints),
    /// The browser could not do what was asked for.
    Complain(String),
    PlayScript,
    /// The script in the form is checked: played to its end without being shown.
    CheckScript,
    /// … here, since there is no worker.
    CheckHere,
    /// A worker has come so far.
    Checked(Checked),
    StopCheck,
    /// This run is written into the form for scripts.
    WriteRun,

    // — parts that load on demand —
    /// So many bytes of a part have come, of so many.
    PartLoads(Part, u32, u32),
    /// A part is here; or could not be loaded, if not.
    PartEnds(Part, bool),
    /// What waits for a part does not wait any more.
    CancelPart,

    // — the page around the mount —
    /// Something is asked.
    Ask(Ask),
    /// The run with which the mount begins.
    Begin(Box<Wish>),
    /// The page changes how the mount looks.
    Dress(Asked),
    /// Something with the piece of the run that is shown.
    Clip(InClip),

    // — the screen —
    Select(Selection),
    Deselect,
    OpenMenu(Topic, Spot),
    CloseMenu,
    OpenDialog(Dialog),
    CloseDialog,
    /// What closes on Esc closes: menu, dialog, sheet, alert.
    Escape,
    /// The alert closes.
    DismissAlert,
    Show(Tab),
    View(View),
    /// The page around the mount has chosen what stands around the stage, and what a reader may do.
    Outfit(Outfit),
    /// Something in the snapshot lab, which opens for it.
    Lab(InLab),
    /// The key to the marks opens, or closes.
    Key(bool),
    /// The focus goes past all that is on the stage.
    SkipStage,
    /// The strips of the time bar unfold, one for each server, or fold into one.
    Unfold(bool),
    /// The focus came to this thing, or to none that can be selected.
    Focused(Option<Selection>),
    /// The strips of the time bar are pressed, so many pixels from the left: what happened there is selected.
    PointAt(u16),
    /// The reader goes along the strips.
    Along(Along),
    /// The strips show more of the run, or less, or another piece of it.
    Zoom(Zoom),
    /// A file of so many bytes is not read.
    FileTooLarge(usize),
    /// A field has this value now.
    Typed(Field, String),
    /// The mount or the stage in it changed its size.
    Resized {
        /// Width and height of the whole, in pixels.
        whole: (u16, u16),
        /// Width and height of the stage, in pixels.
        stage: (u16, u16),
    },
}

/// What is done with the branches of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum InBranches {
    /// Back to right before the last thing that the reader did: another branch begins there.
    Undo,
    /// Back to where the reader was when that was undone.
    Redo,
    /// To a branch: to this time in it, or to its end if that is before it.
    Switch(BranchId),
    Remove(BranchId),
    /// The name of a branch is asked for; not any more if none.
    Rename(Option<BranchId>),
    /// The branch has the name that was typed.
    Named,
    /// A branch is compared with the one that is shown; none is any more if none.
    Compare(Option<BranchId>),
    /// To where the two differ first.
    FirstDifference,
    /// What was done later in the branch that was left is done in this one, too.
    DoTheRest,
    /// A message is dropped in a branch of its own, which is compared with this one: now, or right before the event of its arrival.
    DropAndSee(MessageName, Option<EventNumber>),
}

/// How a run is shared, or taken over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Share {
    /// A link to this run at this moment goes to the clipboard.
    CopyLink,
    /// It is there; or the browser refused it, if not.
    Copied(String, bool),
    /// It is handed out in one of several forms.
    HandOut(InHandout),
    /// Asks what is saved.
    AskSave,
    Save(Format),
    /// Saves a picture of a view.
    SavePicture(Picture),
    /// The run behind a link takes the place of this one.
    OpenLink(String),
    /// The link that was typed is opened.
    OpenTyped,
    /// A file was chosen, or dropped on the page: a recording or a script.
    OpenFile(Vec<u8>),
}

/// A place in the mount, in pixels from its upper left corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spot {
    pub(crate) x: i16,
    pub(crate) y: i16,
}

/// A field that holds a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Field {
    /// The speed slider: its position.
    Speed,
    /// The checkbox of Auto speed.
    Auto,
    /// The checkbox that leaves only what the last step changed.
    OnlyChanged,
    Command,
    /// Where a command goes: the number of a server, or nothing for the leader.
    SendTo,
    Dial(Dial),
    /// What is being typed into a dial, before it is set.
    Draft(Dial),
    /// The slider of a dial: its position.
    Slider(Dial),
    /// The checkbox that holds things of a kind.
    Hold(Held),
    /// The group of a server in the partition form.
    Group(ServerId),
    /// The number of servers in the form for a new run.
    Servers,
    /// The seed in the form for a new run; may be empty.
    Seed,
    /// The script in its form, typed or read from a file.
    Script,
    PointCondition,
    /// `before` or `after`: on which side of the event time stops.
    PointIsBefore,
    PointAction,
    /// The new name of a branch.
    BranchName,
    /// Where the range begins that is saved, and where it ends: milliseconds.
    SaveFrom,
    SaveTo,
    /// The width of what is handed out, in pixels or `100%`; its height, or `16:9`, if not.
    ShareSize(bool),
    /// A link to be opened.
    Link,
    /// A file to be opened, as bytes.
    File,
    /// How far the ledger is scrolled.
    LedgerScroll,
    InLab(LabField),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialog {
    /// Asks for servers and seed.
    NewRun,
    Help,
    /// Asks which servers still reach each other.
    Partition,
    /// This run as a script, and any other script to be played.
    Script,
    /// Lists the safety properties.
    Checks,
    /// Asks for a pause point.
    Point,
    /// Asks what of the run is saved, and in which form.
    Save,
    /// Asks for a recording, a script or a link.
    Open,
    /// Shows a link that the clipboard refused.
    Link,
    /// Shares the run in one of several forms.
    Share,
}

/// What the main area shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum View {
    #[default]
    Stage,
    /// The snapshot lab.
    Snapshot,
}

/// What can be brought to the front where there is not room for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tab {
    /// The stage alone. Where there is room for all, this and the next are seen at all times.
    Stage,
    Logs,
    /// What is selected, and why it is so.
    Why,
    Story,
    Clients,
    Dials,
    /// The run itself: its branches, pause points, links and recordings.
    Run,
}

/// What a menu is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Topic {
    Thing(Selection),
    /// At what about it the run can pause.
    Points(Selection),
    /// What the header has no room for.
    Page,
    /// To which events one can jump.
    Jumps,
    /// How a view is taken out.
    Picture(Picture),
}

/// A view of which pictures are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Picture {
    Stage,
    Logs,
    Lab,
}

impl Picture {
    pub(crate) const ALL: [Picture; 3] = [Picture::Stage, Picture::Logs, Picture::Lab];

    /// What opens its menu is called so.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Picture::Stage => "Picture of the stage",
            Picture::Logs => "Picture of the logs",
            Picture::Lab => "Picture of the snapshot view",
        }
    }
}

/// What an element says when it is touched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Say {
    Msg(Msg),
    /// The same, but only if the element itself is touched, and nothing in it.
    Itself(Msg),
    /// The value of this field: what was typed or chosen; of a checkbox `true` or `false`; of something scrolled its
    /// distance from the left in pixels.
    Value(Field),
    /// A request for a menu, beside the element.
    Menu(Topic),
}
