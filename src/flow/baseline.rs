//! What was there before the work on a gate began, over all attempts since it last passed.
//!
//! An attempt that is WAIVED did not pass: what somebody waived once would otherwise be the measure of what comes after.
//!
//! Were it only what this attempt found, one failed attempt would make what it touched the measure of the next.

use crate::flow::listed::before;
use crate::model::attempt::Attempt;
use crate::model::baseline::Baseline;
use crate::model::failure::Failure;
use crate::model::run::{AttemptRow, AttemptStatus, Run};
use crate::rules::outputs::Resolved;
use crate::store::runs::read::RunDir;

/// What there was when the first attempt began that followed the last pass and was asked by the same contract as `file`.
///
/// # Errors
/// `State` when an attempt was edited or is gone.
pub fn baseline(dir: &RunDir, run: &Run, plan: &Resolved, file: &Attempt) -> Result<Baseline, Failure> {
    let rows = run.gate(&file.gate).map_or(&[][..], |gate| &gate.attempts);
    // Without a check that compares nobody asks, and a long history costs nothing.
    if !plan.compares() {
        return at(dir, file);
    }
    let earlier: Vec<&AttemptRow> = rows.iter().filter(|row| row.attempt < file.attempt).collect();
    let since = earlier.iter().rposition(|row| row.status == AttemptStatus::Pass);
    for row in earlier.into_iter().skip(since.map_or(0, |at| at + 1)) {
        let Some(seal) = row.sha256 else { continue };
        let attempt = dir.sealed_attempt(&file.gate, row.attempt, seal)?;
        if attempt.start.contract_sha256 == file.start.contract_sha256 {
            return at(dir, &attempt);
        }
    }
    at(dir, file)
}

fn at(dir: &RunDir, attempt: &Attempt) -> Result<Baseline, Failure> {
    let head = attempt.start.git.as_ref().and_then(|git| git.head.clone());
    Ok(Baseline { files: before(dir, attempt)?, head })
}
