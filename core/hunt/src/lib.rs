//! The search for trouble: random worlds, each a function of its seed.
//!
//! ```
//! let trial = hunt::swarm::play(7, &mut |_| {});
//! assert_eq!(trial.finding, None);
//! assert!(trial.coverage.iter().any(|(what, count)| what == "leaders elected" && count > 0));
//! ```

mod rng;
pub mod swarm;

#[cfg(test)]
mod tests;
