//! Raftscape in a web page: what `mount` gives to JavaScript, and what it is made of.

pub mod el;
pub mod session;

pub mod panels;
pub mod scene;

mod app;
mod embed;
mod print;

pub use embed::mount;
