//! What the ignore files that git knows hide: one that whoever does the work puts beside it, or keeps to himself, hides nothing.
//!
//! Git itself takes every `.gitignore` that it meets, known to it or not. So their patterns are given to it here, each as if it stood
//! in one file at git's top.

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::entries::known;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::rooted::Root;

/// An ignore file may be this long, in bytes; git does not read longer ones either.
const LONGEST_FILE: u64 = 100 << 20;
/// What all patterns together may have, and one of them: a program is not given more as arguments.
const ALL_PATTERNS: usize = 512 << 10;
const ONE_PATTERN: usize = 64 << 10;

impl Git {
    /// What git does not know below the root and no ignore file that it knows names, as it spells it, with what is [`nested`](Git::nested). `listing` is what it knows
    /// there (see [`known`]); of the directories above the root, `commit` says what is ignored.
    pub(super) fn unknown(&self, listing: &[u8], commit: Option<&str>) -> Result<Vec<Vec<u8>>, Failure> {
        let patterns: Vec<String> =
            self.patterns(listing, commit)?.into_iter().map(|pattern| format!("-x{pattern}")).collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let arguments = [&["ls-files", "--others", "-z"], patterns.as_slice()].concat();
        let listed = self.ask(&self.below(&arguments), b"")?;
        let mut unknown: Vec<Vec<u8>> =
            listed.split(|&c| c == 0).filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect();
        unknown.extend(self.nested(listing, &patterns)?);
        Ok(unknown)
    }

    /// The patterns of all ignore files that count, from git's top, weaker ones first.
    fn patterns(&self, listing: &[u8], commit: Option<&str>) -> Result<Vec<String>, Failure> {
        let mut patterns = vec![];
        // What lies above the root is nobody's work here: a change of it would not be seen.
        let above: Vec<String> = self.above();
        let names: Vec<String> = commit
            .map(|commit| above.iter().map(|dir| format!("{commit}:{dir}.gitignore")).collect())
            .unwrap_or_default();
        self.each_stored(&names, LONGEST_FILE, &mut |i, stored| {
            if let Stored::Blob { content: Some(content), .. } = stored {
                patterns.extend(lines(&content).filter_map(|line| from_top(&above[i], &line)));
            }
        })?;
        let top = Root::open(self.top())?;
        let files =
            known(listing).map(|one| one.entry.name).filter_map(|name| std::str::from_utf8(name).ok());
        let mut files: Vec<&str> =
            files.filter(|name| *name == ".gitignore" || name.ends_with("/.gitignore")).collect();
        files.sort_by_key(|name| name.matches('/').count());
        files.dedup();
        for name in files {
            let dir = name.strip_suffix(".gitignore").unwrap_or_default();
            // One that cannot be read hides nothing; git, too, follows no link.
            let content =
                RepoPath::new(name).ok().and_then(|path| top.read_small(&path, LONGEST_FILE).ok()?);
            let content = content.unwrap_or_default();
            patterns.extend(lines(&content).filter_map(|line| from_top(dir, &line)));
        }
        let size: usize = patterns.iter().map(|pattern| pattern.len() + 16).sum();
        if size > ALL_PATTERNS || patterns.iter().any(|pattern| pattern.len() > ONE_PATTERN) {
            let message = "the `.gitignore` files hold more patterns than git can be given at once";
            return Err(Failure::new(Kind::Environment, "git_refused", message)
                .hint("keep them under 512 KiB together, and each line under 64 KiB"));
        }
        Ok(patterns)
    }

    /// The directories from git's top down to the one above the root, each with `/` at its end but for the top.
    fn above(&self) -> Vec<String> {
        let Some(prefix) = self.prefix() else { return vec![] };
        let inner = prefix.match_indices('/').map(|(at, _)| prefix[..=at].to_owned());
        std::iter::once(String::new()).chain(inner).collect()
    }
}

/// The patterns of an ignore file, as git takes its lines apart.
fn lines(content: &[u8]) -> impl Iterator<Item = String> {
    let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
    content.split(|&c| c == b'\n').filter_map(|line| {
        let line = line.split(|&c| c == 0).next().unwrap_or_default();
        let line = trimmed(line.strip_suffix(b"\r").unwrap_or(line));
        // Bytes that are no text cannot be handed on: each stands for any byte.
        let text = || {
            line.utf8_chunks().flat_map(|part| [part.valid().to_owned(), "?".repeat(part.invalid().len())])
        };
        (!line.is_empty() && !line.starts_with(b"#")).then(|| text().collect())
    })
}

/// `line` without blanks at its end, but for those behind a backslash.
fn trimmed(line: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut at = 0;
    while let Some(&c) = line.get(at) {
        at += if c == b'\\' { 2 } else { 1 };
        if c != b' ' {
            end = at.min(line.len());
        }
    }
    &line[..end]
}

/// What `pattern` in the ignore file of `dir` (with `/` at its end, or empty) is in one at git's top. `None` where it matches nothing.
fn from_top(dir: &str, pattern: &str) -> Option<String> {
    let (not, pattern) = pattern.strip_prefix('!').map_or(("", pattern), |rest| ("!", rest));
    let name = pattern.strip_suffix('/').unwrap_or(pattern);
    if name.is_empty() {
        return None;
    }
    if dir.is_empty() {
        return Some(format!("{not}{pattern}"));
    }
    let dir: String = dir
        .chars()
        .flat_map(|c| matches!(c, '\\' | '*' | '?' | '[').then_some('\\').into_iter().chain([c]))
        .collect();
    // A name without a slash is looked for at any depth, one with a slash from its own directory.
    let anywhere = if name.contains('/') { "" } else { "**/" };
    Some(format!("{not}/{dir}{anywhere}{}", pattern.strip_prefix('/').unwrap_or(pattern)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart_as_git_does() {
        let content = b"\xef\xbb\xbfa  \nb\\ \nc\\  \r\n#no\n\\#yes\n\n   \nd\t\ne\\\nf\xffg\nh\0i";
        let found: Vec<String> = lines(content).collect();
        assert_eq!(found, ["a", "b\\ ", "c\\ ", "\\#yes", "d\t", "e\\", "f?g", "h"]);
    }

    #[test]
    fn a_pattern_keeps_its_meaning_at_the_top() {
        let of = |dir, pattern| from_top(dir, pattern);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("", "*.log"), some("*.log"));
        assert_eq!(of("", "!/a/"), some("!/a/"));
        assert_eq!(of("d/e/", "*.log"), some("/d/e/**/*.log"));
        assert_eq!(of("d/", "!keep/"), some("!/d/**/keep/"));
        assert_eq!(of("d/", "/a"), some("/d/a"));
        assert_eq!(of("d/", "a/b"), some("/d/a/b"));
        assert_eq!(of("d[1]*/", "a"), some("/d\\[1]\\*/**/a"));
        for nothing in ["/", "!", "!/"] {
            assert_eq!((of("", nothing), of("d/", nothing)), (None, None), "{nothing}");
        }
    }
}
