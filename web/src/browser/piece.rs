//! The one kind of component: a piece of the page that is redrawn on its own. Each further kind would be compiled
//! again with all that a component can do, and downloaded by every reader.

use crate::browser::mount::Mount;
use crate::browser::parts;
use crate::browser::print::Printer;
use crate::layout;
use crate::panels::element::{El, Place};
use crate::scene::Part;
use crate::session::{Msg, Panel};
use std::rc::Rc;
use yew::virtual_dom::{Key, VComp, VNode};
use yew::{Component, Context, Html, Properties};

pub(crate) struct Piece {
    /// Its name, by which what its elements say is found.
    name: u32,
}

/// What a piece shows.
#[derive(Clone, PartialEq)]
pub(crate) enum Shows {
    /// The whole mount, in which the others stand.
    All,
    /// A panel, redrawn each time everything is, which is counted.
    Panel(Panel, u64),
    Part(Box<Part>),
    Kept(Kept),
}

/// An element that is drawn again only if it looks different.
#[derive(Clone)]
pub(crate) struct Kept {
    el: El,
    looks: u64,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        self.looks == other.looks
    }
}

#[derive(Properties)]
pub(crate) struct Props {
    pub(crate) shows: Shows,
    pub(crate) mount: Rc<Mount>,
}

impl PartialEq for Props {
    /// A piece stays in its mount.
    fn eq(&self, other: &Props) -> bool {
        self.shows == other.shows
    }
}

impl Component for Piece {
    /// `None` redraws the piece.
    type Message = Option<Msg>;
    type Properties = Props;

    fn create(context: &Context<Piece>) -> Piece {
        let Props { shows, mount } = context.props();
        match shows {
            Shows::All => mount.listen(context.link().callback(|msg| msg)),
            Shows::Panel(panel, _) => mount.adopt(*panel, context.link().callback(|()| None)),
            Shows::Part(_) | Shows::Kept(_) => {}
        }
        Piece {
            name: mount.says.name_piece(),
        }
    }

    fn update(&mut self, context: &Context<Piece>, msg: Option<Msg>) -> bool {
        msg.is_none_or(|msg| context.props().mount.take(msg))
    }

    fn view(&self, context: &Context<Piece>) -> Html {
        let Props { shows, mount } = context.props();
        let picture = match shows {
            Shows::All => layout::view(&mount.session.borrow()),
            Shows::Panel(panel, _) => {
                let session = mount.session.borrow();
                parts::draw(*panel, &session, &mount.layout(&session))
            }
            Shows::Part(part) => part.draw(),
            Shows::Kept(kept) => kept.el.clone(),
        };
        let mut printer = Printer {
            piece: self.name,
            says: Vec::new(),
            places: &|place| piece(mount, place),
        };
        let printed = printer.print(picture);
        mount.says.learn(self.name, printer.says);
        printed
    }

    fn rendered(&mut self, context: &Context<Piece>, first: bool) {
        let Props { shows, mount } = context.props();
        match shows {
            Shows::All => mount.all_drawn(first),
            Shows::Panel(panel, _) => mount.panel_drawn(*panel),
            Shows::Part(_) | Shows::Kept(_) => {}
        }
    }

    fn destroy(&mut self, context: &Context<Piece>) {
        context.props().mount.says.forget(self.name);
    }
}

/// What is redrawn on its own, in a mount.
fn piece(mount: &Rc<Mount>, place: Place) -> VNode {
    let (shows, key) = match place {
        Place::Panel(panel) => (Shows::Panel(panel, mount.drawings()), None),
        Place::Part(part) => {
            let key = Key::from(&*part.key);
            (Shows::Part(Box::new(part)), Some(key))
        }
        Place::Kept(key, el) => {
            let looks = el.looks();
            (
                Shows::Kept(Kept { el, looks }),
                Some(Key::from(key.into_owned())),
            )
        }
    };
    let mount = mount.clone();
    VComp::new::<Piece>(Rc::new(Props { shows, mount }), key).into()
}
