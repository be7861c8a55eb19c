//! Tests of what needs a terminal to be seen. All else is tested through the command itself.

mod printer;
