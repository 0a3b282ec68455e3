//! Has the work of an open attempt done, and finishes it.

use crate::cli::answer::{Answer, Awaited};
use crate::cli::commands::gate::finish;
use crate::cli::exit::Exit;
use crate::cli::pipeline::performing::{After, Call};
use crate::cli::pipeline::state::Pipeline;
use crate::cli::report::Report;
use crate::cli::waiting::wait_for_work;
use crate::flow::check_gate::check_gate;
use crate::flow::closing::Closed;
use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::git_commit::commit_after;
use crate::flow::open_attempt::closing_of;
use crate::flow::perform::Plan;
use crate::flow::show_run::View;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::GateId;
use crate::rules::checks::awaited::{awaited, is_decided_by_others};
use serde_json::{Value, json};

impl Pipeline<'_> {
    /// Has the work of an open attempt done and finishes it; a report when the pipeline ends here.
    pub(super) fn work(
        &mut self,
        gate: &GateId,
        attempt: u32,
        view: &View,
    ) -> Result<Option<Report>, Failure> {
        let plan = Plan::of(self.site, &self.run, gate, self.how.exec.as_deref())?;
        if plan != Plan::Human {
            if self.is_done_but_for_people(gate, view)? {
                return match self.finish(gate) {
                    Err(failure) if failure.kind == Kind::Waiting => {
                        self.awaits_people(gate, attempt, failure).map(Some)
                    }
                    finished => self.judged(gate, &finished?, None),
                };
            }
            let (call, lock) = match self.perform(gate, attempt, &plan)? {
                After::Judge(call, lock) => (call, lock),
                After::GoOn => return Ok(None),
                After::End(report) => return Ok(Some(report)),
            };
            let finished = match self.finish(gate) {
                Err(failure) if failure.kind == Kind::Waiting => {
                    return self.awaits_people(gate, attempt, failure).map(Some);
                }
                finished => finished?,
            };
            // Until here nobody may take the attempt for one whose work is still to be done.
            drop(lock);
            return self.judged(gate, &finished, Some(&call));
        }
        match self.wait(gate, view)? {
            Answer::Finished(finished) => self.judged(gate, &finished, None),
            Answer::Failed(closed, reason) => self.failed(&closed, &reason).map(Some),
            Answer::Elsewhere => self.closed_elsewhere(gate, attempt, None),
            Answer::Pause => self.pause(gate, attempt, false).map(Some),
            Answer::Nobody => self.pause(gate, attempt, true).map(Some),
        }
    }

    /// Whether a command has done the work already, and what is left is that people decide: it is not done twice, which would
    /// take from them what they look at.
    fn is_done_but_for_people(&self, gate: &GateId, view: &View) -> Result<bool, Failure> {
        let row = view.record.run.gate(gate).and_then(|state| state.open_attempt());
        if row.is_none_or(|row| row.invocation_ids.is_empty() && row.decisions.is_empty()) {
            return Ok(false);
        }
        let now = self.door.moment()?.now;
        let checked = check_gate(self.site, &self.machine, &self.run, gate, now, &self.who)?;
        let verdict = &checked.verdict;
        Ok(is_decided_by_others(verdict) && (verdict.passes() || awaited(verdict).is_some()))
    }

    fn judged(
        &mut self,
        gate: &GateId,
        finished: &Finished,
        call: Option<&Call>,
    ) -> Result<Option<Report>, Failure> {
        self.closed(finished, call)?;
        if finished.attempt.status.is_met() || self.tolerates(finished) {
            return Ok(None);
        }
        Ok(Some(self.stopped_at(gate, finished)))
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

    /// Somebody else closed the attempt: says who, and goes on where it passed.
    pub(super) fn closed_elsewhere(
        &mut self,
        gate: &GateId,
        attempt: u32,
        call: Option<&Call>,
    ) -> Result<Option<Report>, Failure> {
        let view = self.view()?;
        let Some((status, who)) = closing_of(&view.record, gate, attempt) else { return Ok(None) };
        self.say(&format!(
            "Gate {gate}: attempt {attempt} was closed by {who}, {}\n",
            crate::cli::show::status(status.as_str())
        ));
        self.steps.push(json!({
            "run_id": self.run,
            "gate": gate,
            "attempt": attempt,
            "status": status,
            "pass": status.is_met(),
            "closed_by": who,
            "invocation": call,
        }));
        Ok((!status.is_met()).then(|| self.stopped(gate, status.as_str())))
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

    /// Commits, tells and remembers a finished gate, with the call that did its work.
    pub(super) fn closed(&mut self, finished: &Finished, call: Option<&Call>) -> Result<(), Failure> {
        let committed = commit_after(
            self.site,
            &self.machine,
            &finished.record,
            Some(&finished.attempt),
            &finished.outputs,
        )?;
        let report = finish::report(finished, committed.as_ref(), false);
        self.say(&report.text);
        let mut step = report.members;
        step.insert("invocation".to_owned(), json!(call));
        self.steps.push(Value::Object(step));
        Ok(())
    }

    fn failed(&mut self, closed: &Closed, reason: &str) -> Result<Report, Failure> {
        let committed =
            commit_after(self.site, &self.machine, &closed.record, Some(&closed.attempt), &closed.outputs)?;
        let text = format!(
            "Gate {}: attempt {} {} ({reason})\n{}{}",
            closed.attempt.gate,
            closed.attempt.attempt,
            crate::cli::show::status("FAIL"),
            crate::cli::show::head(&closed.record, false),
            committed.map(|committed| committed.text()).unwrap_or_default(),
        );
        Ok(self.report("FAIL", json!({})).text(text).exit(Exit::Refuted).next(self.resume()))
    }
}
