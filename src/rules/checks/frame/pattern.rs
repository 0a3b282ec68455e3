//! Regular expressions and globs of contracts, compiled within limits: one place for whoever reads a definition and for the judge.

use globset::{Glob, GlobBuilder, GlobMatcher};
use regex::{Regex, RegexBuilder};

/// The most bytes of a regular expression.
pub const LONGEST_REGEX: usize = 1_000;
/// The most bytes of a glob.
pub const LONGEST_GLOB: usize = 1_024;
/// The most bytes a compiled expression may take; also bounds the time of compiling.
const COMPILED: usize = 4 << 20;

/// A regular expression for a whole text. A line ends with or without a carriage return.
///
/// Errors: longer than 1,000 bytes, not in the syntax of the regex crate, or larger than 4 MiB when compiled.
pub fn regex(pattern: &str) -> Result<Regex, String> {
    compile(pattern, false)
}

/// The same expression for single lines: `^` and `$` stand for the ends of the line, with or without a carriage return.
pub fn regex_for_lines(pattern: &str) -> Result<Regex, String> {
    compile(pattern, true)
}

fn compile(pattern: &str, lines: bool) -> Result<Regex, String> {
    if pattern.len() > LONGEST_REGEX {
        return Err(format!(
            "the expression has {} bytes; at most {LONGEST_REGEX} are allowed",
            pattern.len()
        ));
    }
    RegexBuilder::new(pattern)
        .multi_line(lines)
        .crlf(true)
        .size_limit(COMPILED)
        .dfa_size_limit(COMPILED)
        .nest_limit(100)
        .build()
        .map_err(|error| error.to_string())
}

/// A glob in which `*` and `?` stay within a component and `**` crosses components.
///
/// Errors: empty, longer than 1,024 bytes, or not a glob.
pub fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    Ok(read_glob(pattern)?.compile_matcher())
}

/// Whether that is such a glob, without compiling it, which takes much longer.
pub fn is_glob(pattern: &str) -> Result<(), String> {
    match only_stars(pattern) && (1..=LONGEST_GLOB).contains(&pattern.len()) {
        true => Ok(()),
        false => read_glob(pattern).map(|_| ()),
    }
}

/// Whether nothing in the glob is special but stars: there is nothing that could be wrong with such a one.
pub fn only_stars(pattern: &str) -> bool {
    !pattern.contains(['?', '[', ']', '{', '}', '\\'])
}

fn read_glob(pattern: &str) -> Result<Glob, String> {
    if pattern.is_empty() || pattern.len() > LONGEST_GLOB {
        return Err(format!("a glob has 1 to {LONGEST_GLOB} bytes"));
    }
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_called_a_glob_can_be_compiled(pattern in r"[ab*?/.é\[\]{}!,^\\-]{0,8}") {
            prop_assert_eq!(is_glob(&pattern).is_ok(), glob(&pattern).is_ok(), "{:?}", pattern);
        }
    }

    #[test]
    fn a_line_ends_with_or_without_a_carriage_return() {
        for text in ["good\nbad\nworse\n", "good\r\nbad\r\nworse\r\n", "bad", "good\nbad\r\n"] {
            assert!(regex("(?m)^bad$").unwrap().is_match(text), "{text:?}");
        }
        assert!(!regex("^bad$").unwrap().is_match("bad\r\n"));
        for line in ["bad\n", "bad\r\n", "bad"] {
            assert!(regex_for_lines("^bad$").unwrap().is_match(line), "{line:?}");
        }
    }
}
