//! `raftscape schema`: the JSON Schema of traces.

use crate::Verdict;
use anyhow::Result;
use std::io::Write;

pub(crate) const EXAMPLES: &str = "Examples:
  raftscape schema > trace.schema.json";

/// Prints the schema that every line of a trace obeys.
pub(crate) fn schema(out: &mut dyn Write) -> Result<Verdict> {
    out.write_all(record::trace::SCHEMA.as_bytes())?;
    Ok(Verdict::Fine)
}
