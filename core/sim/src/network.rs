//! The network: links and their cuts, and messages in flight, each of which carries its fate.

use crate::chance::{Chance, Purpose};
use crate::dials::{Dial, Dials};
use crate::queue::{Due, Queue, Sequence};
use raft::{Duration, Message, ServerId, ServerSet, Term, Time};
use record::{
    Envelope, EventNumber, Fate, LinkOverride, LossReason, MessageKind, MessageName, MessageNumber,
    Names, Scope,
};

#[derive(Clone)]
pub(crate) struct InFlight {
    pub(crate) envelope: Envelope,
    pub(crate) sent_at: Time,
    pub(crate) sent_by: EventNumber,
    pub(crate) copy_of: Option<MessageName>,
    /// What the last copy of it is called, or of the message that it is a copy of; 0 if there is none.
    last_copy: u64,
    /// When it arrives if nothing stops it.
    pub(crate) arrives: Time,
    /// Where on its way it is lost, if it is, and why.
    pub(crate) lost: Option<(Time, LossReason)>,
    /// Its plan in the queue.
    pub(crate) sequence: Sequence,
}

impl InFlight {
    pub(crate) fn fate(&self) -> Fate {
        match self.lost {
            Some((time, _)) => Fate::Lost(time),
            None => Fate::Arrives(self.arrives),
        }
    }

    /// When it leaves the network.
    pub(crate) fn ends(&self) -> Time {
        self.lost.map_or(self.arrives, |(time, _)| time)
    }

    /// A cut lies in the middle of a link: what is past it arrives all the same.
    fn middle(&self) -> Time {
        let way = self.arrives.since(self.sent_at);
        self.sent_at + Duration(way.as_micros() / 2)
    }
}

/// Messages that differ from what the dials say.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) scope: Scope,
    pub(crate) profile: LinkOverride,
}

/// What a message meets on its way: how long it takes, with which probability it is lost, how often it comes late.
#[derive(Clone, Copy)]
struct LinkProfile {
    latency: (u64, u64),
    loss: u64,
    late: u64,
}

/// How often a sender has used a link for one kind of message in one term: the key of a message's draws. It counts what
/// leaves, so that a write more or less before it changes no draw, whereas names are given earlier.
#[derive(Clone, Copy, Default)]
struct Count {
    term: Term,
    messages: u32,
}

const KINDS: usize = MessageKind::ALL.len();

/// What the network calls the copies that it makes.
const NETWORK_COPY: u64 = 1;

/// Links and what travels on them.
#[derive(Clone)]
pub(crate) struct Network {
    /// By sender: the receivers that nothing arrives at.
    cuts: [ServerSet; ServerSet::MAX_ID as usize + 1],
    /// By ascending number.
    in_flight: Vec<InFlight>,
    counts: Vec<Count>,
    names: Vec<Names>,
    /// In the order in which they were made; of two about one thing the later one counts.
    rules: Vec<Rule>,
    servers: usize,
    last_number: u64,
}

impl Network {
    /// The most rules that are kept.
    pub(crate) const MAX_OVERRIDES: usize = 100;

    pub(crate) fn new(servers: u8) -> Network {
        let servers = usize::from(servers);
        Network {
            cuts: Default::default(),
            in_flight: Vec::new(),
            counts: vec![Count::default(); servers * servers * KINDS],
            names: vec![Names::default(); servers * servers * KINDS],
            rules: Vec::new(),
            servers,
            last_number: 0,
        }
    }

    /// Names a message that was handed over for sending.
    pub(crate) fn address(&mut self, from: ServerId, to: ServerId, message: Message) -> Envelope {
        let slot = self.slot(from, to, MessageKind::of(&message));
        Envelope {
            number: self.next_number(),
            from,
            to,
            nth: self.names[slot].next(message.term()),
            copy: 0,
            body: message.into(),
        }
    }

    fn next_number(&mut self) -> MessageNumber {
        self.last_number += 1;
        MessageNumber(self.last_number)
    }

    /// Where something is kept of the messages of a kind on a link.
    fn slot(&self, from: ServerId, to: ServerId, kind: MessageKind) -> usize {
        let (from, to) = (usize::from(from.0 - 1), usize::from(to.0 - 1));
        (from * self.servers + to) * KINDS + kind as usize
    }

    /// Messages in flight, by ascending number.
    pub(crate) fn in_flight(&self) -> &[InFlight] {
        &self.in_flight
    }

    /// Puts a message on its way, and plans its fate.
    pub(crate) fn send(
        &mut self,
        envelope: Envelope,
        (now, sent_by): (Time, EventNumber),
        (chance, dials): (Chance, &Dials),
        queue: &mut Queue,
    ) -> Departure {
        let key = self.next_key(&envelope);
        let who = key.0;
        let LinkProfile {
            latency,
            loss,
            late,
        } = self.link_profile(&envelope, dials);
        let mut arrives = now + Duration(chance.between(latency, Purpose::Latency, who, key.1));
        if chance.per_mille(late, Purpose::Late, who, key.1) {
            arrives += late_by(chance, (who, key.1));
        }
        let copied = chance.per_mille(dials.get(Dial::Duplication), Purpose::Copy, who, key.1);
        let mut message = InFlight {
            envelope,
            sent_at: now,
            sent_by,
            copy_of: None,
            last_copy: if copied { NETWORK_COPY } else { 0 },
            arrives,
            lost: None,
            sequence: 0,
        };
        if chance.per_mille(loss, Purpose::Loss, who, key.1) {
            let way = arrives.since(now).as_micros();
            let point = way * chance.between((300, 800), Purpose::LossPoint, who, key.1) / 1_000;
            message.lost = Some((now + Duration(point), LossReason::Chance));
        }
        let copy = copied.then(|| InFlight {
            envelope: self.copy_of(&message.envelope, NETWORK_COPY),
            copy_of: Some(message.envelope.name()),
            arrives: now + Duration(chance.between(latency, Purpose::CopyLatency, who, key.1)),
            lost: None,
            ..message.clone()
        });
        let departure = Departure {
            original: self.depart(message, now, queue),
            copy: copy.map(|copy| self.depart(copy, now, queue)),
        };
        debug_assert!(
            self.in_flight
                .is_sorted_by_key(|message| message.envelope.number)
        );
        departure
    }

    /// Lets some messages differ from what the dials say; no more if there is no profile. False if there are too many
    /// such rules.
    pub(crate) fn override_link(&mut self, scope: Scope, profile: Option<LinkOverride>) -> bool {
        let same_sort = |own: &LinkOverride| {
            profile.is_none_or(|new| std::mem::discriminant(&new) == std::mem::discriminant(own))
        };
        self.rules
            .retain(|rule| rule.scope != scope || !same_sort(&rule.profile));
        let fits = self.rules.len() < Network::MAX_OVERRIDES;
        self.rules.extend(
            profile
                .filter(|_| fits)
                .map(|profile| Rule { scope, profile }),
        );
        fits || profile.is_none()
    }

    /// What differs from what the dials say, in the order in which it was asked for.
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    fn link_profile(&self, envelope: &Envelope, dials: &Dials) -> LinkProfile {
        let mut link_profile = LinkProfile {
            latency: (dials.get(Dial::LatencyMin), dials.get(Dial::LatencyMax)),
            loss: dials.get(Dial::Loss),
            late: 0,
        };
        for rule in self
            .rules
            .iter()
            .filter(|rule| rule.scope.contains(envelope))
        {
            match rule.profile {
                LinkOverride::Latency(min, max) => link_profile.latency = (min.0, max.0),
                LinkOverride::Loss(share) => link_profile.loss = share.into(),
                LinkOverride::Late(share) => link_profile.late = share.into(),
            }
        }
        link_profile
    }

    /// Takes back what a server sent at this very moment, and names it.
    pub(crate) fn unsend(&mut self, from: ServerId, now: Time) -> Vec<MessageName> {
        let leaves = |message: &InFlight| message.envelope.from == from && message.sent_at == now;
        let leaving = self.in_flight.iter().filter(|message| leaves(message));
        let names = leaving.map(|message| message.envelope.name()).collect();
        self.in_flight.retain(|message| !leaves(message));
        names
    }

    /// Sends a message in flight a second time: the copy arrives one tenth of the way after the original, or after now if
    /// that waits at its receiver.
    pub(crate) fn duplicate(
        &mut self,
        number: MessageNumber,
        (now, sent_by): (Time, EventNumber),
        queue: &mut Queue,
    ) -> Option<MessageNumber> {
        let original = self.find(number)?.clone();
        let name = original.envelope.name();
        let way = original.arrives.since(original.sent_at).as_micros();
        let copy = now.0.max(original.last_copy.max(NETWORK_COPY) + 1);
        let is_same = |other: &InFlight| {
            MessageName {
                copy: name.copy,
                ..other.envelope.name()
            } == name
        };
        for same in self.in_flight.iter_mut().filter(|other| is_same(other)) {
            same.last_copy = copy;
        }
        let copy = InFlight {
            envelope: self.copy_of(&original.envelope, copy),
            sent_by,
            copy_of: Some(name),
            last_copy: copy,
            arrives: original.arrives.max(now) + Duration(way / 10 + 1),
            lost: None,
            ..original
        };
        Some(self.depart(copy, now, queue))
    }

    /// Remembers where in the queue the fate of a message is planned.
    pub(crate) fn planned(&mut self, number: MessageNumber, sequence: Sequence) {
        match self.place(number) {
            Ok(place) => self.in_flight[place].sequence = sequence,
            Err(_) => debug_assert!(false, "{number:?} has a fate, but is not in flight"),
        }
    }

    /// Whether a message that arrives now does so across a cut: it has not passed the middle of its link.
    pub(crate) fn is_before_cut(&self, message: &InFlight, now: Time) -> bool {
        let by_cut = matches!(message.lost, Some((_, LossReason::Cut)));
        let cut = self.is_cut(message.envelope.from, message.envelope.to);
        cut && (by_cut || now <= message.middle())
    }

    /// The message of this number, if it is in flight.
    pub(crate) fn find(&self, number: MessageNumber) -> Option<&InFlight> {
        self.place(number).ok().map(|place| &self.in_flight[place])
    }

    /// The message of this name, if it is in flight.
    pub(crate) fn named(&self, name: MessageName) -> Option<&InFlight> {
        let mut in_flight = self.in_flight.iter();
        in_flight.find(|message| message.envelope.name() == name)
    }

    pub(crate) fn remove(&mut self, number: MessageNumber) -> Option<InFlight> {
        self.place(number)
            .ok()
            .map(|place| self.in_flight.remove(place))
    }

    /// Lets a message arrive (or be lost) later, also one that already waits at its receiver.
    pub(crate) fn delay(&mut self, number: MessageNumber, by: Duration, now: Time) -> Option<Fate> {
        let place = self.place(number).ok()?;
        let message = &mut self.in_flight[place];
        message.arrives = message.arrives.max(now) + by;
        if let Some((time, _)) = &mut message.lost {
            *time = (*time).max(now) + by;
        }
        Some(message.fate())
    }

    /// Whether nothing arrives any more from the one at the other.
    pub(crate) fn is_cut(&self, from: ServerId, to: ServerId) -> bool {
        self.cuts[usize::from(from.0)].contains(to)
    }

    pub(crate) fn cuts(&self) -> Vec<(ServerId, ServerId)> {
        let senders = (1..=ServerSet::MAX_ID).map(ServerId);
        senders
            .flat_map(|from| {
                self.cuts[usize::from(from.0)]
                    .iter()
                    .map(move |to| (from, to))
            })
            .collect()
    }

    /// Cuts or mends a link. Returns whether that changed anything; the fate of what travels there follows with
    /// [`Network::apply_cut`].
    pub(crate) fn set_cut(&mut self, from: ServerId, to: ServerId, cut: bool) -> bool {
        let changed = self.is_cut(from, to) != cut;
        let row = &mut self.cuts[usize::from(from.0)];
        if cut {
            row.insert(to);
        } else {
            row.remove(to);
        }
        changed
    }

    /// Gives every message that has not passed the middle of its link the fate that the cuts now demand, and returns
    /// those whose fate changed.
    pub(crate) fn apply_cuts(&mut self, now: Time) -> Vec<MessageNumber> {
        let mut changed = Vec::new();
        for place in 0..self.in_flight.len() {
            let cut = self.is_cut(
                self.in_flight[place].envelope.from,
                self.in_flight[place].envelope.to,
            );
            let message = &mut self.in_flight[place];
            let before = message.fate();
            apply_cut(message, cut, now);
            if message.fate() != before {
                changed.push(message.envelope.number);
            }
        }
        changed
    }

    fn depart(&mut self, mut message: InFlight, now: Time, queue: &mut Queue) -> MessageNumber {
        let cut = self.is_cut(message.envelope.from, message.envelope.to);
        apply_cut(&mut message, cut, now);
        let number = message.envelope.number;
        debug_assert!(message.ends() >= now, "{number:?} has a fate in the past");
        message.sequence = queue.plan(message.ends(), Due::Message(number));
        // A message that waited at a disk is older than some that left before it, but most are the latest.
        let mut others = self.in_flight.iter();
        let before = others.rposition(|other| other.envelope.number < number);
        let place = before.map_or(0, |before| before + 1);
        self.in_flight.insert(place, message);
        number
    }

    fn copy_of(&mut self, envelope: &Envelope, copy: u64) -> Envelope {
        Envelope {
            number: self.next_number(),
            copy,
            ..envelope.clone()
        }
    }

    fn place(&self, number: MessageNumber) -> Result<usize, usize> {
        self.in_flight
            .binary_search_by_key(&number, |message| message.envelope.number)
    }

    /// Whom a message's draws concern, and which of its kind, link and term it is.
    fn next_key(&mut self, envelope: &Envelope) -> (u64, u64) {
        let kind = envelope.body.kind();
        let slot = self.slot(envelope.from, envelope.to, kind);
        let count = &mut self.counts[slot];
        let term = envelope.body.term();
        if count.term != term {
            *count = Count { term, messages: 0 };
        }
        count.messages += 1;
        let way = u64::from(envelope.from.0) << 16 | u64::from(envelope.to.0) << 8;
        (way | kind as u64, term << 24 ^ u64::from(count.messages))
    }
}

/// By how much a late message is late: 200 ms, and something below a limit that is itself anything below two seconds.
fn late_by(chance: Chance, (who, key): (u64, u64)) -> Duration {
    let limit = chance.between((0, 2_000_000), Purpose::LateLimit, who, key);
    Duration(200_000 + chance.between((0, limit), Purpose::LateBy, who, key))
}

/// What a message in flight becomes on a link that is cut, or whole.
fn apply_cut(message: &mut InFlight, cut: bool, now: Time) {
    let middle = message.middle();
    let by_cut = matches!(message.lost, Some((_, LossReason::Cut)));
    if cut && message.lost.is_none() && now <= middle {
        message.lost = Some((middle, LossReason::Cut));
    } else if !cut && by_cut {
        message.lost = None;
        // One that was held at the cut may be due already.
        message.arrives = message.arrives.max(now);
    }
}

/// What left for a receiver.
pub(crate) struct Departure {
    pub(crate) original: MessageNumber,
    pub(crate) copy: Option<MessageNumber>,
}
