//! Whether a pattern means words, which a page shows as well as its source, or markup, which stands only in the source.

use crate::rules::markdown::names::is_element;

/// Whether `pattern` holds nothing that is markup in Markdown or HTML, or depends on where a line begins or ends. Signs that stand within words
/// as well are no markup where there are words: `api_key`, `R&D`, `Issue #12`; nor are brackets around what is no element: `<confidential>`, `x < 5`.
pub fn is_of_words(pattern: &str, is_regex: bool) -> bool {
    if !is_regex {
        let says = pattern.contains(char::is_alphanumeric);
        return !pattern.contains(MARKS) && !has_tag(pattern) && (says || !pattern.contains(ALONE));
    }
    // What no letter of a word may be next to, and what is no end of a line.
    let pattern = ["(^|", "(?:^|", "|^)", "|$)", "($|", "(?:$|", "[^", "\\^", "\\$"]
        .iter()
        .fold(pattern.to_owned(), |pattern, other| pattern.replace(other, ""));
    let pattern = pattern.replace("(?P<", "(").replace("(?<", "(");
    let marks: &[char] = &['`', '~', '^', '$'];
    // A class or a choice may mean a tag.
    let any_tag = ["<(", "<[", "<\\", "<.", "</?", "</(", "</["].iter().any(|tag| pattern.contains(tag));
    let escaped = ["\\*", "\\|", "\\\\", "[*", "[|"];
    !pattern.contains(marks)
        && !any_tag
        && !has_tag(&pattern)
        && !escaped.iter().any(|mark| pattern.contains(mark))
        && (pattern.contains(char::is_alphanumeric) || !pattern.contains(['&', '#', '_']))
}

/// Whether a tag, a comment or the mark of a quote stands in `pattern`, or a part of one.
fn has_tag(pattern: &str) -> bool {
    if !pattern.contains(['<', '>']) {
        return false;
    }
    let opens = |rest: &str| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        let end =
            name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))).unwrap_or(name.len());
        rest.starts_with(['!', '?']) || name.is_empty() || (end > 0 && is_element(&name[..end]))
    };
    let closes = |before: &str| {
        let signs = before.trim_start_matches(['^', ' ', '\t', '\\']);
        signs.is_empty() || before.ends_with(['/', '"', '\'']) || before.ends_with("--")
    };
    pattern.match_indices('<').any(|(at, _)| opens(&pattern[at + 1..]))
        || pattern.match_indices('>').any(|(at, _)| closes(&pattern[..at]))
}

/// Markup anywhere.
const MARKS: [char; 4] = ['`', '~', '*', '\\'];
/// Markup where there are no words.
const ALONE: [char; 4] = ['&', '#', '_', '|'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_within_words_are_no_markup_and_classes_no_ends_of_lines() {
        for literal in [
            "secret",
            "[DRAFT]",
            "api_key",
            "Issue #12",
            "R&D",
            "a & b",
            "sec|ret",
            "\u{e9}tat_x",
            "<confidential>",
            "<your name>",
            "a < b",
            "a => b",
            "</confidential>",
        ] {
            assert!(is_of_words(literal, false), "{literal}");
        }
        for literal in [
            "<script", "**bold**", "`x`", "~~", "&", "_", "#", "##", "|", "a\\b", "<b>", "<", "</", "> a",
            "/>", "-->", "<DIV", "<x-y>",
        ] {
            assert!(!is_of_words(literal, false), "{literal}");
        }
        for regex in [
            "secr[^x]t",
            "(^|\\W)secret(\\W|$)",
            "\\$100",
            "[^\\x00-\\x7f]",
            "api_key",
            "R&D",
            "(?:^|\\s)x",
            "(?P<a>b)",
            "<confid.*>",
        ] {
            assert!(is_of_words(regex, true), "{regex}");
        }
        for regex in [
            "^.{100,}$",
            "secret$",
            "<b>",
            "\\*\\*",
            "`",
            "^#",
            "^>",
            "a|^b",
            "<(script|b)",
            "<[a-z]+>",
            "</?[a-z]",
            "<\\s*script",
        ] {
            assert!(!is_of_words(regex, true), "{regex}");
        }
    }
}
