//! The reader's clock: how much of the run's time passes in a frame.

use raft::{Duration, Time};
use sim::world::Position;

/// What one second of the reader's time shows, in microseconds of the run: the positions of the speed dial.
pub(crate) const SPEEDS: [u32; 18] = [
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
    1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 60_000_000,
];

/// The position that shows a message travelling for about a second: 1 s shows 10 ms.
const SLOW: usize = 6;

/// The longest that one frame may count, in microseconds: a page that was hidden must not leap.
pub(crate) const LONGEST_FRAME: u32 = 100_000;

/// An action of a script is looked at for as long as the dial takes to show so many microseconds of the run.
const LOOK: u64 = 6_000;

/// The longest that a step glides, in microseconds of the reader's time.
const LONGEST_GLIDE: u32 = 400_000;

/// How many times faster than slow Auto goes at most, in thousandths.
const MOST_HASTE: u32 = 20_000;

/// The time before an event of interest that Auto shows slowly, and the time over which it slows down to that.
const LEAD: Duration = Duration::from_millis(4);
const BRAKING: Duration = Duration::from_millis(40);

/// The reader's time in which Auto's haste grows by its own size, in microseconds.
const GROWTH: u32 = 250_000;

/// How fast time runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Speed {
    /// It adapts itself.
    Auto,
    /// At this position of the dial.
    Position(usize),
}

impl Speed {
    /// Reads `auto`; what a second shows, such as `10ms`; or how many times the usual that is, such as `0.5`. The dial has the one that
    /// comes closest.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn read(text: &str) -> Result<Speed, String> {
        let text = text.trim();
        if text == "auto" {
            return Ok(Speed::Auto);
        }
        let unit = text.find(|c: char| c.is_ascii_alphabetic());
        let (number, unit) = text.split_at(unit.unwrap_or(text.len()));
        // Microseconds that one of the unit shows.
        let unit: u64 = match unit {
            "" => u64::from(SPEEDS[SLOW]),
            "us" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "min" => 60_000_000,
            _ => 0,
        };
        let micros = thousandths(number).map(|number| number.saturating_mul(unit) / 1_000);
        match micros.filter(|micros| *micros > 0) {
            Some(micros) => Ok(Speed::Position(closest(micros))),
            None => Err(format!(
                "A speed is auto, what a second shows such as 10ms, or a number of times the usual such as 0.5, not “{text}”."
            )),
        }
    }
}

/// `0.5` is 500; none if it is no number of at most nine digits and three behind the point.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 9 || rest.len() > 3 || !is_number(whole) || !is_number(rest) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let rest: u64 = format!("{rest:0<3}").parse().ok()?;
    Some(whole * 1_000 + rest)
}

/// The position of the dial that is the fewest times more or less than that.
fn closest(micros: u64) -> usize {
    let times = |speed: u64| micros.max(speed) * 1_000 / micros.min(speed);
    let positions = 0..SPEEDS.len();
    let closest = positions.min_by_key(|position| times(u64::from(SPEEDS[*position])));
    closest.unwrap_or(SLOW)
}

#[derive(Clone, Debug)]
pub(crate) struct Playback {
    playing: bool,
    /// Whether it runs backwards when it runs.
    backwards: bool,
    auto: bool,
    position: usize,
    /// How many times faster than slow Auto goes now, in thousandths; at least 1,000.
    haste: u32,
    /// Millionths of a microsecond of the run that no frame has shown yet.
    carry: u64,
    pressed: bool,
    seen: bool,
    still: bool,
    touched: bool,
    glide: Option<Glide>,
}

/// The way to the end of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Glide {
    from: Time,
    to: Time,
    end: End,
    spent: u32,
    length: u32,
}

/// The end of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// So many events have happened.
    Ahead(u64),
    /// A moment that was before.
    Back(Position),
}

/// Where a frame leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Advance {
    /// Everything due by then happens.
    To(Time),
    /// On the way of a step: nothing of the step itself happens yet.
    Before(Time),
    /// Back to what was then.
    Back(Time),
    /// The step's end, until [`Playback::end_glide`].
    End(End),
}

impl Playback {
    /// A clock that runs, or one that waits for the reader. With `still` steps do not glide.
    pub(crate) fn new(playing: bool, still: bool) -> Playback {
        Playback {
            playing,
            backwards: false,
            auto: true,
            position: SLOW,
            haste: 1_000,
            carry: 0,
            pressed: false,
            seen: true,
            still,
            touched: false,
            glide: None,
        }
    }

    /// Whether time runs, unless something holds it.
    pub(crate) fn is_playing(&self) -> bool {
        self.playing
    }

    /// Whether time runs backwards, unless something holds it.
    pub(crate) fn is_backwards(&self) -> bool {
        self.playing && self.backwards
    }

    /// Whether the speed adapts itself.
    pub(crate) fn is_auto(&self) -> bool {
        self.auto
    }

    /// The position of the speed dial, an index into [`SPEEDS`].
    pub(crate) fn position(&self) -> usize {
        if self.auto { SLOW } else { self.position }
    }

    /// What a second of the reader's time shows now, in microseconds of the run.
    pub(crate) fn rate(&self) -> u32 {
        let haste = if self.auto { self.haste } else { 1_000 };
        (u64::from(SPEEDS[self.position()]) * u64::from(haste) / 1_000) as u32
    }

    /// For how long an action of a script is looked at, in microseconds of the reader's time.
    pub(crate) fn look(&self) -> u32 {
        (LOOK * 1_000_000 / u64::from(SPEEDS[self.position()])) as u32
    }

    /// Whether Auto runs faster than the dial says at the moment.
    pub(crate) fn is_hasty(&self) -> bool {
        self.auto && self.haste > 1_500
    }

    /// Whether steps jump instead of gliding.
    pub(crate) fn is_still(&self) -> bool {
        self.still
    }

    /// Whether the reader has ever played or stepped.
    pub(crate) fn was_touched(&self) -> bool {
        self.touched
    }

    /// Whether a step is on its way.
    pub(crate) fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// Whether frames are needed. `held`: an open menu or dialog holds time.
    pub(crate) fn is_moving(&self, held: bool) -> bool {
        self.seen && (self.glide.is_some() || (self.playing && !held && !self.pressed))
    }

    /// Time runs or stops; either ends a glide.
    pub(crate) fn play(&mut self, playing: bool) {
        (self.playing, self.backwards) = (playing, false);
        self.touched = true;
        self.glide = None;
        self.calm_down();
    }

    /// Time does not run until it is played.
    pub(crate) fn begin_stopped(&mut self) {
        self.playing = false;
    }

    /// Time runs backwards.
    pub(crate) fn play_backwards(&mut self) {
        self.play(true);
        self.backwards = true;
    }

    /// A pressed pointer holds time.
    pub(crate) fn press(&mut self, pressed: bool) {
        self.pressed = pressed;
    }

    /// A page that is out of sight does not run.
    pub(crate) fn see(&mut self, seen: bool) {
        self.seen = seen;
    }

    /// Turns the speed dial, which ends Auto.
    pub(crate) fn set_position(&mut self, position: usize) {
        self.auto = false;
        self.position = position.min(SPEEDS.len() - 1);
    }

    pub(crate) fn set_speed(&mut self, speed: Speed) {
        match speed {
            Speed::Auto => self.set_auto(true),
            Speed::Position(position) => self.set_position(position),
        }
    }

    pub(crate) fn set_auto(&mut self, auto: bool) {
        self.auto = auto;
        self.position = SLOW;
        self.calm_down();
    }

    /// Back to the slow speed: the reader did something and wants to see what follows.
    pub(crate) fn calm_down(&mut self) {
        self.haste = 1_000;
    }

    /// Begins to glide to the end of a step, at `to`.
    pub(crate) fn glide(&mut self, from: Time, to: Time, end: End) {
        self.playing = false;
        self.touched = true;
        let way = to.since(from).as_micros() + from.since(to).as_micros();
        let slowly = way.saturating_mul(100);
        let length = if self.still {
            0
        } else {
            slowly.min(LONGEST_GLIDE.into()) as u32
        };
        self.glide = Some(Glide {
            from,
            to,
            end,
            spent: 0,
            length,
        });
    }

    /// Ends a glide at once; what its end is.
    pub(crate) fn end_glide(&mut self) -> Option<End> {
        self.glide.take().map(|glide| glide.end)
    }

    /// Where a frame leads that comes `elapsed` microseconds after the one before. `quiet` is how long nothing of
    /// interest will happen.
    pub(crate) fn advance(&mut self, now: Time, elapsed: u32, quiet: Duration) -> Advance {
        let elapsed = elapsed.min(LONGEST_FRAME);
        if let Some(glide) = &mut self.glide {
            glide.spent = glide.spent.saturating_add(elapsed);
            return glide.advance();
        }
        if self.auto {
            self.hurry(elapsed, quiet);
        }
        self.carry += u64::from(elapsed) * u64::from(self.rate());
        let micros = self.carry / 1_000_000;
        self.carry %= 1_000_000;
        match self.backwards {
            true => Advance::Back(Time(now.0.saturating_sub(micros))),
            false => Advance::To(now + Duration(micros)),
        }
    }

    /// Adapts the haste: up gradually, down at once and in time for the next event of interest.
    fn hurry(&mut self, elapsed: u32, quiet: Duration) {
        let far = (quiet - LEAD).as_micros().min(BRAKING.as_micros());
        let allowed = 1_000 + u64::from(MOST_HASTE - 1_000) * far / BRAKING.as_micros();
        let grown =
            u64::from(self.haste) + u64::from(self.haste) * u64::from(elapsed) / u64::from(GROWTH);
        self.haste = grown.min(allowed) as u32;
    }
}

impl Glide {
    /// Fast at first, gently at the end.
    fn advance(&self) -> Advance {
        if self.spent >= self.length {
            return Advance::End(self.end);
        }
        let left = u128::from(self.length - self.spent);
        let whole = u128::from(self.length);
        let rest = |way: Duration| {
            let way = u128::from(way.as_micros());
            (way * left * left / (whole * whole)) as u64
        };
        match self.end {
            End::Ahead(_) => {
                let rest = rest(self.to.since(self.from));
                Advance::Before(Time(self.to.0.saturating_sub(rest + 1)))
            }
            End::Back(_) => Advance::Back(self.to + Duration(rest(self.from.since(self.to)))),
        }
    }
}
