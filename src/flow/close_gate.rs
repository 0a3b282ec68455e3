//! `gate fail` and `gate abandon`: an open attempt is closed by somebody's word, which can never be a PASS.

use crate::flow::artifacts::{artifacts, guard, index_entries, split};
use crate::flow::finish_gate::{open_attempt_file, open_row};
use crate::flow::gate_view::GateView;
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::next::{after_gate, lenient};
use crate::flow::pinned;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::stale::before;
use crate::flow::start_gate::expect_head;
use crate::flow::start_run::{TOOL, refuse_token};
use crate::format::record::read::Record;
use crate::model::attempt::{Attempt, Cause};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::AttemptStatus;
use crate::store::runs::open::OpenRun;

/// How an attempt is closed by somebody's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It failed.
    Fail,
    /// It is given up.
    Abandon,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct CloseGate {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// How.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Closed {
    /// The record after it.
    pub record: Record,
    /// The attempt as closed.
    pub attempt: Attempt,
    /// The outputs that are there.
    pub outputs: Vec<RepoPath>,
    /// Literal next commands.
    pub next: Vec<String>,
}

/// Closes the open attempt; its outputs are recorded as they are.
pub fn close_gate(
    site: &Site,
    machine: &Machine,
    ask: &CloseGate,
    moment: &Moment,
    who: &Who,
) -> Result<Closed, Failure> {
    check_reason(&ask.reason)?;
    let command = if ask.word == Word::Fail { "gate fail" } else { "gate abandon" };
    let open = OpenRun::open(&site.root, &site.config.runs, &ask.run, command)?;
    expect_head(&open.record, ask.expect_head)?;
    let run = open.run();
    let row = open_row(run, &ask.gate)?.clone();
    let workflow = pinned::workflow(&open.dir, run)?;
    let view = GateView::load(&open.dir, run, &workflow, &ask.gate)?;
    let file = open_attempt_file(&open.dir, &view.pinned.def.id, &row)?;
    let stamp = open.stamp(moment.now, moment.seeded, who.actor.clone(), who.session.clone());
    let before = before(&open.dir, &file)?;
    let evidence = look(site, machine, &view.wanted_outputs())?;
    let found = artifacts(view.outputs(), &evidence, &before);
    let entries = index_entries(&found, &before, &file.gate, file.attempt, stamp.at);
    let outputs =
        found.iter().filter(|row| row.exists).filter_map(|row| RepoPath::new(&row.path).ok()).collect();
    let (inline, manifest, side) = split(found, file.attempt);
    let (status, cause) = match ask.word {
        Word::Fail => (AttemptStatus::Fail, Cause::Declared),
        Word::Abandon => (AttemptStatus::Abandoned, Cause::Abandoned),
    };
    let attempt = Attempt {
        status,
        cause: Some(cause),
        finished_at: Some(stamp.at),
        judge: Some(who.actor.clone()),
        tool: Some(TOOL.to_owned()),
        invocation_ids: row.invocation_ids.clone(),
        required_outputs: view.outputs().map(|output| output.spot.template.0.clone()).collect(),
        artifacts: inline,
        manifest,
        read_guard: guard(&evidence),
        failure_reason: Some(ask.reason.clone()),
        ..file
    };
    let lenient = lenient(&open.dir, run, &workflow)?;
    let record = if ask.dry_run {
        open.record.clone()
    } else {
        open.commit_close(&stamp, attempt.clone(), entries, &side)?
    };
    let next = after_gate(&record.run, &workflow, &lenient);
    Ok(Closed { record, attempt, outputs, next })
}

/// A reason that enters the record: something is said, at most 2,000 bytes, no secret.
pub fn check_reason(reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() || reason.len() > 2000 {
        return Err(Failure::usage("bad_reason", "a reason must say something, in at most 2000 bytes"));
    }
    refuse_token("the reason", reason)
}
