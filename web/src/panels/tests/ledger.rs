//! The ledger: what each row says, what is folded, and how little is drawn of much.

use super::{act, all, at_work, attr, named, run, session, submit, text};
use crate::panels::{ledger, why};
use crate::session::{Field, Msg, Selection, Session};
use raft::{Entry, Index, Payload, ServerId};
use sim::{Action, Dial, ServerAction};
use std::rc::Rc;

#[test]
fn before_the_first_entry_the_ledger_says_so() {
    let ledger = ledger::view(&session(7));
    assert!(text(&ledger).contains("No entries yet."));
}

#[test]
fn an_entry_is_called_by_server_index_and_term_and_says_how_far_it_has_come() {
    let session = at_work();
    let buttons = named(&ledger::view(&session), "button");
    let id = follower(&session);
    let second = format!("{id} entry 2, term 1, set x 1, applied");
    assert!(buttons.contains(&second), "{buttons:#?}");
}

#[test]
fn an_entry_of_a_lonely_leader_is_neither_committed_nor_at_first_on_disk() {
    let mut session = at_work();
    let leader = why::leader(&session.run.view).unwrap().id;
    act(
        &mut session,
        Action::Server(ServerAction::StallDisk, leader),
    );
    act(&mut session, Action::Server(ServerAction::Isolate, leader));
    submit(&mut session, "set z 9");
    run(&mut session, 30);
    let buttons = named(&ledger::view(&session), "button");
    let newest = buttons.iter().find(|name| name.contains("set z 9"));
    assert!(
        newest.is_some_and(|name| name.ends_with("not committed, not on disk")),
        "{buttons:#?}"
    );
}

#[test]
fn the_row_of_a_follower_says_what_the_leader_believes_of_it() {
    let session = at_work();
    let rows = named(&ledger::view(&session), "rowheader");
    let followers: Vec<_> = rows
        .iter()
        .filter(|name| name.contains("next 6, match 5"))
        .collect();
    assert_eq!(followers.len(), 4, "{rows:?}");
}

#[test]
fn a_row_that_disagrees_with_the_leader_says_where() {
    let mut session = at_work();
    let old = why::leader(&session.run.view).unwrap().id;
    act(&mut session, Action::Server(ServerAction::Isolate, old));
    submit(&mut session, "set z 9");
    run(&mut session, 1_000);
    let rows = named(&ledger::view(&session), "rowheader");
    let new = why::leader(&session.run.view).unwrap().id;
    assert_ne!(old, new);
    let words = format!("differs from {new} from 6 on");
    assert!(
        rows.iter()
            .any(|row| row.starts_with(&old.to_string()) && row.ends_with(&words)),
        "{rows:?}"
    );
}

#[test]
fn the_compacted_prefix_is_one_block_however_long_it_is() {
    let mut session = at_work();
    act(&mut session, Action::Set(Dial::EntriesKept, 0));
    for number in 0..30 {
        submit(&mut session, &format!("set x {number}"));
        run(&mut session, 100);
    }
    let buttons = named(&ledger::view(&session), "button");
    for id in 1..=5 {
        let blocks = buttons
            .iter()
            .filter(|name| name.starts_with(&format!("S{id} snapshot up to ")));
        assert_eq!(blocks.count(), 1, "{buttons:#?}");
    }
    assert!(buttons.len() < 5 * 12, "{buttons:#?}");
}

#[test]
fn of_a_log_of_thousands_only_the_columns_in_sight_are_drawn() {
    let mut session = with_long_logs(5_000);
    assert!(drawn(&session).contains(&5_000));
    assert!(!drawn(&session).contains(&2_500));
    assert!(drawn(&session).len() < 100);
    // 2,500 columns of 24 pixels back from the end.
    session.update(Msg::Typed(Field::LedgerScroll, "-60000".to_owned()));
    assert!(drawn(&session).contains(&2_490));
    assert!(!drawn(&session).contains(&5_000));
}

#[test]
fn an_entry_that_is_to_have_the_focus_is_drawn_wherever_it_is() {
    let mut session = with_long_logs(5_000);
    let first = Selection::Entry {
        server: ServerId(2),
        index: 1,
    };
    session.screen.focused = Some(first);
    assert!(drawn(&session).contains(&1));
    let ledger = ledger::view(&session);
    let entrances = all(&ledger)
        .into_iter()
        .filter(|el| attr(el, "tabindex") == Some("0"));
    let ids: Vec<_> = entrances.filter_map(|el| attr(el, "id")).collect();
    assert_eq!(ids, [first.id()]);
}

#[test]
fn columns_stay_where_they_are_while_the_reader_looks_at_older_ones() {
    let mut session = with_long_logs(100);
    session.update(Msg::Typed(Field::LedgerScroll, "-480".into()));
    let before = columns(&session);
    extend(&mut session, 101..=120);
    assert_eq!(columns(&session), before);
    session.update(Msg::Typed(Field::LedgerScroll, "0".into()));
    assert_eq!(columns(&session), before + 20);
}

fn follower(session: &Session) -> ServerId {
    let leader = why::leader(&session.run.view).unwrap().id;
    session
        .run
        .view
        .servers
        .iter()
        .map(|server| server.id)
        .find(|id| *id != leader)
        .unwrap()
}

fn with_long_logs(last: Index) -> Session {
    let mut session = session(7);
    extend(&mut session, 1..=last);
    session
}

fn extend(session: &mut Session, indexes: std::ops::RangeInclusive<Index>) {
    let view = Rc::make_mut(&mut session.run.view);
    for server in &mut view.servers {
        for _ in indexes.clone() {
            server.log.push(Entry {
                term: 1,
                payload: Payload::Noop,
            });
        }
    }
}

/// The indexes of the entries that are drawn, of all servers.
fn drawn(session: &Session) -> std::collections::BTreeSet<Index> {
    let buttons = named(&ledger::view(session), "button");
    let index = |name: &String| name.split([' ', ',']).nth(2)?.parse().ok();
    buttons.iter().filter_map(index).collect()
}

fn columns(session: &Session) -> i64 {
    let ledger = ledger::view(session);
    let table = all(&ledger)
        .into_iter()
        .find(|el| attr(el, "role") == Some("table"))
        .unwrap();
    attr(table, "aria-colcount").unwrap().parse().unwrap()
}
