//! The page's side of a mount: what it draws into, and what it listens to. Nothing here knows what a run is.

pub(crate) mod dom;
pub(crate) mod mount;
pub(crate) mod panic;
pub(crate) mod picture;
pub(crate) mod piece;
pub(crate) mod worker;

mod address;
mod drag;
mod files;
mod frame;
mod glue;
mod hover;
mod listeners;
mod movers;
pub(crate) mod parts;
mod print;
mod roving;
mod says;
mod touch;
mod turns;
