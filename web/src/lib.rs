//! Raftscape in a web page: what `mount` gives to JavaScript, and what it is made of.

mod embed;

pub use embed::mount;
