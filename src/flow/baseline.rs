//! What was there before the work on a gate began, over all attempts since it last passed.
//!
//! Were it only what this attempt found, one failed attempt would make what it touched the measure of the next.

use std::collections::BTreeMap;

use crate::flow::stale::before;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::run::{AttemptRow, AttemptStatus, Run};
use crate::rules::outputs::Resolved;
use crate::store::runs::read::RunDir;

/// What there was when the first attempt began that followed the last pass and was asked by the same contract as `file`.
///
/// # Errors
/// `State` when an attempt was edited or is gone.
pub fn baseline(
    dir: &RunDir,
    run: &Run,
    plan: &Resolved,
    file: &Attempt,
) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    let rows = run.gate(&file.gate).map_or(&[][..], |gate| &gate.attempts);
    // Without a check that compares nobody asks, and a long history costs nothing.
    if plan.compared().next().is_none() {
        return before(dir, file);
    }
    let earlier: Vec<&AttemptRow> = rows.iter().filter(|row| row.attempt < file.attempt).collect();
    let since = earlier.iter().rposition(|row| row.status == AttemptStatus::Pass);
    for row in earlier.into_iter().skip(since.map_or(0, |at| at + 1)) {
        let Some(seal) = row.sha256 else { continue };
        let attempt = dir.sealed_attempt(&file.gate, row.attempt, seal)?;
        if attempt.start.contract_sha256 == file.start.contract_sha256 {
            return before(dir, &attempt);
        }
    }
    before(dir, file)
}
