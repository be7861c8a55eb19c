//! Reads JSON as the schema means it, where the derived readers would take more, or less.
//!
//! Derived readers take an array for an object, `null` for what may be left out, and `{"paused": null}` for `"paused"`; and
//! they refuse `1.0` for 1, which JSON does not tell apart. [`Strict`] stands between them and the parser. It is also what
//! knows the names that a header gives to servers, since a line says them in many places.

use super::names::{Named, Names, SERVER};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt;

/// A reader, or a part of one, made strict, that knows what servers are called.
pub(super) struct Strict<'n, T> {
    pub(super) names: &'n Names,
    pub(super) inner: T,
}

impl<'n, T> Strict<'n, T> {
    /// Another part of the same reader.
    fn of<U>(names: &'n Names, inner: U) -> Strict<'n, U> {
        Strict { names, inner }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner
            .deserialize_any(Strict::<()>::of(self.names, visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Object {
            names: self.names,
            inner: visitor,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Choice {
            names: self.names,
            inner: visitor,
        })
    }

    /// What may be left out is there.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        match name {
            SERVER => {
                let names = self.names;
                let named = Named {
                    names,
                    inner: visitor,
                };
                self.inner.deserialize_any(Strict::<()>::of(names, named))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// Takes any value, and a number without a fraction as a whole one.
impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<'_, V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(out)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.inner.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.inner.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.inner.visit_u64(value)
    }

    #[expect(
        clippy::disallowed_types,
        reason = "so the parser gives a number with a point; none goes any further"
    )]
    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        const TWO_TO_63: f64 = (1_u64 << 63) as f64;
        match value {
            _ if value.fract() != 0.0 => self.inner.visit_f64(value),
            0.0.. if value < 2.0 * TWO_TO_63 => self.inner.visit_u64(value as u64),
            ..0.0 if value >= -TWO_TO_63 => self.inner.visit_i64(value as i64),
            _ => self.inner.visit_f64(value),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        self.inner.visit_str(value)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(Strict::<()>::of(self.names, items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Strict::<()>::of(self.names, members))
    }
}

/// Takes an object only.
struct Object<'n, V> {
    names: &'n Names,
    inner: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<'_, V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(out)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Strict::<()>::of(self.names, members))
    }
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Object<'_, V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<V::Value, D::Error> {
        input.deserialize_any(self)
    }
}

/// Takes one of several: a word, or an object whose only key is the word.
struct Choice<'n, V> {
    names: &'n Names,
    inner: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Choice<'_, V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a word, or an object with one key")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<V::Value, E> {
        let word: StrDeserializer<'_, E> = word.into_deserializer();
        self.inner.visit_enum(word)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(Strict::<()>::of(self.names, members))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.inner
            .next_element_seed(Strict::<()>::of(self.names, seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner
            .next_value_seed(Strict::<()>::of(self.names, seed))
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Strict<'_, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        mut self,
        seed: S,
    ) -> Result<(S::Value, Self), A::Error> {
        let word = self.inner.next_key_seed(seed)?;
        let word = word.ok_or_else(|| A::Error::invalid_length(0, &"an object with one key"))?;
        Ok((word, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Strict<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(A::Error::invalid_type(
            Unexpected::Map,
            &"the word by itself",
        ))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        mut self,
        seed: S,
    ) -> Result<S::Value, A::Error> {
        let value = self
            .inner
            .next_value_seed(Strict::<()>::of(self.names, seed))?;
        self.end()?;
        Ok(value)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let value = self.inner.next_value_seed(Object {
            names: self.names,
            inner: visitor,
        })?;
        self.end()?;
        Ok(value)
    }

    /// No line of a trace has one.
    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        Err(A::Error::invalid_type(Unexpected::TupleVariant, &visitor))
    }
}

impl<'de, A: MapAccess<'de>> Strict<'_, A> {
    /// Makes sure that no other key follows.
    fn end(mut self) -> Result<(), A::Error> {
        match self.inner.next_key::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::invalid_length(2, &"an object with one key")),
        }
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Strict::<()>::of(self.names, input))
    }
}
