//! The stage, as a reader and as an assistive technology find it.

mod colours;
mod focus;
mod layout;
mod link;
mod log;
mod message;
mod node;
mod sample;

use crate::el::Child;
use crate::scene::{Layout, Moment, Part, ink};
use raft::{Duration, ServerSet};
use record::ClusterView;
use std::rc::Rc;

type El = ink::El<Part>;

/// A layout for this view on a stage of the size it has on a wide screen.
fn wide(view: &ClusterView) -> Rc<Layout> {
    let (servers, clients) = (view.servers.len(), view.clients.len());
    Rc::new(Layout::new((828.0, 540.0), 0.0, servers, clients))
}

/// The sample moment of a view, with nothing selected.
fn moment<'a>(view: &'a ClusterView, layout: &'a Rc<Layout>) -> Moment<'a> {
    Moment {
        view,
        compared: &[],
        now: sample::NOW,
        layout,
        timeout_min: Duration::from_millis(150),
        timeout_max: Duration::from_millis(300),
        latency: Duration::from_millis(12),
        selected: None,
        focus: ServerSet::EMPTY,
        lost: &[],
    }
}

/// All elements of a picture that have this class among theirs.
fn with_class<'a>(picture: &'a El, class: &str) -> Vec<&'a El> {
    let mut found = Vec::new();
    let classes = attribute(picture, "class").unwrap_or_default();
    if classes.split(' ').any(|one| one == class) {
        found.push(picture);
    }
    for child in &picture.children {
        if let Child::El(child) = child {
            found.extend(with_class(child, class));
        }
    }
    found
}

fn attribute<'a>(picture: &'a El, name: &str) -> Option<&'a str> {
    let found = picture.attrs.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| &**value)
}

/// The element in a picture that can be pressed.
fn pressable(picture: &El) -> Option<&El> {
    if attribute(picture, "role") == Some("button") {
        return Some(picture);
    }
    picture.children.iter().find_map(|child| match child {
        Child::El(child) => pressable(child),
        _ => None,
    })
}

/// The words in a picture, in order.
fn words(picture: &El) -> Vec<String> {
    let mut found = Vec::new();
    for child in &picture.children {
        match child {
            Child::El(child) => found.extend(words(child)),
            Child::Text(words) => found.push(words.to_string()),
            Child::Place(part) => found.extend(words(&part.draw())),
        }
    }
    found
}
