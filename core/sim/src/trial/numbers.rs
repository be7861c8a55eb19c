//! What is to be tried, and what was, as numbers: so both go from one memory to another.

use super::tried::Tried;
use super::variant::Variant;
use crate::dials::{DIALS, Dial};
use raft::{ServerId, ServerSet, Time};
use record::MessageKind;
use record::costs::{Episode, Sample, Sent};

/// In place of a time that there is not.
const NEVER: u64 = u64::MAX;

/// All that was tried, in numbers that [`from_numbers`] of the same version reads. Each list begins with its length.
pub fn to_numbers(tried: &[Tried]) -> Vec<u64> {
    let mut numbers = vec![tried.len() as u64];
    for it in tried {
        put_variant(&mut numbers, &it.variant);
        numbers.push(it.samples.len() as u64);
        numbers.extend(it.samples.iter().flat_map(of_sample));
        numbers.push(it.episodes.len() as u64);
        numbers.extend(it.episodes.iter().flat_map(of_episode));
        numbers.extend(it.sent.by_kind());
        numbers.extend([it.events, it.refused]);
    }
    numbers
}

/// What was tried, from its numbers; none if they are not those of anything that was tried.
pub fn from_numbers(numbers: &[u64]) -> Option<Vec<Tried>> {
    let mut reader = Reader(numbers);
    let tried = reader.list(Reader::tried)?;
    reader.0.is_empty().then_some(tried)
}

/// What is to be tried, in numbers that [`variants_from_numbers`] of the same version reads.
pub fn variants_to_numbers(variants: &[Variant]) -> Vec<u64> {
    let mut numbers = vec![variants.len() as u64];
    for variant in variants {
        put_variant(&mut numbers, variant);
    }
    numbers
}

/// What is to be tried, from its numbers; none if they are not those of any variants.
pub fn variants_from_numbers(numbers: &[u64]) -> Option<Vec<Variant>> {
    let mut reader = Reader(numbers);
    let variants = reader.list(Reader::variant)?;
    reader.0.is_empty().then_some(variants)
}

fn put_variant(numbers: &mut Vec<u64>, Variant(turns): &Variant) {
    numbers.push(turns.len() as u64);
    for (dial, value) in turns {
        numbers.extend([*dial as u64, *value]);
    }
}

fn of_sample(sample: &Sample) -> [u64; 6] {
    let Sample {
        time,
        log_bytes,
        log_entries,
        snapshot_bytes,
        sent_by_snapshot,
        sent_by_append,
    } = *sample;
    [
        time.0,
        log_bytes,
        log_entries,
        snapshot_bytes,
        sent_by_snapshot,
        sent_by_append,
    ]
}

fn of_episode(episode: &Episode) -> [u64; 5] {
    let Episode {
        server,
        began,
        ended,
        lacked,
        by_snapshot,
    } = *episode;
    [
        server.0.into(),
        began.0,
        ended.map_or(NEVER, |time| time.0),
        lacked,
        by_snapshot.into(),
    ]
}

/// What has not been read yet.
struct Reader<'a>(&'a [u64]);

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*number)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[u64; N]> {
        let (numbers, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*numbers)
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        // Every item takes a number at least, so no room is made for more than can come.
        if length > self.0.len() as u64 {
            return None;
        }
        (0..length).map(|_| item(self)).collect()
    }

    fn tried(&mut self) -> Option<Tried> {
        Some(Tried {
            variant: self.variant()?,
            samples: self.list(Reader::sample)?,
            episodes: self.list(Reader::episode)?,
            sent: Sent::from(self.numbers::<{ MessageKind::ALL.len() }>()?),
            events: self.number()?,
            refused: self.number()?,
        })
    }

    fn variant(&mut self) -> Option<Variant> {
        self.list(Reader::turn).map(Variant)
    }

    fn turn(&mut self) -> Option<(Dial, u64)> {
        let [dial, value] = self.numbers()?;
        let info = DIALS.get(usize::try_from(dial).ok()?)?;
        Some((info.dial, value))
    }

    fn sample(&mut self) -> Option<Sample> {
        let [
            time,
            log_bytes,
            log_entries,
            snapshot_bytes,
            sent_by_snapshot,
            sent_by_append,
        ] = self.numbers()?;
        Some(Sample {
            time: Time(time),
            log_bytes,
            log_entries,
            snapshot_bytes,
            sent_by_snapshot,
            sent_by_append,
        })
    }

    fn episode(&mut self) -> Option<Episode> {
        let [server, began, ended, lacked, by_snapshot] = self.numbers()?;
        let server = ServerId(u8::try_from(server).ok()?);
        let is_one = ServerSet::has_room_for(server) && began <= ended && by_snapshot <= 1;
        is_one.then_some(Episode {
            server,
            began: Time(began),
            ended: (ended != NEVER).then_some(Time(ended)),
            lacked,
            by_snapshot: by_snapshot == 1,
        })
    }
}
