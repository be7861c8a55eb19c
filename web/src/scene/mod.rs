//! What the stage looks like, as pure functions: a view, a moment and a size become elements.
//!
//! Read in this order: [`layout`] says where everything has its place and how large it is; [`link`] draws the lanes on
//! which messages travel; [`node`] a server, with its [`ring`], its
//! [`log`] row and its [`disk`]; [`message`] what is on its way,
//! and [`burst`] what came to nothing;
//! [`client`] the clients' dock. [`moment`] holds what all of it is made from, [`travel`] what moves by itself, and
//! [`ink`] the few SVG elements that all of them draw with.

pub(crate) mod burst;
pub(crate) mod client;
pub(crate) mod disk;
pub(crate) mod ink;
pub(crate) mod layout;
pub(crate) mod link;
pub(crate) mod log;
pub(crate) mod message;
pub(crate) mod moment;
pub(crate) mod node;
pub(crate) mod ring;
pub(crate) mod travel;

#[cfg(test)]
mod tests;

pub(crate) use ink::term_class;
pub(crate) use layout::Layout;
pub(crate) use log::is_committed;
pub(crate) use moment::Moment;
pub(crate) use travel::Travel;

use crate::el::el;
use burst::Burst;
use client::{Chip, Transit};
use ink::El;
use link::Links;
use message::Flight;
use node::{Label, Node};
use raft::{ServerId, Time};
use ring::Ring;
use std::rc::Rc;

/// A part of the stage, redrawn on its own when its shape has changed.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) key: String,
    /// What is seen of it.
    pub(crate) shape: Shape,
    pub(crate) layout: Rc<Layout>,
    /// The moment to draw.
    pub(crate) now: Time,
    /// Whether it is none of those to look at.
    pub(crate) is_faint: bool,
}

/// The attribute of what is drawn faint.
pub(crate) const FAINT: &str = "data-faint";

impl PartialEq for Part {
    /// Two parts are equal if they look the same, whatever the moment.
    fn eq(&self, other: &Part) -> bool {
        let same = Rc::ptr_eq(&self.layout, &other.layout) && self.is_faint == other.is_faint;
        same && self.shape == other.shape
    }
}

/// What is seen of a part. It does not depend on the moment: what moves between two events is moved, not redrawn.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shape {
    Links(Links),
    Dock(Vec<Chip>),
    Ring(Ring),
    Node(Box<Node>),
    Label(Label),
    Transit(Transit),
    Flight(Box<Flight>),
    Burst(Burst),
}

impl Part {
    /// Draws it as it is at its moment.
    pub(crate) fn draw<P>(&self) -> El<P> {
        let drawn = match &self.shape {
            Shape::Links(links) => links.draw(&self.layout),
            Shape::Dock(chips) => client::draw(chips, &self.layout),
            Shape::Ring(ring) => ring.draw(&self.layout, self.now),
            Shape::Node(node) => node.draw(&self.layout),
            Shape::Label(label) => label.draw(&self.layout),
            Shape::Transit(transit) => transit.draw(&self.layout, self.now),
            Shape::Flight(flight) => flight.draw(&self.layout, self.now),
            Shape::Burst(burst) => burst.draw(&self.layout),
        };
        drawn.attr_if(self.is_faint, FAINT, "")
    }
}

/// The whole stage, on sheets that lie upon each other, so that what moves on one leaves the others as they are
/// painted. The keyboard comes to servers first and to links last, which lie lowest. Its groups `nodes`, `transits` and `messages` hold a part for each server, each request or reply of a
/// client, and each message, in the order of the view.
pub(crate) fn stage<P: From<Part>>(moment: &Moment) -> El<P> {
    let Layout { width, height, .. } = **moment.layout;
    let part = |key, servers: &[ServerId], shape| Part {
        key,
        shape,
        layout: moment.layout.clone(),
        now: moment.now,
        is_faint: !servers.is_empty() && moment.is_faint(servers),
    };
    let links = Shape::Links(Links::of(moment));
    let dock = Shape::Dock(client::all(moment));
    let rings = ring::all(moment).into_iter();
    let nodes = node::all(moment).into_iter();
    let labels = node::labels(moment).into_iter();
    let transits = client::transits(moment).into_iter();
    let flights = message::all(moment).into_iter();
    let bursts = burst::all(moment).into_iter();
    let sheet = |name: &'static str| {
        let size = ["0 0 ", &ink::px(width), " ", &ink::px(height)].concat();
        el("svg")
            .class(["sheet ", name].concat())
            .attr("viewBox", size)
    };
    let under = sheet("lowest")
        .child(ink::hatching())
        .place(part("links".into(), &[], links).into())
        .place(part("dock".into(), &[], dock).into());
    let rings = parts(
        "rings",
        rings.map(|it| part(it.key(), &[it.id], Shape::Ring(it))),
    );
    let nodes = parts(
        "nodes",
        nodes.map(|it| part(it.key(), &[it.id], Shape::Node(Box::new(it)))),
    );
    let labels = parts(
        "labels",
        labels.map(|it| part(it.key(), &[it.id], Shape::Label(it))),
    );
    let bursts = parts(
        "bursts",
        bursts.map(|it| part(it.key(), &[it.name.from, it.name.to], Shape::Burst(it))),
    );
    let transits = parts(
        "transits",
        transits.map(|it| part(it.key(), &[it.server], Shape::Transit(it))),
    );
    let messages = parts(
        "messages",
        flights.map(|it| {
            let ends = [it.envelope.from, it.envelope.to];
            part(it.key(), &ends, Shape::Flight(Box::new(it)))
        }),
    );
    el("div")
        .class("scene")
        .role("group")
        .label("Stage")
        .attr("style", letters(&moment.layout.sizes))
        .child(sheet("low").child(rings))
        .child(sheet("middle").child(nodes))
        .child(sheet("high").child(bursts).child(transits).child(messages))
        .child(under)
        .child(sheet("highest").child(labels))
}

fn parts<P: From<Part>>(class: &'static str, parts: impl Iterator<Item = Part>) -> El<P> {
    parts.fold(ink::group(class), |group, part| group.place(part.into()))
}

/// The sizes of letters, for the style sheet.
fn letters(sizes: &layout::Sizes) -> String {
    let sized = [
        ("--name:", sizes.name),
        ("--role:", sizes.role),
        ("--label:", sizes.label),
        ("--digit:", sizes.digit),
        ("--plate:", sizes.plate),
        ("--chip:", sizes.chip),
        ("--band:", sizes.rim * 0.085),
    ];
    let mut style = String::new();
    for (name, size) in sized {
        style += name;
        style += &ink::px(size);
        style += "px;";
    }
    style
}
