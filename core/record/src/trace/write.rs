//! Writes a trace: show it every event, in order.

use super::line::{Header, Level, Line};
use crate::event::Event;
use serde::Serialize;
use std::io::{self, Write};

/// Writes a run, line by line.
pub struct Writer<W> {
    out: W,
    level: Level,
}

impl<W: Write> Writer<W> {
    /// Writes the header.
    pub fn new(out: W, header: &Header) -> io::Result<Writer<W>> {
        let level = header.level;
        let mut writer = Writer { out, level };
        writer.line(header)?;
        Ok(writer)
    }

    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        self.line(&Line::new(event, self.level))
    }

    /// What is written to.
    pub fn written(&self) -> &W {
        &self.out
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }
}
