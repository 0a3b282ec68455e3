//! What came of a call: its output, or why there is none.

use crate::model::failure::{Failure, Kind};
use crate::store::git::call::{Answer, NoAnswer};
use crate::store::git::oid::Oid;

/// What helps where git does not want to work in a directory of another user's.
const OWNED: &str = "The repository belongs to another user, as in a container or on a shared disk. If you trust it, say so to git: \
     `git config --global --add safe.directory <its directory>`, or work as the user that it belongs to.";

pub(super) fn lost(why: NoAnswer) -> Failure {
    match why {
        NoAnswer::NoProgram => {
            Failure::new(Kind::Environment, "git_missing", "`git` was not found").hint("Install git.")
        }
        NoAnswer::Failed(failure) => failure,
    }
}

/// The output of a call that ended with 0.
pub(super) fn success(answer: Answer, command: &str) -> Result<Vec<u8>, Failure> {
    if answer.exit == Some(0) {
        return Ok(answer.output);
    }
    Err(refused(&format!("`git {command}` failed"), answer.complaint))
}

/// Git did not do what it was asked; `complaint` is what it says of that, if anything.
pub(super) fn refused(message: &str, complaint: String) -> Failure {
    let failure = Failure::new(Kind::Environment, "git_refused", message);
    if complaint.is_empty() {
        return failure;
    }
    let owned = complaint.contains("dubious ownership");
    let failure = failure.cause(complaint);
    match owned {
        true => failure.hint(OWNED),
        false => failure,
    }
}

/// Git does not have something.
pub(super) fn not_here(name: &str) -> Failure {
    Failure::new(Kind::Environment, "git_refused", format!("git does not have the object {name}"))
        .hint("fetch it, or look with `git fsck --full` for what else is missing")
}

/// Git has other bytes under a name than are called so, or a directory that leads to two things by one name.
pub(super) fn corrupt(oid: &Oid) -> Failure {
    let message = format!(
        "the bytes of git's object {} are not those that have this name, or have one name in them twice",
        oid.as_str()
    );
    Failure::new(Kind::Environment, "git_corrupt", message)
        .cause("it is damaged, or somebody laid other bytes there")
        .hint("compare with `git fsck --full`, and fetch the object again from a repository that you trust")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(complaint: &str) -> Failure {
        let answer = Answer { exit: Some(128), output: vec![], complaint: complaint.to_owned() };
        success(answer, "rev-parse").unwrap_err()
    }

    #[test]
    fn a_repository_of_another_user_is_refused_with_what_helps() {
        let owned = refusal("fatal: detected dubious ownership in repository at '/x'");
        assert!(owned.hints.iter().any(|hint| hint.contains("safe.directory")), "{owned:?}");
        assert!(refusal("fatal: not a git repository").hints.is_empty());
    }
}
