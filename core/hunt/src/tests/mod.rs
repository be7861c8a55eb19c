//! Tests of the search, a file per module.

mod swarm;
