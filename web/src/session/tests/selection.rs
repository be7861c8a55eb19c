//! The names by which things get the focus.

use crate::session::Selection;
use raft::ServerId;
use record::{ClientId, MessageKind, MessageName};

#[test]
fn everything_that_can_be_selected_has_a_name_of_its_own() {
    let (server, to) = (ServerId(3), ServerId(9));
    let things = [
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
    ];
    let mut names: Vec<String> = things.iter().map(|thing| thing.id()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), things.len(), "{names:?}");
}
