//! What can be asked of a site besides: names that change with what is in a file, a folder for its version, files compressed in
//! advance.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File};
use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use fnv::FnvHasher;

use super::single::{Shown, single};
use super::{files, name_in, npm};

/// How a site is to be published.
#[derive(Default, Debug)]
pub(crate) struct Publish {
    /// Whether each file but the page itself is named by what is in it, so that it may be kept for ever.
    pub(crate) hashed: bool,
    /// Whether all of it lies in a folder called as the version.
    pub(crate) versioned: bool,
    /// Whether a `.gz` and a `.br` lie beside each file.
    pub(crate) compressed: bool,
    /// What a page that is one file is to show, if there is to be one.
    pub(crate) single: Option<Shown>,
    /// Whether there is to be a package for npm, in a folder beside the site.
    pub(crate) npm: bool,
}

/// The file that browsers open; its name is the site's.
const PAGE: &str = "index.html";

/// What the pages of others name.
const ENTRIES: [&str; 2] = ["raft-scape.js", "raft-scape.d.ts"];

/// Which name each file has, if names change with what is in them.
const NAMES: &str = "names.json";

/// Changes a site that was just built, as is wished.
///
/// # Errors
/// If a file cannot be read or written.
pub(super) fn publish(site: &Path, wishes: &Publish) -> Result<()> {
    if let Some(shown) = &wishes.single {
        let file = single(site, shown, site)?;
        println!("{} is a page by itself.", name_in(site, &file)?);
    }
    if wishes.npm {
        npm(site, &site.with_file_name("dist-npm"))?;
        println!("dist-npm/ is the package: `npm pack ./dist-npm` makes a file of it.");
    }
    if wishes.hashed {
        rename(site)?;
    }
    if wishes.compressed {
        for file in files(site)? {
            compress(&file)?;
        }
    }
    if wishes.versioned {
        into_folder(site, env!("CARGO_PKG_VERSION"))?;
        println!("The site lies in dist/{}/.", env!("CARGO_PKG_VERSION"));
    }
    Ok(())
}

/// Puts all of a site, with its folders, into a folder of it.
fn into_folder(site: &Path, name: &str) -> Result<()> {
    let entries = fs::read_dir(site)?.collect::<Result<Vec<DirEntry>, _>>()?;
    let folder = site.join(name);
    fs::create_dir(&folder)?;
    for entry in entries {
        fs::rename(entry.path(), folder.join(entry.file_name()))?;
    }
    Ok(())
}

fn rename(site: &Path) -> Result<()> {
    let (mut contents, mut pages) = (Contents::new(), Contents::new());
    for file in files(site)? {
        let name = name_in(site, &file)?;
        let content = fs::read(&file)?;
        fs::remove_file(&file)?;
        match name.contains('/') {
            true => pages.insert(name, content),
            false => contents.insert(name, content),
        };
    }
    let (contents, names) = by_content(contents)?;
    // Those in folders keep their names, and nothing beside the folders names them.
    for page in pages.values_mut() {
        for (name, now) in &names {
            replace(page, name, now);
        }
    }
    for (name, content) in contents.into_iter().chain(pages) {
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
            let others = rest.keys().filter(|other| other != name && !has_all(name));
            !others
                .into_iter()
                .any(|other| contains(&rest[*name], other))
        };
        let next = rest.keys().find(names_none).cloned();
        let Some(next) = next else {
            bail!("{:?} name each other in a circle", rest.keys());
        };
        let content = rest.remove(&next).context("it was found there")?;
        let now = match stays(&next) {
            true => next.clone(),
            false => hashed(&next, &content),
        };
        for (_, other) in rest.iter_mut().filter(|(name, _)| !has_all(name)) {
            replace(other, &next, &now);
        }
        done.insert(now.clone(), content);
        names.insert(next, now);
    }
    Ok((done, names))
}

/// Replaces a name in a file, if that is a text.
fn replace(content: &mut Vec<u8>, name: &str, now: &str) {
    if let Ok(text) = std::str::from_utf8(content) {
        *content = text.replace(name, now).into_bytes();
    }
}

/// Whether a file keeps its name, since other pages know it: what browsers open, and what is embedded.
fn stays(name: &str) -> bool {
    name.ends_with(".html") || ENTRIES.contains(&name)
}

/// Whether a page has all that it needs in itself: what it names is its own.
fn has_all(name: &str) -> bool {
    name.ends_with(".html") && name != PAGE
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
            ("embed.html", "<script id=\"glue.wasm\">"),
            ("start.mjs", "import \"./raft-scape.js\""),
            ("raft-scape.js", "import(\"./glue.js\")"),
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
        for name in ["glue.js", "glue.wasm"] {
            assert_ne!(names[name], other[name]);
            assert!(after.contains_key(&other[name]));
        }
        let text = |name: &str| String::from_utf8_lossy(&before[name]).into_owned();
        let page = text(PAGE);
        assert_eq!(page, format!("<script src=\"./{}\">", names["start.mjs"]));
        let glue = text(&names["glue.js"]);
        assert_eq!(glue, format!("fetch(\"{}\")", names["glue.wasm"]));
        Ok(())
    }

    #[test]
    fn what_other_pages_name_keeps_its_name_and_what_is_whole_its_content() -> Result<()> {
        let (files, names) = by_content(site())?;
        let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
        let glue = &names["glue.js"];
        assert_eq!(text("raft-scape.js"), format!("import(\"./{glue}\")"));
        assert_eq!(text("embed.html"), "<script id=\"glue.wasm\">");
        Ok(())
    }

    #[test]
    fn a_site_with_folders_moves_as_a_whole_and_its_pages_find_what_was_renamed() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("raftscape-site-{}", std::process::id()));
        fs::create_dir_all(folder.join("examples/slides"))?;
        for (name, content) in site() {
            fs::write(folder.join(name), content)?;
        }
        let slides = "<script src=\"../../raft-scape.js\"><img src=\"../../glue.wasm\">";
        fs::write(folder.join("examples/slides/index.html"), slides)?;
        let wishes = Publish {
            hashed: true,
            versioned: true,
            ..Publish::default()
        };
        publish(&folder, &wishes)?;
        let inside = folder.join(env!("CARGO_PKG_VERSION"));
        let names: BTreeMap<String, String> =
            serde_json::from_slice(&fs::read(inside.join(NAMES))?)?;
        let moved = fs::read_to_string(inside.join("examples/slides/index.html"))?;
        let left = fs::read_dir(&folder)?.count();
        fs::remove_dir_all(&folder)?;
        let expected = format!(
            "<script src=\"../../raft-scape.js\"><img src=\"../../{}\">",
            names["glue.wasm"]
        );
        assert_eq!(moved, expected);
        assert_eq!(left, 1);
        Ok(())
    }

    #[test]
    fn files_that_name_each_other_are_refused() {
        let mut site = site();
        site.insert("glue.wasm".to_owned(), b"glue.js".to_vec());
        assert!(by_content(site).is_err());
    }
}
