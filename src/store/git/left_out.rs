//! Which files git would not store as they are, or not at all.

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::answers::{lost, success};
use crate::store::git::blobs::Files;
use crate::store::git::repository::Git;

impl Git {
    /// The files that git ignores; one that it knows already is not ignored.
    pub(super) fn ignored(&self, files: &Files) -> Result<Vec<RepoPath>, Failure> {
        if files.is_empty() {
            return Ok(vec![]);
        }
        // This command takes names literally only when it is not told so.
        let env = self.guarded()?.clone().with("GIT_LITERAL_PATHSPECS", "0");
        let answer = self.call(&env, &["check-ignore", "-z", "--stdin"], &self.list(files)).map_err(lost)?;
        match answer.exit {
            // There are none.
            Some(1) => Ok(vec![]),
            _ => {
                let output = success(answer, "check-ignore")?;
                Ok(output.split(|&c| c == 0).filter_map(|name| self.below_root(name)).collect())
            }
        }
    }

    /// Whether git ignores `path`, whatever is there; what it knows already it does not.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn ignores(&self, path: &RepoPath) -> Result<bool, Failure> {
        let env = self.guarded()?.clone().with("GIT_LITERAL_PATHSPECS", "0");
        let name = format!("./{}\0", self.spelled(path)).into_bytes();
        let answer = self.call(&env, &["check-ignore", "-z", "--stdin"], &name).map_err(lost)?;
        match answer.exit {
            Some(1) => Ok(false),
            _ => success(answer, "check-ignore").map(|output| !output.is_empty()),
        }
    }

    /// The files that git would not store as they are.
    pub(super) fn filtered(&self, files: &Files) -> Result<Vec<RepoPath>, Failure> {
        if files.is_empty() {
            return Ok(vec![]);
        }
        let output = self.ask(&["check-attr", "-z", "--stdin", "filter"], &self.list(files))?;
        let words: Vec<&[u8]> = output.split(|&c| c == 0).collect();
        let filtered = words.chunks_exact(3).filter(|row| !matches!(row[2], b"unspecified" | b"unset" | b""));
        Ok(filtered.filter_map(|row| self.below_root(row[0])).collect())
    }

    /// `./` keeps a name from being taken for anything but a name.
    fn list(&self, files: &Files) -> Vec<u8> {
        files.keys().flat_map(|path| format!("./{}\0", self.spelled(path)).into_bytes()).collect()
    }
}
