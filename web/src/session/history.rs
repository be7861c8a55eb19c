//! The run at a glance, for the strips of the time bar: who led when, who was down or cut off, commits, snapshots.

use super::groups::groups;
use raft::chunks::Chunks;
use raft::{Duration, Notice, Reason, ServerId, ServerSet, Term, Time};
use record::{
    Control, Event, EventKind, EventNumber, Observer, Outcome, ServerControl, observe_cuts,
};

/// A span of time on one server's strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    pub(crate) server: ServerId,
    pub(crate) kind: SpanKind,
    pub(crate) from: Time,
    /// None if it has not ended.
    pub(crate) to: Option<Time>,
    /// The event with which it began.
    pub(crate) event: EventNumber,
}

/// What a server was for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SpanKind {
    /// Leader of this term.
    Leader(Term),
    /// Crashed, or stopped.
    Down,
    /// Cut off from every other server in at least one direction.
    Cut,
    /// In the group at this place, of servers that reach only each other.
    Apart(usize),
}

impl SpanKind {
    /// The same for all leaders.
    pub(crate) fn sort(self) -> SpanKind {
        match self {
            SpanKind::Leader(_) => SpanKind::Leader(0),
            kind => kind,
        }
    }
}

/// A moment on the strips.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    pub(crate) time: Time,
    pub(crate) kind: MarkKind,
    /// The event that it stands for.
    pub(crate) event: EventNumber,
}

/// What happened at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MarkKind {
    /// A leader's commit index advanced.
    Commit,
    /// The server has a new snapshot.
    Snapshot(ServerId),
    Violation,
}

/// What does not change any more.
#[derive(Clone, Copy)]
enum Past {
    Span(Span),
    Mark(Mark),
}

/// The strips, made from events alone. Copies share what they have in common.
#[derive(Clone)]
pub(crate) struct History {
    servers: ServerSet,
    /// Stretches that have ended, by their end, and marks.
    past: Chunks<Past>,
    /// Stretches that have not ended.
    open: Vec<Span>,
    cuts: Vec<(ServerId, ServerId)>,
}

impl History {
    /// Of a run of these servers, before its first event.
    pub(crate) fn new(servers: ServerSet) -> History {
        History {
            servers,
            past: Chunks::default(),
            open: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// The stretches so far, those that have ended first.
    pub(crate) fn spans(&self) -> impl Iterator<Item = &Span> {
        let ended = self.past.iter().filter_map(|past| match past {
            Past::Span(span) => Some(span),
            Past::Mark(_) => None,
        });
        ended.chain(&self.open)
    }

    pub(crate) fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.past.iter().filter_map(|past| match past {
            Past::Mark(mark) => Some(mark),
            Past::Span(_) => None,
        })
    }

    /// The event nearest to a moment, among those that begin a stretch or have a mark, and not further from it than this.
    pub(crate) fn nearest(&self, to: Time, reach: Duration) -> Option<EventNumber> {
        let spans = self.spans().map(|span| (span.from, span.event));
        let all = spans.chain(self.marks().map(|mark| (mark.time, mark.event)));
        let far = |time: Time| time.since(to).0.max(to.since(time).0);
        let nearest = all.min_by_key(|(time, _)| far(*time))?;
        (far(nearest.0) <= reach.0).then_some(nearest.1)
    }

    fn follows(&mut self, event: &Event, server: ServerId, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(Reason::CommitAdvanced { .. }) => {
                self.mark(event, MarkKind::Commit);
            }
            Outcome::CheckFailed { .. } => self.mark(event, MarkKind::Violation),
            Outcome::Noticed(notice) => match notice {
                Notice::SnapshotInstalled(_) => {
                    self.mark(event, MarkKind::Snapshot(server));
                }
                Notice::BecameLeader(term) => {
                    self.begin(event, server, SpanKind::Leader(*term));
                }
                Notice::SteppedDown(_) | Notice::TermChanged(_) => {
                    self.end(event.time, server, is_leader);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn happens(&mut self, event: &Event, server: ServerId) {
        match &event.kind {
            EventKind::Crashed { .. } => {
                self.end(event.time, server, is_leader);
                self.begin(event, server, SpanKind::Down);
            }
            EventKind::Control(Control::Server(ServerControl::Paused)) => {
                self.begin(event, server, SpanKind::Down);
            }
            EventKind::Started { .. }
            | EventKind::Control(Control::Server(ServerControl::Resumed)) => {
                self.end(event.time, server, |kind| kind == SpanKind::Down);
            }
            EventKind::SnapshotDue
            | EventKind::Control(Control::Server(ServerControl::SnapshotRequested)) => {
                self.mark(event, MarkKind::Snapshot(server));
            }
            _ => {}
        }
    }

    /// Links were cut or healed: some servers may be apart from others now, others not any more.
    fn links_change(&mut self, event: &Event, control: &Control) {
        observe_cuts(&mut self.cuts, control, self.servers);
        let groups = groups(self.servers, &self.cuts);
        for server in self.servers.iter() {
            let group = groups.iter().position(|group| group.contains(server));
            let apart = match group {
                Some(place) => Some(SpanKind::Apart(place)),
                None => self.is_cut_off(server).then_some(SpanKind::Cut),
            };
            let ends = |kind| is_apart(kind) && Some(kind) != apart;
            self.end(event.time, server, ends);
            apart
                .into_iter()
                .for_each(|kind| self.begin(event, server, kind));
        }
    }

    fn begin(&mut self, event: &Event, server: ServerId, kind: SpanKind) {
        let mut open = self.open.iter();
        if !open.any(|span| span.server == server && span.kind == kind) {
            self.open.push(Span {
                server,
                kind,
                from: event.time,
                to: None,
                event: event.number,
            });
        }
    }

    fn end(&mut self, time: Time, server: ServerId, ends: impl Fn(SpanKind) -> bool) {
        while let Some(place) =
            (self.open.iter()).position(|span| span.server == server && ends(span.kind))
        {
            let span = self.open.remove(place);
            let to = Some(time);
            self.past.push(Past::Span(Span { to, ..span }));
        }
    }

    fn mark(&mut self, event: &Event, kind: MarkKind) {
        self.past.push(Past::Mark(Mark {
            time: event.time,
            kind,
            event: event.number,
        }));
    }

    fn is_cut_off(&self, server: ServerId) -> bool {
        let others = self.servers.len() - 1;
        let cut = |is_mine: fn(&(ServerId, ServerId), ServerId) -> bool| {
            self.cuts.iter().filter(|cut| is_mine(cut, server)).count() >= others
        };
        others > 0 && (cut(|cut, me| cut.0 == me) || cut(|cut, me| cut.1 == me))
    }
}

impl Observer for History {
    fn observe(&mut self, event: &Event) {
        if let EventKind::Control(control) = &event.kind {
            self.links_change(event, control);
        }
        let Some(server) = event.server else { return };
        self.happens(event, server);
        for outcome in &event.outcomes {
            self.follows(event, server, outcome);
        }
    }
}

fn is_apart(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Apart(_) | SpanKind::Cut)
}

fn is_leader(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Leader(_))
}
