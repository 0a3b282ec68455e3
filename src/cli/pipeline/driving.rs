//! Goes through the gates of a run until one fails, somebody has to work, or the run is completed.

use crate::cli::commands::gate::start;
use crate::cli::commands::run::complete;
use crate::cli::pipeline::state::Pipeline;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::flow::artifacts::Outputs;
use crate::flow::complete_run::{CompleteRun, complete_run};
use crate::flow::drive::{Step, next_step, revalidate};
use crate::flow::git_commit::commit_after;
use crate::flow::perform::Plan;
use crate::flow::refusals::unknown_gate;
use crate::flow::start_gate::{StartGate, start_gate};
use crate::model::failure::Failure;
use crate::model::ids::GateId;

impl Pipeline<'_> {
    /// Goes through the gates until one fails, somebody has to work, or the run is completed.
    pub fn drive(self, start_from: Option<&GateId>) -> Result<Report, Failure> {
        let resume = self.resume();
        self.go(start_from).map_err(|failure| match failure.next.is_empty() {
            true => failure.next(resume),
            false => failure,
        })
    }

    pub(super) fn go(mut self, start_from: Option<&GateId>) -> Result<Report, Failure> {
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
                    failure.next = view.prospect().commands();
                    failure.hints = view.prospect().hints();
                    return Err(failure);
                }
            }
        }
    }

    pub(super) fn start(&mut self, gate: &GateId) -> Result<(), Failure> {
        let plan = Plan::of(self.site, &self.run, gate, self.how.exec.as_deref())?;
        plan.may_run(self.site, &self.machine, gate)?;
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

    pub(super) fn complete(&mut self) -> Result<(), Failure> {
        let ask = CompleteRun {
            run: self.run.clone(),
            status: None,
            reason: None,
            expect_head: None,
            dry_run: false,
        };
        let record = complete_run(self.site, &self.machine, &ask, &self.door.moment()?, &self.who)?;
        let committed = commit_after(self.site, &self.machine, &record, None, &Outputs::default())?;
        self.say(&format!("\n{}", complete::report(&record, committed.as_ref(), false).text));
        Ok(())
    }

    /// Judges the gates before `first` as they are; a report when one of them does not pass.
    pub(super) fn revalidate_before(&mut self, first: &GateId) -> Result<Option<Report>, Failure> {
        let view = self.view()?;
        let gates = &view.record.run.gates;
        let at = gates
            .iter()
            .position(|gate| gate.id.same(first))
            .ok_or_else(|| unknown_gate(&view.record.run, first))?;
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
            self.closed(&finished, None)?;
            if !finished.attempt.status.is_met() && !self.tolerates(&finished) {
                return Ok(Some(self.stopped_at(&gate.id, &finished)));
            }
        }
        Ok(None)
    }
}
