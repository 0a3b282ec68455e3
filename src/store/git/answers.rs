//! What came of a call: its output, or why there is none.

use crate::model::failure::{Failure, Kind};
use crate::store::git::call::{Answer, NoAnswer};

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
    let failure = Failure::new(Kind::Environment, "git_refused", format!("`git {command}` failed"));
    Err(if answer.complaint.is_empty() { failure } else { failure.cause(answer.complaint) })
}
