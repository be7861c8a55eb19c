//! Scripts on the page: this run written down, and a written run played while the reader looks on.

use super::{Caption, Layout, Session, Tab};
use ::script::{Done, Narration, Position, Report, Script, play};
use sim::World;
use std::collections::VecDeque;

#[derive(Default)]
pub(crate) struct Form {
    /// The script as it stands there.
    pub(crate) text: String,
    /// What is wrong with it, with line and column; empty before it is played.
    pub(crate) mistakes: String,
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

/// What a script says at a moment.
struct Remark {
    at: Position,
    words: String,
    /// Whether it is a question, at which time stops.
    asks: bool,
}

impl Plan {
    fn new(report: Report) -> Plan {
        let verdict = verdict(&report);
        let remark = |(_, at, narration)| {
            let asks = matches!(narration, Narration::Ask(_));
            words(narration).map(|words| Remark { at, words, asks })
        };
        Plan {
            actions: report.done.into(),
            remarks: report.narration.into_iter().filter_map(remark).collect(),
            end: report.world.position(),
            asks: false,
            verdict,
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
    /// Writes this run into the form.
    pub(super) fn write_script(&mut self) {
        let (settings, seed) = (*self.world.settings(), self.world.seed());
        let script = Script::of_run(settings, seed, &self.done, self.world.position());
        self.script = Form {
            text: script.to_string(),
            mistakes: String::new(),
        };
    }

    /// Begins the run in the form, and replays in it the actions of the script. A script with mistakes changes nothing.
    pub(super) fn play_script(&mut self) {
        let script = match Script::parse(&self.script.text) {
            Ok(script) => script,
            Err(mistakes) => {
                let shown = mistakes.0.iter().map(|mistake| mistake.show("script"));
                return self.script.mistakes = shown.collect();
            }
        };
        let report = match play(&script, None, &mut |_| {}) {
            Ok(report) => report,
            Err(error) => return self.script.mistakes = error.show("script"),
        };
        match World::new(report.settings, report.seed) {
            Ok(world) => self.start(world, Some(Plan::new(report))),
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

/// A remark that is meant to be read.
fn words(narration: Narration) -> Option<String> {
    match narration {
        Narration::Say(words) | Narration::Ask(words) | Narration::Goal(words) => Some(words),
        Narration::Reached(words) => Some(format!("Reached: {words}")),
        Narration::Mark(_) | Narration::Focus(_) | Narration::Show(_) => None,
    }
}

fn verdict(report: &Report) -> String {
    match report.failures.first() {
        None => "Script finished; all expectations passed.".into(),
        Some(failure) => format!(
            "Expectation failed at line {}: {}. {}.",
            failure.line,
            failure.expected,
            failure.found.trim_end_matches('.')
        ),
    }
}
