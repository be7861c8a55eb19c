//! What a reader does with menus, forms and dialogs, which come with the details.

use super::check::Check;
use super::forms::{PointForm, ScriptForm};
use super::msg::{Dialog, Field, Msg};
use super::{Session, opening, quantity, scale};
use crate::on_demand;
use sim::{Action, Dial, Settings};

impl Session {
    /// Takes the messages of what the details show.
    pub(super) fn in_details(&mut self, msg: Msg) {
        match msg {
            Msg::RandomCommand => self.submit_any(),
            Msg::Partition => self.partition(),
            Msg::NewRun => self.new_run(),
            Msg::StopCheck => self.forms.script.check = Check::None,
            Msg::Select(selection) => self.screen.select(selection),
            Msg::OpenMenu(about, spot) => {
                self.finish_glide();
                self.screen.open_menu(about, spot);
            }
            Msg::OpenDialog(dialog) => self.open_dialog(dialog),
            Msg::FileTooLarge(bytes) => self.forms.script.mistakes = too_large(bytes),
            Msg::Dress(asked) => {
                let dressed = self.dress(&asked);
                dressed.unwrap_or_else(|sentence| self.complain(sentence));
            }
            msg => debug_assert!(false, "{msg:?} is of the details"),
        }
    }

    /// A field of theirs has this value now.
    pub(crate) fn typed_in_details(&mut self, field: Field, text: String) {
        match field {
            Field::OnlyChanged => self.screen.only_changed = text == "true",
            Field::Dial(dial) => self.turn(dial, &text),
            Field::Draft(dial) => self.forms.draft = Some((dial, text)),
            Field::Slider(dial) => self.slide(dial, &text),
            Field::Hold(what) if text == "true" => self.act(&Action::Hold(what)),
            Field::Hold(what) => self.act(&Action::Release(what)),
            Field::Group(server) => self.forms.choose_group(server, &self.run.view, &text),
            Field::Servers => self.forms.new_run.0 = text,
            Field::Seed => self.forms.new_run.1 = text,
            Field::BranchName => {
                let mut named = self.forms.branch_name.iter_mut();
                named.by_ref().for_each(|(_, name)| name.clone_from(&text));
            }
            Field::PointCondition => self.forms.point.set.condition = text,
            Field::PointIsBefore => self.forms.point.set.is_before = text == "before",
            Field::PointAction => self.forms.point.set.action = text,
            Field::SaveFrom => self.forms.save.from = text,
            Field::SaveTo => self.forms.save.to = text,
            Field::ShareSize(is_width) => {
                let sharing = on_demand::sharing();
                sharing
                    .into_iter()
                    .for_each(|it| (it.resize)(self, &text, is_width));
            }
            Field::Link => self.forms.link = text,
            Field::File => debug_assert!(false, "a file is read as bytes"),
            Field::Script => self.forms.script = ScriptForm::of(text),
            Field::InLab(field) => {
                self.with_lab(|it, session| (it.typed)(session, field, &text));
            }
            field => debug_assert!(false, "{field:?} is seen at first"),
        }
    }

    fn submit_any(&mut self) {
        let number = (self.draw)();
        let key = ["x", "y", "n"][(number >> 8) as usize % 3];
        let verb = ["set", "add", "add", "get"][(number >> 16) as usize % 4];
        self.forms.command = match verb {
            "get" => format!("get {key}"),
            _ => format!("{verb} {key} {}", number % 9 + 1),
        };
        self.submit();
    }

    fn partition(&mut self) {
        self.screen.dialog = None;
        self.act(&Action::Partition(self.forms.partition(&self.run.view)));
    }

    fn new_run(&mut self) {
        let (servers, seed) = &self.forms.new_run;
        match opening::read_form(servers, seed) {
            Ok((servers, seed)) => self.begin(servers, seed),
            Err(sentence) => self.complain(sentence),
        }
    }

    /// Another run in the same place: what the reader has arranged on the screen stays.
    fn begin(&mut self, servers: u8, seed: Option<u64>) {
        let settings = Settings {
            servers,
            ..Settings::default()
        };
        match opening::world(settings, seed, self.draw) {
            Ok(world) => self.start(self.run.another(&world)),
            Err(error) => self.complain(error.0),
        }
    }

    pub(super) fn open_dialog(&mut self, dialog: Dialog) {
        self.screen.open_dialog(dialog);
        if dialog == Dialog::Point {
            self.forms.point = PointForm::default();
        }
        if dialog == Dialog::Script {
            self.with_language(|it, session| (it.open)(session));
        }
    }

    /// `text` is the position of the dial's slider.
    fn slide(&mut self, dial: Dial, text: &str) {
        let value = text
            .parse()
            .ok()
            .and_then(|position: usize| scale::stops(dial).get(position).copied());
        match value {
            Some(value) => self.act(&Action::Set(dial, value)),
            None => debug_assert!(false, "the slider has a stop {text}"),
        }
    }

    fn turn(&mut self, dial: Dial, text: &str) {
        self.forms.draft = None;
        match quantity::parse(dial, text) {
            Ok(value) if value == self.run.world().dials().get(dial) => {}
            Ok(value) => self.act(&Action::Set(dial, value)),
            Err(sentence) => self.complain(sentence),
        }
    }
}

/// Why a file is not read.
fn too_large(bytes: usize) -> String {
    let (size, most) = (bytes >> 20, ::script::MOST_BYTES >> 20);
    format!("This file has more than {size} MB; a script has at most {most} MB.")
}
