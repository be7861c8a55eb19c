//! What each crate may know, where Cargo alone would not keep it.

use super::{Finding, Source, has_word};

/// The crates of the model, and all that each may depend on.
const MAY_KNOW: [(&str, &[&str]); 4] = [
    ("core/raft/Cargo.toml", &[]),
    (
        "core/record/Cargo.toml",
        &["raft", "serde", "serde_json", "stateright"],
    ),
    ("core/sim/Cargo.toml", &["raft", "record"]),
    (
        "core/hunt/Cargo.toml",
        &["raft", "record", "sim", "serde_json"],
    ),
];

/// Words that belong to one place: (word, where it must not stand, the only exception).
const KEPT_OUT: [(&str, &str, &str); 5] = [
    ("node.step", "core/sim/src/", "core/sim/src/world/mod.rs"),
    ("#[wasm_bindgen", "web/src/", "web/src/embed.rs"),
    ("yew", "web/src/session", ""),
    ("yew", "web/src/scene", ""),
    ("web_sys", "web/src/scene", ""),
];

/// A dependency that a crate of the model must not have, in whatever section of its manifest.
pub(super) fn dependencies(source: &Source) -> Vec<Finding> {
    let Some((_, known)) = MAY_KNOW.iter().find(|(path, _)| source.path == *path) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut section = "";
    for (index, line) in source.text.lines().enumerate() {
        if let Some(name) = line.trim().strip_prefix('[') {
            section = name.trim_end_matches(']');
            // `[dependencies.name]` is a dependency as well.
            if let Some((kind, name)) = section.rsplit_once('.')
                && kind.ends_with("dependencies")
                && !known.contains(&name)
            {
                findings.push(source.at(index + 1, stranger(name, known)));
            }
            continue;
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        let listed =
            section.ends_with("dependencies") && !name.is_empty() && !name.starts_with('#');
        if listed && !known.contains(&name) {
            findings.push(source.at(index + 1, stranger(name, known)));
        }
    }
    findings
}

fn stranger(name: &str, known: &[&str]) -> String {
    let known = if known.is_empty() {
        "nothing".to_owned()
    } else {
        known.join(" and ")
    };
    format!("depends on {name}, but may depend on {known} only")
}

/// A word where it is not known.
pub(super) fn words(source: &Source) -> Vec<Finding> {
    let kept_out = KEPT_OUT
        .iter()
        .filter(|(_, place, except)| source.is_under(&[*place]) && source.path != *except);
    kept_out
        .flat_map(|(word, _, _)| {
            source.lines(|line| {
                let code = !line.trim_start().starts_with("//");
                (code && stands(line, word)).then(|| format!("`{word}` does not belong here"))
            })
        })
        .collect()
}

fn stands(line: &str, word: &str) -> bool {
    if word.starts_with('#') {
        line.contains(word)
    } else {
        has_word(line, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_may_depend_on_what_stands_before_it() {
        let sim = "[dependencies]\nraft.workspace = true\nrecord = { path = \"..\" }\n\n[lints]\nworkspace = true\n";
        assert!(dependencies(&Source::new("core/sim/Cargo.toml", sim)).is_empty());
    }

    #[test]
    fn a_dependency_against_the_arrows_is_reported_in_every_section() {
        let raft = "[package]\nname = \"raft\"\n[dependencies]\nserde = \"1\"\n[dev-dependencies]\nsim.workspace = true\n[dependencies.rand]\nversion = \"1\"\n";
        let found = dependencies(&Source::new("core/raft/Cargo.toml", raft));
        let lines: Vec<_> = found.iter().map(|finding| finding.line).collect();
        assert!(lines.starts_with(&[4, 6, 7]), "{lines:?}");
    }

    #[test]
    fn only_the_world_steps_a_node() {
        let step = "server.node.step(now, input, &mut effects);\n";
        assert!(words(&Source::new("core/sim/src/world/mod.rs", step)).is_empty());
        assert_eq!(
            words(&Source::new("core/sim/src/world/timers.rs", step)).len(),
            1
        );
    }

    #[test]
    fn exports_stand_in_the_door_only() {
        let export = "#[wasm_bindgen]\npub fn mount() {}\n";
        assert!(words(&Source::new("web/src/embed.rs", export)).is_empty());
        assert_eq!(words(&Source::new("web/src/app.rs", export)).len(), 1);
    }

    #[test]
    fn the_scene_does_not_know_how_it_is_printed() {
        assert_eq!(
            words(&Source::new("web/src/scene/node.rs", "use yew::Html;\n")).len(),
            1
        );
        assert!(words(&Source::new("web/src/scene/node.rs", "// As yew would.\n")).is_empty());
        assert!(words(&Source::new("web/src/panels/stage.rs", "use yew::Html;\n")).is_empty());
    }
}
