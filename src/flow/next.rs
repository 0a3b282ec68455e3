//! What to do next in a run: the gates that may be started, and literal commands.

use crate::flow::pinned;
use crate::flow::stale::Stale;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{GateState, GateStatus, Run};
use crate::model::workflow::{GateDef, Workflow};
use crate::store::runs::read::RunDir;

/// Reports name at most so many gates that may be started.
const MOST_STARTS: usize = 3;

/// A run as far as it decides what may come next.
#[derive(Debug, Clone, Copy)]
pub struct Prospect<'a> {
    /// The run.
    pub run: &'a Run,
    /// Its pinned workflow.
    pub workflow: &'a Workflow,
    /// Gates that are stale; empty where nobody has looked.
    pub stale: &'a Stale,
    /// Gates whose contract does not block; those that have not failed may be left out.
    pub lenient: &'a [GateId],
}

impl Prospect<'_> {
    /// Gates that may be started now in the workflow's order. A failed gate that does not block has had its try and is
    /// not among them.
    pub fn startable(&self) -> Vec<GateId> {
        let startable = |gate: &&GateState| {
            self.wants_start(gate)
                && !self.tolerated(gate)
                && self.may_be_tried(gate)
                && self.needs_are_met(gate)
        };
        self.run.gates.iter().filter(startable).map(|gate| gate.id.clone()).collect()
    }

    /// Gates that have been tried as often as their workflow allows and have not passed.
    pub fn exhausted(&self) -> Vec<GateId> {
        let tried_out = |gate: &&GateState| self.wants_start(gate) && !self.may_be_tried(gate);
        self.run.gates.iter().filter(tried_out).map(|gate| gate.id.clone()).collect()
    }

    /// The literal commands that move the run on.
    pub fn commands(&self) -> Vec<String> {
        let run = self.run;
        if run.status.is_final() {
            return vec![format!("gatewright run show --run {}", run.id)];
        }
        let command =
            |verb: &str, gate: &GateId| format!("gatewright gate {verb} --run {} --gate {gate}", run.id);
        let open = run.gates.iter().filter(|gate| gate.open_attempt().is_some());
        let mut next: Vec<String> = open.map(|gate| command("finish", &gate.id)).collect();
        next.extend(self.startable().iter().take(MOST_STARTS).map(|gate| command("start", gate)));
        if !next.is_empty() {
            return next;
        }
        let complete = format!("gatewright run complete --run {}", run.id);
        let passed = run.gates.iter().all(|gate| self.is_met(gate) || self.tolerated(gate));
        let failed = run.gates.iter().any(|gate| gate.status == GateStatus::Fail && !self.tolerated(gate));
        if passed || failed {
            return vec![complete];
        }
        vec![format!("{complete} --status CANCELED --reason \"<why>\"")]
    }

    fn wants_start(&self, gate: &GateState) -> bool {
        matches!(gate.status, GateStatus::NotStarted | GateStatus::Fail | GateStatus::Reopened)
            || self.stale.contains_key(&gate.id)
    }

    fn may_be_tried(&self, gate: &GateState) -> bool {
        let most = self.def(gate).and_then(|def| def.max_attempts);
        most.is_none_or(|most| (gate.attempts.len() as u32) < most)
    }

    fn needs_are_met(&self, gate: &GateState) -> bool {
        let needs = self.def(gate).map_or(&[][..], |def| &def.needs);
        needs
            .iter()
            .filter_map(|need| self.run.gate(need))
            .all(|need| self.is_met(need) || self.tolerated(need))
    }

    fn is_met(&self, gate: &GateState) -> bool {
        gate.status.is_met() && !self.stale.contains_key(&gate.id)
    }

    fn tolerated(&self, gate: &GateState) -> bool {
        gate.status == GateStatus::Fail && self.lenient.contains(&gate.id)
    }

    fn def(&self, gate: &GateState) -> Option<&GateDef> {
        self.workflow.gate(&gate.id)
    }
}

/// Gates that have failed or are about to be judged and whose contract does not block.
pub fn lenient(dir: &RunDir, run: &Run, workflow: &Workflow) -> Result<Vec<GateId>, Failure> {
    let mut lenient = vec![];
    for gate in run.gates.iter().filter(|gate| matches!(gate.status, GateStatus::Fail | GateStatus::Running))
    {
        if !pinned::gate(dir, run, workflow, &gate.id)?.contract.blocking {
            lenient.push(gate.id.clone());
        }
    }
    Ok(lenient)
}

/// The commands that move a run on after a gate was closed; whether other gates are stale is not looked at.
pub fn after_gate(run: &Run, workflow: &Workflow, lenient: &[GateId]) -> Vec<String> {
    Prospect { run, workflow, stale: &Stale::new(), lenient }.commands()
}
