//! Values of dials as they are typed.

use crate::session::quantity::{parse, print};
use sim::Dial;

#[test]
fn times_are_typed_in_milliseconds_and_may_have_three_decimals() {
    assert_eq!(parse(Dial::LatencyMin, "12"), Ok(12_000));
    assert_eq!(parse(Dial::LatencyMin, " 12.5 "), Ok(12_500));
    assert_eq!(parse(Dial::LatencyMin, "0.125"), Ok(125));
    assert!(parse(Dial::LatencyMin, "0.1255").is_err());
}

#[test]
fn what_is_printed_can_be_typed_again() {
    for value in [100, 12_000, 12_500, 12_345, 999_999] {
        assert_eq!(
            parse(Dial::DiskMin, &print(Dial::DiskMin, value)),
            Ok(value)
        );
    }
    assert_eq!(print(Dial::DiskMin, 12_500), "12.5");
    assert_eq!(print(Dial::ChunkSize, 64), "64");
}

#[test]
fn shares_are_typed_in_percent_and_may_have_a_decimal() {
    assert_eq!(parse(Dial::Loss, "30"), Ok(300));
    assert_eq!(parse(Dial::Loss, "2.5"), Ok(25));
    assert!(parse(Dial::Loss, "2.55").is_err());
    assert_eq!(print(Dial::Loss, 300), "30");
    assert_eq!(print(Dial::Loss, 5), "0.5");
}

#[test]
fn a_refusal_says_what_would_be_right() {
    let refusal = "Loss takes a number from 0 to 100, not “many”.";
    assert_eq!(parse(Dial::Loss, "many"), Err(refusal.to_owned()));
    assert_eq!(
        parse(Dial::LatencyMin, "0"),
        Err("Latency, shortest takes a number from 0.1 to 1000, not “0”.".to_owned())
    );
}
