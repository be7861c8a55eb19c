//! The one command that people and CI both run.

fn main() {}
