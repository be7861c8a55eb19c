//! Tests of scripts: reading and printing, playing, recording, bad input.

mod agreement;
mod bad_input;
mod generate;
mod lesson;
mod play;
mod recording;
mod reference;
mod round_trip;
mod said;
