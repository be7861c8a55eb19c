//! The search for trouble: random worlds, each a function of its seed.
//!
//! ```
//! let play = hunt::swarm::play(7, &mut |_| {});
//! assert_eq!(play.finding, None);
//! assert!(play.coverage.iter().any(|(what, count)| what == "leaders elected" && count > 0));
//! ```

mod rng;
pub mod swarm;

#[cfg(test)]
mod tests;
