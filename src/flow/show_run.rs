//! `run show` and `run status`: a run with its STALE overlay, what differs from its pins, and what comes next.

use crate::flow::complete_run::{BorneOut, borne_out};
use crate::flow::gate_view::{GateView, needed};
use crate::flow::machine::Machine;
use crate::flow::may_start::unmet_needs;
use crate::flow::next::Prospect;
use crate::flow::opening::{extends_commit, never_had_a_chain};
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::{Stale, stale};
use crate::format::record::read::{AnyRecord, Record};
use crate::format::record::v0::RunV0;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::GateStatus;
use crate::model::time::Timestamp;
use crate::model::workflow::Workflow;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// A run of any format.
#[derive(Debug)]
pub enum Shown {
    /// The ancestor's.
    V0(Box<RunV0>),
    /// Ours.
    V1(Box<View>),
}

/// A run as it stands now.
#[derive(Debug)]
pub struct View {
    /// The record, verified.
    pub record: Record,
    /// Its pinned workflow.
    pub workflow: Workflow,
    /// Gates that are stale now, with reasons.
    pub stale: Stale,
    /// Pinned files that differ from today's.
    pub drifted: Vec<RepoPath>,
    /// Why gates that could be tried may not start yet.
    pub waiting: Vec<(GateId, Vec<String>)>,
    /// What the gates bear out.
    pub borne_out: BorneOut,
    /// Gates whose contract does not block.
    pub lenient: Vec<GateId>,
}

/// Reads and verifies a run and looks at its outputs and at what is over by `now`. Takes no lock and writes nothing.
///
/// # Errors
/// `State` when the record was edited, naming file and field.
pub fn show_run(site: &Site, machine: &Machine, id: &RunId, now: Timestamp) -> Result<Shown, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    let record = match dir.any_record()? {
        AnyRecord::V0(run) => {
            never_had_a_chain(site, machine, id)?;
            return Ok(Shown::V0(run));
        }
        AnyRecord::V1(record) => *record,
    };
    seals::verify(&dir, &record)?;
    extends_commit(site, machine, &record)?;
    let run = &record.run;
    let workflow = pinned::workflow(&dir, run)?;
    let stale = stale(site, machine, &dir, run, &workflow, now)?;
    let (mut waiting, mut lenient) = (vec![], vec![]);
    for gate in &run.gates {
        let view = GateView::load(&dir, run, &workflow, &gate.id)?;
        if !view.pinned.contract.blocking {
            lenient.push(gate.id.clone());
        }
        let startable =
            matches!(gate.status, GateStatus::NotStarted | GateStatus::Fail | GateStatus::Reopened)
                || stale.contains_key(&gate.id);
        // What is over waits for nothing.
        if startable && !run.status.is_final() {
            let unmet = unmet_needs(run, &needed(&dir, run, &workflow, &view)?, &stale);
            if !unmet.is_empty() {
                waiting.push((gate.id.clone(), unmet));
            }
        }
    }
    let borne_out = borne_out(run, &stale, &|gate| !lenient.contains(gate));
    let drifted = pinned::drifted(&site.root, run)?;
    Ok(Shown::V1(Box::new(View { record, workflow, stale, drifted, waiting, borne_out, lenient })))
}

impl View {
    /// What a gate is called now: its stored state, or STALE.
    pub fn status(&self, gate: &GateId) -> &'static str {
        match self.record.run.gate(gate) {
            Some(state) if state.status.is_met() && self.stale.contains_key(&state.id) => "STALE",
            Some(state) => state.status.as_str(),
            None => "UNKNOWN",
        }
    }

    /// Whether a FAIL of the gate keeps the run from PASSED.
    pub fn blocks(&self, gate: &GateId) -> bool {
        !self.lenient.contains(gate)
    }

    /// What could be done next.
    pub fn prospect(&self) -> Prospect<'_> {
        Prospect {
            run: &self.record.run,
            workflow: &self.workflow,
            stale: &self.stale,
            lenient: &self.lenient,
            now: None,
        }
    }

    /// The same at `now`, when the timeout of an open attempt may be over.
    pub fn prospect_at(&self, now: Timestamp) -> Prospect<'_> {
        Prospect { now: Some(now), ..self.prospect() }
    }

    /// The gates whose open attempt is over at `now`: finishing it closes it as TIMED_OUT.
    pub fn late(&self, now: Timestamp) -> Vec<GateId> {
        let prospect = self.prospect_at(now);
        self.record
            .run
            .gates
            .iter()
            .filter(|gate| prospect.is_late(gate))
            .map(|gate| gate.id.clone())
            .collect()
    }
}
