//! One folder per tool and version, in the user's cache folder, shared by all clones.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder `name` of the cache, which `install` fills if it is not there yet.
///
/// `install` works in a folder beside it, which takes the name only when it is complete; so what was interrupted
/// is never taken for installed, and is resumed by the next run. Two runs at once wait for each other.
///
/// # Errors
/// If the cache folder cannot be written, or `install` fails.
pub(crate) fn folder(name: &str, install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let cache = root()?;
    let complete = cache.join(name);
    if complete.is_dir() {
        return Ok(complete);
    }
    let partial = cache.join(format!("{name}.partial"));
    fs::create_dir_all(&partial)
        .with_context(|| format!("cannot write to the cache folder {}", cache.display()))?;
    let _lock = lock(&cache.join(format!("{name}.lock")), name)?;
    if !complete.is_dir() {
        install(&partial)?;
        fs::rename(&partial, &complete)
            .with_context(|| format!("cannot move {name} into {}", cache.display()))?;
    }
    Ok(complete)
}

/// Held until dropped, and released by the system if this program is killed.
fn lock(path: &Path, name: &str) -> Result<File> {
    let file = File::create(path)?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        println!("Waiting for another run that is installing {name}.");
        file.lock()?;
    }
    Ok(file)
}

fn root() -> Result<PathBuf> {
    let set = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let home = || {
        set("HOME").map(|home| {
            if cfg!(target_os = "macos") {
                home.join("Library/Caches")
            } else {
                home.join(".cache")
            }
        })
    };
    let parent = set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .or_else(home);
    let parent = parent.context(
        "there is no home folder to keep tools in: please set XDG_CACHE_HOME to a folder",
    )?;
    Ok(parent.join("raftscape"))
}
