//! Part C: what survives a crash, and networks that lose, delay and reorder.

use crate::lab::{ELECTION, Lab, Verdict};
use crate::rows::row;
use raft::{Duration, ServerId};

#[test]
fn lab_2c_persist1_commands_survive_the_crash_of_any_server() {
    row("2C Persist1", 3, |lab| {
        lab.one_number(11, 3)?;
        lab.restart_all()?;
        lab.one_number(12, 3)?;

        let leader = lab.one_leader()?;
        come_back(lab, leader)?;
        lab.one_number(13, 3)?;

        let leader = lab.one_leader()?;
        lab.disconnect(leader)?;
        lab.one_number(14, 2)?;
        come_back(lab, leader)?;
        lab.wait(4, 3, None)?;

        let leader = lab.one_leader()?;
        let follower = lab.after(leader, 1);
        lab.disconnect(follower)?;
        lab.one_number(15, 2)?;
        come_back(lab, follower)?;
        lab.one_number(16, 3).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2c_persist2_majorities_that_share_one_server_continue_one_log() {
    row("2C Persist2", 5, |lab| {
        let mut number = 11;
        for _ in 0..5 {
            lab.one_number(number, 5)?;
            let leader = lab.one_leader()?;
            let [second, third, fourth, fifth] = [1, 2, 3, 4].map(|at| lab.after(leader, at));
            lab.disconnect(second)?;
            lab.disconnect(third)?;
            lab.one_number(number + 1, 3)?;

            for id in [leader, fourth, fifth] {
                lab.disconnect(id)?;
            }
            come_back(lab, second)?;
            come_back(lab, third)?;
            lab.sleep(ELECTION)?;
            come_back(lab, fourth)?;
            lab.one_number(number + 2, 3)?;

            lab.connect(fifth)?;
            lab.connect(leader)?;
            number += 3;
        }
        lab.one_number(1_000, 5).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2c_persist3_a_leader_that_comes_back_alone_brings_its_log() {
    row("2C Persist3", 3, |lab| {
        lab.one_number(101, 3)?;
        let leader = lab.one_leader()?;
        let [second, third] = [1, 2].map(|places| lab.after(leader, places));
        lab.disconnect(third)?;
        lab.one_number(102, 2)?;

        lab.crash(leader)?;
        lab.crash(second)?;
        lab.connect(third)?;
        come_back(lab, leader)?;
        lab.one_number(103, 2)?;
        come_back(lab, second)?;
        lab.one_number(104, 3).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2c_figure_8_leaders_that_crash_in_a_row_never_undo_a_commit() {
    row("2C Figure8", 5, |lab| {
        lab.one_more(1)?;
        for _ in 0..1_000 {
            let leader = start_everywhere(lab, |_, _| true)?;
            some_time(lab)?;
            if let Some(leader) = leader {
                lab.crash(leader)?;
            }
            let up = lab.servers().filter(|id| lab.tester.is_up(*id)).count();
            let id = lab.any_server();
            if up < 3 && !lab.tester.is_up(id) {
                come_back(lab, id)?;
            }
        }
        all_come_back(lab)?;
        lab.one_more(5).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2c_unreliable_agree_everything_is_committed_on_a_network_that_loses() {
    row("2C UnreliableAgree", 5, |lab| {
        for round in 1..50 {
            (0..4).for_each(|place| lab.begin_one(100 * round + place));
            lab.one_number(round, 1)?;
        }
        lab.set_unreliable(false);
        lab.end_tasks()?;
        lab.one_number(100, 5).map(|_| ())
    })
    .unreliable()
    .holds();
}

#[test]
fn lab_2c_figure_8_unreliable_late_replies_of_cut_leaders_do_no_harm() {
    row("2C Figure8Unreliable", 5, |lab| {
        lab.one_more(1)?;
        for round in 0..1_000 {
            if round == 200 {
                lab.set_long_reordering();
            }
            let leader = start_everywhere(lab, Lab::is_connected)?;
            some_time(lab)?;
            if let Some(leader) = leader.filter(|_| lab.choices.below(1_000) < 500) {
                lab.disconnect(leader)?;
            }
            let connected = lab.servers().filter(|id| lab.is_connected(*id)).count();
            let id = lab.any_server();
            if connected < 3 {
                lab.connect(id)?;
            }
        }
        lab.servers().try_for_each(|id| lab.connect(id))?;
        lab.one_more(5).map(|_| ())
    })
    .unreliable()
    .holds();
}

#[test]
fn lab_2c_reliable_churn_no_command_that_was_applied_is_lost() {
    row("2C ReliableChurn", 5, churn).holds();
}

#[test]
fn lab_2c_unreliable_churn_no_command_that_was_applied_is_lost() {
    row("2C UnreliableChurn", 5, churn).unreliable().holds();
}

/// Clients that never rest, while servers are cut off, crash and come back.
fn churn(lab: &mut Lab) -> Verdict {
    (0..3).for_each(|number| lab.begin_client(number));
    for _ in 0..20 {
        if lab.choices.below(1_000) < 200 {
            let id = lab.any_server();
            lab.disconnect(id)?;
        }
        if lab.choices.below(1_000) < 500 {
            let id = lab.any_server();
            if !lab.tester.is_up(id) {
                lab.restart(id)?;
            }
            lab.connect(id)?;
        }
        if lab.choices.below(1_000) < 200 {
            let id = lab.any_server();
            if lab.tester.is_up(id) {
                lab.crash(id)?;
            }
        }
        lab.sleep(Duration(ELECTION.0 * 7 / 10))?;
    }
    lab.sleep(ELECTION)?;
    lab.set_unreliable(false);
    all_come_back(lab)?;
    let applied = lab.end_tasks()?;
    lab.sleep(ELECTION)?;
    let last = lab.one_more(5)?;
    lab.figures
        .note("commands seen applied", applied.len() as u64);
    let log = lab.tester.agreed(last);
    match applied.iter().find(|command| !log.contains(command)) {
        Some(command) => Err(format!("{command:?} was applied and is lost")),
        None => Ok(()),
    }
}

/// Gives every server a command, and names the last one that took it and is such as wanted.
fn start_everywhere(
    lab: &mut Lab,
    wanted: fn(&Lab, ServerId) -> bool,
) -> Verdict<Option<ServerId>> {
    let mut leader = None;
    for id in lab.servers() {
        let command = lab.any_command();
        if lab.start(id, &command)?.is_some() && wanted(lab, id) {
            leader = Some(id);
        }
    }
    Ok(leader)
}

/// Mostly so little that a command has come to some servers only, at times long enough for elections.
fn some_time(lab: &mut Lab) -> Verdict {
    let most = if lab.choices.below(1_000) < 100 {
        500_000
    } else {
        12_000
    };
    let micros = lab.choices.below(most);
    lab.sleep(Duration(micros))
}

/// The server starts again, and is connected.
fn come_back(lab: &mut Lab, id: ServerId) -> Verdict {
    lab.restart(id)?;
    lab.connect(id)
}

fn all_come_back(lab: &mut Lab) -> Verdict {
    for id in lab.servers() {
        if !lab.tester.is_up(id) {
            lab.restart(id)?;
        }
        lab.connect(id)?;
    }
    Ok(())
}
