//! Scripts on the page: this run written down, and a written run played while the reader looks on.

use super::{Caption, Layout, Session, Tab};
use sim::World;
use sim::script::{Done, Narration, Position, Report, Script, play};
use std::collections::VecDeque;

/// The form in which a script is read and written.
#[derive(Default)]
pub struct Form {
    /// The script as it stands there.
    pub text: String,
    /// What is wrong with it, with line and column; empty if nothing is known to be.
    pub mistakes: String,
}

/// What a script that is being played will still do.
pub(super) struct Plan {
    deeds: VecDeque<Done>,
    remarks: VecDeque<Remark>,
    end: Position,
    /// Whether it has asked something, and waits for the reader to go on.
    asks: bool,
    /// What came of it, as a sentence.
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
        let remark = |(_, at, told)| {
            let asks = matches!(told, Narration::Ask(_));
            words(told).map(|words| Remark { at, words, asks })
        };
        Plan {
            deeds: report.done.into(),
            remarks: report.narration.into_iter().filter_map(remark).collect(),
            end: report.world.position(),
            asks: false,
            verdict,
        }
    }

    /// When it next does or asks something, or ends; and whether it asks.
    pub(super) fn next(&self) -> (Position, bool) {
        let deed = self.deeds.front().map_or(self.end, |(at, _)| *at);
        let question = self.remarks.iter().find(|remark| remark.asks);
        match question.map(|question| question.at) {
            Some(at) if at.events <= deed.events => (at, true),
            _ => (deed, false),
        }
    }

    /// The next deed.
    pub(super) fn take(&mut self) -> Option<Done> {
        self.deeds.pop_front()
    }

    /// The deeds still to come.
    pub(super) fn deeds(&self) -> impl Iterator<Item = &Done> {
        self.deeds.iter()
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

    /// Begins the run that stands in the form, and does in it what the script does. A script with mistakes changes nothing.
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
        let Ok(world) = World::new(report.settings, report.seed) else {
            return;
        };
        self.start(world, Some(Plan::new(report)));
        self.show_stage();
    }

    /// Where panels lie over stage and caption, they make way for what is told there.
    fn show_stage(&mut self) {
        if self.layout() == Layout::Narrow {
            self.tab = Tab::Stage;
        }
    }

    /// Whether a script is being played.
    pub fn is_told(&self) -> bool {
        self.plan.is_some()
    }

    /// Whether the script that is being played has asked something, and waits for the reader to go on.
    pub fn is_asked(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.asks)
    }

    /// The reader has seen the question, and goes on.
    pub(super) fn answer(&mut self) {
        if let Some(plan) = &mut self.plan {
            plan.asks = false;
        }
    }

    /// Says what the script says up to this moment, or to its next question: there time stops.
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

    /// At the end of its script time stops, and it is said what came of it.
    pub(super) fn end_script(&mut self) {
        let at = self.world.position();
        if let Some(plan) = self
            .plan
            .take_if(|plan| plan.deeds.is_empty() && at >= plan.end)
        {
            self.playback.play(false);
            self.alert = Some(plan.verdict);
            self.version += 1;
        }
    }
}

/// A remark that is meant to be read.
fn words(told: Narration) -> Option<String> {
    match told {
        Narration::Say(words) | Narration::Ask(words) | Narration::Goal(words) => Some(words),
        Narration::Reached(words) => Some(format!("Reached: {words}")),
        Narration::Mark(_) | Narration::Focus(_) | Narration::Show(_) => None,
    }
}

fn verdict(report: &Report) -> String {
    match report.failures.first() {
        None => "The script is at its end, and all was as it expects.".into(),
        Some(failure) => format!(
            "Expectation failed at line {}: {}. {}.",
            failure.line,
            failure.expected,
            failure.found.trim_end_matches('.')
        ),
    }
}
