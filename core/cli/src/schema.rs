//! `raftscape schema`: the JSON Schema of traces.

use crate::{Verdict, output};
use anyhow::Result;
use std::io::Write;

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape schema > trace.schema.json";

/// Prints the schema that every line of a trace obeys.
pub(crate) fn schema() -> Result<Verdict> {
    let mut out = output::data();
    out.write_all(record::trace::SCHEMA.as_bytes())?;
    out.flush()?;
    Ok(Verdict::Passed)
}
