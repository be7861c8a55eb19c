//! Where one step puts its effects.

use crate::config::Config;
use crate::io::{DiskOp, Effect, Notice, Ticket, TimerKind};
use crate::message::Message;
use crate::reason::Reason;
use crate::server::ServerId;

/// The effects of one step, in order.
pub(crate) struct Output<'a> {
    effects: &'a mut Vec<Effect>,
    /// Where the batch of writes that is being filled stands among the effects, if there is one.
    writes: Option<usize>,
}

impl Output<'_> {
    pub(crate) fn new(effects: &mut Vec<Effect>) -> Output<'_> {
        Output {
            effects,
            writes: None,
        }
    }

    /// Adds a disk operation to the batch, which stands where the first of it was added: before every message that
    /// waits for it. `issue` makes the ticket.
    pub(crate) fn write(&mut self, op: DiskOp, issue: impl FnOnce() -> Ticket) {
        if let Some(at) = self.writes
            && let Effect::Persist { ops, .. } = &mut self.effects[at]
        {
            match (ops.last_mut(), &op) {
                (Some(last @ DiskOp::TermVote { .. }), DiskOp::TermVote { .. }) => *last = op,
                _ => ops.push(op),
            }
            return;
        }
        self.writes = Some(self.effects.len());
        self.effects.push(Effect::Persist {
            ticket: issue(),
            ops: vec![op],
        });
    }

    /// What is written from here on is a batch of its own: a crash may come between the two.
    pub(crate) fn end_batch(&mut self) {
        self.writes = None;
    }

    /// A message that waits for `after`.
    pub(crate) fn send(&mut self, to: ServerId, message: Message, after: Option<Ticket>) {
        self.effects.push(Effect::Send { to, message, after });
    }

    pub(crate) fn decided(&mut self, reason: Reason) {
        self.effects.push(Effect::Decided(reason));
    }

    /// Something changed that the surroundings may care about.
    pub(crate) fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// Starts a timer, or starts it again.
    pub(crate) fn arm(&mut self, timer: TimerKind, config: &Config) {
        let (min, max) = match timer {
            TimerKind::Election => (config.election_timeout_min, config.election_timeout_max),
            TimerKind::Heartbeat => (config.heartbeat_interval, config.heartbeat_interval),
        };
        self.effects.push(Effect::Arm { timer, min, max });
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
