//! §8, Client interaction, as far as it is the protocol's.

use crate::tests::lone::*;
use crate::*;

/// "Raft handles this by having each leader commit a blank no-op entry into the log at the start of its term."
#[test]
fn a_leader_begins_its_term_with_an_entry_of_its_own() {
    let mut s1 = server(1).log(&[1]).candidate();
    let effects = s1.receive(2, vote(2, true));
    let new: Entries = [noop(2)].into();
    assert_eq!(written(&effects), [write(2, 1, new.clone())]);
    let hello = append_as(1, 2, (1, 1), new, 0);
    assert_eq!(sent(&effects), [(2, hello.clone()), (3, hello)]);
}

/// "If the client's first choice is not the leader, that server will reject the client's request and supply information
/// about the most recent leader it has heard from."
#[test]
fn a_server_that_does_not_lead_names_the_leader_if_it_knows_one() {
    let mut s1 = server(1).start();
    let refused = |leader| {
        [
            Effect::Decided(Reason::NotLeader { leader }),
            Effect::Refused {
                id: ProposalId(7),
                leader,
            },
        ]
    };
    assert_eq!(s1.propose(), refused(None));
    s1.receive(3, append(1, (0, 0), &[], 0));
    assert_eq!(s1.propose(), refused(Some(ServerId(3))));
    s1.timeout();
    assert_eq!(s1.propose(), refused(None), "a candidate knows of none");
}

/// A proposal stands where the node says, and is lost if another term's entry is applied there.
#[test]
fn a_proposal_is_named_by_index_and_term() {
    let mut s1 = server(1).log(&[1, 1]).leader();
    let effects = s1.propose();
    assert!(effects.contains(&Effect::Proposed {
        id: ProposalId(7),
        index: 4,
        term: 2
    }));
    let effects = s1.receive(2, append(3, (3, 2), &[3], 4));
    assert!(effects.contains(&Effect::Apply {
        first: 1,
        entries: [entry(1), entry(1), noop(2), entry(3)].into()
    }));
}
