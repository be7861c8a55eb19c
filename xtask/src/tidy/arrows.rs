//! What each crate may know, where Cargo alone would not keep it.

use toml::de::{DeTable, DeValue};

use super::{Source, Violation, has_word};

/// A crate of the model, and all that it may depend on.
struct Crate {
    manifest: &'static str,
    uses: &'static [&'static str],
    /// What its tests may depend on besides.
    tests_use: &'static [&'static str],
}

const CRATES: [Crate; 6] = [
    Crate {
        manifest: "core/raft/Cargo.toml",
        uses: &[],
        tests_use: &["oorandom", "proptest"],
    },
    Crate {
        manifest: "core/record/Cargo.toml",
        uses: &["raft", "serde", "serde_json"],
        tests_use: &["jsonschema", "oorandom", "proptest", "stateright"],
    },
    Crate {
        manifest: "core/sim/Cargo.toml",
        uses: &["raft", "record"],
        tests_use: &["oorandom", "proptest"],
    },
    Crate {
        manifest: "core/script/Cargo.toml",
        uses: &["raft", "record", "sim", "strsim"],
        tests_use: &["oorandom", "proptest", "unicode-width"],
    },
    Crate {
        manifest: "core/recording/Cargo.toml",
        uses: &["raft", "record", "sim", "base64"],
        tests_use: &["oorandom", "proptest"],
    },
    Crate {
        manifest: "core/hunt/Cargo.toml",
        uses: &["raft", "record", "sim", "script", "oorandom", "serde_json"],
        tests_use: &[],
    },
];

/// Words that belong to one place: (word, where it must not stand, the exceptions). A file that crosses the border
/// to JavaScript either exports, or asks the glue.
const KEPT_OUT: [(&str, &str, &[&str]); 17] = [
    ("node.step", "core/sim/src/", &["core/sim/src/world/mod.rs"]),
    (
        "#[wasm_bindgen",
        "web/src/",
        &["web/src/embed.rs", "web/src/browser/glue.rs"],
    ),
    ("use crate", "web/src/el.rs", &[]),
    ("crate::el", "web/src/session", &[]),
    ("crate::scene", "web/src/session", &[]),
    ("crate::panels", "web/src/session", &[]),
    ("crate::browser", "web/src/session", &[]),
    ("crate::panels", "web/src/scene", &[]),
    ("crate::browser", "web/src/scene", &[]),
    ("crate::browser", "web/src/panels", &[]),
    ("yew", "web/src/session", &[]),
    ("yew", "web/src/scene", &[]),
    ("yew", "web/src/panels", &[]),
    ("web_sys", "web/src/session", &[]),
    ("web_sys", "web/src/scene", &[]),
    ("web_sys", "web/src/panels", &[]),
    ("web_sys", "web/src/picture", &[]),
];

/// A dependency that a crate of the model must not have, in whatever section of its manifest.
pub(super) fn dependencies(source: &Source) -> Vec<Violation> {
    let Some(known) = CRATES.iter().find(|known| source.path == known.manifest) else {
        return Vec::new();
    };
    let manifest = match DeTable::parse(&source.text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![source.at(1, format!("cannot be read: {}", error.message()))],
    };
    let mut listed = Vec::new();
    list(manifest.get_ref(), &mut listed);
    let strangers = listed.iter().filter(|dependency| {
        let tests = dependency.section == "dev-dependencies";
        let name = dependency.package;
        !(known.uses.contains(&name) || tests && known.tests_use.contains(&name))
    });
    strangers
        .map(|Dependency { package, start, .. }| {
            let line = source.text[..*start].matches('\n').count() + 1;
            source.at(
                line,
                format!("depends on {package}, which its entry in xtask/src/tidy/arrows.rs does not list"),
            )
        })
        .collect()
}

/// A dependency that stands in a manifest.
struct Dependency<'a> {
    /// The last word of its section's name.
    section: &'a str,
    package: &'a str,
    /// Where its name begins in the text.
    start: usize,
}

/// Adds the dependencies of all sections, also of those for one platform.
fn list<'a>(table: &'a DeTable<'_>, found: &mut Vec<Dependency<'a>>) {
    for (section, value) in table {
        let DeValue::Table(inside) = value.get_ref() else {
            continue;
        };
        let section: &str = section.get_ref();
        if !section.ends_with("dependencies") {
            list(inside, found);
            continue;
        }
        found.extend(inside.iter().map(|(name, wanted)| {
            let renamed = wanted
                .get_ref()
                .get("package")
                .and_then(|of| of.get_ref().as_str());
            Dependency {
                section,
                package: renamed.unwrap_or(name.get_ref()),
                start: name.span().start,
            }
        }));
    }
}

/// A word where it is not known.
pub(super) fn words(source: &Source) -> Vec<Violation> {
    let kept_out = KEPT_OUT.iter().filter(|(_, place, except)| {
        source.is_under(&[*place]) && !except.contains(&source.path.as_str())
    });
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
        let raft = "[package]\nname = \"raft\"\n[dependencies]\nserde = \"1\"\n[dev-dependencies]\nsim.workspace = true\n\
                    [dependencies.rand]\nversion = \"1\"\n[target.'cfg(unix)'.build-dependencies]\n\
                    alias = { package = \"cc\", version = \"1\" }\n";
        let found = dependencies(&Source::new("core/raft/Cargo.toml", raft));
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        let place = |line: &String| {
            line.split_once(", which")
                .map(|(place, _)| place.to_owned())
        };
        let places: Vec<_> = found.iter().filter_map(place).collect();
        assert_eq!(
            places,
            [
                "core/raft/Cargo.toml:10: depends on cc",
                "core/raft/Cargo.toml:4: depends on serde",
                "core/raft/Cargo.toml:6: depends on sim",
                "core/raft/Cargo.toml:7: depends on rand"
            ]
        );
    }

    #[test]
    fn what_only_tests_may_use_is_reported_elsewhere() {
        let with = |section| format!("[{section}]\nstateright.workspace = true\n");
        let found = |section| dependencies(&Source::new("core/record/Cargo.toml", &with(section)));
        assert!(found("dev-dependencies").is_empty());
        assert_eq!(found("dependencies").len(), 1);
    }

    #[test]
    fn a_manifest_that_cannot_be_read_is_reported() {
        let broken = Source::new("core/raft/Cargo.toml", "[dependencies\n");
        assert_eq!(dependencies(&broken).len(), 1);
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
        assert!(words(&Source::new("web/src/browser/print.rs", "use yew::Html;\n")).is_empty());
    }
}
