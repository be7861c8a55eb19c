//! An action in bytes: its number, and what it is about.

use crate::bytes::{Reader, Writer};
use crate::error::{RecordingError, impossible};
use crate::numbers::{self, *};
use raft::{Duration, Index, ServerId, ServerSet};
use record::{ClientId, Kinds, LinkOverride, MessageName, Operation, Scope};
use sim::{Action, MessageAction};
use std::sync::Arc;

type Read<T> = Result<T, RecordingError>;

impl Writer {
    pub(crate) fn action(&mut self, action: &Action) {
        match action {
            Action::Server(action, id) => {
                self.byte(of_server_action(*action));
                self.byte(id.0);
            }
            Action::Message(action, name) => self.message_action(*action, name),
            Action::GiveLog(id, terms, term) => {
                self.byte(GIVE_LOG);
                self.byte(id.0);
                self.list(terms, |out, term| out.number(*term));
                self.number(*term);
            }
            Action::AlignTimers => self.byte(ALIGN_TIMERS),
            Action::OverrideDisk(id, latency) => {
                self.byte(OVERRIDE_DISK);
                self.byte(id.0);
                self.link_override(latency.map(|(min, max)| LinkOverride::Latency(min, max)));
            }
            Action::SnapshotAt(id, index) => self.at_index(SNAPSHOT_AT, *id, *index),
            Action::EraseLog(id, from) => self.at_index(ERASE_LOG, *id, *from),
            Action::Hold(what) => {
                self.byte(HOLD);
                self.byte(of_held(*what));
            }
            Action::Release(what) => {
                self.byte(RELEASE);
                self.byte(of_held(*what));
            }
            Action::Cut(from, to) => self.between(CUT, *from, *to),
            Action::CutBoth(a, b) => self.between(CUT_BOTH, *a, *b),
            Action::Heal(a, b) => self.between(HEAL, *a, *b),
            Action::HealLink(from, to) => self.between(HEAL_LINK, *from, *to),
            Action::Partition(groups) => {
                self.byte(PARTITION);
                self.list(groups, |out, group| out.number(group.bits().into()));
            }
            Action::HealAll => self.byte(HEAL_ALL),
            Action::Submit(client, operation) => {
                self.byte(SUBMIT);
                self.client(*client);
                self.operation(operation);
            }
            Action::SubmitAt(client, operation, server) => {
                self.byte(SUBMIT_AT);
                self.client(*client);
                self.operation(operation);
                self.byte(server.0);
            }
            Action::Advance(client) => {
                self.byte(ADVANCE);
                self.byte(client.0);
            }
            Action::OverrideLink(scope, profile) => {
                self.byte(OVERRIDE_LINK);
                self.scope(scope);
                self.link_override(*profile);
            }
            Action::Set(dial, value) => {
                self.byte(SET);
                self.byte(of_dial(*dial));
                self.number(*value);
            }
        }
    }

    fn message_action(&mut self, action: MessageAction, name: &MessageName) {
        match action {
            MessageAction::Drop => self.byte(DROP),
            MessageAction::Deliver => self.byte(DELIVER),
            MessageAction::Duplicate => self.byte(DUPLICATE),
            MessageAction::Delay(by) => {
                self.byte(DELAY);
                self.duration(by);
            }
        }
        self.ends(name.from.0, name.to.0);
        self.byte(of_message_kind(name.kind));
        self.number(name.term);
        self.number(name.nth.into());
        self.number(name.copy);
    }

    fn at_index(&mut self, number: u8, id: ServerId, index: Index) {
        self.byte(number);
        self.byte(id.0);
        self.number(index);
    }

    fn between(&mut self, number: u8, from: ServerId, to: ServerId) {
        self.byte(number);
        self.ends(from.0, to.0);
    }

    /// Two servers in a byte.
    fn ends(&mut self, from: u8, to: u8) {
        debug_assert!(from < 16 && to < 16, "it was checked");
        self.byte(from << 4 | to);
    }

    fn client(&mut self, client: Option<ClientId>) {
        self.byte(client.map_or(ANY, |client| client.0));
    }

    fn duration(&mut self, duration: Duration) {
        self.number(duration.as_micros());
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::Set { key, value } => {
                self.byte(OPERATION_SET);
                self.text(key);
                self.signed(*value);
            }
            Operation::Add { key, amount } => {
                self.byte(OPERATION_ADD);
                self.text(key);
                self.signed(*amount);
            }
            Operation::Get { key } => {
                self.byte(OPERATION_GET);
                self.text(key);
            }
            Operation::Delete { key } => {
                self.byte(OPERATION_DELETE);
                self.text(key);
            }
            Operation::Other(words) => {
                self.byte(OPERATION_OTHER);
                self.text(words);
            }
        }
    }

    fn scope(&mut self, scope: &Scope) {
        let end = |server: Option<ServerId>| server.map_or(ANY, |id| id.0);
        self.number(scope.kinds.bits().into());
        self.ends(end(scope.from), end(scope.to));
    }

    fn link_override(&mut self, profile: Option<LinkOverride>) {
        match profile {
            None => self.byte(AS_THE_DIALS_SAY),
            Some(LinkOverride::Latency(min, max)) => {
                self.byte(LATENCY);
                self.duration(min);
                self.duration(max);
            }
            Some(LinkOverride::Loss(share)) => {
                self.byte(LOSS);
                self.number(share.into());
            }
            Some(LinkOverride::Late(share)) => {
                self.byte(LATE);
                self.number(share.into());
            }
        }
    }
}

impl Reader<'_> {
    pub(crate) fn action(&mut self) -> Read<Action> {
        let number = self.byte()?;
        if let Some(action) = server_action(number) {
            return Ok(Action::Server(action, self.server()?));
        }
        Ok(match number {
            DROP => self.message_action(MessageAction::Drop)?,
            DELIVER => self.message_action(MessageAction::Deliver)?,
            DUPLICATE => self.message_action(MessageAction::Duplicate)?,
            DELAY => {
                let by = self.duration()?;
                self.message_action(MessageAction::Delay(by))?
            }
            GIVE_LOG => Action::GiveLog(self.server()?, self.list(Reader::number)?, self.number()?),
            ALIGN_TIMERS => Action::AlignTimers,
            OVERRIDE_DISK => Action::OverrideDisk(self.server()?, self.disk_override()?),
            SNAPSHOT_AT => Action::SnapshotAt(self.server()?, self.number()?),
            ERASE_LOG => Action::EraseLog(self.server()?, self.number()?),
            HOLD => Action::Hold(self.held()?),
            RELEASE => Action::Release(self.held()?),
            CUT => self.between(Action::Cut)?,
            CUT_BOTH => self.between(Action::CutBoth)?,
            HEAL => self.between(Action::Heal)?,
            HEAL_LINK => self.between(Action::HealLink)?,
            PARTITION => Action::Partition(self.list(Reader::group)?),
            HEAL_ALL => Action::HealAll,
            SUBMIT => Action::Submit(self.client()?, self.operation()?),
            SUBMIT_AT => Action::SubmitAt(self.client()?, self.operation()?, self.server()?),
            ADVANCE => Action::Advance(ClientId(self.byte()?)),
            OVERRIDE_LINK => Action::OverrideLink(self.scope()?, self.link_override()?),
            SET => Action::Set(numbers::dial(self.byte()?)?, self.number()?),
            _ => return impossible("an action is unknown."),
        })
    }

    fn message_action(&mut self, action: MessageAction) -> Read<Action> {
        let (from, to) = self.ends()?;
        let name = MessageName {
            from: ServerId(from),
            to: ServerId(to),
            kind: numbers::message_kind(self.byte()?)?,
            term: self.number()?,
            nth: self.narrow()?,
            copy: self.number()?,
        };
        Ok(Action::Message(action, name))
    }

    fn between(&mut self, action: impl Fn(ServerId, ServerId) -> Action) -> Read<Action> {
        let (from, to) = self.ends()?;
        Ok(action(ServerId(from), ServerId(to)))
    }

    fn ends(&mut self) -> Read<(u8, u8)> {
        let ends = self.byte()?;
        Ok((ends >> 4, ends & 0xf))
    }

    fn server(&mut self) -> Read<ServerId> {
        self.byte().map(ServerId)
    }

    fn client(&mut self) -> Read<Option<ClientId>> {
        let client = self.byte()?;
        Ok((client != ANY).then_some(ClientId(client)))
    }

    fn duration(&mut self) -> Read<Duration> {
        self.number().map(Duration)
    }

    fn held(&mut self) -> Read<record::Held> {
        numbers::held(self.byte()?)
    }

    fn group(&mut self) -> Read<ServerSet> {
        let bits = self.narrow()?;
        let group = ServerSet::from_bits(bits);
        match group.bits() == bits {
            true => Ok(group),
            false => impossible("there is no S0."),
        }
    }

    fn operation(&mut self) -> Read<Operation> {
        let number = self.byte()?;
        let key: Arc<str> = self.text()?.into();
        Ok(match number {
            OPERATION_SET => Operation::Set {
                key,
                value: self.signed()?,
            },
            OPERATION_ADD => Operation::Add {
                key,
                amount: self.signed()?,
            },
            OPERATION_GET => Operation::Get { key },
            OPERATION_DELETE => Operation::Delete { key },
            OPERATION_OTHER => Operation::Other(key),
            _ => return impossible("an operation is unknown."),
        })
    }

    fn scope(&mut self) -> Read<Scope> {
        let bits: u32 = self.narrow()?;
        let mut named = Kinds::NAMED.iter().map(|(_, kinds)| *kinds);
        let Some(kinds) = named.find(|kinds| kinds.bits() == bits) else {
            return impossible("messages of unknown kinds differ from the others.");
        };
        let (from, to) = self.ends()?;
        let end = |id| (id != ANY).then_some(ServerId(id));
        Ok(Scope {
            kinds,
            from: end(from),
            to: end(to),
        })
    }

    fn link_override(&mut self) -> Read<Option<LinkOverride>> {
        Ok(Some(match self.byte()? {
            AS_THE_DIALS_SAY => return Ok(None),
            LATENCY => LinkOverride::Latency(self.duration()?, self.duration()?),
            LOSS => LinkOverride::Loss(self.narrow()?),
            LATE => LinkOverride::Late(self.narrow()?),
            _ => return impossible("a link differs in an unknown way."),
        }))
    }

    fn disk_override(&mut self) -> Read<Option<(Duration, Duration)>> {
        match self.link_override()? {
            None => Ok(None),
            Some(LinkOverride::Latency(min, max)) => Ok(Some((min, max))),
            Some(_) => impossible("a disk loses nothing, and nothing of it comes late."),
        }
    }
}
