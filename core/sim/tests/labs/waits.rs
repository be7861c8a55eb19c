//! How the tester waits: for a leader, for agreement, for an index.

use crate::lab::{Lab, Verdict};
use crate::tasks::{Next, One};
use raft::{Command, Duration, Index, ServerId, Term};

/// Within what time a new leader must stand.
const NEW_LEADER: u64 = 5_000;

impl Lab {
    /// The one leader among the connected servers, of the highest term if some are behind. Looks ten times, half a
    /// second apart.
    pub(crate) fn one_leader(&mut self) -> Verdict<ServerId> {
        for _ in 0..10 {
            let millis = 450 + self.choices.below(100);
            self.sleep(Duration::from_millis(millis))?;
            if let Some(leader) = self.leader()? {
                return Ok(leader);
            }
        }
        Err("no server led when one should".into())
    }

    /// The leader of the highest term now. Two of one term are an error.
    fn leader(&self) -> Verdict<Option<ServerId>> {
        let leads = |id: &ServerId| self.is_connected(*id) && self.tester.leads(*id);
        let mut leaders: Vec<ServerId> = self.servers().filter(leads).collect();
        leaders.sort_by_key(|id| self.tester.term(*id));
        let same_term = |pair: &&[ServerId]| self.tester.term(pair[0]) == self.tester.term(pair[1]);
        match leaders.windows(2).find(same_term) {
            Some(pair) => Err(format!("{} and {} lead one term", pair[0], pair[1])),
            None => Ok(leaders.last().copied()),
        }
    }

    /// As [`Lab::one_leader`], looking every 5 ms, and notes how long it took.
    pub(crate) fn new_leader(&mut self) -> Verdict<ServerId> {
        let begun = self.now();
        loop {
            let took = self.now().since(begun).0 / 1_000;
            self.figures
                .at_most("ms without a leader", took, NEW_LEADER)?;
            match self.leader()? {
                Some(leader) => return Ok(leader),
                None => self.sleep(Duration::from_millis(5))?,
            }
        }
    }

    /// The term of all connected servers, which is the same.
    pub(crate) fn one_term(&self) -> Verdict<Term> {
        let connected = self.servers().filter(|id| self.is_connected(*id));
        let terms: Vec<Term> = connected.filter_map(|id| self.tester.term(id)).collect();
        match terms.iter().all(|term| *term == terms[0]) {
            true => Ok(terms[0]),
            false => Err(format!("the servers disagree on the term: {terms:?}")),
        }
    }

    pub(crate) fn no_leader(&self) -> Verdict {
        let mut connected = self.servers().filter(|id| self.is_connected(*id));
        match connected.find(|id| self.tester.leads(*id)) {
            Some(id) => Err(format!("{id} leads, and has no majority")),
            None => Ok(()),
        }
    }

    /// No server may have applied this index.
    pub(crate) fn not_committed(&self, index: Index) -> Verdict {
        match self.tester.committed(index).0 {
            0 => Ok(()),
            servers => Err(format!(
                "{servers} servers applied {index}, which cannot be"
            )),
        }
    }

    /// Gets a command applied by `wanted` servers and returns its index. Whether it may be started more than once, if
    /// what a leader took is lost, is for `retry` to say.
    pub(crate) fn one(&mut self, command: &Command, wanted: usize, retry: bool) -> Verdict<Index> {
        let mut one = One::new(command.clone(), wanted, retry, self.now());
        loop {
            match one.proceed(self)? {
                Next::Look(pause) => self.sleep(pause)?,
                Next::Done(index) => return Ok(index),
            }
        }
    }

    /// The same for a number, with retries.
    pub(crate) fn one_number(&mut self, number: u64, wanted: usize) -> Verdict<Index> {
        let command = self.command(number);
        self.one(&command, wanted, true)
    }

    /// The same for a number that must not be lost.
    pub(crate) fn one_at_once(&mut self, number: u64, wanted: usize) -> Verdict<Index> {
        let command = self.command(number);
        self.one(&command, wanted, false)
    }

    /// The same for a command that differs from all others.
    pub(crate) fn one_more(&mut self, wanted: usize) -> Verdict<Index> {
        let command = self.any_command();
        self.one(&command, wanted, true)
    }

    /// What `wanted` servers apply at an index. None if some server is in a later term than `term` before they do,
    /// because then they may never.
    pub(crate) fn wait(
        &mut self,
        index: Index,
        wanted: usize,
        term: Option<Term>,
    ) -> Verdict<Option<Command>> {
        let mut pause = Duration::from_millis(10);
        for _ in 0..30 {
            if self.tester.committed(index).0 >= wanted {
                break;
            }
            self.sleep(pause)?;
            if pause < Duration::from_millis(1_000) {
                pause = pause + pause;
            }
            let later = |id| term.is_some() && self.tester.term(id) > term;
            if self.servers().any(later) {
                return Ok(None);
            }
        }
        match self.tester.committed(index) {
            (servers, command) if servers >= wanted => Ok(command.cloned()),
            (servers, _) => Err(format!("{index} is applied by {servers}, not by {wanted}")),
        }
    }
}
