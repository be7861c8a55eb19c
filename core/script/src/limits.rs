//! What a script may not go beyond, and what is so where it does not say.

use raft::Duration;

/// The most bytes of a script.
pub const MOST_BYTES: usize = 1 << 20;

/// The most lines of a script.
pub const MOST_LINES: usize = 10_000;

/// The most characters of a line.
pub const MOST_COLUMNS: usize = 2_000;

/// The seed of a run, where neither the script nor its caller names one.
pub const DEFAULT_SEED: u64 = 1;

/// How often one line may submit an operation.
pub const MOST_TIMES: u64 = 1_000;

/// How many events one line may step over.
pub const MOST_STEPS: u64 = 1_000_000;

/// The longest time that one line may let pass or wait.
pub const LONGEST: Duration = Duration(3_600_000_000);
