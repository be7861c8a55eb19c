//! How the page's WebAssembly is built: read from the page's own manifests, so that the benchmarks keep no second copy.

use anyhow::{Context, Result};
use toml::{Table, Value};

/// The `[profile.release]` of the workspace, alone, as a file of Cargo's configuration (for `--config`).
///
/// # Errors
/// If the manifest cannot be read, or has no such profile.
pub(super) fn profile(workspace: &str) -> Result<String> {
    let workspace: Table = workspace.parse().context("Cargo.toml cannot be read")?;
    let release = workspace
        .get("profile")
        .and_then(|profiles| profiles.get("release"))
        .context("Cargo.toml has no [profile.release]")?;
    let profiles = Table::from_iter([("release".to_owned(), release.clone())]);
    let configuration = Table::from_iter([("profile".to_owned(), Value::Table(profiles))]);
    Ok(configuration.to_string())
}

/// What kinds of library the page is built as (for `--crate-type`): a module that is built as an `rlib` as well is not
/// optimised across crates, whatever the profile says.
///
/// # Errors
/// If the manifest cannot be read, or does not say.
pub(super) fn crate_types(web: &str) -> Result<String> {
    let web: Table = web.parse().context("web/Cargo.toml cannot be read")?;
    let types = web
        .get("lib")
        .and_then(|library| library.get("crate-type"))
        .and_then(Value::as_array)
        .context("web/Cargo.toml does not say what the page is built as")?;
    let types: Vec<_> = types.iter().filter_map(Value::as_str).collect();
    Ok(types.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = include_str!("../../../Cargo.toml");
    const WEB: &str = include_str!("../../../web/Cargo.toml");
    const BENCH: &str = include_str!("../../../bench/Cargo.toml");

    #[test]
    fn every_setting_of_the_release_profile_is_handed_over_and_nothing_else() -> Result<()> {
        let release =
            "[profile.release]\nopt-level = \"s\"\n[profile.release.package.sim]\nopt-level = 3\n";
        let workspace =
            format!("[workspace]\nmembers = []\n{release}[profile.dev]\nopt-level = 1\n");
        assert_eq!(
            profile(&workspace)?.parse::<Table>()?,
            release.parse::<Table>()?
        );
        assert!(profile("[profile.dev]\nopt-level = 1\n").is_err());
        Ok(())
    }

    #[test]
    fn the_measured_module_has_the_settings_of_the_page_and_none_of_its_own() -> Result<()> {
        profile(WORKSPACE)?;
        assert!(crate_types(WEB)?.contains("cdylib"));
        // What the page's profile does not mention, one of the benchmarks' own would decide.
        let bench: Table = BENCH.parse()?;
        assert!(bench["profile"].get("release").is_none());
        Ok(())
    }
}
