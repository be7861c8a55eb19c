//! The smallest part of a history that no order explains.

use super::register::Value;
use super::search::{Call, Possible};
use crate::event::EventNumber;
use std::sync::Arc;

/// Those operations without which, whatever all others did and whenever, the return of `target` could be explained.
///
/// First the shortest time is sought such that what was called in it cannot be explained, whatever the value was before,
/// and whether what began earlier took effect before or within. Then each operation in it is let go that need not have
/// taken effect for that.
pub(super) fn smallest_part(calls: &[Arc<Call>], target: &Call, whole: bool) -> Vec<Call> {
    let end = target.returns.unwrap_or(EventNumber::MAX);
    let mut later = target.called + 1;
    while let Some(cut) = calls
        .iter()
        .map(|call| call.called)
        .filter(|called| *called < later)
        .max()
    {
        let window = since(calls, cut, end);
        if !is_explained(&window, Value::Anything, end) {
            return shrink(window, Value::Anything, target);
        }
        later = cut;
    }
    let before = if whole {
        Value::Known(None)
    } else {
        Value::Anything
    };
    shrink(since(calls, 0, end), before, target)
}

/// What was called from `cut` through `end`, and what was called before and had not returned at `cut`.
fn since(calls: &[Arc<Call>], cut: EventNumber, end: EventNumber) -> Vec<Call> {
    let within =
        |call: &&Arc<Call>| call.called <= end && call.returns.is_none_or(|returns| returns >= cut);
    let mut window: Vec<Call> = Vec::new();
    for call in calls.iter().filter(within) {
        let place = window.partition_point(|other| other.called < call.called);
        window.insert(place, Call::clone(call));
    }
    for (slot, call) in (0..).zip(&mut window) {
        call.bit = 1u128.checked_shl(slot).unwrap_or_default();
        if call.called < cut {
            call.returns = None;
        }
    }
    window
}

fn shrink(mut window: Vec<Call>, before: Value, target: &Call) -> Vec<Call> {
    let end = target.returns.unwrap_or(EventNumber::MAX);
    for place in 0..window.len() {
        if window[place].called == target.called {
            continue;
        }
        let returns = window[place].returns.take();
        if is_explained(&window, before, end) {
            window[place].returns = returns;
        }
    }
    window.retain(|call| call.returns.is_some());
    window
}

/// Whether some order explains all returns through `end`, or there is too much to look at.
fn is_explained(window: &[Call], before: Value, end: EventNumber) -> bool {
    if window.iter().any(|call| call.bit == 0) {
        return true;
    }
    let mut possible = Possible::at_first(before);
    let mut last = 0;
    let next = |last: EventNumber| {
        let later = |call: &&Call| call.returns.is_some_and(|at| last < at && at <= end);
        window.iter().filter(later).min_by_key(|call| call.returns)
    };
    while let Some(target) = next(last) {
        last = target.returns.unwrap_or(end);
        possible = possible.after(window, target);
        if possible.has_gap() {
            return true;
        }
        if possible.is_nothing() {
            return false;
        }
    }
    true
}
