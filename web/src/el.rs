//! A picture as data: elements with attributes, what they say when touched, and children. `print` shows them.

use crate::panels::Panel;
use crate::scene::Part;
use crate::session::{Field, Msg, Selection};
use std::borrow::Cow;

/// A text that is fixed or made.
pub type Text = Cow<'static, str>;

/// One element. It is built by handing it on from call to call, so it is kept in a box: a page has hundreds of such
/// calls, and each would otherwise move all of it.
#[derive(Clone, PartialEq, Debug)]
pub struct El(Box<Parts>);

/// What an element consists of.
#[derive(Clone, PartialEq, Debug)]
pub struct Parts {
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

/// What stands for a panel that is not shown.
pub fn nothing() -> El {
    el("div").attr("hidden", "")
}

/// An element with nothing in it yet.
pub fn el(tag: &'static str) -> El {
    El(Box::new(Parts {
        tag,
        key: None,
        attrs: Vec::new(),
        on: Vec::new(),
        children: Vec::new(),
    }))
}

impl std::ops::Deref for El {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl El {
    /// What it consists of.
    pub fn into_parts(self) -> Parts {
        *self.0
    }

    /// Tells it from its siblings.
    pub fn key(mut self, key: impl Into<Text>) -> El {
        self.0.key = Some(key.into());
        self
    }

    /// An attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Text>) -> El {
        self.set(name, value.into())
    }

    #[inline(never)]
    fn set(mut self, name: &'static str, value: Text) -> El {
        self.0.attrs.push((name, value));
        self
    }

    #[inline(never)]
    fn add(mut self, child: Child) -> El {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    fn says(mut self, event: On, what: Say) -> El {
        self.0.on.push((event, what));
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
    pub fn on(self, event: On, msg: Msg) -> El {
        self.says(event, Say::Msg(msg))
    }

    /// Says the field's value on this event.
    pub fn on_value(self, event: On, field: Field) -> El {
        self.says(event, Say::Value(field))
    }

    /// Asks for a menu of this thing when pressed.
    pub fn opens(self, of: Selection) -> El {
        self.says(On::Click, Say::Menu(of))
    }

    /// One more element inside.
    pub fn child(self, child: El) -> El {
        self.add(Child::El(child))
    }

    /// One more element inside, if there is one.
    pub fn maybe(self, child: Option<El>) -> El {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// More elements inside.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> El {
        children.into_iter().fold(self, El::child)
    }

    /// Words inside.
    pub fn text(self, words: impl Into<Text>) -> El {
        self.add(Child::Text(words.into()))
    }

    /// A part of the stage inside.
    pub fn part(self, part: Part) -> El {
        self.add(Child::Part(part))
    }

    /// A panel inside.
    pub fn panel(self, panel: Panel) -> El {
        self.add(Child::Panel(panel))
    }
}

/// A button that shows `words` and says `msg`.
pub fn button(words: impl Into<Text>, msg: Msg) -> El {
    el("button")
        .attr("type", "button")
        .text(words)
        .on(On::Click, msg)
}
