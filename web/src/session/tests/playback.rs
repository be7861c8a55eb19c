//! The reader's clock.

use crate::session::playback::{Advance, End, Playback};
use raft::{Duration, Time};

const FRAME: u32 = 16_667;
const NOW: Time = Time(1_000_000);
const BUSY: Duration = Duration::ZERO;
const QUIET: Duration = Duration::from_millis(500);

#[test]
fn at_first_one_second_shows_ten_milliseconds() {
    assert_eq!(shown_in_a_second(&mut running(), BUSY), 10_000);
}

#[test]
fn a_quiet_stretch_runs_up_to_twenty_times_faster() {
    let mut clock = running();
    for _ in 0..120 {
        clock.advance(NOW, FRAME, QUIET);
    }
    assert!(clock.is_hasty());
    assert_eq!(shown_in_a_second(&mut clock, QUIET), 200_000);
}

#[test]
fn haste_grows_by_and_by() {
    let mut clock = running();
    let way = shown_in_a_second(&mut clock, QUIET);
    assert!(
        (20_000..150_000).contains(&way),
        "{way} µs in the first second"
    );
}

#[test]
fn just_before_an_event_of_interest_it_is_slow_again_however_hasty_it_was() {
    let mut clock = running();
    let mut now = Time::ZERO;
    let event = Time(400_000);
    let mut last_milliseconds = 0;
    while now < event {
        let before = now;
        let Advance::To(time) = clock.advance(now, FRAME, event.since(now)) else {
            panic!("a running clock does not glide");
        };
        now = time;
        if event.since(before) <= Duration::from_millis(4) {
            assert!(now.since(before) <= Duration(170), "{before} to {now}");
            last_milliseconds += 1;
        }
    }
    assert!(
        last_milliseconds > 15,
        "the end was shown in {last_milliseconds} frames"
    );
}

#[test]
fn an_action_of_the_reader_returns_to_the_slow_speed() {
    let mut clock = running();
    shown_in_a_second(&mut clock, QUIET);
    clock.calm_down();
    assert!(!clock.is_hasty());
    assert_eq!(shown_in_a_second(&mut clock, BUSY), 10_000);
}

#[test]
fn the_dial_ends_auto_and_shows_what_it_says() {
    let mut clock = running();
    clock.set_position(12);
    assert!(!clock.is_auto());
    assert_eq!(shown_in_a_second(&mut clock, QUIET), 1_000_000);
    clock.set_position(0);
    assert_eq!(shown_in_a_second(&mut clock, QUIET), 100);
    clock.set_auto(true);
    assert_eq!(shown_in_a_second(&mut clock, BUSY), 10_000);
}

#[test]
fn a_page_that_was_hidden_does_not_leap() {
    let mut clock = running();
    let hour = clock.advance(NOW, 3_600_000_000, BUSY);
    let tenth = running().advance(NOW, 100_000, BUSY);
    assert_eq!(hour, tenth);
}

#[test]
fn nothing_is_lost_between_frames_however_slow_they_show() {
    let mut clock = running();
    clock.set_position(0);
    let mut now = Time::ZERO;
    for _ in 0..10_000 {
        if let Advance::To(time) = clock.advance(now, 100, BUSY) {
            now = time;
        }
    }
    assert_eq!(now, Time(100));
}

#[test]
fn frames_are_needed_only_while_time_runs_in_sight_and_nothing_holds_it() {
    let mut clock = running();
    assert!(clock.is_moving(false));
    assert!(!clock.is_moving(true), "an open menu holds time");
    clock.press(true);
    assert!(!clock.is_moving(false), "a pressed pointer holds time");
    clock.press(false);
    clock.see(false);
    assert!(!clock.is_moving(false), "it is out of sight");
    clock.see(true);
    clock.play(false);
    assert!(!clock.is_moving(false), "paused");
}

#[test]
fn a_step_glides_to_its_end_within_four_tenths_of_a_second_and_then_rests() {
    let mut clock = running();
    clock.glide(NOW, NOW + Duration::from_millis(80), End::Ahead(17));
    assert!(!clock.is_playing());
    let mut now = NOW;
    let mut frames = 0;
    while let Advance::Before(time) = clock.advance(now, FRAME, BUSY) {
        assert!(time >= now && time < NOW + Duration::from_millis(80));
        now = time;
        frames += 1;
    }
    assert!((20..25).contains(&frames), "{frames} frames");
    assert_eq!(clock.end_glide(), Some(End::Ahead(17)));
    assert!(!clock.is_moving(false));
}

#[test]
fn the_end_of_a_step_is_known_by_how_many_events_have_happened() {
    let mut clock = running();
    clock.glide(NOW, NOW, End::Ahead(17));
    assert_eq!(
        clock.advance(NOW, FRAME, BUSY),
        Advance::End(End::Ahead(17))
    );
    // A frame may not be enough to come there: it is the end until that is said.
    assert!(clock.is_moving(false));
    assert_eq!(
        clock.advance(NOW, FRAME, BUSY),
        Advance::End(End::Ahead(17))
    );
    assert_eq!(clock.end_glide(), Some(End::Ahead(17)));
    assert!(!clock.is_moving(false));
}

#[test]
fn with_reduced_motion_a_step_is_there_at_once() {
    let mut clock = Playback::new(false, true);
    clock.glide(NOW, NOW + Duration::from_millis(80), End::Ahead(17));
    assert_eq!(clock.advance(NOW, 1, BUSY), Advance::End(End::Ahead(17)));
}

fn running() -> Playback {
    Playback::new(true, false)
}

/// Microseconds of the run in one second of the reader's time, in small frames.
fn shown_in_a_second(clock: &mut Playback, quiet: Duration) -> u64 {
    let mut now = NOW;
    for _ in 0..100 {
        if let Advance::To(time) = clock.advance(now, 10_000, quiet) {
            now = time;
        }
    }
    now.since(NOW).as_micros()
}
