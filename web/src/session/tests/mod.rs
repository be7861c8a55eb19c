//! Tests of a session without a browser, a file per part.

mod account;
mod bar;
mod check;
mod door;
mod exercises;
mod going;
mod handout;
mod history;
mod keys;
mod lab;
mod narration;
mod outfit;
mod page_event;
mod parts;
mod playback;
mod points;
mod quantity;
mod recordings;
mod script;
mod selection;
mod session;
mod speech;
mod yours;

use crate::session::{Field, Msg, Opening, Session};
use record::RoleName;
use sim::{Settings, SettingsError, Timeline};

/// A frame of the reader's time, in microseconds.
const FRAME: u32 = 16_667;

/// A reader in front of a session.
pub(crate) struct Reader {
    pub(crate) session: Session,
}

pub(crate) fn opening() -> Opening {
    Opening {
        settings: Settings::default(),
        seed: None,
        draw: || 4_107,
        stopwatch: || 0,
        still: false,
        memory: Timeline::<()>::MEMORY,
    }
}

fn reader() -> Reader {
    Reader::of(Session::new(opening()))
}

impl Reader {
    pub(crate) fn of(session: Result<Session, SettingsError>) -> Reader {
        Reader {
            session: session.expect("a world that can be"),
        }
    }

    pub(crate) fn say(&mut self, msg: Msg) {
        self.session.update(msg);
    }

    pub(crate) fn type_in(&mut self, field: Field, text: &str) {
        self.say(Msg::Typed(field, text.to_owned()));
    }

    pub(crate) fn frame(&mut self) {
        self.say(Msg::Frame(FRAME));
    }

    /// Lets so many microseconds of the reader's time pass.
    pub(crate) fn watch(&mut self, micros: u32) {
        for _ in 0..micros.div_ceil(FRAME) {
            self.frame();
        }
    }

    /// Watches until something is so, for ten minutes at most.
    pub(crate) fn watch_until(&mut self, is: impl Fn(&Session) -> bool) {
        for _ in 0..36_000 {
            if is(&self.session) {
                return;
            }
            self.frame();
        }
        panic!("it did not happen in ten minutes");
    }

    /// What the alert says.
    pub(crate) fn alert(&self) -> Option<String> {
        Some(self.session.screen.alert.as_ref()?.sentence.clone())
    }

    /// Whether any server has this role.
    pub(crate) fn anyone(&self, role: RoleName) -> bool {
        self.session
            .run
            .view
            .servers
            .iter()
            .any(|server| server.role == role)
    }
}
