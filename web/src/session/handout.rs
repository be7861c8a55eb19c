//! A run at a moment, as what is handed out: a link, a frame, an element, Markdown with a poster, a script.

use super::opening::count;
use super::recordings::Outgoing;
use super::{Dialog, Session};
use crate::sharing;

/// What is handed out, and in which form it is shown.
pub(crate) struct Handout {
    pub(crate) form: Form,
    /// The size as it is typed: pixels, or `100%` and `16:9`.
    pub(crate) width: String,
    pub(crate) height: String,
    /// Whether the last copy was made, or was refused.
    pub(crate) copied: Option<bool>,
    /// The address of the page, and the run behind its `#run=`.
    page: String,
    run: String,
    /// What it is called, and what is seen.
    title: String,
    alt: String,
    /// Empty until it is asked for.
    script: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    Link,
    Frame,
    Element,
    Markdown,
    Script,
}

/// What is done where a run is handed out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum InHandout {
    /// Asks for it.
    Ask,
    /// The page has this address.
    At(String),
    Show(Form),
    /// The size is this width and this height.
    Size(&'static str, &'static str),
    /// What is shown goes to the clipboard.
    Copy,
    /// It is there; or the browser refused it, if not.
    Copied(bool),
}

/// The file of the poster, beside the text that shows it.
pub(crate) const POSTER: &str = "raftscape-stage.svg";

/// Width and height in pixels; none for the width of the column, and for 16:9.
pub(crate) type Size = (Option<u32>, Option<u32>);

/// The narrowest figure and the widest, in pixels.
const SIZES: std::ops::RangeInclusive<u32> = 100..=4_000;

impl Session {
    pub(super) fn hand_out(&mut self, what: InHandout) {
        match what {
            InHandout::Ask => self.outgoing = Some(Outgoing::Address),
            InHandout::At(page) => self.open_handout(page),
            InHandout::Show(Form::Script) => {
                let script = self.script_to_share();
                self.in_handout(|it| (it.form, it.script) = (Form::Script, script));
            }
            InHandout::Show(form) => self.in_handout(|it| it.form = form),
            InHandout::Size(width, height) => {
                self.in_handout(|it| (it.width, it.height) = (width.to_owned(), height.to_owned()));
            }
            InHandout::Copy => {
                let text = self.forms.handout.as_ref().map(|it| it.text());
                self.outgoing = text.and_then(Result::ok).map(Outgoing::Text);
            }
            InHandout::Copied(is_copied) => {
                self.in_handout(|it| it.copied = Some(is_copied));
                return;
            }
        }
        self.in_handout(|it| it.copied = None);
    }

    /// A field of the size was typed.
    pub(crate) fn resize_handout(&mut self, text: &str, is_width: bool) {
        self.in_handout(|it| {
            it.copied = None;
            match is_width {
                true => text.clone_into(&mut it.width),
                false => text.clone_into(&mut it.height),
            }
        });
    }

    fn in_handout(&mut self, change: impl FnOnce(&mut Handout)) {
        self.forms.handout.as_deref_mut().map(change);
    }

    fn open_handout(&mut self, page: String) {
        let run = match sharing::link(&self.saves()) {
            Ok(run) => run,
            Err(sentence) => return self.complain(sentence),
        };
        let (count, plural) = count(self.run.view.servers.len());
        self.forms.handout = Some(Box::new(Handout {
            form: Form::Link,
            width: "100%".to_owned(),
            height: "16:9".to_owned(),
            copied: None,
            page,
            run,
            title: format!("A Raft cluster of {count} server{plural}"),
            alt: self.moment_in_words(),
            script: String::new(),
        }));
        self.open_dialog(Dialog::Share);
    }

    /// The script that is played; what was done up to this moment, if it is not that of one.
    fn script_to_share(&self) -> String {
        let played = self.run.text.clone().filter(|_| self.run.own_actions == 0);
        played.unwrap_or_else(|| {
            let written = self.written(self.run.world().position());
            written.unwrap_or_else(|sentence| sentence)
        })
    }
}

impl Handout {
    /// The text that is shown.
    ///
    /// # Errors
    /// A message that says which size would be right.
    pub(crate) fn text(&self) -> Result<String, String> {
        Ok(match self.form {
            Form::Link => self.link(),
            Form::Frame => self.frame(self.size()?),
            Form::Element => self.element(self.size()?),
            Form::Markdown => {
                let alt = self.alt.replace(['[', ']', '\\'], "");
                format!("[![{alt}]({POSTER})]({})", markdown(&self.link()))
            }
            Form::Script => self.script.clone(),
        })
    }

    /// The size that was typed.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn size(&self) -> Result<Size, String> {
        let width = side(&self.width, "100%").ok_or_else(|| {
            let right = "A width is a number of pixels such as 500, or 100%";
            format!("{right}, not “{}”.", self.width)
        })?;
        let height = side(&self.height, "16:9").ok_or_else(|| {
            let right = "A height is a number of pixels such as 400, or 16:9";
            format!("{right}, not “{}”.", self.height)
        })?;
        Ok((width, height))
    }

    fn link(&self) -> String {
        [&self.page, "#run=", &self.run].concat()
    }

    /// The address of what lies beside the page.
    fn beside(&self, name: &str) -> String {
        let folder = self.page.rfind('/').map_or("", |end| &self.page[..=end]);
        [folder, name].concat()
    }

    fn frame(&self, (width, height): Size) -> String {
        let address = self.beside(&format!("embed.html#run={}", self.run));
        let width = width.map_or_else(|| "100%".to_owned(), |width| width.to_string());
        let (height, ratio) = match height {
            Some(height) => (format!(" height=\"{height}\""), ""),
            None => (String::new(), ";aspect-ratio:16/9;min-height:320px"),
        };
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"{width}\"{height} style=\"border:0;max-width:100%{ratio}\" \
             allow=\"fullscreen; clipboard-write\" loading=\"lazy\"></iframe>\n",
            attribute(&address),
            attribute(&self.title),
        )
    }

    fn element(&self, (width, height): Size) -> String {
        let width = width.map_or_else(|| "100%".to_owned(), |width| format!("{width}px"));
        let height = match height {
            Some(height) => format!("height:{height}px"),
            None => "aspect-ratio:16/9".to_owned(),
        };
        format!(
            "<script type=\"module\" src=\"{}\"></script>\n\
             <raft-scape src=\"{}\" title=\"{}\" loading=\"lazy\" style=\"width:{width};max-width:100%;{height}\"></raft-scape>\n",
            attribute(&self.beside("raft-scape.js")),
            attribute(&format!("#run={}", self.run)),
            attribute(&self.title),
        )
    }
}

/// A number of pixels, or what is said in its place: some, if it is either.
fn side(text: &str, usual: &str) -> Option<Option<u32>> {
    match text.trim() {
        text if text == usual => Some(None),
        text => text.parse().ok().filter(|it| SIZES.contains(it)).map(Some),
    }
}

/// As it stands in the quotes of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An address as it stands in the brackets of a link.
fn markdown(address: &str) -> String {
    address
        .replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
}
