//! A picture as data: elements with attributes, what they say when touched, and children. `print` shows them.

use crate::panels::Panel;
use crate::scene::Part;
use crate::session::{Field, Msg, Selection};
use std::borrow::Cow;

pub(crate) type Text = Cow<'static, str>;

/// One element. It is built by handing it on from call to call, so it is kept in a box: a page has hundreds of such
/// calls, and each would otherwise move all of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct El(Box<Parts>);

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Parts {
    /// Its tag. What stands inside an `svg` is SVG.
    pub(crate) tag: &'static str,
    /// Identifies it among its siblings when they come and go; give one to all of them or to none.
    pub(crate) key: Option<Text>,
    /// Its attributes; no name twice.
    pub(crate) attrs: Vec<(&'static str, Text)>,
    /// What it emits, and when.
    pub(crate) on: Vec<(On, Say)>,
    pub(crate) children: Vec<Child>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Child {
    El(El),
    Text(Text),
    /// A panel, which is redrawn on its own.
    Panel(Panel),
    /// A part of the stage, redrawn on its own.
    Part(Part),
}

/// The events that anything on the page listens to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum On {
    /// Pressed by pointer, finger, Enter or Space.
    Click,
    /// The value changes while it is being edited.
    Input,
    /// The value has changed.
    Change,
    /// A form is sent.
    Submit,
    Scroll,
}

/// What an element emits.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Say {
    Msg(Msg),
    /// The value of this field: what was typed or chosen; of a checkbox `true` or `false`; of something scrolled its
    /// distance from the left in pixels.
    Value(Field),
    /// A request for this thing's menu, beside the element.
    Menu(Selection),
}

/// What stands for a panel that is not shown.
pub(crate) fn nothing() -> El {
    el("div").attr("hidden", "")
}

pub(crate) fn el(tag: &'static str) -> El {
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
    pub(crate) fn into_parts(self) -> Parts {
        *self.0
    }

    pub(crate) fn key(mut self, key: impl Into<Text>) -> El {
        self.0.key = Some(key.into());
        self
    }

    pub(crate) fn attr(self, name: &'static str, value: impl Into<Text>) -> El {
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
    pub(crate) fn number(self, name: &'static str, value: i64) -> El {
        self.attr(name, value.to_string())
    }

    /// An attribute that is only there sometimes.
    pub(crate) fn attr_if(self, is: bool, name: &'static str, value: impl Into<Text>) -> El {
        if is { self.attr(name, value) } else { self }
    }

    pub(crate) fn class(self, value: impl Into<Text>) -> El {
        self.attr("class", value)
    }

    /// Its name inside this mount, for focus and for labels.
    pub(crate) fn id(self, value: impl Into<Text>) -> El {
        self.attr("id", value)
    }

    /// Its role for assistive technology.
    pub(crate) fn role(self, value: &'static str) -> El {
        self.attr("role", value)
    }

    /// Its name for assistive technology.
    pub(crate) fn label(self, value: impl Into<Text>) -> El {
        self.attr("aria-label", value)
    }

    /// Emits `msg` on this event.
    pub(crate) fn on(self, event: On, msg: Msg) -> El {
        self.says(event, Say::Msg(msg))
    }

    /// Emits the field's value on this event.
    pub(crate) fn on_value(self, event: On, field: Field) -> El {
        self.says(event, Say::Value(field))
    }

    /// Asks for a menu of this thing when pressed.
    pub(crate) fn opens(self, of: Selection) -> El {
        self.says(On::Click, Say::Menu(of))
    }

    pub(crate) fn child(self, child: El) -> El {
        self.add(Child::El(child))
    }

    pub(crate) fn maybe(self, child: Option<El>) -> El {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    pub(crate) fn children(self, children: impl IntoIterator<Item = El>) -> El {
        children.into_iter().fold(self, El::child)
    }

    pub(crate) fn text(self, words: impl Into<Text>) -> El {
        self.add(Child::Text(words.into()))
    }

    pub(crate) fn part(self, part: Part) -> El {
        self.add(Child::Part(part))
    }

    pub(crate) fn panel(self, panel: Panel) -> El {
        self.add(Child::Panel(panel))
    }
}

pub(crate) fn button(words: impl Into<Text>, msg: Msg) -> El {
    el("button")
        .attr("type", "button")
        .text(words)
        .on(On::Click, msg)
}
