//! How long links are.

use super::choices::Choices;
use super::*;
use record::{ClusterState, Operation};
use sim::{DIALS, Dial};

/// What is ordinary: crashes and restarts, drops and delays of messages, commands, dials, cuts.
fn ordinary(choices: &mut Choices, run: &Run) -> Action {
    let server = raft::ServerId(1 + choices.below(5) as u8);
    let messages = run.world().messages().map(|it| it.envelope.name());
    let names: Vec<_> = messages.collect();
    let name = names.get(choices.below(names.len() as u64) as usize);
    match (choices.below(10), name) {
        (0, _) => Action::Server(ServerAction::Crash, server),
        (1, _) => Action::Server(ServerAction::Restart, server),
        (2 | 3, Some(name)) => Action::Message(MessageAction::Drop, *name),
        (4, Some(name)) => Action::Message(any_to_message(choices), *name),
        (5, _) => {
            let info = &DIALS[Dial::LatencyMax as usize];
            Action::Set(info.dial, 10_000 + choices.below(90_000))
        }
        (6, _) => Action::Server(any_to_server(choices), server),
        (7, _) => Action::HealAll,
        _ => {
            let text = format!("set balance {}", choices.below(1_000));
            Action::Submit(None, Operation::parse(&text).unwrap())
        }
    }
}

/// A run of two minutes with so many actions, spread over it.
fn handled(seed: u64, actions: u64) -> Run {
    let mut choices = Choices::seeded(seed);
    let mut run = run(Settings::default(), seed);
    for number in 1..=actions {
        let until = number * 120_000_000 / actions;
        run.advance(Time(until - choices.below(500_000)));
        // A user pauses at a message more often than between two.
        while run.world().messages().next().is_none() && run.step().is_some() {}
        let action = ordinary(&mut choices, &run);
        run.act(&action);
    }
    run.advance(Time(120_000_000));
    run
}

#[test]
fn a_hundred_ordinary_actions_fit_in_two_thousand_characters() {
    for seed in 0..5 {
        let run = handled(seed, 100);
        let recording = recorded(&run);
        assert_eq!(recording.branches[0].steps.len(), 100);
        let text = recording.to_text().unwrap();
        println!("seed {seed}: {} characters", text.len());
        assert!(text.len() <= 2_000, "seed {seed}: {}", text.len());
        let (replayed, differs) = played(read_again(&recording), 10_000);
        assert_eq!(differs, None);
        assert_eq!(replayed.world().fingerprint(), run.world().fingerprint());
    }
}

#[test]
fn a_run_without_actions_is_a_short_link() {
    let text = recorded(&settled(10_000)).to_text().unwrap();
    assert!(text.len() <= 48, "{text}");
}
