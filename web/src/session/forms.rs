//! What is being typed, until it is sent.

use super::check::Check;
use super::handout::Handout;
use super::points::PausePoint;
use super::recordings::SaveForm;
use raft::{ServerId, ServerSet};
use record::ClusterView;
use sim::Dial;
use sim::timeline::BranchId;

pub(crate) struct Forms {
    pub(crate) command: String,
    /// The server to which commands go; none for the leader.
    pub(crate) send_to: Option<ServerId>,
    /// The form for a new run: servers and seed.
    pub(crate) new_run: (String, String),
    /// The groups of the partition form: 0, 1, 2 by server, in the order of the view.
    pub(crate) groups: Vec<u8>,
    /// What is being typed into a dial, until it is turned.
    pub(crate) draft: Option<(Dial, String)>,
    pub(crate) script: ScriptForm,
    pub(crate) point: PointForm,
    /// The branch that gets another name, and that name.
    pub(crate) branch_name: Option<(BranchId, String)>,
    pub(crate) save: SaveForm,
    /// A link to be opened, or one that the reader is to copy.
    pub(crate) link: String,
    /// What is handed out of the run.
    pub(crate) handout: Option<Box<Handout>>,
}

impl Forms {
    pub(super) fn new(view: &ClusterView) -> Forms {
        Forms {
            command: String::new(),
            send_to: None,
            new_run: (view.servers.len().to_string(), String::new()),
            groups: vec![0; view.servers.len()],
            draft: None,
            script: ScriptForm::default(),
            point: PointForm::default(),
            branch_name: None,
            save: SaveForm::default(),
            link: String::new(),
            handout: None,
        }
    }

    /// Another run begins: what was typed for the old one is gone, but for a command.
    pub(super) fn begin(&mut self, view: &ClusterView) {
        let command = std::mem::take(&mut self.command);
        *self = Forms {
            command,
            ..Forms::new(view)
        };
    }

    pub(super) fn choose_group(&mut self, server: ServerId, view: &ClusterView, text: &str) {
        let position = view.servers.iter().position(|s| s.id == server);
        match (position, text.parse()) {
            (Some(position), Ok(group @ 0..=2)) => self.groups[position] = group,
            _ => debug_assert!(false, "the form offers group {text} for {server}"),
        }
    }

    /// The groups that the reader chose.
    pub(super) fn partition(&self, view: &ClusterView) -> Vec<ServerSet> {
        let mut groups = [ServerSet::EMPTY; 3];
        for (server, group) in view.servers.iter().zip(&self.groups) {
            groups[usize::from(*group)].insert(server.id);
        }
        groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect()
    }
}

/// The form for a pause point.
pub(crate) struct PointForm {
    pub(crate) set: PausePoint,
    /// What is wrong with it, with line and column; empty before it is added.
    pub(crate) mistakes: String,
}

impl Default for PointForm {
    fn default() -> PointForm {
        PointForm {
            set: PausePoint {
                is_on: true,
                ..PausePoint::default()
            },
            mistakes: String::new(),
        }
    }
}

/// The form for a script.
#[derive(Default)]
pub(crate) struct ScriptForm {
    /// The script as it stands there.
    pub(crate) text: String,
    /// What is wrong with it, with line and column; empty before it is played.
    pub(crate) mistakes: String,
    /// Whether it is the run that is shown, written down.
    pub(crate) is_run: bool,
    pub(crate) check: Check,
    /// How much the reader has done in the run that would be gone; asked about before it is.
    pub(crate) would_lose: Option<u32>,
}

impl ScriptForm {
    pub(super) fn of(text: String) -> ScriptForm {
        ScriptForm {
            text,
            ..ScriptForm::default()
        }
    }
}
