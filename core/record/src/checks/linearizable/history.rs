//! The operations on one key, judged as soon as the answers to all that was under way at the same time are known.

use super::contradiction;
use super::register::Value;
use super::search::{Call, Possible};
use super::witness::Witness;
use crate::event::{EventNumber, OperationEnd};
use crate::operation::{ClientId, Operation, Serial};
use std::sync::Arc;

/// How many operations that were judged are remembered at least, to say what one that cannot be explained contradicts.
const REMEMBERED: usize = 20;

/// The history of one key.
#[derive(Clone)]
pub(super) struct History {
    /// Operations that are under way, that wait to be judged, or that never returned and may take effect at any time.
    open: Vec<Call>,
    /// Their bits.
    bits: u128,
    /// When those of them that may yet return were called, in this order.
    pending: Vec<EventNumber>,
    /// When those that wait to be judged were called, in the order of their returns.
    waiting: Vec<EventNumber>,
    /// The last that were judged, which clones share.
    judged: Vec<Arc<Call>>,
    /// Whether those are all.
    whole: bool,
    /// What is possible after the last of them returned; none once there were too many operations to tell apart.
    possible: Option<Possible>,
    /// What decides where the search passed something over.
    pub(super) witness: Witness,
}

impl Default for History {
    /// Before the first operation: the key has no value.
    fn default() -> History {
        History {
            open: Vec::new(),
            bits: 0,
            pending: Vec::new(),
            waiting: Vec::new(),
            judged: Vec::new(),
            whole: true,
            possible: Some(Possible::at_first(Value::Known(None))),
            witness: Witness::default(),
        }
    }
}

impl History {
    pub(super) fn called(
        &mut self,
        event: EventNumber,
        (client, serial): (ClientId, Serial),
        operation: Operation,
    ) {
        if self.possible.is_none() {
            return;
        }
        // The lowest bit that is free, if any is.
        let bit = !self.bits & self.bits.wrapping_add(1);
        if bit == 0 {
            return self.give_up();
        }
        self.bits |= bit;
        self.pending.push(event);
        self.open.push(Call {
            client,
            serial,
            operation,
            bit,
            called: event,
            answer: None,
            returns: None,
        });
    }

    /// An operation ended. Returns the smallest part of the history that no order explains, if there is one.
    pub(super) fn ended(
        &mut self,
        event: EventNumber,
        id: (ClientId, Serial),
        end: OperationEnd,
    ) -> Option<Vec<Call>> {
        let own = |call: &Call| (call.serial, call.client) == (id.1, id.0);
        let place = self.open.iter().rposition(own);
        debug_assert!(
            place.is_some() || self.possible.is_none(),
            "{id:?} ended, but is not open"
        );
        let place = place?;
        let call = &mut self.open[place];
        self.pending.retain(|called| *called != call.called);
        match end {
            OperationEnd::Ok(answer) => {
                (call.answer, call.returns) = (Some(answer), Some(event));
                self.waiting.push(call.called);
            }
            OperationEnd::Unknown if !call.is_read() => {}
            // It changed nothing, or its client does not know what it saw.
            OperationEnd::Failed | OperationEnd::Unknown => drop(self.close(place)),
        }
        self.judge()
    }

    /// Whether to judge it would take too long, and the order of the log does not explain it either.
    pub(super) fn is_undecided(&self) -> bool {
        let has_gap = self.possible.as_ref().is_none_or(Possible::has_gap);
        has_gap && !self.witness.explains()
    }

    /// No more operations end.
    pub(super) fn finish(&mut self) -> Option<Vec<Call>> {
        self.pending.clear();
        self.judge()
    }

    /// Takes the returns in order, up to the first that has to wait: while an operation that was called before it may
    /// still return, its answer would have to be guessed.
    fn judge(&mut self) -> Option<Vec<Call>> {
        let until = self.pending.first().copied();
        let mut done = 0;
        while let Some(called) = self.waiting.get(done) {
            let place = self.open.iter().position(|call| call.called == *called)?;
            let target = &self.open[place];
            let waits = until.is_some_and(|until| target.returns.is_none_or(|end| until <= end));
            let Some(possible) = self.possible.as_mut().filter(|_| !waits) else {
                break;
            };
            *possible = possible.after(&self.open, target);
            if possible.is_nothing() {
                let target = target.clone();
                self.judged.extend(self.open.drain(..).map(Arc::new));
                return Some(contradiction::smallest_part(
                    &self.judged,
                    &target,
                    self.whole,
                ));
            }
            let judged = self.close(place);
            self.judged.push(Arc::new(judged));
            done += 1;
        }
        self.waiting.drain(..done);
        self.forget();
        None
    }

    /// There are too many operations to look at any: from here on there is no search.
    fn give_up(&mut self) {
        *self = History {
            possible: None,
            witness: self.witness.clone(),
            ..History::default()
        };
    }

    fn close(&mut self, place: usize) -> Call {
        let call = self.open.swap_remove(place);
        self.bits &= !call.bit;
        call
    }

    /// Forgets the older half of what was judged, now and then.
    fn forget(&mut self) {
        let spare = self.judged.len().saturating_sub(REMEMBERED);
        if spare >= REMEMBERED {
            self.judged.drain(..spare);
            self.whole = false;
        }
    }
}
