//! The smaller panels.

use super::{act, all, at_work, attr, name, named, run, session, submit, text};
use crate::panels::{
    checks, clients, command, dials, inspector, ledger, menu, partition, script, stage, story,
    timebar, why,
};
use crate::scene::Layout;
use crate::session::bar::Along;
use crate::session::{
    Dialog, Field, InBranches, Jump, Msg, Picture, Room, Say, Selection, Spot, Tab, Topic,
};
use raft::ServerId;
use sim::{Action, DIALS, Dial, ServerAction};
use std::rc::Rc;

#[test]
fn every_row_ends_with_what_the_machine_holds_and_marks_what_has_just_changed() {
    let mut session = at_work();
    session.update(Msg::Typed(Field::Command, "set y 6".into()));
    session.update(Msg::Submit);
    let leader = why::leader(&session.run.view).unwrap().id;
    while session.run.changes.is_empty() {
        session.update(Msg::StepForward);
        session.update(Msg::Pause);
    }
    let panel = ledger::view(&session);
    let groups = named(&panel, "group");
    assert_eq!(
        groups,
        (1..=5)
            .map(|id| format!("S{id} machine"))
            .collect::<Vec<_>>()
    );
    let marked = all(&panel)
        .into_iter()
        .filter(|el| attr(el, "class") == Some("new"));
    assert_eq!(marked.map(text).collect::<Vec<_>>(), ["y 6"]);
    assert_eq!(session.run.changes[0].server, leader);
    for _ in 0..200 {
        session.update(Msg::StepForward);
        session.update(Msg::Pause);
    }
    assert!(session.run.changes.is_empty(), "it is not new for ever");
}

#[test]
fn an_operation_is_pending_until_its_answer_comes() {
    let mut session = at_work();
    submit(&mut session, "add x 4");
    assert!(newest(&clients::view(&session)).starts_with("C1 add x 4 pending"));
    run(&mut session, 200);
    assert_eq!(newest(&clients::view(&session)), "C1 add x 4 ok: x = 7");
}

#[test]
fn an_operation_that_is_retried_says_so() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, leader));
    submit(&mut session, "add x 4");
    run(&mut session, 3_000);
    assert!(newest(&clients::view(&session)).contains("retried"));
}

#[test]
fn the_checks_hold_until_one_is_broken_and_then_name_the_event() {
    let mut session = at_work();
    session.update(Msg::OpenDialog(Dialog::Checks));
    assert_eq!(text(&checks::glance(&session)), "✓ 9 checks hold");
    assert!(text(&checks::view(&session)).starts_with("9 checks hold"));
    let view = Rc::make_mut(&mut session.run.view);
    view.checks[0].broken = Some((812, "S1 and S2 both led term 3.".into()));
    assert_eq!(text(&checks::glance(&session)), "✗ 9 checks, 1 broken");
    let panel = checks::view(&session);
    assert!(text(&panel).contains("S1 and S2 both led term 3."));
    assert!(named(&panel, "link").contains(&"event 812".to_owned()));
    assert_eq!(named(&panel, "list"), ["Safety checks"]);
}

#[test]
fn the_form_for_scripts_lists_the_scenarios_and_one_that_is_chosen_stands_in_it() {
    let mut session = at_work();
    session.update(Msg::OpenDialog(Dialog::Script));
    let panel = script::view(&session);
    let chosen = all(&panel).into_iter().find_map(|el| match el.on[..] {
        [(_, Say::Msg(ref msg))] if text(el).starts_with("Figure 7") => Some(msg.clone()),
        _ => None,
    });
    session.update(chosen.unwrap());
    assert!(
        session.forms.script.text.contains("servers 7"),
        "{}",
        session.forms.script.text
    );
    assert!(!session.forms.script.is_run);
}

#[test]
fn a_mistake_in_a_command_is_said_and_the_text_is_not_lost() {
    let mut session = at_work();
    session.update(Msg::Typed(Field::Command, "put x".into()));
    session.update(Msg::Submit);
    assert!(session.screen.alert.is_some());
    let panel = command::view(&session);
    let field = all(&panel)
        .into_iter()
        .find(|el| el.tag == "input")
        .unwrap();
    assert_eq!(
        (name(field).as_str(), attr(field, "value")),
        ("Command", Some("put x"))
    );
}

#[test]
fn every_dial_has_a_label_a_value_and_a_unit() {
    let panel = dials::view(&session(7));
    for info in &DIALS {
        let label = all(&panel)
            .into_iter()
            .find(|el| el.tag == "label" && text(el) == info.label);
        let id = attr(label.unwrap_or_else(|| panic!("no {}", info.label)), "for").unwrap();
        assert!(all(&panel).into_iter().any(|el| attr(el, "id") == Some(id)));
    }
}

#[test]
fn a_slider_turns_its_dial_and_the_number_beside_it_follows() {
    let mut session = session(7);
    session.update(Msg::Typed(Field::Slider(Dial::Loss), "1".into()));
    let panel = dials::view(&session);
    let number = all(&panel)
        .into_iter()
        .find(|el| attr(el, "id") == Some("dial-loss"))
        .unwrap();
    assert_eq!(attr(number, "value"), Some("0.1"));
}

#[test]
fn what_is_being_typed_into_a_dial_stays_until_it_is_turned() {
    let mut session = session(7);
    session.update(Msg::Typed(Field::Draft(Dial::Loss), "2".into()));
    run(&mut session, 100);
    let value = |session: &crate::session::Session| {
        let panel = dials::view(session);
        let number = all(&panel)
            .into_iter()
            .find(|el| attr(el, "id") == Some("dial-loss"))
            .unwrap();
        attr(number, "value").unwrap().to_owned()
    };
    assert_eq!(value(&session), "2");
    session.update(Msg::Typed(Field::Dial(Dial::Loss), "25".into()));
    assert_eq!(
        (
            value(&session).as_str(),
            session.run.world().dials().get(Dial::Loss)
        ),
        ("25", 250)
    );
}

#[test]
fn the_partition_form_says_which_servers_still_reach_each_other() {
    let mut session = at_work();
    session.update(Msg::OpenDialog(Dialog::Partition));
    session.update(Msg::Typed(Field::Group(ServerId(4)), "1".into()));
    session.update(Msg::Typed(Field::Group(ServerId(5)), "1".into()));
    assert!(text(&partition::view(&session)).contains("S1, S2, S3 | S4, S5"));
    session.update(Msg::Partition);
    assert_eq!(session.run.view.cuts.len(), 12);
}

#[test]
fn the_story_shows_its_newest_lines_and_says_how_many_came_before() {
    let mut session = at_work();
    for round in 0..200 {
        let server = ServerId(round % 5 + 1);
        session.update(Msg::Do(Action::Server(ServerAction::Isolate, server)));
        session.update(Msg::Do(Action::Server(ServerAction::Reconnect, server)));
    }
    let panel = story::view(&session);
    assert_eq!(named(&panel, "log"), ["Story"]);
    let lines = named(&panel, "p");
    assert!(
        lines[0].ends_with("earlier lines are not shown."),
        "{lines:#?}"
    );
    assert_eq!(lines.len(), 121, "{lines:#?}");
    assert!(lines[120].contains("S5"), "{lines:#?}");
}

#[test]
fn the_inspector_offers_what_can_be_done_to_what_it_shows() {
    let mut session = at_work();
    session.update(Msg::Select(Selection::Server(ServerId(2))));
    let panel = inspector::view(&session);
    assert!(text(&panel).starts_with("Selected: S2, "));
    assert!(named(&panel, "button").contains(&"Crash".to_owned()));
}

#[test]
fn whatever_can_be_selected_says_what_it_is() {
    let mut session = at_work();
    session.screen.room = crate::session::Room::of((1_280, 720));
    let leader = why::leader(&session.run.view).expect("a leader").id;
    let operation = Selection::Operation {
        client: session.run.view.clients[0].id,
        serial: 1,
    };
    let last = session.run.view.events;
    let wanted: [(Selection, &[&str]); 5] = [
        (Selection::Disk(leader), &["disk", "durable", "entries"]),
        (Selection::Machine(leader), &["machine", "x", "applied"]),
        (operation, &["set x 1", "ok"]),
        (Selection::Event(last - 1), &["event", "ms"]),
        (Selection::Check(0), &["Election Safety", "holds"]),
    ];
    for (selection, words) in wanted {
        session.update(Msg::Select(selection));
        let said = text(&inspector::view(&session));
        let missing = words
            .iter()
            .find(|word| !said.to_lowercase().contains(&word.to_lowercase()));
        assert_eq!(missing, None, "{selection:?}: {said}");
        assert!(said.len() > 40, "{selection:?}: {said}");
    }
}

#[test]
fn a_press_on_the_time_bar_selects_the_nearest_that_happened_there() {
    let mut session = at_work();
    session.update(Msg::Resized {
        whole: (1_280, 720),
        stage: (768, 500),
    });
    let axis = session.axis();
    let history = session.run.history();
    let election = history.next(Jump::Election, 0).expect("a server stood");
    let election = history.next(Jump::Election, election.event + 1);
    let election = election.expect("it won").time;
    session.update(Msg::PointAt(axis.x(election) as u16));
    let Some(Selection::Event(event)) = session.screen.selection else {
        panic!("{:?}", session.screen.selection);
    };
    let said = text(&inspector::view(&session));
    assert!(said.contains("wins term 1"), "event {event}: {said}");
    // Far from all that happened nothing is selected.
    session.update(Msg::Deselect);
    session.update(Msg::PointAt(axis.x(raft::Time(axis.end())) as u16));
    assert_eq!(session.screen.selection, None);
}

fn newest(panel: &crate::panels::element::El) -> String {
    let lines = named(panel, "li");
    lines.first().cloned().unwrap_or_default()
}

#[test]
fn of_siblings_either_all_have_a_key_or_none_so_that_the_focus_stays_where_it_is() {
    let mut session = at_work();
    act(
        &mut session,
        Action::Server(ServerAction::TakeSnapshot, ServerId(1)),
    );
    let panels = [
        ledger::view(&session),
        clients::view(&session),
        checks::view(&session),
        story::view(&session),
        dials::view(&session),
    ];
    for parent in panels.iter().flat_map(all) {
        let keyed = parent.children.iter().filter(|child| match child {
            crate::el::Child::El(child) => child.key.is_some(),
            _ => false,
        });
        let keyed = keyed.count();
        let class = attr(parent, "class").unwrap_or(parent.tag);
        assert!(
            keyed == 0 || keyed == parent.children.len(),
            "{class}: {keyed} of {}",
            parent.children.len()
        );
    }
}

#[test]
fn other_branches_are_lanes_from_where_they_part_from_the_one_that_is_shown() {
    let mut session = at_work();
    session.update(Msg::Pause);
    assert_eq!(lanes(&session), []);
    let first = session.run.head().time;
    session.update(Msg::Along(Along::Tenths(-5)));
    let parting = session.now();
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(1)),
    );
    run(&mut session, 200);
    session.update(Msg::Pause);
    let place = |session: &crate::session::Session, end| {
        let axis = session.axis();
        let (left, width) = (axis.x(parting), axis.x(end) - axis.x(parting));
        format!("margin-left:{left}px;width:{}px", width.max(24))
    };
    let lane = |session: &_, name: &str, end| [(format!("Branch {name}"), place(session, end))];
    assert_eq!(lanes(&session), lane(&session, "first", first));
    // A branch that leaves this one parts from the first where this one does.
    let second = session.run.head().time;
    let shown = session.run.recorded.timeline.branch().id();
    let events = session.run.head().events;
    session.update(Msg::GoToEvent(events - 3));
    assert!(session.now() > parting && session.now() < second);
    act(
        &mut session,
        Action::Server(ServerAction::Crash, ServerId(2)),
    );
    let [(_, third), (_, one)] = &lanes(&session)[..] else {
        panic!("{:?}", lanes(&session));
    };
    assert_eq!(*one, place(&session, first), "and not {third}");
    // A lane leads to its branch, and then it is the others that have one.
    session.update(Msg::Branches(InBranches::Switch(shown)));
    assert!(
        lanes(&session)
            .iter()
            .any(|(name, _)| name == "Branch crash S2")
    );
    session.update(Msg::Branches(InBranches::Switch(
        session.run.recorded.timeline.branches()[0].id(),
    )));
    let names: Vec<_> = lanes(&session).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Branch crash S2", "Branch crash S1"]);
}

/// What the lanes are called, and where they are.
fn lanes(session: &crate::session::Session) -> Vec<(String, String)> {
    let bar = timebar::view(session);
    let lanes = all(&bar).into_iter();
    let lanes = lanes.filter(|el| attr(el, "class") == Some("lane-of"));
    let of = |el| {
        Some((
            attr(el, "aria-label")?.to_owned(),
            attr(el, "style")?.to_owned(),
        ))
    };
    lanes.filter_map(of).collect()
}

#[test]
fn of_many_branches_the_newest_have_lanes_and_the_others_are_counted() {
    let mut session = at_work();
    session.update(Msg::Pause);
    for _ in 0..6 {
        session.update(Msg::Along(Along::Tenths(-1)));
        act(
            &mut session,
            Action::Server(ServerAction::Isolate, ServerId(1)),
        );
    }
    let bar = timebar::view(&session);
    let lanes = named(&bar, "button").into_iter();
    assert_eq!(lanes.filter(|name| name.starts_with("Branch ")).count(), 3);
    assert!(text(&bar).ends_with("+3"), "{}", text(&bar));
}

#[test]
fn the_time_bar_of_a_long_run_has_as_many_elements_as_that_of_a_short_one() {
    let mut session = at_work();
    let short = all(&timebar::view(&session)).len();
    for step in 0..20 {
        let server = ServerId(step % 5 + 1);
        act(&mut session, Action::Server(ServerAction::Crash, server));
        run(&mut session, 300);
        act(&mut session, Action::Server(ServerAction::Restart, server));
        submit(&mut session, "add x 1");
        run(&mut session, 600);
    }
    let terms = session.run.view.servers.iter().map(|it| it.term).max();
    let long = all(&timebar::view(&session)).len();
    assert!(long < short + 40, "{short}, then {long} in term {terms:?}");
}

#[test]
fn a_view_has_its_pictures_in_a_corner_or_in_the_menu_of_the_page() {
    let mut session = at_work();
    let layout = Rc::new(Layout::new((700.0, 500.0), 0.0, 5, 1));
    let pictures = |names: Vec<String>| {
        let names = names.into_iter();
        names
            .filter(|name| name.starts_with("Picture of"))
            .collect::<Vec<_>>()
    };
    let (of_stage, of_logs) = ("Picture of the stage", "Picture of the logs");
    session.screen.room = Room::of((1_280, 720));
    let stage = named(&stage::view(&session, &layout), "button");
    let logs = named(&ledger::view(&session), "button");
    assert_eq!(
        (pictures(stage), pictures(logs)),
        (vec![of_stage.into()], vec![of_logs.into()])
    );
    session.update(Msg::OpenMenu(
        Topic::Picture(Picture::Logs),
        Spot::default(),
    ));
    let offered = named(&menu::view(&session, &layout), "menuitem");
    assert_eq!(offered, ["Save as SVG"]);
    session.screen.room = Room::of((390, 844));
    for (tab, wanted) in [
        (Tab::Stage, &[of_stage][..]),
        (Tab::Logs, &[of_stage, of_logs]),
    ] {
        session.update(Msg::Show(tab));
        session.update(Msg::OpenMenu(Topic::Page, Spot::default()));
        let offered = named(&menu::view(&session, &layout), "menuitem");
        assert_eq!(pictures(offered), wanted, "{tab:?}");
    }
}
