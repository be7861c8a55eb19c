//! No Violation Reported: what the run itself found broken is broken, whatever else the trace shows.

use super::check::Property;
use super::line::Line;
use super::outcome::Consequence;
use crate::event::Event;

/// Remembers nothing: each report stands for itself.
#[derive(Default)]
pub(super) struct Reported;

impl Property for Reported {
    const NAME: &'static str = "No Violation Reported";
    const SAYS: &'static str = "The run itself reports no violation.";

    fn observe(&mut self, event: &Event, line: &Line) -> Option<String> {
        line.outcomes.iter().find_map(|outcome| match outcome {
            Consequence::CheckFailed { check, sentence } => Some(format!(
                "The run reports that {check} is broken: {sentence}"
            )),
            Consequence::Violation { sentence } => Some(match event.server {
                Some(server) => format!("{server} reports a violation: {sentence}"),
                None => format!("The run reports a violation: {sentence}"),
            }),
            _ => None,
        })
    }
}
