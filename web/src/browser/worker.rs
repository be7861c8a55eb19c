//! Heavy work: on a thread of its own where the page may have one. A worker has a memory of its own, and begins from nothing but
//! the text that it is sent.

use crate::browser::{glue, panic};
use crate::on_demand::{self, Checked, Checks};
use crate::session::Msg;
use js_sys::{Array, Function};
use raft::{Duration, Time};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

/// How much a worker does before it says how far it is, in units of a player's budget: a tenth of a second.
const BUDGET: u64 = 20_000_000;

/// A worker, until it is dropped.
pub(crate) struct Worker {
    worker: JsValue,
    _then: Closure<dyn FnMut(JsValue)>,
}

impl Worker {
    /// Lets a worker check a script, or do what the lab asks, and says what it says.
    pub(crate) fn begin(work: &str, say: Callback<Msg>) -> Worker {
        let then = Closure::new(move |said: JsValue| {
            if !panic::happened() {
                say.emit(heard(&said).map_or(Msg::CheckHere, Msg::Checked));
            }
        });
        Worker {
            worker: glue::start_worker(work, &then),
            _then: then,
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        glue::stop_worker(&self.worker);
    }
}

/// What a worker has said: how many events have happened and the microseconds of the run, or whether the script passed and
/// the result in words. None if it cannot go on.
fn heard(said: &JsValue) -> Option<Checked> {
    let said: &Array = said.dyn_ref()?;
    if let Some(passed) = said.get(0).as_bool() {
        return Some(Checked::Ended(passed, said.get(1).as_string()?));
    }
    let number = |place| said.get(place).as_f64().map(|number| number as u64);
    Some(Checked::SoFar(
        number(0)?,
        Time::ZERO + Duration(number(1)?),
    ))
}

/// Begins to check a script, or what the lab asks.
async fn begin(work: &str) -> Option<Box<dyn Checks>> {
    if work.starts_with(on_demand::TRIALS) {
        let is_here = on_demand::load_lab().await;
        let lab = on_demand::snapshot_lab().filter(|_| is_here)?;
        return (lab.begin)(work);
    }
    let is_here = on_demand::load().await;
    let language = on_demand::language().filter(|_| is_here)?;
    (language.check)(work).ok()
}

/// Does what was asked, and calls `say` with what [`heard`] understands. In a worker.
pub(crate) async fn check(work: &str, say: &Function) -> Result<(), JsValue> {
    let Some(mut check) = begin(work).await else {
        say.call0(&JsValue::UNDEFINED)?;
        return Ok(());
    };
    loop {
        match check.go_on(BUDGET) {
            Checked::SoFar(events, time) => {
                let (events, time) = (events as f64, time.0 as f64);
                say.call2(&JsValue::UNDEFINED, &events.into(), &time.into())?;
            }
            Checked::Ended(passed, words) => {
                say.call2(&JsValue::UNDEFINED, &passed.into(), &words.into())?;
                return Ok(());
            }
        }
    }
}
