//! Puts a script and all the modules that it imports into one script, for a page that fetches nothing.
//!
//! Each module becomes a function that is called once, and gives what the module exports. Our own modules are written for this: an import or an
//! export begins its line, and stands on that line.

use anyhow::{Context, Result, bail};

/// Where a bundle says that its modules are: it names this itself.
pub(super) const HERE: &str = "here";

/// A script and all that it imports, each module before those that import it; `read` gives the text of a module by its name.
///
/// # Errors
/// If a module is not there, or imports or exports in another way than ours.
pub(super) fn bundle(entry: &str, read: &impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut modules = Vec::new();
    let (text, exports) = module(entry, read, &mut modules)?;
    if !exports.is_empty() {
        bail!("{entry} exports something, but no module imports it");
    }
    let mut whole: String = modules.into_iter().filter_map(|(_, text)| text).collect();
    whole.push_str(&text);
    Ok(whole)
}

/// Modules by their names, in the order in which they come; one without a text is still being read.
type Modules = Vec<(String, Option<String>)>;

/// A module without its imports and exports; and what it gives, as the properties of an object.
fn module(
    name: &str,
    read: &impl Fn(&str) -> Result<String>,
    modules: &mut Modules,
) -> Result<(String, String)> {
    let (mut text, mut exports) = (String::new(), String::new());
    for line in read(name)?.lines() {
        if let Some(import) = line.strip_prefix("import ") {
            let (names, from) = static_import(import).with_context(|| odd(name, line))?;
            require(from, read, modules)?;
            if !names.is_empty() {
                text.push_str(&format!("const {names} = {};\n", variable(from)));
            }
        } else if let Some(list) = line.strip_prefix("export {") {
            let list = list
                .trim_end()
                .strip_suffix("};")
                .with_context(|| odd(name, line))?;
            exports.push_str(&list.split(',').map(property).collect::<String>());
        } else if let Some(what) = line.strip_prefix("export ") {
            exports.push_str(declared(what).with_context(|| odd(name, line))?);
            exports.push_str(", ");
            text.push_str(what);
            text.push('\n');
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    while let Some((before, after)) = text.split_once("import(\"./") {
        let (from, after) = after.split_once("\")").with_context(|| odd(name, after))?;
        require(from, read, modules)?;
        // Who waits for a module may be waited for by it, and finds it when both are there.
        let later = format!("Promise.resolve().then(() => {})", variable(from));
        text = format!("{before}{later}{after}");
    }
    Ok((text.replace("import.meta.url", HERE), exports))
}

/// Puts a module before the one that asks for it, once.
fn require(
    name: &str,
    read: &impl Fn(&str) -> Result<String>,
    modules: &mut Modules,
) -> Result<()> {
    if modules.iter().any(|(known, _)| known == name) {
        return Ok(());
    }
    let place = modules.len();
    modules.push((name.to_owned(), None));
    let (text, exports) = module(name, read, modules)?;
    let whole = format!(
        "const {} = (() => {{\n{text}return {{ {exports}}};\n}})();\n",
        variable(name)
    );
    // Behind all that it asked for.
    modules.remove(place);
    modules.push((name.to_owned(), Some(whole)));
    Ok(())
}

/// What an import takes, as a pattern, and from which module: `init, { mount } from "./raftscape.js";` or `"./raft-scape.js";`.
fn static_import(import: &str) -> Option<(String, &str)> {
    let (names, from) = import.split_once('"')?;
    let from = from.trim_end().strip_suffix("\";")?.strip_prefix("./")?;
    let names = names.trim().trim_end_matches("from").trim();
    Some(match names.split_once('{') {
        None if names.is_empty() => (String::new(), from),
        None => (format!("{{ default: {names} }}"), from),
        Some(("", list)) => (format!("{{{}", list.replace(" as ", ": ")), from),
        Some((name, list)) => {
            let name = name.trim().trim_end_matches(',');
            (
                format!("{{ default: {name},{}", list.replace(" as ", ": ")),
                from,
            )
        }
    })
}

/// The property for an item of a list of exports: `init as default`, or `mount`.
fn property(item: &str) -> String {
    match item.trim().split_once(" as ") {
        _ if item.trim().is_empty() => String::new(),
        Some((name, known)) => format!("{known}: {name}, "),
        None => format!("{}, ", item.trim()),
    }
}

/// The name that a line declares: `async function follow(link) {`.
fn declared(line: &str) -> Option<&str> {
    let kinds = ["async function ", "function ", "class ", "const "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')?;
    (end > 0).then(|| &rest[..end])
}

/// By which name a bundle knows a module.
fn variable(name: &str) -> String {
    let letters = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' });
    format!("${}", letters.collect::<String>())
}

fn odd(name: &str, line: &str) -> String {
    format!("{name} is not written as a bundle can read it: {line:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Result<String> {
        Ok(match name {
            "start.mjs" => "import init, { mount as show } from \"./glue.js\";\nimport \"./figure.js\";\nawait init();\nshow();\n",
            "glue.js" => "export function create() {\n  return new URL(\"glue.wasm\", import.meta.url);\n}\nconst { init, mount } = create();\nexport { init as default, mount };\n",
            "figure.js" => "const glue = () => import(\"./glue.js\");\nexport class Figure {\n}\nconst more = () => import(\"./more.js\");\n",
            "more.js" => "import { mount } from \"./glue.js\";\nexport async function follow(link) {\n}\n",
            "odd.js" => "export default function () {\n}\n",
            "asks-odd.js" => "import \"./odd.js\";\n",
            _ => bail!("there is no {name}"),
        }
        .to_owned())
    }

    #[test]
    fn a_script_and_all_that_it_imports_become_one_script() -> Result<()> {
        let expected = r#"const $glue_js = (() => {
function create() {
  return new URL("glue.wasm", here);
}
const { init, mount } = create();
return { create, default: init, mount, };
})();
const $more_js = (() => {
const { mount } = $glue_js;
async function follow(link) {
}
return { follow, };
})();
const $figure_js = (() => {
const glue = () => Promise.resolve().then(() => $glue_js);
class Figure {
}
const more = () => Promise.resolve().then(() => $more_js);
return { Figure, };
})();
const { default: init, mount: show } = $glue_js;
await init();
show();
"#;
        assert_eq!(bundle("start.mjs", &read)?, expected);
        Ok(())
    }

    #[test]
    fn what_is_written_otherwise_or_is_not_there_is_refused() {
        let refused = bundle("asks-odd.js", &read).expect_err("it has no name");
        assert!(
            refused.to_string().contains("odd.js is not written"),
            "{refused}"
        );
        assert!(bundle("nothing.js", &read).is_err());
        assert!(
            bundle("more.js", &read).is_err(),
            "no module takes what it exports"
        );
    }
}
