//! A script is checked: played to its end without being shown. That is heavy work, for which the browser may have a worker;
//! where it has none, each frame does a piece of it.

use super::Session;
use super::slice::{PIECE, Slice};
use crate::on_demand::{self, Checked, Checks};

/// The check of the script in the form.
#[derive(Default)]
pub(crate) enum Check {
    #[default]
    None,
    /// A worker does it, or is about to.
    Elsewhere(Checked),
    /// The frames do it.
    Here(Box<dyn Checks>, Checked),
    Done(bool, String),
}

impl Check {
    /// How far it is, or what came of it; none before it begins.
    pub(crate) fn result(&self) -> Option<Checked> {
        match self {
            Check::None => None,
            Check::Elsewhere(so_far) | Check::Here(_, so_far) => Some(so_far.clone()),
            Check::Done(passed, words) => Some(Checked::Ended(*passed, words.clone())),
        }
    }

    /// It has come so far.
    pub(super) fn comes_to(&mut self, further: Checked) {
        if let Check::Elsewhere(so_far) | Check::Here(_, so_far) = self {
            *so_far = further;
        }
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self, Check::Elsewhere(_))
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Check::Elsewhere(_) | Check::Here(..))
    }
}

const NOTHING: Checked = Checked::SoFar(0, raft::Time::ZERO);

impl Session {
    /// Begins to check the script in the form. A script with mistakes is not checked: they are shown.
    pub(super) fn check_script(&mut self) {
        let form = &mut self.forms.script;
        let Some(language) = on_demand::language() else {
            return debug_assert!(false, "there is no form without the language");
        };
        match (language.check)(&form.text) {
            Err(mistakes) => form.mistakes = mistakes,
            Ok(_) => {
                form.mistakes.clear();
                form.check = Check::Elsewhere(NOTHING);
                self.heavy = Some(form.text.clone());
                self.give_up_trials();
            }
        }
    }

    /// There is no worker: the frames do it.
    pub(super) fn check_here(&mut self) {
        let form = &mut self.forms.script;
        let language = on_demand::language().filter(|_| form.check.is_running());
        if let Some(Ok(check)) = language.map(|language| (language.check)(&form.text)) {
            form.check = Check::Here(check, NOTHING);
        }
    }

    /// A worker says how far it has come.
    pub(super) fn checked(&mut self, checked: Checked) {
        let check = &mut self.forms.script.check;
        if let Check::Elsewhere(_) = check {
            *check = match checked {
                Checked::Ended(passed, words) => Check::Done(passed, words),
                so_far @ Checked::SoFar(..) => Check::Elsewhere(so_far),
            };
        }
    }

    /// Does a piece of the check, if the frames do it.
    pub(crate) fn check_on(&mut self) {
        let check = &mut self.forms.script.check;
        let mut slice = Slice::new(self.stopwatch);
        while let Check::Here(work, so_far) = check
            && slice.goes_on()
        {
            match work.go_on(PIECE) {
                Checked::Ended(passed, words) => *check = Check::Done(passed, words),
                further @ Checked::SoFar(..) => *so_far = further,
            }
            self.version += 1;
        }
    }
}
