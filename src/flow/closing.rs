//! Closing an open attempt, however it ends: what is there is recorded, the file is sealed, the run moves on.

use serde_json::{Map, Value};

use crate::flow::artifacts::{Outputs, artifacts, guard, index_entries, listed, looked_at, split};
use crate::flow::baseline::baseline;
use crate::flow::gate_view::GateView;
use crate::flow::listed::before;
use crate::flow::machine::Machine;
use crate::flow::next::{Ahead, lenient};
use crate::flow::open_attempt::{open_attempt_file, open_row};
use crate::flow::opening::open_run;
use crate::flow::people::account::{account, account_asked};
use crate::flow::people::decisions::Panel;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::standing::Candidate;
use crate::flow::start_run::TOOL;
use crate::flow::unopened::opened_row;
use crate::format::record::read::Record;
use crate::model::attempt::{Attempt, Cause};
use crate::model::baseline::Baseline;
use crate::model::digest::Digest;
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::run::AttemptStatus;
use crate::model::workflow::Workflow;
use crate::rules::secrets::mask;
use crate::store::runs::open::{OpenRun, Purpose, Stamp};

/// An open attempt about to be closed: the run is locked, everything about the gate is loaded.
#[derive(Debug)]
pub struct Closing {
    /// The run.
    pub open: OpenRun,
    /// The gate as pinned.
    pub view: GateView,
    /// The attempt's file.
    pub file: Attempt,
    workflow: Workflow,
    invocations: Vec<InvocationId>,
}

/// How an attempt ends.
#[derive(Debug)]
pub struct Ending {
    /// Never RUNNING.
    pub status: AttemptStatus,
    /// Why it did not pass.
    pub cause: Option<Cause>,
    /// The same in words.
    pub failure_reason: Option<String>,
    /// Every check's result as it stands in records.
    pub validations: Vec<Map<String, Value>>,
    /// The gate was not done anew.
    pub revalidation: bool,
}

/// A closed attempt.
#[derive(Debug)]
pub struct Closed {
    /// The record after it.
    pub record: Record,
    /// The attempt as closed.
    pub attempt: Attempt,
    /// The outputs that are there: what `git.commit: outputs` commits.
    pub outputs: Outputs,
    /// What comes next.
    pub ahead: Ahead,
}

impl Closing {
    /// Opens the run for that purpose and finds the gate's open attempt.
    ///
    /// # Errors
    /// `State` when no attempt is open, the record was edited, or its head is not the expected one.
    pub fn open(
        site: &Site,
        machine: &Machine,
        run: &RunId,
        gate: &GateId,
        purpose: Purpose<'_>,
        head: Option<Digest>,
    ) -> Result<Closing, Failure> {
        let open = open_run(site, machine, run, purpose, head)?;
        let row = opened_row(site, machine, (&open.dir, open.run()), gate)?.clone();
        let workflow = pinned::workflow(&open.dir, open.run())?;
        let view = GateView::load(&open.dir, open.run(), &workflow, gate)?;
        let file = open_attempt_file(&open.dir, &view.pinned.def.id, &row)?;
        Ok(Closing { open, view, file, workflow, invocations: row.invocation_ids })
    }

    /// What checks compare with: what was there when the work on the gate began.
    pub fn baseline(&self) -> Result<Baseline, Failure> {
        baseline(&self.open.dir, self.open.run(), &self.view.plan, &self.file)
    }

    /// What was decided about the attempt, seen from this account.
    pub fn panel(&self, site: &Site, machine: &Machine) -> Result<Panel, Failure> {
        let run = self.open.run();
        let row = open_row(run, &self.file.gate)?;
        let here = account_asked(site, machine, &run.id, &self.view.plan);
        Ok(Panel::of(run, &self.file, row, here.as_ref()))
    }

    /// The gate about to pass, with what was seen of it.
    pub fn candidate<'a>(&'a self, evidence: &'a Evidence) -> Candidate<'a> {
        Candidate {
            dir: &self.open.dir,
            run: self.open.run(),
            workflow: &self.workflow,
            view: &self.view,
            file: &self.file,
            evidence,
        }
    }

    /// Records what is there and how it ends, and seals the attempt; nothing is written when `dry_run`.
    pub fn close(
        self,
        site: &Site,
        machine: &Machine,
        stamp: &Stamp,
        evidence: &Evidence,
        ending: Ending,
        dry_run: bool,
    ) -> Result<Closed, Failure> {
        let Closing { open, view, file, workflow, invocations } = self;
        // What the attempt says already is not said again: RUN.json grows with every attempt.
        let agent = stamp.agent.clone().filter(|agent| Some(agent) != file.agent.as_ref());
        let stamp = &Stamp { agent, ..stamp.clone() };
        let before = before(&open.dir, &file)?;
        let here = account(site, machine, &open.run().id).recorded();
        let found = artifacts(view.outputs(), evidence, &before);
        let entries = index_entries(&found, &before, &file.gate, file.attempt, stamp.at);
        let outputs = Outputs::of(&found, evidence, &before);
        let beside = listed(&looked_at(evidence, &found), file.attempt, "looked-at");
        let (inline, manifest, mut side) = split(found, file.attempt);
        side.extend(beside.side);
        let attempt = Attempt {
            status: ending.status,
            cause: ending.cause,
            finished_at: Some(stamp.at),
            judge: Some(stamp.actor.clone()),
            judge_account: here.filter(|here| Some(here) != file.start.account.as_ref()),
            tool: Some(TOOL.to_owned()),
            invocation_ids: invocations,
            required_outputs: view.outputs().map(|output| output.spot.template.0.clone()).collect(),
            artifacts: inline,
            manifest,
            looked_at: beside.inline,
            looked_at_manifest: beside.manifest,
            read_guard: guard(evidence),
            validations: ending.validations,
            failure_reason: ending.failure_reason.as_deref().map(mask),
            revalidation: ending.revalidation,
            ..file
        };
        let lenient = lenient(&open.dir, open.run(), &workflow)?;
        if dry_run {
            let record = open.record.clone();
            let ahead = Ahead::unseen(&record.run.id);
            return Ok(Closed { record, attempt, outputs, ahead });
        }
        let record = open.commit_close(stamp, attempt.clone(), entries, &side)?;
        let ahead = Ahead::look(site, machine, &record.run, &workflow, &lenient, evidence);
        Ok(Closed { record, attempt, outputs, ahead })
    }
}
