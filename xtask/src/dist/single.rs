//! Pages that are one file, and fetch nothing: they open from a disk, and in a frame that may ask for nothing.
//!
//! `embed.html` is one; with something to show written into it, it is a page by itself.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::bundle::bundle;
use super::compressed;
use super::edits::Edits;
use super::squeeze::terse;
use crate::process;
use crate::setup::Tools;

/// The page for frames: all that it shows is said by its address.
const EMBED: &str = "embed.html";

/// How such a page finds what lies in it: the beginning of its script.
const PACKED: &str = include_str!("packed.mjs");

/// What the glue asks for files and threads, in place of the browser.
const INSTEAD: &str = "const fetch = unpack, Worker = undefined;\n";

/// What a page by itself shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Shown {
    /// What the page of the site shows.
    Site,
    /// A script or a lesson, by its path, or the name of a scenario.
    Script(PathBuf),
}

/// What loads such a page; none if the file is something else.
pub(super) fn loaded_by(name: &str) -> Option<&'static str> {
    match name {
        EMBED => Some("opening a frame of it"),
        "index.html" => None,
        _ => name.ends_with(".html").then_some("opening it by itself"),
    }
}

/// Writes the page for frames into a site whose WebAssembly is finished, and whose scripts are still as they were written.
///
/// # Errors
/// If the page, or one of the scripts, is not written as expected.
pub(super) fn embed(tools: &Tools, site: &Path) -> Result<()> {
    let page = with_styles(&source(site, EMBED)?, |name| source(site, name))?;
    let (page, entry) = without_script(&page)?;
    let read = |name: &str| match name {
        "raftscape.js" => Ok(format!("{INSTEAD}{}", source(site, name)?)),
        _ => source(site, name),
    };
    let script = site.join(&entry);
    fs::write(&script, format!("{PACKED}{}", bundle(&entry, &read)?))?;
    terse(tools, &script)?;
    let whole = with_scripts(&page, &packed(site)?, &fs::read_to_string(&script)?)?;
    fs::remove_file(&script)?;
    Ok(fs::write(site.join(EMBED), whole)?)
}

/// Writes a page by itself into a folder, made from that of a finished site; gives its file.
///
/// # Errors
/// If there is no such script, or it has a name that is the site's own.
pub(crate) fn single(site: &Path, shown: &Shown, folder: &Path) -> Result<PathBuf> {
    let (name, script) = match shown {
        Shown::Site => ("raftscape".to_owned(), None),
        Shown::Script(path) => (stem(path)?, Some(script(path)?)),
    };
    let page = fs::read_to_string(site.join(EMBED))?;
    let file = folder.join(name).with_extension("html");
    fs::write(&file, by_itself(&page, script.as_deref())?)?;
    Ok(file)
}

/// By which name a page for a script is known.
fn stem(script: &Path) -> Result<String> {
    let stem = script.file_stem().context("a script is a file")?;
    let stem = stem.to_string_lossy().into_owned();
    if ["index", "embed"].contains(&stem.as_str()) {
        bail!("{stem}.html is the site's own: please give the script another name");
    }
    Ok(stem)
}

/// The text of a script, or of the scenario of this name.
///
/// # Errors
/// If there is neither, or it is no text.
pub(crate) fn script(path: &Path) -> Result<String> {
    let scenarios = process::root()?.join("core/script/scenarios");
    let scenario = scenarios.join(path).with_extension("raft");
    let found = match !path.exists() && scenario.exists() {
        true => &scenario,
        false => path,
    };
    fs::read_to_string(found)
        .with_context(|| format!("the script {} cannot be read", path.display()))
}

/// The page for frames as one that is a whole page, and shows a script if there is one.
fn by_itself(page: &str, script: Option<&str>) -> Result<String> {
    let mut edits = Edits(page.to_owned());
    let title = script.map_or("Raftscape", title);
    edits.replace(
        "<title>Raftscape</title>",
        &format!("<title>{}</title>", text(title)),
    )?;
    // It is there to be read until it is played. The first line break in such an element is none of the text.
    let inside = script.map(|script| format!("<pre slot=\"poster\">\n{}</pre>", text(script)));
    let figure = format!(
        "<raft-scape data-page controls=\"full\" autoplay>{}</raft-scape>",
        inside.unwrap_or_default()
    );
    edits.replace("<raft-scape></raft-scape>", &figure)?;
    Ok(edits.0)
}

/// A file of the site, or else of those from which it is made.
fn source(site: &Path, name: &str) -> Result<String> {
    let built = site.join(name);
    let path = match built.exists() {
        true => built,
        false => process::root()?.join("www").join(name),
    };
    fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))
}

/// What a script or a lesson is about: its first line.
fn title(script: &str) -> &str {
    let first = script.lines().find(|line| !line.trim().is_empty());
    let words = first
        .unwrap_or_default()
        .trim_start_matches(['#', ' '])
        .trim();
    match words {
        "" => "Raftscape",
        words => words,
    }
}

/// Words as the text of an element.
fn text(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The page with its style sheets and its icon in itself, and without hints about what to load early.
fn with_styles(page: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut whole = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<link ") {
        let (link, after) = after.split_once('>').context("a link has an end")?;
        whole.push_str(before);
        let file = attribute(link, "href")?.trim_start_matches("./");
        match attribute(link, "rel")? {
            "stylesheet" => {
                let rules = read(file)?;
                if rules.contains("</") {
                    bail!("{file} cannot stand in a page");
                }
                whole.push_str(&format!("<style>{}</style>", rules.trim()));
            }
            "icon" => {
                let icon = BASE64_STANDARD.encode(read(file)?);
                whole.push_str(&format!(
                    "<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">"
                ));
            }
            "modulepreload" | "preload" => {}
            other => bail!("a page of one file has no {other}"),
        }
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Result<&'a str> {
    let after = tag
        .split_once(&format!("{name}=\""))
        .map(|(_, after)| after);
    let value = after.and_then(|after| after.split_once('"'));
    Ok(value.with_context(|| format!("{tag:?} has no {name}"))?.0)
}

/// The page without its script, and which that is.
fn without_script(page: &str) -> Result<(String, String)> {
    let opening = "<script type=\"module\" src=\"./";
    let (before, after) = page.split_once(opening).context("a page has a script")?;
    let (entry, after) = after
        .split_once("\"></script>")
        .context("a script has an end")?;
    if after.contains("<script") {
        bail!("a page has one script");
    }
    Ok((format!("{before}{after}"), entry.to_owned()))
}

/// The WebAssembly of a site: names and contents, compressed and as text.
fn packed(site: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(site)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wasm") {
            let bytes = compressed(&fs::read(site.join(&name))?)?;
            files.push((name, BASE64_STANDARD.encode(bytes)));
        }
    }
    files.sort();
    Ok(files)
}

/// The page with its script, and before that the files which the script takes out of it.
fn with_scripts(page: &str, files: &[(String, String)], script: &str) -> Result<String> {
    let mut scripts = String::new();
    for (name, content) in files {
        scripts.push_str(&format!(
            "<script type=\"text/plain\" id=\"{name}\">{content}</script>\n"
        ));
    }
    scripts.push_str(&format!(
        "<script type=\"module\">{}</script>\n",
        inert(script)
    ));
    let (before, after) = page.rsplit_once("</body>").context("a page has a body")?;
    Ok(format!("{before}{scripts}</body>{after}"))
}

/// A script without what would end it inside a page, or hide its end. Both can only stand in its texts and patterns, where this is the same.
fn inert(script: &str) -> String {
    script.replace("</", "\\x3c/").replace("<!--", "\\x3c!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head>
<title>Raftscape</title>
<link rel="stylesheet" href="./tokens.css"/>
<link rel="icon" href="./favicon.svg"/>
<script type="module" src="./start.mjs"></script>
<link rel="modulepreload" href="./raftscape.js"><link rel="preload" href="./raftscape_bg.wasm" as="fetch"></head>
<body>
<raft-scape></raft-scape>
</body>
"#;

    #[test]
    fn all_that_a_page_asks_for_comes_to_lie_in_it() -> Result<()> {
        let page = with_styles(PAGE, |name| Ok(format!("({name})\n")))?;
        let (page, entry) = without_script(&page)?;
        assert_eq!(entry, "start.mjs");
        let files = [("raftscape_bg.wasm".to_owned(), "AAAA".to_owned())];
        let expected = r#"<head>
<title>Raftscape</title>
<style>(tokens.css)</style>
<link rel="icon" href="data:image/svg+xml;base64,KGZhdmljb24uc3ZnKQo=">

</head>
<body>
<raft-scape></raft-scape>
<script type="text/plain" id="raftscape_bg.wasm">AAAA</script>
<script type="module">start()</script>
</body>
"#;
        assert_eq!(with_scripts(&page, &files, "start()")?, expected);
        Ok(())
    }

    #[test]
    fn a_script_stands_in_the_page_as_text_whatever_is_in_it() -> Result<()> {
        let script = "# Two & \"three\"\nsay \"</pre></script><!--\"\n";
        let page = by_itself(PAGE, Some(script))?;
        assert!(page.contains("<title>Two &amp; \"three\"</title>"));
        let written = "<pre slot=\"poster\">\n# Two &amp; \"three\"\nsay \"&lt;/pre&gt;&lt;/script&gt;&lt;!--\"\n</pre></raft-scape>";
        assert!(page.contains(written), "{page}");
        Ok(())
    }

    #[test]
    fn a_page_by_itself_may_have_no_script() -> Result<()> {
        let page = by_itself(PAGE, None)?;
        assert!(page.contains("<raft-scape data-page controls=\"full\" autoplay></raft-scape>"));
        Ok(())
    }

    #[test]
    fn a_script_does_not_take_the_name_of_a_page_of_the_site() {
        assert!(stem(Path::new("lessons/embed.raft")).is_err());
        assert_eq!(
            stem(Path::new("lessons/one.md")).ok(),
            Some("one".to_owned())
        );
    }

    #[test]
    fn a_script_without_a_first_line_of_words_has_the_name_of_the_site() {
        assert_eq!(title("\n\n# Figure 8 \nservers 5\n"), "Figure 8");
        assert_eq!(title("#\n"), "Raftscape");
        assert_eq!(title(""), "Raftscape");
    }

    #[test]
    fn nothing_in_a_script_ends_it_early() {
        let script = "say('</script><!--</SCRIPT>')";
        assert_eq!(inert(script), "say('\\x3c/script>\\x3c!--\\x3c/SCRIPT>')");
    }
}
