//! What servers are called in a trace: by number, or by the names that its header gives them.

use super::values::Server;
use raft::ServerSet;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// How servers are read that have names: a [`super::strict::Strict`] reader asks for the name of this type.
pub(super) const SERVER: &str = "Server";

/// How the sentence begins that a line names no server. The schema does not know.
pub(super) const NO_SERVER: &str = "there is no server";

/// The names of servers, from S1 on; none if they are called by their numbers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn new(names: &[String]) -> Names {
        Names(names.to_vec())
    }

    fn number<E: Error>(&self, name: &str) -> Result<u64, E> {
        let place = self.0.iter().position(|own| own == name);
        place.map(|place| place as u64 + 1).ok_or_else(|| {
            let names = self.0.join("`, `");
            E::custom(format!("{NO_SERVER} `{name}`: the header names `{names}`"))
        })
    }
}

/// A visitor that is given the number of a server, whatever it is called.
pub(super) struct Named<'n, V> {
    pub(super) names: &'n Names,
    pub(super) inner: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Named<'_, V> {
    type Value = V::Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(out)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        if self.names.0.is_empty() {
            return self.inner.visit_u64(number);
        }
        let number = self.names.number(&number.to_string())?;
        self.inner.visit_u64(number)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        if self.names.0.is_empty() {
            let most = ServerSet::MAX_ID;
            return Err(E::custom(format!(
                "{NO_SERVER} `{name}`: they are 1 to {most}"
            )));
        }
        let number = self.names.number(name)?;
        self.inner.visit_u64(number)
    }
}

/// How many servers there are, or what they are called, in a header.
pub(super) enum Servers {
    Count(Server),
    Names(ServerNames),
}

impl Servers {
    pub(super) fn count(&self) -> Option<u8> {
        match self {
            Servers::Count(count) => Some((*count).into()),
            Servers::Names(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Servers {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Servers, D::Error> {
        input.deserialize_any(CountOrNames)
    }
}

struct CountOrNames;

impl<'de> Visitor<'de> for CountOrNames {
    type Value = Servers;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the number of servers, or a list of their names")
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<Servers, E> {
        Server::numbered(count).map(Servers::Count)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Servers, A::Error> {
        ServerNames::deserialize(SeqAccessDeserializer::new(items)).map(Servers::Names)
    }
}

/// What servers are called, from S1 on.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Name>")]
pub(super) struct ServerNames(pub(super) Vec<String>);

/// A name as programs give it: a text, or a number.
#[derive(Deserialize)]
#[serde(untagged, expecting = "the name of a server: a text or a whole number")]
enum Name {
    Text(String),
    Number(u64),
}

impl TryFrom<Vec<Name>> for ServerNames {
    type Error = String;

    fn try_from(names: Vec<Name>) -> Result<ServerNames, String> {
        let are_numbers = matches!(names[..], [Name::Number(_), ..]);
        if (names.iter()).any(|name| matches!(name, Name::Number(_)) != are_numbers) {
            return Err("servers are named by texts or by numbers, not by both".into());
        }
        let text = |name| match name {
            Name::Text(text) => text,
            Name::Number(number) => number.to_string(),
        };
        let names: Vec<String> = names.into_iter().map(text).collect();
        let (count, most) = (names.len(), usize::from(ServerSet::MAX_ID));
        if !(1..=most).contains(&count) {
            return Err(format!(
                "{count} servers are named: a trace has 1 to {most}"
            ));
        }
        match (1..count).find(|place| names[..*place].contains(&names[*place])) {
            Some(twice) => Err(format!("two servers are named `{}`", names[twice])),
            None => Ok(ServerNames(names)),
        }
    }
}
