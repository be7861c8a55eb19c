//! Moments and lengths of time.

use crate::{Duration, Time};

#[test]
fn a_length_leads_from_one_moment_to_another() {
    let mut time = Time(2_000) + Duration(500);
    assert_eq!(time.since(Time(2_000)), Duration(500));
    assert_eq!(Time(2_000).since(time), Duration::ZERO, "it lies ahead");
    time += Duration::from_millis(3);
    assert_eq!(time, Time(5_500));
}

#[test]
fn lengths_are_added_and_taken_away_and_never_less_than_nothing() {
    assert_eq!(Duration(5) + Duration(7), Duration(12));
    assert_eq!(Duration(7) - Duration(5), Duration(2));
    assert_eq!(Duration(5) - Duration(7), Duration::ZERO);
    assert_eq!(Duration(12).as_micros(), 12);
    assert_eq!(Duration(u64::MAX) + Duration(1), Duration(u64::MAX));
}

#[test]
fn time_is_written_in_milliseconds_with_one_decimal() {
    assert_eq!(Duration(12_590).to_string(), "12.5 ms");
    assert_eq!(Time(1_000_000).to_string(), "1000.0 ms");
}
