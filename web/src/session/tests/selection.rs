//! The names by which things get the focus.

use crate::session::Selection;
use raft::ServerId;
use record::{ClientId, MessageKind, MessageName};

#[test]
fn everything_that_can_be_selected_is_found_again_by_its_name() {
    let (server, to) = (ServerId(3), ServerId(9));
    for thing in [
        Selection::Server(server),
        Selection::Message(MessageName {
            from: server,
            to,
            kind: MessageKind::InstallSnapshotReply,
            term: 4,
            nth: 17,
            copy: 12_345_678,
        }),
        Selection::Entry { server, index: 12 },
        Selection::Snapshot { server },
        Selection::Link { from: server, to },
        Selection::Disk(server),
        Selection::Machine(server),
        Selection::Operation {
            client: ClientId(2),
            serial: 41,
        },
        Selection::Event(812),
        Selection::Check(3),
    ] {
        assert_eq!(Selection::named(&thing.id()), Some(thing));
    }
}

#[test]
fn other_names_are_nothing_that_can_be_selected() {
    for name in [
        "",
        "menu.0",
        "dialog",
        "S",
        "m",
        "S1.",
        "S1-",
        "Sx",
        "S1.5.6",
        "e",
        "C1",
        "k-1",
        "m1.2.9.1.1.0",
        "m1.2.0.1",
    ] {
        assert_eq!(Selection::named(name), None, "{name}");
    }
}
