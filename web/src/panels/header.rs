//! The line above all: title, seed, what begins another run or cuts links, a command, the checks at a glance, and help.

use crate::el::{On, el};
use crate::panels::element::{El, button};
use crate::panels::{checks, command};
use crate::session::opening::count;
use crate::session::{Dialog, Layout, Msg, Picture, Say, Session, Topic};

/// What opens a form or an explanation: in the header or, where that has no room, in a menu.
pub(crate) const DIALOGS: [(&str, Dialog); 4] = [
    ("New run", Dialog::NewRun),
    ("Partition…", Dialog::Partition),
    ("Script…", Dialog::Script),
    ("Help", Dialog::Help),
];

pub(crate) fn view(session: &Session) -> El {
    let header = el("header")
        .child(el("h1").text("Raftscape"))
        .child(about(session));
    if session.screen.layout() == Layout::Narrow {
        return header.child(checks::glance(session)).child(more());
    }
    let acts = session.screen.outfit.interactive;
    let open = |(words, dialog)| button(words, Msg::OpenDialog(dialog));
    let forms = DIALOGS[..3].iter().copied().map(open);
    let help = button("?", Msg::OpenDialog(Dialog::Help)).label("Help");
    header
        .children(forms.filter(|_| acts))
        .maybe(acts.then(|| command::view(session)))
        .child(checks::glance(session))
        .child(help)
}

/// `five servers · Seed 7`
pub(crate) fn about(session: &Session) -> El {
    let (count, plural) = count(session.run.view.servers.len());
    let count = format!("{count} server{plural} · ");
    el("p")
        .class("about")
        .child(el("span").class("count").text(count))
        .text(format!("Seed {}", session.run.world().seed()))
}

/// Opens the menu of what has no room.
pub(crate) fn more() -> El {
    opens("more", "More", Topic::Page)
}

/// Opens the menu of a view. On a narrow page the style sheet hides it, and the menu of the page leads there.
pub(crate) fn picture(of: Picture) -> El {
    opens("picture", of.name(), Topic::Picture(of))
}

fn opens(class: &'static str, name: &'static str, menu: Topic) -> El {
    el("button")
        .attr("type", "button")
        .class(class)
        .label(name)
        .attr("aria-haspopup", "menu")
        .on(On::Click, Say::Menu(menu))
        .text("⋯")
}
