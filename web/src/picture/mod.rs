//! A picture on its own, as text: SVG that any program reads, with all that it needs in attributes. What is measured here is in
//! pixels, of the page or of the picture.

pub(crate) mod bands;
pub(crate) mod borders;
pub(crate) mod matrix;
pub(crate) mod paint;

#[cfg(test)]
mod tests;

/// A tag that is being written.
pub(crate) struct Tag {
    name: String,
    text: String,
}

impl Tag {
    pub(crate) fn new(name: &str) -> Tag {
        Tag {
            name: name.to_owned(),
            text: ["<", name].concat(),
        }
    }

    #[inline(never)]
    pub(crate) fn attr(mut self, name: &str, value: &str) -> Tag {
        self.text += &[" ", name, "=\"", &escape(value), "\""].concat();
        self
    }

    pub(crate) fn attr_if(self, is: bool, name: &str, value: &str) -> Tag {
        if is { self.attr(name, value) } else { self }
    }

    #[inline(never)]
    pub(crate) fn number(self, name: &str, value: f64) -> Tag {
        self.attr(name, &number(value))
    }

    /// With nothing in it.
    pub(crate) fn alone(mut self) -> String {
        self.text += "/>\n";
        self.text
    }

    /// With these elements in it.
    pub(crate) fn around(self, inside: &str) -> String {
        [&self.text, ">\n", inside, "</", &self.name, ">\n"].concat()
    }

    /// With these words in it.
    pub(crate) fn saying(self, words: &str) -> String {
        let words = escape(words);
        [&self.text, ">", &words, "</", &self.name, ">\n"].concat()
    }
}

/// Text as it stands in XML, which has no place for most control characters.
pub(crate) fn escape(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => text += "&amp;",
            '<' => text += "&lt;",
            '>' => text += "&gt;",
            '"' => text += "&quot;",
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            letter => text.push(letter),
        }
    }
    text
}

/// A number, exact to a hundredth.
pub(crate) fn number(value: f64) -> String {
    decimal(value, 2)
}

/// A number with so many places behind the point at most. It is written as whole numbers are, as all numbers of the page.
pub(crate) fn decimal(value: f64, places: u32) -> String {
    let unit = 10_i64.pow(places);
    let parts = (value * unit as f64).round_ties_even() as i64;
    let sign = if parts < 0 { "-" } else { "" };
    let (whole, rest) = (parts.abs() / unit, parts.abs() % unit);
    let mut text = format!("{sign}{whole}");
    if rest != 0 {
        text += &format!(".{rest:0width$}", width = places as usize);
        text.truncate(text.trim_end_matches('0').len());
    }
    text
}

/// Reads the number that a computed value begins with: `4.5px`, `1e-05`, `50%`; 0 if there is none, as in `auto`.
pub(crate) fn leading(text: &str) -> f64 {
    let text = text.trim_start();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let mut value = 0.0;
    let mut place = 0;
    let mut letters = text.bytes().peekable();
    while let Some(letter) = letters.next_if(|it| it.is_ascii_digit() || *it == b'.') {
        match letter {
            b'.' => place = 1,
            digit => {
                value = value * 10.0 + f64::from(digit - b'0');
                place += i32::from(place > 0);
            }
        }
    }
    let mut power = -(place - 1).max(0);
    let is_power = |it: &u8| *it == b'e';
    if letters.next_if(is_power).is_some() {
        let is_down = letters.next_if_eq(&b'-').is_some();
        let digits = letters.take_while(u8::is_ascii_digit);
        let of = digits.fold(0, |sum, digit| (sum * 10 + i32::from(digit - b'0')).min(99));
        power += if is_down { -of } else { of };
    }
    let unit = (0..power.abs()).fold(1.0, |unit, _| unit * 10.0);
    sign * if power < 0 {
        value / unit
    } else {
        value * unit
    }
}

/// The pieces of a computed value between commas that stand in no brackets.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let at_comma = |letter: char| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    };
    text.split(at_comma).map(str::trim).collect()
}

/// A rectangle by its edges.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Smaller by so much at its top, right, bottom and left.
    pub(crate) fn within(&self, [top, right, bottom, left]: [f64; 4]) -> Area {
        Area {
            left: self.left + left,
            top: self.top + top,
            right: self.right - right,
            bottom: self.bottom - bottom,
        }
    }

    /// What both have in common; none if that is nothing.
    pub(crate) fn common(&self, other: &Area) -> Option<Area> {
        let common = Area {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (common.width() > 0.0 && common.height() > 0.0).then_some(common)
    }
}
