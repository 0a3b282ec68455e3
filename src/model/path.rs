//! Repository-relative paths that cannot leave the repository.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::spelling::spelt;

/// A path below the repository's root: normal components joined by `/`, UTF-8, no control characters.
///
/// Limits: 1 to 1,024 bytes, each component at most 255 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(String);

/// Why a text is not a path inside the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadPath {
    /// Nothing was given.
    Empty,
    /// It begins with `/`, `~` or a drive letter.
    Absolute,
    /// A component is `..`, `.` or empty.
    NotNormal,
    /// It holds a NUL, another control character, a bidirectional override or a backslash.
    Character(char),
    /// It is longer than the limits above.
    TooLong,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadPath::Empty => f.write_str("the path is empty"),
            BadPath::Absolute => {
                f.write_str("the path is absolute; write it relative to the repository's root")
            }
            BadPath::NotNormal => f.write_str(
                "the path has a component `.`, `..` or an empty one; it must stay inside the repository",
            ),
            BadPath::Character('\\') => {
                f.write_str("the path has a backslash; write `/` between directories")
            }
            BadPath::Character(c) => {
                write!(f, "the path holds the character U+{:04X}, which paths must not have", *c as u32)
            }
            BadPath::TooLong => {
                f.write_str("the path is longer than 1024 bytes, or a component longer than 255")
            }
        }
    }
}

/// Whether `c` could disguise a path or drive a terminal: control characters, bidirectional controls,
/// zero-width characters and line separators.
pub fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

impl RepoPath {
    /// Checks `text` as it stands; nothing is normalised.
    pub fn new(text: &str) -> Result<RepoPath, BadPath> {
        if text.is_empty() {
            return Err(BadPath::Empty);
        }
        if text.starts_with('/') || text.starts_with('~') || has_drive_letter(text) {
            return Err(BadPath::Absolute);
        }
        // Nearly every path is plain ASCII, where bytes tell.
        let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\');
        if !plain && let Some(c) = text.chars().find(|&c| is_treacherous(c) || c == '\\') {
            return Err(BadPath::Character(c));
        }
        let parts = || text.as_bytes().split(|&byte| byte == b'/');
        if text.len() > 1024 || text.len() > 255 && parts().any(|part| part.len() > 255) {
            return Err(BadPath::TooLong);
        }
        if parts().any(|part| matches!(part, b"" | b"." | b"..")) {
            return Err(BadPath::NotNormal);
        }
        Ok(RepoPath(text.to_owned()))
    }

    /// The path with `/` between its components.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The components, first to last.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// The directory that holds it; `None` for an entry of the root.
    pub fn parent(&self) -> Option<RepoPath> {
        self.0.rsplit_once('/').map(|(dir, _)| RepoPath(dir.to_owned()))
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// This path with `below` under it.
    pub fn join(&self, below: &str) -> Result<RepoPath, BadPath> {
        RepoPath::new(&format!("{}/{below}", self.0))
    }
}

fn has_drive_letter(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for RepoPath {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RepoPath {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<RepoPath, D::Error> {
        spelt(d, |text| RepoPath::new(text).map_err(|bad| format!("`{}`: {bad}", text.escape_debug())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_repository_are_refused() {
        for (text, why) in [
            ("", BadPath::Empty),
            ("/etc/passwd", BadPath::Absolute),
            ("~/x", BadPath::Absolute),
            ("C:/x", BadPath::Absolute),
            ("a/../b", BadPath::NotNormal),
            ("a//b", BadPath::NotNormal),
            ("./a", BadPath::NotNormal),
            ("a/", BadPath::NotNormal),
            ("a\0b", BadPath::Character('\0')),
            ("a\\b", BadPath::Character('\\')),
            ("a\u{202e}b", BadPath::Character('\u{202e}')),
        ] {
            assert_eq!(RepoPath::new(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn an_ordinary_path_keeps_its_spelling() {
        let path = RepoPath::new("src/app/essays/the-word-robot/CITATIONS.md").unwrap();
        assert_eq!(path.as_str(), "src/app/essays/the-word-robot/CITATIONS.md");
        assert_eq!(path.file_name(), "CITATIONS.md");
    }
}
