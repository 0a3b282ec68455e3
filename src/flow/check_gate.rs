//! `gate check`: the same judgement as `gate finish`, without a lock and without writing anything.

use crate::flow::artifacts::artifacts;
use crate::flow::finish_gate::{is_late, may_judge};
use crate::flow::gate_view::GateView;
use crate::flow::judging::judge_gate;
use crate::flow::machine::Machine;
use crate::flow::open_attempt::{open_attempt_file, open_row};
use crate::flow::opening::extends_commit;
use crate::flow::pinned;
use crate::flow::site::{Site, Who};
use crate::flow::stale::before;
use crate::model::attempt::Artifact;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;
use crate::model::verdict::Verdict;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// What `gate finish` would say now.
#[derive(Debug)]
pub struct Checked {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// The open attempt, when there is one.
    pub attempt: Option<u32>,
    /// What the contract says.
    pub verdict: Verdict,
    /// What became of the outputs.
    pub artifacts: Vec<Artifact>,
    /// The gate's timeout is over: `gate finish` would close the attempt as TIMED_OUT.
    pub late: bool,
    /// Why whoever asks may not finish the gate.
    pub refusal: Option<Failure>,
}

impl Checked {
    /// Whether `gate finish` by the same person would pass now.
    pub fn passes(&self) -> bool {
        self.verdict.passes() && !self.late && self.refusal.is_none()
    }
}

/// Judges the gate as it is now, whether or not an attempt is open.
///
/// # Errors
/// As `gate finish`.
pub fn check_gate(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    now: Timestamp,
    who: &Who,
) -> Result<Checked, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    seals::verify(&dir, &record)?;
    extends_commit(site, machine, &record)?;
    let workflow = pinned::workflow(&dir, &record.run)?;
    let view = GateView::load(&dir, &record.run, &workflow, gate)?;
    let id = view.pinned.def.id.clone();
    let open = open_row(&record.run, gate).ok();
    let before = match open {
        Some(row) => before(&dir, &open_attempt_file(&dir, &id, row)?)?,
        None => Default::default(),
    };
    let judged = judge_gate(site, machine, &record.run.params, &view)?;
    let artifacts = artifacts(view.outputs(), &judged.evidence, &before);
    let late =
        open.is_some_and(|row| is_late(&view.pinned.def, row.started_at, now.max(record.run.last_event_at)));
    let refusal = may_judge(&view.pinned.def, who).err();
    Ok(Checked {
        late,
        refusal,
        run: run.clone(),
        gate: id,
        attempt: open.map(|row| row.attempt),
        verdict: judged.verdict,
        artifacts,
    })
}
