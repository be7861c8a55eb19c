//! Values of dials as a reader types them: times in milliseconds, everything else in the dial's own unit.

use sim::{Dial, Unit};

/// What was typed, in the dial's unit.
///
/// # Errors
/// A message that says what would be right.
pub(crate) fn parse(dial: Dial, text: &str) -> Result<u64, String> {
    let info = dial.info();
    let value = match info.unit {
        Unit::Micros => micros(text.trim()),
        _ => text.trim().parse().ok(),
    };
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
    match dial.info().unit {
        Unit::Micros if value.is_multiple_of(1_000) => (value / 1_000).to_string(),
        Unit::Micros => format!("{}.{:03}", value / 1_000, value % 1_000)
            .trim_end_matches('0')
            .to_owned(),
        _ => value.to_string(),
    }
}

/// Milliseconds with up to three decimals, in microseconds.
fn micros(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let part: u64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(part)
}
