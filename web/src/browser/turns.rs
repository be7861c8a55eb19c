//! Whose turn it is: stage, logs and caption are drawn together, and the other panels that are behind one after the other.

use crate::session::Panel;

/// What a frame with an event draws, so that they never say different things.
pub(crate) const TOGETHER: [Panel; 3] = [Panel::Stage, Panel::Ledger, Panel::Caption];

/// The panels that fall behind while frames come: each frame draws one of them at most, in turn. With 60 frames a
/// second each is redrawn about seven times a second, and no frame pays for all.
const IN_TURN: [Panel; 7] = [
    Panel::TimeBar,
    Panel::Header,
    Panel::Story,
    Panel::Clients,
    Panel::Inspector,
    Panel::Dials,
    // What it says of a check that the frames do.
    Panel::Script,
];

/// How many frames with an event may follow each other before a panel gets its turn in one of them all the same.
const PATIENCE: u8 = 4;

/// What the panels show, and whose turn it is.
#[derive(Default)]
pub(crate) struct Turns {
    /// The versions that the panels show.
    shown: [u64; IN_TURN.len()],
    /// Whose turn it is.
    turn: usize,
    /// For how many frames no panel had a turn, because the stage was drawn.
    waited: u8,
}

impl Turns {
    /// Everything is drawn at this version of the session.
    pub(crate) fn catch_up(&mut self, version: u64) {
        self.shown = [version; IN_TURN.len()];
    }

    /// The panel that this frame draws. `happened`: the frame draws the stage.
    pub(crate) fn next(&mut self, version: u64, happened: bool) -> Option<Panel> {
        if happened && self.waited < PATIENCE {
            self.waited += 1;
            return None;
        }
        self.waited = 0;
        let mut order = (0..IN_TURN.len()).map(|place| (self.turn + place) % IN_TURN.len());
        let behind = order.find(|place| self.shown[*place] != version)?;
        self.shown[behind] = version;
        self.turn = behind + 1;
        Some(IN_TURN[behind])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_has_its_turn_however_often_something_happens() {
        for (quiet, every) in (0..12).flat_map(|every| [(false, every), (true, every)]) {
            let (mut turns, mut version) = (Turns::default(), 0);
            let mut drawn = Vec::new();
            for frame in 0..120 {
                // One frame in so many is unlike the others.
                let happened = (frame % (every + 1) == 0) != quiet;
                version += u64::from(happened);
                drawn.extend(turns.next(version, happened));
            }
            if version > 1 {
                let all = IN_TURN.iter().all(|panel| drawn.contains(panel));
                assert!(all, "one frame in {}, quiet: {quiet}", every + 1);
            }
        }
    }

    #[test]
    fn a_panel_that_is_up_to_date_has_no_turn() {
        let mut turns = Turns::default();
        turns.catch_up(7);
        assert_eq!(turns.next(7, false), None);
    }
}
