//! Tests of the search, a file per module.

mod coverage;
mod swarm;
