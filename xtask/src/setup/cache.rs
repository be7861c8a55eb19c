//! One folder per tool and version, in the user's cache folder, shared by all clones.

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
    folder_in(&root()?, name, install)
}

fn folder_in(
    cache: &Path,
    name: &str,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let complete = cache.join(name);
    if complete.is_dir() {
        return Ok(complete);
    }
    fs::create_dir_all(cache)
        .with_context(|| format!("cannot write to the cache folder {}", cache.display()))?;
    let _lock = lock(&cache.join(format!("{name}.lock")), name)?;
    if !complete.is_dir() {
        let partial = cache.join(format!("{name}.partial"));
        fs::create_dir_all(&partial)?;
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
    let caches = dirs::cache_dir().context(
        "there is no home folder to keep tools in: please set XDG_CACHE_HOME to a folder",
    )?;
    Ok(caches.join("raftscape"))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn what_was_interrupted_is_resumed_and_what_is_complete_is_left_alone() -> Result<()> {
        let cache = fresh("resumed");
        let interrupted = folder_in(&cache, "tool-1", |partial| {
            fs::write(partial.join("half"), "")?;
            bail!("the power went");
        });
        assert!(interrupted.is_err());

        let complete = folder_in(&cache, "tool-1", |partial| {
            assert!(partial.join("half").is_file());
            Ok(fs::write(partial.join("tool"), "")?)
        })?;
        assert!(complete.join("tool").is_file());

        let again = folder_in(&cache, "tool-1", |_| bail!("it was installed already"))?;
        assert_eq!(again, complete);
        Ok(fs::remove_dir_all(cache)?)
    }

    #[test]
    fn two_runs_at_once_install_once() -> Result<()> {
        let cache = fresh("at-once");
        let installs = std::sync::atomic::AtomicUsize::new(0);
        let run = || {
            folder_in(&cache, "tool-1", |_| {
                installs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                Ok(())
            })
        };
        std::thread::scope(|scope| {
            let runs = [scope.spawn(run), scope.spawn(run)];
            for run in runs {
                assert!(run.join().is_ok_and(|folder| folder.is_ok()));
            }
        });
        assert_eq!(installs.into_inner(), 1);
        Ok(fs::remove_dir_all(cache)?)
    }

    fn fresh(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("raftscape-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }
}
