//! Has the work of an open attempt done, and finishes it.

use crate::cli::answer::{Answer, Awaited};
use crate::cli::commands::gate::finish;
use crate::cli::exit::Exit;
use crate::cli::pipeline::state::Pipeline;
use crate::cli::report::Report;
use crate::cli::session;
use crate::cli::waiting::wait_for_work;
use crate::flow::closing::Closed;
use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::git_commit::commit_after;
use crate::flow::perform::{Performed, Plan, perform};
use crate::flow::record_invocation::{RecordInvocation, Told, record_invocation};
use crate::flow::show_run::View;
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
    pub(super) fn work(
        &mut self,
        gate: &GateId,
        attempt: u32,
        view: &View,
    ) -> Result<Option<Report>, Failure> {
        let plan = Plan::of(self.site, &self.run, gate, self.how.exec.as_deref())?;
        let before = self.door.moment()?;
        let label = InvocationId::make(before.now, before.random);
        let finished = match perform(self.site, &self.machine, &self.run, gate, &plan, label.as_str())? {
            Some(performed) => {
                if let Some(report) = self.closed_by_worker(gate, attempt, &performed)? {
                    return Ok(report.ends);
                }
                self.record(gate, &label, before.now, &performed)?;
                self.finish(gate)?
            }
            None => match self.wait(gate, view)? {
                Answer::Finished(finished) => *finished,
                Answer::Failed(closed, reason) => return self.failed(&closed, &reason).map(Some),
                Answer::Elsewhere => return self.closed_elsewhere(gate),
                Answer::Pause => return self.pause(gate, attempt, false).map(Some),
                Answer::Nobody => return self.pause(gate, attempt, true).map(Some),
            },
        };
        self.closed(&finished)?;
        if finished.attempt.status == AttemptStatus::Pass || self.tolerates(&finished) {
            return Ok(None);
        }
        Ok(Some(self.stopped(gate, finished.attempt.status.as_str())))
    }

    fn wait(&self, gate: &GateId, view: &View) -> Result<Answer, Failure> {
        let stale: Vec<GateId> = view.stale.keys().cloned().collect();
        wait_for_work(&Awaited {
            door: self.door,
            site: self.site,
            machine: &self.machine,
            who: &self.who,
            run: &self.run,
            gate,
            stale: &stale,
        })
    }

    /// Somebody else closed the attempt: goes on where it passed.
    fn closed_elsewhere(&self, gate: &GateId) -> Result<Option<Report>, Failure> {
        let view = self.view()?;
        let last = view.record.run.gate(gate).and_then(|state| state.last_closed());
        let status = last.map_or(AttemptStatus::Running, |row| row.status);
        self.say(&format!(
            "Gate {gate}: the attempt was closed by somebody else, {}\n",
            crate::cli::show::status(status.as_str())
        ));
        Ok((status != AttemptStatus::Pass).then(|| self.stopped(gate, status.as_str())))
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
        let places = session::places(self.door, self.site);
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
            command: Some(facts.command.iter().map(|word| places.argument(word)).collect()),
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
        record_invocation(self.site, &self.machine, &ask, &after, &self.who.as_agent())?;
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
        finish_gate(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)
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

    fn failed(&mut self, closed: &Closed, reason: &str) -> Result<Report, Failure> {
        commit_after(self.site, &self.machine, &closed.record, Some(&closed.attempt), &closed.outputs)?;
        let text = format!(
            "Gate {}: attempt {} {} ({reason})\n",
            closed.attempt.gate,
            closed.attempt.attempt,
            crate::cli::show::status("FAIL"),
        );
        Ok(self.report("FAIL", json!({})).text(text).exit(Exit::Refuted).next(self.resume()))
    }
}
