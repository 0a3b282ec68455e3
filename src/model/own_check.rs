//! A check that a repository brings itself: what its `check.json` says, and how a contract asks for it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// What the name of every such check begins with in `validations[].type`.
pub const PREFIX: &str = "checks/";

/// The file that says what a check is, in its directory.
pub const FILE: &str = "check.json";

/// The directory of its samples, beside that file: nothing in it ever runs for a verdict.
pub const SAMPLES: &str = "samples";

/// A check of a repository's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnCheck {
    /// Its directory's name; a contract writes `checks/<name>`.
    pub name: String,
    /// The version of its meaning; a result row names it.
    pub version: u32,
    /// What it asks, in one line.
    pub description: String,
    /// Program and arguments, without variables: what differs from use to use comes on standard input.
    pub argv: Vec<String>,
    /// A JSON Schema of its parameters; `None` when it has none.
    pub params: Option<Value>,
    /// It is ended after this long.
    pub timeout: Duration,
    /// Whether it looks at targets; else a contract gives it none.
    pub takes_target: bool,
    /// Its directory, from the root.
    pub folder: RepoPath,
    /// The bytes that are meant: every file of its directory but the samples, and what else its `argv` names.
    pub files: BTreeMap<RepoPath, Digest>,
}

/// The same in one entry of `validations`.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnAsked {
    /// The check.
    pub check: OwnCheck,
    /// Its parameters, valid by its schema.
    pub params: Map<String, Value>,
}

impl OwnCheck {
    /// How a contract calls it.
    pub fn kind(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    /// The first file in which what would run is not what is meant: another, a lost or an added one.
    pub fn differs<'a>(&'a self, found: &'a BTreeMap<RepoPath, Digest>) -> Option<&'a RepoPath> {
        let other = found.iter().find(|(path, sha256)| self.files.get(*path) != Some(sha256));
        let lost = || self.files.iter().find(|(path, _)| self.holds(path) && !found.contains_key(*path));
        other.or_else(lost).map(|(path, _)| path)
    }

    /// Whether `path` lies in its directory.
    pub fn holds(&self, path: &RepoPath) -> bool {
        is_below(&self.folder, path)
    }

    /// The digest of a list of files in `SHA256SUMS` form, sorted by path: what a check is known by.
    pub fn digest_of(files: &BTreeMap<RepoPath, Digest>) -> Digest {
        let list: String = files.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect();
        Digest::of(list.as_bytes())
    }
}

/// Whether `path` lies below `folder`.
pub fn is_below(folder: &RepoPath, path: &RepoPath) -> bool {
    path.as_str().strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

/// The name in the type of a validation; `None` where it is none of a repository's own.
pub fn name_in(kind: &str) -> Option<&str> {
    kind.strip_prefix(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[test]
    fn another_a_lost_and_an_added_file_are_each_a_difference() {
        let files = |list: &[(&str, &str)]| -> BTreeMap<RepoPath, Digest> {
            list.iter().map(|(name, text)| (path(name), Digest::of(text.as_bytes()))).collect()
        };
        let meant = files(&[("checks/a/check.json", "{}"), ("checks/a/run.sh", "x"), ("tools/b.sh", "y")]);
        let check = OwnCheck {
            name: "a".to_owned(),
            version: 1,
            description: "d".to_owned(),
            argv: vec![],
            params: None,
            timeout: Duration::from_secs(1),
            takes_target: true,
            folder: path("checks/a"),
            files: meant.clone(),
        };
        assert_eq!(check.differs(&meant), None);
        for (found, differs) in [
            (files(&[("checks/a/check.json", "{}"), ("checks/a/run.sh", "z")]), "checks/a/run.sh"),
            (files(&[("checks/a/check.json", "{}")]), "checks/a/run.sh"),
            (
                files(&[("checks/a/check.json", "{}"), ("checks/a/json.py", ""), ("checks/a/run.sh", "x")]),
                "checks/a/json.py",
            ),
        ] {
            assert_eq!(check.differs(&found), Some(&path(differs)));
        }
    }
}
