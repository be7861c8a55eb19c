//! Tests of the record, a file per module.

mod checks;
mod content;
mod fingerprint;
mod operation;
