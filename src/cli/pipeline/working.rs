//! Has the work of an open attempt done, and finishes it.

use crate::cli::commands::gate::finish;
use crate::cli::exit::Exit;
use crate::cli::pipeline::state::Pipeline;
use crate::cli::report::Report;
use crate::cli::waiting::{Answer, wait_for_work};
use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::git_commit::commit_after;
use crate::flow::perform::{Performed, Plan, perform};
use crate::flow::record_invocation::{RecordInvocation, Told, record_invocation};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, InvocationId};
use crate::model::run::AttemptStatus;
use serde_json::{Value, json};

/// What follows when a command closed its attempt by itself: the pipeline ends with a report, or goes on.
pub(super) struct ByWorker {
    ends: Option<Report>,
}

impl Pipeline<'_> {
    /// Has the work of an open attempt done and finishes it; a report when the pipeline ends here.
    pub(super) fn work(&mut self, gate: &GateId, attempt: u32) -> Result<Option<Report>, Failure> {
        let plan = Plan::of(self.site, &self.run, gate, self.how.exec.as_deref())?;
        let before = self.door.moment()?;
        let label = InvocationId::make(before.now, before.random);
        match perform(self.site, &self.machine, &self.run, gate, &plan, label.as_str())? {
            Some(performed) => {
                if let Some(report) = self.closed_by_worker(gate, attempt, &performed)? {
                    return Ok(report.ends);
                }
                self.record(gate, &label, before.now, &performed)?;
            }
            None => match wait_for_work(self.door, self.site, &self.machine, &self.run, gate)? {
                Answer::Finish => {}
                Answer::Fail(reason) => return self.fail(gate, reason).map(Some),
                Answer::Pause => return self.pause(gate, attempt).map(Some),
            },
        }
        let finished = self.finish(gate)?;
        if finished.attempt.status == AttemptStatus::Pass || self.tolerates(&finished) {
            return Ok(None);
        }
        Ok(Some(self.refuted(&finished)))
    }

    /// The packet tells whoever works how to finish the gate. A command that did so has closed the attempt: then its
    /// verdict stands, and nothing more can be recorded in it.
    pub(super) fn closed_by_worker(
        &self,
        gate: &GateId,
        attempt: u32,
        performed: &Performed,
    ) -> Result<Option<ByWorker>, Failure> {
        let view = self.view()?;
        let row = view
            .record
            .run
            .gate(gate)
            .and_then(|state| state.attempts.iter().find(|row| row.attempt == attempt));
        let Some(row) = row.filter(|row| row.status != AttemptStatus::Running) else { return Ok(None) };
        let status = row.status.as_str();
        self.say(&format!(
            "  command: {} (exit {}); it closed attempt {attempt} itself: {}\n",
            performed.facts.command.join(" "),
            performed.facts.exit,
            crate::cli::show::status(status),
        ));
        let ends = (row.status != AttemptStatus::Pass).then(|| self.stopped(gate, status));
        Ok(Some(ByWorker { ends }))
    }

    pub(super) fn record(
        &mut self,
        gate: &GateId,
        label: &InvocationId,
        started_at: crate::model::time::Timestamp,
        performed: &Performed,
    ) -> Result<(), Failure> {
        let facts = &performed.facts;
        let after = self.door.moment()?;
        let status = match (facts.timed_out, facts.stopped, facts.exit) {
            (true, _, _) => "TIMEOUT",
            (_, true, _) => "CANCELED",
            (_, _, 0) => "SUCCESS",
            _ => "FAILURE",
        };
        let told = Told {
            id: Some(label.clone()),
            agent: self.how.agent.clone(),
            command: Some(facts.command.clone()),
            started_at: Some(started_at),
            finished_at: Some(after.now),
            status: Some(status.to_owned()),
            exit_code: Some(facts.exit),
            output_refs: performed.logs.to_vec(),
            ..Told::default()
        };
        let ask = RecordInvocation {
            run: self.run.clone(),
            gate: gate.clone(),
            told,
            expect_head: None,
            dry_run: false,
        };
        record_invocation(self.site, &ask, &after, &self.who.as_agent())?;
        self.say(&format!(
            "  command: {} (exit {}{})\n  output:  {}\n",
            facts.command.join(" "),
            facts.exit,
            if facts.timed_out { ", ended after its timeout" } else { "" },
            performed.logs.join(", "),
        ));
        Ok(())
    }

    /// Whether the pipeline goes on although the gate failed.
    pub(super) fn tolerates(&self, finished: &Finished) -> bool {
        if finished.blocking {
            return false;
        }
        self.say(&format!("  gate {} does not block: the run goes on\n", finished.attempt.gate));
        true
    }

    pub(super) fn finish(&mut self, gate: &GateId) -> Result<Finished, Failure> {
        let ask = FinishGate {
            run: self.run.clone(),
            gate: gate.clone(),
            expect_head: None,
            revalidation: false,
            dry_run: false,
        };
        let finished = finish_gate(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)?;
        self.closed(&finished)?;
        Ok(finished)
    }

    pub(super) fn closed(&mut self, finished: &Finished) -> Result<(), Failure> {
        let committed = commit_after(
            self.site,
            &self.machine,
            &finished.record,
            Some(&finished.attempt),
            &finished.outputs,
        )?;
        let report = finish::report(finished, committed.as_ref(), false);
        self.say(&report.text);
        self.steps.push(Value::Object(report.members));
        Ok(())
    }

    pub(super) fn fail(&mut self, gate: &GateId, reason: String) -> Result<Report, Failure> {
        use crate::flow::close_gate::{CloseGate, Word, close_gate};
        let ask = CloseGate {
            run: self.run.clone(),
            gate: gate.clone(),
            word: Word::Fail,
            reason,
            expect_head: None,
            dry_run: false,
        };
        let closed = close_gate(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)?;
        commit_after(self.site, &self.machine, &closed.record, Some(&closed.attempt), &closed.outputs)?;
        let text = format!(
            "Gate {gate}: attempt {} {} ({})\n",
            closed.attempt.attempt,
            crate::cli::show::status("FAIL"),
            ask.reason
        );
        Ok(self.report("FAIL", json!({})).text(text).exit(Exit::Refuted).next(self.resume()))
    }
}
