//! What the story says of each sort of event, and how it merges repeats.

use super::happened;
use crate::story::{Sentence, Story, Weight, sentence};
use crate::{
    ClientId, Control, Envelope, Event, EventKind, Facts, Fate, Held, Kinds, LinkOverride,
    LossReason, MessageControl, MessageNumber, Operation, OperationEnd, Outcome, RoleName, Scope,
    ServerControl,
};
use raft::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    RequestVote, RequestVoteReply,
};
use raft::quorum::Count;
use raft::{
    Configuration, Duration, Entry, Message, Notice, Payload, Reason, ServerId, ServerSet,
    SnapshotId, Ticket, Time, TimerKind,
};

// — what rules decided —

#[test]
fn a_rule_that_decided_is_named_with_its_section() {
    let voted = delivered(
        vote_request(1, 3),
        vec![
            decided(Reason::HigherTerm {
                from: S1,
                old: 1,
                new: 2,
            }),
            decided(Reason::VoteGranted { to: S1, term: 2 }),
            decided(Reason::ElectionTimerReset),
        ],
    );
    let Sentence {
        text,
        section,
        weight,
        ..
    } = sentence(&voted);
    assert_eq!(
        text,
        Reason::VoteGranted { to: S1, term: 2 }.sentence(ServerId(3))
    );
    assert_eq!((section, weight), (Some("§5.2"), Weight::Normal));
}

#[test]
fn of_several_decisions_the_weightiest_is_named() {
    let event = delivered(
        acknowledgement(2, 1),
        vec![
            decided(commits()),
            decided(Reason::MatchAdvanced {
                follower: S2,
                match_index: 5,
            }),
        ],
    );
    assert_eq!(text(&event), commits().sentence(S1));
    assert_eq!(weight(&event), Weight::Major);
}

#[test]
fn a_higher_term_matters_more_to_one_who_led_or_stood_for_election() {
    let higher = Reason::HigherTerm {
        from: S2,
        old: 1,
        new: 2,
    };
    let follower = delivered(heartbeat(2, 1), vec![decided(higher)]);
    assert_eq!(weight(&follower), Weight::Normal);
    let leader = delivered(
        heartbeat(2, 1),
        vec![decided(higher), Outcome::Noticed(Notice::SteppedDown(2))],
    );
    assert_eq!(weight(&leader), Weight::Major);
    assert_eq!(text(&leader), higher.sentence(S1));
}

#[test]
fn a_breach_is_reported_before_anything_else() {
    let broken = delivered(
        acknowledgement(2, 1),
        vec![
            decided(commits()),
            Outcome::CheckFailed {
                check: "Log Matching".into(),
                sentence: "S1 contradicts S2.".into(),
            },
        ],
    );
    says(
        &broken,
        "Log Matching is broken: S1 contradicts S2.",
        Weight::Alarm,
    );
    let violation = Outcome::Noticed(Notice::Violation(
        "A leader's commit index went back.".into(),
    ));
    says(
        &delivered(acknowledgement(2, 1), vec![violation]),
        "S1 breaks an invariant: A leader's commit index went back.",
        Weight::Alarm,
    );
}

// — what happened by itself —

#[test]
fn what_disks_and_state_machines_do_is_said() {
    for (server, kind, outcomes, text) in [
        (
            2,
            EventKind::Persisted { ticket: Ticket(4) },
            vec![sent(vote(2, 1))],
            "A write of S2 is on its disk: now it sends the vote to S1.",
        ),
        (
            2,
            EventKind::Persisted { ticket: Ticket(4) },
            vec![sent(vote_request(2, 1)), sent(vote_request(2, 3))],
            "A write of S2 is on its disk: now it sends the vote request to S1 and 1 other message.",
        ),
        (
            1,
            EventKind::Applied { last: 5 },
            vec![applied(5, false)],
            "S1 applies entry 5.",
        ),
        (
            1,
            EventKind::Applied { last: 6 },
            vec![applied(5, false), applied(6, false)],
            "S1 applies entries 5 to 6.",
        ),
        (
            1,
            EventKind::Applied { last: 5 },
            vec![applied(5, true)],
            "S1 applies entry 5 and recognises a retry: it answers as before and runs nothing twice.",
        ),
    ] {
        says(&happened(9, server, kind, outcomes), text, Weight::Normal);
    }
}

#[test]
fn what_clients_ask_is_said() {
    for (server, kind, outcomes, text) in [
        (
            1,
            EventKind::ClientSent {
                client: C1,
                serial: 3,
                operation: operation("add x 1"),
                retries: 0,
                arrives: None,
            },
            vec![],
            "C1 sends operation 3 to S1: `add x 1`.",
        ),
        (
            2,
            EventKind::ClientSent {
                client: C1,
                serial: 3,
                operation: operation("add x 1"),
                retries: 1,
                arrives: None,
            },
            vec![],
            "C1 retries operation 3 at S2: `add x 1`.",
        ),
        (
            1,
            EventKind::RequestArrived {
                client: C1,
                serial: 3,
            },
            vec![Outcome::Noticed(Notice::Appended {
                first: 7,
                entries: entries(1),
            })],
            "S1 appends operation 3 of C1 as entry 7.",
        ),
    ] {
        says(&happened(9, server, kind, outcomes), text, Weight::Normal);
    }
}

#[test]
fn what_clients_are_answered_is_said() {
    for (server, kind, outcomes, text) in [
        (
            1,
            EventKind::ReplyArrived {
                client: C1,
                serial: 3,
            },
            vec![ended(OperationEnd::Ok(Some(4)))],
            "C1 hears that its operation 3 is done: 4.",
        ),
        (
            1,
            EventKind::ReplyArrived {
                client: C1,
                serial: 3,
            },
            vec![ended(OperationEnd::Ok(None))],
            "C1 hears that its operation 3 is done: there is no such key.",
        ),
        (
            1,
            EventKind::ReplyArrived {
                client: C1,
                serial: 3,
            },
            vec![],
            "C1 hears that it must retry operation 3.",
        ),
        (
            1,
            EventKind::ClientTimedOut {
                client: C1,
                serial: 3,
            },
            vec![],
            "C1 times out on operation 3 and retries it.",
        ),
        (
            1,
            EventKind::ClientTimedOut {
                client: C1,
                serial: 3,
            },
            vec![ended(OperationEnd::Unknown)],
            "C1 gives up operation 3: it may have been done, or may yet be.",
        ),
    ] {
        says(&happened(9, server, kind, outcomes), text, Weight::Normal);
    }
}

#[test]
fn messages_that_arrive_or_do_not_are_reported_with_the_cause() {
    for (server, kind, outcomes, text) in [
        (
            3,
            EventKind::Lost {
                envelope: vote_request(1, 3),
                why: LossReason::Chance,
                manual: false,
            },
            vec![],
            "The vote request from S1 to S3 is lost on the way.",
        ),
        (
            3,
            EventKind::Delivered {
                envelope: vote(1, 3),
                manual: false,
            },
            vec![],
            "The vote of S1 reaches S3.",
        ),
        (
            3,
            EventKind::Lost {
                envelope: chunk(1, 3),
                why: LossReason::Chance,
                manual: false,
            },
            vec![],
            "The chunk 2 of 5 of a snapshot from S1 to S3 is lost on the way.",
        ),
    ] {
        says(&happened(9, server, kind, outcomes), text, Weight::Normal);
    }
}

#[test]
fn a_state_machine_that_is_replaced_matters() {
    let id = SnapshotId {
        last_included_index: 20,
        ..SnapshotId::default()
    };
    let kind = EventKind::Applied { last: 20 };
    let event = happened(9, 5, kind, vec![Outcome::Restored(id)]);
    says(
        &event,
        "S5 replaces its state machine by the snapshot up to entry 20.",
        Weight::Major,
    );
    assert_eq!(sentence(&event).section, Some("§7"));
}

#[test]
fn a_retry_that_is_recognised_names_the_section_on_clients() {
    let kind = EventKind::Applied { last: 5 };
    let retried = happened(9, 1, kind.clone(), vec![applied(5, true)]);
    assert_eq!(sentence(&retried).section, Some("§8"));
    let first = happened(9, 1, kind, vec![applied(5, false)]);
    assert_eq!(sentence(&first).section, None);
}

#[test]
fn replies_are_named_for_what_they_say() {
    let term = 2;
    let refused_vote = Message::RequestVoteReply(RequestVoteReply {
        term,
        request_term: term,
        vote_granted: false,
    });
    let refused_append = Message::AppendEntriesReply(AppendEntriesReply {
        term,
        request_term: term,
        request: 1,
        prev_log_index: 4,
        outcome: AppendOutcome::StaleTerm,
    });
    let of_chunk = |stale| {
        Message::InstallSnapshotReply(InstallSnapshotReply {
            term,
            request_term: term,
            snapshot: SnapshotId::default(),
            next_offset: 16,
            installed: false,
            stale,
        })
    };
    for (message, name) in [
        (refused_vote, "refusal of a vote"),
        (refused_append, "refusal of an append"),
        (of_chunk(true), "refusal of a chunk"),
        (of_chunk(false), "answer to a chunk"),
    ] {
        assert_eq!(
            text(&lost(1, envelope(2, 1, message), LossReason::Down)),
            format!("The {name} from S2 to S1 is lost: S1 is down.")
        );
    }
}

// — what a reader did —

#[test]
fn what_a_user_holds_and_moves_is_said() {
    for (kind, text) in [
        (
            EventKind::Control(Control::Server(ServerControl::DiskErased)),
            "The disk of S2 was erased: more than Raft promises to survive.",
        ),
        (
            EventKind::Control(Control::LogErased { from: 13 }),
            "The log on the disk of S2 was erased from entry 13 on: more than Raft promises to survive.",
        ),
        (
            EventKind::Control(Control::DiskOverridden {
                latency: Some((Duration(1_000), Duration(2_000))),
            }),
            "From now on a write of S2 takes 1.0 ms to 2.0 ms.",
        ),
        (
            EventKind::Control(Control::DiskOverridden { latency: None }),
            "A write of S2 takes as long as any other again.",
        ),
        (
            EventKind::TimerFired {
                timer: TimerKind::Heartbeat,
                manual: true,
            },
            "The heartbeat timer of S2 ran out early.",
        ),
        (
            EventKind::Control(Control::LogGiven { term: 3 }),
            "S2 begins in term 3 with a log of 0 entries.",
        ),
        (
            EventKind::Control(Control::Held {
                what: Held::Messages,
            }),
            "The messages are held: from now on they move only when stepped manually.",
        ),
        (
            EventKind::Control(Control::Released { what: Held::Disks }),
            "The disks were released.",
        ),
        (
            EventKind::Control(Control::LinkOverridden {
                scope: Scope {
                    kinds: Kinds::named("append").unwrap(),
                    from: Some(ServerId(1)),
                    to: None,
                },
                profile: Some(LinkOverride::Loss(100)),
            }),
            "For `append S1 -> *`, loss is now 10%.",
        ),
    ] {
        says(&happened(9, 2, kind, vec![]), text, Weight::Major);
    }
}

#[test]
fn a_log_that_is_given_says_how_long_it_is() {
    let given = |count| {
        let entries = entries(count);
        let appended = Outcome::Noticed(Notice::Appended { first: 1, entries });
        text(&happened(
            9,
            2,
            EventKind::Control(Control::LogGiven { term: 3 }),
            vec![appended],
        ))
    };
    assert_eq!(given(1), "S2 begins in term 3 with a log of 1 entry.");
    assert_eq!(given(4), "S2 begins in term 3 with a log of 4 entries.");
}

#[test]
fn a_crash_before_messages_leave_says_how_many_do_not() {
    let name = vote(1, 2).name();
    let never_sent = vec![Outcome::NeverSent { name }; 2];
    let kind = EventKind::Crashed {
        unsynced: 1,
        kept: 0,
    };
    let event = happened(9, 2, kind, never_sent);
    assert_eq!(
        sentence(&event).text,
        "S2 crashed before its 2 messages could leave; 1 write was not on its disk and is lost."
    );
}

#[test]
fn a_write_and_an_entry_that_the_user_moved_say_so() {
    let manual = |kind| Event {
        cause: None,
        ..happened(9, 2, kind, vec![])
    };
    let write = manual(EventKind::Persisted { ticket: Ticket(1) });
    assert_eq!(
        sentence(&write).text,
        "A write of S2 was finished manually."
    );
    let apply = manual(EventKind::Applied { last: 4 });
    assert_eq!(
        sentence(&apply).text,
        "S2 was made to apply through entry 4."
    );
}

#[test]
fn what_a_user_did_to_a_server_is_said() {
    let crashed = |unsynced, kept| EventKind::Crashed { unsynced, kept };
    for (kind, text) in [
        (
            crashed(0, 0),
            "S2 crashed; all it had written was on its disk.",
        ),
        (
            crashed(1, 0),
            "S2 crashed; 1 write was not on its disk and is lost.",
        ),
        (
            crashed(2, 0),
            "S2 crashed; 2 writes were not on its disk and are lost.",
        ),
        (
            crashed(3, 1),
            "S2 crashed; of 3 writes under way, its disk kept 1.",
        ),
        (
            EventKind::Control(Control::Server(ServerControl::Paused)),
            "S2 paused: its memory stays, its input waits.",
        ),
        (
            EventKind::Control(Control::Server(ServerControl::Resumed)),
            "S2 resumed: it handles what came in meanwhile.",
        ),
        (
            EventKind::Control(Control::Server(ServerControl::DiskStalled)),
            "The disk of S2 stalled: no write finishes until it is released.",
        ),
        (
            EventKind::Control(Control::Server(ServerControl::DiskReleased)),
            "The disk of S2 was released.",
        ),
        (
            EventKind::Lost {
                envelope: vote(1, 2),
                why: LossReason::Manual,
                manual: true,
            },
            "The vote from S1 to S2 was dropped.",
        ),
        (
            EventKind::Lost {
                envelope: vote(1, 2),
                why: LossReason::Down,
                manual: true,
            },
            "The vote from S1 to S2, which is down, was delivered: it is lost.",
        ),
    ] {
        says(&happened(9, 2, kind, vec![]), text, Weight::Major);
    }
}

#[test]
fn a_restart_says_what_the_disk_kept_and_what_is_lost() {
    let restarted = |outcomes| Event {
        after: Some(facts(3, 5)),
        ..happened(9, 2, EventKind::Started { again: true }, outcomes)
    };
    says(
        &restarted(vec![]),
        "S2 restarted: its disk kept term 3 and a log that ends at 5.",
        Weight::Major,
    );
    says(
        &restarted(vec![Outcome::Noticed(Notice::Truncated {
            from: 6,
            last: 7,
        })]),
        "S2 restarted: its disk kept term 3 and a log that ends at 5. Entries 6 to 7 are lost.",
        Weight::Major,
    );
}

#[test]
fn a_timer_that_a_reader_made_run_out_is_not_said_to_have_waited() {
    let kind = EventKind::TimerFired {
        timer: TimerKind::Election,
        manual: true,
    };
    let outcomes = vec![
        decided(Reason::ElectionTimeout { term: 3 }),
        decided(Reason::ElectionTimerReset),
    ];
    says(
        &happened(9, 2, kind, outcomes),
        "The election timer of S2 ran out early. S2 starts an election in term 3.",
        Weight::Major,
    );
}

#[test]
fn a_message_that_a_user_delivered_says_what_it_led_to() {
    let granted = Reason::VoteGranted { to: S1, term: 2 };
    let kind = EventKind::Delivered {
        envelope: vote_request(1, 3),
        manual: true,
    };
    says(
        &happened(9, 3, kind, vec![decided(granted)]),
        &format!(
            "The vote request from S1 to S3 was delivered. {}",
            granted.sentence(ServerId(3))
        ),
        Weight::Major,
    );
}

#[test]
fn a_delivery_across_a_cut_and_a_dial_that_moves_another_say_so() {
    let delivered = EventKind::Delivered {
        envelope: vote(1, 2),
        manual: true,
    };
    let crosses = Outcome::FateChanged {
        name: vote(1, 2).name(),
        fate: Fate::Arrives(Time(9)),
    };
    let turned = EventKind::Control(Control::Tuned {
        dial: "Latency, shortest".into(),
        value: 50_000,
        shown: "50.0 ms".into(),
        along: Some("Latency, longest".into()),
    });
    for (kind, outcomes, text) in [
        (
            delivered,
            vec![crosses],
            "The vote from S1 to S2 was delivered across the cut.",
        ),
        (
            turned,
            vec![],
            "“Latency, shortest” was set to 50.0 ms, and “Latency, longest” with it.",
        ),
    ] {
        says(&happened(9, 2, kind, outcomes), text, Weight::Major);
    }
}

#[test]
fn what_a_user_did_to_links_messages_and_dials_is_said() {
    let both = |one, other| [(one, other), (other, one)];
    let (s3, s4) = (ServerId(3), ServerId(4));
    for (kind, text) in [
        (
            EventKind::Control(Control::Cut {
                links: vec![(S1, s3)],
            }),
            "The link from S1 to S3 was cut: nothing gets through.",
        ),
        (
            EventKind::Control(Control::Cut {
                links: both(S1, s3).into(),
            }),
            "The links between S1 and S3 were cut.",
        ),
        (
            EventKind::Control(Control::Cut {
                links: [both(S2, S1), both(S2, s3)].concat(),
            }),
            "The links of S2 with S1, S3 were cut.",
        ),
        (
            EventKind::Control(Control::Healed {
                links: vec![(S1, s3)],
            }),
            "The link from S1 to S3 was healed.",
        ),
        (
            EventKind::Control(Control::Healed {
                links: [both(S1, S2), both(s3, s4)].concat(),
            }),
            "4 links were healed.",
        ),
        (
            EventKind::Control(Control::Partitioned {
                groups: vec![ServerSet::first(2), [s3, s4].into_iter().collect()],
            }),
            "The network was partitioned: S1, S2 | S3, S4.",
        ),
        (
            EventKind::Control(Control::Message {
                what: MessageControl::Delayed,
                name: vote(1, 2).name(),
                fate: Some(Fate::Arrives(Time(12_500))),
            }),
            "A message was delayed: it arrives at 12.5 ms.",
        ),
        (
            EventKind::Control(Control::Tuned {
                dial: "Latency, longest".into(),
                value: 40_000,
                shown: "40.0 ms".into(),
                along: None,
            }),
            "“Latency, longest” was set to 40.0 ms.",
        ),
        (
            EventKind::Control(Control::Submitted {
                client: C1,
                operation: operation("set x 1"),
            }),
            "C1 was given an operation: `set x 1`.",
        ),
    ] {
        let event = Event {
            server: None,
            ..happened(9, 1, kind, vec![])
        };
        says(&event, text, Weight::Major);
    }
}

#[test]
fn a_copy_made_by_a_reader_names_the_message() {
    let kind = EventKind::Control(Control::Message {
        what: MessageControl::Duplicated,
        name: vote(2, 1).name(),
        fate: None,
    });
    says(
        &happened(9, 1, kind, vec![sent(vote(2, 1))]),
        "The vote from S2 to S1 was duplicated.",
        Weight::Major,
    );
}

#[test]
fn a_refusal_is_its_own_sentence() {
    let kind = EventKind::Control(Control::Refused {
        sentence: "S2 is down already.".into(),
    });
    says(
        &happened(9, 2, kind, vec![]),
        "S2 is down already.",
        Weight::Normal,
    );
}

// — the story —

#[test]
fn heartbeats_and_their_answers_are_one_line() {
    let mut story = Story::default();
    for round in 0..3 {
        let number = round * 10;
        let timer = TimerKind::Heartbeat;
        let manual = false;
        story.observe(&happened(
            number,
            1,
            EventKind::TimerFired { timer, manual },
            vec![],
        ));
        for follower in 2..=3 {
            story.observe(&heard(number + 1, heartbeat(1, follower), AGREES));
            story.observe(&arrived(number + 2, acknowledgement(follower, 1)));
        }
    }
    assert_eq!(lines(&story), ["6 heartbeats of S1 arrive."]);
    let line = story.lines().next().unwrap();
    assert_eq!(
        (line.first, line.last, line.weight),
        (1, 22, Weight::Routine)
    );
}

#[test]
fn servers_that_start_at_the_beginning_share_a_line() {
    let mut story = Story::default();
    for server in 1..=3 {
        let number = u64::from(server);
        story.observe(&happened(
            number,
            server,
            EventKind::Started { again: false },
            vec![],
        ));
    }
    assert_eq!(lines(&story), ["S1, S2, S3 start as followers."]);
}

#[test]
fn one_heartbeat_is_reported_as_it_is() {
    let mut story = Story::default();
    story.observe(&arrived(1, heartbeat(1, 2)));
    assert_eq!(lines(&story), ["The heartbeat of S1 reaches S2."]);
}

#[test]
fn routine_of_several_sorts_makes_a_line_for_each_sort() {
    let mut story = Story::default();
    for number in 0..4 {
        story.observe(&arrived(number, heartbeat(1, 2)));
        story.observe(&write(number, 2));
        story.observe(&lost(number, heartbeat(1, 3), LossReason::Down));
    }
    assert_eq!(
        lines(&story),
        [
            "4 heartbeats of S1 arrive.",
            "4 writes are on disk.",
            "4 messages to S3 are lost: it is down.",
        ]
    );
}

#[test]
fn followers_that_do_the_same_share_a_line() {
    let mut story = Story::default();
    let follows = Reason::CommitFollowed {
        to: 5,
        leader_commit: 5,
        last_new: 5,
    };
    for server in 2..=4 {
        let number = u64::from(server);
        story.observe(&heard(number, heartbeat(1, server), follows));
        let kind = EventKind::Applied { last: 5 };
        story.observe(&happened(number, server, kind, vec![applied(5, false)]));
    }
    assert_eq!(
        lines(&story),
        [
            "S2, S3, S4 commit through entry 5, as the leader did.",
            "S2, S3, S4 apply entry 5.",
        ]
    );
}

#[test]
fn followers_that_take_or_apply_the_same_entries_share_a_line() {
    let mut story = Story::default();
    for server in 2..=3 {
        let number = u64::from(server);
        let accepted = Reason::AppendAccepted {
            from: S1,
            prev: 4,
            entries: 2,
            match_index: 6,
        };
        story.observe(&heard(number, heartbeat(1, server), accepted));
        let kind = EventKind::Applied { last: 6 };
        let entries = vec![applied(5, false), applied(6, false)];
        story.observe(&happened(number, server, kind, entries));
    }
    assert_eq!(
        lines(&story),
        [
            "S2, S3 agree with S1 through entry 6.",
            "S2, S3 apply entries 5 to 6.",
        ]
    );
}

#[test]
fn what_a_cut_link_swallows_is_one_line() {
    let mut story = Story::default();
    story.observe(&lost(1, vote_request(5, 1), LossReason::Cut));
    assert_eq!(
        lines(&story),
        ["The vote request from S5 to S1 is lost: the link is cut."]
    );
    story.observe(&lost(2, heartbeat(1, 5), LossReason::Cut));
    assert_eq!(lines(&story), ["2 messages are lost: their links are cut."]);
}

#[test]
fn heartbeats_and_acknowledgements_that_chance_loses_are_one_line() {
    let mut story = Story::default();
    story.observe(&lost(1, heartbeat(1, 5), LossReason::Chance));
    story.observe(&lost(2, acknowledgement(5, 1), LossReason::Chance));
    story.observe(&lost(3, vote(5, 1), LossReason::Chance));
    assert_eq!(
        lines(&story),
        [
            "2 routine messages are lost on the way.",
            "The vote from S5 to S1 is lost on the way.",
        ]
    );
}

#[test]
fn what_matters_ends_a_line_of_routine() {
    let mut story = Story::default();
    for number in 0..2 {
        story.observe(&write(number, 1));
    }
    story.observe(&happened(
        2,
        2,
        EventKind::Control(Control::Server(ServerControl::Paused)),
        vec![],
    ));
    for number in 3..6 {
        story.observe(&write(number, 1));
    }
    assert_eq!(
        lines(&story),
        [
            "2 writes are on disk.",
            "S2 paused: its memory stays, its input waits.",
            "3 writes are on disk.",
        ]
    );
}

#[test]
fn writes_that_free_no_more_than_acknowledgements_share_a_line() {
    let mut story = Story::default();
    let freeing = |number, message| Event {
        outcomes: vec![sent(message)],
        ..write(number, 2)
    };
    story.observe(&freeing(1, acknowledgement(2, 1)));
    story.observe(&freeing(2, acknowledgement(2, 1)));
    story.observe(&freeing(3, vote(2, 1)));
    assert_eq!(
        lines(&story),
        [
            "2 writes are on disk.",
            "A write of S2 is on its disk: now it sends the vote to S1.",
        ]
    );
}

#[test]
fn the_same_words_again_are_counted() {
    let mut story = Story::default();
    let waits = Reason::CommitWaits {
        index: 5,
        holders: ServerSet::first(2),
        count: of_five(2),
    };
    for number in 0..2 {
        let envelope = acknowledgement(2, 1);
        story.observe(&heard(number, envelope, waits));
    }
    let line = story.lines().next().unwrap();
    assert_eq!((story.lines().len(), line.repeats()), (1, Some(2)));
    assert_eq!(story.text(line), Some(waits.sentence(S1)));
    story.observe(&happened(
        2,
        2,
        EventKind::Control(Control::Server(ServerControl::Paused)),
        vec![],
    ));
    assert_eq!(story.lines().next_back().unwrap().repeats(), None);
    for number in 3..5 {
        story.observe(&write(number, 1));
    }
    // Its text says how many.
    assert_eq!(story.lines().next_back().unwrap().repeats(), None);
}

#[test]
fn routine_does_not_displace_the_caption() {
    let mut story = Story::default();
    assert_eq!(story.newest(Weight::Major), None);
    story.observe(&happened(
        1,
        2,
        EventKind::Control(Control::Server(ServerControl::Paused)),
        vec![],
    ));
    story.observe(&arrived(2, heartbeat(1, 3)));
    story.observe(&arrived(3, vote(1, 3)));
    assert_eq!(story.newest(Weight::Major).unwrap().first, 1);
}

#[test]
fn a_long_story_drops_its_oldest_lines_and_says_how_many() {
    let mut story = Story::default();
    let most = Story::MOST as u64;
    for number in 0..most + 3 {
        let last = number;
        story.observe(&happened(number, 1, EventKind::Applied { last }, vec![]));
    }
    assert_eq!((story.lines().len(), story.dropped()), (Story::MOST, 3));
    assert_eq!(story.lines().next().unwrap().first, 3);
}

#[test]
fn a_copy_of_a_story_has_its_lines_and_their_texts_are_made_of_their_first_events() {
    let mut story = Story::default();
    let mut events = Vec::new();
    for number in 0..40 {
        let waits = Reason::CommitWaits {
            index: number / 3,
            holders: ServerSet::first(2),
            count: of_five(2),
        };
        events.push(heard(number, acknowledgement(2, 1), waits));
        events.push(write(number, 1));
    }
    for (number, event) in (0..).zip(&mut events) {
        event.number = number;
        story.observe(event);
    }
    let mut copy = story.clone();
    assert!(copy.lines().eq(story.lines()));
    for line in copy.lines() {
        assert_eq!(copy.text(line), None);
        let first = sentence(&events[line.first as usize]);
        assert_eq!(Some(line.text(&first.text)), story.text(line));
    }
    copy.observe(&write(events.len() as u64, 2));
    story.observe(&write(events.len() as u64, 2));
    assert!(copy.lines().eq(story.lines()));
}

const S1: ServerId = ServerId(1);
const S2: ServerId = ServerId(2);
const C1: ClientId = ClientId(1);

fn of_five(holders: u8) -> Count {
    let five = Configuration::simple(ServerSet::first(5));
    Count::of(&five, ServerSet::first(holders))
}

fn commits() -> Reason {
    Reason::CommitAdvanced {
        from: 4,
        to: 5,
        holders: ServerSet::first(3),
        count: of_five(3),
    }
}

const AGREES: Reason = Reason::AppendAccepted {
    from: S1,
    prev: 4,
    entries: 0,
    match_index: 4,
};

fn says(event: &Event, expected: &str, expected_weight: Weight) {
    assert_eq!(text(event), expected);
    assert_eq!(weight(event), expected_weight, "{expected}");
}

fn text(event: &Event) -> String {
    sentence(event).text
}

fn weight(event: &Event) -> Weight {
    sentence(event).weight
}

fn lines(story: &Story) -> Vec<String> {
    let lines = story.lines().map(|line| story.text(line));
    lines
        .map(|text| text.expect("it was observed here"))
        .collect()
}

/// A message arrives at its receiver.
fn delivered(envelope: Envelope, outcomes: Vec<Outcome>) -> Event {
    let (to, manual) = (envelope.to.0, false);
    happened(9, to, EventKind::Delivered { envelope, manual }, outcomes)
}

fn arrived(number: u64, envelope: Envelope) -> Event {
    Event {
        number,
        ..delivered(envelope, vec![])
    }
}

fn heard(number: u64, envelope: Envelope, reason: Reason) -> Event {
    Event {
        number,
        ..delivered(envelope, vec![decided(reason)])
    }
}

fn lost(number: u64, envelope: Envelope, why: LossReason) -> Event {
    let (to, manual) = (envelope.to.0, why == LossReason::Manual);
    let kind = EventKind::Lost {
        envelope,
        why,
        manual,
    };
    happened(number, to, kind, vec![])
}

fn write(number: u64, server: u8) -> Event {
    let ticket = Ticket(number);
    happened(number, server, EventKind::Persisted { ticket }, vec![])
}

fn decided(reason: Reason) -> Outcome {
    Outcome::Decided(reason)
}

fn sent(envelope: Envelope) -> Outcome {
    Outcome::Sent {
        envelope,
        fate: Fate::Arrives(Time(9)),
        copy_of: None,
    }
}

fn applied(index: u64, repeated: bool) -> Outcome {
    Outcome::AppliedEntry {
        index,
        term: 1,
        payload: Payload::Noop,
        content: 0,
        answer: Some(None),
        repeated,
    }
}

fn ended(end: OperationEnd) -> Outcome {
    Outcome::OperationEnded {
        client: C1,
        serial: 3,
        end,
    }
}

fn operation(text: &str) -> Operation {
    Operation::parse(text).unwrap()
}

fn entries(count: usize) -> raft::Entries {
    let entry = Entry {
        term: 1,
        payload: Payload::Noop,
    };
    vec![entry; count].into()
}

fn envelope(from: u8, to: u8, message: Message) -> Envelope {
    Envelope {
        number: MessageNumber(4),
        from: ServerId(from),
        to: ServerId(to),
        nth: 1,
        copy: 0,
        body: message.into(),
    }
}

fn vote_request(from: u8, to: u8) -> Envelope {
    let message = RequestVote {
        term: 2,
        last_log_index: 0,
        last_log_term: 0,
    };
    envelope(from, to, Message::RequestVote(message))
}

fn vote(from: u8, to: u8) -> Envelope {
    let message = RequestVoteReply {
        term: 2,
        request_term: 2,
        vote_granted: true,
    };
    envelope(from, to, Message::RequestVoteReply(message))
}

fn heartbeat(from: u8, to: u8) -> Envelope {
    let message = AppendEntries {
        term: 2,
        request: 1,
        prev_log_index: 4,
        prev_log_term: 1,
        entries: entries(0),
        leader_commit: 4,
    };
    envelope(from, to, Message::AppendEntries(message))
}

fn acknowledgement(from: u8, to: u8) -> Envelope {
    let message = AppendEntriesReply {
        term: 2,
        request_term: 2,
        request: 1,
        prev_log_index: 4,
        outcome: AppendOutcome::Success { match_index: 4 },
    };
    envelope(from, to, Message::AppendEntriesReply(message))
}

fn chunk(from: u8, to: u8) -> Envelope {
    let message = InstallSnapshot {
        term: 2,
        snapshot: SnapshotId::default(),
        configuration: Configuration::default(),
        offset: 16,
        data: vec![0; 16].into(),
        total: 70,
        chunk_size: 16,
    };
    envelope(from, to, Message::InstallSnapshot(message))
}

fn facts(term: u64, last_index: u64) -> Facts {
    Facts {
        term,
        voted_for: None,
        role: RoleName::Follower,
        leader: None,
        commit: 0,
        applied: 0,
        base_index: 0,
        base_term: 0,
        last_index,
        last_term: term,
        durable: last_index,
        snapshot_index: 0,
        snapshot_term: 0,
        configuration: Configuration::default(),
    }
}
