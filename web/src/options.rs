//! The options of a mount, as JavaScript gives them.

use crate::session::opening;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::fmt;

/// What a page may ask of a mount.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) servers: Option<u8>,
    /// A random one if none.
    pub(crate) seed: Option<u64>,
    /// Whether the mount is the whole page, so that keys are its own wherever the focus is.
    pub(crate) full_page: bool,
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Options, D::Error> {
        from.deserialize_map(Object)
    }
}

/// Reads the object by its names: each is known, and each value is right.
struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Options;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object with options")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Options, A::Error> {
        let mut options = Options::default();
        while let Some((name, Words(value))) = object.next_entry::<String, Words>()? {
            let Some(value) = value else { continue };
            options.set(&name, &value).map_err(A::Error::custom)?;
        }
        Ok(options)
    }
}

impl Options {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "servers" => self.servers = Some(opening::read_servers(value)?),
            "seed" => self.seed = Some(opening::read_seed(value)?),
            "fullPage" => self.full_page = read_choice(name, value)?,
            _ => {
                return Err(format!(
                    "There is no option “{name}”; there are servers, seed and fullPage."
                ));
            }
        }
        Ok(())
    }
}

fn read_choice(name: &str, value: &str) -> Result<bool, String> {
    value
        .parse()
        .map_err(|_| format!("The option {name} is true or false, not “{value}”."))
}

/// A value as text, however it was given: an address gives text, a script numbers. None for undefined and null.
struct Words(Option<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Words, D::Error> {
        from.deserialize_any(Value)
    }
}

struct Value;

impl Visitor<'_> for Value {
    type Value = Words;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a text, a whole number, true or false")
    }

    fn visit_unit<E: Error>(self) -> Result<Words, E> {
        Ok(Words(None))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Words, E> {
        Ok(Words(Some(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Words, E> {
        Ok(Words(Some(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Words, E> {
        Ok(Words(Some(value.to_string())))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Words, E> {
        Ok(Words(Some(value.to_owned())))
    }
}
