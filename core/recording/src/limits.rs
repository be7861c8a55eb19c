//! What a recording may not go beyond, so that none keeps a page busy for ever or fills its memory.

use raft::{Duration, Term};

/// The most characters of a link, without the address before its `#run=`.
pub const LONGEST_LINK: usize = 64 << 10;

/// The most bytes of a file.
pub const MOST_FILE_BYTES: usize = 8 << 20;

/// The most branches.
pub const MOST_BRANCHES: usize = 1_000;

/// The most actions of all branches together.
pub const MOST_ACTIONS: usize = 100_000;

/// The most events of all branches together, each counted once.
pub const MOST_EVENTS: u64 = 20_000_000;

/// The longest time of a run, and of anything in it.
pub const LONGEST: Duration = Duration(24 * 3_600_000_000);

/// The most moments that have a name, of all branches together.
pub const MOST_MARKS: usize = 10_000;

/// The most pause points.
pub const MOST_PAUSE_POINTS: usize = 100;

/// The most characters of the name of a branch or of a moment: as many as a line of a script has.
pub const LONGEST_NAME: usize = 2_000;

/// The most characters of what a pause point waits for, and of what it does.
pub const LONGEST_WORDS: usize = 2_000;

/// The most characters of what is shown, and of what is selected.
pub const LONGEST_SHOWN: usize = 1_000;

/// The most entries of a log that a server is given.
pub(crate) const MOST_ENTRIES: usize = 2_000;

/// The most characters of an operation that is none of the machine's.
pub(crate) const LONGEST_OPERATION: usize = 1_000;

/// The highest term that a server is given: what follows must have room.
pub(crate) const HIGHEST_TERM: Term = 1 << 53;
