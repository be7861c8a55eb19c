//! Reads what a script waits for and expects.

use super::super::condition::{
    Compare, Condition, Is, Measure, MessageEnd, OperationIs, check_name,
};
use super::super::cursor::{Cursor, Read};
use super::super::event_pattern::EventPattern;
use super::super::name::{NAMES, Name, server};
use super::actions::client;
use raft::Reason;
use record::{Checks, ClientId};

/// How deep parentheses and `not` may be nested.
const DEEPEST: u32 = 16;

/// Words that a condition begins with.
pub(super) const WORDS: [&str; 23] = [
    "leader",
    "no",
    "not",
    "term",
    "role",
    "commit",
    "applied",
    "last",
    "durable",
    "snapshot",
    "committed",
    "log",
    "logs",
    "state",
    "in",
    "arrives",
    "lost",
    "op",
    "checks",
    "check",
    "quiet",
    "settled",
    "fingerprint",
];

impl Cursor<'_> {
    pub(super) fn condition(&mut self) -> Read<Condition> {
        self.joined("or", Condition::Or, |cursor| {
            cursor.joined("and", Condition::And, Cursor::single)
        })
    }

    fn joined(
        &mut self,
        by: &str,
        join: fn(Vec<Condition>) -> Condition,
        part: fn(&mut Self) -> Read<Condition>,
    ) -> Read<Condition> {
        let first = part(self)?;
        if self.peek() != Some(by) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(by) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn single(&mut self) -> Read<Condition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.refuse(format!("Conditions are nested at most {DEEPEST} deep.")));
        }
        let read = self.single_within();
        self.depth -= 1;
        read
    }

    fn single_within(&mut self) -> Read<Condition> {
        if self.take("not") {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.take("(") {
            let inner = self.condition()?;
            self.expect(")")?;
            return Ok(inner);
        }
        self.take("reason");
        if let Some(who) = self.peek().and_then(Name::read) {
            self.skip();
            return self.of_server(who);
        }
        let word = self.peek().unwrap_or_default();
        if !WORDS.contains(&word) {
            let words = &mut WORDS.into_iter().chain(NAMES);
            return Err(self.wrong("a condition", words));
        }
        self.skip();
        match word {
            "no" => {
                self.expect("leader")?;
                Ok(Condition::Not(Box::new(Condition::Leader)))
            }
            "role" => self.role(),
            "committed" => {
                let index = self.number(0, u64::MAX)?;
                self.expect("on")?;
                Ok(Condition::Committed(index, self.name()?))
            }
            "log" => {
                let of = self.name()?;
                self.expect("=")?;
                Ok(Condition::Log(of, self.entries()?))
            }
            "logs" => self.expect("agree").map(|()| Condition::LogsAgree),
            "state" => self.state(),
            "in" => {
                self.expect("flight")?;
                let which = self.messages("")?;
                Ok(Condition::InFlight(
                    which,
                    self.compare()?,
                    self.number(0, u64::MAX)?,
                ))
            }
            "arrives" => Ok(Condition::Message(MessageEnd::Arrives, self.which("")?)),
            "lost" => Ok(Condition::Message(MessageEnd::Lost, self.which("")?)),
            "op" => self.operation(),
            "checks" => self.expect("hold").map(|()| Condition::ChecksHold),
            "check" => self.check(),
            "quiet" => Ok(Condition::Quiet),
            "settled" => Ok(Condition::Settled),
            "fingerprint" => self.fingerprint(),
            word => match Measure::NAMED.iter().find(|(name, _)| *name == word) {
                Some((_, measure)) => {
                    let of = self.of()?;
                    let compare = self.compare()?;
                    Ok(Condition::Number(
                        *measure,
                        of,
                        compare,
                        self.number(0, u64::MAX)?,
                    ))
                }
                None => Err(self.refuse("Nothing follows here.".into())),
            },
        }
    }

    fn role(&mut self) -> Read<Condition> {
        let who = self.of()?;
        self.expect("is")?;
        let what = "`follower`, `candidate` or `leader`";
        Ok(Condition::Is(who, self.one_of(Is::roles(), what)?))
    }

    fn fingerprint(&mut self) -> Read<Condition> {
        let what = "a fingerprint of 16 hexadecimal digits";
        let value = self.value(what, |text| {
            let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
            u64::from_str_radix(text, 16).ok().filter(|_| digits)
        })?;
        Ok(Condition::Fingerprint(value))
    }

    pub(super) fn of(&mut self) -> Read<Name> {
        self.expect("of")?;
        self.name()
    }

    fn compare(&mut self) -> Read<Compare> {
        self.one_of(&Compare::NAMED, "`=`, `!=`, `>=`, `<=`, `>` or `<`")
    }

    /// What is said of a server whose name was read: what it is, or what happens to it.
    fn of_server(&mut self, who: Name) -> Read<Condition> {
        if self.take("is") {
            if let (Name::Leader, Some(id)) = (who, self.peek().and_then(server)) {
                self.skip();
                return Ok(Condition::LeaderIs(id));
            }
            let what = "`up`, `down`, `paused` or a role";
            return Ok(Condition::Is(who, self.one_of(&Is::NAMED, what)?));
        }
        match self.happening()? {
            Some(what) => {
                let because = match self.take("because") {
                    true => {
                        let what = "the name of a reason";
                        let names = &mut Reason::NAMES.iter().copied();
                        Some(Reason::NAMES[self.place_in(names, what)?])
                    }
                    false => None,
                };
                Ok(Condition::Happens(who, what, because))
            }
            None if who == Name::Leader => Ok(Condition::Leader),
            None => {
                let words = &mut EventPattern::NAMED.iter().map(|(one, ..)| *one);
                Err(self.wrong(
                    "what the server is or does, such as `is down` or `refuses vote`",
                    words,
                ))
            }
        }
    }

    fn happening(&mut self) -> Read<Option<EventPattern>> {
        let Some(word) = self.peek() else {
            return Ok(None);
        };
        let named = || EventPattern::NAMED.iter().filter(|(one, ..)| *one == word);
        if named().next().is_none() {
            return Ok(None);
        }
        self.skip();
        let second = self.peek().unwrap_or_default();
        let found = named().find(|(_, two, _)| two.is_empty() || *two == second);
        match found {
            Some((_, two, what)) => {
                if !two.is_empty() {
                    self.skip();
                }
                Ok(Some(*what))
            }
            None => {
                let seconds: Vec<&str> = named().map(|(_, two, _)| *two).collect();
                let what = format!("`{}`", seconds.join("` or `"));
                Err(self.wrong(&what, &mut seconds.into_iter()))
            }
        }
    }

    fn state(&mut self) -> Read<Condition> {
        let of = self.name()?;
        let key = self.key()?;
        let compare = self.compare()?;
        let value = self.answer()?;
        if value.is_none() && !matches!(compare, Compare::Equal | Compare::NotEqual) {
            return Err(self.refuse("`none` is neither more nor less than a number.".into()));
        }
        Ok(Condition::State(of, key, compare, value))
    }

    /// A number, or `none`.
    fn answer(&mut self) -> Read<Option<i64>> {
        self.value("a whole number or `none`", answer)
    }

    fn operation(&mut self) -> Read<Condition> {
        let serial = self.number(1, u64::MAX)?;
        let of = match self.take("of") {
            true => self.value("a client from `C1` to `C9`", client)?,
            false => ClientId(1),
        };
        let table = [
            ("ok", OperationIs::Ok),
            ("failed", OperationIs::Failed),
            ("unknown", OperationIs::Unknown),
            ("pending", OperationIs::Pending),
        ];
        let what = "`ok`, `failed`, `unknown` or `pending`";
        let is = match self.one_of(&table, what)? {
            OperationIs::Ok if self.peek().is_some_and(|word| answer(word).is_some()) => {
                OperationIs::OkWith(self.answer()?)
            }
            is => is,
        };
        Ok(Condition::Operation(serial, of, is))
    }

    fn check(&mut self) -> Read<Condition> {
        let views = Checks::new().views();
        let names: Vec<String> = views.iter().map(|view| check_name(view.name)).collect();
        let what = "the name of a check";
        let name = names[self.place_in(&mut names.iter().map(String::as_str), what)?].clone();
        let ends = [("fails", true), ("holds", false)];
        let fails = self.one_of(&ends, "`fails` or `holds`")?;
        Ok(Condition::Check(name, fails))
    }
}

fn answer(text: &str) -> Option<Option<i64>> {
    match text {
        "none" => Some(None),
        text => text.parse().ok().map(Some),
    }
}
