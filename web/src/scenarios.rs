//! The scripts that come with the page, each with a headline. They lie in the part with the script language, whose
//! [`Language`](crate::on_demand::Language) is the only one to name them.

/// Their texts, in the order in which a course meets what they show.
pub(crate) static SCENARIOS: [&str; 12] = [
    include_str!("../../core/script/scenarios/split-vote.raft"),
    include_str!("../../core/script/scenarios/concurrent-candidates.raft"),
    include_str!("../../core/script/scenarios/old-leader-returns.raft"),
    include_str!("../../core/script/scenarios/disruptive-server.raft"),
    include_str!("../../core/script/scenarios/figure-7.raft"),
    include_str!("../../core/script/scenarios/old-term-entry.raft"),
    include_str!("../../core/script/scenarios/old-term-entry-no-op.raft"),
    include_str!("../../core/script/scenarios/figure-8.raft"),
    include_str!("../../core/script/scenarios/figure-8-e.raft"),
    include_str!("../../core/script/scenarios/figure-8-no-op.raft"),
    include_str!("../../core/script/scenarios/figure-8-one-entry.raft"),
    include_str!("../../core/script/scenarios/snapshot-catch-up.raft"),
];

/// What is seen in a scenario: its first line.
pub(crate) fn headline(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['#', ' '])
}
