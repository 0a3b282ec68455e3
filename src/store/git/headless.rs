//! Why no commit is checked out: before the first one there is nothing to look at, and where a branch is damaged, or was cleared, there is.

use crate::model::failure::Failure;
use crate::store::git::answers::lost;
use crate::store::git::call::{Answer, Call};

/// What git is asked: one commit of whatever is remembered in the repository.
pub(super) const ANY: &[&str] = &["rev-list", "--all", "--reflog", "--max-count=1"];

/// Why no commit is checked out.
pub(super) enum Headless {
    /// There is none yet.
    Unborn,
    /// There are commits, and the branch that is checked out has none.
    Empty,
    /// A branch names no commit; git says which.
    Broken(String),
}

impl Headless {
    /// What git's answer to [`ANY`] means; `call` asks that.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn ask(call: &Call<'_>) -> Result<Headless, Failure> {
        let Answer { exit, output, complaint } = call.make().map_err(lost)?;
        Ok(match (exit, output.is_empty()) {
            (Some(0), true) if complaint.is_empty() => Headless::Unborn,
            (Some(0), false) if complaint.is_empty() => Headless::Empty,
            _ => Headless::Broken(complaint),
        })
    }

    /// Why nothing can be said of what was committed; `None` before the first commit.
    pub fn why(self) -> Option<String> {
        match self {
            Headless::Unborn => None,
            Headless::Empty => {
                Some("the branch that is checked out has no commit, and the repository has some".to_owned())
            }
            Headless::Broken(complaint) => {
                Some(format!("the branch that is checked out names no commit ({complaint})"))
            }
        }
    }
}
