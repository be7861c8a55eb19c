//! The documents in `docs/` as pages of the site.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The document that is the front page of the examples.
const FRONT: &str = "EMBED.md";

/// Where documents say that the examples lie.
const EXAMPLES: &str = "../www/examples/";

/// Makes a page of each document.
///
/// # Errors
/// If a file cannot be read or written.
pub(super) fn pages(docs: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(docs)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            let page = page(&fs::read_to_string(docs.join(&name))?)
                .with_context(|| format!("docs/{name} has no title"))?;
            fs::write(folder.join(address(&name)), page)?;
        }
    }
    Ok(())
}

/// What the page of a document is called.
fn address(document: &str) -> String {
    if document == FRONT {
        return "index.html".to_owned();
    }
    document.to_lowercase().replace(".md", ".html")
}

/// The whole page; none if the document has no title.
fn page(document: &str) -> Option<String> {
    let mut events: Vec<_> = Parser::new_ext(document, Options::ENABLE_TABLES).collect();
    let title = name_headings(&mut events)?;
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let mut body = String::new();
    html::push_html(&mut body, relink(events).into_iter());
    // Code may be wider than the page, and keys must reach what lies beside it.
    let body = body.replace("<pre>", "<pre tabindex=\"0\">");
    Some(format!(
        "<!doctype html>
<html lang=\"en\">
  <head>
    <meta charset=\"utf-8\">
    <title>{title}</title>
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
    <link rel=\"icon\" href=\"../favicon.svg\">
    <link rel=\"stylesheet\" href=\"page.css\">
  </head>
  <body>
    <main>
{body}    </main>
  </body>
</html>
"
    ))
}

/// Gives each heading the name by which links find it, as GitHub makes it of its words. Returns the words of the first of all.
fn name_headings(events: &mut [Event<'_>]) -> Option<String> {
    let mut title = None;
    for place in 0..events.len() {
        let Event::Start(Tag::Heading { level, .. }) = events[place] else {
            continue;
        };
        let words = words(&events[place + 1..]);
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[place] {
            *id = Some(slug(&words).into());
        }
        if level == HeadingLevel::H1 {
            title.get_or_insert(words);
        }
    }
    title
}

/// The words of a heading, up to its end.
fn words(events: &[Event<'_>]) -> String {
    let inside = events
        .iter()
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let texts = inside.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        _ => None,
    });
    texts.collect()
}

fn slug(words: &str) -> String {
    let kept = words.to_lowercase().replace(' ', "-");
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    kept.collect()
}

/// Lets links lead to other pages of the site; what is no part of the site loses its link and keeps its words.
fn relink(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut is_link = true;
    let mut kept = Vec::new();
    for mut event in events {
        match &mut event {
            Event::Start(Tag::Link { dest_url, .. }) => match lead(dest_url) {
                Some(address) => {
                    *dest_url = CowStr::from(address);
                    is_link = true;
                }
                None => {
                    is_link = false;
                    continue;
                }
            },
            Event::End(TagEnd::Link) if !is_link => continue,
            _ => {}
        }
        kept.push(event);
    }
    kept
}

/// Where a link of a document leads on the site.
fn lead(address_there: &str) -> Option<String> {
    let (file, place) = match address_there.split_once('#') {
        Some((file, place)) => (file, format!("#{place}")),
        None => (address_there, String::new()),
    };
    if file.is_empty() || file.contains("://") {
        return Some(address_there.to_owned());
    }
    if let Some(example) = file.strip_prefix(EXAMPLES) {
        return Some(format!("{example}{place}"));
    }
    let is_document = file.ends_with(".md") && !file.contains('/');
    is_document.then(|| format!("{}{place}", address(file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_page_whose_headings_can_be_linked_to() -> Result<()> {
        let page = page("# Where `a` < b\n\n## If not\n\nText.\n").context("no title")?;
        assert!(page.contains("<title>Where a &lt; b</title>"), "{page}");
        assert!(page.contains("<h2 id=\"if-not\">If not</h2>"), "{page}");
        Ok(())
    }

    #[test]
    fn links_lead_to_what_is_on_the_site_and_to_nothing_else() {
        let led = |address| lead(address);
        assert_eq!(led("#keys").as_deref(), Some("#keys"));
        assert_eq!(led("SCRIPT.md#lines").as_deref(), Some("script.html#lines"));
        assert_eq!(led("EMBED.md").as_deref(), Some("index.html"));
        assert_eq!(
            led("../www/examples/slides/index.html").as_deref(),
            Some("slides/index.html")
        );
        assert_eq!(led("../core/script/scenarios"), None);
        let page = page("# T\n\n[There](../README.md), [here](#t).\n").unwrap_or_default();
        assert!(
            page.contains("<p>There, <a href=\"#t\">here</a>.</p>"),
            "{page}"
        );
    }
}
