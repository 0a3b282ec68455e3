//! Runs the command that does the work of an attempt, and records the call, whatever became of the attempt meanwhile.

use serde::Serialize;

use crate::cli::pipeline::state::Pipeline;
use crate::cli::report::Report;
use crate::cli::session;
use crate::exec::command::LOG_CAP;
use crate::exec::executor::InvocationFacts;
use crate::exec::process::spec::Stop;
use crate::flow::perform::{Performed, Plan, perform};
use crate::flow::record_invocation::{RecordInvocation, Told, record_invocation};
use crate::flow::recordable::recordable;
use crate::flow::work_lock::take_up;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::{GateId, InvocationId};
use crate::model::time::Timestamp;
use crate::rules::secrets;
use crate::store::lock::RunLock;
use crate::store::sys::endings::{self, Endings};

/// What a call comes to that we ended because we were asked to stop.
pub(super) const CANCELED: &str = "CANCELED";

/// A command that has ended, as the JSON report says it.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    /// Its id in the record; `null` when it could not be recorded.
    invocation_id: Option<InvocationId>,
    /// What it came to, as recorded.
    pub(super) status: &'static str,
    pub(super) exit_code: i32,
    /// Where its output lies, from the root: standard output, standard error.
    output: [String; 2],
    /// Whether a log lacks something because of its cap.
    output_cut: bool,
    /// Why it is not in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_recorded: Option<String>,
}

/// What follows once the command has ended.
pub(super) enum After {
    /// The attempt is open and its work done: it is to be judged.
    Judge(Call, RunLock),
    /// Somebody else closed the attempt as passed.
    GoOn,
    /// The pipeline ends.
    End(Report),
}

impl Pipeline<'_> {
    /// Has the command of `plan` do the work. While it runs, this process hears what would end it, so that the call is
    /// recorded before it ends.
    pub(super) fn perform(&mut self, gate: &GateId, attempt: u32, plan: &Plan) -> Result<After, Failure> {
        let listening = Endings::listen().map_err(|error| Failure::io("cannot listen to signals", &error))?;
        self.machine.stop = Stop::when(|| endings::first().is_some());
        let done = self.perform_and_record(gate, attempt, plan);
        drop(listening);
        // Of what judging starts nothing is ended by us: there a signal ends this process.
        self.machine.stop = Stop::default();
        let (call, lock) = done?;
        if let Some(signal) = endings::first() {
            return Ok(After::End(self.interrupted(gate, attempt, call.as_ref(), signal)?));
        }
        let call =
            call.ok_or_else(|| Failure::bug("a command was not started, and nobody had wished to stop"))?;
        if self.view()?.record.run.gate(gate).and_then(|state| state.open_attempt()).map(|row| row.attempt)
            == Some(attempt)
        {
            return Ok(After::Judge(call, lock));
        }
        Ok(self.closed_elsewhere(gate, attempt, Some(&call))?.map_or(After::GoOn, After::End))
    }

    /// No call when the wish to stop came before the command was started.
    fn perform_and_record(
        &mut self,
        gate: &GateId,
        attempt: u32,
        plan: &Plan,
    ) -> Result<(Option<Call>, RunLock), Failure> {
        let before = self.door.moment()?;
        let (lock, waited) =
            take_up(self.site, &self.run, gate, attempt, &self.doing(plan, attempt, before.now))?;
        // What a killed driver had begun was waited for: that is no time of this call.
        let waited = if before.seeded { 0 } else { i64::try_from(waited.as_millis()).unwrap_or(0) };
        let started_at = before.now.later_by(waited);
        let label = InvocationId::make(started_at, before.random);
        if self.machine.stop.is_set() {
            return Ok((None, lock));
        }
        let performed =
            perform(self.site, &self.machine, &self.run, gate, plan, label.as_str(), Some(&lock))?
                .ok_or_else(|| Failure::bug("a command left its work to somebody else"))?;
        let call = self.record(gate, attempt, &label, started_at, performed)?;
        Ok((Some(call), lock))
    }

    /// What does the work, for whoever is refused meanwhile.
    fn doing(&self, plan: &Plan, attempt: u32, since: Timestamp) -> String {
        let places = session::places(self.door, self.site);
        let argv = match plan {
            Plan::Human => &[][..],
            Plan::Declared(spec) => &spec.argv,
            Plan::Typed(argv) => argv,
        };
        let words: Vec<String> = argv.iter().map(|word| places.argument(&secrets::mask(word))).collect();
        let words: String = recordable(&words).join(" ").chars().take(100).collect();
        format!("{words} (attempt {attempt}, since {since})")
    }

    fn record(
        &mut self,
        gate: &GateId,
        attempt: u32,
        label: &InvocationId,
        started_at: Timestamp,
        performed: Performed,
    ) -> Result<Call, Failure> {
        let after = self.door.moment()?;
        let status = came_to(&performed.facts);
        let ask = RecordInvocation {
            run: self.run.clone(),
            gate: gate.clone(),
            attempt: Some(attempt),
            told: Told {
                id: Some(label.clone()),
                started_at: Some(started_at),
                finished_at: Some(after.now),
                status: Some(status.to_owned()),
                ..self.told(&performed)
            },
            expect_head: None,
            dry_run: false,
        };
        let not_recorded =
            match record_invocation(self.site, &self.machine, &ask, &after, &self.who.as_agent()) {
                Ok(_) => None,
                // The run was completed meanwhile, or says no otherwise: what was run is told all the same.
                Err(failure) if failure.kind == Kind::State => Some(failure.message),
                Err(failure) => return Err(failure),
            };
        self.tell(&performed, not_recorded.as_deref());
        Ok(Call {
            invocation_id: not_recorded.is_none().then(|| label.clone()),
            status,
            exit_code: performed.facts.exit,
            output: performed.logs,
            output_cut: performed.facts.truncated,
            not_recorded,
        })
    }

    fn told(&self, performed: &Performed) -> Told {
        let places = session::places(self.door, self.site);
        let words: Vec<String> = performed.facts.command.iter().map(|word| places.argument(word)).collect();
        Told {
            agent: self.how.agent.clone(),
            command: Some(recordable(&words)),
            exit_code: Some(performed.facts.exit),
            output_refs: performed.logs.to_vec(),
            ..Told::default()
        }
    }

    fn tell(&self, performed: &Performed, not_recorded: Option<&str>) {
        let Performed { facts, logs } = performed;
        self.say(&format!(
            "  command: {} (exit {}{})\n  output:  {}\n",
            recordable(&facts.command).join(" "),
            facts.exit,
            if facts.timed_out { ", ended after its timeout" } else { "" },
            logs.join(", "),
        ));
        if facts.truncated {
            self.say(&format!(
                "  cut:     {} bytes on standard output and {} on standard error; of each the first {} MiB are kept\n",
                facts.stdout_bytes,
                facts.stderr_bytes,
                LOG_CAP >> 20
            ));
        }
        if let Some(why) = not_recorded {
            self.say(&format!("  the call could not be recorded: {why}\n"));
        }
    }
}

/// What a call came to, as records say it.
fn came_to(facts: &InvocationFacts) -> &'static str {
    match (facts.timed_out, facts.stopped, facts.exit) {
        (true, _, _) => "TIMEOUT",
        (_, true, _) => CANCELED,
        (_, _, 0) => "SUCCESS",
        _ => "FAILURE",
    }
}
