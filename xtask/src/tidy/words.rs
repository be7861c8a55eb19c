//! Words that must not stand in the repository.

use super::{Source, Violation, has_word};

/// What a file that speaks about forbidden words is excused from.
const RULEBOOK: &str = "xtask/src/tidy/words.rs";

const UNFINISHED: [&str; 5] = ["TODO", "FIXME", "XXX", "HACK", "WIP"];
const UNFINISHED_RUST: [&str; 4] = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"];
const UNFINISHED_SCRIPT: [&str; 5] = [".only(", ".skip(", ".todo(", "skip:", "only:"];
const MACHINES: [&str; 6] = ["/home/", "/root/", "/tmp/", "/work/", "/Users/", "C:\\"];
const ABSOLUTE: [&str; 8] = [
    "href=\"/",
    "src=\"/",
    "url(/",
    "url(\"/",
    "from \"/",
    "import(\"/",
    "http://",
    "https://",
];

/// Work that was left for later, and tests that do not run or keep others from running.
pub(super) fn unfinished(source: &Source) -> Vec<Violation> {
    if source.path == RULEBOOK || source.ends_with(&[".lock", "package-lock.json"]) {
        return Vec::new();
    }
    let special: &[&str] = match source.path.rsplit('.').next() {
        Some("rs") => &UNFINISHED_RUST,
        Some("mjs") => &UNFINISHED_SCRIPT,
        _ => &[],
    };
    source.lines(|line| {
        let remark = UNFINISHED.iter().find(|word| has_word(line, word));
        let code = || special.iter().find(|word| line.contains(**word));
        let word = remark.or_else(code)?;
        Some(format!("`{word}`: please finish it, or leave it out"))
    })
}

/// Folders that exist on one machine only.
pub(super) fn machine_paths(source: &Source) -> Vec<Violation> {
    if source.path == RULEBOOK {
        return Vec::new();
    }
    source.lines(|line| {
        let place = MACHINES.iter().find(|place| {
            line.match_indices(**place).any(|(start, _)| {
                let before = line[..start].chars().next_back();
                !before.is_some_and(|c| {
                    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '*' | '}')
                })
            })
        });
        place.map(|place| format!("`{place}` is a place on one machine"))
    })
}

/// Hosts in lock files: who installs chooses the registry.
pub(super) fn hosts(source: &Source) -> Vec<Violation> {
    let index = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    source.lines(|line| {
        let npm = source.path.ends_with("package-lock.json") && line.contains("\"resolved\"");
        let cargo = source.path.ends_with("Cargo.lock")
            && line.starts_with("source = ")
            && !line.ends_with(index);
        (npm || cargo)
            .then(|| "names a host: please take packages by name and version only".to_owned())
    })
}

/// Addresses that would break under another path, or leave the site.
pub(super) fn absolute_addresses(source: &Source) -> Vec<Violation> {
    if !source.is_under(&["index.html", "www/"]) {
        return Vec::new();
    }
    source.lines(|line| {
        let line = line.replace("http://www.w3.org/", "");
        let address = ABSOLUTE.iter().find(|start| line.contains(**start))?;
        Some(format!(
            "`{address}`: please write the address relative to the page"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_is_reported_in_words_and_in_code() {
        for (path, line) in [
            ("a.rs", "// TODO: later"),
            ("a.rs", "todo!()"),
            ("a.rs", "#[ignore = \"slow\"]"),
            ("a.mjs", "test.only(\"x\", f)"),
            ("a.mjs", "test(\"x\", { skip: true }, f)"),
            ("a.css", "/* FIXME */"),
        ] {
            assert_eq!(unfinished(&Source::new(path, line)).len(), 1, "{line}");
        }
    }

    #[test]
    fn an_iterator_may_skip() {
        assert!(unfinished(&Source::new("a.rs", "list.iter().skip(1)")).is_empty());
        assert!(unfinished(&Source::new("a.rs", "let mastodons = 1;")).is_empty());
    }

    #[test]
    fn a_place_on_one_machine_is_reported_and_a_relative_one_is_not() {
        assert_eq!(
            machine_paths(&Source::new("a.md", "see /home/ann/raft")).len(),
            1
        );
        assert_eq!(
            machine_paths(&Source::new("a.mjs", "open(\"/tmp/x\")")).len(),
            1
        );
        assert!(machine_paths(&Source::new("a.md", "see docs/home/index.html")).is_empty());
    }

    #[test]
    fn a_lock_file_that_names_a_host_is_reported() {
        let npm = "      \"resolved\": \"https://registry.example/axe.tgz\",";
        assert_eq!(
            hosts(&Source::new("xtask/npm/package-lock.json", npm)).len(),
            1
        );
        let cargo = "source = \"registry+https://registry.example/index\"";
        assert_eq!(hosts(&Source::new("Cargo.lock", cargo)).len(), 1);
        let usual = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(hosts(&Source::new("Cargo.lock", usual)).is_empty());
    }

    #[test]
    fn the_page_asks_by_relative_addresses_only() {
        let broken = |line| !absolute_addresses(&Source::new("index.html", line)).is_empty();
        assert!(broken("<script src=\"/start.mjs\">"));
        assert!(broken("<link href=\"https://fonts.example/a.css\">"));
        assert!(!broken("<script src=\"./start.mjs\">"));
        assert!(!broken("<svg xmlns=\"http://www.w3.org/2000/svg\">"));
    }
}
