//! Messages on their way: ink, not colour. A filled glyph asks, a hollow one answers, a small dot is routine.

use crate::el::On;
use crate::scene::disk::bars;
use crate::scene::ink::{
    El, circle, cross, group, letters, path, pressable, rect, steps, term_class, tick, translate,
    words,
};
use crate::scene::layout::{Layout, Point, Rect, Sizes};
use crate::scene::link::Lane;
use crate::scene::log;
use crate::scene::log::Cell;
use crate::scene::moment::Moment;
use crate::scene::travel::{self, Travel};
use crate::session::{Say, Selection, Topic};
use raft::message::{AppendEntries, AppendEntriesReply, AppendOutcome};
use raft::{Duration, Entries, Index, Message, ServerId, Term, Time};
use record::view::{MessageView, Process, ServerView};
use record::{Body, Envelope, Fate, MessageName, RoleName};

/// What a message shows of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Glyph {
    /// Routine: a heartbeat with nothing new in it, or the reply to it.
    Dot,
    /// Entries, and a commit index that the receiver does not know yet.
    Entries(Entries, Option<Index>),
    /// A commit index that the receiver does not know yet.
    Commit(Index),
    Ask,
    /// A vote, or an acknowledgement that the leader does not know yet.
    Yes,
    No,
    /// A chunk of a snapshot, and of how many.
    Chunk(u64, u64),
}

/// Whether a message lies on others, or under one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pile {
    Alone,
    /// It is the one that is seen of so many.
    Top(usize),
    /// It is hidden under another, until it has the focus.
    Under,
}

/// What is seen of a message on its way. Two that are equal look the same, but for the place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Flight {
    /// The message with its way.
    pub(crate) envelope: Envelope,
    pub(crate) glyph: Glyph,
    /// Whether it answers.
    pub(crate) reply: bool,
    /// Its term, where that differs from its receiver's.
    pub(crate) badge: Option<Term>,
    /// Whether it will be lost on the way.
    pub(crate) lost: bool,
    /// Whether it is held until the reader delivers or drops it.
    pub(crate) held: bool,
    /// Its place among those that lie on each other here.
    pub(crate) pile: Pile,
    pub(crate) selected: bool,
    pub(crate) travel: Travel,
}

/// The most messages that are drawn one by one: of more, one for each stretch of a lane says how many they are.
const MOST: usize = 400;

/// Into how many stretches a lane is divided for that.
const STRETCHES: usize = 5;

/// All messages on their way, in the order of the view, as far as they are drawn.
pub(crate) fn all(moment: &Moment) -> Vec<Flight> {
    let shown = shown(moment);
    let mut flights: Vec<Flight> = (shown.iter().map(|it| Flight::of(it.0, moment))).collect();
    if moment.view.messages.len() <= MOST {
        stack(&mut flights, moment);
    } else {
        for (flight, (_, count)) in flights.iter_mut().zip(shown) {
            flight.pile = if count > 1 {
                Pile::Top(count)
            } else {
                Pile::Alone
            };
        }
    }
    flights
}

/// The messages that are drawn, each with how many it stands for.
pub(crate) fn shown<'a>(moment: &Moment<'a>) -> Vec<(&'a MessageView, usize)> {
    let messages = &moment.view.messages;
    if messages.len() <= MOST {
        return messages.iter().map(|message| (message, 1)).collect();
    }
    let mut shown: Vec<(&MessageView, usize)> = Vec::new();
    // The place of each stretch in that list.
    let mut places = [usize::MAX; 100 * STRETCHES];
    for message in messages {
        let Envelope { from, to, body, .. } = &message.envelope;
        let along = along(message, moment.latency, moment.now);
        let stretch = ((along * STRETCHES as f64) as usize).min(STRETCHES - 1);
        let lane = usize::from(from.0 % 10) * 10 + usize::from(to.0 % 10);
        let place = &mut places[lane * STRETCHES + stretch];
        match shown.get_mut(*place) {
            None => {
                *place = shown.len();
                shown.push((message, 1));
            }
            Some((first, count)) => {
                *count += 1;
                // What is not routine is seen, and the others are counted.
                if first.envelope.body.is_routine() && !body.is_routine() {
                    *first = message;
                }
            }
        }
    }
    shown
}

/// Of those that lie on each other one stays visible: the first that is not routine, else the first.
fn stack(flights: &mut [Flight], moment: &Moment) {
    let here: Vec<Point> = (flights.iter().map(|it| it.travel.at(moment.now))).collect();
    let touch = |flights: &[Flight], one: usize, other: usize| {
        let near = nearness(&flights[one].glyph).max(nearness(&flights[other].glyph));
        way(&flights[one].envelope) == way(&flights[other].envelope)
            && here[one].distance(here[other]) < near * moment.layout.sizes.plate_h
    };
    for first in 0..flights.len() {
        if flights[first].pile != Pile::Alone {
            continue;
        }
        let with: Vec<usize> = (first..flights.len())
            .filter(|other| flights[*other].pile == Pile::Alone)
            .filter(|other| touch(flights, first, *other))
            .collect();
        if with.len() < 2 {
            continue;
        }
        let says = |number: &&usize| flights[**number].glyph != Glyph::Dot;
        let top = with.iter().find(says).copied().unwrap_or(first);
        for number in &with {
            flights[*number].pile = Pile::Under;
        }
        flights[top].pile = Pile::Top(with.len());
    }
}

/// A message lies on what is nearer to it than this, in heights of a plate.
fn nearness(glyph: &Glyph) -> f64 {
    if *glyph == Glyph::Dot { 0.5 } else { 1.0 }
}

fn way(envelope: &Envelope) -> (ServerId, ServerId) {
    (envelope.from, envelope.to)
}

/// The way of a message.
pub(crate) fn travel(message: &MessageView, moment: &Moment) -> Travel {
    let Envelope { from, to, .. } = message.envelope;
    let lane = Lane::new(moment.layout, from, to);
    if message.held {
        return Travel::parked(lane, parking(message, moment));
    }
    Travel {
        lane,
        left: message.sent_at,
        ends: ends(message, moment.latency),
        reach: reach(message, moment.latency),
    }
}

/// Where a held message stands on its lane, of 1: the oldest nearest to the receiver, so that each can be seen.
fn parking(message: &MessageView, moment: &Moment) -> f64 {
    let this = &message.envelope;
    let ahead = (moment.view.messages.iter().map(|it| &it.envelope))
        .filter(|it| way(it) == way(this) && it.number < this.number)
        .count();
    (0.65 - 0.14 * ahead as f64).max(0.1)
}

/// How far along its lane a message is, of 1.
pub(crate) fn along(message: &MessageView, latency: Duration, now: Time) -> f64 {
    travel::progress(message.sent_at, ends(message, latency), now) * reach(message, latency)
}

/// When it leaves its lane; as messages usually do if that is not known.
fn ends(message: &MessageView, latency: Duration) -> Time {
    let known = message.fate.time();
    known.unwrap_or(message.sent_at + latency)
}

/// How far a message gets, of 1. With one that will be lost, that follows from how long messages usually take.
fn reach(message: &MessageView, latency: Duration) -> f64 {
    match message.fate {
        Fate::Arrives(_) | Fate::Unknown => 1.0,
        Fate::Lost(time) => {
            let usual = latency.0.max(1) as f64;
            (time.since(message.sent_at).0 as f64 / usual).clamp(0.25, 0.85)
        }
    }
}

/// The messages that lie on each other with this one now, itself among them, in the order of the view.
pub(crate) fn pile(moment: &Moment, of: MessageName) -> Vec<MessageName> {
    let flights = all(moment);
    let Some(this) = flights.iter().find(|it| it.envelope.name() == of) else {
        return Vec::new();
    };
    let here = this.travel.at(moment.now);
    let near = moment.layout.sizes.plate_h;
    (flights.iter())
        .filter(|other| way(&other.envelope) == way(&this.envelope))
        .filter(|other| other.travel.at(moment.now).distance(here) < near)
        .map(|other| other.envelope.name())
        .collect()
}

impl Flight {
    pub(crate) fn of(message: &MessageView, moment: &Moment) -> Flight {
        let Envelope { from, to, body, .. } = &message.envelope;
        let find = |id: ServerId| moment.view.servers.iter().find(|server| server.id == id);
        let receiver = find(*to).filter(|server| server.process != Process::Crashed);
        Flight {
            envelope: message.envelope.clone(),
            glyph: glyph(body, *from, receiver),
            reply: body.kind().is_reply(),
            badge: receiver
                .map(|server| server.term)
                .filter(|term| *term != body.term())
                .map(|_| body.term()),
            lost: matches!(message.fate, Fate::Lost(_)) && !message.held,
            held: message.held,
            pile: Pile::Alone,
            selected: moment.selected == Some(Selection::Message(message.envelope.name())),
            travel: travel(message, moment),
        }
    }

    pub(crate) fn key(&self) -> String {
        Selection::Message(self.envelope.name()).id()
    }

    /// Its name for assistive technology: `AppendEntries, 2 entries, S1 to S3`.
    pub(crate) fn name(&self) -> String {
        let Envelope { from, to, body, .. } = &self.envelope;
        let pieces = [body.to_string(), from.to_string(), to.to_string()];
        let [message, from, to] = &pieces;
        let held = if self.held { ", held" } else { "" };
        let commit = match self.glyph {
            Glyph::Commit(index) | Glyph::Entries(_, Some(index)) => {
                words(&[", commit ", &index.to_string()])
            }
            _ => String::new(),
        };
        words(&[message, &commit, held, ", ", from, " to ", to])
    }

    /// Draws it where it is now.
    pub(crate) fn draw<P>(&self, layout: &Layout, now: Time) -> El<P> {
        let sizes = &layout.sizes;
        let this = Selection::Message(self.envelope.name());
        let class = [
            if self.reply {
                "message reply"
            } else {
                "message request"
            },
            if self.glyph == Glyph::Dot {
                " routine"
            } else {
                ""
            },
            if self.lost { " lost" } else { "" },
            if self.held { " parked" } else { "" },
            if self.pile == Pile::Under {
                " covered"
            } else {
                ""
            },
            if self.selected { " selected" } else { "" },
        ];
        let middle = Point { x: 0.0, y: 0.0 };
        let plate = self.plate(sizes);
        let halo = around((plate.w + 8.0).max(24.0), (plate.h + 8.0).max(24.0));
        let shape = pressable(this, self.name()).child(rect("halo", halo));
        let drawn = group(words(&class))
            .attr("transform", translate(self.travel.at(now)))
            .on(On::Click, Say::Menu(Topic::Thing(this)));
        if self.pile == Pile::Under {
            return drawn.child(shape);
        }
        let shape = shape.child(arrow(self.travel.lane.direction(), &plate));
        let mut drawn = match &self.glyph {
            Glyph::Dot => drawn.child(shape.child(circle("plate", middle, plate.w / 2.0))),
            _ => self.content(
                drawn.child(shape.child(rect("plate", plate))),
                &plate,
                sizes,
            ),
        };
        if let Some(term) = self.badge {
            let at = Point {
                x: plate.w / 2.0 + 2.0,
                y: -plate.h / 2.0 - 2.0,
            };
            drawn = drawn.child(badge(term, at, sizes));
        }
        if self.held {
            drawn = drawn.child(bars(plate.w / 2.0 + 10.0, 0.0, plate.h * 0.6));
        }
        if let Pile::Top(count) = self.pile {
            let at = Point {
                x: 0.0,
                y: plate.h / 2.0 + 7.0,
            };
            drawn = drawn.child(letters("pile", at, words(&["×", &count.to_string()])));
        }
        drawn
    }

    /// Where its plate is, around its middle.
    fn plate(&self, sizes: &Sizes) -> Rect {
        let h = sizes.plate_h;
        let letter = sizes.plate * 0.62;
        let w = match &self.glyph {
            Glyph::Dot => return around(h * 0.36, h * 0.36),
            Glyph::Entries(entries, commit) => {
                let cells = entries.len().min(MOST_CELLS) as f64 * (cell_w(sizes) + 1.0);
                let more = if entries.len() > MOST_CELLS {
                    letter * 2.0
                } else {
                    0.0
                };
                let news = commit.map_or(0.0, |index| digits(index) * letter + 2.0);
                cells + more + news + 7.0
            }
            Glyph::Commit(index) => digits(*index) * letter + 8.0,
            Glyph::Chunk(part, parts) => (digits(*part) + digits(*parts) - 1.0) * letter + 10.0,
            Glyph::Ask | Glyph::Yes | Glyph::No => h,
        };
        around(w.max(h), h)
    }

    fn content<P>(&self, drawn: El<P>, plate: &Rect, sizes: &Sizes) -> El<P> {
        let middle = Point { x: 0.0, y: 0.0 };
        let h = sizes.plate_h;
        match &self.glyph {
            Glyph::Dot => drawn,
            Glyph::Ask => drawn.child(letters("said", middle, "?")),
            Glyph::Yes => drawn.child(tick("said", middle, 0.62 * h)),
            Glyph::No => drawn.child(cross("said", middle, 0.62 * h)),
            Glyph::Commit(index) => drawn.child(letters("said", middle, commit_words(*index))),
            Glyph::Chunk(part, parts) => {
                let (part, parts) = (part.to_string(), parts.to_string());
                let top = [
                    Point {
                        x: plate.at.x,
                        y: plate.at.y + 3.5,
                    },
                    Point {
                        x: -plate.at.x,
                        y: plate.at.y + 3.5,
                    },
                ];
                drawn
                    .child(path("fold", steps(&[('M', &top)])))
                    .child(letters(
                        "said",
                        middle.plus(0.0, 1.5),
                        words(&[&part, "/", &parts]),
                    ))
            }
            Glyph::Entries(entries, commit) => cells(drawn, entries, *commit, plate, sizes),
        }
    }
}

/// The most entries that a message shows as cells.
const MOST_CELLS: usize = 4;

/// The entries of a message as the log's own cells, small; then how many more; then the commit index, if it is news.
fn cells<P>(
    mut drawn: El<P>,
    entries: &Entries,
    commit: Option<Index>,
    plate: &Rect,
    sizes: &Sizes,
) -> El<P> {
    let letter = sizes.plate * 0.62;
    let h = sizes.plate_h - 6.0;
    let w = cell_w(sizes);
    let mut x = plate.at.x + 4.0;
    for entry in entries.iter().take(MOST_CELLS) {
        let at = Rect::new(x, -h / 2.0, w, h);
        let open = Cell {
            term: entry.term,
            committed: false,
            known: false,
            durable: true,
        };
        drawn = drawn.child(log::cell(&open, at));
        x += w + 1.0;
    }
    let mut say = |said: String, wide: f64| {
        let at = Point {
            x: x + wide / 2.0 + 1.0,
            y: 0.0,
        };
        x += wide + 2.0;
        letters("said", at, said)
    };
    if entries.len() > MOST_CELLS {
        let more = (entries.len() - MOST_CELLS).to_string();
        drawn = drawn.child(say(words(&["+", &more]), 2.0 * letter));
    }
    match commit {
        Some(index) => drawn.child(say(commit_words(index), digits(index) * letter)),
        None => drawn,
    }
}

fn cell_w(sizes: &Sizes) -> f64 {
    (sizes.cell_w * 0.8).max(9.0)
}

/// What a message shows to this receiver; none if the receiver is down.
fn glyph(body: &Body, from: ServerId, receiver: Option<&ServerView>) -> Glyph {
    let Body::Whole(message) = body else {
        return outline(body);
    };
    match message {
        Message::RequestVote(_) => Glyph::Ask,
        Message::AppendEntries(it) => append(it, receiver),
        Message::InstallSnapshot(it) => {
            let (part, parts) = it.chunk_of();
            Glyph::Chunk(part, parts)
        }
        _ if message.is_refusal() => Glyph::No,
        Message::AppendEntriesReply(it) if !is_news(it, from, receiver) => Glyph::Dot,
        _ => Glyph::Yes,
    }
}

/// What a message shows of itself of which another program did not write down all.
fn outline(body: &Body) -> Glyph {
    match body.kind().is_reply() {
        _ if body.is_routine() => Glyph::Dot,
        true => match body.is_refusal() {
            Some(true) => Glyph::No,
            Some(false) => Glyph::Yes,
            None => Glyph::Ask,
        },
        false => Glyph::Ask,
    }
}

fn append(message: &AppendEntries, receiver: Option<&ServerView>) -> Glyph {
    let news = receiver
        .filter(|server| message.leader_commit > server.commit)
        .map(|_| message.leader_commit);
    match (message.entries.is_empty(), news) {
        (true, None) => Glyph::Dot,
        (true, Some(index)) => Glyph::Commit(index),
        (false, news) => Glyph::Entries(message.entries.clone(), news),
    }
}

/// Whether an acknowledgement raises a match index of its leader.
fn is_news(reply: &AppendEntriesReply, from: ServerId, receiver: Option<&ServerView>) -> bool {
    let AppendOutcome::Success { match_index } = reply.outcome else {
        return true;
    };
    receiver.is_some_and(|leader| {
        leader.role == RoleName::Leader
            && leader.term == reply.term
            && (leader.progress.iter())
                .any(|known| known.peer == from && known.match_index < match_index)
    })
}

/// The arrow through a plate: its head before it, its tail behind.
fn arrow<P>(ahead: Point, plate: &Rect) -> El<P> {
    let out = |half: f64, part: f64| half / part.abs().max(0.001);
    let edge = out(plate.w / 2.0, ahead.x).min(out(plate.h / 2.0, ahead.y));
    let small = plate.h < 12.0;
    let edge = if small { plate.h / 2.0 } else { edge };
    let size = if small { 4.5 } else { 7.0 };
    let at = |forward: f64, aside: f64| Point {
        x: ahead.x * forward - ahead.y * aside,
        y: ahead.y * forward + ahead.x * aside,
    };
    let base = edge + 1.5;
    let head = [
        at(base, size * 0.55),
        at(base + size, 0.0),
        at(base, -size * 0.55),
    ];
    let tail = [at(-edge, 0.0), at(-edge - 3.0 * size, 0.0)];
    path("arrow", steps(&[('M', &tail), ('M', &head), ('Z', &[])]))
}

/// A term in its colour.
fn badge<P>(term: Term, at: Point, sizes: &Sizes) -> El<P> {
    let said = term.to_string();
    let w = (said.len() as f64 + 0.8) * sizes.digit * 0.62 + 3.0;
    let pill = Rect::new(
        at.x - w / 2.0,
        at.y - sizes.digit * 0.65,
        w,
        sizes.digit * 1.3,
    );
    group(words(&["badge ", term_class(term)]))
        .child(rect("", pill))
        .child(letters("digit", at, said))
}

fn around(w: f64, h: f64) -> Rect {
    Rect::new(-w / 2.0, -h / 2.0, w, h)
}

/// `c5`.
fn commit_words(index: Index) -> String {
    words(&["c", &index.to_string()])
}

/// How many letters a number takes, and one before it.
fn digits(number: u64) -> f64 {
    number.checked_ilog10().unwrap_or(0) as f64 + 2.0
}
