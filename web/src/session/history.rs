//! The run at a glance, for the strips of the time bar and for jumps: who led when, who was down or cut off, what happened. To draw
//! it, or to find the next of a kind, takes no longer because a run is long.

use super::axis::Axis;
use super::groups::groups;
use super::interest::{Jump, is_landmark};
use raft::chunks::Chunks;
use raft::{Duration, Notice, Reason, ServerId, ServerSet, Term, Time};
use record::{
    Control, Event, EventKind, EventNumber, Observer, Outcome, ServerControl, observe_cuts,
};

/// Something that happened at a moment, or went on for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    pub(crate) kind: MarkKind,
    /// When it happened, or began.
    pub(crate) time: Time,
    /// When it ended; none while it goes on. What happens at a moment ends with it.
    pub(crate) end: Option<Time>,
    /// The event with which it began.
    pub(crate) event: EventNumber,
}

/// What happened, or what a server was for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MarkKind {
    // — spans —
    /// Leader of this term.
    Leader(Term),
    /// Crashed.
    Down,
    /// The process was stopped.
    Paused,
    /// Cut off from every other server in at least one direction.
    Cut,
    /// In the group at this place, of servers that reach only each other.
    Apart(usize),
    /// At least one operation of a client had no answer.
    Waiting,

    // — moments —
    /// The server was started again.
    Restart,
    /// The server stood for election.
    Candidate,
    /// A leader's commit index advanced.
    Commit,
    /// The server has a new snapshot.
    Snapshot,
    /// The reader disturbed the cluster, but for what spans say of a server.
    Fault,
    Violation,
    /// What is worth a jump, of any kind.
    Landmark,
}

impl MarkKind {
    fn is_drawn(self) -> bool {
        !matches!(self, MarkKind::Landmark | MarkKind::Restart)
    }

    /// The same for all kinds that share a row.
    pub(crate) fn sort(self) -> MarkKind {
        match self {
            MarkKind::Leader(_) => MarkKind::Leader(0),
            MarkKind::Apart(_) => MarkKind::Cut,
            kind => kind,
        }
    }
}

impl Jump {
    /// Whether it leads to where marks of this sort begin.
    fn seeks(self, sort: MarkKind) -> bool {
        match self {
            Jump::Interest => sort == MarkKind::Landmark,
            Jump::Election => matches!(sort, MarkKind::Candidate | MarkKind::Leader(_)),
            Jump::Commit => sort == MarkKind::Commit,
            Jump::Crash => matches!(sort, MarkKind::Down | MarkKind::Restart),
            Jump::Snapshot => sort == MarkKind::Snapshot,
            Jump::Violation => sort == MarkKind::Violation,
            // Those are the timeline's.
            Jump::Mark => false,
        }
    }
}

/// The marks of one sort; of one server, where it is about servers. None begins before the one before it has ended, so that they
/// are in order by event, by beginning and by end.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) sort: MarkKind,
    pub(crate) server: Option<ServerId>,
    pub(crate) marks: Chunks<Mark>,
}

impl Row {
    /// What is seen of it on an axis: of the marks that end within so many pixels, at least one, the first. So there are no more
    /// of them than pixels, and no others are looked at.
    pub(crate) fn seen(&self, axis: Axis, pixels: u64) -> impl Iterator<Item = &Mark> {
        let (mut from, mut place) = (Some(Time(axis.from)), self.marks.first());
        std::iter::from_fn(move || {
            let time = from?;
            let ended = |mark: &Mark| mark.end.is_some_and(|end| end < time);
            place = self.marks.partition_point_from(place, ended);
            let mark = self.marks.get(place)?;
            let end = mark.end.filter(|end| end.0 <= axis.end());
            from = end.map(|end| axis.first_at(axis.x(end) + pixels));
            (mark.time.0 <= axis.end()).then_some(mark)
        })
    }

    fn next(&self, from: EventNumber) -> Option<&Mark> {
        let place = self.marks.partition_point(|mark| mark.event < from);
        self.marks.get(place)
    }

    fn previous(&self, before: EventNumber) -> Option<&Mark> {
        let place = self.marks.partition_point(|mark| mark.event < before);
        self.marks.get(place.checked_sub(1)?)
    }

    /// The mark that begins nearest to a moment.
    fn nearest(&self, to: Time) -> Option<&Mark> {
        let after = self.marks.partition_point(|mark| mark.time < to);
        let both = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let both = both.filter_map(|place| self.marks.get(place));
        both.min_by_key(|mark| mark.distance(to))
    }

    /// Ends what goes on, if it is such a thing.
    fn end(&mut self, time: Time, ends: impl Fn(MarkKind) -> bool) {
        let open = self.marks.last().filter(|mark| mark.end.is_none());
        if let Some(mark) = open.copied().filter(|mark| ends(mark.kind)) {
            self.marks.truncate(self.marks.end() - 1);
            let end = Some(time);
            self.marks.push(Mark { end, ..mark });
        }
    }
}

impl Mark {
    fn distance(&self, to: Time) -> Duration {
        self.time.since(to).max(to.since(self.time))
    }
}

/// The strips, made from events alone. Copies share what they have in common.
#[derive(Clone)]
pub(crate) struct History {
    servers: ServerSet,
    /// One for each sort and server of which there is a mark.
    rows: Vec<Row>,
    cuts: Vec<(ServerId, ServerId)>,
    /// How many operations have no answer.
    waiting: u32,
}

impl History {
    /// Of a run of these servers, before its first event.
    pub(crate) fn new(servers: ServerSet) -> History {
        History {
            servers,
            rows: Vec::new(),
            cuts: Vec::new(),
            waiting: 0,
        }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first mark of a kind at this event or after it.
    pub(crate) fn next(&self, kind: Jump, from: EventNumber) -> Option<&Mark> {
        let next = self.sought(kind).filter_map(|row| row.next(from));
        next.min_by_key(|mark| mark.event)
    }

    /// The last mark of a kind before this event.
    pub(crate) fn previous(&self, kind: Jump, before: EventNumber) -> Option<&Mark> {
        let previous = self.sought(kind).filter_map(|row| row.previous(before));
        previous.max_by_key(|mark| mark.event)
    }

    /// The mark that is drawn and begins nearest to a moment, not further from it than this.
    pub(crate) fn nearest(&self, to: Time, reach: Duration) -> Option<&Mark> {
        let drawn = (self.rows.iter()).filter(|row| row.sort.is_drawn());
        let nearest = drawn.filter_map(|row| row.nearest(to));
        let nearest = nearest.min_by_key(|mark| mark.distance(to))?;
        (nearest.distance(to) <= reach).then_some(nearest)
    }

    fn sought(&self, kind: Jump) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| kind.seeks(row.sort))
    }

    fn follows(&mut self, event: &Event, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(Reason::CommitAdvanced { .. }) => {
                self.mark(event, None, MarkKind::Commit);
            }
            Outcome::CheckFailed { .. } => self.mark(event, None, MarkKind::Violation),
            Outcome::Queued { .. } => {
                self.waiting += 1;
                self.begin(event, None, MarkKind::Waiting);
            }
            Outcome::OperationEnded { .. } => {
                debug_assert!(self.waiting > 0, "it was queued before");
                self.waiting = self.waiting.saturating_sub(1);
                if self.waiting == 0 {
                    self.ends(event, None, MarkKind::Waiting);
                }
            }
            Outcome::Noticed(notice) => self.notices(event, notice),
            _ => {}
        }
    }

    fn notices(&mut self, event: &Event, notice: &Notice) {
        let server = event.server;
        match notice {
            Notice::SnapshotInstalled(_) => self.mark(event, server, MarkKind::Snapshot),
            Notice::BecameCandidate(_) => self.mark(event, server, MarkKind::Candidate),
            Notice::BecameLeader(term) => self.begin(event, server, MarkKind::Leader(*term)),
            Notice::SteppedDown(_) | Notice::TermChanged(_) => {
                self.ends(event, server, MarkKind::Leader(0));
            }
            _ => {}
        }
    }

    fn happens(&mut self, event: &Event) {
        let server = event.server;
        match &event.kind {
            EventKind::Crashed { .. } => {
                self.ends(event, server, MarkKind::Leader(0));
                self.begin(event, server, MarkKind::Down);
            }
            EventKind::Started { again } => {
                if *again {
                    self.mark(event, server, MarkKind::Restart);
                }
                self.ends(event, server, MarkKind::Down);
                self.ends(event, server, MarkKind::Paused);
            }
            EventKind::SnapshotDue => self.mark(event, server, MarkKind::Snapshot),
            EventKind::Lost { manual: true, .. } => self.mark(event, None, MarkKind::Fault),
            EventKind::Control(control) => self.is_controlled(event, control),
            _ => {}
        }
    }

    fn is_controlled(&mut self, event: &Event, control: &Control) {
        let server = event.server;
        self.links_change(event, control);
        match control {
            Control::Server(ServerControl::Paused) => self.begin(event, server, MarkKind::Paused),
            Control::Server(ServerControl::Resumed) => self.ends(event, server, MarkKind::Paused),
            Control::Server(ServerControl::SnapshotRequested) => {
                self.mark(event, server, MarkKind::Snapshot);
            }
            Control::Server(ServerControl::DiskStalled | ServerControl::DiskErased)
            | Control::LogErased { .. }
            | Control::Message { .. }
            | Control::Cut { .. }
            | Control::Partitioned { .. }
            | Control::DiskOverridden { latency: Some(_) }
            | Control::LinkOverridden {
                profile: Some(_), ..
            } => self.mark(event, None, MarkKind::Fault),
            _ => {}
        }
    }

    /// Links were cut or healed: some servers may be apart from others now, others not any more.
    fn links_change(&mut self, event: &Event, control: &Control) {
        let before = self.cuts.clone();
        observe_cuts(&mut self.cuts, control, self.servers);
        if self.cuts == before {
            return;
        }
        let groups = groups(self.servers, &self.cuts);
        for server in self.servers.iter() {
            let group = groups.iter().position(|group| group.contains(server));
            let apart = match group {
                Some(place) => Some(MarkKind::Apart(place)),
                None => self.is_cut_off(server).then_some(MarkKind::Cut),
            };
            match apart {
                Some(kind) => self.begin(event, Some(server), kind),
                None => self.ends(event, Some(server), MarkKind::Cut),
            }
        }
    }

    /// Something of this kind begins, unless it goes on already; what went on in its row ends.
    fn begin(&mut self, event: &Event, server: Option<ServerId>, kind: MarkKind) {
        let row = self.row(server, kind);
        row.end(event.time, |other| other != kind);
        if row.marks.last().is_none_or(|mark| mark.end.is_some()) {
            row.marks.push(Mark {
                kind,
                time: event.time,
                end: None,
                event: event.number,
            });
        }
    }

    /// What went on in a row does so no more.
    fn ends(&mut self, event: &Event, server: Option<ServerId>, kind: MarkKind) {
        if let Some(place) = self.place(server, kind) {
            self.rows[place].end(event.time, |_| true);
        }
    }

    /// One event leaves one mark of a kind.
    fn mark(&mut self, event: &Event, server: Option<ServerId>, kind: MarkKind) {
        let row = self.row(server, kind);
        if (row.marks.last()).is_none_or(|mark| mark.event != event.number) {
            row.marks.push(Mark {
                kind,
                time: event.time,
                end: Some(event.time),
                event: event.number,
            });
        }
    }

    /// The row of a kind, which may be empty.
    fn row(&mut self, server: Option<ServerId>, kind: MarkKind) -> &mut Row {
        let place = self.place(server, kind).unwrap_or_else(|| {
            self.rows.push(Row {
                sort: kind.sort(),
                server,
                marks: Chunks::default(),
            });
            self.rows.len() - 1
        });
        &mut self.rows[place]
    }

    fn place(&self, server: Option<ServerId>, kind: MarkKind) -> Option<usize> {
        let own = (kind.sort(), server);
        (self.rows.iter()).position(|row| (row.sort, row.server) == own)
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
        self.happens(event);
        for outcome in &event.outcomes {
            self.follows(event, outcome);
        }
        if is_landmark(event) {
            self.mark(event, None, MarkKind::Landmark);
        }
    }
}
