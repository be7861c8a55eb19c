//! The scripts that come with the page, each with a headline. They lie in the part with the script language, whose
//! [`Language`](crate::on_demand::Language) is the only one to name them.

macro_rules! scenario {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../core/script/scenarios/", $name, ".raft")),
        )
    };
}

/// Their names and texts, in the order in which a course meets what they show.
pub(crate) static SCENARIOS: [(&str, &str); 12] = [
    scenario!("split-vote"),
    scenario!("concurrent-candidates"),
    scenario!("old-leader-returns"),
    scenario!("disruptive-server"),
    scenario!("figure-7"),
    scenario!("old-term-entry"),
    scenario!("old-term-entry-no-op"),
    scenario!("figure-8"),
    scenario!("figure-8-e"),
    scenario!("figure-8-no-op"),
    scenario!("figure-8-one-entry"),
    scenario!("snapshot-catch-up"),
];

/// What is seen in a scenario: its first line.
pub(crate) fn headline(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['#', ' '])
}
