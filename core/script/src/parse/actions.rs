//! Reads what a script does.

use super::super::action::{Instruction, ScriptAction};
use super::super::cursor::{Cursor, Read};
use super::super::limits::MOST_TIMES;
use super::super::name::{KINDS, Messages, Name, One, Pick, Selector, Which, numbered, server};
use raft::{Index, Term};
use record::{ClientId, Held, Kinds, MessageName, MessageNumber, Operation};
use sim::{MAX_CLIENTS, MessageAction, ServerAction};

/// The words that an action begins with that is done neither to a server nor to a message.
const OTHERS: [&str; 9] = [
    "align", "log", "hold", "cut", "heal", "submit", "read", "set", "unset",
];

/// The words that an action begins with.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let servers = ServerAction::NAMED.iter().map(|(words, _)| *words);
    let messages = MessageAction::NAMED.iter().map(|(word, _)| *word);
    let first_words = servers.filter(|words| !words.contains(' '));
    first_words.chain(messages).chain(OTHERS)
}

/// The most entries of a log that a line can name.
const MOST_ENTRIES: usize = 300;

impl Cursor<'_> {
    /// An action, perhaps with `try` before it and `times 3` behind it.
    pub(super) fn instruction(&mut self) -> Read<Instruction> {
        let is_try = self.take("try");
        let (action, times) = self.action()?;
        if !is_try {
            self.check_log(&action)?;
        }
        let times = match times {
            None if action.is_repeatable() => self.times()?,
            times => times,
        };
        Ok(Instruction {
            action,
            times: times.unwrap_or(1),
            is_try,
        })
    }

    fn times(&mut self) -> Read<Option<u64>> {
        match self.take("times") {
            true => self.number(1, MOST_TIMES).map(Some),
            false => Ok(None),
        }
    }

    /// An action; and how often, where that was said among its parts.
    fn action(&mut self) -> Read<(ScriptAction, Option<u64>)> {
        match self.peek() {
            Some("submit") => {
                self.skip();
                let text = self.quoted()?;
                let operation = Operation::parse(&text).map_err(|error| self.refuse(error.0))?;
                self.submitted(operation)
            }
            Some("read") => {
                self.skip();
                let key = self.key()?;
                let operation = Operation::parse(&format!("get {key}"));
                let operation = operation.map_err(|error| self.refuse(error.0))?;
                self.submitted(operation)
            }
            _ => self.other_action().map(|action| (action, None)),
        }
    }

    fn other_action(&mut self) -> Read<ScriptAction> {
        let word = self.peek().unwrap_or_default();
        if !words().any(|own| own == word) {
            let what = "an action such as `crash S1`";
            return Err(self.wrong(what, &mut words()));
        }
        self.skip();
        if let Some(client) = self.client().filter(|_| word == "deliver") {
            self.skip();
            return Ok(ScriptAction::Advance(client));
        }
        match word {
            "align" => self.expect("timers").map(|()| ScriptAction::AlignTimers),
            "log" => self.given_log(),
            "hold" => self.helds().map(ScriptAction::Hold),
            "release" if self.peek().is_none_or(|word| Name::read(word).is_none()) => {
                self.helds().map(ScriptAction::Release)
            }
            "cut" => self.cut(),
            "heal" => self.heal(),
            "set" => self.set(),
            "unset" => self.unset(),
            word => match MessageAction::NAMED.iter().find(|(name, _)| *name == word) {
                Some((_, action)) => self.messages_action(*action),
                None => self.servers_action(word),
            },
        }
    }

    fn servers_action(&mut self, word: &str) -> Read<ScriptAction> {
        let mut named = ServerAction::NAMED.iter();
        let action = named.find(|(words, _)| *words == word);
        debug_assert!(action.is_some(), "{word} is an action");
        let action = action.map_or(ServerAction::Crash, |(_, action)| *action);
        let names = self.names()?;
        match action {
            ServerAction::TakeSnapshot if self.take("at") => {
                return Ok(ScriptAction::SnapshotAt(names, self.index()?));
            }
            ServerAction::Wipe if self.take("from") => {
                return Ok(ScriptAction::EraseLog(names, self.index()?));
            }
            _ => {}
        }
        let mut followed = ServerAction::NAMED.iter().filter_map(|(words, action)| {
            let (before, behind) = words.split_once(' ')?;
            (before == word).then_some((behind, *action))
        });
        let followed = followed.find(|(behind, _)| self.take(behind));
        let action = followed.map_or(action, |(_, action)| action);
        Ok(ScriptAction::ToServers(action, names))
    }

    fn index(&mut self) -> Read<Index> {
        self.number(1, u64::MAX)
    }

    fn messages_action(&mut self, action: MessageAction) -> Read<ScriptAction> {
        let which = self.selector()?;
        let action = match action {
            MessageAction::Delay(_) => MessageAction::Delay(self.duration()?),
            action => action,
        };
        Ok(ScriptAction::ToMessages(action, which))
    }

    fn selector(&mut self) -> Read<Selector> {
        let number = |text: &str| text.strip_prefix('m')?.parse().ok();
        if let Some(number) = self.peek().and_then(number) {
            self.skip();
            return Ok(Selector::Number(MessageNumber(number)));
        }
        let picks = [
            ("oldest", Pick::Oldest),
            ("newest", Pick::Newest),
            ("all", Pick::All),
        ];
        let pick = self
            .peek()
            .and_then(|word| picks.iter().find(|(name, _)| *name == word));
        let Some((_, pick)) = pick.copied() else {
            return Ok(match self.which("all oldest newest")? {
                Which::Of(messages) => Selector::Of(Pick::Oldest, messages),
                Which::Named(name) => Selector::Named(name),
            });
        };
        self.skip();
        let which = match self.begins_messages() {
            true => self.messages("")?,
            false => Messages::ALL,
        };
        Ok(Selector::Of(pick, which))
    }

    /// Messages as [`Cursor::messages`] reads them, or one of them by its name.
    pub(super) fn which(&mut self, others: &str) -> Read<Which> {
        let messages = self.messages(others)?;
        match first_of(messages).filter(|_| self.take("term")) {
            None => Ok(Which::Of(messages)),
            Some(name) => self.named(name).map(Which::Named),
        }
    }

    /// `2 nth 7 copy 1`: which of the messages of a kind and way.
    fn named(&mut self, of: MessageName) -> Read<MessageName> {
        let term = self.number(0, u64::MAX)?;
        self.expect("nth")?;
        let nth = self.number(1, u64::from(u32::MAX))? as u32;
        let copy = match self.take("copy") {
            true => self.number(1, u64::MAX)?,
            false => 0,
        };
        Ok(MessageName {
            term,
            nth,
            copy,
            ..of
        })
    }

    fn begins_messages(&self) -> bool {
        let begins =
            |word: &str| Kinds::named(word).is_some() || word == "*" || one(word).is_some();
        self.peek().is_some_and(begins)
    }

    /// `append S1 -> S3`, `replies`, `* -> S2`. `others` are words that could stand here as well.
    pub(super) fn messages(&mut self, others: &str) -> Read<Messages> {
        let kinds = self.peek().and_then(Kinds::named);
        if kinds.is_some() {
            self.skip();
        } else if !self.begins_messages() {
            let kinds = Kinds::NAMED.iter().map(|(name, _)| *name);
            return Err(self.wrong(
                "messages such as `append S1 -> S3`, `replies` or `* -> S2`",
                &mut kinds.chain(others.split_whitespace()),
            ));
        }
        let kinds = kinds.unwrap_or(Kinds::ALL);
        if !self
            .peek()
            .is_some_and(|word| word == "*" || one(word).is_some())
        {
            return Ok(Messages {
                kinds,
                ..Messages::ALL
            });
        }
        let from = self.end_of_way()?;
        self.expect("->")?;
        let to = self.end_of_way()?;
        Ok(Messages { kinds, from, to })
    }

    fn end_of_way(&mut self) -> Read<Option<One>> {
        match self.take("*") {
            true => Ok(None),
            false => self.one().map(Some),
        }
    }

    fn one(&mut self) -> Read<One> {
        self.value("one server, such as `S1` or `leader`", one)
    }

    fn helds(&mut self) -> Read<Vec<Held>> {
        if self.take("everything") {
            return Ok(Held::ALL.to_vec());
        }
        let table = Held::ALL.map(|what| (what.name(), what));
        let what = "one of `messages`, `timers`, `disks`, `applies`, `clients` or `everything`";
        let mut helds = vec![self.one_of(&table, what)?];
        while self.peek().is_some() && helds.len() < Held::ALL.len() {
            helds.push(self.one_of(&table, what)?);
        }
        Ok(helds)
    }

    fn cut(&mut self) -> Read<ScriptAction> {
        if self.take("apart") {
            return Ok(ScriptAction::Partition(Vec::new()));
        }
        if matches!(self.peek_after(1), Some("->" | "-")) {
            let from = self.one()?;
            let one_way = self.peek() == Some("->");
            self.skip();
            let to = self.one()?;
            return Ok(if one_way {
                ScriptAction::Cut(from, to)
            } else {
                ScriptAction::CutBoth(from, to)
            });
        }
        let mut groups = vec![self.group()?];
        while self.take("|") {
            groups.push(self.group()?);
        }
        Ok(ScriptAction::Partition(groups))
    }

    fn group(&mut self) -> Read<Vec<Name>> {
        match self.take("nobody") {
            true => Ok(Vec::new()),
            false => self.names(),
        }
    }

    fn heal(&mut self) -> Read<ScriptAction> {
        if self.peek().is_none() {
            return Ok(ScriptAction::HealAll);
        }
        let from = self.one()?;
        if self.take("->") {
            return Ok(ScriptAction::Heal(from, self.one()?));
        }
        if !self.take("-") {
            return Err(self.unwanted("`-` or `->`"));
        }
        Ok(ScriptAction::HealBoth(from, self.one()?))
    }

    fn submitted(&mut self, operation: Operation) -> Read<(ScriptAction, Option<u64>)> {
        let (mut by, mut at, mut times) = (None, None, None);
        loop {
            if by.is_none() && self.take("by") {
                by = Some(self.value("a client from `C1` to `C9`", client)?);
            } else if at.is_none() && self.take("at") {
                at = Some(self.one()?);
            } else if times.is_none() && self.peek() == Some("times") {
                times = self.times()?;
            } else {
                break;
            }
        }
        Ok((ScriptAction::Submit { operation, by, at }, times))
    }

    fn client(&self) -> Option<ClientId> {
        self.peek().and_then(client)
    }

    /// A key of the machine, in quotes or not.
    pub(super) fn key(&mut self) -> Read<String> {
        let Some(token) = self.next() else {
            return Err(self.unwanted("a key such as `x`"));
        };
        let key = token.says();
        let fits = |c: char| !c.is_whitespace() && !c.is_control();
        if !(1..=12).contains(&key.chars().count()) || !key.chars().all(fits) {
            return Err(self.refuse("A key is 1 to 12 visible characters.".into()));
        }
        Ok(key)
    }

    fn given_log(&mut self) -> Read<ScriptAction> {
        let id = self.server()?;
        self.expect("=")?;
        let entries = self.entries()?;
        if entries.first().is_some_and(|(_, index)| *index != 1) {
            return Err(
                self.refuse("A log to start from begins with entry 1, such as `1.1`.".into())
            );
        }
        let term = match self.take("term") {
            true => Some(self.number(0, u64::from(u32::MAX))?),
            false => None,
        };
        Ok(ScriptAction::Log(
            id,
            entries.into_iter().map(|(term, _)| term).collect(),
            term,
        ))
    }

    /// A log that was read must be one that a server can have, unless it is only tried.
    pub(super) fn check_log(&self, action: &ScriptAction) -> Read<()> {
        let ScriptAction::Log(_, terms, term) = action else {
            return Ok(());
        };
        let last = terms.last().copied().unwrap_or_default();
        if terms.is_sorted() && terms.first() != Some(&0) && term.unwrap_or(last) >= last {
            return Ok(());
        }
        let what = "The terms of a log begin with 1 at least, never go down, and end with the server's own at most.";
        Err(self.refuse(what.into()))
    }

    /// `1.1 1.2 2.3`, term before index, or `empty`.
    pub(super) fn entries(&mut self) -> Read<Vec<(Term, Index)>> {
        let mut entries: Vec<(Term, Index)> = Vec::new();
        if self.take("empty") {
            return Ok(entries);
        }
        loop {
            match self.peek().and_then(entry) {
                Some((term, index)) => {
                    self.skip();
                    let next = entries.last().map_or(index, |(_, last)| last + 1);
                    if index != next || entries.len() == MOST_ENTRIES {
                        return Err(self.refuse(format!(
                            "Entries count up: `{term}.{next}` would be next. At most {MOST_ENTRIES} can be named."
                        )));
                    }
                    entries.push((term, index));
                }
                None if entries.is_empty() => {
                    return Err(self.wrong(
                        "entries such as `1.1 1.2 2.3`, term before index, or `empty`",
                        &mut ["empty"].into_iter(),
                    ));
                }
                None => return Ok(entries),
            }
        }
    }
}

/// Reads `2.3`: term and index.
fn entry(text: &str) -> Option<(Term, Index)> {
    let (term, index) = text.split_once('.')?;
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    Some((number(term)?, number(index)?))
}

/// The name of the first message of one kind on one way; none if several are meant, or a leader's.
fn first_of(which: Messages) -> Option<MessageName> {
    let (Some(One::Server(from)), Some(One::Server(to))) = (which.from, which.to) else {
        return None;
    };
    let mut kinds = KINDS.into_iter();
    let (_, kind) = kinds.find(|(word, _)| Kinds::named(word) == Some(which.kinds))?;
    Some(MessageName {
        from,
        to,
        kind,
        term: 0,
        nth: 1,
        copy: 0,
    })
}

fn one(text: &str) -> Option<One> {
    match text {
        "leader" => Some(One::Leader),
        _ => server(text).map(One::Server),
    }
}

/// Reads `C1` to `C9`.
pub(super) fn client(text: &str) -> Option<ClientId> {
    numbered(text, 'C', MAX_CLIENTS).map(ClientId)
}
