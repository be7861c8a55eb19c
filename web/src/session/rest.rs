//! What was done later in another branch, done in this one as well: at the same times, as far as it still makes sense.

use super::branches::words;
use super::run::Run;
use super::slice::{EVENTS, Slice};
use sim::timeline::Done;
use sim::world::Position;

pub(crate) struct Rest {
    /// What is to be done yet, the last first.
    left: Vec<Done>,
    done: usize,
    /// What was not done, and why.
    left_out: Vec<String>,
    /// Where the reader was.
    pub(super) began: Position,
}

impl Rest {
    pub(super) fn new(mut actions: Vec<Done>, began: Position) -> Rest {
        actions.reverse();
        Rest {
            left: actions,
            done: 0,
            left_out: Vec::new(),
            began,
        }
    }

    /// Goes on as far as a frame allows; whether all is done.
    pub(super) fn go_on(&mut self, run: &mut Run, stopwatch: fn() -> u64) -> bool {
        let mut slice = Slice::of_events(stopwatch);
        while let Some((at, action)) = self.left.last() {
            if !slice.goes_on() {
                return false;
            }
            let is_there = (0..EVENTS).all(|_| run.recorded.timeline.step_until(at.time).is_some());
            if is_there {
                continue;
            }
            let is_over = run.world().now() > at.time;
            if !is_over {
                run.recorded.timeline.advance(at.time);
            }
            let refusal = run
                .world()
                .refusal(action)
                .map(|refusal| refusal.to_string());
            match refusal.or(is_over.then(|| "its time is over here".to_owned())) {
                Some(why) => self.left_out.push(format!("{}: {why}", words(action))),
                None => {
                    run.act(action);
                    self.done += 1;
                }
            }
            self.left.pop();
        }
        true
    }

    /// What was done, and what was not.
    pub(super) fn result(&self) -> String {
        let all = self.done + self.left_out.len();
        let mut words = match (self.done, all) {
            (1, 1) => "The one thing that was done later is done here, too.".to_owned(),
            (done, all) if done == all => {
                format!("All {all} things that were done later are done here, too.")
            }
            (done, all) => {
                format!("{done} of {all} things that were done later are done here, too. Not: ")
            }
        };
        words += &self.left_out.join("; ");
        words
    }
}
