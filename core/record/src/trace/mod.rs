//! The trace: a run as text, a JSON object a line, that other programs can write, read and check.

/// The JSON Schema that every line of a trace obeys.
pub const SCHEMA: &str = include_str!("../../trace.schema.json");
