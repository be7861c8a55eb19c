//! Saving a snapshot and dropping the log before it are two writes (§7); the lab crashes a server where the reader wants it to.

use crate::session::Session;
use raft::{ServerId, Ticket};
use record::DiskWrite;
use record::view::{ServerView, WriteView};
use sim::Action;
use sim::ServerAction::{self, Crash, CrashTearing, Sync, TakeSnapshot};

/// A point of the two writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CrashPoint {
    /// Neither is on the disk.
    Before,
    /// The snapshot is, and the whole log is still there.
    Between,
    /// Both are.
    After,
    /// The last of them is on the disk in part.
    Tearing,
}

impl CrashPoint {
    pub(crate) const ALL: [(CrashPoint, &str); 4] = [
        (CrashPoint::Before, "before both writes"),
        (CrashPoint::Between, "between the two"),
        (CrashPoint::After, "after both"),
        (CrashPoint::Tearing, "tearing the last"),
    ];
}

impl Session {
    /// Crashes the server that is looked at, at this point of the two writes of its snapshot, one of which it takes now if none is on
    /// its way. What is not possible is said.
    pub(super) fn crash_at(&mut self, at: CrashPoint) {
        let Some(id) = self.lab.as_ref().map(|lab| lab.server) else {
            return;
        };
        if snapshot_write(self.server(id)).is_none() {
            let take = Action::Server(TakeSnapshot, id);
            if let Some(why) = self.run.world().refusal(&take) {
                return self.complain(why);
            }
            self.act(&take);
        }
        let through = match at {
            CrashPoint::Before | CrashPoint::Tearing => None,
            CrashPoint::Between => snapshot_write(self.server(id)),
            CrashPoint::After => self.server(id).and_then(|it| it.disk.queue.last()),
        };
        if let Some(last) = through.map(|write| write.ticket) {
            self.sync_through(id, last);
        }
        self.do_to(
            if at == CrashPoint::Tearing {
                CrashTearing
            } else {
                Crash
            },
            id,
        );
    }

    /// Lets the disk finish its writes up to this one, one after the other.
    fn sync_through(&mut self, id: ServerId, last: Ticket) {
        let is_open = |write: &WriteView| write.ticket <= last;
        let open = self.server(id).map(|it| it.disk.queue.iter());
        let writes = open.into_iter().flatten().filter(|it| is_open(it)).count();
        for _ in 0..writes {
            self.do_to(Sync, id);
        }
    }

    fn do_to(&mut self, action: ServerAction, id: ServerId) {
        self.act(&Action::Server(action, id));
    }

    fn server(&self, id: ServerId) -> Option<&ServerView> {
        let mut servers = self.run.view.servers.iter();
        servers.find(|server| server.id == id)
    }
}

/// The write of a snapshot that is on its way to the disk.
fn snapshot_write(server: Option<&ServerView>) -> Option<&WriteView> {
    let saves = |write: &&WriteView| {
        let mut writes = write.writes.iter();
        writes.any(|it| matches!(it, DiskWrite::Snapshot { .. }))
    };
    server?.disk.queue.iter().find(saves)
}
