//! Which run and gate a command is about.

use clap_complete::ArgValueCompleter;

use crate::cli::door::Door;
use crate::cli::session;
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{GateState, Run};
use crate::store::runs::read::RunDir;

/// Which run and gate.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// The gate, such as G2; where only one fits it may be left out
    #[arg(value_name = "GATE", conflicts_with = "gate", add = ArgValueCompleter::new(crate::cli::complete::gates))]
    pub gate_name: Option<String>,
    /// The same as GATE
    #[arg(long, value_name = "GATE", add = ArgValueCompleter::new(crate::cli::complete::gates))]
    pub gate: Option<String>,
    /// The run: its id, the beginning of it, or `latest`; where only one is open it may be left out
    #[arg(long, value_name = "RUN", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    pub run: Option<String>,
}

impl Which {
    /// The run, and the gate that was named or that has the only open attempt.
    pub fn open(&self, site: &Site, door: &Door) -> Result<(RunId, GateId), Failure> {
        self.find(site, door, |run| {
            let open: Vec<&GateId> =
                run.gates.iter().filter(|gate| gate.open_attempt().is_some()).map(|gate| &gate.id).collect();
            only_open(run, &open)
        })
    }

    /// For a command that only looks: the run, the newest one where none is open, and the gate that was named, or that has
    /// the only open attempt, or that was tried last.
    pub fn tried(&self, site: &Site, door: &Door) -> Result<(RunId, GateId), Failure> {
        let run = session::run_to_show(site, door, self.run.as_deref())?;
        self.find_in(run, site, door, |run| {
            let open: Vec<&GateId> =
                run.gates.iter().filter(|gate| gate.open_attempt().is_some()).map(|gate| &gate.id).collect();
            let started = |gate: &&GateState| gate.attempts.last().map(|row| row.started_at);
            let last = run.gates.iter().filter(|gate| !gate.attempts.is_empty()).max_by_key(started);
            match last {
                Some(gate) if open.is_empty() => Ok(gate.id.clone()),
                _ => only_open(run, &open),
            }
        })
    }

    /// The run, and the gate that was named or, failing that, what `choose` finds in the record.
    pub fn find(
        &self,
        site: &Site,
        door: &Door,
        choose: impl FnOnce(&Run) -> Result<GateId, Failure>,
    ) -> Result<(RunId, GateId), Failure> {
        let run = session::run_id(site, door, self.run.as_deref())?;
        self.find_in(run, site, door, choose)
    }

    fn find_in(
        &self,
        run: RunId,
        site: &Site,
        door: &Door,
        choose: impl FnOnce(&Run) -> Result<GateId, Failure>,
    ) -> Result<(RunId, GateId), Failure> {
        let given = self.gate.as_deref().or(self.gate_name.as_deref());
        let gate = session::gate_id(door, given, || {
            let record = RunDir::find(&site.root, &site.config.runs, &run)?.record()?;
            choose(&record.run)
        })?;
        Ok((run, gate))
    }
}

/// The only gate of `open`, the gates of `run` that have an open attempt.
fn only_open(run: &Run, open: &[&GateId]) -> Result<GateId, Failure> {
    let status = format!("gatewright run status --run {}", run.id);
    match open {
        [one] => Ok((*one).clone()),
        [] => Err(Failure::state("no_open_attempt", format!("no gate of {} has an open attempt", run.id))
            .next(status)),
        several => {
            let names: Vec<&str> = several.iter().map(|gate| gate.as_str()).collect();
            let message =
                format!("several gates have an open attempt: {}; say which with `--gate`", names.join(", "));
            Err(Failure::usage("ambiguous_gate", message).next(status))
        }
    }
}
