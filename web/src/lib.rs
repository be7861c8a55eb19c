//! Raftscape in a web page: what `mount` gives to JavaScript, and what it is made of.
//!
//! Read in this order: `session` knows what a mount knows, without a browser; `el` is how a picture is described;
//! `scene` and `panels` describe the stage and everything around it, and `layout` which panels stand where. `browser` shows
//! that and listens: `mount` is a mount with its session, `piece` the component that draws, `print` turns descriptions
//! into nodes. `on_demand` is what the first download does without, `sharing` and
//! `picture` (a view as SVG) are parts of that, `embed` is the door.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

mod el;
mod on_demand;
mod picture;
mod scenarios;
mod session;
mod sharing;

mod layout;
mod panels;
mod scene;

mod browser;
mod embed;
mod options;

pub use embed::{Player, check, mount};
