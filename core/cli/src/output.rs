//! What the command prints: text for people, whose control characters are made visible, and data for programs.

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::builder::StyledStr;
use std::fmt::{self, Display};
use std::io::{self, ErrorKind, Stderr, Stdout, Write};

/// What went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();

/// What did not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// The name of standard output in errors.
const STANDARD: &str = "standard output";

/// Text for people. Nothing in it reaches a terminal as a command, whatever a script, a trace or a file's name holds.
pub(crate) struct Text<W> {
    out: W,
}

/// Text on standard output.
pub(crate) type TextOut = Text<Pipe<AutoStream<Stdout>>>;

/// Output whose reader may go away: what it does not want to see is dropped, and that is no error. So the exit code does
/// not depend on when the reader left.
pub(crate) struct Pipe<W> {
    out: W,
    /// The name of the output in errors.
    name: String,
    is_closed: bool,
}

/// Text for standard output.
pub(crate) fn text() -> TextOut {
    Text::new(coloured())
}

/// Standard output, where colours stay if it is a terminal and the environment does not forbid them.
pub(crate) fn coloured() -> Pipe<AutoStream<Stdout>> {
    Pipe::new(AutoStream::auto(io::stdout()), STANDARD)
}

/// Data for standard output.
pub(crate) fn data() -> Pipe<Stdout> {
    Pipe::new(io::stdout(), STANDARD)
}

/// Prints help on standard output, in its own colours.
pub(crate) fn help(text: &StyledStr) -> io::Result<()> {
    let mut out = coloured();
    write!(out, "{}", text.ansi())?;
    out.flush()
}

/// Prints to standard error. If that cannot be written, there is no other place to say so: the exit code stands alone.
pub(crate) fn complain(text: impl Display) {
    complain_in(Style::new(), text);
}

/// The same, in a style.
pub(crate) fn complain_in(style: Style, text: impl Display) {
    let _ = errors().styled(style, text);
}

/// Text for standard error.
pub(crate) fn errors() -> Text<AutoStream<Stderr>> {
    Text::new(AutoStream::auto(io::stderr()))
}

/// A name on one line.
pub(crate) fn visible_name(name: impl Display) -> String {
    visible(&name.to_string(), &[])
}

/// The text, with every control character but `kept` as an escape, and what would reverse the direction of writing too.
fn visible(text: &str, kept: &[char]) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match (c.is_control() || is_direction) && !kept.contains(&c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

impl<W: Write> Text<W> {
    pub(crate) fn new(out: W) -> Text<W> {
        Text { out }
    }

    /// What `write!` and `writeln!` call.
    pub(crate) fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        let shown = visible(&text.to_string(), &['\n', '\t']);
        self.out.write_all(shown.as_bytes())
    }

    /// Prints in a style.
    pub(crate) fn styled(&mut self, style: Style, text: impl Display) -> io::Result<()> {
        write!(self.out, "{style}")?;
        write!(self, "{text}")?;
        write!(self.out, "{style:#}")
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Pipe<W> {
    pub(crate) fn new(out: W, name: impl Into<String>) -> Pipe<W> {
        Pipe {
            out,
            name: name.into(),
            is_closed: false,
        }
    }

    fn unless_closed<T>(
        &mut self,
        instead: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.is_closed {
            return Ok(instead);
        }
        match write(&mut self.out) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(instead)
            }
            Err(error) => Err(io::Error::new(
                error.kind(),
                format!("{} cannot be written: {error}", self.name),
            )),
            done => done,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), W::flush)
    }
}
