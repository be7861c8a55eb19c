//! Prints elements as Yew's nodes.

use crate::browser::says::{self, OfPiece};
use crate::el::Child;
use crate::panels::element::{El, Place};
use yew::AttrValue;
use yew::virtual_dom::{Key, VNode, VTag};

/// Prints one piece.
pub(crate) struct Printer<'a> {
    /// Its name.
    pub(crate) piece: u32,
    /// What its elements say, as far as they are printed.
    pub(crate) says: OfPiece,
    /// What stands where something is redrawn on its own.
    pub(crate) places: &'a dyn Fn(Place) -> VNode,
}

impl Printer<'_> {
    pub(crate) fn print(&mut self, el: El) -> VNode {
        let el = el.into_parts();
        let mut tag = VTag::new(el.tag);
        tag.key = el.key.map(|key| Key::from(key.into_owned()));
        for (name, value) in el.attrs {
            let value = AttrValue::from(value);
            match (el.tag, name) {
                ("input" | "textarea", "value") => tag.set_value(Some(value)),
                // As a property: strict pages allow no attribute of this name.
                (_, "style") => tag.add_property("style", &*value),
                ("input", "checked") => tag.set_checked(&*value == "true"),
                _ => tag.add_attribute(name, value),
            }
        }
        if !el.on.is_empty() {
            let number = says::number(self.piece, self.says.len());
            tag.add_property(says::NUMBER, number);
            self.says.push(el.on);
        }
        for child in el.children {
            tag.add_child(match child {
                Child::El(el) => self.print(el),
                Child::Text(words) => VNode::VText(AttrValue::from(words).into()),
                Child::Place(place) => (self.places)(place),
            });
        }
        tag.into()
    }
}
