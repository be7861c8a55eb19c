//! Colours as browsers compute them, and as every program reads them.

use super::{Tag, leading};

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Paint {
    /// Nothing is seen.
    None,
    /// Red, green and blue, and how much of what lies below is covered, from 0 to 1.
    Colour([u8; 3], f64),
    /// What the element of this `id` says.
    Of(String),
}

impl Paint {
    /// Of a computed value: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`, `color(srgb 0.1 0.2 0.3 / 0.5)`, `url("#id")` or `none`.
    pub(crate) fn of(value: &str) -> Paint {
        if let Some((_, of)) = value.split_once("url(") {
            let ends = |letter| matches!(letter, '"' | '\'' | ')');
            let id = of.split('#').nth(1).and_then(|id| id.split(ends).next());
            return id.map_or(Paint::None, |id| Paint::Of(id.to_owned()));
        }
        let whole = match value.split_once('(') {
            Some(("rgb" | "rgba", _)) => 1.0,
            Some(("color", rest)) if rest.starts_with("srgb ") => 255.0,
            _ => {
                debug_assert_eq!(value, "none", "a browser computes colours so");
                return Paint::None;
            }
        };
        let is_part = |it: &&str| it.starts_with(|it: char| it.is_ascii_digit() || it == '.');
        let parts = value.split([' ', ',', '(', ')', '/']).filter(is_part);
        let parts: Vec<f64> = parts.map(leading).collect();
        let [red, green, blue, rest @ ..] = &parts[..] else {
            debug_assert!(false, "a colour has three parts: {value}");
            return Paint::None;
        };
        let byte = |part: &f64| (part * whole).round_ties_even() as u8;
        match rest.first().copied().unwrap_or(1.0) {
            0.0 => Paint::None,
            cover => Paint::Colour([byte(red), byte(green), byte(blue)], cover),
        }
    }

    pub(crate) fn is_seen(&self) -> bool {
        *self != Paint::None
    }

    /// Gives a tag this paint, for its `fill` or its `stroke`.
    pub(crate) fn on(&self, what: &str, tag: Tag) -> Tag {
        match self {
            Paint::None => tag.attr(what, "none"),
            Paint::Of(id) => tag.attr(what, &format!("url(#{id})")),
            Paint::Colour([red, green, blue], cover) => {
                let tag = tag.attr(what, &format!("#{red:02x}{green:02x}{blue:02x}"));
                match *cover < 1.0 {
                    true => tag.number(&[what, "-opacity"].concat(), *cover),
                    false => tag,
                }
            }
        }
    }
}
