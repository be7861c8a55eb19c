//! Reads how dials, messages and disks are set.

use super::super::action::{Range, ScriptAction, Setting};
use super::super::cursor::{Cursor, Read};
use super::super::quantity;
use raft::Duration;
use record::LinkOverride;
use sim::{DIALS, Dial};

impl Cursor<'_> {
    pub(super) fn set(&mut self) -> Read<ScriptAction> {
        let word = self.peek().unwrap_or_default();
        if let Some((_, range)) = Range::NAMED.iter().find(|(name, _)| *name == word) {
            self.skip();
            return self.set_range(*range);
        }
        if word == "late" {
            self.skip();
            let share = self.share()?;
            self.expect("on")?;
            return Ok(ScriptAction::OverrideLink(
                self.messages("")?,
                Some(LinkOverride::Late(share)),
            ));
        }
        let Some(dial) = Dial::named(word) else {
            let others = ["latency", "election-timeout", "disk", "late"];
            let names = &mut DIALS.iter().map(|info| info.name).chain(others);
            return Err(self.wrong("the name of a dial", names));
        };
        self.skip();
        let what = format!("{} for `{word}`", quantity::example(dial));
        let info = dial.info();
        let value = self.value(&what, |text| {
            quantity::value(dial, text).filter(|value| (info.min..=info.max).contains(value))
        })?;
        if dial == Dial::Loss && self.take("on") {
            return Ok(ScriptAction::OverrideLink(
                self.messages("")?,
                Some(LinkOverride::Loss(value as u16)),
            ));
        }
        Ok(ScriptAction::Set(Setting::One(dial, value)))
    }

    fn share(&mut self) -> Read<u16> {
        self.value("a share from `0%` to `100%`", |text| {
            let share = quantity::per_mille(text).filter(|share| *share <= 1_000)?;
            Some(share as u16)
        })
    }

    fn set_range(&mut self, range: Range) -> Read<ScriptAction> {
        let (shorter, longer) = range.ends();
        let (least, most) = (shorter.info().min, longer.info().max);
        let fits = |time: &Duration| (least..=most).contains(&time.as_micros());
        let what = format!(
            "a time from {}, or two as in `5ms..9ms`",
            quantity::example(shorter)
        );
        let (min, max) = self.value(&what, |text| {
            let (min, max) = text.split_once("..").unwrap_or((text, text));
            let span = (quantity::duration(min)?, quantity::duration(max)?);
            (fits(&span.0) && fits(&span.1) && span.0 <= span.1).then_some(span)
        })?;
        if range != Range::ElectionTimeout && self.take("on") {
            return match range {
                Range::Latency => Ok(ScriptAction::OverrideLink(
                    self.messages("")?,
                    Some(LinkOverride::Latency(min, max)),
                )),
                _ => Ok(ScriptAction::OverrideDisk(self.names()?, Some((min, max)))),
            };
        }
        Ok(ScriptAction::Set(Setting::Both(range, min, max)))
    }

    pub(super) fn unset(&mut self) -> Read<ScriptAction> {
        match self.take("disk") {
            true => Ok(ScriptAction::OverrideDisk(self.names()?, None)),
            false => Ok(ScriptAction::OverrideLink(self.messages("disk")?, None)),
        }
    }
}
