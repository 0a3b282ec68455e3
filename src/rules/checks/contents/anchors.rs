//! The places within a file that a `#fragment` can lead to.

use std::collections::BTreeSet;

use crate::model::path::RepoPath;
use crate::rules::checks::frame::text::is_markdown;
use crate::rules::markdown::html;
use crate::rules::markdown::pointers::pointers;

/// The places within a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchors {
    /// Headings and names.
    pub names: BTreeSet<String>,
    /// Whether files of its kind have such names.
    pub has_names: bool,
    /// How many lines it has.
    pub lines: u64,
}

/// Those of `text`, which lies at `path`; an error says why it cannot be read as Markdown.
pub fn anchors(path: &RepoPath, text: &str) -> Result<Anchors, String> {
    let lines = text.lines().count() as u64;
    let ending = path.file_name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let (names, has_names) = match ending.as_deref() {
        Some("html" | "htm" | "xhtml" | "svg") => (html::read(text).names.into_iter().collect(), true),
        _ if is_markdown(path) => (pointers(text)?.anchors, true),
        _ => (BTreeSet::new(), false),
    };
    Ok(Anchors { names, has_names, lines })
}

/// The last line that a fragment such as `L10` or `L10-L20` names.
pub fn is_lines(fragment: &str) -> Option<u64> {
    let number = |text: &str| {
        let text = text.strip_prefix('L').unwrap_or(text);
        text.split('C').next().and_then(|line| line.parse::<u64>().ok())
    };
    let rest = fragment.strip_prefix('L')?;
    match rest.split_once('-') {
        None => number(rest),
        Some((first, last)) => Some(number(first)?.max(number(last)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_by_numbers() {
        for (fragment, last) in [
            ("L10", Some(10)),
            ("L10-L20", Some(20)),
            ("L10C2-L20C4", Some(20)),
            ("L10-20", Some(20)),
            ("Lines", None),
            ("l10", None),
            ("", None),
        ] {
            assert_eq!(is_lines(fragment), last, "{fragment}");
        }
    }
}
