//! The snapshot lab: what it knows of a run, and what is done in it.

use super::{Reader, opening};
use crate::session::lab::scenarios::SCENARIOS;
use crate::session::lab::transfer::{Came, What};
use crate::session::lab::trials::Question;
use crate::session::lab::{CrashPoint, InLab, LabField, Section};
use crate::session::recordings::Outgoing;
use crate::session::{Field, Msg, Session, Share, View};
use raft::{Duration, ServerId};
use record::Operation;
use record::view::Process;
use sim::{Action, Dial, MessageAction, ServerAction, Settings};

const S1: ServerId = ServerId(1);
const S3: ServerId = ServerId(3);

/// A reader of a run of three servers in which S1 leads, no snapshot is taken by itself, and six entries are applied.
fn reader() -> Reader {
    let mut settings = Settings {
        servers: 3,
        ..Settings::default()
    };
    settings.dials.push(Dial::SnapshotThreshold, 0);
    let mut reader = Reader::of(Session::new(crate::session::Opening {
        settings,
        seed: Some(7),
        ..opening()
    }));
    reader.say(Msg::Pause);
    reader.does(Action::Server(ServerAction::TimeOut, S1));
    reader.passes(200);
    for value in 1..=5 {
        reader.submits(value);
    }
    reader.say(Msg::View(View::Snapshot));
    reader
}

impl Reader {
    fn does(&mut self, action: Action) {
        self.say(Msg::Do(action));
        assert_eq!(self.alert(), None);
    }

    /// So many milliseconds of the run pass.
    fn passes(&mut self, millis: u64) {
        let until = self.session.now() + Duration::from_millis(millis);
        self.session.run_until(until);
        assert_eq!(self.session.now(), until, "a frame allows so much");
        self.say(Msg::DismissAlert);
    }

    fn submits(&mut self, value: i64) {
        let key = "x".into();
        self.does(Action::Submit(None, Operation::Set { key, value }));
        self.passes(100);
    }

    fn server(&self, id: ServerId) -> &record::view::ServerView {
        let mut servers = self.session.run.view.servers.iter();
        servers.find(|it| it.id == id).expect("one of the cluster")
    }

    fn open_lab(&self) -> &crate::session::lab::Lab {
        self.session.lab.as_ref().expect("the lab is open")
    }
}

#[test]
fn a_crash_between_the_two_writes_leaves_the_snapshot_and_the_whole_log_on_the_disk() {
    for (at, has_snapshot, has_whole_log) in [
        (CrashPoint::Before, false, true),
        (CrashPoint::Between, true, true),
        (CrashPoint::After, true, false),
        (CrashPoint::Tearing, true, true),
    ] {
        let mut reader = reader();
        reader.does(Action::Set(Dial::EntriesKept, 0));
        reader.say(Msg::Lab(InLab::Open(S1)));
        let applied = reader.server(S1).applied;
        reader.say(Msg::Lab(InLab::Crash(at)));
        assert_eq!(reader.server(S1).process, Process::Crashed, "{at:?}");
        let disk = reader.session.run.world().disk(S1).expect("a server");
        assert_eq!(
            disk.snapshot.id.last_included_index == applied,
            has_snapshot,
            "{at:?}"
        );
        assert_eq!(disk.log.first_index() == 1, has_whole_log, "{at:?}");
        let events = reader.session.run.world().events();
        let writes = reader
            .open_lab()
            .chronicle()
            .writes(S1, events)
            .expect("two writes");
        assert_eq!(writes.save.durable.is_some(), has_snapshot, "{at:?}");
        let drop = writes.drop.expect("no entry is kept").1;
        assert_eq!(drop.durable.is_none(), has_whole_log, "{at:?}");
        reader.does(Action::Server(ServerAction::Restart, S1));
        assert_eq!(
            reader.server(S1).durable,
            applied,
            "nothing that was durable is lost"
        );
    }
}

#[test]
fn a_snapshot_is_taken_at_the_index_that_was_typed() {
    let mut reader = reader();
    reader.say(Msg::Lab(InLab::Open(S1)));
    reader.type_in(Field::InLab(LabField::Index), "3");
    reader.say(Msg::Lab(InLab::TakeAt));
    assert_eq!(reader.alert(), None);
    let snapshot = reader.server(S1).snapshot.as_ref().expect("it was taken");
    assert_eq!(snapshot.id.last_included_index, 3);
    for wrong in ["three", "2.5", "-1", "999"] {
        reader.type_in(Field::InLab(LabField::Index), wrong);
        reader.say(Msg::Lab(InLab::TakeAt));
        assert!(reader.alert().is_some(), "{wrong}");
        reader.say(Msg::DismissAlert);
    }
}

/// A reader of a run in which S3 was away and is sent a snapshot in chunks of eight bytes.
fn while_it_is_sent() -> Reader {
    let mut reader = reader();
    reader.does(Action::Set(Dial::EntriesKept, 0));
    reader.does(Action::Set(Dial::ChunkSize, 8));
    reader.does(Action::Server(ServerAction::Crash, S3));
    reader.submits(6);
    reader.does(Action::Server(ServerAction::TakeSnapshot, S1));
    reader.passes(50);
    reader.does(Action::Server(ServerAction::Restart, S3));
    for _ in 0..400 {
        reader.passes(1);
        let events = reader.session.run.world().events();
        if reader
            .open_lab()
            .chronicle()
            .transfers(events)
            .next()
            .is_some()
        {
            return reader;
        }
    }
    panic!("no transfer begins");
}

#[test]
fn what_happens_to_a_chunk_is_known_of_its_transfer() {
    let mut reader = while_it_is_sent();
    let flying = reader.session.run.view.messages.iter();
    let chunks = flying.filter(|it| {
        it.envelope.to == S3 && it.envelope.name().kind == record::MessageKind::InstallSnapshot
    });
    let first = chunks
        .map(|it| it.envelope.name())
        .next()
        .expect("a chunk is on its way");
    reader.does(Action::Message(MessageAction::Drop, first));
    reader.passes(600);
    let events = reader.session.run.world().events();
    let (_, transfer) = reader
        .open_lab()
        .chronicle()
        .transfers(events)
        .next()
        .expect("one");
    let steps = transfer.steps_before(events);
    let has = |is: fn(&What) -> bool| steps.iter().any(|step| is(&step.what));
    assert!(has(|it| matches!(
        it,
        What::Lost(_, _, record::LossReason::Manual)
    )));
    assert!(
        has(|it| matches!(it, What::Again(_))),
        "a heartbeat finds no progress"
    );
    assert!(
        has(|it| matches!(it, What::Came(_, _, Came::Early))),
        "those behind it are kept"
    );
    assert!(has(|it| matches!(it, What::Durable(_))));
    assert!(transfer.is_over(events));
    assert_eq!(transfer.acknowledged(events), transfer.total);
    let pieces = transfer.pieces(events);
    assert_eq!(pieces.len() as u64, transfer.total.div_ceil(8));
    // Before it began, it is not known.
    assert_eq!(
        reader
            .open_lab()
            .chronicle()
            .transfers(transfer.began)
            .count(),
        0
    );
}

#[test]
fn more_entries_kept_flip_the_decision_in_a_branch_of_its_own() {
    let mut reader = while_it_is_sent();
    let events = reader.session.run.world().events();
    let chronicle = reader.open_lab().chronicle();
    let needs = chronicle.transfers(events).next().expect("one").1.needs;
    let dropped = chronicle
        .dropped(S1, needs, events)
        .expect("it was compacted");
    let enough = dropped.snapshot + 1 - needs;
    let event = dropped.event;
    reader.say(Msg::Lab(InLab::Keep(enough, event)));
    let branches = reader.session.run.recorded.timeline.branches().len();
    assert_eq!(branches, 2);
    assert_eq!(
        reader.session.run.world().dials().get(Dial::EntriesKept),
        enough
    );
    reader.say(Msg::Pause);
    // What was done later is not done there: the snapshot, and the restart.
    reader.does(Action::Server(ServerAction::TakeSnapshot, S1));
    reader.does(Action::Server(ServerAction::Restart, S3));
    reader.passes(400);
    let events = reader.session.run.world().events();
    assert_eq!(
        reader.open_lab().chronicle().transfers(events).count(),
        0,
        "it gets entries"
    );
    assert_eq!(reader.server(S3).applied, reader.server(S1).applied);
}

#[test]
fn the_lab_follows_a_run_that_is_gone_back_in_and_another_branch() {
    let mut reader = while_it_is_sent();
    let events = reader.session.run.world().events();
    reader.say(Msg::GoToEvent(5));
    assert_eq!(reader.open_lab().reads(), None);
    let at = |reader: &Reader| {
        let events = reader.session.run.world().events();
        reader.open_lab().chronicle().transfers(events).count()
    };
    assert_eq!(at(&reader), 0);
    reader.say(Msg::GoToEvent(events));
    assert_eq!(at(&reader), 1);
    reader.say(Msg::GoToEvent(5));
    reader.say(Msg::Do(Action::Server(ServerAction::Crash, S3)));
    for _ in 0..100 {
        reader.frame();
    }
    assert_eq!(at(&reader), 0, "nothing of the other branch");
}

#[test]
fn a_link_names_the_part_of_the_lab() {
    let mut reader = reader();
    reader.say(Msg::Lab(InLab::Look(Section::Sent, S3)));
    assert_eq!(
        reader.session.lab_in_words().as_deref(),
        Some("snapshot sent S3")
    );
    let look = crate::session::lab::of_words("snapshot sent S3");
    assert_eq!(look, Some(InLab::Look(Section::Sent, S3)));
    for other in [
        "",
        "stage",
        "snapshot",
        "snapshot x S1",
        "snapshot one S",
        "snapshot one S999",
    ] {
        assert_eq!(crate::session::lab::of_words(other), None, "{other}");
    }
    reader.say(Msg::View(View::Stage));
    assert_eq!(reader.session.lab_in_words(), None);
}

#[test]
fn a_link_shows_the_view_that_it_was_copied_from() {
    let mut reader = reader();
    let looks = [
        Msg::Lab(InLab::Look(Section::Sent, S3)),
        Msg::View(View::Stage),
    ];
    for (look, other) in looks.clone().into_iter().zip(looks.into_iter().rev()) {
        reader.say(look);
        let view = reader.session.screen.view;
        reader.say(Msg::Share(Share::CopyLink));
        let Some(Outgoing::Link(link)) = reader.session.outgoing.take() else {
            panic!("a link leaves");
        };
        reader.say(other);
        reader.say(Msg::Share(Share::OpenLink(link)));
        for _ in 0..1_000 {
            reader.frame();
        }
        assert_eq!(reader.session.taken_over(), None);
        assert_eq!(reader.session.screen.view, view);
        assert_eq!(reader.open_lab().section, Section::Sent);
    }
}

/// Lets frames pass until what was asked of the copies is answered, where no worker does it.
fn answered(reader: &mut Reader) {
    reader.say(Msg::CheckHere);
    let is_over = |lab: &crate::session::lab::Lab| {
        lab.trials.as_ref().is_some_and(|it| it.percent().is_none())
    };
    for _ in 0..20_000 {
        if is_over(reader.open_lab()) {
            return;
        }
        reader.frame();
    }
    panic!("it is not answered");
}

/// Plays a scenario until it has named a moment.
fn plays(reader: &mut Reader, title: &str, mark: &str) {
    reader.session.run.own_actions = 0;
    let scenario = SCENARIOS.iter().position(|it| it.title == title);
    reader.say(Msg::Lab(InLab::Scenario(scenario.expect("a scenario"))));
    reader.say(Msg::Pause);
    for _ in 0..400 {
        let marks = reader.session.run.recorded.timeline.branch().marks();
        if marks.iter().any(|(_, name)| name == mark) {
            return;
        }
        reader.say(Msg::NextStop);
        reader.watch(500_000);
    }
    panic!("{title} does not come to {mark}");
}

#[test]
fn a_transfer_goes_on_with_one_before_only_if_that_has_not_come_to_its_end() {
    let mut reader = reader();
    for (title, mark, has_one) in [
        ("A follower that was away", "the snapshot is there", false),
        ("Lost chunks and a new leader", "it goes on", true),
    ] {
        plays(&mut reader, title, mark);
        let events = reader.session.run.world().events();
        let transfers = reader.open_lab().chronicle().transfers(events);
        let after: Vec<bool> = transfers.map(|(_, it)| it.after.is_some()).collect();
        assert_eq!(after, [has_one, false], "{title}, the latest first");
    }
}

#[test]
fn a_chunk_has_the_same_number_whichever_leader_sends_it() {
    let mut reader = reader();
    plays(
        &mut reader,
        "Lost chunks and a new leader",
        "the snapshot is there",
    );
    let events = reader.session.run.world().events();
    let transfers: Vec<_> = reader.open_lab().chronicle().transfers(events).collect();
    let [(_, second), (_, first)] = transfers[..] else {
        panic!("one by each leader: {transfers:?}");
    };
    assert_eq!(second.chunks(events), first.chunks(events));
    assert!(
        second.pieces(events).len() < second.chunks(events).len(),
        "it leaves some out"
    );
}

#[test]
fn a_dial_is_found_that_lets_a_follower_catch_up_under_load() {
    let mut reader = reader();
    plays(&mut reader, "Never catches up", "behind again");
    reader.say(Msg::Lab(InLab::Try(Question::Remedies)));
    assert!(
        reader.session.heavy.take().is_some(),
        "a worker is asked first"
    );
    answered(&mut reader);
    let trials = reader.open_lab().trials.as_ref().expect("it was asked");
    assert_eq!(trials.failure(), None);
    let as_it_is = trials.tried.first().expect("the run as it is");
    assert!(as_it_is.behind().contains(S3), "{:?}", as_it_is.episodes);
    let helps = sim::trial::remedies_that_help(&trials.tried);
    assert!(!helps.is_empty());
}

#[test]
fn other_dials_are_tried_on_the_run_that_is_shown_and_copied_as_a_table() {
    let mut reader = reader();
    reader.say(Msg::Lab(InLab::Show(Section::Costs)));
    answered(&mut reader);
    let trials = reader.open_lab().trials.as_ref().expect("it was asked");
    let turned = |dial: Dial| {
        let all = trials.tried.iter();
        all.filter(|it| it.variant.turns(dial)).count()
    };
    assert!(turned(Dial::SnapshotThreshold) >= 3 && turned(Dial::EntriesKept) >= 3);
    let first = trials.tried.first().expect("the run as it is");
    assert!(first.variant.0.is_empty() && first.samples.len() > 100);
    reader.say(Msg::Lab(InLab::CopyTable));
    let Some(Outgoing::Table(table)) = reader.session.outgoing.take() else {
        panic!("a table leaves");
    };
    let columns: Vec<usize> = table.lines().map(|line| line.split('\t').count()).collect();
    assert!(
        columns.len() > 6 && columns.iter().all(|many| *many == 9),
        "{table}"
    );
    // Another run has other costs.
    reader.session.run.own_actions = 0;
    reader.say(Msg::Lab(InLab::Scenario(0)));
    assert!(reader.open_lab().trials.is_none());
}

#[test]
fn a_run_that_would_be_lost_is_asked_about() {
    let mut reader = reader();
    reader.say(Msg::Lab(InLab::Scenario(1)));
    assert_eq!(reader.open_lab().would_lose, Some(SCENARIOS[1].text));
    assert!(!reader.session.run.plays_script());
    reader.say(Msg::Lab(InLab::Scenario(1)));
    assert!(reader.session.run.plays_script());
    assert_eq!(reader.open_lab().would_lose, None);
}

#[test]
fn every_scenario_about_snapshots_is_in_the_lab() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/script/scenarios");
    let files = std::fs::read_dir(folder).expect("the scenarios");
    let mut found = 0;
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if name.starts_with("snapshot-") {
            let text = std::fs::read_to_string(&path).expect("a script");
            assert!(SCENARIOS.iter().any(|it| it.text == text), "{name}");
            found += 1;
        }
    }
    assert_eq!(found, SCENARIOS.len());
}
