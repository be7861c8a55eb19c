//! Tests of the world, a file per module.

mod machine;
