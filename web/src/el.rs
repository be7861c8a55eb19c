//! A picture as data: elements with attributes, what they say when touched, and children. `S` is what they say; `P` are the
//! places in which something is redrawn on its own.

use std::borrow::Cow;

pub(crate) type Text = Cow<'static, str>;

/// One element. It is built by handing it on from call to call, so it is kept in a box: a page has hundreds of such
/// calls, and each would otherwise move all of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct El<S, P>(Box<Parts<S, P>>);

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Parts<S, P> {
    /// Its tag. What stands inside an `svg` is SVG.
    pub(crate) tag: &'static str,
    /// Identifies it among its siblings when they come and go; give one to all of them or to none.
    pub(crate) key: Option<Text>,
    /// Its attributes; no name twice.
    pub(crate) attrs: Vec<(&'static str, Text)>,
    /// What it emits, and when.
    pub(crate) on: Vec<(On, S)>,
    pub(crate) children: Vec<Child<S, P>>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Child<S, P> {
    El(El<S, P>),
    Text(Text),
    Place(P),
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

/// FNV-1a, over the text and an end that no text has.
fn mix(looks: u64, text: &str) -> u64 {
    let bytes = text.bytes().chain([0xff]);
    bytes.fold(looks, |looks, byte| {
        (looks ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

pub(crate) fn el<S, P>(tag: &'static str) -> El<S, P> {
    El(Box::new(Parts {
        tag,
        key: None,
        attrs: Vec::new(),
        on: Vec::new(),
        children: Vec::new(),
    }))
}

impl<S, P> std::ops::Deref for El<S, P> {
    type Target = Parts<S, P>;

    fn deref(&self) -> &Parts<S, P> {
        &self.0
    }
}

impl<S, P> El<S, P> {
    pub(crate) fn into_parts(self) -> Parts<S, P> {
        *self.0
    }

    pub(crate) fn key(mut self, key: impl Into<Text>) -> El<S, P> {
        self.0.key = Some(key.into());
        self
    }

    pub(crate) fn attr(self, name: &'static str, value: impl Into<Text>) -> El<S, P> {
        self.set(name, value.into())
    }

    #[inline(never)]
    fn set(mut self, name: &'static str, value: Text) -> El<S, P> {
        self.0.attrs.push((name, value));
        self
    }

    #[inline(never)]
    fn add(mut self, child: Child<S, P>) -> El<S, P> {
        self.0.children.push(child);
        self
    }

    /// An attribute whose value is a number.
    pub(crate) fn number(self, name: &'static str, value: i64) -> El<S, P> {
        self.attr(name, value.to_string())
    }

    /// An attribute that is only there sometimes.
    pub(crate) fn attr_if(self, is: bool, name: &'static str, value: impl Into<Text>) -> El<S, P> {
        if is { self.attr(name, value) } else { self }
    }

    pub(crate) fn class(self, value: impl Into<Text>) -> El<S, P> {
        self.attr("class", value)
    }

    /// Its name inside this mount, for focus and for labels.
    pub(crate) fn id(self, value: impl Into<Text>) -> El<S, P> {
        self.attr("id", value)
    }

    /// Its role for assistive technology.
    pub(crate) fn role(self, value: &'static str) -> El<S, P> {
        self.attr("role", value)
    }

    /// Its name for assistive technology.
    pub(crate) fn label(self, value: impl Into<Text>) -> El<S, P> {
        self.attr("aria-label", value)
    }

    /// Says this on this event.
    #[inline(never)]
    pub(crate) fn on(mut self, event: On, what: S) -> El<S, P> {
        self.0.on.push((event, what));
        self
    }

    pub(crate) fn child(self, child: El<S, P>) -> El<S, P> {
        self.add(Child::El(child))
    }

    pub(crate) fn maybe(self, child: Option<El<S, P>>) -> El<S, P> {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    pub(crate) fn children(self, children: impl IntoIterator<Item = El<S, P>>) -> El<S, P> {
        children.into_iter().fold(self, El::child)
    }

    pub(crate) fn text(self, words: impl Into<Text>) -> El<S, P> {
        self.add(Child::Text(words.into()))
    }

    /// What it looks like, as a number: two elements that differ in anything but what they say have two. Compared piece by piece,
    /// they would take three kilobytes of code.
    pub(crate) fn looks(&self) -> u64 {
        self.mix(0xcbf2_9ce4_8422_2325)
    }

    fn mix(&self, mut looks: u64) -> u64 {
        looks = mix(looks, self.tag);
        for (name, value) in &self.attrs {
            looks = mix(mix(looks, name), value);
        }
        for child in &self.children {
            looks = match child {
                Child::El(el) => el.mix(mix(looks, "<")),
                Child::Text(words) => mix(mix(looks, ">"), words),
                Child::Place(_) => mix(looks, "_"),
            };
        }
        mix(looks, "/")
    }

    /// A place for what is redrawn on its own.
    pub(crate) fn place(self, place: P) -> El<S, P> {
        self.add(Child::Place(place))
    }
}
