//! Arrows move the focus: in a menu, among tabs, along the lines of the story, in all four directions in the ledger. Tab comes to
//! each of them once.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, NodeList};

/// Where they do.
pub(crate) const PLACES: &str = "[role=menu],[role=tablist],[role=log],.l-row";

/// Moves the focus from `target` as the key says; true if the key was used up.
pub(crate) fn moved(target: &Element, key: &str) -> bool {
    let inside = |selectors| target.closest(selectors).ok().flatten();
    let next = if let Some(menu) = inside("[role=menu]") {
        in_list(
            &menu,
            "[role=menuitem]",
            ["ArrowUp", "ArrowDown"],
            target,
            key,
        )
    } else if let Some(tabs) = inside("[role=tablist]") {
        in_list(
            &tabs,
            "[role=tab]",
            ["ArrowLeft", "ArrowRight"],
            target,
            key,
        )
    } else if let Some(log) = inside("[role=log]") {
        in_list(&log, "[role=link]", ["ArrowUp", "ArrowDown"], target, key)
    } else if let Some(row) = inside(".l-row") {
        in_ledger(&row, target, key)
    } else {
        None
    };
    next.is_some_and(|next| next.unchecked_ref::<HtmlElement>().focus().is_ok())
}

/// Among the items of a list, of which the keys lead to the one before and to the next.
fn in_list(
    list: &Element,
    items: &str,
    [back, on]: [&str; 2],
    target: &Element,
    key: &str,
) -> Option<Element> {
    let items = Items(list.query_selector_all(items).ok()?);
    let (here, count) = (items.place_of(target), items.0.length());
    match key {
        key if key == on => items.at((here + 1) % count),
        key if key == back => items.at((here + count - 1) % count),
        "Home" => items.at(0),
        "End" => items.at(count - 1),
        _ => None,
    }
}

fn in_ledger(row: &Element, target: &Element, key: &str) -> Option<Element> {
    let things = Items(row.query_selector_all("button").ok()?);
    let here = things.place_of(target);
    match key {
        "ArrowRight" => things.at(here + 1),
        "ArrowLeft" => things.at(here.checked_sub(1)?),
        "Home" => things.at(0),
        "End" => things.at(things.0.length() - 1),
        "ArrowDown" => same_column(&row.next_element_sibling()?, target),
        "ArrowUp" => same_column(&row.previous_element_sibling()?, target),
        _ => None,
    }
}

/// The entry of this row at the same index, else its last one.
fn same_column(row: &Element, target: &Element) -> Option<Element> {
    let things = Items(row.query_selector_all("button").ok()?);
    let id = target.id();
    let index = &id[id.find('.')?..];
    let same = (0..things.0.length()).filter_map(|place| things.at(place));
    let mut same = same.filter(|thing| thing.id().ends_with(index));
    same.next()
        .or_else(|| things.at(things.0.length().checked_sub(1)?))
}

struct Items(NodeList);

impl Items {
    fn at(&self, place: u32) -> Option<Element> {
        self.0.item(place)?.dyn_into().ok()
    }

    fn place_of(&self, target: &Element) -> u32 {
        let is_target = |place: &u32| {
            let item = self.0.item(*place);
            item.is_some_and(|item| item.is_same_node(Some(target)))
        };
        (0..self.0.length()).find(is_target).unwrap_or(0)
    }
}
