//! Whose turn it is: stage, logs and caption are drawn together, and the other panels that are behind one after the other.

use crate::session::Panel;

/// What a frame with an event draws, so that they never say different things.
pub(crate) const TOGETHER: [Panel; 3] = [Panel::Stage, Panel::Ledger, Panel::Caption];

/// The panels that fall behind while frames come: one of them at most is drawn in a frame, in turn, so that no frame pays for all.
const IN_TURN: [Panel; 10] = [
    Panel::TimeBar,
    Panel::Header,
    Panel::Speech,
    Panel::Lab,
    Panel::Story,
    Panel::Clients,
    Panel::Inspector,
    Panel::Dials,
    Panel::Run,
    // What it says of a check that the frames do.
    Panel::Script,
];

/// What a frame draws. What moves is moved in each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Turn {
    /// What must agree.
    Together,
    One(Panel),
    #[default]
    Nothing,
}

/// What the panels show, and whose turn it is. Neither what must agree nor another panel is drawn in two frames that follow each
/// other: what happens is seen a sixtieth of a second later at most, and the frames of a busy run cost half.
#[derive(Default)]
pub(crate) struct Turns {
    /// The version that those show that must agree.
    together: u64,
    /// The versions that the others show.
    shown: [u64; IN_TURN.len()],
    /// Which of them comes next.
    next: usize,
    /// What the frame before drew.
    last: Turn,
}

impl Turns {
    /// Everything is drawn at this version of the session.
    pub(crate) fn catch_up(&mut self, version: u64) {
        self.together = version;
        self.shown = [version; IN_TURN.len()];
    }

    /// What must agree is drawn in the next frame, if it is behind, whatever the frame before drew.
    pub(crate) fn hurry(&mut self) {
        self.last = Turn::Nothing;
    }

    /// Whose turn it is among what is read, for a pointer that goes along the time bar and would leave no other frame for it. The bar
    /// itself looks the same meanwhile but for what is moved on it.
    pub(crate) fn take_one(&mut self, version: u64) -> Option<Panel> {
        let place = (self.behind(version)).find(|place| IN_TURN[*place] != Panel::TimeBar)?;
        (self.shown[place], self.next) = (version, place + 1);
        Some(IN_TURN[place])
    }

    /// What this frame draws.
    pub(crate) fn take(&mut self, version: u64) -> Turn {
        self.last = self.choose(version);
        match self.last {
            Turn::Together => self.together = version,
            Turn::One(panel) => {
                let place = IN_TURN.iter().position(|one| *one == panel);
                place.into_iter().for_each(|place| {
                    self.shown[place] = version;
                    self.next = place + 1;
                });
            }
            Turn::Nothing => {}
        }
        self.last
    }

    fn choose(&self, version: u64) -> Turn {
        if self.together != version && self.last != Turn::Together {
            return Turn::Together;
        }
        if matches!(self.last, Turn::One(_)) {
            return Turn::Nothing;
        }
        let behind = self.behind(version).next();
        behind.map_or(Turn::Nothing, |place| Turn::One(IN_TURN[place]))
    }

    /// The places of those that are behind, in the order of their turns.
    fn behind(&self, version: u64) -> impl Iterator<Item = usize> {
        let order = (0..IN_TURN.len()).map(|place| (self.next + place) % IN_TURN.len());
        order.filter(move |place| self.shown[*place] != version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_has_its_turn_however_often_something_happens() {
        for every in 0..12 {
            let (mut turns, mut version) = (Turns::default(), 0);
            let mut drawn = Vec::new();
            for frame in 0..120 {
                // One frame in so many has an event.
                version += u64::from(frame % (every + 1) == 0);
                drawn.push(turns.take(version));
            }
            let all = IN_TURN
                .iter()
                .all(|panel| drawn.contains(&Turn::One(*panel)));
            assert!(all, "one frame in {}", every + 1);
        }
    }

    #[test]
    fn what_must_agree_is_drawn_within_two_frames_and_not_in_two_that_follow_each_other() {
        let mut turns = Turns::default();
        let drawn: Vec<_> = (1..=6).map(|version| turns.take(version)).collect();
        let together = drawn.iter().map(|turn| *turn == Turn::Together);
        assert_eq!(
            together.collect::<Vec<_>>(),
            [true, false, true, false, true, false]
        );
        assert_eq!(turns.take(6), Turn::Together);
        assert_ne!(turns.take(6), Turn::Together);
    }

    #[test]
    fn a_panel_that_is_up_to_date_has_no_turn() {
        let mut turns = Turns::default();
        turns.catch_up(7);
        assert_eq!(turns.take(7), Turn::Nothing);
    }
}
