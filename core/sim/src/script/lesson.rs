//! Lessons: Markdown whose fenced `raft` blocks are a script.

use super::mistake::Mistakes;
use super::{Script, parse};

/// Reads the script of a lesson. Every line of the lesson is a line of the script, an empty one if it is prose, so that
/// mistakes and failures name the lines of the lesson.
pub(super) fn script(text: &str) -> Result<Script, Mistakes> {
    let mut script = String::with_capacity(text.len());
    let (mut is_script, mut has_title) = (false, false);
    for line in text.lines() {
        let trimmed = line.trim();
        if is_script && trimmed != "```" {
            script.push_str(line);
        } else if !has_title && trimmed.starts_with("# ") {
            has_title = true;
            script.push_str(trimmed);
        }
        is_script = match trimmed {
            "```raft" => true,
            "```" => false,
            _ => is_script,
        };
        script.push('\n');
    }
    parse::script(&script)
}
