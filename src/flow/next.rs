//! What to do next in a run: the gates that may be started, and literal commands.

use crate::flow::machine::Machine;
use crate::flow::packet;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::{Stale, stale, stale_beyond};
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{AttemptRow, GateState, GateStatus, Run};
use crate::model::time::Timestamp;
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
    /// The time, by which attempts may be over; `None` where nobody looks at the clock.
    pub now: Option<Timestamp>,
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

    /// Whether `gate start` opens an attempt at this gate now, also at one that has failed and does not block.
    pub fn may_start(&self, gate: &GateId) -> bool {
        let may = |gate: &GateState| {
            self.is_ahead(gate)
                && self.may_be_tried(gate)
                && self.needs_are_met(gate)
                && gate.open_attempt().is_none()
        };
        self.run.gate(gate).is_some_and(may)
    }

    /// Whether the gate is still to be passed, or anew, in a run that goes on.
    pub fn is_ahead(&self, gate: &GateState) -> bool {
        !self.run.status.is_final() && self.wants_start(gate)
    }

    /// Gates that have been tried as often as their workflow allows and have not passed.
    pub fn exhausted(&self) -> Vec<GateId> {
        let tried_out = |gate: &&GateState| self.wants_start(gate) && !self.may_be_tried(gate);
        self.run.gates.iter().filter(tried_out).map(|gate| gate.id.clone()).collect()
    }

    /// The literal commands that move the run on; where nothing does, the one that shows it.
    pub fn commands(&self) -> Vec<String> {
        let run = self.run;
        let open = run.gates.iter().filter(|gate| gate.open_attempt().is_some());
        let mut next: Vec<String> = open.flat_map(|gate| self.working(gate)).collect();
        if !run.status.is_final() {
            next.extend(self.startable().iter().take(MOST_STARTS).map(|gate| start(&run.id, gate)));
        }
        if next.is_empty() && self.is_borne_out() {
            next.push(format!("gatewright run complete --run {}", run.id));
        }
        if next.is_empty() {
            next.push(format!("gatewright run show --run {}", run.id));
        }
        next
    }

    /// Whether the timeout of the gate's open attempt is over: all that can be done is to close it.
    pub fn is_late(&self, gate: &GateState) -> bool {
        // As `gate finish` would stamp its event.
        let now = self.now.map(|now| now.max(self.run.last_event_at));
        let late = |(row, now): (&AttemptRow, Timestamp)| {
            self.def(gate).is_some_and(|def| def.is_late(row.started_at, now))
        };
        gate.open_attempt().zip(now).is_some_and(late)
    }

    /// The commands for an open attempt. A pass would not stand beside a need that has been pushed back or has become stale since, so
    /// finishing is not offered then, unless the time is over and all that can be done is to close it.
    fn working(&self, gate: &GateState) -> Vec<String> {
        let needs = self.def(gate).map_or(&[][..], |def| &def.needs);
        let gone = |need: &GateState| need.reopened.is_some() || self.stale.contains_key(&need.id);
        let stands = !needs.iter().filter_map(|need| self.run.gate(need)).any(gone);
        let [check, packet, finish] = working(&self.run.id, gate);
        if self.is_late(gate) {
            return vec![finish];
        }
        [check, packet].into_iter().chain(stands.then_some(finish)).collect()
    }

    /// What is left where no command moves the run on: a command with a hole for the reason.
    pub fn hints(&self) -> Vec<String> {
        let run = self.run;
        let open = run.gates.iter().any(|gate| gate.open_attempt().is_some());
        let over = run.status.is_final() || open || !self.startable().is_empty() || self.is_borne_out();
        if over { vec![] } else { vec![give_up(&run.id)] }
    }

    /// Whether the run can be completed without a reason.
    fn is_borne_out(&self) -> bool {
        let gates = &self.run.gates;
        let passed = gates.iter().all(|gate| self.is_met(gate) || self.tolerated(gate));
        let failed = gates.iter().any(|gate| gate.status == GateStatus::Fail && !self.tolerated(gate));
        !self.run.status.is_final() && (passed || failed)
    }

    fn wants_start(&self, gate: &GateState) -> bool {
        matches!(gate.status, GateStatus::NotStarted | GateStatus::Fail | GateStatus::Reopened)
            || self.stale.contains_key(&gate.id)
    }

    fn may_be_tried(&self, gate: &GateState) -> bool {
        gate.may_be_tried(self.def(gate).and_then(|def| def.max_attempts))
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

/// The gates of `run` that may be started now. Of its files nothing is verified: whoever starts a gate does that.
pub fn startable(site: &Site, machine: &Machine, run: &Run, now: Timestamp) -> Result<Vec<GateId>, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, &run.id)?;
    let workflow = pinned::workflow(&dir, run)?;
    let stale = stale(site, machine, &dir, run, &workflow, now)?;
    let lenient = lenient(&dir, run, &workflow)?;
    let prospect = Prospect { run, workflow: &workflow, stale: &stale, lenient: &lenient, now: None };
    Ok(prospect.startable())
}

/// The command that opens an attempt at a gate.
pub fn start(run: &RunId, gate: &GateId) -> String {
    format!("gatewright gate start --run {run} --gate {gate}")
}

/// The commands for the open attempt of a gate. Finishing comes last: it spends the attempt. Where an agent opened it, they
/// name the agent, so that the record never takes it for a person.
pub fn working(run: &RunId, gate: &GateState) -> [String; 3] {
    let commands = packet::commands_of(run, &gate.id, worker(gate));
    [commands.check, commands.packet, commands.finish]
}

/// How an open attempt is closed without being judged, with a hole for the reason.
pub fn abandon(run: &RunId, gate: &GateState) -> String {
    let (id, agent) = (&gate.id, packet::named(worker(gate)));
    format!(
        "to give the attempt up, with your reason: `gatewright gate abandon --run {run} --gate {id} --reason \"<why>\"{agent}`"
    )
}

fn worker(gate: &GateState) -> Option<&str> {
    gate.open_attempt().and_then(AttemptRow::opened_by_agent)
}

/// How a run is given up, with a hole for the reason.
pub fn give_up(run: &RunId) -> String {
    format!(
        "to give it up, with your reason: `gatewright run complete --run {run} --status CANCELED --reason \"<why>\"`"
    )
}

/// What comes next after a run was changed.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// Literal next commands.
    pub next: Vec<String>,
    /// What to try, with holes.
    pub hints: Vec<String>,
    /// Gates that are stale now, with reasons.
    pub stale: Stale,
}

impl Ahead {
    /// Where nobody looks.
    pub fn unseen(run: &RunId) -> Ahead {
        let next = vec![format!("gatewright run status --run {run}")];
        Ahead { next, hints: vec![], stale: Stale::new() }
    }

    /// Looks at the outputs of the gates that passed, but for what was `seen` just now. The change is written already: what
    /// cannot be looked at now is left to the next command.
    pub fn look(
        site: &Site,
        machine: &Machine,
        run: &Run,
        workflow: &Workflow,
        lenient: &[GateId],
        seen: &Evidence,
    ) -> Ahead {
        let dir = RunDir::find(&site.root, &site.config.runs, &run.id);
        let stale =
            dir.and_then(|dir| stale_beyond(site, machine, (&dir, run, workflow), seen, run.last_event_at));
        let Ok(stale) = stale else { return Ahead::unseen(&run.id) };
        let prospect = Prospect { run, workflow, stale: &stale, lenient, now: None };
        let (next, hints) = (prospect.commands(), prospect.hints());
        Ahead { next, hints, stale }
    }
}
