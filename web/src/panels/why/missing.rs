//! Where an acknowledgement is that a commit waits for.

use super::fact::{Fact, ruled, server};
use super::message::title;
use super::picture::Picture;
use crate::session::Selection;
use raft::message::AppendOutcome;
use raft::{Index, Message, ServerId};
use record::view::{Process, ProgressMode, ServerView};
use record::{Envelope, Fate};

/// For each voter whose acknowledgement of an entry its leader lacks, where that is.
pub(super) fn acknowledgements(at: Picture<'_>, leader: &ServerView, index: Index) -> Vec<Fact> {
    let configuration = leader.configuration;
    let voters = configuration.voters.union(configuration.outgoing);
    let wait = Wait { at, leader, index };
    voters.iter().filter_map(|voter| wait.of(voter)).collect()
}

struct Wait<'a> {
    at: Picture<'a>,
    leader: &'a ServerView,
    index: Index,
}

impl Wait<'_> {
    fn of(&self, voter: ServerId) -> Option<Fact> {
        let (text, link) = if voter == self.leader.id {
            self.own()?
        } else {
            let mut beliefs = self.leader.progress.iter();
            let known = beliefs.find(|it| it.peer == voter);
            if known.is_some_and(|it| it.match_index >= self.index) {
                return None;
            }
            self.of_follower(server(self.at.view, voter)?)
        };
        Some(ruled("missing", format!("{voter}: {text}"), "§5.3").to(link))
    }

    /// The leader counts itself once the entry is on its own disk.
    fn own(&self) -> Option<(String, Selection)> {
        let id = self.leader.id;
        let waits = self.leader.durable < self.index;
        waits.then(|| {
            (
                "the entry is not on its disk yet".into(),
                Selection::Disk(id),
            )
        })
    }

    fn of_follower(&self, follower: &ServerView) -> (String, Selection) {
        if follower.process == Process::Crashed {
            return ("it is down".into(), Selection::Server(follower.id));
        }
        self.under_way(follower)
            .or_else(|| self.at_disk(follower))
            .or_else(|| self.kept_from(follower))
            .or_else(|| self.lost(follower.id))
            .unwrap_or_else(|| self.not_sent(follower.id))
    }

    /// The reply or else the request, on its way.
    fn under_way(&self, follower: &ServerView) -> Option<(String, Selection)> {
        let messages = || self.at.view.messages.iter();
        let reply = messages().find(|it| self.replies(&it.envelope, follower.id));
        let message =
            reply.or_else(|| messages().find(|it| self.asks(&it.envelope, follower.id)))?;
        let what = match reply {
            Some(_) => "its reply",
            None => "AppendEntries",
        };
        let end = match message.fate {
            Fate::Arrives(time) => format!("is on its way and arrives at {time}"),
            Fate::Lost(time) => format!("is on its way and will be lost at {time}"),
            Fate::Unknown => "is on its way".to_owned(),
        };
        let name = Selection::Message(message.envelope.name());
        Some((format!("{what} {end}"), name))
    }

    /// At the follower's disk the reply, at the leader's the request.
    fn at_disk(&self, follower: &ServerView) -> Option<(String, Selection)> {
        let here = follower.disk.waiting.iter();
        let there = self.leader.disk.waiting.iter();
        let mut replies = here.filter(|(_, it)| self.replies(it, follower.id));
        let mut requests = there.filter(|(_, it)| self.asks(it, follower.id));
        let (text, (_, envelope)) = match replies.next() {
            Some(reply) => ("its reply waits for its disk", reply),
            None => (
                "AppendEntries waits for the leader's disk",
                requests.next()?,
            ),
        };
        Some((text.into(), Selection::Message(envelope.name())))
    }

    fn kept_from(&self, follower: &ServerView) -> Option<(String, Selection)> {
        let (from, to) = (self.leader.id, follower.id);
        let cuts = &self.at.view.cuts;
        if cuts.contains(&(from, to)) || cuts.contains(&(to, from)) {
            return Some(("the link is cut".into(), Selection::Link { from, to }));
        }
        let paused = follower.process == Process::Paused;
        paused.then(|| ("it is paused".into(), Selection::Server(to)))
    }

    /// The last message between the two that matters, if it was lost.
    fn lost(&self, follower: ServerId) -> Option<(String, Selection)> {
        let matters = |it: &Envelope| self.replies(it, follower) || self.asks(it, follower);
        let mut ended = self.at.recent()?.ended();
        let last = ended.find(|it| matters(&it.envelope))?;
        last.lost?;
        let text = format!("{} was lost at {}", title(&last.envelope), last.at);
        Some((text, Selection::Event(last.event)))
    }

    fn not_sent(&self, follower: ServerId) -> (String, Selection) {
        let mut beliefs = self.leader.progress.iter();
        let text = match beliefs.find(|it| it.peer == follower) {
            Some(known) => match known.mode {
                ProgressMode::Snapshot {
                    acknowledged,
                    total,
                } => format!(
                    "it gets a snapshot first, of which it has {acknowledged} of {total} bytes"
                ),
                ProgressMode::Probe => format!(
                    "the leader looks for the place where the logs agree, and tries next index {}",
                    known.next
                ),
                ProgressMode::Replicate if known.next <= self.index => {
                    format!("not sent yet: its next index is {}", known.next)
                }
                ProgressMode::Replicate => "it was sent, and no reply has come".to_owned(),
            },
            None => "it was never sent to it".to_owned(),
        };
        (text, Selection::Server(follower))
    }

    /// Whether this request carries the entry to the follower.
    fn asks(&self, envelope: &Envelope, follower: ServerId) -> bool {
        let is_between = (envelope.from, envelope.to) == (self.leader.id, follower);
        is_between
            && matches!(envelope.message(), Some(Message::AppendEntries(m)) if m.term == self.leader.term
                && m.prev_log_index < self.index
                && self.index <= m.prev_log_index + m.entries.len() as u64)
    }

    /// Whether this reply acknowledges the entry to the leader.
    fn replies(&self, envelope: &Envelope, follower: ServerId) -> bool {
        let is_between = (envelope.from, envelope.to) == (follower, self.leader.id);
        is_between
            && matches!(envelope.message(), Some(Message::AppendEntriesReply(m)) if m.request_term == self.leader.term
                && matches!(m.outcome, AppendOutcome::Success { match_index } if match_index >= self.index))
    }
}
