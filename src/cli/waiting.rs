//! Waiting for somebody's work: at a terminal with a live checklist, elsewhere not at all.

use crate::cli::answer::{Answer, Awaited};
use crate::model::failure::Failure;

/// Waits for the work of an open attempt. Without a terminal nobody can answer.
///
/// # Errors
/// When the attempt cannot be looked at, or judging it met a fault of ours; what only refuses is shown at the terminal.
pub fn wait_for_work(awaited: &Awaited) -> Result<Answer, Failure> {
    #[cfg(feature = "live")]
    if crate::cli::live::wait::is_possible(awaited.door) {
        return crate::cli::live::wait::wait(awaited);
    }
    let _ = awaited;
    Ok(Answer::Nobody)
}
