//! One node on its own, and short words for what it says and hears.

use crate::message::*;
use crate::quorum::{Count, Tally};
use crate::*;
use std::sync::Arc;

/// A node and the last ticket it gave out.
pub(super) struct Lone {
    pub(super) node: Node,
    pub(super) ticket: Ticket,
}

/// How a lone server comes up.
pub(super) struct Setup {
    id: u8,
    config: Config,
    durable: Durable,
}

/// `S<id>` of three servers, with an empty disk.
pub(super) fn server(id: u8) -> Setup {
    Setup {
        id,
        config: Config::default(),
        durable: Durable::new(Configuration::simple(ServerSet::first(3))),
    }
}

impl Setup {
    /// One of `n` servers.
    pub(super) fn of(self, n: u8) -> Setup {
        self.configured(Configuration::simple(ServerSet::first(n)))
    }

    pub(super) fn configured(mut self, configuration: Configuration) -> Setup {
        self.durable.snapshot = Snapshot::first(configuration);
        self
    }

    pub(super) fn term(mut self, term: Term) -> Setup {
        self.durable.term = term;
        self
    }

    pub(super) fn voted_for(mut self, id: u8) -> Setup {
        self.durable.voted_for = Some(ServerId(id));
        self
    }

    /// A log of entries of these terms, the first at index 1, or after the snapshot.
    pub(super) fn log(mut self, terms: &[Term]) -> Setup {
        for term in terms {
            self.durable.log.push(entry(*term));
        }
        self.durable.term = self.durable.term.max(self.durable.log.last_term());
        self
    }

    /// A snapshot in place of the log so far.
    pub(super) fn snapshot(mut self, index: Index, term: Term) -> Setup {
        let configuration = self.durable.snapshot.configuration;
        self.durable.snapshot =
            Snapshot::new(index, term, configuration, b"state".as_slice().into());
        self.durable.log = Log::after(index, term);
        self.durable.term = self.durable.term.max(term);
        self
    }

    pub(super) fn tuned(mut self, tune: impl FnOnce(&mut Config)) -> Setup {
        tune(&mut self.config);
        self
    }

    /// Up and started, as a follower.
    pub(super) fn start(self) -> Lone {
        let node = Node::new(ServerId(self.id), self.config, self.durable, Ticket(0));
        let mut lone = Lone {
            node,
            ticket: Ticket(0),
        };
        lone.step(Input::Start);
        lone
    }

    /// Up, and candidate of the next term; its own vote is durable.
    pub(super) fn candidate(self) -> Lone {
        let mut lone = self.start();
        lone.timeout();
        lone.persisted();
        lone
    }

    /// Up, and leader of the next term by everybody's vote; all it wrote is durable.
    pub(super) fn leader(self) -> Lone {
        let mut lone = self.start();
        lone.lead();
        lone
    }

    /// As [`Setup::leader`], without a first entry of its own term.
    pub(super) fn leader_without_noop(self) -> Lone {
        self.tuned(|config| config.noop_on_election = false)
            .leader()
    }
}

impl Lone {
    pub(super) fn step(&mut self, input: Input) -> Vec<Effect> {
        self.step_at(Time::ZERO, input)
    }

    pub(super) fn step_at(&mut self, now: Time, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.node.step(now, input, &mut effects);
        for effect in &effects {
            match effect {
                Effect::Persist { ticket, .. } => self.ticket = *ticket,
                Effect::Notify(Notice::Violation(violation)) => panic!("{violation}"),
                _ => {}
            }
        }
        effects
    }

    pub(super) fn receive(&mut self, from: u8, message: Message) -> Vec<Effect> {
        let from = ServerId(from);
        self.step(Input::Message { from, message })
    }

    pub(super) fn timeout(&mut self) -> Vec<Effect> {
        self.step(Input::Timer(TimerKind::Election))
    }

    pub(super) fn heartbeat(&mut self) -> Vec<Effect> {
        self.step(Input::Timer(TimerKind::Heartbeat))
    }

    pub(super) fn propose(&mut self) -> Vec<Effect> {
        self.step(Input::Propose {
            id: ProposalId(7),
            command: Arc::default(),
        })
    }

    /// The disk has written everything so far.
    pub(super) fn persisted(&mut self) -> Vec<Effect> {
        self.step(Input::Persisted(self.ticket))
    }

    /// The state machine has applied through `index`.
    pub(super) fn applied(&mut self, index: Index) -> Vec<Effect> {
        self.step(Input::Applied(index))
    }

    /// An election, won with every vote.
    pub(super) fn lead(&mut self) {
        self.timeout();
        self.persisted();
        for voter in self
            .node
            .configuration()
            .voters
            .without([self.node.id()].into_iter().collect())
            .iter()
        {
            self.receive(voter.0, vote(self.node.term(), true));
        }
        self.persisted();
        assert!(matches!(self.node.role(), Role::Leader(_)), "no leader");
    }

    /// The follower accepts everything through `match_index`, answering the latest request.
    pub(super) fn ack(&mut self, from: u8, match_index: Index) -> Vec<Effect> {
        let request = self.progress(from).requests;
        self.receive(from, accepted(self.node.term(), request, match_index))
    }

    pub(super) fn progress(&self, of: u8) -> &Progress {
        let Role::Leader(leader) = self.node.role() else {
            panic!("only a leader has progress");
        };
        leader.progress.get(ServerId(of)).expect("a member")
    }

    /// The terms of the log, from its first entry on.
    pub(super) fn terms(&self) -> Vec<Term> {
        self.node
            .log()
            .iter_from(0)
            .map(|entry| entry.term)
            .collect()
    }

    pub(super) fn is_follower(&self) -> bool {
        matches!(self.node.role(), Role::Follower { .. })
    }

    pub(super) fn is_candidate(&self) -> bool {
        matches!(self.node.role(), Role::Candidate { .. })
    }

    pub(super) fn is_leader(&self) -> bool {
        matches!(self.node.role(), Role::Leader(_))
    }
}

// — words —

pub(super) fn servers(ids: &[u8]) -> ServerSet {
    ids.iter().copied().map(ServerId).collect()
}

/// How many are there of the one majority.
pub(super) fn count(have: u8, needed: u8) -> Count {
    Count {
        incoming: Tally { have, needed },
        outgoing: None,
    }
}

pub(super) fn entry(term: Term) -> Entry {
    Entry {
        term,
        payload: Payload::Command(Arc::default()),
    }
}

pub(super) fn noop(term: Term) -> Entry {
    Entry {
        term,
        payload: Payload::Noop,
    }
}

pub(super) fn entries(terms: &[Term]) -> Entries {
    terms.iter().map(|term| entry(*term)).collect()
}

/// `last` is the candidate's last (index, term).
pub(super) fn request_vote(term: Term, last: (Index, Term)) -> Message {
    Message::RequestVote(RequestVote {
        term,
        last_log_index: last.0,
        last_log_term: last.1,
    })
}

/// An answer in the term that asked.
pub(super) fn vote(term: Term, vote_granted: bool) -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term,
        request_term: term,
        vote_granted,
    })
}

/// `prev` is (index, term) of the entry before.
pub(super) fn append(
    term: Term,
    prev: (Index, Term),
    terms: &[Term],
    leader_commit: Index,
) -> Message {
    append_as(1, term, prev, entries(terms), leader_commit)
}

pub(super) fn append_as(
    request: u64,
    term: Term,
    prev: (Index, Term),
    entries: Entries,
    leader_commit: Index,
) -> Message {
    Message::AppendEntries(AppendEntries {
        term,
        request,
        prev_log_index: prev.0,
        prev_log_term: prev.1,
        entries,
        leader_commit,
    })
}

/// An answer to `request`, which had `prev_log_index`, in the term that asked.
pub(super) fn append_reply(
    term: Term,
    request: u64,
    prev_log_index: Index,
    outcome: AppendOutcome,
) -> Message {
    Message::AppendEntriesReply(AppendEntriesReply {
        term,
        request_term: term,
        request,
        prev_log_index,
        outcome,
    })
}

pub(super) fn accepted(term: Term, request: u64, match_index: Index) -> Message {
    append_reply(term, request, 0, AppendOutcome::Success { match_index })
}

pub(super) fn refused(
    term: Term,
    prev_log_index: Index,
    conflict_term: Option<Term>,
    conflict_index: Index,
    last_log_index: Index,
) -> Message {
    append_reply(
        term,
        1,
        prev_log_index,
        AppendOutcome::Conflict {
            conflict_term,
            conflict_index,
            last_log_index,
        },
    )
}

/// What is to be done: everything but reasons and notices.
pub(super) fn acts(effects: &[Effect]) -> Vec<Effect> {
    let is_act = |effect: &&Effect| !matches!(effect, Effect::Decided(_) | Effect::Notify(_));
    effects.iter().filter(is_act).cloned().collect()
}

pub(super) fn reasons(effects: &[Effect]) -> Vec<Reason> {
    let reason = |effect: &Effect| match effect {
        Effect::Decided(reason) => Some(*reason),
        _ => None,
    };
    effects.iter().filter_map(reason).collect()
}

pub(super) fn notices(effects: &[Effect]) -> Vec<Notice> {
    let notice = |effect: &Effect| match effect {
        Effect::Notify(notice) => Some(notice.clone()),
        _ => None,
    };
    effects.iter().filter_map(notice).collect()
}

/// Who is sent what.
pub(super) fn sent(effects: &[Effect]) -> Vec<(u8, Message)> {
    let message = |effect: &Effect| match effect {
        Effect::Send { to, message, .. } => Some((to.0, message.clone())),
        _ => None,
    };
    effects.iter().filter_map(message).collect()
}

/// The one message that is sent, to any server.
pub(super) fn only_message(effects: &[Effect]) -> Message {
    let [(_, message)] = &sent(effects)[..] else {
        panic!("not one message: {effects:?}");
    };
    message.clone()
}

/// What became of the append that was just answered.
pub(super) fn outcome(effects: &[Effect]) -> AppendOutcome {
    let Message::AppendEntriesReply(reply) = only_message(effects) else {
        panic!("no answer to an append: {effects:?}");
    };
    reply.outcome
}

/// Whether the vote that was just answered was granted.
pub(super) fn granted(effects: &[Effect]) -> bool {
    let Message::RequestVoteReply(reply) = only_message(effects) else {
        panic!("no answer to a request for a vote: {effects:?}");
    };
    reply.vote_granted
}

/// The operations of all writes, in order.
pub(super) fn written(effects: &[Effect]) -> Vec<DiskOp> {
    let ops = |effect: &Effect| match effect {
        Effect::Persist { ops, .. } => Some(ops.clone()),
        _ => None,
    };
    effects.iter().filter_map(ops).flatten().collect()
}

pub(super) fn arms_election_timer(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::Arm {
                timer: TimerKind::Election,
                ..
            }
        )
    })
}

pub(super) fn term_vote(term: Term, voted_for: Option<u8>) -> DiskOp {
    DiskOp::TermVote {
        term,
        voted_for: voted_for.map(ServerId),
    }
}

pub(super) fn write(from: Index, prev_term: Term, entries: Entries) -> DiskOp {
    DiskOp::Write {
        from,
        prev_term,
        entries,
    }
}

pub(super) fn persist(ticket: u64, ops: &[DiskOp]) -> Effect {
    Effect::Persist {
        ticket: Ticket(ticket),
        ops: ops.to_vec(),
    }
}

pub(super) fn send(to: u8, message: Message) -> Effect {
    Effect::Send {
        to: ServerId(to),
        message,
        after: None,
    }
}

pub(super) fn send_after(ticket: u64, to: u8, message: Message) -> Effect {
    Effect::Send {
        to: ServerId(to),
        message,
        after: Some(Ticket(ticket)),
    }
}

pub(super) fn apply(first: Index, entries: Entries) -> Effect {
    Effect::Apply { first, entries }
}

pub(super) fn arm_election() -> Effect {
    let config = Config::default();
    Effect::Arm {
        timer: TimerKind::Election,
        min: config.election_timeout_min,
        max: config.election_timeout_max,
    }
}

pub(super) fn arm_heartbeat() -> Effect {
    let interval = Config::default().heartbeat_interval;
    Effect::Arm {
        timer: TimerKind::Heartbeat,
        min: interval,
        max: interval,
    }
}
