//! Whether a pass would stand: the gates it needs are met, and its inputs are what they were when its attempt began.
//!
//! Without this a gate could be judged beside inputs that nobody recorded, and its PASS would be STALE at once.

use crate::flow::artifacts::present;
use crate::flow::gate_view::{GateView, needed};
use crate::flow::machine::Machine;
use crate::flow::may_start::unmet_needs;
use crate::flow::next::{Prospect, start};
use crate::flow::site::Site;
use crate::flow::stale::{Inputs, Stale, Why, look_beyond, stale_beyond};
use crate::model::attempt::Attempt;
use crate::model::evidence::{Evidence, Observed};
use crate::model::failure::Failure;
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::model::workflow::Workflow;
use crate::store::runs::read::RunDir;

/// A gate with an open attempt that is about to pass.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The run's directory.
    pub dir: &'a RunDir,
    /// The run.
    pub run: &'a Run,
    /// Its pinned workflow.
    pub workflow: &'a Workflow,
    /// The gate.
    pub view: &'a GateView,
    /// The attempt's file.
    pub file: &'a Attempt,
    /// What its outputs are now.
    pub evidence: &'a Evidence,
}

/// Refuses a pass at `now` that would not stand; one that was begun with `--override` stands beside whatever it overrode.
///
/// # Errors
/// `State` (`needs_not_met`, `input_changed`): the attempt is still open then.
pub fn would_stand(
    site: &Site,
    machine: &Machine,
    it: &Candidate<'_>,
    now: Timestamp,
) -> Result<(), Failure> {
    if it.file.start.override_reason.is_some() {
        return Ok(());
    }
    let needs = needed(it.dir, it.run, it.workflow, it.view)?;
    if needs.is_empty() {
        return Ok(());
    }
    let inputs = Inputs::of(it.dir, it.file, &needs)?;
    // What was judged is compared, not what may have been put in its place since.
    let seen = look_beyond(site, machine, inputs.wanted(), it.evidence)?;
    let stale = stale_beyond(site, machine, (it.dir, it.run, it.workflow), &seen, now)?;
    let unmet = unmet_needs(it.run, &needs, &stale);
    if !unmet.is_empty() {
        return Err(needs_gone(it, &stale, unmet));
    }
    let outputs = present(it.view.outputs().map(|output| &output.spot.place), it.evidence);
    let mut changed = inputs.changed(&seen, &|path| outputs.contains_key(path));
    changed.extend(judged_otherwise(it.evidence, &seen));
    match changed.as_slice() {
        [] => Ok(()),
        changed => Err(inputs_changed(it, changed)),
    }
}

/// Files that were judged with other bytes than a directory has that was looked at since.
fn judged_otherwise(judged: &Evidence, seen: &Evidence) -> Vec<Why> {
    let dirs = seen.observed.iter().filter_map(|(path, observed)| match observed {
        Observed::Dir(dir) if judged.at(path).is_none() => Some((format!("{path}/"), dir)),
        _ => None,
    });
    let otherwise = dirs.flat_map(|(above, dir)| {
        judged.observed.iter().filter(move |(path, observed)| {
            path.as_str().strip_prefix(&above).is_some_and(|below| {
                let entry = dir.entries.binary_search_by(|entry| entry.path.as_str().cmp(below));
                entry.ok().map(|at| dir.entries[at].sha256) != observed.digest()
            })
        })
    });
    otherwise.map(|(path, _)| Why::Input(path.to_string())).collect()
}

fn needs_gone(it: &Candidate<'_>, stale: &Stale, unmet: Vec<String>) -> Failure {
    let gate = &it.file.gate;
    let mut failure = Failure::state(
        "needs_not_met",
        format!("gate {gate} cannot pass now: what it needs is no longer met"),
    )
    .hint(format!("attempt {} is still open; redo what it needs, then finish it", it.file.attempt));
    failure.causes = unmet;
    let prospect = Prospect { run: it.run, workflow: it.workflow, stale, lenient: &[], now: None };
    match prospect.startable().first() {
        Some(first) => failure.next(start(&it.run.id, first)),
        None => failure.next(format!("gatewright run status --run {}", it.run.id)),
    }
}

fn inputs_changed(it: &Candidate<'_>, changed: &[Why]) -> Failure {
    let gate = &it.file.gate;
    let mut failure = Failure::state(
        "input_changed",
        format!("gate {gate} cannot pass now: its attempt began with other inputs"),
    )
    .hint(format!(
        "bring the inputs back, or give attempt {} up and begin anew: `gatewright gate abandon --run {} --gate {gate} --reason \"inputs changed\"`",
        it.file.attempt, it.run.id
    ))
    .next(format!("gatewright run status --run {}", it.run.id));
    failure.causes = changed.iter().map(ToString::to_string).collect();
    failure
}
