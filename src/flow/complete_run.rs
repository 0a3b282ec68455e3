//! `run complete`: closes a run with the status that its gates bear out.

use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::next::{abandon, give_up, working};
use crate::flow::opening::open_run;
use crate::flow::pinned;
use crate::flow::refusals::{check_reason, refuse_completed};
use crate::flow::site::{Moment, Site, Who};
use crate::flow::stale::{Stale, stale};
use crate::flow::work_lock::worker;
use crate::format::record::read::Record;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::run::{GateStatus, Run, RunStatus};
use crate::store::runs::open::Purpose;

/// What is asked.
#[derive(Debug, Clone)]
pub struct CompleteRun {
    /// The run.
    pub run: RunId,
    /// The status; what the gates bear out where nothing is said.
    pub status: Option<RunStatus>,
    /// Why; needed for CANCELED.
    pub reason: Option<String>,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What the gates of a run bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorneOut {
    /// PASSED, FAILED, or nothing yet.
    pub status: Option<RunStatus>,
    /// What keeps it from PASSED, in words.
    pub against: Vec<String>,
}

/// What the gates bear out: all gates that block PASS or WAIVED and none STALE, every gate tried → PASSED; a blocking
/// FAIL → FAILED. `blocking` says whether a gate's contract blocks.
pub fn borne_out(
    run: &Run,
    stale: &Stale,
    blocking: &dyn Fn(&crate::model::ids::GateId) -> bool,
) -> BorneOut {
    let mut against = vec![];
    let mut failed = false;
    for gate in &run.gates {
        let blocks = blocking(&gate.id);
        if gate.status == GateStatus::Fail && !blocks {
            continue;
        }
        if let Some(why) = stale.get(&gate.id) {
            let why: Vec<String> = why.iter().map(ToString::to_string).collect();
            against.push(format!("gate {} is STALE: {}", gate.id, why.join("; ")));
        } else if !gate.status.is_met() {
            against.push(format!("gate {} is {}", gate.id, gate.status.as_str()));
            failed |= gate.status == GateStatus::Fail;
        }
    }
    let status =
        if against.is_empty() { Some(RunStatus::Passed) } else { failed.then_some(RunStatus::Failed) };
    BorneOut { status, against }
}

/// Completes a run; nothing follows.
///
/// # Errors
/// `State` when the gates do not bear the status out, an attempt is open, or the run is completed; `Usage` for a
/// cancellation without a reason.
pub fn complete_run(
    site: &Site,
    machine: &Machine,
    ask: &CompleteRun,
    moment: &Moment,
    who: &Who,
) -> Result<Record, Failure> {
    if let Some(reason) = &ask.reason {
        check_reason(reason)?;
    }
    if ask.status == Some(RunStatus::Canceled) && ask.reason.is_none() {
        return Err(Failure::usage(
            "reason_needed",
            "a run is canceled for a reason: say it with `--reason`",
        ));
    }
    let purpose = Purpose { command: "run complete", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let run = open.run();
    refuse_unready(run)?;
    refuse_while_worked_on(site, run)?;
    let status = match ask.status {
        Some(RunStatus::Canceled) => RunStatus::Canceled,
        wanted => {
            let workflow = pinned::workflow(&open.dir, run)?;
            let stale = stale(site, machine, &open.dir, run, &workflow, who.stamp(&open, moment).at)?;
            let mut lenient = vec![];
            for gate in run.gates.iter().filter(|gate| gate.status == GateStatus::Fail) {
                if !GateView::load(&open.dir, run, &workflow, &gate.id)?.pinned.contract.blocking {
                    lenient.push(gate.id.clone());
                }
            }
            decide(run, wanted, borne_out(run, &stale, &|gate| !lenient.contains(gate)))?
        }
    };
    let stamp = who.stamp(&open, moment);
    let fact = Fact::RunCompleted { status, reason: ask.reason.clone() };
    if ask.dry_run { open.rehearse(&stamp, fact) } else { open.commit(&stamp, fact) }
}

/// Refuses while a command still works on a gate of the run, although its attempt is closed: its call is not recorded yet, and
/// nothing is added to a completed run.
fn refuse_while_worked_on(site: &Site, run: &Run) -> Result<(), Failure> {
    match run.gates.iter().find(|gate| worker(site, &run.id, &gate.id).is_some()) {
        Some(gate) => {
            let message =
                format!("a command still works on gate {}; its call has to be recorded first", gate.id);
            Err(Failure::new(Kind::Locked, "work_taken", message)
                .hint("wait until it has ended, or end the process that drives it")
                .next(format!("gatewright run status --run {}", run.id)))
        }
        None => Ok(()),
    }
}

fn refuse_unready(run: &Run) -> Result<(), Failure> {
    refuse_completed(run)?;
    match run.gates.iter().find(|gate| gate.open_attempt().is_some()) {
        Some(gate) => Err(Failure::state("attempt_open", format!("gate {} has an open attempt", gate.id))
            .nexts(working(&run.id, gate))
            .hint(abandon(&run.id, gate))),
        None => Ok(()),
    }
}

fn decide(run: &Run, wanted: Option<RunStatus>, borne: BorneOut) -> Result<RunStatus, Failure> {
    let refused = |message: String| {
        let mut failure = Failure::state("not_borne_out", message);
        failure.causes = borne.against.clone();
        failure.next(format!("gatewright run status --run {}", run.id)).hint(give_up(&run.id))
    };
    match (wanted, borne.status) {
        (None, Some(status)) => Ok(status),
        (Some(wanted), Some(status)) if wanted == status => Ok(status),
        (None, None) => Err(refused("the gates bear out neither PASSED nor FAILED yet".to_owned())),
        (Some(wanted), _) => Err(refused(format!("the gates do not bear out {}", wanted.as_str()))),
    }
}
