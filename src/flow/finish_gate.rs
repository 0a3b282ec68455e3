//! `gate finish`: judges the contract on the bytes that it hashes and closes the attempt for ever.

use crate::flow::artifacts::{artifacts, guard, index_entries, split};
use crate::flow::complete_run::refuse_completed;
use crate::flow::gate_view::GateView;
use crate::flow::judging::{Judged, judge_gate, look};
use crate::flow::machine::Machine;
use crate::flow::next::{after_gate, lenient};
use crate::flow::pinned::{self, unknown_gate};
use crate::flow::site::{Moment, Site, Who};
use crate::flow::stale::before;
use crate::flow::start_gate::expect_head;
use crate::flow::start_run::TOOL;
use crate::format::record::read::Record;
use crate::format::record::rows;
use crate::model::attempt::{Attempt, Cause};
use crate::model::digest::Digest;

use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::{AttemptRow, AttemptStatus, GateState, GateStatus, Run};
use crate::model::time::Timestamp;
use crate::model::verdict::Verdict;
use crate::store::runs::open::OpenRun;
use crate::store::runs::read::{RunDir, damaged, parse_attempt};

/// What is asked.
#[derive(Debug, Clone)]
pub struct FinishGate {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// The gate was not done anew: a run was started at a later one.
    pub revalidation: bool,
    /// Judge and say what would be written; write nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Finished {
    /// The record after it.
    pub record: Record,
    /// The attempt as closed.
    pub attempt: Attempt,
    /// What the contract said; `None` when it was not asked because the time was over.
    pub verdict: Option<Verdict>,
    /// The outputs that are there: what `git.commit: outputs` commits.
    pub outputs: Vec<RepoPath>,
    /// Pinned files that differ from today's.
    pub drifted: Vec<RepoPath>,
    /// Whether a FAIL of the gate keeps others from starting and fails the run.
    pub blocking: bool,
    /// Literal next commands.
    pub next: Vec<String>,
}

/// Judges the open attempt and closes it.
///
/// # Errors
/// `State` when no attempt is open, somebody writes to an output, or the record was edited: nothing was written then
/// and the attempt is still open.
pub fn finish_gate(
    site: &Site,
    machine: &Machine,
    ask: &FinishGate,
    moment: &Moment,
    who: &Who,
) -> Result<Finished, Failure> {
    let open = OpenRun::open(&site.root, &site.config.runs, &ask.run, "gate finish")?;
    expect_head(&open.record, ask.expect_head)?;
    let run = open.run();
    let row = open_row(run, &ask.gate)?.clone();
    let workflow = pinned::workflow(&open.dir, run)?;
    let view = GateView::load(&open.dir, run, &workflow, &ask.gate)?;
    may_judge(&view, who)?;
    let file = open_attempt_file(&open.dir, &view.pinned.def.id, &row)?;
    if file.start.contract_sha256 != view.pinned.contract_sha256 {
        return Err(damaged("the contract that was pinned when the attempt was opened is no longer pinned"));
    }
    let stamp = open.stamp(moment.now, moment.seeded, who.actor.clone(), who.session.clone());
    let before = before(&open.dir, &file)?;
    let late =
        view.pinned.def.timeout.is_some_and(|most| elapsed(row.started_at, stamp.at) > most.as_millis());
    let (evidence, verdict) = if late {
        (look(site, machine, &view.wanted_outputs())?, None)
    } else {
        let Judged { evidence, verdict } = judge_gate(site, machine, &run.params, &view)?;
        (evidence, Some(verdict))
    };
    let found = artifacts(view.outputs(), &evidence, &before);
    let entries = index_entries(&found, &before, &file.gate, file.attempt, stamp.at);
    let outputs =
        found.iter().filter(|row| row.exists).filter_map(|row| RepoPath::new(&row.path).ok()).collect();
    let (inline, manifest, side) = split(found, file.attempt);
    let (status, cause, reason) = outcome(verdict.as_ref(), &view);
    let attempt = Attempt {
        status,
        cause,
        finished_at: Some(stamp.at),
        judge: Some(who.actor.clone()),
        tool: Some(TOOL.to_owned()),
        invocation_ids: row.invocation_ids.clone(),
        required_outputs: view.outputs().map(|output| output.spot.template.0.clone()).collect(),
        artifacts: inline,
        manifest,
        read_guard: guard(&evidence),
        validations: verdict.iter().flat_map(|verdict| &verdict.rows).map(rows::to_json).collect(),
        failure_reason: reason,
        revalidation: ask.revalidation,
        ..file
    };
    let drifted = pinned::drifted(&site.root, run)?;
    let lenient = lenient(&open.dir, run, &workflow)?;
    let record = if ask.dry_run {
        open.record.clone()
    } else {
        open.commit_close(&stamp, attempt.clone(), entries, &side)?
    };
    let next = after_gate(&record.run, &workflow, &lenient);
    let blocking = view.pinned.contract.blocking;
    Ok(Finished { record, attempt, verdict, outputs, drifted, blocking, next })
}

/// The open attempt of a gate.
///
/// # Errors
/// `Usage` for an unknown gate; `State` (`no_open_attempt`, `run_completed`) with the next command.
pub fn open_row<'a>(run: &'a Run, gate: &GateId) -> Result<&'a AttemptRow, Failure> {
    let state = run.gate(gate).ok_or_else(|| unknown_gate(run, gate))?;
    state.open_attempt().ok_or_else(|| not_open(run, state))
}

fn not_open(run: &Run, state: &GateState) -> Failure {
    let gate = &state.id;
    if let Err(completed) = refuse_completed(run) {
        return completed;
    }
    let failure = Failure::state(
        "no_open_attempt",
        format!("gate {gate} has no open attempt: it is {}", state.status.as_str()),
    );
    if state.status == GateStatus::Pass {
        return failure.next(format!("gatewright run status --run {}", run.id));
    }
    failure.next(format!("gatewright gate start --run {} --gate {gate}", run.id))
}

/// The file of an open attempt.
pub fn open_attempt_file(dir: &RunDir, gate: &GateId, row: &AttemptRow) -> Result<Attempt, Failure> {
    let path = crate::store::runs::layout::attempt(gate, row.attempt)?;
    let shown = dir.dir.shown(&path);
    let bytes = dir
        .attempt_bytes(gate, row.attempt)?
        .ok_or_else(|| damaged(format!("`{shown}` is gone although its attempt is open")))?;
    parse_attempt(&bytes, &shown)
}

fn may_judge(view: &GateView, who: &Who) -> Result<(), Failure> {
    let def = &view.pinned.def;
    if def.judges.is_empty() || def.judges.contains(&who.actor.name) {
        return Ok(());
    }
    Err(Failure::state("may_not_judge", format!("gate {} may not be finished by {}", def.id, who.actor.name))
        .cause(format!("the workflow allows: {}", def.judges.join(", ")))
        .hint("whoever finishes it says so with `--actor <name>` or `GATEWRIGHT_ACTOR`"))
}

fn elapsed(from: Timestamp, to: Timestamp) -> u128 {
    u128::try_from(to.millis() - from.millis()).unwrap_or(0)
}

fn outcome(verdict: Option<&Verdict>, view: &GateView) -> (AttemptStatus, Option<Cause>, Option<String>) {
    match verdict {
        None => {
            let seconds = view.pinned.def.timeout.map_or(0, |most| most.as_secs());
            let reason = format!("finished after the gate's timeout of {seconds} s");
            (AttemptStatus::TimedOut, Some(Cause::Timeout), Some(reason))
        }
        Some(verdict) if verdict.passes() => (AttemptStatus::Pass, None, None),
        Some(verdict) => (AttemptStatus::Fail, Some(Cause::Contract), verdict.failure_reason()),
    }
}
