//! Part B: log replication (§5.3).

use crate::lab::{ELECTION, Lab, Started, Verdict};
use crate::rows::row;
use raft::{Command, Duration, Index, ServerId, Term};

#[test]
fn lab_2b_basic_agree_commands_get_the_indexes_1_2_3() {
    row("2B BasicAgree", 3, |lab| {
        for index in 1..=3 {
            lab.not_committed(index)?;
            let found = lab.one_at_once(index * 100, 3)?;
            stands_at(found, index)?;
        }
        Ok(())
    })
    .holds();
}

#[test]
fn lab_2b_rpc_bytes_each_command_crosses_to_each_peer_once() {
    row("2B RPCBytes", 3, |lab| {
        lab.one_at_once(99, 3)?;
        let before = lab.tester.bytes;
        for index in 2..12 {
            let letters = (0..5_000).map(|_| b'a' + lab.choices.below(26) as u8);
            let command: Command = letters.collect();
            let found = lab.one(&command, 3, false)?;
            stands_at(found, index)?;
        }
        let sent = lab.tester.bytes - before;
        lab.figures
            .at_most("bytes for 50,000", sent, 3 * 50_000 + 50_000)
    })
    .holds();
}

#[test]
fn lab_2b_follower_failure_two_of_three_go_on_and_one_does_not() {
    row("2B FollowerFailure", 3, |lab| {
        lab.one_at_once(101, 3)?;
        let leader = lab.one_leader()?;
        lab.disconnect(lab.after(leader, 1))?;
        lab.one_at_once(102, 2)?;
        lab.sleep(ELECTION)?;
        lab.one_at_once(103, 2)?;

        let leader = lab.one_leader()?;
        lab.disconnect(lab.after(leader, 1))?;
        lab.disconnect(lab.after(leader, 2))?;
        let started = taken(lab.start_number(leader, 104)?)?;
        stands_at(started.index, 4)?;
        lab.sleep(ELECTION + ELECTION)?;
        lab.not_committed(4)
    })
    .holds();
}

#[test]
fn lab_2b_leader_failure_the_rest_goes_on_and_then_none() {
    row("2B LeaderFailure", 3, |lab| {
        lab.one_at_once(101, 3)?;
        let first = lab.one_leader()?;
        lab.disconnect(first)?;
        lab.one_at_once(102, 2)?;
        lab.sleep(ELECTION)?;
        lab.one_at_once(103, 2)?;

        let second = lab.one_leader()?;
        lab.disconnect(second)?;
        for id in lab.servers() {
            lab.start_number(id, 104)?;
        }
        lab.sleep(ELECTION + ELECTION)?;
        lab.not_committed(4)
    })
    .holds();
}

#[test]
fn lab_2b_fail_agree_a_follower_that_was_away_catches_up() {
    row("2B FailAgree", 3, |lab| {
        lab.one_at_once(101, 3)?;
        let leader = lab.one_leader()?;
        let follower = lab.after(leader, 1);
        lab.disconnect(follower)?;
        lab.one_at_once(102, 2)?;
        lab.one_at_once(103, 2)?;
        lab.sleep(ELECTION)?;
        lab.one_at_once(104, 2)?;
        lab.one_at_once(105, 2)?;

        lab.connect(follower)?;
        lab.one_number(106, 3)?;
        lab.sleep(ELECTION)?;
        lab.one_number(107, 3).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2b_fail_no_agree_two_of_five_commit_nothing() {
    row("2B FailNoAgree", 5, |lab| {
        lab.one_at_once(10, 5)?;
        let leader = lab.one_leader()?;
        let away = [1, 2, 3].map(|places| lab.after(leader, places));
        away.iter().try_for_each(|id| lab.disconnect(*id))?;
        let started = taken(lab.start_number(leader, 20)?)?;
        stands_at(started.index, 2)?;
        lab.sleep(ELECTION + ELECTION)?;
        lab.not_committed(2)?;

        away.iter().try_for_each(|id| lab.connect(*id))?;
        let leader = lab.one_leader()?;
        let started = taken(lab.start_number(leader, 30)?)?;
        if !(2..=3).contains(&started.index) {
            return Err(format!("the next command stands at {}", started.index));
        }
        lab.one_number(1_000, 5).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2b_concurrent_starts_five_at_once_are_each_applied_once() {
    row("2B ConcurrentStarts", 3, |lab| {
        in_some_try(lab, five_at_once)
    })
    .holds();
}

fn five_at_once(lab: &mut Lab) -> Verdict<Option<()>> {
    let leader = lab.one_leader()?;
    let Some(first) = lab.start_number(leader, 1)? else {
        return Ok(None);
    };
    let mut indexes = Vec::new();
    for number in 100..105 {
        match lab.start_number(leader, number)? {
            Some(started) if started.term == first.term => indexes.push(started.index),
            _ => return Ok(None),
        }
    }
    let mut found = Vec::new();
    for index in indexes {
        match lab.wait(index, 3, Some(first.term))? {
            Some(command) => found.push(command),
            None => return Ok(None),
        }
    }
    let wanted: Vec<_> = (100..105).map(|number| lab.command(number)).collect();
    match found == wanted {
        true => Ok(Some(())),
        false => Err("five commands came to other places than their starts said".into()),
    }
}

#[test]
fn lab_2b_rejoin_what_a_lost_leader_took_vanishes() {
    row("2B Rejoin", 3, |lab| {
        lab.one_number(101, 3)?;
        let first = lab.one_leader()?;
        lab.disconnect(first)?;
        for number in [102, 103, 104] {
            lab.start_number(first, number)?;
        }
        lab.one_number(103, 2)?;

        let second = lab.one_leader()?;
        lab.disconnect(second)?;
        lab.connect(first)?;
        lab.one_number(104, 2)?;
        lab.connect(second)?;
        lab.one_number(105, 3).map(|_| ())
    })
    .holds();
}

#[test]
fn lab_2b_backup_a_leader_finds_where_long_logs_part_in_time() {
    row("2B Backup", 5, |lab| {
        lab.one_more(5)?;
        let leader = lab.one_leader()?;
        let others = [2, 3, 4].map(|places| lab.after(leader, places));
        others.iter().try_for_each(|id| lab.disconnect(*id))?;
        start_fifty(lab, leader)?;
        lab.disconnect(leader)?;
        lab.disconnect(lab.after(leader, 1))?;

        others.iter().try_for_each(|id| lab.connect(*id))?;
        (0..50).try_for_each(|_| lab.one_more(3).map(|_| ()))?;
        let second = lab.one_leader()?;
        let away = match lab.after(leader, 2) {
            id if id == second => lab.after(second, 1),
            id => id,
        };
        lab.disconnect(away)?;
        start_fifty(lab, second)?;

        lab.servers().try_for_each(|id| lab.disconnect(id))?;
        for id in [leader, lab.after(leader, 1), away] {
            lab.connect(id)?;
        }
        (0..50).try_for_each(|_| lab.one_more(3).map(|_| ()))?;
        lab.servers().try_for_each(|id| lab.connect(id))?;
        lab.one_more(5).map(|_| ())
    })
    .holds();
}

/// Fifty commands that cannot be committed.
fn start_fifty(lab: &mut Lab, leader: ServerId) -> Verdict {
    for _ in 0..50 {
        let command = lab.any_command();
        taken(lab.start(leader, &command)?)?;
    }
    lab.sleep(Duration(ELECTION.0 / 2))
}

#[test]
fn lab_2b_count_elections_commands_and_idleness_take_few_requests() {
    row("2B Count", 3, |lab| {
        lab.one_leader()?;
        let requests = lab.tester.requests;
        if requests == 0 {
            return Err("a leader without a request for a vote".into());
        }
        lab.figures
            .at_most("requests for an election", requests, 30)?;
        in_some_try(lab, twelve_at_once)?;
        let before = lab.tester.requests;
        lab.sleep(ELECTION)?;
        let idle = lab.tester.requests - before;
        lab.figures.at_most("requests in an idle second", idle, 60)
    })
    .holds();
}

fn twelve_at_once(lab: &mut Lab) -> Verdict<Option<()>> {
    let leader = lab.one_leader()?;
    let before = lab.tester.requests;
    let Some(first) = lab.start_number(leader, 1)? else {
        return Ok(None);
    };
    let mut commands = Vec::new();
    for index in first.index + 1..first.index + 12 {
        let command = lab.any_command();
        match lab.start(leader, &command)? {
            Some(started) if started.term == first.term => stands_at(started.index, index)?,
            _ => return Ok(None),
        }
        commands.push((index, command));
    }
    for (index, command) in commands {
        match lab.wait(index, 3, Some(first.term))? {
            Some(found) if found == command => {}
            Some(_) => return Err(format!("another command stands at {index}")),
            None => return Ok(None),
        }
    }
    if !in_term(lab, first.term) {
        return Ok(None);
    }
    let requests = lab.tester.requests - before;
    lab.figures
        .at_most("requests for twelve commands", requests, (10 + 1 + 3) * 3)?;
    Ok(Some(()))
}

fn in_term(lab: &Lab, term: Term) -> bool {
    lab.servers().all(|id| lab.tester.term(id) == Some(term))
}

/// Up to five tries, three seconds apart, since a change of leaders in the middle proves nothing.
fn in_some_try(lab: &mut Lab, mut attempt: impl FnMut(&mut Lab) -> Verdict<Option<()>>) -> Verdict {
    for _ in 0..5 {
        if attempt(lab)?.is_some() {
            return Ok(());
        }
        lab.sleep(Duration::from_millis(3_000))?;
    }
    Err("the leader changed in every try".into())
}

fn taken(started: Option<Started>) -> Verdict<Started> {
    started.ok_or_else(|| "a leader did not take a command".into())
}

fn stands_at(found: Index, wanted: Index) -> Verdict {
    match found == wanted {
        true => Ok(()),
        false => Err(format!("a command stands at {found} instead of {wanted}")),
    }
}
