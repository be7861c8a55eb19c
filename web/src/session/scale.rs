//! The scale of a dial's slider: from its smallest to its largest value over round numbers, ten in each decade.

use sim::Dial;

/// The round numbers of one decade, in tenths.
const DECADE: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// The values at which the slider stops, ascending.
pub(crate) fn stops(dial: Dial) -> Vec<u64> {
    let (min, max) = (dial.info().min, dial.info().max);
    let decades = (0..=max.checked_ilog10().unwrap_or(0)).map(|power| 10u64.pow(power));
    let round = decades.flat_map(|ten| DECADE.map(|tenths| ten * tenths / 10));
    let inside = round.filter(|value| (min..max).contains(value));
    let mut stops: Vec<u64> = std::iter::once(min).chain(inside).chain([max]).collect();
    stops.dedup();
    stops
}

/// The stop at which a value stands: the last one that is not above it.
pub(crate) fn position(stops: &[u64], value: u64) -> usize {
    stops
        .partition_point(|stop| *stop <= value)
        .saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_ascend_from_the_smallest_value_to_the_largest() {
        for info in &sim::DIALS {
            let stops = stops(info.dial);
            assert_eq!(
                (stops[0], stops[stops.len() - 1]),
                (info.min, info.max),
                "{}",
                info.name
            );
            assert!(stops.is_sorted_by(|a, b| a < b), "{}: {stops:?}", info.name);
        }
    }

    #[test]
    fn a_slider_can_be_put_back_to_the_beginning_of_the_page() {
        let dials = [
            Dial::LatencyMin,
            Dial::ElectionTimeoutMin,
            Dial::Heartbeat,
            Dial::SnapshotThreshold,
        ];
        for info in dials.map(Dial::info) {
            let stops = stops(info.dial);
            assert_eq!(
                stops[position(&stops, info.default)],
                info.default,
                "{}",
                info.name
            );
        }
    }
}
