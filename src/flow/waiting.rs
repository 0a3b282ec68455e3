//! `waiting`: what waits for a person, over all runs.

use crate::flow::gate_view::GateView;
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::next::start;
use crate::flow::open_attempt::open_attempt_file;
use crate::flow::packet::{commands, commands_of};
use crate::flow::people::decisions::{Panel, outputs_digest};
use crate::flow::show_run::{Shown, View, show_run};
use crate::flow::site::Site;
use crate::model::answers::Answers;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::AttemptRow;
use crate::model::time::Timestamp;
use crate::model::workflow::Executor;
use crate::rules::checks::approval::APPROVAL;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::Held;
use crate::store::runs::read::RunDir;
use crate::store::runs::summary::summaries;

/// What a person is waited for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Deciding about outputs that are there.
    Approval,
    /// Doing the work of an open attempt.
    Work,
    /// Beginning a gate.
    Start,
}

impl For {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            For::Approval => "approval",
            For::Work => "work",
            For::Start => "start",
        }
    }
}

/// A gate that waits.
#[derive(Debug)]
pub struct Waits {
    /// The run.
    pub run: RunId,
    /// What the run is about.
    pub slug: String,
    /// The gate.
    pub gate: GateId,
    /// The gate's name for people.
    pub name: String,
    /// Its open attempt.
    pub attempt: Option<u32>,
    /// Since when: the attempt was opened, or the last event of the run.
    pub since: Timestamp,
    /// For what.
    pub what: For,
    /// What is missing, in words.
    pub why: Vec<String>,
    /// The literal next command.
    pub next: String,
}

/// What waits, and the runs that could not be read.
#[derive(Debug, Default)]
pub struct Waiting {
    /// Longest first.
    pub gates: Vec<Waits>,
    /// Each with the reason.
    pub unreadable: Vec<(RunId, Failure)>,
}

/// Looks at every open run.
///
/// # Errors
/// When the runs cannot be listed. A run that cannot be read is told of, and hides no other.
pub fn waiting(site: &Site, machine: &Machine) -> Result<Waiting, Failure> {
    let mut all = Waiting::default();
    for summary in summaries(&site.root, &site.config.runs)? {
        if summary.content.as_ref().is_ok_and(|content| content.format == 0 || !content.is_open()) {
            continue;
        }
        match of_run(site, machine, &summary.id) {
            Ok(found) => all.gates.extend(found),
            Err(failure) => all.unreadable.push((summary.id, failure)),
        }
    }
    all.gates.sort_by_key(|gate| gate.since);
    Ok(all)
}

fn of_run(site: &Site, machine: &Machine, id: &RunId) -> Result<Vec<Waits>, Failure> {
    let Shown::V1(view) = show_run(site, machine, id)? else { return Ok(vec![]) };
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    let mut found = vec![];
    for state in &view.record.run.gates {
        if let Some(row) = state.open_attempt() {
            found.extend(of_attempt(site, machine, &dir, &view, &state.id, row)?);
        }
    }
    for gate in view.prospect().startable().iter().filter(|gate| by_a_person(&view, gate)) {
        found.push(Waits {
            what: For::Start,
            attempt: None,
            since: view.record.run.last_event_at,
            next: start(id, gate),
            ..of_gate(&view, gate)
        });
    }
    Ok(found)
}

fn by_a_person(view: &View, gate: &GateId) -> bool {
    view.workflow.gate(gate).is_some_and(|def| def.executor == Executor::Human)
}

fn of_gate(view: &View, gate: &GateId) -> Waits {
    let run = &view.record.run;
    Waits {
        run: run.id.clone(),
        slug: run.workflow.slug.clone(),
        gate: gate.clone(),
        name: run.gate(gate).map(|state| state.name.clone()).unwrap_or_default(),
        attempt: None,
        since: run.started_at,
        what: For::Work,
        why: vec![],
        next: commands(&run.id, gate).check,
    }
}

/// An open attempt waits for a decision once there is something to decide about, else for its work.
fn of_attempt(
    site: &Site,
    machine: &Machine,
    dir: &RunDir,
    view: &View,
    gate: &GateId,
    row: &AttemptRow,
) -> Result<Option<Waits>, Failure> {
    let run = &view.record.run;
    let waits = Waits {
        attempt: Some(row.attempt),
        since: row.started_at,
        next: commands_of(&run.id, gate, row.opened_by_agent()).check,
        ..of_gate(view, gate)
    };
    let pinned = GateView::load(dir, run, &view.workflow, gate)?;
    let missing =
        approvals_missing(site, machine, &pinned, &Panel::of(run, &open_attempt_file(dir, gate, row)?, row))?;
    Ok(match missing {
        Some(why) if !why.is_empty() => Some(Waits {
            what: For::Approval,
            why,
            next: format!("gatewright gate approve --run {} --gate {gate}", run.id),
            ..waits
        }),
        _ => by_a_person(view, gate).then_some(waits),
    })
}

/// What the gate's approvals lack; `None` when nothing is there to be approved, or no approval is asked for.
fn approvals_missing(
    site: &Site,
    machine: &Machine,
    view: &GateView,
    panel: &Panel,
) -> Result<Option<Vec<String>>, Failure> {
    let plan = &view.plan;
    let asked: Vec<_> = plan.checks.iter().filter(|check| check.kind.name == APPROVAL.name).collect();
    if asked.is_empty() {
        return Ok(None);
    }
    let evidence = look(site, machine, &view.wanted_outputs())?;
    let Some(outputs) = outputs_digest(view, &evidence) else { return Ok(None) };
    let answers = Answers { people: Some(panel.people(site, machine, outputs)), ..Answers::default() };
    let ask = |check| Ask { answers: Some(&answers), ..plan.ask(check) };
    let judged = asked.iter().flat_map(|check| (check.kind.judge)(&ask(check), &evidence));
    let lacking = judged.filter(|judged| judged.outcome.held == Held::Unknown);
    Ok(Some(lacking.flat_map(|judged| judged.outcome.findings).map(|finding| finding.message).collect()))
}
