//! What stands at the places that texts point to.

use std::collections::BTreeMap;

use crate::model::path::RepoPath;

/// What a further look found, by name alone: directories are not read for being pointed to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Pointed {
    /// What stands at each path, every name compared letter by letter.
    pub at: BTreeMap<RepoPath, Stands>,
    /// The names in each directory in which something was looked for in vain, sorted by bytes; the root's under an
    /// empty text. Names that are not UTF-8 are left out.
    pub names: BTreeMap<String, Vec<String>>,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// Nothing of this name.
    Nothing,
    /// A directory.
    Dir {
        /// Whether no file with anything in it lies there or anywhere below.
        empty: bool,
    },
    /// Something else: it was read, and what came of that is among what was observed.
    Else,
    /// It could not be looked at: why.
    Unsure(String),
}
