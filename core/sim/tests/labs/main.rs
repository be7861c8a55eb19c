//! The tests of MIT's course on distributed systems (6.5840, labs 2A to 2D), in virtual time. README.md says the rest.

mod a;
mod b;
mod c;
#[path = "../../src/tests/choices.rs"]
mod choices;
mod d;
mod figures;
mod lab;
mod rows;
mod tasks;
mod tester;
mod waits;
