//! Scripts on the page: this run written down, and a written run played while the reader looks on.

use super::{Caption, Dialog, Layout, Session, Tab};
use crate::on_demand::{self, Played, Remark};
use ::script::{Done, Position};
use sim::World;
use std::collections::VecDeque;

#[derive(Default)]
pub(crate) struct Form {
    /// Whether the script language is there, without which there is nothing to read or write.
    pub(crate) arrives: Arrives,
    /// The script as it stands there.
    pub(crate) text: String,
    /// What is wrong with it, with line and column; empty before it is played.
    pub(crate) mistakes: String,
}

/// How far the script language has come.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum Arrives {
    #[default]
    Here,
    Loading,
    Failed,
}

/// The rest of a script that is being played.
pub(super) struct Plan {
    actions: VecDeque<Done>,
    remarks: VecDeque<Remark>,
    end: Position,
    /// Whether it has asked something, and waits for the reader to go on.
    asks: bool,
    /// The result, shown at the end.
    verdict: String,
}

impl Plan {
    fn new(played: Played) -> Plan {
        Plan {
            actions: played.actions.into(),
            remarks: played.remarks.into(),
            end: played.end,
            asks: false,
            verdict: played.verdict,
        }
    }

    /// When it next does or asks something, or ends; and whether it asks.
    pub(super) fn next(&self) -> (Position, bool) {
        let action = self.actions.front().map_or(self.end, |(at, _)| *at);
        let question = self.remarks.iter().find(|remark| remark.asks);
        match question.map(|question| question.at) {
            Some(at) if at.events <= action.events => (at, true),
            _ => (action, false),
        }
    }

    pub(super) fn take(&mut self) -> Option<Done> {
        self.actions.pop_front()
    }

    pub(super) fn actions(&self) -> impl Iterator<Item = &Done> {
        self.actions.iter()
    }
}

impl Session {
    /// Writes this run into the form; or asks for the language first, if it has not been loaded.
    pub(super) fn write_script(&mut self) {
        let Some(language) = on_demand::language() else {
            self.script = Form {
                arrives: Arrives::Loading,
                ..Form::default()
            };
            return self.wants_language = true;
        };
        let (settings, seed) = (*self.world.settings(), self.world.seed());
        self.script = Form {
            text: (language.write)(settings, seed, &self.done, self.world.position()),
            ..Form::default()
        };
    }

    /// The language that the form waits for has been loaded, or could not be. Who has closed the form waits no more.
    pub(super) fn language_arrives(&mut self, is_here: bool) {
        let waits = self.script.arrives == Arrives::Loading;
        if !waits || self.dialog != Some(Dialog::Script) {
            return;
        }
        if is_here {
            self.write_script();
        } else {
            self.script.arrives = Arrives::Failed;
        }
        self.wants_focus = Some("dialog".to_owned());
    }

    /// Begins the run in the form, and replays in it the actions of the script. A script with mistakes changes nothing.
    pub(super) fn play_script(&mut self) {
        let Some(language) = on_demand::language() else {
            return debug_assert!(false, "there is no form without the language");
        };
        let played = match (language.play)(&self.script.text) {
            Ok(played) => played,
            Err(mistakes) => return self.script.mistakes = mistakes,
        };
        match World::new(played.settings, played.seed) {
            Ok(world) => self.start(world, Some(Plan::new(played))),
            Err(error) => debug_assert!(false, "the script has run in such a world: {error:?}"),
        }
        self.show_stage();
    }

    /// Where panels lie over stage and caption, they make way for what is shown there.
    fn show_stage(&mut self) {
        if self.layout() == Layout::Narrow {
            self.tab = Tab::Stage;
        }
    }

    pub(crate) fn plays_script(&self) -> bool {
        self.plan.is_some()
    }

    /// Whether the script that is being played has asked something, and waits for the reader to go on.
    pub(crate) fn is_asked(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.asks)
    }

    /// The reader has seen the question, and goes on.
    pub(super) fn answer(&mut self) {
        if let Some(plan) = &mut self.plan {
            plan.asks = false;
        }
    }

    /// Shows what the script says up to this moment, or to its next question: there time stops.
    pub(super) fn remark(&mut self) {
        let now = self.world.position();
        let Some(plan) = &mut self.plan else { return };
        while let Some(said) = plan.remarks.pop_front_if(|it| !plan.asks && it.at <= now) {
            self.caption = Some(Caption::remark(said.words, now.events));
            self.version += 1;
            plan.asks = said.asks;
        }
        if plan.asks {
            self.playback.play(false);
            self.show_stage();
        }
    }

    /// At the end of its script time stops, and its result is shown.
    pub(super) fn end_script(&mut self) {
        let at = self.world.position();
        if let Some(plan) = self
            .plan
            .take_if(|plan| plan.actions.is_empty() && at >= plan.end)
        {
            self.playback.play(false);
            self.alert = Some(plan.verdict);
            self.version += 1;
        }
    }
}
