//! A copy of the run that goes ahead to find what the reader will want to see.

use super::interest;
use raft::{Duration, Time};
use sim::timeline::Ahead;

/// How far ahead of the reader the scout runs when it finds nothing.
const HORIZON: Duration = Duration::from_millis(500);

/// Events per call, so that no frame pays for a long way.
const EVENTS_PER_LOOK: u32 = 60;

/// The copy. Another action in the run makes it obsolete, and going back does: drop it then.
pub(super) struct Scout {
    ahead: Ahead,
    found: Option<Time>,
}

impl Scout {
    /// Starts where the reader is.
    pub(super) fn new(ahead: Ahead) -> Scout {
        Scout { ahead, found: None }
    }

    /// How long nothing of interest will happen after `now`, as far as is known; goes on a little at each call.
    pub(super) fn quiet_after(&mut self, now: Time) -> Duration {
        if self.found.is_some_and(|found| found <= now) {
            self.found = None;
        }
        let horizon = now + HORIZON;
        let mut left = EVENTS_PER_LOOK;
        while self.found.is_none() && left > 0 && self.ahead.world().now() < horizon {
            left -= 1;
            match self.ahead.next(Time(u64::MAX)) {
                Some(event) if event.time > now && interest::is_of_interest(event) => {
                    self.found = Some(event.time);
                }
                Some(_) => {}
                None => return HORIZON,
            }
        }
        self.found.unwrap_or(self.ahead.world().now()).since(now)
    }
}
