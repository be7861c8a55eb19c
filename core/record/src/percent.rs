//! Shares, as they are read and written.

use std::fmt;

/// A share in thousandths, printed in percent: `10%`, `0.5%`.
#[derive(Clone, Copy, Debug)]
pub struct Percent(pub u64);

impl fmt::Display for Percent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(out, "{}%", self.0 / 10),
            tenths => write!(out, "{}.{tenths}%", self.0 / 10),
        }
    }
}
