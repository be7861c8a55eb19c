//! The dials of the world: each as a number to type, and as a slider on a scale of round values.

use crate::el::{On, el};
use crate::panels::element::El;
use crate::session::{Field, Say, Session, quantity, scale};
use record::Held;
use sim::{DIALS, Dial, DialInfo, Unit};

pub(crate) fn view(session: &Session) -> El {
    let all = DIALS.iter().map(|info| row(session, info.dial, "dial"));
    el("section")
        .class("dials")
        .label("Dials")
        .child(holds(session))
        .children(all)
}

/// A dial; `place` distinguishes it from the same dial at another place of the page.
pub(crate) fn row(session: &Session, of: Dial, place: &str) -> El {
    let value = session.run.world().dials().get(of);
    let draft = session.forms.draft.as_ref().filter(|(dial, _)| *dial == of);
    let draft = draft.map(|(_, text)| text.clone());
    let info = of.info();
    dial(info, format!("{place}-{}", info.name), value, draft)
}

/// What moves only when the reader steps it.
fn holds(session: &Session) -> El {
    let hold = |what: Held| {
        let is_held = session.run.view.holds.contains(what);
        el("label")
            .child(
                el("input")
                    .attr("type", "checkbox")
                    .label(format!("Hold {what}"))
                    .attr("checked", if is_held { "true" } else { "false" })
                    .on(On::Change, Say::Value(Field::Hold(what))),
            )
            .text(what.name())
    };
    el("fieldset")
        .class("holds")
        .key("holds")
        .child(el("legend").text("Hold (step manually)"))
        .children(Held::ALL.into_iter().map(hold))
}

/// One dial; `draft` is what is being typed into it.
fn dial(info: &DialInfo, id: String, value: u64, draft: Option<String>) -> El {
    let row = el("div")
        .class("dial")
        .key(info.name)
        .child(el("label").attr("for", id.clone()).text(info.label));
    match info.unit {
        Unit::Choice(choices) => row.child(choice(info, choices, value).id(id)),
        unit => row
            .child(slider(info, value))
            .child(
                number(
                    info,
                    draft.unwrap_or_else(|| quantity::print(info.dial, value)),
                )
                .id(id),
            )
            .child(el("span").class("unit").text(unit_words(unit))),
    }
}

fn choice(info: &DialInfo, choices: &'static [&'static str], value: u64) -> El {
    let option = |(number, words): (u64, &&'static str)| {
        el("option")
            .attr("value", number.to_string())
            .attr_if(number == value, "selected", "")
            .text(*words)
    };
    el("select")
        .on(On::Change, Say::Value(Field::Dial(info.dial)))
        .children((0..).zip(choices).map(option))
}

fn number(info: &DialInfo, text: String) -> El {
    let step = match info.unit {
        Unit::Micros | Unit::PerMille => "any",
        _ => "1",
    };
    el("input")
        .attr("type", "number")
        .attr("inputmode", "decimal")
        .attr("min", quantity::print(info.dial, info.min))
        .attr("max", quantity::print(info.dial, info.max))
        .attr("step", step)
        .attr("value", text)
        .on(On::Input, Say::Value(Field::Draft(info.dial)))
        .on(On::Change, Say::Value(Field::Dial(info.dial)))
}

/// The same for pointer and finger; keyboards and assistive technology have the number.
fn slider(info: &DialInfo, value: u64) -> El {
    let stops = scale::stops(info.dial);
    el("input")
        .attr("type", "range")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .attr("min", "0")
        .attr("max", (stops.len() - 1).to_string())
        .attr("value", scale::position(&stops, value).to_string())
        .on(On::Input, Say::Value(Field::Slider(info.dial)))
}

fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Micros => "ms",
        Unit::PerMille => "%",
        Unit::Entries => "entries",
        Unit::Bytes => "bytes",
        Unit::Choice(_) => "",
    }
}
