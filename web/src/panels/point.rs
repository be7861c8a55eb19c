//! Pause points as they are set: what a menu offers for a thing, and the form in which any other is typed.

use super::why;
use crate::el::{On, el};
use crate::panels::dialog;
use crate::panels::element::{El, button, nothing};
use crate::session::points::{InPoints, PausePoint, message_words};
use crate::session::{Dialog, Field, Msg, Say, Selection, Session};
use record::view::ServerView;
use record::{ClusterView, DiskWrite, MessageName};

/// What a menu says of a condition, and the condition.
type Offer = (String, String);

/// The items of the menu about a thing: each condition after the event, and before it.
pub(super) fn items(session: &Session, of: Selection) -> Vec<El> {
    let item = |words: String, condition: String, is_before| {
        let point = PausePoint {
            condition,
            is_before,
            action: String::new(),
            is_on: true,
        };
        button(words, Msg::Points(InPoints::When(point)))
    };
    let offers = offers(&session.run.view, of);
    let both = offers.into_iter().flat_map(|(words, condition)| {
        let before = format!("Just before: {words}");
        [
            item(words, condition.clone(), false),
            item(before, condition, true),
        ]
    });
    let other = button("Another condition…", Msg::OpenDialog(Dialog::Point));
    both.chain([other]).collect()
}

/// What of a thing one can pause at.
pub(super) fn offers(view: &ClusterView, of: Selection) -> Vec<Offer> {
    let offer = |words: String, condition: String| (words, condition);
    match of {
        Selection::Server(id) => vec![
            offer(format!("{id} changes term"), format!("{id} changes term")),
            offer(format!("{id} changes role"), format!("{id} changes role")),
            offer(format!("{id} commits an entry"), format!("{id} commits")),
            offer(
                format!("The next write of {id} is durable"),
                format!("{id} syncs"),
            ),
        ],
        Selection::Message(name) if is_on_its_way(view, name) => {
            let words = message_words(name);
            vec![
                offer("This message arrives".into(), format!("arrives {words}")),
                offer("This message is lost".into(), format!("lost {words}")),
            ]
        }
        Selection::Link { from, to } => vec![
            offer(
                format!("A message arrives, {from} to {to}"),
                format!("arrives {from} -> {to}"),
            ),
            offer(
                format!("A message arrives, {to} to {from}"),
                format!("arrives {to} -> {from}"),
            ),
        ],
        Selection::Entry { server, index } => vec![
            offer(
                format!("Entry {index} commits on {server}"),
                format!("commit of {server} >= {index}"),
            ),
            offer(
                format!("Entry {index} is durable on {server}"),
                format!("durable of {server} >= {index}"),
            ),
            offer(
                format!("{server} applies entry {index}"),
                format!("applied of {server} >= {index}"),
            ),
        ],
        Selection::Snapshot { server } => vec![
            offer(
                format!("{server} takes a snapshot"),
                format!("{server} takes snapshot"),
            ),
            offer(
                format!("{server} installs a snapshot"),
                format!("{server} installs snapshot"),
            ),
        ],
        Selection::Disk(id) => why::server(view, id).map_or_else(Vec::new, writes),
        Selection::Machine(id) => vec![offer(
            format!("{id} applies an entry"),
            format!("{id} applies"),
        )],
        Selection::Operation { client, serial } => {
            let op = format!("op {serial} of {client}");
            vec![offer(
                format!("Operation {serial} of {client} ends"),
                format!("{op} ok or {op} failed or {op} unknown"),
            )]
        }
        Selection::Message(_) | Selection::Event(_) | Selection::Check(_) => Vec::new(),
    }
}

fn is_on_its_way(view: &ClusterView, name: MessageName) -> bool {
    let waiting = view.servers.iter().flat_map(|server| &server.disk.waiting);
    let mut waiting = waiting.map(|(_, envelope)| envelope.name());
    why::in_flight(view, name).is_some() || waiting.any(|it| it == name)
}

/// The next write of a disk that is durable, and the entries on their way to it.
fn writes(server: &ServerView) -> Vec<Offer> {
    let id = server.id;
    let next = match server.disk.queue.first() {
        Some(write) => format!("This write is durable: {}", write.what()),
        None => "Its next write is durable".to_owned(),
    };
    let last = |write: &DiskWrite| match write {
        DiskWrite::Entries { from, count } if *count > 0 => Some(from + count - 1),
        _ => None,
    };
    let all = server.disk.queue.iter().flat_map(|write| &write.writes);
    let entries = all.filter_map(last).map(|index| {
        (
            format!("Entry {index} is durable on {id}"),
            format!("durable of {id} >= {index}"),
        )
    });
    let mut offers = vec![(next, format!("{id} syncs"))];
    offers.extend(entries);
    offers
}

/// Some conditions, as a form shows them.
const EXAMPLES: [&str; 4] = [
    "commit of S1 >= 5",
    "arrives append S1 -> S3",
    "S2 changes term",
    "leader and not quiet",
];

/// The form for any other.
pub(crate) fn view(session: &Session) -> El {
    if session.screen.dialog != Some(Dialog::Point) {
        return nothing();
    }
    let form = &session.forms.point;
    let text = |label: &'static str, field: Field, value: &str, like: &'static str| {
        let input = el("input")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .label(label)
            .attr("placeholder", like)
            .attr("value", value.to_owned())
            .on(On::Input, Say::Value(field));
        el("label").text(label).child(input)
    };
    let condition = &form.set.condition;
    let mistakes = (!form.mistakes.is_empty()).then(|| form.mistakes.clone());
    let examples = EXAMPLES.map(|example| {
        let typed = Msg::Typed(Field::PointCondition, example.to_owned());
        el("li").child(button(example, typed).class("plain"))
    });
    let body = dialog::form("Pause when…", "dialog point", Msg::Points(InPoints::Typed))
        .child(text("Condition", Field::PointCondition, condition, EXAMPLES[0]))
        .maybe(mistakes.map(|words| el("pre").role("alert").text(words)))
        .child(el("ul").label("Examples").class("examples").children(examples))
        .child(side(form.set.is_before))
        .child(text("Then do", Field::PointAction, &form.set.action, "crash leader"))
        .child(el("p").text("Time stops each time the condition comes to hold. With an action, that is done once instead, and time goes on."))
        .child(dialog::buttons("Add", Vec::new(), "Cancel"));
    dialog::over_page("Pause when…", body)
}

/// On which side of the event time stops.
fn side(is_before: bool) -> El {
    let choice = |(before, value, words): (bool, &'static str, &'static str)| {
        let input = el("input")
            .attr("type", "radio")
            .attr("name", "point-side")
            .id(format!("point-{value}"))
            .attr("value", value)
            .attr_if(before == is_before, "checked", "true")
            .on(On::Change, Say::Value(Field::PointIsBefore));
        el("label").child(input).child(el("span").text(words))
    };
    let sides = [
        (false, "after", "After the event"),
        (true, "before", "Before it"),
    ];
    el("fieldset")
        .child(el("legend").text("Stop"))
        .children(sides.map(choice))
}
