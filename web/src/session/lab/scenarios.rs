//! The scenarios of the lab, each opened by one click and shown where it is to be seen.

use super::Section;
use crate::on_demand;
use crate::session::Session;
use raft::ServerId;

pub(crate) struct Scenario {
    pub(crate) title: &'static str,
    name: &'static str,
    /// The part of the lab where it is to be seen.
    pub(crate) section: Section,
    /// Whose snapshot it is about.
    server: ServerId,
    pub(crate) text: &'static str,
}

macro_rules! scenario {
    ($title:literal, $section:ident, $server:literal, $file:literal) => {
        Scenario {
            title: $title,
            name: $file,
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
pub(crate) static SCENARIOS: [Scenario; 14] = [
    scenario!("A crash before both writes", One, 3, "snapshot-before-both"),
    scenario!("Between the two", One, 3, "snapshot-two-writes"),
    scenario!("After both", One, 3, "snapshot-after-both"),
    scenario!("A torn snapshot", One, 3, "snapshot-torn"),
    scenario!("A follower that was away", Sent, 1, "snapshot-catch-up"),
    scenario!("Lost chunks and a new leader", Sent, 1, "snapshot-transfer"),
    scenario!(
        "A new leader begins again",
        Sent,
        1,
        "snapshot-new-leader-begins-again"
    ),
    scenario!("Older than what is committed", Sent, 3, "snapshot-older"),
    scenario!("A prefix of the log", Sent, 3, "snapshot-keeps-tail"),
    scenario!("Ahead of the log", Sent, 3, "snapshot-replaces-log"),
    scenario!("Entries or a snapshot", Sent, 1, "snapshot-or-entries"),
    scenario!(
        "With more entries kept",
        Sent,
        1,
        "snapshot-or-entries-kept"
    ),
    scenario!("Never catches up", Sent, 1, "snapshot-never-catches-up"),
    scenario!(
        "Catches up under load",
        Sent,
        1,
        "snapshot-catches-up-under-load"
    ),
];

/// The script of the scenario of this name.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    let mut all = SCENARIOS.iter();
    all.find(|it| it.name == name).map(|it| it.text)
}

impl Session {
    /// Plays a scenario, and shows the part of the lab where it is to be seen.
    pub(super) fn play_in_lab(&mut self, place: usize) {
        let Some(scenario) = SCENARIOS.get(place) else {
            return debug_assert!(false, "scenario {place} is offered");
        };
        if self.play_text(scenario.text, scenario.section)
            && let Some(lab) = self.lab.as_mut()
        {
            lab.server = scenario.server;
        }
    }

    /// Plays a script in the place of the run that is shown. What the reader has done in that is not thrown away without being asked
    /// about: false then.
    pub(super) fn play_text(&mut self, text: &'static str, section: Section) -> bool {
        let Some(language) = on_demand::language() else {
            debug_assert!(false, "it was waited for");
            return false;
        };
        if self.run.own_actions > 0
            && let Some(lab) = self.lab.as_mut()
            && lab.would_lose.replace(text) != Some(text)
        {
            return false;
        }
        let read = (language.read)(text);
        debug_assert!(read.is_ok(), "what the lab plays is a script");
        let Ok((player, world)) = read else {
            return false;
        };
        self.begin_script(text.to_owned(), player, &world);
        self.clock.play(true);
        self.lab
            .as_mut()
            .into_iter()
            .for_each(|lab| lab.section = section);
        true
    }
}
