//! What is compared, of any format: each attempt as lists of what it says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::flow::machine::Machine;
use crate::flow::review::diff::found::Stood;
use crate::flow::review::show_attempt::{AttemptView, ShownAttempt, WhichAttempt, show_attempt, view};
use crate::flow::show_run::{Shown, show_run};
use crate::flow::site::Site;
use crate::format::record::read::Record;
use crate::format::record::v0::{AttemptV0, GateV0, RunV0};
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::pin::PinKind;
use crate::model::time::Timestamp;
use crate::rules::spans::elapsed;
use crate::store::runs::read::RunDir;

/// What is said, by what it is.
pub(super) type Said = Vec<(String, String)>;

/// An attempt, or a gate that was not tried.
pub(super) struct AttemptSide {
    pub stood: Stood,
    pub asked: Said,
    pub told: Said,
    /// By path; `None` where it was there and not hashed.
    pub outputs: BTreeMap<String, Option<Digest>>,
    pub checks: Vec<Map<String, Value>>,
}

/// A run.
pub(super) struct RunSide {
    pub asked: Said,
    pub told: Said,
    pub gates: Vec<AttemptSide>,
}

/// One attempt of a run.
pub(super) fn attempt_side(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    (gate, number): &(GateId, u32),
) -> Result<AttemptSide, Failure> {
    let which = WhichAttempt { gate: Some(gate.clone()), attempt: Some(*number) };
    Ok(match show_attempt(site, machine, run, &which)? {
        ShownAttempt::V0(_, gate, row) => ancestors(&gate, Some(&row)),
        ShownAttempt::V1(view) => ours(&view),
    })
}

/// A run with the last attempt of every gate.
pub(super) fn run_side(
    site: &Site,
    machine: &Machine,
    id: &RunId,
    now: Timestamp,
) -> Result<RunSide, Failure> {
    let record = match show_run(site, machine, id, now)? {
        Shown::V0(run) => return Ok(ancestors_run(&run)),
        Shown::V1(shown) => shown.record,
    };
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    let mut gates = vec![];
    for state in &record.run.gates {
        if state.attempts.is_empty() {
            let (gate, status) = (state.id.to_string(), state.status.as_str().to_owned());
            gates.push(untried(gate, status));
            continue;
        }
        let which = WhichAttempt { gate: Some(state.id.clone()), attempt: None };
        let mut side = ours(&view(&dir, record.clone(), &which)?);
        state.status.as_str().clone_into(&mut side.stood.status);
        side.told.push(("attempts".to_owned(), state.attempts.len().to_string()));
        gates.push(side);
    }
    Ok(RunSide { asked: asked_of_run(&record), told: told_of_run(&record), gates })
}

fn asked_of_run(record: &Record) -> Said {
    let run = &record.run;
    let mut asked = vec![
        ("workflow".to_owned(), run.workflow.name.clone()),
        ("workflow version".to_owned(), run.workflow.version.clone()),
    ];
    asked.extend(run.params.iter().map(|(name, value)| (format!("param {name}"), value.to_string())));
    asked.extend(run.prompt.iter().map(|prompt| ("prompt".to_owned(), prompt.sha256.to_string())));
    let pins = run.pins.iter().filter(|pin| pin.kind != PinKind::Prompt);
    asked.extend(pins.map(|pin| (format!("pin {}", pin.path), pin.sha256.to_string())));
    asked
}

fn told_of_run(record: &Record) -> Said {
    let run = &record.run;
    let mut told = vec![
        ("status".to_owned(), run.status.as_str().to_owned()),
        ("started at".to_owned(), run.started_at.to_string()),
        ("events".to_owned(), record.links.len().to_string()),
        ("written by".to_owned(), run.tool.clone()),
    ];
    told.extend(record.links.first().map(|link| ("started by".to_owned(), link.event.actor.to_string())));
    if let Some(at) = run.finished_at {
        told.push(("finished at".to_owned(), at.to_string()));
        told.push(("lasted".to_owned(), elapsed(run.started_at, at)));
    }
    told
}

fn untried(gate: String, status: String) -> AttemptSide {
    let stood = Stood { gate, attempt: None, status };
    AttemptSide { stood, asked: vec![], told: vec![], outputs: BTreeMap::new(), checks: vec![] }
}

fn ours(view: &AttemptView) -> AttemptSide {
    let file = &view.file;
    let mut outputs: BTreeMap<String, Option<Digest>> =
        view.outputs.iter().map(|(path, sha256)| (path.to_string(), Some(*sha256))).collect();
    let odd = file.artifacts.iter().filter(|it| it.exists && it.sha256.is_none());
    outputs.extend(odd.map(|it| (it.path.clone(), None)));
    let status = file.status.as_str().to_owned();
    AttemptSide {
        stood: Stood { gate: view.gate.id.to_string(), attempt: Some(view.row.attempt), status },
        asked: asked(view),
        told: told(file),
        outputs,
        checks: file.validations.clone(),
    }
}

fn asked(view: &AttemptView) -> Said {
    let start = &view.file.start;
    let mut asked = vec![
        ("contract".to_owned(), start.contract_sha256.to_string()),
        ("packet".to_owned(), start.packet.sha256.to_string()),
    ];
    asked.extend(view.pins.iter().map(|pin| (format!("pin {}", pin.path), pin.sha256.to_string())));
    asked.extend(view.inputs.iter().map(|(path, sha256)| (format!("input {path}"), sha256.to_string())));
    asked.extend(view.before.iter().map(|(path, sha256)| (format!("before {path}"), sha256.to_string())));
    asked
}

fn told(file: &Attempt) -> Said {
    let mut told: Said = vec![];
    let mut add =
        |what: &str, value: Option<String>| told.extend(value.map(|value| (what.to_owned(), value)));
    add("status", Some(file.status.as_str().to_owned()));
    add("why", file.failure_reason.clone());
    add("opened by", Some(file.start.producer.to_string()));
    add("session", file.start.session.clone());
    add("closed by", file.judge.as_ref().map(ToString::to_string));
    add("agent", file.agent.clone());
    add("agent calls", Some(file.invocation_ids.len().to_string()));
    add("started at", Some(file.started_at.to_string()));
    add("finished at", file.finished_at.map(|at| at.to_string()));
    add("lasted", file.finished_at.map(|at| elapsed(file.started_at, at)));
    add("opened with", Some(file.start.tool.clone()));
    add("closed with", file.tool.clone());
    add("git", file.start.git.as_ref().and_then(|git| git.head.clone()));
    add("needs overridden", file.start.override_reason.clone());
    add("re-validation", file.revalidation.then(|| "yes".to_owned()));
    told
}

fn ancestors_run(run: &RunV0) -> RunSide {
    let mut asked = vec![
        ("workflow".to_owned(), run.workflow.name.clone()),
        ("workflow version".to_owned(), run.workflow.version.clone()),
        ("param slug".to_owned(), run.workflow.slug.clone()),
    ];
    asked.extend(
        run.workflow.artifact_path.iter().map(|path| ("param artifact_path".to_owned(), path.clone())),
    );
    asked.extend(run.depth.iter().map(|depth| ("param depth".to_owned(), depth.clone())));
    let mut told = vec![("status".to_owned(), run.status.clone())];
    told.extend(run.started_at.map(|at| ("started at".to_owned(), at.to_string())));
    told.extend(run.finished_at.map(|at| ("finished at".to_owned(), at.to_string())));
    RunSide {
        asked,
        told,
        gates: run.gates.iter().map(|gate| ancestors(gate, gate.attempts.last())).collect(),
    }
}

fn ancestors(gate: &GateV0, row: Option<&AttemptV0>) -> AttemptSide {
    let Some(row) = row else { return untried(gate.gate.clone(), gate.status.clone()) };
    let mut told = vec![("status".to_owned(), row.status.clone())];
    told.extend(row.failure_reason.iter().map(|why| ("why".to_owned(), why.clone())));
    told.extend(row.agent.iter().map(|agent| ("agent".to_owned(), agent.clone())));
    told.extend(row.started_at.map(|at| ("started at".to_owned(), at.to_string())));
    told.extend(row.finished_at.map(|at| ("finished at".to_owned(), at.to_string())));
    let outputs = row.artifacts.iter().filter(|output| output.exists != Some(false));
    let outputs =
        outputs.map(|output| (output.path.clone(), output.sha256.as_ref().and_then(|it| it.parse().ok())));
    AttemptSide {
        stood: Stood { gate: gate.gate.clone(), attempt: Some(row.attempt), status: row.status.clone() },
        asked: vec![],
        told,
        outputs: outputs.collect(),
        checks: row
            .validations
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .cloned()
            .collect(),
    }
}
