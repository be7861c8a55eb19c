//! The scenarios of the lab, each opened by one click and shown where it is to be seen.

use super::Section;
use crate::on_demand;
use crate::session::Session;
use raft::ServerId;

pub(crate) struct Scenario {
    pub(crate) title: &'static str,
    /// The part of the lab where it is to be seen.
    pub(crate) section: Section,
    /// Whose snapshot it is about.
    server: ServerId,
    text: &'static str,
}

macro_rules! scenario {
    ($title:literal, $section:ident, $server:literal, $file:literal) => {
        Scenario {
            title: $title,
            section: Section::$section,
            server: ServerId($server),
            text: include_str!(concat!(
                "../../../../core/script/scenarios/",
                $file,
                ".raft"
            )),
        }
    };
}

/// In the order in which they build on each other.
pub(crate) static SCENARIOS: [Scenario; 1] = [scenario!(
    "A follower that was away",
    Sent,
    1,
    "snapshot-catch-up"
)];

impl Session {
    /// Plays a scenario in the place of the run that is shown. What the reader has done in that is not thrown away without being asked
    /// about.
    pub(super) fn play_in_lab(&mut self, place: usize) {
        let Some((scenario, language)) = SCENARIOS.get(place).zip(on_demand::language()) else {
            return debug_assert!(
                false,
                "scenario {place} is offered, and its language is here"
            );
        };
        if self.run.own_actions > 0
            && let Some(lab) = &mut self.lab
            && lab.would_lose.replace(place) != Some(place)
        {
            return;
        }
        match (language.read)(scenario.text) {
            Ok((player, world)) => {
                self.begin_script(scenario.text.to_owned(), player, &world);
                self.clock.play(true);
                if let Some(lab) = &mut self.lab {
                    (lab.section, lab.server) = (scenario.section, scenario.server);
                }
            }
            Err(mistakes) => debug_assert!(false, "a scenario is a script: {mistakes}"),
        }
    }
}
