//! Which seeds a test plays.

/// These, or those of `RAFTSCAPE_SEEDS=FROM..TO`.
pub(crate) fn seeds(usual: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("RAFTSCAPE_SEEDS") else {
        return usual;
    };
    let ends = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("RAFTSCAPE_SEEDS is like 1000..2000")
}
