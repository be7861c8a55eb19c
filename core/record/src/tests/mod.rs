//! Tests of the record, a file per module.

mod content;
mod operation;
