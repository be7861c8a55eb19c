//! The run at a glance, for the strips of the time bar: who led when, who was down or cut off, commits, snapshots.

use raft::{Notice, Reason, ServerId, Term, Time};
use record::view::{Process, ServerView};
use record::{ClusterView, Control, Event, EventKind, Outcome, RoleName, ServerControl};

/// How many spans and marks are kept; older ones make room.
const MOST: usize = 300;

/// A span of time on one server's strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    pub(crate) server: ServerId,
    pub(crate) kind: SpanKind,
    pub(crate) from: Time,
    /// None if it has not ended.
    pub(crate) to: Option<Time>,
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
}

/// A moment on the strips.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    pub(crate) time: Time,
    pub(crate) kind: MarkKind,
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

#[derive(Clone, Default, Debug)]
pub(crate) struct History {
    /// Stretches, by their beginning.
    pub(crate) spans: Vec<Span>,
    pub(crate) marks: Vec<Mark>,
}

impl History {
    /// Adds the marks of an event.
    pub(crate) fn observe(&mut self, event: &Event) {
        for outcome in &event.outcomes {
            let kind = match outcome {
                Outcome::Decided(Reason::CommitAdvanced { .. }) => MarkKind::Commit,
                Outcome::CheckFailed { .. } => MarkKind::Violation,
                Outcome::Noticed(Notice::SnapshotInstalled(_)) => match event.server {
                    Some(server) => MarkKind::Snapshot(server),
                    None => {
                        debug_assert!(false, "a server installs a snapshot");
                        continue;
                    }
                },
                _ => continue,
            };
            self.mark(event.time, kind);
        }
        if let (
            EventKind::SnapshotDue
            | EventKind::Control(Control::Server(ServerControl::SnapshotRequested)),
            Some(server),
        ) = (&event.kind, event.server)
        {
            self.mark(event.time, MarkKind::Snapshot(server));
        }
    }

    /// Opens and closes spans by what the servers are now.
    pub(crate) fn update(&mut self, view: &ClusterView) {
        for server in &view.servers {
            let leads = server.process != Process::Crashed && server.role == RoleName::Leader;
            let running = server.process == Process::Running;
            self.span(view, server, SpanKind::Leader(server.term), leads);
            self.span(view, server, SpanKind::Down, !running);
            self.span(view, server, SpanKind::Cut, is_cut_off(server.id, view));
        }
    }

    fn span(&mut self, view: &ClusterView, server: &ServerView, kind: SpanKind, is: bool) {
        let same_sort = |span: &Span| {
            let sort = std::mem::discriminant(&span.kind) == std::mem::discriminant(&kind);
            span.server == server.id && span.to.is_none() && sort
        };
        if let Some(open) = self.spans.iter_mut().rev().find(|span| same_sort(span)) {
            if is && open.kind == kind {
                return;
            }
            open.to = Some(view.time);
        }
        if is {
            make_room(&mut self.spans);
            self.spans.push(Span {
                server: server.id,
                kind,
                from: view.time,
                to: None,
            });
        }
    }

    fn mark(&mut self, time: Time, kind: MarkKind) {
        make_room(&mut self.marks);
        self.marks.push(Mark { time, kind });
    }
}

fn make_room<T>(list: &mut Vec<T>) {
    if list.len() >= MOST {
        list.remove(0);
    }
}

fn is_cut_off(server: ServerId, view: &ClusterView) -> bool {
    let others = view.servers.len() - 1;
    let cut = |is_mine: fn(&(ServerId, ServerId), ServerId) -> bool| {
        view.cuts.iter().filter(|cut| is_mine(cut, server)).count() >= others
    };
    others > 0 && (cut(|cut, me| cut.0 == me) || cut(|cut, me| cut.1 == me))
}
