//! What was measured in a row of tests, against what it may be.

use crate::lab::Verdict;

/// The largest of each kind.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

struct Figure {
    what: &'static str,
    largest: u64,
    limit: Option<u64>,
}

impl Figures {
    /// Notes something that has no limit.
    pub(crate) fn note(&mut self, what: &'static str, found: u64) {
        self.take(what, found, None);
    }

    /// Notes something, and that it is within its limit.
    pub(crate) fn at_most(&mut self, what: &'static str, found: u64, limit: u64) -> Verdict {
        self.take(what, found, Some(limit));
        match found <= limit {
            true => Ok(()),
            false => Err(format!("{found} {what} are more than {limit}")),
        }
    }

    /// Takes in what another run measured.
    pub(crate) fn merge(&mut self, other: &Figures) {
        for figure in &other.0 {
            self.take(figure.what, figure.largest, figure.limit);
        }
    }

    fn take(&mut self, what: &'static str, found: u64, limit: Option<u64>) {
        match self.0.iter_mut().find(|figure| figure.what == what) {
            Some(figure) => figure.largest = figure.largest.max(found),
            None => self.0.push(Figure {
                what,
                largest: found,
                limit,
            }),
        }
    }

    /// `12 of 30 requests for an election, 900 bytes`.
    pub(crate) fn text(&self) -> String {
        let one = |figure: &Figure| match figure.limit {
            Some(limit) => format!("{} of {limit} {}", figure.largest, figure.what),
            None => format!("{} {}", figure.largest, figure.what),
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
