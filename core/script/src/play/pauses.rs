//! The pause points of a script that is played without a reader: it is said where time would stop.

use super::player::{Player, Stop};
use crate::pause_point::PausePoint;
use crate::watch::Watch;
use sim::World;
use sim::world::Position;

/// Those that are set, in their order.
#[derive(Default)]
pub(super) struct Pauses {
    set: Vec<Set>,
}

struct Set {
    line: usize,
    point: PausePoint,
    watch: Watch,
}

/// The line of a pause point at which time would stop, and the moment.
pub(super) struct Pause {
    pub(super) line: usize,
    pub(super) position: Position,
    pub(super) point: PausePoint,
}

impl Pauses {
    pub(super) fn set(&mut self, line: usize, point: &PausePoint, world: &World) {
        self.set.push(Set {
            line,
            point: point.clone(),
            watch: Watch::new(point.condition.clone(), world),
        });
    }

    /// Those that the last event brings about; or why the script is over, if that cost too much.
    pub(super) fn judge(&mut self, player: &mut Player, world: &World) -> Result<Vec<Pause>, Stop> {
        let mut reached = Vec::new();
        let Some(event) = world.last_event() else {
            return Ok(reached);
        };
        for Set { line, point, watch } in &mut self.set {
            player.spends(watch.effort(world), world)?;
            if !watch.comes_to_hold(world, event) {
                continue;
            }
            player.does_one_more(*line, world)?;
            let (time, before) = (event.time, u64::from(point.is_before));
            reached.push(Pause {
                line: *line,
                position: Position {
                    time,
                    events: world.events() - before,
                },
                point: point.clone(),
            });
        }
        Ok(reached)
    }
}
