//! A server: a disc whose shape is its role and whose colour is its term. Its timer is in [`crate::scene::ring`].

use crate::el::On;
use crate::scene::disk::{Tray, bars};
use crate::scene::ink::{
    El, circle, cross, group, letters, pressable, term_class, translate, words,
};
use crate::scene::layout::{Layout, Point, Sizes};
use crate::scene::log::Row;
use crate::scene::moment::Moment;
use crate::session::{Say, Selection, Topic};
use raft::{ServerId, Term};
use record::RoleName;
use record::view::{Process, ProgressView, ServerView};

/// What is seen of a server. Two that are equal look the same, whatever the moment.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) id: ServerId,
    /// Its role, if it runs.
    pub(crate) role: Option<RoleName>,
    /// Whether its process is stopped.
    pub(crate) paused: bool,
    pub(crate) term: Term,
    /// Of a candidate its votes, of a leader its acknowledgements.
    pub(crate) pips: Vec<Pip>,
    pub(crate) row: Row,
    pub(crate) tray: Tray,
    pub(crate) selected: bool,
    /// What the branch says that is compared, where it says something else.
    pub(crate) there: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pip {
    pub(crate) state: PipState,
    /// Whether its server has not been heard for a shortest election timeout.
    pub(crate) silent: bool,
}

/// What is known of a vote or an acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PipState {
    Given,
    Open,
    Refused,
}

/// What is written above a server, over all that passes there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Label {
    pub(crate) id: ServerId,
    pub(crate) term: Term,
    /// What the branch says that is compared, where it says something else.
    pub(crate) there: Option<String>,
}

pub(crate) fn labels(moment: &Moment) -> Vec<Label> {
    let servers = moment.view.servers.iter();
    let label = |server: &ServerView| Label {
        id: server.id,
        term: server.term,
        there: there(server, moment),
    };
    servers.map(label).collect()
}

/// What the branch that is compared says of a server, where it says something else.
fn there(server: &ServerView, moment: &Moment) -> Option<String> {
    let mut says = moment.compared.iter();
    let (_, words) = says.find(|(id, _)| *id == server.id)?;
    Some(words.clone())
}

impl Label {
    pub(crate) fn key(&self) -> String {
        self.id.to_string()
    }

    pub(crate) fn draw<P>(&self, layout: &Layout) -> El<P> {
        let sizes = &layout.sizes;
        let above = Point {
            x: 0.0,
            y: -sizes.rim - 5.0 - sizes.label / 2.0,
        };
        let words = words(&["term ", &self.term.to_string()]);
        // Where there is no room above, it stands below the log.
        let place = layout.place(self.id);
        let higher = above.y - 1.1 * sizes.label;
        let y = match place.y + higher > sizes.label {
            true => higher,
            false => sizes.rim + 3.4 * sizes.label,
        };
        let higher = Point { x: 0.0, y };
        let there = self.there.clone();
        group(term_class(self.term))
            .attr("aria-hidden", "true")
            .attr("transform", translate(place))
            .child(letters("term", above, words))
            .maybe(there.map(|there| letters("there", higher, there)))
    }
}

pub(crate) fn all(moment: &Moment) -> Vec<Node> {
    let servers = moment.view.servers.iter();
    servers.map(|server| Node::of(server, moment)).collect()
}

/// A server's role, if it runs.
pub(crate) fn role(server: &ServerView) -> Option<RoleName> {
    (server.process != Process::Crashed).then_some(server.role)
}

pub(crate) fn role_word(role: Option<RoleName>) -> &'static str {
    match role {
        Some(RoleName::Leader) => "leader",
        Some(RoleName::PreCandidate) => "pre-candidate",
        Some(RoleName::Candidate) => "candidate",
        Some(RoleName::Follower) => "follower",
        None => "crashed",
    }
}

impl Node {
    pub(crate) fn of(server: &ServerView, moment: &Moment) -> Node {
        let pips = match role(server) {
            Some(RoleName::Leader) => acknowledgements(server, moment),
            Some(RoleName::Candidate) => votes(server),
            _ => Vec::new(),
        };
        Node {
            id: server.id,
            role: role(server),
            paused: server.process == Process::Paused,
            term: server.term,
            pips,
            row: Row::of(server, moment),
            tray: Tray::of(server.id, &server.disk),
            selected: moment.selected == Some(Selection::Server(server.id)),
            there: there(server, moment),
        }
    }

    /// Its name for assistive technology: `S1, leader, term 3`, and what else must be known to act on it.
    pub(crate) fn name(&self) -> String {
        let mut name = words(&[
            &self.id.to_string(),
            ", ",
            role_word(self.role),
            ", term ",
            &self.term.to_string(),
        ]);
        if self.paused {
            name += ", paused";
        }
        if self.tray.stalled {
            name += ", disk stalled";
        }
        if self.role == Some(RoleName::Candidate) {
            let (given, all) = (
                given_of(&self.pips).to_string(),
                self.pips.len().to_string(),
            );
            name += &words(&[", ", &given, " of ", &all, " votes"]);
        }
        if let Some(there) = &self.there {
            name += &words(&[", ", there]);
        }
        name
    }

    pub(crate) fn key(&self) -> String {
        self.id.to_string()
    }

    pub(crate) fn draw<P>(&self, layout: &Layout) -> El<P> {
        let sizes = &layout.sizes;
        let place = layout.place(self.id);
        let this = Selection::Server(self.id);
        let middle = Point { x: 0.0, y: 0.0 };
        let paused = if self.paused { " paused" } else { "" };
        let selected = if self.selected { " selected" } else { "" };
        let class = [
            "node ",
            role_word(self.role),
            " ",
            term_class(self.term),
            paused,
            selected,
        ];
        let shape = pressable(this, self.name())
            .child(circle("halo", middle, sizes.rim + 4.5))
            .child(circle("disc", middle, sizes.disc));
        group(words(&class))
            .attr("transform", translate(place))
            .on(On::Click, Say::Menu(Topic::Thing(this)))
            .child(shape)
            .child(self.words(sizes))
            .child(pips(&self.pips, sizes))
            .child(self.row.draw(sizes))
            .child(self.tray.draw(sizes, layout.side(place)))
    }

    fn words<P>(&self, sizes: &Sizes) -> El<P> {
        let line = |y: f64| Point { x: 0.0, y };
        let mut role = String::from(role_word(self.role));
        let mut words = group("words");
        if self.paused {
            words = words.child(bars(0.0, -0.68 * sizes.disc, 0.3 * sizes.disc));
            role = String::from("paused");
        }
        let name = match (sizes.role_inside, self.pips.is_empty()) {
            (true, _) => -0.2,
            (false, true) => -0.05,
            (false, false) => -0.3,
        };
        let words = words.child(letters(
            "name",
            line(name * sizes.disc),
            self.id.to_string(),
        ));
        if !sizes.role_inside {
            return words;
        }
        role[..1].make_ascii_uppercase();
        words.child(letters("role", line(0.2 * sizes.disc), role))
    }
}

fn votes(server: &ServerView) -> Vec<Pip> {
    let state = |voter| {
        if server.votes_granted.contains(voter) {
            PipState::Given
        } else if server.votes_refused.contains(voter) {
            PipState::Refused
        } else {
            PipState::Open
        }
    };
    let voters = server.configuration.members().iter();
    let voters = voters.filter(|id| server.configuration.is_voter(*id));
    voters
        .map(|voter| Pip {
            state: state(voter),
            silent: false,
        })
        .collect()
}

/// Who has a leader's first uncommitted entry durably (its last one, if all are committed), in the order of the members.
fn acknowledgements(server: &ServerView, moment: &Moment) -> Vec<Pip> {
    let wanted = (server.commit + 1).min(server.log.last_index());
    if wanted == 0 {
        return Vec::new();
    }
    let of = |id| match server.progress.iter().find(|it| it.peer == id) {
        Some(it) => Pip {
            state: given(it.match_index >= wanted),
            silent: is_silent(it, moment),
        },
        None => Pip {
            state: given(id == server.id && server.durable >= wanted),
            silent: false,
        },
    };
    server.configuration.members().iter().map(of).collect()
}

fn given(is: bool) -> PipState {
    if is { PipState::Given } else { PipState::Open }
}

fn is_silent(peer: &ProgressView, moment: &Moment) -> bool {
    peer.last_heard
        .is_none_or(|heard| moment.view.time.since(heard) > moment.timeout_min)
}

/// The pips along the lower edge of the disc; where they would be too small to distinguish, how many of how many.
fn pips<P>(pips: &[Pip], sizes: &Sizes) -> El<P> {
    if pips.is_empty() {
        return group("pips");
    }
    let radius = 0.74 * sizes.disc;
    let apart = (0.27 * sizes.disc).min(1.5 * radius / pips.len() as f64);
    let size = 0.36 * apart;
    if size < 1.6 {
        let at = Point {
            x: 0.0,
            y: 0.55 * sizes.disc,
        };
        let (given, all) = (given_of(pips).to_string(), pips.len().to_string());
        return group("pips").child(letters("digit", at, words(&[&given, "/", &all])));
    }
    let half = (pips.len() as f64 - 1.0) / 2.0;
    group("pips").children(pips.iter().enumerate().map(|(number, pip)| {
        let x = (number as f64 - half) * apart;
        let y = (radius * radius - x * x).max(0.0).sqrt();
        draw_pip(pip, Point { x, y }, size)
    }))
}

fn draw_pip<P>(pip: &Pip, at: Point, size: f64) -> El<P> {
    let class = match (pip.state, pip.silent) {
        (PipState::Given, false) => "pip given",
        (PipState::Given, true) => "pip given silent",
        (PipState::Open, false) => "pip",
        (PipState::Open, true) => "pip silent",
        (PipState::Refused, _) => return cross("pip", at, 2.6 * size),
    };
    circle(class, at, size)
}

fn given_of(pips: &[Pip]) -> usize {
    let given = |pip: &&Pip| pip.state == PipState::Given;
    pips.iter().filter(given).count()
}
