//! List items that look like those of a task list and are none: a reader takes them for items, a parser for text.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::tasks::Task;
use crate::rules::unseen::says;

/// A bullet or number, a box with at most one sign in it, and what stands behind.
static BOX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[\s>]*(?:[-*+]|[0-9]{1,9}[.)])\s*\[(?P<sign>\s*[^\]\w]?\s*|\s*[xXvVyYoO]\s*)\](?P<rest>.*)$",
    )
    .ok()
});

/// An open box that is drawn, or one of a form: a reader sees what is not done.
static DRAWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^[\s>]*(?:(?:[-*+]|[0-9]{1,9}[.)])\s*)?[☐⬜◻◽□]|(?i)^[^`]*<input\b[^>]*\btype\s*=\s*["']?checkbox\b[^>]*>"#).ok()
});

/// The lines of `text`, from 1, with a box that is none of `tasks`, or of one of them that says nothing; `scopes` gives those of its lines,
/// where there is a box that may be code.
///
/// # Errors
/// Those of `scopes`.
pub fn malformed(
    text: &str,
    scopes: impl FnOnce() -> Result<Arc<Vec<Scope>>, String>,
    tasks: &[Task],
) -> Result<Vec<u64>, String> {
    let silent = |task: &Task| !says(&task.text) && task.links.is_empty() && task.code.is_empty();
    let mut lines: Vec<u64> =
        tasks.iter().filter(|task| task.done && !task.hidden && silent(task)).map(|task| task.line).collect();
    let is_task = |number: u64| tasks.binary_search_by_key(&number, |task| task.line).is_ok();
    let boxes = text.lines().zip(1..).filter(|(line, number)| !is_task(*number) && is_box(line));
    let boxes: Vec<u64> = boxes.map(|(_, number)| number).collect();
    if !boxes.is_empty() {
        let scopes = scopes()?;
        let is_text = |number: &u64| scopes.get(*number as usize - 1) == Some(&Scope::Text);
        lines.extend(boxes.into_iter().filter(is_text));
    }
    lines.sort_unstable();
    Ok(lines)
}

fn is_box(line: &str) -> bool {
    if line.contains(['☐', '⬜', '◻', '◽', '□', '<']) {
        let drawn = DRAWN.as_ref().and_then(|pattern| pattern.find(line));
        if drawn.is_some_and(|found| !found.as_str().to_ascii_lowercase().contains("checked")) {
            return true;
        }
    }
    // Few lines have what every box has.
    if !line.contains('[') {
        return false;
    }
    let found = BOX.as_ref().and_then(|pattern| pattern.captures(line));
    // A link or the definition of one.
    found.is_some_and(|found| !found["rest"].starts_with(['(', '[', ':']))
}
