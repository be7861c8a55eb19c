//! A picture as data: elements with attributes, what they say when touched, and children. [`crate::print`] shows them.

use crate::panels::Panel;
use crate::scene::Part;
use crate::session::{Field, Msg, Selection};
use std::borrow::Cow;

/// A text that is fixed or made.
pub type Text = Cow<'static, str>;

/// One element.
#[derive(Clone, PartialEq, Debug)]
pub struct El {
    /// Its tag. What stands inside an `svg` is SVG.
    pub tag: &'static str,
    /// Tells it from its siblings when they come and go; give one to all of them or to none.
    pub key: Option<Text>,
    /// Its attributes; no name twice.
    pub attrs: Vec<(&'static str, Text)>,
    /// What it says, and when.
    pub on: Vec<(On, Say)>,
    /// What it contains.
    pub children: Vec<Child>,
}

/// What an element contains.
#[derive(Clone, PartialEq, Debug)]
pub enum Child {
    /// Another element.
    El(El),
    /// Words.
    Text(Text),
    /// A panel, which is drawn anew on its own.
    Panel(Panel),
    /// A part of the stage, likewise.
    Part(Part),
}

/// The events that anything on the page listens to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// Pressed by pointer, finger, Enter or Space.
    Click,
    /// The value changes under the hand.
    Input,
    /// The value has changed.
    Change,
    /// A form is sent.
    Submit,
    /// The element, or something in it, takes the focus.
    FocusIn,
    /// The element, or something in it, loses the focus.
    FocusOut,
    /// The pointer comes over it.
    PointerOver,
    /// The pointer leaves it.
    PointerOut,
    /// It was scrolled.
    Scroll,
}

/// What an element says.
#[derive(Clone, PartialEq, Debug)]
pub enum Say {
    /// Just this.
    Msg(Msg),
    /// The value of this field: what was typed or chosen; of a checkbox `true` or `false`; of something scrolled its
    /// distance from the left in pixels.
    Value(Field),
    /// That a menu is wanted for this thing, beside the element.
    Menu(Selection),
}

/// An element with nothing in it yet.
pub fn el(tag: &'static str) -> El {
    El {
        tag,
        key: None,
        attrs: Vec::new(),
        on: Vec::new(),
        children: Vec::new(),
    }
}

impl El {
    /// Tells it from its siblings.
    pub fn key(mut self, key: impl Into<Text>) -> El {
        self.key = Some(key.into());
        self
    }

    /// An attribute.
    pub fn attr(mut self, name: &'static str, value: impl Into<Text>) -> El {
        self.attrs.push((name, value.into()));
        self
    }

    /// An attribute whose value is a number.
    pub fn number(self, name: &'static str, value: i64) -> El {
        self.attr(name, value.to_string())
    }

    /// An attribute that is only there sometimes.
    pub fn attr_if(self, is: bool, name: &'static str, value: impl Into<Text>) -> El {
        if is { self.attr(name, value) } else { self }
    }

    /// Its classes.
    pub fn class(self, value: impl Into<Text>) -> El {
        self.attr("class", value)
    }

    /// Its name inside this mount, for focus and for labels.
    pub fn id(self, value: impl Into<Text>) -> El {
        self.attr("id", value)
    }

    /// Its role for assistive technology.
    pub fn role(self, value: &'static str) -> El {
        self.attr("role", value)
    }

    /// Its name for assistive technology.
    pub fn label(self, value: impl Into<Text>) -> El {
        self.attr("aria-label", value)
    }

    /// Says `msg` on this event.
    pub fn on(mut self, event: On, msg: Msg) -> El {
        self.on.push((event, Say::Msg(msg)));
        self
    }

    /// Says the field's value on this event.
    pub fn on_value(mut self, event: On, field: Field) -> El {
        self.on.push((event, Say::Value(field)));
        self
    }

    /// Asks for a menu of this thing when pressed.
    pub fn opens(mut self, of: Selection) -> El {
        self.on.push((On::Click, Say::Menu(of)));
        self
    }

    /// One more element inside.
    pub fn child(mut self, child: El) -> El {
        self.children.push(Child::El(child));
        self
    }

    /// One more element inside, if there is one.
    pub fn maybe(self, child: Option<El>) -> El {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// More elements inside.
    pub fn children(mut self, children: impl IntoIterator<Item = El>) -> El {
        self.children.extend(children.into_iter().map(Child::El));
        self
    }

    /// Words inside.
    pub fn text(mut self, words: impl Into<Text>) -> El {
        self.children.push(Child::Text(words.into()));
        self
    }

    /// A part of the stage inside.
    pub fn part(mut self, part: Part) -> El {
        self.children.push(Child::Part(part));
        self
    }

    /// A panel inside.
    pub fn panel(mut self, panel: Panel) -> El {
        self.children.push(Child::Panel(panel));
        self
    }
}

/// A button that shows `words` and says `msg`.
pub fn button(words: impl Into<Text>, msg: Msg) -> El {
    el("button")
        .attr("type", "button")
        .text(words)
        .on(On::Click, msg)
}
