//! Whether some order explains a history of one key: just-in-time linearization (Wing & Gong 1993; Lowe, *Testing for
//! linearizability*, 2017).
//!
//! The returns of operations are taken in their order. Before each, some operations that were called by then have taken
//! effect, the one that returns among them; no more is decided than that return asks for. What is possible then is a set
//! of configurations: a value, and which operations took effect ahead of their return. It is kept small by four
//! observations: a read that sees what it answered may take effect at once; of two equal
//! operations, the one that returns sooner may go first; nothing is gained by an operation without a return that helps
//! no other; and a `set` that another `set` follows at once need not be placed, only remembered as hidden.

use super::register::Value;
use crate::event::EventNumber;
use crate::operation::{Answer, ClientId, Operation, Serial};

/// How many configurations one return may be tried with, and how many are kept after it.
const TRIED: usize = 200;
const KEPT: usize = 60;

#[derive(Clone)]
pub(super) struct Call {
    pub(super) client: ClientId,
    pub(super) serial: Serial,
    pub(super) operation: Operation,
    /// Its place among those that are open: one bit.
    pub(super) bit: u128,
    pub(super) called: EventNumber,
    /// What it answered; none if that is not known.
    pub(super) answer: Option<Answer>,
    /// When it had taken effect at the latest; none if it need not have.
    pub(super) returns: Option<EventNumber>,
}

/// What may be so after some returns: all that an order can lead to, or only some of it.
#[derive(Clone)]
pub(super) struct Possible {
    configurations: Vec<Configuration>,
    /// The last of those returns.
    through: EventNumber,
    /// Whether there was too much to look at all of it. Whatever is there is possible all the same.
    narrowed: bool,
    /// Whether at some return so much was left out that none of what is there need be possible.
    has_gap: bool,
}

/// One way in which things may stand after some returns.
#[derive(Clone, Copy)]
struct Configuration {
    value: Value,
    /// Those that took effect and have not returned, a bit for each slot.
    taken: u128,
    /// Every `set` that was called before this may be hidden: another one may have followed it at once.
    hides: EventNumber,
    /// Whether what took effect last was a `set` or the like, so that another one now would hide it.
    fresh: bool,
}

impl Call {
    /// Whether it changes nothing.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.operation, Operation::Get { .. })
    }

    /// Whether the value afterwards does not depend on the value before, nor the answer.
    fn is_blind(&self) -> bool {
        match self.operation {
            Operation::Set { value, .. } => self.answer.is_none_or(|answer| answer == Some(value)),
            Operation::Delete { .. } => self.answer.is_none(),
            Operation::Add { .. } | Operation::Get { .. } | Operation::Other(_) => false,
        }
    }
}

impl Configuration {
    /// A value, with nothing taken.
    fn bare(value: Value) -> Configuration {
        Configuration {
            value,
            taken: 0,
            hides: 0,
            fresh: false,
        }
    }

    fn has(&self, call: &Call) -> bool {
        self.taken & call.bit != 0
    }

    /// Once `call` has returned, it need not be remembered that it took effect.
    fn without(mut self, call: &Call) -> Configuration {
        self.taken &= !call.bit;
        self.fresh = false;
        self
    }
}

/// One return, and the operations that were called before it and have not returned.
struct Search<'a> {
    open: Vec<&'a Call>,
    /// Those of them that must return, a bit for each slot.
    required: u128,
    /// Of those the reads, and those that may be hidden.
    reads: u128,
    blind: u128,
    target: &'a Call,
    returns: EventNumber,
}

impl Possible {
    /// Where nothing has taken effect yet.
    pub(super) fn at_first(value: Value) -> Possible {
        Possible {
            configurations: vec![Configuration::bare(value)],
            through: 0,
            narrowed: false,
            has_gap: false,
        }
    }

    /// Whether no order leads here.
    pub(super) fn is_nothing(&self) -> bool {
        self.configurations.is_empty() && !self.narrowed
    }

    /// Whether the search left out so much that it cannot say if some order leads here.
    pub(super) fn has_gap(&self) -> bool {
        self.has_gap
    }

    /// What is possible after the return of `target`, one of `calls`.
    pub(super) fn after(&self, calls: &[Call], target: &Call) -> Possible {
        let returns = target.returns.unwrap_or(EventNumber::MAX);
        let mut search = Search {
            open: Vec::with_capacity(calls.len()),
            required: 0,
            reads: 0,
            blind: 0,
            target,
            returns,
        };
        let is_open = |call: &&Call| {
            call.called <= returns && call.returns.is_none_or(|other| other >= returns)
        };
        calls
            .iter()
            .filter(is_open)
            .for_each(|call| search.add(call));
        if let [only] = self.configurations.as_slice()
            && let Some(configuration) = search.alone(only)
        {
            return Possible {
                configurations: vec![configuration],
                through: returns,
                ..*self
            };
        }
        let mut after = search.run(&self.configurations);
        after.narrowed |= self.narrowed;
        after.has_gap = self.has_gap;
        if self.through < target.called {
            search.widen(&mut after);
        }
        if after.configurations.is_empty() && after.narrowed {
            after.has_gap = true;
            if self.through < target.called {
                search.resume(&mut after);
            }
        }
        after
    }
}

impl<'a> Search<'a> {
    fn add(&mut self, call: &'a Call) {
        self.open.push(call);
        if call.returns.is_some() {
            self.required |= call.bit;
            self.reads |= if call.is_read() { call.bit } else { 0 };
            self.blind |= if call.is_blind() { call.bit } else { 0 };
        }
    }

    /// What is possible where nothing else has to return, if the target explains itself. This is the usual case, and
    /// then the search would find no more.
    fn alone(&self, before: &Configuration) -> Option<Configuration> {
        let only = self.required == self.target.bit && !self.target.is_blind();
        let after = self.take(before, self.target).filter(|_| only)?;
        Some(after.without(self.target))
    }

    fn run(&self, before: &[Configuration]) -> Possible {
        let (mut tried, mut found) = (Vec::new(), Vec::new());
        for configuration in before {
            let start = self.settled(*configuration);
            let taken = start.has(self.target);
            if taken || self.target.is_blind() && self.target.called < start.hides {
                self.keep(&mut found, start.without(self.target));
            }
            if !taken {
                self.keep(&mut tried, start);
            }
        }
        // What took effect is either little or much, so both ends of what is left to try come in turn.
        let (mut left, mut narrowed) = (Vec::from_iter(0..tried.len()), false);
        let mut little = true;
        while !left.is_empty() {
            let turn = if little { 0 } else { left.len() - 1 };
            let here: Configuration = tried[left.remove(turn)];
            little = !little;
            for call in &self.open {
                let Some(then) = self.take(&here, call) else {
                    continue;
                };
                if then.has(self.target) {
                    self.keep(&mut found, then.without(self.target));
                } else if tried.len() == TRIED {
                    narrowed = true;
                } else if (call.returns.is_some() || self.helps(&then, &found))
                    && self.keep(&mut tried, then)
                {
                    left.push(tried.len() - 1);
                }
            }
        }
        if found.len() > KEPT {
            found.truncate(KEPT);
            narrowed = true;
        }
        Possible {
            configurations: found,
            through: self.returns,
            narrowed,
            has_gap: false,
        }
    }

    /// If the target was alone, among all that must return, then nothing can be so that allows more than the value
    /// that it answered, with nothing taken. If that is possible, it is all there is to know.
    fn widen(&self, after: &mut Possible) {
        let alone = self.required == self.target.bit;
        let bare = after.configurations.iter().find(|one| one.taken == 0);
        if alone
            && !self.target.is_blind()
            && let Some(bare) = bare
        {
            after.configurations = vec![*bare];
            after.narrowed = false;
        }
    }

    /// Behind a gap nothing is known, until the target was alone among all that must return: then its answer says what
    /// the value was, and nothing can be so that allows more than that, with nothing taken.
    fn resume(&self, after: &mut Possible) {
        if self.required != self.target.bit {
            return;
        }
        let value = Value::Anything.after(&self.target.operation, self.target.answer);
        after.configurations = Vec::from_iter(value.map(Configuration::bare));
        after.narrowed = false;
    }

    /// The configuration after an open operation has taken effect too, if it can and there is a reason to look at that.
    fn take(&self, here: &Configuration, call: &Call) -> Option<Configuration> {
        if here.has(call) || here.fresh && call.is_blind() {
            return None;
        }
        let value = here.value.after(&call.operation, call.answer)?;
        if self.has_twin(here, call) {
            return None;
        }
        let fresh = call.is_blind();
        Some(self.settled(Configuration {
            value,
            taken: here.taken | call.bit,
            hides: if fresh { self.returns + 1 } else { here.hides },
            fresh,
        }))
    }

    /// Whether an equal operation should go first: the one that returns sooner, or else was called sooner.
    fn has_twin(&self, here: &Configuration, call: &Call) -> bool {
        let turn = |call: &Call| (call.returns.unwrap_or(EventNumber::MAX), call.called);
        let comes_first = |other: &&Call| {
            turn(other) < turn(call)
                && other.answer == call.answer
                && other.operation == call.operation
                && !here.has(other)
        };
        self.open.iter().any(comes_first)
    }

    /// Lets every read take effect that sees what it answered, and remembers no more of what may be hidden than there is.
    fn settled(&self, mut configuration: Configuration) -> Configuration {
        if let Value::Known(value) = configuration.value {
            for call in self.among(self.reads & !configuration.taken) {
                if call.answer == Some(value) {
                    configuration.taken |= call.bit;
                    configuration.fresh = false;
                }
            }
        }
        let hidden = self.among(self.blind & !configuration.taken);
        let hidden = hidden.filter(|call| call.called < configuration.hides);
        configuration.hides = hidden.map(|call| call.called + 1).max().unwrap_or(0);
        configuration
    }

    fn among(&self, bits: u128) -> impl Iterator<Item = &Call> {
        let open = if bits == 0 { &[] } else { &self.open[..] };
        open.iter()
            .copied()
            .filter(move |call| call.bit & bits != 0)
    }

    /// Whether an operation without a return, which has just taken effect, can still be of use: to another operation
    /// with a known answer, or because the target has not been explained without it.
    fn helps(&self, then: &Configuration, found: &[Configuration]) -> bool {
        let others = self.required & !then.taken & !self.target.bit != 0;
        // An answer says what the value is right afterwards, whatever came before.
        let target = Value::Anything.after(&self.target.operation, self.target.answer);
        let explained =
            |other: &Configuration| Some(other.value) == target && self.is_less(other, then);
        others || !found.iter().any(explained)
    }

    /// Adds a configuration, unless one that allows as much is there.
    fn keep(&self, list: &mut Vec<Configuration>, new: Configuration) -> bool {
        let covers = |old: &Configuration, new: &Configuration| {
            old.value == new.value && (!old.fresh || new.fresh) && self.is_less(old, new)
        };
        let is_new = !list.iter().any(|old| covers(old, &new));
        if is_new {
            list.push(new);
        }
        is_new
    }

    /// Whether no more took effect in the first, but for what need not, and no less may be hidden.
    fn is_less(&self, first: &Configuration, second: &Configuration) -> bool {
        let more = second.taken & !first.taken;
        first.hides >= second.hides && first.taken & !second.taken == 0 && more & self.required == 0
    }
}
