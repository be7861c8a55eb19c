//! Makes the styles small, and asks the linker for what wasm-split-cli must know of the module where it is built to be split.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The style sheets of what is seen at first, in order.
const FIRST: [&str; 5] = ["tokens", "base", "stage", "timebar", "ledger"];

/// Those of what loads behind it.
const DETAILS: [&str; 4] = ["panels", "dialogs", "menu", "legend"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a place"));
    minify(&FIRST, &out.join("first.css"));
    minify(&DETAILS, &out.join("details.css"));
    minify(&["lab"], &out.join("lab.css"));
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
}

/// Writes these style sheets into one, without what is only for those who read it.
fn minify(names: &[&str], to: &Path) {
    let read = |name: &&str| {
        let path = format!("../www/css/{name}.css");
        println!("cargo::rerun-if-changed={path}");
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let rules: String = names.iter().map(read).collect();
    let small = minifier::css::minify(&rules).unwrap_or_else(|error| panic!("{names:?}: {error}"));
    fs::write(to, small.to_string()).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}
