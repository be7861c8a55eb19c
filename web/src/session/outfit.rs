//! How a mount is fitted out for the page that it is in: what stands around the stage, and what a reader may do.

use super::lab::InLab;
use super::msg::{Dialog, Field, InBranches, Msg, Share, Tab, Topic, View};
use super::points::InPoints;
use raft::{ServerId, ServerSet};
use sim::MAX_SERVERS;

/// What the page around a mount has chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outfit {
    pub(crate) controls: Controls,
    /// What is offered in tabs.
    pub(crate) panels: Panels,
    /// Whether the reader may act on the cluster, and not only watch it.
    pub(crate) interactive: bool,
    /// The servers to look at, before a script says others; all of them if none.
    pub(crate) focus: ServerSet,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Controls {
    /// The time bar, and of the rest what has room.
    Auto,
    /// All that there is.
    #[default]
    Full,
    /// The stage and the caption alone.
    None,
}

/// What can be offered in tabs beside the stage: a bit for each of [`PANELS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Panels(u8);

/// The panes by the words that pages and links have for them, which must not change.
pub(super) const PANES: [(&str, Tab); 7] = [
    ("stage", Tab::Stage),
    ("logs", Tab::Logs),
    ("why", Tab::Why),
    ("story", Tab::Story),
    ("clients", Tab::Clients),
    ("dials", Tab::Dials),
    ("run", Tab::Run),
];

/// The snapshot lab, among them.
const SNAPSHOT: u8 = 1 << PANES.len();

impl Default for Outfit {
    fn default() -> Outfit {
        Outfit {
            controls: Controls::Full,
            panels: Panels(u8::MAX),
            interactive: true,
            focus: ServerSet::EMPTY,
        }
    }
}

/// What a mount has above and below its stage, as a page writes it.
///
/// # Errors
/// A message that says what would be right.
pub(crate) fn read_controls(text: &str) -> Result<Controls, String> {
    controls(text).ok_or_else(|| format!("controls is auto, full or none, not “{text}”."))
}

impl Outfit {
    pub(super) const NAMES: [&'static str; 4] = ["controls", "panels", "interactive", "focus"];

    /// Reads what an attribute of this name says: `controls`, `panels`, `interactive` or `focus`.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(&mut self, name: &str, value: &str) -> Result<(), String> {
        let read = match name {
            "controls" => {
                self.controls = read_controls(value)?;
                return Ok(());
            }
            "panels" => panels(value).map(|panels| self.panels = panels),
            "focus" => focus(value).map(|focus| self.focus = focus),
            _ => value.parse().ok().map(|is| self.interactive = is),
        };
        read.ok_or_else(|| {
            let right = match name {
                "panels" => "none, or some of logs, why, story, clients, dials, run and snapshot",
                "focus" => "servers such as S1 S3",
                _ => "true or false",
            };
            let is = if name == "panels" { "are" } else { "is" };
            format!("{name} {is} {right}, not “{value}”.")
        })
    }

    /// Whether there is a tab for it.
    pub(crate) fn offers(&self, tab: Tab) -> bool {
        self.has(1 << tab as u8) && (self.interactive || tab != Tab::Dials)
    }

    /// Whether there is a tab for any pane.
    pub(crate) fn has_tabs(&self) -> bool {
        self.count_tabs() > 0
    }

    /// How many panes have a tab.
    pub(crate) fn count_tabs(&self) -> usize {
        let panes = PANES[1..].iter();
        panes.filter(|(_, tab)| self.offers(*tab)).count()
    }

    /// Whether there is a tab for the snapshot lab, most of which is there to be acted on.
    pub(crate) fn offers_lab(&self) -> bool {
        self.has(SNAPSHOT) && self.interactive
    }

    fn has(&self, panel: u8) -> bool {
        self.controls != Controls::None && self.panels.0 & panel != 0
    }

    /// What becomes of what a reader does where one may only watch: a thing says why it is so, and nothing is done.
    pub(crate) fn of_onlooker(msg: Msg) -> Msg {
        match msg {
            Msg::OpenMenu(Topic::Thing(of), _) => Msg::Select(of),
            msg if acts(&msg) => Msg::Complain(ONLY_WATCHED.to_owned()),
            msg => msg,
        }
    }
}

/// Reads what is to be shown: `stage`, `snapshot` or a pane.
///
/// # Errors
/// A message that says what would be right.
pub(crate) fn read_view(text: &str) -> Result<Msg, String> {
    match PANES.iter().find(|(word, _)| *word == text) {
        Some((_, Tab::Stage)) => Ok(Msg::View(View::Stage)),
        Some((_, tab)) => Ok(Msg::Show(*tab)),
        None if text == "snapshot" => Ok(Msg::View(View::Snapshot)),
        None => Err(format!(
            "view is stage, snapshot, logs, why, story, clients, dials or run, not “{text}”."
        )),
    }
}

/// What is said where something would be done.
const ONLY_WATCHED: &str = "This cluster is there to be watched: nothing can be done to it here.";

fn controls(text: &str) -> Option<Controls> {
    Some(match text {
        "auto" => Controls::Auto,
        "full" => Controls::Full,
        "none" => Controls::None,
        _ => return None,
    })
}

/// Words between spaces; `none`, or nothing, for none.
fn panels(text: &str) -> Option<Panels> {
    if text == "none" {
        return Some(Panels(0));
    }
    let mut panels = 0;
    for word in text.split_whitespace() {
        panels |= match PANES.iter().find(|(known, _)| *known == word) {
            Some((_, tab)) => 1 << *tab as u8,
            None if word == "snapshot" => SNAPSHOT,
            None => return None,
        };
    }
    Some(Panels(panels))
}

/// Names of servers between spaces; nothing for all.
fn focus(text: &str) -> Option<ServerSet> {
    text.split_whitespace().map(server).collect()
}

/// `S1` to `S9`.
fn server(name: &str) -> Option<ServerId> {
    let number = name.strip_prefix('S')?.parse().ok();
    number
        .filter(|number| (1..=MAX_SERVERS).contains(number))
        .map(ServerId)
}

/// Whether it does something to the cluster, puts another run in its place, or asks for what would.
fn acts(msg: &Msg) -> bool {
    matches!(
        msg,
        Msg::Do(_)
            | Msg::Submit
            | Msg::RandomCommand
            | Msg::Partition
            | Msg::NewRun
            | Msg::Branches(
                InBranches::Undo
                    | InBranches::Redo
                    | InBranches::Remove(_)
                    | InBranches::DoTheRest
                    | InBranches::DropAndSee(..)
            )
            | Msg::Share(Share::OpenTyped | Share::OpenFile(_))
            | Msg::Points(InPoints::When(_) | InPoints::Typed)
            | Msg::Lab(
                InLab::TakeAt
                    | InLab::Crash(_)
                    | InLab::Scenario(_)
                    | InLab::Exercise(_)
                    | InLab::Answer(_)
                    | InLab::Keep(..)
            )
            | Msg::OpenMenu(Topic::Points(_), _)
            | Msg::OpenDialog(
                Dialog::NewRun | Dialog::Partition | Dialog::Script | Dialog::Point | Dialog::Open
            )
            | Msg::Typed(Field::Dial(_) | Field::Slider(_) | Field::Hold(_), _)
    )
}
