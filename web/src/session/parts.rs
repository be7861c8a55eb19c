//! Parts of the page that load on demand: which are here, and what the reader waits for meanwhile.

use super::door::{Asks, Content, Wish};
use super::handout::{Form, InHandout};
use super::interest::Jump;
use super::lab::InLab;
use super::msg::{Dialog, Msg, Share, Tab, View};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The panels that are not seen before they are opened.
    Details,
    /// The script language.
    Script,
    /// What shares a run, and takes pictures.
    Sharing,
    /// The snapshot lab.
    Lab,
}

/// What a reader waits for, since a part is needed for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Waiting {
    pub(crate) part: Part,
    /// What the reader asked for, and what follows from that.
    then: Vec<Msg>,
    /// How many bytes have come, and of how many.
    pub(crate) loaded: (u32, u32),
}

pub(crate) struct Parts {
    here: Vec<Part>,
    pub(crate) waiting: Option<Waiting>,
    /// What is to be loaded.
    pub(crate) wanted: Vec<Part>,
    /// What is not to be loaded any more.
    pub(crate) cancelled: Option<Part>,
    /// Whether the details were asked for before anyone needs them.
    is_ahead: bool,
}

impl Parts {
    /// With none of them here, or with all, where the page is one file.
    pub(super) fn new(is_split: bool) -> Parts {
        Parts {
            here: match is_split {
                true => Vec::new(),
                false => vec![Part::Details, Part::Script, Part::Sharing, Part::Lab],
            },
            waiting: None,
            wanted: Vec::new(),
            cancelled: None,
            is_ahead: false,
        }
    }

    /// Whether all is here that a message needs; else it waits for that.
    pub(super) fn allow(&mut self, msg: &Msg) -> bool {
        let Some(part) = needs(msg).iter().find(|part| !self.here.contains(part)) else {
            return true;
        };
        self.wanted.push(*part);
        let then = self.waiting.take().map_or_else(Vec::new, |it| it.then);
        // The reader waits for one thing; what a page asks is answered, each.
        let is_asked = |msg: &Msg| matches!(msg, Msg::Ask(_) | Msg::Begin(_));
        let mut then: Vec<Msg> = then
            .into_iter()
            .filter(|it| is_asked(msg) || is_asked(it))
            .collect();
        then.push(msg.clone());
        self.waiting = Some(Waiting {
            part: *part,
            then,
            loaded: (0, 0),
        });
        false
    }

    /// Asks for the details, once: most readers open something.
    pub(super) fn load_ahead(&mut self) {
        if !self.is_ahead && !self.here.contains(&Part::Details) {
            self.wanted.push(Part::Details);
        }
        self.is_ahead = true;
    }

    pub(super) fn progress(&mut self, part: Part, loaded: (u32, u32)) {
        let mut waiting = self.waiting.iter_mut().filter(|it| it.part == part);
        waiting.by_ref().for_each(|it| it.loaded = loaded);
    }

    /// This is to follow what is waited for; given back, if nothing is.
    pub(super) fn follows(&mut self, msg: Msg) -> Option<Msg> {
        match &mut self.waiting {
            Some(waiting) => waiting.then.push(msg),
            None => return Some(msg),
        }
        None
    }

    /// A part has come. What the reader asked for, if that waits for it.
    pub(super) fn arrive(&mut self, part: Part) -> Vec<Msg> {
        if !self.here.contains(&part) {
            self.here.push(part);
        }
        let waited = self.waiting.take_if(|it| it.part == part);
        waited.map_or_else(Vec::new, |it| it.then)
    }

    /// A part could not be loaded. What waits for it; none if nothing does.
    pub(super) fn fail(&mut self, part: Part) -> Option<Vec<Msg>> {
        let waited = self.waiting.take_if(|it| it.part == part);
        waited.map(|it| it.then)
    }

    /// The reader waits no more: for this.
    pub(super) fn cancel(&mut self) -> Vec<Msg> {
        let waited = self.waiting.take();
        self.cancelled = waited.as_ref().map(|it| it.part);
        waited.map_or_else(Vec::new, |it| it.then)
    }
}

/// What must be here before the reader gets what is asked for.
fn needs(msg: &Msg) -> &'static [Part] {
    match msg {
        Msg::Share(
            Share::AskSave | Share::OpenFile(_) | Share::HandOut(InHandout::Show(Form::Script)),
        ) => &[Part::Details, Part::Script, Part::Sharing],
        Msg::Share(_) => &[Part::Details, Part::Sharing],
        Msg::StepBack
        | Msg::StepRawBack
        | Msg::Next(
            Jump::Election
            | Jump::Commit
            | Jump::Crash
            | Jump::Snapshot
            | Jump::Violation
            | Jump::Mark,
        )
        | Msg::Previous(_)
        | Msg::PreviousStop
        | Msg::PlayBackwards
        | Msg::GoTo(_)
        | Msg::GoToEvent(_)
        | Msg::Along(_)
        | Msg::Zoom(_)
        | Msg::Branches(_) => &[Part::Details],
        Msg::OpenDialog(Dialog::Script | Dialog::Point) => &[Part::Details, Part::Script],
        Msg::Points(_) => &[Part::Details, Part::Script],
        Msg::Lab(InLab::Scenario(_) | InLab::Exercise(_) | InLab::Answer(_)) => {
            &[Part::Details, Part::Script, Part::Lab]
        }
        Msg::View(View::Snapshot) | Msg::Lab(_) => &[Part::Details, Part::Lab],
        // All that is asked is answered by the language.
        Msg::Ask(ask) if ask.about == Asks::Link => &[Part::Details, Part::Script, Part::Sharing],
        Msg::Ask(_) | Msg::Clip(_) => &[Part::Details, Part::Script],
        Msg::Begin(wish) => needed_for(wish),
        Msg::Dress(_) => &[Part::Details],
        Msg::OpenDialog(_)
        | Msg::RandomCommand
        | Msg::Partition
        | Msg::NewRun
        | Msg::StopCheck
        | Msg::FileTooLarge(_)
        | Msg::OpenMenu(..)
        | Msg::Select(_)
        | Msg::PointAt(_)
        | Msg::Show(Tab::Why | Tab::Clients | Tab::Dials | Tab::Run) => &[Part::Details],
        _ => &[],
    }
}

/// Scenarios whose names begin so come with the lab.
const OF_LAB: &str = "snapshot-";

fn needed_for(wish: &Wish) -> &'static [Part] {
    match &wish.content {
        _ if wish.has_journal() => &[Part::Details, Part::Script, Part::Sharing],
        Content::Cluster if wish.is_cluster() => &[Part::Details],
        Content::Cluster | Content::Script(_) => &[Part::Details, Part::Script],
        Content::Scenario(name) if name.starts_with(OF_LAB) => {
            &[Part::Details, Part::Script, Part::Lab]
        }
        Content::Scenario(_) => &[Part::Details, Part::Script],
        Content::File(_) | Content::Link(_) => &[Part::Details, Part::Script, Part::Sharing],
    }
}
