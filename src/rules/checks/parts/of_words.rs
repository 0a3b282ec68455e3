//! Whether a pattern means words, which a page shows as well as its source, or markup, which stands only in the source.

/// Whether `pattern` holds nothing that is markup in Markdown or HTML, or depends on where a line begins or ends. Signs that stand within words
/// as well are no markup where there are words: `api_key`, `R&D`, `Issue #12`.
pub fn is_of_words(pattern: &str, is_regex: bool) -> bool {
    if !is_regex {
        let says = pattern.contains(char::is_alphanumeric);
        return !pattern.contains(MARKS) && (says || !pattern.contains(ALONE));
    }
    // What no letter of a word may be next to, and what is no end of a line.
    let pattern = ["(^|", "(?:^|", "|^)", "|$)", "($|", "(?:$|", "[^", "\\^", "\\$"]
        .iter()
        .fold(pattern.to_owned(), |pattern, other| pattern.replace(other, ""));
    let marks: &[char] = &['<', '>', '`', '~', '^', '$'];
    let escaped = ["\\*", "\\|", "\\\\", "[*", "[|"];
    !pattern.contains(marks)
        && !escaped.iter().any(|mark| pattern.contains(mark))
        && (pattern.contains(char::is_alphanumeric) || !pattern.contains(['&', '#', '_']))
}

/// Markup anywhere.
const MARKS: [char; 6] = ['<', '>', '`', '~', '*', '\\'];
/// Markup where there are no words.
const ALONE: [char; 4] = ['&', '#', '_', '|'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_within_words_are_no_markup_and_classes_no_ends_of_lines() {
        for literal in ["secret", "[DRAFT]", "api_key", "Issue #12", "R&D", "a & b", "sec|ret", "\u{e9}tat_x"]
        {
            assert!(is_of_words(literal, false), "{literal}");
        }
        for literal in ["<script", "**bold**", "`x`", "~~", "&", "_", "#", "##", "|", "a\\b", "<b>"] {
            assert!(!is_of_words(literal, false), "{literal}");
        }
        for regex in
            ["secr[^x]t", "(^|\\W)secret(\\W|$)", "\\$100", "[^\\x00-\\x7f]", "api_key", "R&D", "(?:^|\\s)x"]
        {
            assert!(is_of_words(regex, true), "{regex}");
        }
        for regex in ["^.{100,}$", "secret$", "<b>", "\\*\\*", "`", "^#", "a|^b"] {
            assert!(!is_of_words(regex, true), "{regex}");
        }
    }
}
