//! `waiting`: what waits for a person, over all runs.

use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::next::start;
use crate::flow::packet::{commands, commands_of};
use crate::flow::people::lacking::{Lacking, Opened, lacking};
use crate::flow::show_run::{Shown, View, show_run};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::AttemptRow;
use crate::model::time::Timestamp;
use crate::model::workflow::Executor;
use crate::store::runs::read::RunDir;
use crate::store::runs::summary::summaries;

/// What a person is waited for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Deciding about outputs that are there.
    Approval,
    /// Looking at them and writing what was found.
    Review,
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
            For::Review => "review",
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

/// Looks at every open run; `now` says which waivers still count.
///
/// # Errors
/// When the runs cannot be listed. A run that cannot be read is told of, and hides no other.
pub fn waiting(site: &Site, machine: &Machine, now: Timestamp) -> Result<Waiting, Failure> {
    let mut all = Waiting::default();
    for summary in summaries(&site.root, &site.config.runs)? {
        if summary.content.as_ref().is_ok_and(|content| content.format == 0 || !content.is_open()) {
            continue;
        }
        match of_run(site, machine, &summary.id, now) {
            Ok(found) => all.gates.extend(found),
            Err(failure) => all.unreadable.push((summary.id, failure)),
        }
    }
    all.gates.sort_by_key(|gate| gate.since);
    Ok(all)
}

fn of_run(site: &Site, machine: &Machine, id: &RunId, now: Timestamp) -> Result<Vec<Waits>, Failure> {
    let Shown::V1(view) = show_run(site, machine, id, now)? else { return Ok(vec![]) };
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    let mut found = vec![];
    for state in &view.record.run.gates {
        if let Some(row) = state.open_attempt() {
            found.extend(of_attempt(site, machine, &dir, &view, &state.id, row, now)?);
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

/// An open attempt waits for somebody else once there is something to decide about, else for its work.
fn of_attempt(
    site: &Site,
    machine: &Machine,
    dir: &RunDir,
    view: &View,
    gate: &GateId,
    row: &AttemptRow,
    now: Timestamp,
) -> Result<Option<Waits>, Failure> {
    let run = &view.record.run;
    let waits = Waits {
        attempt: Some(row.attempt),
        since: row.started_at,
        next: commands_of(&run.id, gate, row.opened_by_agent()).check,
        ..of_gate(view, gate)
    };
    let pinned = GateView::load(dir, run, &view.workflow, gate)?;
    let opened = Opened { dir, run, gate, row, view: &pinned };
    Ok(match lacking(site, machine, opened, now.max(run.last_event_at))? {
        Some(Lacking::Review(why)) => Some(Waits { what: For::Review, why, ..waits }),
        Some(Lacking::Approval(why)) => Some(Waits {
            what: For::Approval,
            why,
            next: format!("gatewright gate approve --run {} --gate {gate}", run.id),
            ..waits
        }),
        None => by_a_person(view, gate).then_some(waits),
    })
}
