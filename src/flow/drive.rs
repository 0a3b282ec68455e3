//! The pipeline: which step comes next, and what a step does. Doors loop over it and show what happens.

use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::machine::Machine;
use crate::flow::show_run::View;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::start_gate::{StartGate, start_gate};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::RunStatus;

/// What comes next in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Open an attempt at this gate.
    Start(GateId),
    /// This gate's attempt is open: have its work done.
    Work(GateId, u32),
    /// Every gate bears out PASSED: complete the run.
    Complete,
    /// The run is completed.
    Over(RunStatus),
    /// No gate can start: why, gate by gate.
    Stuck(Vec<String>),
}

/// What comes next, taking the gates in the workflow's order.
pub fn next_step(view: &View) -> Step {
    let run = &view.record.run;
    if run.status.is_final() {
        return Step::Over(run.status);
    }
    if let Some((gate, row)) = run.gates.iter().find_map(|gate| Some((gate, gate.open_attempt()?))) {
        return Step::Work(gate.id.clone(), row.attempt);
    }
    if view.borne_out.status == Some(RunStatus::Passed) {
        return Step::Complete;
    }
    let prospect = view.prospect();
    match prospect.startable().into_iter().next() {
        Some(gate) => Step::Start(gate),
        None => Step::Stuck(why_stuck(view)),
    }
}

/// Why no gate can start, gate by gate.
pub fn why_stuck(view: &View) -> Vec<String> {
    let run = &view.record.run;
    if run.status.is_final() {
        return vec![format!("the run is completed ({}); nothing is added to it", run.status.as_str())];
    }
    let open = run.gates.iter().filter_map(|gate| {
        Some(format!("attempt {} at gate {} is open", gate.open_attempt()?.attempt, gate.id))
    });
    let tried = view.prospect().exhausted().into_iter();
    let tried = tried.map(|gate| format!("gate {gate} was tried as often as its workflow allows"));
    let waits = view.waiting.iter().map(|(gate, why)| format!("gate {gate} waits: {}", why.join("; ")));
    open.chain(tried).chain(waits).collect()
}

/// Finishes `gate` without its work being done anew: what is there is judged, and the attempt says so. For a run that
/// starts at a later gate.
pub fn revalidate(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    moments: [&Moment; 2],
    who: &Who,
) -> Result<Finished, Failure> {
    let start = StartGate {
        run: run.clone(),
        gate: gate.clone(),
        agent: None,
        override_reason: None,
        expect_head: None,
        dry_run: false,
    };
    start_gate(site, machine, &start, moments[0], who)?;
    let finish = FinishGate {
        run: run.clone(),
        gate: gate.clone(),
        expect_head: None,
        revalidation: true,
        dry_run: false,
    };
    finish_gate(site, machine, &finish, moments[1], who)
}
