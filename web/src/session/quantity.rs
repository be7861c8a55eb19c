//! Values of dials as a reader types them: times in milliseconds, shares in percent, everything else in the dial's own unit.

use sim::{Dial, Unit};

/// What was typed, in the dial's unit.
///
/// # Errors
/// A message that says what would be right.
pub(crate) fn parse(dial: Dial, text: &str) -> Result<u64, String> {
    let info = dial.info();
    let value = decimal(text.trim(), decimals(info.unit));
    value
        .filter(|value| (info.min..=info.max).contains(value))
        .ok_or_else(|| {
            format!(
                "{} takes a number from {} to {}, not “{text}”.",
                info.label,
                print(dial, info.min),
                print(dial, info.max)
            )
        })
}

/// A value as a reader types it.
pub(crate) fn print(dial: Dial, value: u64) -> String {
    let decimals = decimals(dial.info().unit);
    let scale = 10_u64.pow(decimals as u32);
    if value.is_multiple_of(scale) {
        return (value / scale).to_string();
    }
    format!("{}.{:0decimals$}", value / scale, value % scale)
        .trim_end_matches('0')
        .to_owned()
}

/// How many decimals a value may be typed with.
fn decimals(unit: Unit) -> usize {
    match unit {
        Unit::Micros => 3,
        Unit::PerMille => 1,
        Unit::Entries | Unit::Bytes | Unit::Choice(_) => 0,
    }
}

/// A number with up to so many decimals, in units of the last one.
fn decimal(text: &str, decimals: usize) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > decimals {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let part: u64 = format!("0{part:0<decimals$}").parse().ok()?;
    whole
        .checked_mul(10_u64.pow(decimals as u32))?
        .checked_add(part)
}
