//! Patterns that people write into definitions: regular expressions and globs, compiled under limits.

use globset::{Glob, GlobBuilder};
use regex::{Regex, RegexBuilder};

/// The longest pattern, in bytes.
pub const LONGEST: usize = 1_000;

/// The most memory that a compiled expression may take, in bytes.
const LARGEST: usize = 1 << 20;

/// Compiles a regular expression; the error is the library's reason in one line.
pub fn regex(pattern: &str) -> Result<Regex, String> {
    short_enough(pattern)?;
    RegexBuilder::new(pattern).size_limit(LARGEST).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(limit) => format!("it would take more than {limit} bytes when compiled"),
        error => reason(&error.to_string()),
    })
}

/// Compiles a glob over paths with `/`: `*` and `?` stay within a component, `**` crosses them, a backslash is
/// no escape.
pub fn glob(pattern: &str) -> Result<Glob, String> {
    short_enough(pattern)?;
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(false)
        .build()
        .map_err(|error| error.kind().to_string())
}

/// Whether a path is a glob: it has one of `*`, `?` and `[`.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

fn short_enough(pattern: &str) -> Result<(), String> {
    if pattern.len() > LONGEST {
        return Err(format!("it has {} bytes; a pattern has at most {LONGEST}", pattern.len()));
    }
    Ok(())
}

/// The library draws a picture over several lines and says the reason in the last.
fn reason(picture: &str) -> String {
    let last = picture.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_pattern_is_refused_with_the_reason_in_one_line() {
        for (pattern, why) in [
            ("(a", "unclosed group"),
            ("a{2,1}", "invalid repetition count range, the start must be <= the end"),
            ("(?=a)", "look-around, including look-ahead and look-behind, is not supported"),
            (r"(\w{90}){90}", "it would take more than 1048576 bytes when compiled"),
        ] {
            assert_eq!(regex(pattern).unwrap_err(), why, "{pattern}");
        }
        assert!(regex(&"a".repeat(LONGEST)).is_ok());
        assert!(regex(&"a".repeat(LONGEST + 1)).unwrap_err().contains("at most 1000"));
        assert!(glob("a[").unwrap_err().contains("unclosed character class"));
        assert!(glob("{a").is_err());
    }

    #[test]
    fn a_star_stays_within_its_component_and_two_cross_it() {
        let matches = |pattern: &str, path: &str| glob(pattern).unwrap().compile_matcher().is_match(path);
        assert!(matches("a/*.md", "a/x.md") && !matches("a/*.md", "a/b/x.md"));
        assert!(matches("a/**/*.md", "a/b/x.md") && matches("a/**/*.md", "a/x.md"));
    }
}
