//! Part D: snapshots (§7). Servers take one every ten entries, and the log must stay small.

use crate::lab::{Lab, Verdict};
use crate::rows::row;
use raft::ServerId;

/// What happens to one server in every round.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Nothing,
    Cut,
    Crash,
}

#[test]
fn lab_2d_snapshot_basic_followers_keep_up_without_being_sent_one() {
    row("2D SnapshotBasic", 3, |lab| {
        // Where one append may overtake another, the leader may have dropped what the follower then lacks.
        lab.set_in_order();
        rounds(lab, Fault::Nothing)?;
        lab.figures
            .at_most("snapshots installed", lab.tester.installed, 0)
    })
    .with_snapshots()
    .holds();
}

#[test]
fn lab_2d_snapshot_install_who_was_cut_off_catches_up_by_snapshot() {
    row("2D SnapshotInstall", 3, |lab| {
        rounds_with_installs(lab, Fault::Cut)
    })
    .with_snapshots()
    .holds();
}

#[test]
fn lab_2d_snapshot_install_unreliable_who_was_cut_off_catches_up_by_snapshot() {
    row("2D SnapshotInstallUnreliable", 3, |lab| {
        rounds_with_installs(lab, Fault::Cut)
    })
    .with_snapshots()
    .unreliable()
    .holds();
}

#[test]
fn lab_2d_snapshot_install_crash_snapshot_and_log_survive_a_restart() {
    row("2D SnapshotInstallCrash", 3, |lab| {
        rounds_with_installs(lab, Fault::Crash)
    })
    .with_snapshots()
    .holds();
}

#[test]
fn lab_2d_snapshot_install_un_crash_snapshot_and_log_survive_a_restart() {
    row("2D SnapshotInstallUnCrash", 3, |lab| {
        rounds_with_installs(lab, Fault::Crash)
    })
    .with_snapshots()
    .unreliable()
    .holds();
}

#[test]
fn lab_2d_snapshot_all_crash_the_log_goes_on_where_it_was() {
    row("2D SnapshotAllCrash", 3, |lab| {
        lab.one_more(3)?;
        for _ in 0..5 {
            for _ in 0..some(lab) {
                lab.one_more(3)?;
            }
            let before = lab.one_more(3)?;
            lab.restart_all()?;
            let after = lab.one_more(3)?;
            if after <= before {
                return Err(format!("{after} follows {before}"));
            }
        }
        Ok(())
    })
    .with_snapshots()
    .unreliable()
    .holds();
}

#[test]
fn lab_2d_snapshot_init_a_restarted_server_writes_its_snapshot_back() {
    row("2D SnapshotInit", 3, |lab| {
        for _ in 0..12 {
            lab.one_more(3)?;
        }
        lab.restart_all()?;
        lab.one_more(3)?;
        lab.restart_all()?;
        lab.one_more(3).map(|_| ())
    })
    .with_snapshots()
    .unreliable()
    .holds();
}

/// Thirty rounds of commands, each with one server at fault; every third time that is the leader.
fn rounds(lab: &mut Lab, fault: Fault) -> Verdict {
    lab.one_more(3)?;
    let mut leader = lab.one_leader()?;
    for round in 0..30 {
        let other = lab.after(leader, 1);
        let (victim, sender) = match round % 3 == 1 {
            true => (leader, other),
            false => (other, leader),
        };
        let present = begin(lab, victim, fault)?;
        for _ in 0..some(lab) {
            let command = lab.any_command();
            lab.start(sender, &command)?;
        }
        lab.one_more(present)?;
        lab.check_log_size()?;
        leader = end(lab, (victim, leader), fault)?;
    }
    Ok(())
}

/// As [`rounds`]; a server that comes back is too far behind for the log, at times.
fn rounds_with_installs(lab: &mut Lab, fault: Fault) -> Verdict {
    rounds(lab, fault)?;
    let installed = lab.tester.installed;
    lab.figures.note("snapshots installed", installed);
    match installed {
        0 => Err("no server needed a snapshot".into()),
        _ => Ok(()),
    }
}

/// The fault begins, and the others agree on something. Returns how many those are.
fn begin(lab: &mut Lab, victim: ServerId, fault: Fault) -> Verdict<usize> {
    match fault {
        Fault::Nothing => return Ok(3),
        Fault::Cut => lab.disconnect(victim)?,
        Fault::Crash => lab.crash(victim)?,
    }
    lab.one_more(2)?;
    Ok(2)
}

/// The fault ends, and all agree on something. Names the leader.
fn end(lab: &mut Lab, (victim, leader): (ServerId, ServerId), fault: Fault) -> Verdict<ServerId> {
    match fault {
        Fault::Nothing => return Ok(leader),
        Fault::Cut => {}
        Fault::Crash => lab.restart(victim)?,
    }
    lab.connect(victim)?;
    lab.one_more(3)?;
    lab.one_leader()
}

/// Five to fourteen.
fn some(lab: &mut Lab) -> u64 {
    5 + lab.choices.below(10)
}
