//! What can be asked of a site besides: names that change with what is in a file, a folder for its version, files compressed in
//! advance.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use fnv::FnvHasher;

/// How a site is to be published.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Publish {
    /// Whether each file but the page itself is named by what is in it, so that it may be kept for ever.
    pub(crate) hashed: bool,
    /// Whether all of it lies in a folder called as the version.
    pub(crate) versioned: bool,
    /// Whether a `.gz` and a `.br` lie beside each file.
    pub(crate) compressed: bool,
}

/// The file that browsers open; its name is the site's.
const PAGE: &str = "index.html";

/// Which name each file has, if names change with what is in them.
const NAMES: &str = "names.json";

/// Changes a site that was just built, as is wished.
///
/// # Errors
/// If a file cannot be read or written.
pub(super) fn publish(site: &Path, wishes: Publish) -> Result<()> {
    if wishes.hashed {
        rename(site)?;
    }
    if wishes.compressed {
        for file in files(site)? {
            compress(&file)?;
        }
    }
    if wishes.versioned {
        let folder = site.join(env!("CARGO_PKG_VERSION"));
        fs::create_dir(&folder)?;
        for file in files(site)? {
            let name = file.file_name().context("a file has a name")?;
            fs::rename(&file, folder.join(name))?;
        }
        println!("The site lies in dist/{}/.", env!("CARGO_PKG_VERSION"));
    }
    Ok(())
}

/// The files of a site, which has no folders.
fn files(site: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn rename(site: &Path) -> Result<()> {
    let mut contents = BTreeMap::new();
    for file in files(site)? {
        let name = file.file_name().context("a file has a name")?;
        contents.insert(name.to_string_lossy().into_owned(), fs::read(&file)?);
        fs::remove_file(&file)?;
    }
    let (contents, names) = by_content(contents)?;
    for (name, content) in contents {
        fs::write(site.join(name), content)?;
    }
    fs::write(site.join(NAMES), serde_json::to_string_pretty(&names)?)?;
    Ok(())
}

type Contents = BTreeMap<String, Vec<u8>>;

/// Names files by what is in them: first those that name no other, then those that name only these, and so on. Also gives the
/// name that each has now.
fn by_content(mut rest: Contents) -> Result<(Contents, BTreeMap<String, String>)> {
    let (mut done, mut names) = (Contents::new(), BTreeMap::new());
    while !rest.is_empty() {
        let names_none = |name: &&String| {
            let content = &rest[*name];
            let mut others = rest.keys().filter(|other| other != name);
            *name != PAGE && !others.any(|other| contains(content, other))
        };
        let next = rest.keys().find(names_none).cloned();
        let next = match next {
            Some(next) => next,
            None if rest.len() == 1 && rest.contains_key(PAGE) => PAGE.to_owned(),
            None => bail!("{:?} name each other in a circle", rest.keys()),
        };
        let content = rest.remove(&next).context("it was found there")?;
        let now = match next.as_str() {
            PAGE => next.clone(),
            _ => hashed(&next, &content),
        };
        for other in rest.values_mut() {
            if let Ok(text) = std::str::from_utf8(other) {
                *other = text.replace(&next, &now).into_bytes();
            }
        }
        done.insert(now.clone(), content);
        names.insert(next, now);
    }
    Ok((done, names))
}

/// Whether a file is a text that names another.
fn contains(content: &[u8], name: &str) -> bool {
    std::str::from_utf8(content).is_ok_and(|text| text.contains(name))
}

/// `raftscape.0123456789abcdef.js`
fn hashed(name: &str, content: &[u8]) -> String {
    let mut hasher = FnvHasher::default();
    hasher.write(content);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}.{:016x}.{ending}", hasher.finish())
}

fn compress(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let beside = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        File::create(PathBuf::from(name))
    };
    let mut gzip = GzEncoder::new(beside(".gz")?, Compression::best());
    gzip.write_all(&bytes)?;
    gzip.finish()?;
    let params = BrotliEncoderParams {
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut beside(".br")?, &params)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Contents {
        let files = [
            ("index.html", "<script src=\"./start.mjs\">"),
            ("start.mjs", "import \"./glue.js\""),
            ("glue.js", "fetch(\"glue.wasm\")"),
            ("glue.wasm", "\0asm"),
        ];
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
        files.map(owned).into()
    }

    #[test]
    fn a_name_changes_with_what_is_in_its_file_and_in_those_that_it_names() -> Result<()> {
        let (before, names) = by_content(site())?;
        let mut other = site();
        other.insert("glue.wasm".to_owned(), b"\0asm2".to_vec());
        let (after, other) = by_content(other)?;
        for name in ["start.mjs", "glue.js", "glue.wasm"] {
            assert_ne!(names[name], other[name]);
            assert!(after.contains_key(&other[name]));
        }
        assert_eq!(names[PAGE], PAGE);
        let page = std::str::from_utf8(&before[PAGE])?;
        assert_eq!(page, format!("<script src=\"./{}\">", names["start.mjs"]));
        let glue = std::str::from_utf8(&before[&names["glue.js"]])?;
        assert_eq!(glue, format!("fetch(\"{}\")", names["glue.wasm"]));
        Ok(())
    }

    #[test]
    fn files_that_name_each_other_are_refused() {
        let mut site = site();
        site.insert("glue.wasm".to_owned(), b"glue.js".to_vec());
        assert!(by_content(site).is_err());
    }
}
