//! `cargo xtask test`: everything that must hold before a change goes in, or one part of it.

mod browser;
mod cargo;
mod wasm;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::Tally;
use crate::setup::{self, Tools};
use crate::{dist, tidy};

/// A part of the tests, which can be asked for by name.
struct Part {
    name: &'static str,
    does: &'static str,
    usually: &'static str,
    set_up: fn() -> Result<Tools>,
    run: fn(&Tools, Option<&str>) -> Result<Tally>,
}

const PARTS: [Part; 9] = [
    Part {
        name: "fmt",
        does: "the format of the source",
        usually: "1 second",
        set_up: setup::for_fmt,
        run: |_, _| cargo::fmt(),
    },
    Part {
        name: "tidy",
        does: "the repository's own style",
        usually: "1 second",
        set_up: setup::for_cargo,
        run: |_, _| tidy::tidy(),
    },
    Part {
        name: "clippy",
        does: "every lint, warnings denied, natively and for the page",
        usually: "20 seconds, the first time 2 minutes",
        set_up: setup::for_clippy,
        run: |_, _| cargo::clippy(),
    },
    Part {
        name: "native",
        does: "the tests of all crates",
        usually: "1 minute, the first time 3 minutes",
        set_up: setup::for_cargo,
        run: |_, filter| cargo::native(filter),
    },
    Part {
        name: "doc",
        does: "the documentation, warnings denied",
        usually: "10 seconds, the first time 1 minute",
        set_up: setup::for_cargo,
        run: |_, _| cargo::doc(),
    },
    Part {
        name: "wasm",
        does: "the same seeds natively and as WebAssembly",
        usually: "10 seconds, the first time 1 minute",
        set_up: setup::for_node,
        run: |tools, _| wasm::fingerprints(tools),
    },
    Part {
        name: "dist",
        does: "the optimised site and its size",
        usually: "30 seconds, the first time 2 minutes",
        set_up: setup::for_dist,
        run: |tools, _| dist::build(tools).map(|()| Tally::one()),
    },
    Part {
        name: "e2e",
        does: "the page in a real browser",
        usually: "8 minutes",
        set_up: setup::for_browser,
        run: browser::tests,
    },
    Part {
        name: "firefox",
        does: "the page in Firefox",
        usually: "15 seconds",
        set_up: setup::for_firefox,
        run: |tools, _| browser::firefox(tools),
    },
];

/// The names of the parts, for the help.
pub(crate) fn names() -> String {
    PARTS.map(|part| part.name).join("|")
}

/// Runs all parts or the one named, the latter perhaps narrowed to tests whose name contains `filter`.
///
/// A part that fails does not keep the next ones from running, so that one run shows everything that is wrong.
///
/// # Errors
/// If the part is unknown, a tool is missing, or anything failed.
pub(crate) fn test(part: Option<&str>, filter: Option<&str>) -> Result<()> {
    let parts = chosen(part)?;
    // All before the first, so that what is missing is reported at once and not after minutes.
    let tools = parts.iter().map(|part| (part.set_up)());
    let tools = tools.collect::<Result<Vec<_>>>()?;
    let mut results = Vec::new();
    for (part, tools) in parts.iter().zip(&tools) {
        println!(
            "\n== {}: {} (usually {})",
            part.name, part.does, part.usually
        );
        let start = Instant::now();
        let tally = (part.run)(tools, filter).unwrap_or_else(|error| {
            eprintln!("{}: {error:#}", part.name);
            Tally {
                passed: 0,
                failed: 1,
            }
        });
        results.push((part.name, start.elapsed(), tally));
    }
    report(&results)
}

/// The page's tests look at what `dist` has built, so that comes first when they are asked for alone.
fn chosen(name: Option<&str>) -> Result<Vec<&'static Part>> {
    let Some(name) = name else {
        return Ok(PARTS.iter().collect());
    };
    let of_the_site = ["e2e", "firefox"].contains(&name);
    let wanted = |part: &&Part| part.name == name || (of_the_site && part.name == "dist");
    let parts: Vec<_> = PARTS.iter().filter(wanted).collect();
    if parts.is_empty() {
        bail!(
            "there is no part {name:?} of the tests: please name one of {}",
            names()
        );
    }
    Ok(parts)
}

fn report(results: &[(&str, Duration, Tally)]) -> Result<()> {
    println!(
        "\n{:<8} {:>8} {:>8} {:>8}",
        "part", "seconds", "passed", "failed"
    );
    let mut all = Tally::default();
    for (name, took, Tally { passed, failed }) in results {
        println!(
            "{name:<8} {:>8.1} {passed:>8} {failed:>8}",
            took.as_secs_f64()
        );
        all.passed += passed;
        all.failed += failed;
    }
    let took: Duration = results.iter().map(|(_, took, _)| *took).sum();
    println!("{:<8} {:>8.1}", "all", took.as_secs_f64());
    println!("{} passed, {} failed", all.passed, all.failed);
    if all.failed > 0 {
        bail!("the tests did not pass");
    }
    Ok(())
}
