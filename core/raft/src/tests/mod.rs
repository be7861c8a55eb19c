//! Tests that drive [`crate::Node::step`] and nothing else: the paper sentence by sentence, then a file per module.

mod cluster;
mod lone;
mod paper;
mod random;
