//! Tests of scripts: reading and printing, playing, recording, bad input; and of worlds that scripts describe.

mod agreement;
#[path = "../../../sim/src/tests/any.rs"]
mod any;
mod bad_input;
#[path = "../../../sim/src/tests/choices.rs"]
mod choices;
mod generate;
mod lesson;
mod pause_points;
mod picture;
mod play;
mod player;
mod recording;
mod reference;
mod round_trip;
mod said;
mod scenarios;
#[path = "../../../sim/src/tests/seed_range.rs"]
mod seed_range;
mod seeds;
mod transfers;
mod value;

use any::{NO_MESSAGE, any_to_message, any_to_server};
use sim::{MessageAction, ServerAction};
