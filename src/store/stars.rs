//! Globs in which nothing is special but `*`: matched as they stand, because compiling one takes longer than matching many names.

use crate::rules::checks::frame::pattern::only_stars;

/// A glob of literal characters and stars that stay within their component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stars(String);

impl Stars {
    /// The glob, if it is one of these; `**`, `?`, classes, alternatives and escapes are left to globset.
    pub(super) fn new(pattern: &str) -> Option<Stars> {
        (!pattern.contains("**") && only_stars(pattern)).then(|| Stars(pattern.to_owned()))
    }

    /// Whether the whole of `name` fits.
    pub(super) fn fits(&self, name: &[u8]) -> bool {
        let (mut components, mut names) = (self.0.as_bytes().split(is_slash), name.split(is_slash));
        loop {
            match (components.next(), names.next()) {
                (None, None) => return true,
                (Some(pattern), Some(name)) if fits(pattern, name) => {}
                _ => return false,
            }
        }
    }
}

fn is_slash(byte: &u8) -> bool {
    *byte == b'/'
}

/// Whether a component fits: what stands before the first star begins it, what stands behind the last ends it, and the rest follows in order.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let mut parts = pattern.split(|byte| *byte == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(rest) = name.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    parts.filter(|part| !part.is_empty()).all(|part| {
        let at = rest.windows(part.len()).position(|window| window == part);
        at.map(|at| rest = &rest[at + part.len()..]).is_some()
    })
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn globset_says_the_same(pattern in "[ab*/.é]{0,8}", name in "[ab/.é\n]{0,8}") {
            if let Some(stars) = Stars::new(&pattern) {
                let glob = GlobBuilder::new(&pattern).literal_separator(true).build().unwrap();
                prop_assert_eq!(stars.fits(name.as_bytes()), glob.compile_matcher().is_match(&name), "{:?} {:?}", pattern, name);
            }
        }
    }

    #[test]
    fn what_else_is_special_is_left_to_globset() {
        for pattern in ["a/**/b", "a?", "[ab]", "{a,b}", "a\\*", "a]", "a}"] {
            assert_eq!(Stars::new(pattern), None, "{pattern}");
        }
        assert!(Stars::new("out/*/x-*.md").unwrap().fits(b"out/run/x-1.md"));
    }
}
