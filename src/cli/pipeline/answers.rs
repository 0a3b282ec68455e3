//! What a pipeline answers when it ends: paused, stopped, or over.

use crate::cli::exit::Exit;
use crate::cli::pipeline::performing::{CANCELED, Call};
use crate::cli::pipeline::state::Pipeline;
use crate::cli::report::Report;
use crate::flow::drive::{Step, next_step};
use crate::flow::finish_gate::Finished;
use crate::flow::next::start;
use crate::flow::open_attempt::closing_of;
use crate::flow::packet::commands_of;
use crate::flow::reprint_packet::reprint;
use crate::flow::trust::{TRUST, asks_for_trust};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptStatus, RunStatus};
use serde_json::{Value, json};

impl Pipeline<'_> {
    /// Ends the pipeline with the attempt open; with the packet where nobody has seen it yet.
    pub(super) fn pause(
        &mut self,
        gate: &GateId,
        attempt: u32,
        with_packet: bool,
    ) -> Result<Report, Failure> {
        let packet = reprint(self.site, &self.run, gate)?;
        let next = commands_of(&self.run, gate, packet.agent.as_deref());
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
            .next(self.resume()))
    }

    /// Ends the pipeline with the attempt open: everything holds, and people have not decided yet.
    pub(super) fn awaits_people(
        &mut self,
        gate: &GateId,
        attempt: u32,
        failure: Failure,
    ) -> Result<Report, Failure> {
        let mut report = self.pause(gate, attempt, false)?;
        let causes: String = failure.causes.iter().map(|cause| format!("  {cause}\n")).collect();
        report.talk = format!("\nPaused: {}\n{causes}", failure.message);
        report.next = failure.next;
        report.next.push(self.resume());
        Ok(report)
    }

    /// Ends the pipeline because somebody asked this process to end while a command did the work.
    pub(super) fn interrupted(
        &mut self,
        gate: &GateId,
        attempt: u32,
        call: Option<&Call>,
        signal: i32,
    ) -> Result<Report, Failure> {
        let view = self.view()?;
        let closed = closing_of(&view.record, gate, attempt);
        let became = match closed {
            None => format!("attempt {attempt} is still open"),
            Some((status, who)) => format!("attempt {attempt} was closed by {who}, {}", status.as_str()),
        };
        let command = match call {
            None => "nothing was started".to_owned(),
            Some(call) if call.status == CANCELED => {
                "its command was ended with all it had started".to_owned()
            }
            Some(call) => format!("its command had ended (exit {})", call.exit_code),
        };
        let interrupted = json!({
            "gate": gate,
            "attempt": attempt,
            "signal": signal,
            "attempt_status": closed.map_or(AttemptStatus::Running, |(status, _)| status),
            "closed_by": closed.map(|(_, who)| who),
            "invocation": call,
        });
        let mut report = self
            .report("INTERRUPTED", Value::Null)
            .talk(format!("\nInterrupted at gate {gate}: {command}; {became}\n"))
            .exit(Exit::of_signal(signal))
            .next(self.resume())
            .next(format!("gatewright run status --run {}", self.run));
        report.members.insert("interrupted".to_owned(), interrupted);
        Ok(report)
    }

    /// Ends the pipeline at a gate that was judged and did not pass. What a person has to trust first comes first.
    pub(super) fn stopped_at(&self, gate: &GateId, finished: &Finished) -> Report {
        let mut report = self.stopped(gate, finished.attempt.status.as_str());
        if finished.verdict.as_ref().is_some_and(asks_for_trust) {
            report.next.insert(0, TRUST.to_owned());
        }
        report
    }

    pub(super) fn stopped(&self, gate: &GateId, status: &str) -> Report {
        let report = self.report(status, json!({})).exit(Exit::Refuted);
        let said = format!("\nStopped: gate {gate} did not pass.");
        let Ok(view) = self.view() else {
            return report
                .talk(format!("{said}\n"))
                .next(format!("gatewright run status --run {}", self.run));
        };
        let prospect = view.prospect();
        let (again, stuck) = (prospect.may_start(gate), matches!(next_step(&view), Step::Stuck(_)));
        let mut report = report.talk(match again {
            true => format!("{said} What failed is in the packet of the next attempt.\n"),
            false => format!("{said} No other attempt at it can be opened now.\n"),
        });
        if !stuck {
            report = report.next(self.resume());
        }
        if again {
            return report.next(start(&self.run, gate));
        }
        if stuck {
            report.next.extend(prospect.commands());
            report.hints.extend(prospect.hints());
        }
        report
    }

    pub(super) fn over(&self, status: RunStatus) -> Report {
        let record = format!("{}/{}/record/RUN.json", self.site.config.runs, self.run);
        let exit = if status == RunStatus::Passed { Exit::Done } else { Exit::Refuted };
        self.report(status.as_str(), json!({}))
            .text(format!("{} {}\n", crate::cli::show::status(status.as_str()), record))
            .exit(exit)
            .next(format!("gatewright run show --run {}", self.run))
    }

    pub(super) fn report(&self, status: &str, waiting: Value) -> Report {
        let over = RunStatus::ALL.iter().any(|known| known.is_final() && known.as_str() == status);
        let waiting = if waiting == json!({}) { Value::Null } else { waiting };
        Report::new(
            "run",
            json!({
                "run_id": self.run,
                "status": if over { status } else { RunStatus::Running.as_str() },
                "outcome": status,
                "gates": self.steps,
                "waiting": waiting,
            }),
        )
    }
}
