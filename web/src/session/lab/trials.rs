//! What other dials would cost, and which would let a follower catch up: the run played in copies, by a worker where there may be one,
//! else in pieces, one a frame.

use crate::on_demand::{Checked, Checks, TRIALS};
use crate::session::Session;
use crate::session::check::Check;
use crate::session::recordings::Outgoing;
use crate::session::slice::{PIECE, Slice};
use raft::{Duration, ServerSet, Time};
use record::costs::{Episode, Sample};
use recording::{Recording, Shown};
use sim::timeline::BranchId;
use sim::trial::{self, Progress, Run, Trial, Tried, Variant};
use sim::{Dial, Dials};

/// What is asked of the copies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Question {
    /// What other thresholds, and other numbers of entries kept, would cost.
    Costs,
    /// What would let a follower catch up that does not.
    Remedies,
}

/// What was asked, and how far the answer is.
pub(crate) struct Trials {
    pub(crate) question: Question,
    /// The branch that is played, and how far it went then.
    pub(crate) branch: BranchId,
    pub(crate) now: Time,
    /// When the dials are turned in the copies.
    pub(crate) from: Time,
    pub(crate) check: Check,
    /// What a worker was asked to do; it is done here if there is none.
    work: String,
    pub(crate) tried: Vec<Tried>,
}

/// How far the copies go beyond the moment that is shown.
pub(crate) const AHEAD: Duration = Duration::from_millis(2_000);

/// How much of the run before it they play with their dials turned, at most.
const BEFORE: Duration = Duration::from_millis(20_000);

/// How many samples are taken of each.
const SAMPLES: u64 = 120;

/// About what an event costs, in units of a player's budget.
const EVENT: u64 = 200;

const NOTHING: Checked = Checked::SoFar(0, Time(1));

impl Trials {
    /// How far it is, in percent; none if it is over, or never began.
    pub(crate) fn percent(&self) -> Option<u64> {
        match self.check.result()? {
            Checked::SoFar(done, of) => Some(done * 100 / of.0.max(1)),
            Checked::Ended(..) => None,
        }
    }

    /// Why there is no answer; none if there is one, or is still to be one.
    pub(crate) fn failure(&self) -> Option<String> {
        match self.check.result()? {
            Checked::Ended(false, words) => Some(words),
            _ => None,
        }
    }
}

/// The variants that answer a question; the first one leaves all dials as they are.
fn variants(question: Question, dials: &Dials) -> Vec<Variant> {
    let others = match question {
        Question::Costs => costs(dials),
        Question::Remedies => Variant::remedies(dials),
    };
    std::iter::once(Variant::default()).chain(others).collect()
}

/// Thresholds and numbers of entries kept other than those in force: fewer, more, many more.
fn costs(dials: &Dials) -> Vec<Variant> {
    let threshold = dials.get(Dial::SnapshotThreshold);
    let kept = dials.get(Dial::EntriesKept);
    let thresholds = match threshold {
        0 => [10, 50, 200],
        it => [it.div_ceil(2), it * 2, it * 5],
    };
    let turned = |dial: Dial, in_force: u64, values: [u64; 3]| {
        let values = values.map(|value| value.min(dial.info().max));
        let others = values.into_iter().filter(move |value| *value != in_force);
        others.map(move |value| Variant(vec![(dial, value)]))
    };
    let mut all: Vec<Variant> = turned(Dial::SnapshotThreshold, threshold, thresholds).collect();
    all.extend(turned(
        Dial::EntriesKept,
        kept,
        [0, kept + 10, kept * 4 + 50],
    ));
    all.dedup();
    all
}

impl Session {
    /// Asks; what was asked before is given up, and so is the check of a script that a worker does.
    pub(super) fn ask_trials(&mut self, question: Question) {
        let timeline = &self.run.recorded.timeline;
        let now = timeline.world().now();
        let from = Time(now.0.saturating_sub(BEFORE.0));
        let variants = variants(question, timeline.world().dials());
        let branch = timeline.here();
        let (check, work) = match Recording::of(timeline, Shown::default(), Vec::new()).to_file() {
            Err(error) => (Check::Done(false, error.to_string()), String::new()),
            Ok(bytes) => {
                let asked = Asked {
                    from,
                    now,
                    variants,
                };
                (Check::Elsewhere(NOTHING), asked.to_work(&bytes))
            }
        };
        if check.is_elsewhere() {
            self.forms.script.check = Check::None;
            self.heavy = Some(work.clone());
        }
        let trials = Trials {
            question,
            branch,
            now,
            from,
            check,
            work,
            tried: Vec::new(),
        };
        self.with_lab_itself(|lab| lab.trials = Some(trials));
    }

    /// What was tried as a table, in bytes and microseconds, with a tab between two columns.
    pub(super) fn copy_table(&mut self) {
        let lab = self.lab.as_ref();
        let tried = lab.and_then(|lab| Some(&lab.trials.as_ref()?.tried));
        let rows = tried.into_iter().flatten().map(Summary::of);
        let rows = rows.map(|row| row.in_columns().join("\t"));
        let table: Vec<String> = std::iter::once(Summary::HEAD.join("\t"))
            .chain(rows)
            .collect();
        self.outgoing = Some(Outgoing::Table(table.join("\n") + "\n"));
    }

    /// A worker says how far it has come, or that there is none.
    pub(crate) fn tries(&mut self, heard: Option<Checked>) {
        self.with_lab_itself(|lab| match (&mut lab.trials, heard) {
            (Some(trials), Some(heard)) => trials.hear(heard),
            (Some(trials), None) if trials.check.is_elsewhere() => match begin(&trials.work) {
                Some(work) => trials.check = Check::Here(work, NOTHING),
                None => debug_assert!(false, "it was asked a moment ago"),
            },
            _ => {}
        });
    }

    /// Does a piece of it, if the frames do it.
    pub(super) fn try_on(&mut self) -> bool {
        let Some(trials) = self.lab.as_mut().and_then(|lab| lab.trials.as_mut()) else {
            return false;
        };
        let mut slice = Slice::new(self.stopwatch);
        while let Check::Here(work, _) = &mut trials.check
            && slice.goes_on()
        {
            let heard = work.go_on(PIECE);
            trials.hear(heard);
        }
        matches!(trials.check, Check::Here(..))
    }
}

impl Trials {
    fn hear(&mut self, heard: Checked) {
        match heard {
            so_far @ Checked::SoFar(..) => self.check.comes_to(so_far),
            Checked::Ended(_, words) => {
                let numbers = words
                    .split(' ')
                    .map(str::parse)
                    .collect::<Result<Vec<u64>, _>>();
                let tried = numbers
                    .ok()
                    .and_then(|numbers| trial::from_numbers(&numbers));
                self.work.clear();
                let is_whole = tried.is_some();
                debug_assert!(is_whole, "this version has written it");
                self.tried = tried.unwrap_or_default();
                self.check = Check::Done(is_whole, "The answer could not be read.".to_owned());
            }
        }
    }
}

/// What a worker is asked, besides the run.
struct Asked {
    from: Time,
    now: Time,
    variants: Vec<Variant>,
}

impl Asked {
    /// As a text: its sign, numbers, and behind the end of that line a letter for each byte of the run.
    fn to_work(&self, run: &[u8]) -> String {
        let mut numbers = vec![self.from.0, self.now.0];
        numbers.extend(trial::variants_to_numbers(&self.variants));
        let mut work = TRIALS.to_string();
        work += &in_words(&numbers);
        work.push('\n');
        work.extend(run.iter().copied().map(char::from));
        work
    }

    /// What [`Asked::to_work`] has written, and the run; none if that is something else.
    fn of_work(work: &str) -> Option<(Asked, Recording)> {
        let (line, run) = work.strip_prefix(TRIALS)?.split_once('\n')?;
        let bytes: Vec<u8> = run
            .chars()
            .map(u8::try_from)
            .collect::<Result<_, _>>()
            .ok()?;
        let recording = Recording::from_file(&bytes).ok()?;
        let numbers = of_words(line)?;
        let ([from, now], variants) = numbers.split_first_chunk()?;
        let (from, now) = (Time(*from), Time(*now));
        let variants = trial::variants_from_numbers(variants)?;
        let asked = Asked {
            from,
            now,
            variants,
        };
        Some((asked, recording))
    }
}

fn in_words(numbers: &[u64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
    numbers.join(" ")
}

fn of_words(words: &str) -> Option<Vec<u64>> {
    words.split(' ').map(|word| word.parse().ok()).collect()
}

/// Begins what was asked of a worker; none if it is no such thing. Once it has ended, its words are the numbers of what was tried.
pub(crate) fn begin(work: &str) -> Option<Box<dyn Checks>> {
    let (asked, recording) = Asked::of_work(work)?;
    let run = Run {
        settings: recording.settings,
        seed: recording.seed,
        journal: recording.journal(recording.here),
        from: asked.from,
        now: asked.now,
        until: asked.now + AHEAD,
        samples: SAMPLES,
    };
    let trial = Trial::new(run, asked.variants).ok()?;
    Some(Box::new(Tries(trial)))
}

struct Tries(Trial);

impl Checks for Tries {
    fn go_on(&mut self, budget: u64) -> Checked {
        match self.0.go_on(budget / EVENT) {
            Progress::SoFar { done, of } => Checked::SoFar(done, Time(of)),
            Progress::Ended => Checked::Ended(true, in_words(&trial::to_numbers(self.0.tried()))),
        }
    }
}

/// What a copy came to, in a row.
pub(crate) struct Summary {
    /// The dial that was turned, and its value; none if none was.
    pub(crate) turned: Option<(Dial, u64)>,
    /// The most of each, in bytes.
    pub(crate) log: u64,
    pub(crate) snapshot: u64,
    /// Bytes sent since the dials were turned.
    pub(crate) by_snapshot: u64,
    pub(crate) by_append: u64,
    /// How often a follower caught up, and how long that took at most.
    pub(crate) caught_up: u64,
    pub(crate) longest: Option<Duration>,
    /// Who has not at the end.
    pub(crate) behind: ServerSet,
}

impl Summary {
    const HEAD: [&str; 9] = [
        "dial",
        "value",
        "largest log, bytes",
        "largest snapshot, bytes",
        "sent by snapshot, bytes",
        "sent by append, bytes",
        "caught up, times",
        "longest, microseconds",
        "still behind",
    ];

    pub(crate) fn of(tried: &Tried) -> Summary {
        let most = |of: fn(&Sample) -> u64| tried.samples.iter().map(of).max().unwrap_or(0);
        let ended = tried.episodes.iter().filter_map(took);
        Summary {
            turned: tried.variant.0.first().copied(),
            log: most(|sample| sample.log_bytes),
            snapshot: most(|sample| sample.snapshot_bytes),
            by_snapshot: tried.sent.by_snapshot(),
            by_append: tried.sent.by_append(),
            caught_up: ended.clone().count() as u64,
            longest: ended.max(),
            behind: tried.behind(),
        }
    }

    fn in_columns(&self) -> [String; 9] {
        let (dial, value) = match self.turned {
            Some((dial, value)) => (dial.info().name, value.to_string()),
            None => ("in force", String::new()),
        };
        let longest = self.longest.map_or_else(String::new, |it| it.0.to_string());
        let behind = match self.behind.is_empty() {
            true => String::new(),
            false => self.behind.to_string(),
        };
        [
            dial.to_owned(),
            value,
            self.log.to_string(),
            self.snapshot.to_string(),
            self.by_snapshot.to_string(),
            self.by_append.to_string(),
            self.caught_up.to_string(),
            longest,
            behind,
        ]
    }
}

/// How long a follower took to catch up; none if it has not.
pub(crate) fn took(episode: &Episode) -> Option<Duration> {
    Some(episode.ended?.since(episode.began))
}
