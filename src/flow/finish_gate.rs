//! `gate finish`: judges the contract on the bytes that it hashes and closes the attempt for ever.

use crate::flow::artifacts::Outputs;
use crate::flow::closing::{Closed, Closing, Ending};
use crate::flow::gate_view::GateView;
use crate::flow::judging::{About, Judged, judge_gate, look};
use crate::flow::machine::Machine;
use crate::flow::next::{Ahead, start};
use crate::flow::packet::commands;
use crate::flow::pinned;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::standing::would_stand;
use crate::flow::trust::{TRUST, asks_for_trust};
use crate::format::record::read::Record;
use crate::format::record::rows;
use crate::model::attempt::{Attempt, Cause};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::AttemptStatus;
use crate::model::time::Timestamp;
use crate::model::verdict::Verdict;
use crate::model::workflow::GateDef;
use crate::rules::checks::awaited::{Awaited, awaited};
use crate::store::runs::open::Purpose;
use crate::store::runs::read::damaged;

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
    pub outputs: Outputs,
    /// Pinned files that differ from today's.
    pub drifted: Vec<RepoPath>,
    /// Whether a FAIL of the gate keeps others from starting and fails the run.
    pub blocking: bool,
    /// What comes next.
    pub ahead: Ahead,
}

/// Judges the open attempt and closes it.
///
/// # Errors
/// `State` when no attempt is open, somebody writes to an output, a pass would not stand, or the record was edited: nothing
/// was written then and the attempt is still open.
pub fn finish_gate(
    site: &Site,
    machine: &Machine,
    ask: &FinishGate,
    moment: &Moment,
    who: &Who,
) -> Result<Finished, Failure> {
    let purpose = Purpose { command: "gate finish", dry_run: ask.dry_run };
    let closing = Closing::open(site, machine, &ask.run, &ask.gate, purpose, ask.expect_head)?;
    may_judge(&closing.view.pinned.def, &who.actor.name)
        .map_err(|failure| failure.next(format!("gatewright run status --run {}", ask.run)))?;
    if closing.file.start.contract_sha256 != closing.view.pinned.contract_sha256 {
        return Err(damaged("the contract that was pinned when the attempt was opened is no longer pinned"));
    }
    let stamp = who.stamp(&closing.open, moment);
    let late = closing.view.pinned.def.is_late(closing.file.started_at, stamp.at);
    let (evidence, verdict) = if late {
        (look(site, machine, &closing.view.wanted_outputs())?, None)
    } else {
        let (verdict, evidence) = judged(site, machine, &closing, stamp.at)?.into_verdict();
        (evidence, Some(verdict))
    };
    if let Some((verdict, what)) = verdict.as_ref().and_then(|verdict| Some((verdict, awaited(verdict)?))) {
        return Err(waiting(&ask.run, &closing.view.pinned.def.id, verdict, what));
    }
    if verdict.as_ref().is_some_and(Verdict::passes) {
        would_stand(site, machine, &closing.candidate(&evidence), stamp.at)?;
    }
    let (status, cause, failure_reason) = outcome(verdict.as_ref(), &closing.view);
    let ending = Ending {
        status,
        cause,
        failure_reason,
        validations: verdict.iter().flat_map(|verdict| &verdict.rows).map(rows::to_json).collect(),
        revalidation: ask.revalidation,
    };
    let drifted = pinned::drifted(&site.root, closing.open.run())?;
    let blocking = closing.view.pinned.contract.blocking;
    let most = closing.view.pinned.def.max_attempts;
    let closed = closing.close(site, machine, &stamp, &evidence, ending, ask.dry_run)?;
    let Closed { record, attempt, outputs, mut ahead } = closed;
    if verdict.as_ref().is_some_and(asks_for_trust) && status == AttemptStatus::Fail {
        let again = start(&record.run.id, &attempt.gate);
        let may_again = record.run.gate(&attempt.gate).is_none_or(|state| state.may_be_tried(most));
        ahead.next.retain(|next| *next != again);
        ahead.next.splice(0..0, [TRUST.to_owned()].into_iter().chain(may_again.then_some(again)));
    }
    Ok(Finished { record, attempt, verdict, outputs, drifted, blocking, ahead })
}

fn judged(site: &Site, machine: &Machine, closing: &Closing, now: Timestamp) -> Result<Judged, Failure> {
    let params = &closing.open.run().params;
    let (before, panel) = (closing.baseline()?, closing.panel(site, machine)?);
    let about = About { before: Some(&before), panel: Some(&panel), now: Some(now) };
    judge_gate(site, machine, params, &closing.view, about)
}

/// Everything holds but that somebody else has not decided yet: nothing is written, and the attempt stays open.
fn waiting(run: &RunId, gate: &GateId, verdict: &Verdict, what: Awaited) -> Failure {
    let (word, code, next) = match what {
        Awaited::Approval => {
            ("approval", "waits_for_approval", format!("gatewright gate approve --run {run} --gate {gate}"))
        }
        Awaited::Review => ("a review", "waits_for_review", commands(run, gate).check),
    };
    let waived = if verdict.waived().next().is_some() { " that was not waived" } else { "" };
    let message =
        format!("gate {gate} holds in every check{waived} and waits for {word}; nothing was written");
    let mut failure = Failure::new(Kind::Waiting, code, message);
    let findings = verdict.blocking().flat_map(|row| &row.findings);
    failure.causes = findings.map(|finding| finding.message.clone()).collect();
    failure.next(next)
}

/// Refuses whoever may not finish the gate, by name.
///
/// # Errors
/// `State` (`may_not_judge`), naming who may.
pub fn may_judge(def: &GateDef, name: &str) -> Result<(), Failure> {
    if def.judges.is_empty() || def.judges.iter().any(|judge| judge == name) {
        return Ok(());
    }
    Err(Failure::state("may_not_judge", format!("gate {} may not be finished by {name}", def.id))
        .cause(format!("the workflow allows: {}", def.judges.join(", ")))
        .hint("whoever finishes it says so with `--actor NAME` or `GATEWRIGHT_ACTOR`"))
}

fn outcome(verdict: Option<&Verdict>, view: &GateView) -> (AttemptStatus, Option<Cause>, Option<String>) {
    match verdict {
        None => (AttemptStatus::TimedOut, Some(Cause::Timeout), Some(view.pinned.def.too_late())),
        Some(verdict) if verdict.passes() => {
            let waived = verdict.waived().next().is_some();
            (if waived { AttemptStatus::Waived } else { AttemptStatus::Pass }, None, None)
        }
        Some(verdict) => (AttemptStatus::Fail, Some(Cause::Contract), verdict.failure_reason()),
    }
}
