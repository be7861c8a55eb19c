//! Part A: leader election (§5.2).

use crate::lab::{ELECTION, Lab, Verdict};
use crate::rows::row;
use raft::Duration;

#[test]
fn lab_2a_initial_election_one_leader_stands_and_stays() {
    row("2A InitialElection", 3, |lab| {
        lab.new_leader()?;
        let leader = lab.one_leader()?;
        lab.sleep(Duration::from_millis(50))?;
        let term = lab.one_term()?;
        if term < 1 {
            return Err("there is a leader in term 0".into());
        }
        let requests = lab.tester.requests;
        lab.sleep(ELECTION + ELECTION)?;
        let heartbeats = (lab.tester.requests - requests) / (2 * 2);
        lab.figures
            .at_most("heartbeats a second to each", heartbeats, 10)?;
        stays(lab, leader, term)
    })
    .holds();
}

#[test]
fn lab_2a_reelection_a_new_leader_stands_where_a_majority_is_and_only_there() {
    row("2A ReElection", 3, |lab| {
        let first = lab.one_leader()?;
        lab.disconnect(first)?;
        let second = lab.new_leader()?;
        lab.one_leader()?;
        let term = lab.one_term()?;
        lab.connect(first)?;
        stays(lab, second, term)?;

        lab.disconnect(second)?;
        let third = lab.after(second, 1);
        lab.disconnect(third)?;
        lab.sleep(ELECTION + ELECTION)?;
        lab.no_leader()?;

        lab.connect(third)?;
        lab.new_leader()?;
        let leader = lab.one_leader()?;
        let term = lab.one_term()?;
        lab.connect(second)?;
        stays(lab, leader, term)
    })
    .holds();
}

#[test]
fn lab_2a_many_elections_any_three_of_seven_servers_may_be_cut_off() {
    row("2A ManyElections", 7, |lab| {
        lab.one_leader()?;
        for _ in 0..9 {
            let cut = [lab.any_server(), lab.any_server(), lab.any_server()];
            cut.iter().try_for_each(|id| lab.disconnect(*id))?;
            lab.new_leader()?;
            lab.one_leader()?;
            cut.iter().try_for_each(|id| lab.connect(*id))?;
        }
        lab.one_leader().map(|_| ())
    })
    .holds();
}

/// Without a fault, leader and term remain.
fn stays(lab: &mut Lab, leader: raft::ServerId, term: raft::Term) -> Verdict {
    let found = (lab.one_leader()?, lab.one_term()?);
    match found == (leader, term) {
        true => Ok(()),
        false => Err(format!(
            "{leader} led term {term}, and then {} term {} without need",
            found.0, found.1
        )),
    }
}
