//! Lessons: Markdown whose fenced `raft` blocks are a script.

use super::command::Script;
use super::error::ScriptErrors;
use super::parse;

/// Reads the script of a lesson. Every line of the lesson is a line of the script, an empty one if it is prose, so that
/// mistakes and failures name the lines of the lesson.
pub(super) fn script(text: &str) -> Result<Script, ScriptErrors> {
    let mut script = String::with_capacity(text.len());
    let (mut block, mut has_title): (Option<Fence>, bool) = (None, false);
    for line in parse::unmarked(text).lines() {
        match block {
            Some(fence) if fence.is_closed_by(line) => block = None,
            Some(fence) if fence.is_script => script.push_str(line),
            Some(_) => {}
            None => {
                block = Fence::opened_by(line);
                if block.is_none() && !has_title && line.starts_with("# ") {
                    has_title = true;
                    script.push_str(line);
                }
            }
        }
        script.push('\n');
    }
    parse::script(&script)
}

/// What a block between fences began with.
#[derive(Clone, Copy)]
struct Fence {
    /// Backticks or tildes.
    sign: char,
    length: usize,
    is_script: bool,
}

impl Fence {
    /// The fence that a line is, if it is one: at least three signs, and behind them what the block holds.
    fn opened_by(line: &str) -> Option<Fence> {
        let line = line.trim();
        let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let name = line.trim_start_matches(sign);
        let length = line.len() - name.len();
        (length >= 3 && !name.contains('`')).then_some(Fence {
            sign,
            length,
            is_script: name.split_whitespace().next() == Some("raft"),
        })
    }

    /// A block ends at a line of nothing but its signs, at least as many.
    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.sign)
    }
}
