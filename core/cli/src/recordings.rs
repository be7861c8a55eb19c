//! Plays recordings, and says where they are played differently now.

use crate::output::{self, BAD};
use anyhow::Result;
use record::Event;
use recording::{Differs, Progress, Recording, Replay};
use script::ScriptAction;
use sim::{Timeline, World};

/// How many events are played at a time.
const PIECE: u64 = 10_000;

/// The run of a recording with all its branches, at the moment that it shows.
pub(crate) fn replay(recording: Recording) -> Result<(Timeline<()>, Option<Differs>)> {
    let mut replay = Replay::new(recording, ())?;
    while replay.go_on(PIECE) != Progress::Done {}
    Ok(replay.into_run())
}

/// Plays the branch that a recording shows from its beginning to its end, once all of it was compared.
pub(crate) fn play(
    recording: Recording,
    observe: &mut dyn FnMut(&Event),
) -> Result<(World, Option<Differs>)> {
    let mut world = World::new(recording.settings, recording.seed)?;
    let (run, differs) = replay(recording)?;
    for (at, action) in run.branch().journal().iter() {
        world.run_to(*at, observe);
        observe(world.apply(action));
    }
    world.run_to(run.head(), observe);
    Ok((world, differs))
}

/// Says from where on it is played differently, and which action that was.
pub(crate) fn complain(name: &str, world: &World, differs: Option<&Differs>) {
    let Some(differs) = differs else {
        return;
    };
    let action = differs.action.as_ref();
    let action = action.map_or(String::new(), |(_, action)| {
        format!("    {}\n", ScriptAction::of(action, world))
    });
    output::complain_in(BAD, format_args!("{name}: {differs}\n{action}"));
}
