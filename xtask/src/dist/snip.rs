//! Empties functions of libraries that the page never calls, which no tool can know: they are reached through values that the page
//! never makes. Calling one all the same would abort, and the page's screen after a panic.

use std::path::Path;

use anyhow::{Result, bail};
use walrus::{FunctionBuilder, FunctionKind, LocalFunction, Module, ModuleConfig};

/// Parts of the names of such functions, and why the page does not call them.
const NEVER_CALLED: [(&str, &str); 6] = [
    // The page's elements have no listeners of Yew's: the mount listens at its root (`web/src/browser/says.rs`).
    ("subtree_root::SubtreeData::add_listener", "no listeners"),
    (
        "subtree_root::EventDescriptor as core::clone::Clone",
        "no listeners",
    ),
    (
        "btag::listeners::ListenerRegistration::register",
        "no listeners",
    ),
    ("subtree_root::BSubtree::ensure_handled", "no listeners"),
    // Nothing is made from text, and nothing waits for anything.
    ("yew::virtual_dom::vraw::VRaw>::attach", "no HTML from text"),
    (
        "yew::virtual_dom::vsuspense::VSuspense>::attach",
        "no suspense",
    ),
];

/// Empties them in a module.
///
/// # Errors
/// If the module cannot be read, or one of them is not in it any more: then this list is out of date.
pub(super) fn snip(module: &Path) -> Result<()> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    let mut wasm = config.parse_file(module)?;
    for (name, why) in NEVER_CALLED {
        let found: Vec<_> = named(&wasm, name).collect();
        if found.is_empty() {
            bail!(
                "there is no function {name} to empty ({why}): the list in snip.rs is out of date"
            );
        }
        for id in found {
            empty(&mut wasm, id);
        }
    }
    wasm.emit_wasm_file(module)
}

fn named<'a>(wasm: &'a Module, name: &'a str) -> impl Iterator<Item = walrus::FunctionId> + 'a {
    let is_it = move |function: &&walrus::Function| {
        let own = function.name.as_deref();
        own.is_some_and(|own| own.contains(name))
    };
    wasm.funcs
        .iter()
        .filter(is_it)
        .map(|function| function.id())
}

/// Lets a function abort, in place of what it does.
fn empty(wasm: &mut Module, id: walrus::FunctionId) {
    let (takes, gives) = wasm.types.params_results(wasm.funcs.get(id).ty());
    let (takes, gives) = (takes.to_vec(), gives.to_vec());
    let mut builder = FunctionBuilder::new(&mut wasm.types, &takes, &gives);
    builder.func_body().unreachable();
    let arguments = takes.iter().map(|kind| wasm.locals.add(*kind)).collect();
    let function: LocalFunction = builder.local_func(arguments);
    wasm.funcs.get_mut(id).kind = FunctionKind::Local(function);
}
