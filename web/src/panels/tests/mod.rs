//! The panels, seen as a reader sees them: by role, name and text.

mod actions;
mod first;
mod ledger;
mod outfit;
mod panels;
mod points;
mod share;
mod wandering;
mod why;

use crate::el::Child;
use crate::panels::element::{El, Place};
use crate::session::{Opening, Session};
use raft::Duration;
use record::{Event, Operation};
use sim::{Action, Settings, Timeline};
use std::rc::Rc;

/// A session in which everything stands until a test lets it run.
fn session(seed: u64) -> Session {
    let opening = Opening {
        settings: Settings::default(),
        seed: Some(seed),
        draw: || 4,
        stopwatch: || 0,
        still: false,
        memory: Timeline::<()>::MEMORY,
    };
    Session::new(opening).expect("the default settings are possible")
}

/// Lets so many milliseconds pass.
fn run(session: &mut Session, millis: u64) {
    let until = session.run.world().now() + Duration::from_millis(millis);
    session.run.recorded.timeline.advance(until);
    session.run.view = Rc::new(session.run.world().view());
}

/// A session whose cluster has a leader, and some entries committed everywhere.
fn at_work() -> Session {
    let mut session = session(7);
    run(&mut session, 800);
    for command in ["set x 1", "add x 2", "set y 5"] {
        submit(&mut session, command);
        run(&mut session, 200);
    }
    session
}

/// Applies an action; panics with the message if it is refused.
fn act(session: &mut Session, action: Action) {
    let event: &Event = session.run.recorded.timeline.act(&action);
    if let record::EventKind::Control(record::Control::Refused { sentence }) = &event.kind {
        panic!("{action:?}: {sentence}");
    }
    session.run.view = Rc::new(session.run.world().view());
}

/// Submits a command to a client.
fn submit(session: &mut Session, command: &str) {
    let operation = Operation::parse(command).expect("a command");
    act(session, Action::Submit(None, operation));
}

/// All elements, the outer ones first.
fn all(el: &El) -> Vec<&El> {
    let inner = el.children.iter().flat_map(|child| match child {
        Child::El(el) | Child::Place(Place::Kept(_, el)) => all(el),
        _ => Vec::new(),
    });
    std::iter::once(el).chain(inner).collect()
}

/// The value of an attribute.
fn attr<'a>(el: &'a El, name: &str) -> Option<&'a str> {
    let found = el.attrs.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_ref())
}

/// The words that a reader sees.
fn text(el: &El) -> String {
    let pieces = el.children.iter().map(|child| match child {
        Child::El(el) | Child::Place(Place::Kept(_, el)) => text(el),
        Child::Text(words) => words.to_string(),
        Child::Place(_) => String::new(),
    });
    pieces.collect()
}

/// What the element is called: by its label, else by its words.
fn name(el: &El) -> String {
    attr(el, "aria-label").map_or_else(|| text(el), str::to_owned)
}

/// The names of all elements of a role, or of a tag that has this role by itself.
fn named(el: &El, role: &str) -> Vec<String> {
    let of_role = |el: &&El| attr(el, "role").unwrap_or(el.tag) == role;
    all(el).into_iter().filter(of_role).map(name).collect()
}
