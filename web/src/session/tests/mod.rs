//! Tests of a session without a browser, a file per part.

mod keys;
mod playback;
mod quantity;
