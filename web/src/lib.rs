//! Raftscape in a web page: what `mount` gives to JavaScript, and what it is made of.
//!
//! Read in this order: `session` knows what a mount knows, without a browser; `el` is how a picture is described;
//! `scene` and `panels` describe the stage and everything around it. The rest shows it: `app` is a mount
//! with its session, `layout` says which panels stand where, `piece` is the component that draws them, `print` turns
//! descriptions into nodes, `frame` and `listeners` listen to the browser, `on_demand` is what the first download does
//! without, `embed` is the door.

mod el;
mod on_demand;
mod session;

mod panels;
mod scene;

mod app;
mod embed;
mod frame;
mod layout;
mod listeners;
mod options;
mod panic;
mod piece;
mod print;
mod roving;
mod turns;

pub use embed::{Player, mount};
