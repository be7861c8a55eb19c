//! Conditions of the script language, judged over a trace: at its end, or at whichever event they come to hold.

use super::check::Check;
use anyhow::{Result, bail};
use record::trace::{Header, Level, Report, Verdict};
use record::{Event, EventNumber, Fold};
use script::Condition;
use sim::Settings;

/// All conditions that are asked for, and the cluster as the events so far have it.
pub(crate) struct Conditions {
    fold: Fold,
    pub(crate) all: Vec<Asked>,
}

/// One of them.
pub(crate) struct Asked {
    text: String,
    condition: Condition,
    when: When,
    /// The event at which it was found to hold.
    holds_at: Option<EventNumber>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    AtTheEnd,
    AtSomeEvent,
}

impl Conditions {
    /// Before the first event of a trace with this header.
    ///
    /// # Errors
    /// If something is no condition about the servers and clients of the trace.
    pub(crate) fn new(arguments: &Check, header: &Header) -> Result<Conditions> {
        let asks = !arguments.expect.is_empty() || !arguments.reaches.is_empty();
        if asks && header.servers.is_none() {
            bail!("conditions need to know the servers: the header of the trace has no `servers`");
        }
        let servers = header.servers.unwrap_or(1);
        let clients = header.clients.unwrap_or(MOST_CLIENTS);
        let settings = Settings {
            servers,
            clients,
            ..Settings::default()
        };
        let asked = |when| {
            move |text: &String| match Condition::parse(text, &settings) {
                Ok(condition) => Ok(Asked {
                    text: text.clone(),
                    condition,
                    when,
                    holds_at: None,
                }),
                Err(error) => bail!("`{text}` is no condition: {error}"),
            }
        };
        let at_some = arguments.reaches.iter().map(asked(When::AtSomeEvent));
        let at_the_end = arguments.expect.iter().map(asked(When::AtTheEnd));
        Ok(Conditions {
            fold: match header.level {
                Level::Full => Fold::new(servers, clients),
                Level::Minimal => Fold::of_partial_run(servers, clients),
            },
            all: at_some.chain(at_the_end).collect::<Result<_>>()?,
        })
    }

    pub(crate) fn observe(&mut self, event: &Event) {
        if self.all.is_empty() {
            return;
        }
        self.fold.observe(event);
        self.judge(When::AtSomeEvent, Some(event));
    }

    /// The trace is at its end, and this is what came of its checks.
    pub(crate) fn finish(&mut self, report: &Report) {
        for check in &report.checks {
            if matches!(check.verdict, Verdict::Undecided | Verdict::NotJudged(_)) {
                self.fold.is_undecided(check.name);
            }
        }
        self.judge(When::AtTheEnd, None);
    }

    fn judge(&mut self, when: When, event: Option<&Event>) {
        let view = self.fold.view();
        let open = |asked: &&mut Asked| asked.when == when && asked.holds_at.is_none();
        for asked in self.all.iter_mut().filter(open) {
            let holds = asked.condition.holds(view, event);
            asked.holds_at = holds.then(|| view.events.saturating_sub(1));
        }
    }

    pub(crate) fn all_hold(&self) -> bool {
        self.all.iter().all(|asked| asked.holds_at.is_some())
    }
}

/// So many clients there may be where the header does not say it.
const MOST_CLIENTS: u8 = 9;

impl Asked {
    pub(crate) fn as_text(&self) -> String {
        let text = &self.text;
        match (self.holds_at, self.when) {
            (Some(event), When::AtSomeEvent) => {
                format!("reached     {text}, at event {event}")
            }
            (None, When::AtSomeEvent) => format!("NOT REACHED {text}"),
            (Some(_), When::AtTheEnd) => format!("holds       {text}"),
            (None, When::AtTheEnd) => format!("FAILS       {text}"),
        }
    }

    pub(crate) fn as_json(&self) -> serde_json::Value {
        let when = match self.when {
            When::AtSomeEvent => "reaches",
            When::AtTheEnd => "expect",
        };
        serde_json::json!({
            "condition": self.text,
            "when": when,
            "holds": self.holds_at.is_some(),
            "event": self.holds_at,
        })
    }
}
