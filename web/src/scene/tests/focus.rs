//! What is to be looked at, and what is faint beside it.

use super::sample::{append, cluster, lead, s, send};
use super::{El, attribute, moment, wide};
use crate::el::Child;
use crate::scene::{FAINT, Moment, Part, stage};
use raft::ServerSet;

#[test]
fn nothing_is_faint_while_no_servers_are_named() {
    assert_eq!(faint(&[]), Vec::<String>::new());
}

#[test]
fn all_is_faint_that_has_no_end_at_a_server_that_is_named() {
    let faint = faint(&[1, 2]);
    let servers = ["S3", "S4", "S5"];
    for server in servers {
        // Its ring, itself, and what is written above it.
        let times = faint.iter().filter(|key| *key == server).count();
        assert_eq!(times, 3, "{server} in {faint:?}");
    }
    let messages: Vec<_> = faint.iter().filter(|key| key.starts_with('m')).collect();
    assert_eq!(messages.len(), 1, "only S3 to S4 in {faint:?}");
    assert!(messages[0].starts_with("m3.4"));
    assert!(!faint.contains(&"S1".to_owned()) && !faint.contains(&"S2".to_owned()));
    // Six directions of links between the three others.
    assert_eq!(faint.iter().filter(|key| key.contains('-')).count(), 6);
}

/// The keys of the parts of the stage, and the names of the links, that are faint while these servers are to be looked at.
fn faint(focus: &[u8]) -> Vec<String> {
    let mut view = cluster(5, 3, &[3, 3, 3]);
    lead(&mut view, 1);
    send(&mut view, 1, 3, 10, append(3, &[3], 3));
    send(&mut view, 3, 4, 20, append(3, &[3], 3));
    let layout = wide(&view);
    let focus: ServerSet = focus.iter().map(|id| s(*id)).collect();
    let moment = Moment {
        focus,
        ..moment(&view, &layout)
    };
    let mut found = Vec::new();
    for part in parts(&stage(&moment)) {
        let drawn: El = part.draw();
        if attribute(&drawn, FAINT).is_some() {
            found.push(part.key);
        }
        links(&drawn, &mut found);
    }
    found
}

fn parts(picture: &El) -> Vec<Part> {
    let inside = picture.children.iter().flat_map(|child| match child {
        Child::El(el) => parts(el),
        Child::Place(part) => vec![part.clone()],
        Child::Text(_) => Vec::new(),
    });
    inside.collect()
}

fn links(drawn: &El, found: &mut Vec<String>) {
    for child in &drawn.children {
        let Child::El(link) = child else { continue };
        let handle = link.children.iter().find_map(|child| match child {
            Child::El(el) if attribute(el, "class") == Some("handle") => attribute(el, "id"),
            _ => None,
        });
        if attribute(link, FAINT).is_some()
            && let Some(id) = handle
        {
            found.push(id.to_owned());
        }
    }
}
