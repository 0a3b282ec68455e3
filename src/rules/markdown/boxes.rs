//! List items that look like those of a task list and are none: a reader takes them for items, a parser for text.

use std::sync::LazyLock;

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

/// The lines of `text`, from 1, with a box that is none of `tasks`, or of one of them that says nothing; `scopes` are those of its lines.
pub fn malformed(text: &str, scopes: &[Scope], tasks: &[Task]) -> Vec<u64> {
    let silent = |task: &Task| !says(&task.text) && task.links.is_empty() && task.code.is_empty();
    let mut lines: Vec<u64> =
        tasks.iter().filter(|task| task.done && !task.hidden && silent(task)).map(|task| task.line).collect();
    for ((line, scope), number) in text.lines().zip(scopes).zip(1..) {
        let is_task = tasks.binary_search_by_key(&number, |task| task.line).is_ok();
        if *scope == Scope::Text && !is_task && is_box(line) {
            lines.push(number);
        }
    }
    lines.sort_unstable();
    lines
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
