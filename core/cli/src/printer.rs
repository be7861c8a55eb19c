//! Prints a run as it goes: a line for each event that matters, repeats merged, and what the script says.

use crate::output::Text;
use record::Story;
use record::story::Weight;
use script::{Narration, Observed};
use sim::World;
use std::io::{self, BufRead, Write};

/// Where a run is printed, and what of it already is.
pub(crate) struct Printer<W> {
    out: Text<W>,
    is_quiet: bool,
    story: Story,
    /// How many lines of the story are printed.
    printed: u64,
    /// Where the answers to questions come from; none if no reader sits at a terminal.
    answers: Option<Box<dyn BufRead>>,
}

impl<W: Write> Printer<W> {
    /// Prints nothing but what the script shows if `is_quiet`.
    pub(crate) fn new(out: Text<W>, is_quiet: bool) -> Printer<W> {
        Printer {
            out,
            is_quiet,
            story: Story::default(),
            printed: 0,
            answers: None,
        }
    }

    /// Stops at every question for a line of the answers, and goes on without when they end.
    pub(crate) fn answered_by(mut self, answers: Option<Box<dyn BufRead>>) -> Printer<W> {
        self.answers = answers;
        self
    }

    /// Prints what comes next. A failure is not printed here, only all that came before it.
    pub(crate) fn observe(&mut self, observed: &Observed<'_>) -> io::Result<()> {
        match observed {
            Observed::Event(_) if self.is_quiet => Ok(()),
            Observed::Event(event) => {
                self.story.observe(event);
                self.print(Story::REACH)
            }
            Observed::Narration(_, narration) => {
                self.print(0)?;
                self.narrate(narration)
            }
            Observed::Failed(_) => self.print(0),
        }
    }

    /// Prints the rest and the fingerprint, when the run is over.
    pub(crate) fn end(&mut self, world: &World) -> io::Result<()> {
        self.print(0)?;
        writeln!(self.out, "fingerprint {:016x}", world.fingerprint())?;
        self.out.flush()
    }

    /// Prints the lines that came since, but for the last ones, which may still be merged with others.
    fn print(&mut self, but: usize) -> io::Result<()> {
        let settled = self.story.lines().len().saturating_sub(but);
        let done = self.printed.saturating_sub(self.story.dropped()) as usize;
        for line in self.story.lines().take(settled).skip(done) {
            if line.weight == Weight::Routine {
                continue;
            }
            let section = line
                .section
                .map_or(String::new(), |section| format!(" ({section})"));
            let times = line
                .repeats()
                .map_or(String::new(), |times| format!(" ×{times}"));
            let text = self.story.text(line);
            debug_assert!(text.is_some(), "all of the run was observed here");
            let (time, text) = (line.time.to_string(), text.unwrap_or_default());
            writeln!(self.out, "{time:>12}  {text}{section}{times}")?;
        }
        self.printed = self.printed.max(self.story.dropped() + settled as u64);
        Ok(())
    }

    fn narrate(&mut self, narration: &Narration) -> io::Result<()> {
        if let Narration::Show(lines) = narration {
            return lines
                .iter()
                .try_for_each(|line| writeln!(self.out, "{line}"));
        }
        if self.is_quiet {
            return Ok(());
        }
        match narration {
            Narration::Say(text) => writeln!(self.out, "— {text}"),
            Narration::Ask(text) => {
                writeln!(self.out, "? {text}")?;
                self.wait_for_answer()
            }
            Narration::Mark(name) => writeln!(self.out, "== {name} =="),
            Narration::Goal(text) => writeln!(self.out, "[ ] {text}"),
            Narration::Reached(text) => writeln!(self.out, "[x] {text}"),
            Narration::Pauses(point) => writeln!(self.out, "|| paused {point}"),
            Narration::Focus(_) | Narration::Show(_) | Narration::Watches(_) => Ok(()),
        }
    }

    /// What the answer says does not matter: the run goes on when the reader does.
    fn wait_for_answer(&mut self) -> io::Result<()> {
        let Some(answers) = &mut self.answers else {
            return Ok(());
        };
        write!(self.out, "  (Enter goes on) ")?;
        self.out.flush()?;
        if answers.read_until(b'\n', &mut Vec::new())? == 0 {
            self.answers = None;
            writeln!(self.out)?;
        }
        Ok(())
    }
}
