//! What exactly is trusted: root, arguments and the repository's files that they name.

use serde::{Deserialize, Serialize};

use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::rooted::Root;
use crate::store::trust::folder::Folder;
use crate::store::trust::named::{Named as NamedFile, named_files};

pub use crate::store::trust::named::Named;

/// A command in one repository, with the state of the files that it names. Any change makes another key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustKey {
    /// The version of this form.
    format: u32,
    /// The repository's root, absolute.
    pub root: String,
    /// Program and arguments as the repository declares them.
    pub argv: Vec<String>,
    /// The directory of the check that they belong to, where the repository brings a check of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<RepoPath>,
    /// The files that they name, and those of that directory, sorted by path.
    pub files: Vec<NamedFile>,
}

impl TrustKey {
    /// The key of `argv` as things are now. `argv` is taken as the workflow or contract declares it, before path variables are
    /// substituted: trust then holds for every run, and files that change with each run are not part of it.
    ///
    /// # Errors
    /// `State` or `Environment` when a named file cannot be read, when the program itself varies, or when the root's path is not UTF-8.
    pub fn compute(root: &Root, argv: &[String]) -> Result<TrustKey, Failure> {
        TrustKey::with(root, argv, None, vec![])
    }

    /// The key of the check in `folder`, whose files are `found`: everything that lies there is part of it.
    ///
    /// # Errors
    /// As [`TrustKey::compute`].
    pub fn of_check(
        root: &Root,
        argv: &[String],
        folder: &RepoPath,
        found: Folder,
    ) -> Result<TrustKey, Failure> {
        TrustKey::with(root, argv, Some(folder.clone()), found.files)
    }

    fn with(
        root: &Root,
        argv: &[String],
        check: Option<RepoPath>,
        mut files: Vec<NamedFile>,
    ) -> Result<TrustKey, Failure> {
        let path = root.path().to_str().ok_or_else(|| {
            Failure::state(
                "bad_name",
                "the path of the repository's root is not UTF-8, so nothing in it can be trusted",
            )
        })?;
        if argv.first().is_none_or(|program| program.is_empty() || varies(program)) {
            return Err(Failure::state(
                "program_varies",
                "a command whose program depends on a variable cannot be trusted",
            )
            .hint("Write the program literally; variables may stand in its arguments."));
        }
        for named in named_files(root, argv)? {
            if files.iter().all(|known| known.path != named.path) {
                files.push(named);
            }
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(TrustKey { format: 1, root: path.to_owned(), argv: argv.to_vec(), check, files })
    }

    /// Whether both are states of one command.
    pub fn is_same_command(&self, other: &TrustKey) -> bool {
        (&self.root, &self.argv, &self.check) == (&other.root, &other.argv, &other.check)
    }

    /// The name of the key.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    /// Arguments with a variable in them: what they will stand for is not covered.
    pub fn uncovered(&self) -> impl Iterator<Item = &str> {
        self.argv.iter().map(String::as_str).filter(|argument| varies(argument))
    }

    /// One line of JSON; equal keys give equal bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Writing strings and numbers to memory cannot fail; an empty text would be nobody's key.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// Whether an argument has a variable in braces.
fn varies(argument: &str) -> bool {
    argument.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
}
