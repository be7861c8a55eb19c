//! Signs over the strips: moments that a script named, and those at which pause points held.

use super::paint::path;
use super::strips::Frame;
use crate::panels::element::El;
use crate::session::Session;
use raft::Time;

pub(crate) fn view(session: &Session, frame: &Frame) -> Vec<El> {
    let named = session.run.recorded.timeline.branch().marks().iter();
    let held = session.run.points.held(&session.run.recorded);
    let signs = [
        flags(frame, named.map(|(at, _)| at.time)),
        diamonds(frame, held),
    ];
    signs.into_iter().flatten().collect()
}

/// Moments that have a name, as flags over the strips.
fn flags(frame: &Frame, times: impl Iterator<Item = Time>) -> Option<El> {
    let top = frame.scale.max(8) - 8;
    signs(frame, "flag", times, |x| {
        format!("M{x} {top}v8m0 -8h5l-1.5 2 1.5 2h-5")
    })
}

/// Moments at which pause points held, as diamonds over the strips.
fn diamonds(frame: &Frame, times: impl Iterator<Item = Time>) -> Option<El> {
    let top = frame.scale.max(8) - 8;
    signs(frame, "diamond", times, |x| {
        format!("M{x} {top}l4 4 -4 4 -4 -4z")
    })
}

/// A sign at each of these moments that is seen; none where one is already.
fn signs(
    frame: &Frame,
    class: &'static str,
    times: impl Iterator<Item = Time>,
    outline: impl Fn(u64) -> String,
) -> Option<El> {
    let seen = frame.axis.from..=frame.axis.end();
    let mut places: Vec<u64> = (times.filter(|time| seen.contains(&time.0)))
        .map(|time| frame.axis.x(time))
        .collect();
    places.dedup();
    let outlines: String = places.into_iter().map(outline).collect();
    (!outlines.is_empty()).then(|| path(class, outlines))
}
