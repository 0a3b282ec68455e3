//! Drives a run gate by gate: has the work done or waits for it, finishes, stops at the first failure.

use serde_json::{Value, json};

use crate::cli::answer::{Answer, Awaited};
use crate::cli::commands::gate::{finish, start};
use crate::cli::commands::run::complete;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::main::Global;
use crate::cli::print::{self, Tone};
use crate::cli::report::Report;
use crate::cli::session;
use crate::cli::waiting::wait_for_work;
use crate::flow::close_gate::Closed;
use crate::flow::complete_run::{CompleteRun, complete_run};
use crate::flow::drive::{Step, next_step, revalidate};
use crate::flow::finish_gate::{FinishGate, Finished, finish_gate};
use crate::flow::git_commit::commit_after;
use crate::flow::machine::Machine;
use crate::flow::packet::commands;
use crate::flow::perform::{Performed, Plan, perform};
use crate::flow::record_invocation::{RecordInvocation, Told, record_invocation};
use crate::flow::reprint_packet::reprint;
use crate::flow::show_run::{Shown, View, show_run};
use crate::flow::site::{Site, Who};
use crate::flow::start_gate::{StartGate, start_gate};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::run::{AttemptStatus, RunStatus};
use crate::store::progress::Progress;

/// How the work of gates is done.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// A command for every gate.
    pub exec: Option<Vec<String>>,
    /// Who does the work.
    pub agent: Option<String>,
}

impl How {
    /// Whether an agent does the work.
    pub fn is_agent(&self) -> bool {
        self.exec.is_some() || self.agent.is_some()
    }
}

/// A run being driven.
pub struct Pipeline<'a> {
    door: &'a Door,
    site: &'a Site,
    machine: Machine<'a>,
    run: RunId,
    how: How,
    who: Who,
    /// What happened, gate by gate, for the JSON report.
    steps: Vec<Value>,
}

impl<'a> Pipeline<'a> {
    /// A pipeline over `run`; `progress` watches it read.
    pub fn new(
        door: &'a Door,
        global: &Global,
        site: &'a Site,
        progress: &'a dyn Progress,
        run: RunId,
        how: How,
    ) -> Result<Pipeline<'a>, Failure> {
        let who = session::who(door, global, how.is_agent())?;
        Ok(Pipeline { door, site, machine: session::machine(door, progress)?, run, how, who, steps: vec![] })
    }

    /// Goes through the gates until one fails, somebody has to work, or the run is completed.
    pub fn drive(mut self, start_from: Option<&GateId>) -> Result<Report, Failure> {
        self.say(&format!("{}\n", Tone::Strong.paint(&self.run)));
        if let Some(first) = start_from
            && let Some(failed) = self.revalidate_before(first)?
        {
            return Ok(failed);
        }
        // A gate is tried once in one go: what failed is for people, or the next `run resume`.
        loop {
            let view = self.view()?;
            match next_step(&view) {
                Step::Start(gate) => self.start(&gate)?,
                Step::Work(gate, attempt) => {
                    if let Some(report) = self.work(&gate, attempt, &view)? {
                        return Ok(report);
                    }
                }
                Step::Complete => self.complete()?,
                Step::Over(status) => return Ok(self.over(status)),
                Step::Stuck(why) => {
                    let mut failure = Failure::state("stuck", "no gate of the run can start");
                    failure.causes = why;
                    failure.next = view.next();
                    return Err(failure);
                }
            }
        }
    }

    fn view(&self) -> Result<Box<View>, Failure> {
        match show_run(self.site, &self.machine, &self.run)? {
            Shown::V1(view) => Ok(view),
            Shown::V0(_) => Err(Failure::state(
                "format_v0",
                format!("{} was written by the ancestor and is never continued", self.run),
            )),
        }
    }

    /// Talk that appears while the pipeline goes on; the report is printed at its end.
    fn say(&self, text: &str) {
        if !self.door.json {
            print::talk(&print::shown(text, self.door.stderr_colour));
        }
    }

    fn start(&mut self, gate: &GateId) -> Result<(), Failure> {
        let ask = StartGate {
            run: self.run.clone(),
            gate: gate.clone(),
            agent: self.how.agent.clone(),
            override_reason: None,
            expect_head: None,
            dry_run: false,
        };
        let started = start_gate(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)?;
        let report = start::report(&started, false);
        self.say(&format!("\n{}{}", report.text, report.talk));
        Ok(())
    }

    /// Has the work of an open attempt done and finishes it; a report when the pipeline ends here.
    fn work(&mut self, gate: &GateId, attempt: u32, view: &View) -> Result<Option<Report>, Failure> {
        let plan = Plan::of(self.site, &self.run, gate, self.how.exec.as_deref())?;
        let before = self.door.moment()?;
        let label = InvocationId::make(before.now, before.random);
        let finished = match perform(self.site, &self.machine, &self.run, gate, &plan, label.as_str())? {
            Some(performed) => {
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
        Ok((finished.attempt.status != AttemptStatus::Pass)
            .then(|| self.refuted(gate, finished.attempt.status)))
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

    fn record(
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

    fn finish(&mut self, gate: &GateId) -> Result<Finished, Failure> {
        let ask = FinishGate {
            run: self.run.clone(),
            gate: gate.clone(),
            expect_head: None,
            revalidation: false,
            dry_run: false,
        };
        finish_gate(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)
    }

    fn closed(&mut self, finished: &Finished) -> Result<(), Failure> {
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
        Ok(self
            .report("FAIL", json!({}))
            .text(text)
            .exit(Exit::Refuted)
            .next(format!("gatewright run resume --run {}", self.run)))
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
        Ok((status != AttemptStatus::Pass).then(|| self.refuted(gate, status)))
    }

    /// Ends the pipeline with the attempt open; with the packet where nobody has seen it yet.
    fn pause(&mut self, gate: &GateId, attempt: u32, with_packet: bool) -> Result<Report, Failure> {
        let packet = reprint(self.site, &self.run, gate)?;
        let next = commands(&self.run, gate);
        let waiting = json!({
            "gate": gate,
            "attempt": attempt,
            "packet": { "path": packet.path, "sha256": packet.sha256, "text": packet.text },
        });
        let (text, place) = if with_packet { (packet.text, "above and in ") } else { (String::new(), "in ") };
        let talk =
            format!("\nPaused: gate {gate} waits for its work. The packet is {place}{}\n", packet.path);
        Ok(self
            .report("WAITING", waiting)
            .text(text)
            .talk(talk)
            .exit(Exit::Waiting)
            .next(next.check)
            .next(next.finish)
            .next(format!("gatewright run resume --run {}", self.run)))
    }

    fn refuted(&self, gate: &GateId, status: AttemptStatus) -> Report {
        self.report(status.as_str(), json!({}))
            .talk(format!(
                "\nStopped: gate {gate} did not pass. What failed is in the packet of the next attempt.\n"
            ))
            .exit(Exit::Refuted)
            .next(format!("gatewright run resume --run {}", self.run))
            .next(format!("gatewright gate start --run {} --gate {gate}", self.run))
    }

    fn complete(&mut self) -> Result<(), Failure> {
        let ask = CompleteRun {
            run: self.run.clone(),
            status: None,
            reason: None,
            expect_head: None,
            dry_run: false,
        };
        let record = complete_run(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)?;
        let committed = commit_after(self.site, &self.machine, &record, None, &[])?;
        self.say(&format!("\n{}", complete::report(&record, committed.as_ref(), false).text));
        Ok(())
    }

    fn over(&self, status: RunStatus) -> Report {
        let record = format!("{}/{}/record/RUN.json", self.site.config.runs, self.run);
        let exit = if status == RunStatus::Passed { Exit::Done } else { Exit::Refuted };
        self.report(status.as_str(), json!({}))
            .text(format!("{} {}\n", crate::cli::show::status(status.as_str()), record))
            .exit(exit)
            .next(format!("gatewright run show --run {}", self.run))
    }

    fn report(&self, status: &str, waiting: Value) -> Report {
        let waiting = if waiting == json!({}) { Value::Null } else { waiting };
        Report::new(
            "run",
            json!({ "run_id": self.run, "status": status, "gates": self.steps, "waiting": waiting }),
        )
    }

    /// Judges the gates before `first` as they are; a report when one of them does not pass.
    fn revalidate_before(&mut self, first: &GateId) -> Result<Option<Report>, Failure> {
        let view = self.view()?;
        let gates = &view.record.run.gates;
        let at = gates
            .iter()
            .position(|gate| gate.id.same(first))
            .ok_or_else(|| Failure::usage("unknown_gate", format!("the run has no gate {first}")))?;
        for gate in
            gates[..at].iter().filter(|gate| !gate.status.is_met() || view.stale.contains_key(&gate.id))
        {
            let moments = [self.door.moment()?, self.door.moment()?];
            let finished = revalidate(
                self.site,
                &self.machine,
                &self.run,
                &gate.id,
                [&moments[0], &moments[1]],
                &self.who,
            )?;
            self.closed(&finished)?;
            if finished.attempt.status != AttemptStatus::Pass {
                return Ok(Some(self.refuted(&gate.id, finished.attempt.status)));
            }
        }
        Ok(None)
    }
}
