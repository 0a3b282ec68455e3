//! The packet of an attempt, again from disk.

use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::open_attempt::{open_attempt_file, open_row};
use crate::flow::pinned;
use crate::flow::refusals::unknown_gate;
use crate::flow::site::Site;
use crate::flow::unopened::offering;
use crate::model::actor::ActorClass;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{AttemptRow, GateState, Run};
use crate::store::runs::layout;
use crate::store::runs::read::{RunDir, damaged};

/// A packet as it was rendered.
#[derive(Debug)]
pub struct Reprint {
    /// The gate.
    pub gate: GateId,
    /// The attempt.
    pub attempt: u32,
    /// Where its copy for people lies or lay, from the repository's root.
    pub path: String,
    /// Of its bytes.
    pub sha256: Digest,
    /// Its text.
    pub text: String,
    /// Whether the attempt is open.
    pub open: bool,
    /// Who does the work, where an agent opened it.
    pub agent: Option<String>,
    /// Why work on it cannot be judged, such as a pinned contract that is gone.
    pub refusal: Option<Failure>,
}

/// The packet of the open attempt: the copy among the pins, else the one under `logs/`; its digest must be the one
/// that the record pins.
///
/// # Errors
/// `State` when no attempt is open, or when both copies are gone or were edited.
pub fn reprint(site: &Site, run: &RunId, gate: &GateId) -> Result<Reprint, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    let row = open_row(&record.run, gate)?;
    of_row(&dir, &record.run, gate, row)
}

/// The packet of attempt `attempt` at the gate, open or closed; where no number is said that of the open one, else of the
/// latest.
///
/// # Errors
/// `Usage` when there is no such attempt; `State` when both copies are gone or were edited.
pub fn reprint_any(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    attempt: Option<u32>,
) -> Result<Reprint, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    let state = record.run.gate(gate).ok_or_else(|| unknown_gate(&record.run, gate))?;
    let row = match attempt {
        Some(number) => state.attempts.iter().find(|row| row.attempt == number),
        None => state.attempts.last(),
    };
    let row = row.ok_or_else(|| match (no_such_attempt(run, state, attempt), state.attempts.len()) {
        (never, 0) => offering(site, machine, (&dir, &record.run), gate, never),
        (other, _) => other,
    })?;
    of_row(&dir, &record.run, gate, row)
}

fn no_such_attempt(run: &RunId, state: &GateState, attempt: Option<u32>) -> Failure {
    let id = &state.id;
    match (attempt, state.attempts.len()) {
        (_, 0) => Failure::state("no_attempt", format!("gate {id} was never tried, so it has no packet"))
            .next(format!("gatewright gate start --run {run} --gate {id}")),
        (number, count) => {
            let number = number.unwrap_or_default();
            let message = format!("gate {id} has no attempt {number}; it has {count}, numbered from 1");
            Failure::usage("no_such_attempt", message).next(format!("gatewright run show --run {run}"))
        }
    }
}

fn of_row(dir: &RunDir, run: &Run, gate: &GateId, row: &AttemptRow) -> Result<Reprint, Failure> {
    let id = run
        .gate(gate)
        .map(|state| state.id.clone())
        .ok_or_else(|| Failure::bug(format!("no gate {gate}")))?;
    let file = match row.sha256 {
        Some(seal) => dir.sealed_attempt(&id, row.attempt, seal)?,
        None => open_attempt_file(dir, &id, row)?,
    };
    let open = row.sha256.is_none();
    let sha256 = file.start.packet.sha256;
    let path = layout::packet(&id, row.attempt)?;
    let good = |bytes: Vec<u8>| Some(bytes).filter(|bytes| Digest::of(bytes) == sha256);
    let pinned = dir.dir.read_small(&layout::pin(sha256)?, layout::MAX_ATTEMPT).ok().flatten().and_then(good);
    let logged = || dir.dir.read_small(&path, layout::MAX_ATTEMPT).ok().flatten().and_then(good);
    let bytes = pinned.or_else(logged).ok_or_else(|| {
        let message = format!("the packet of attempt {} at gate {id} is gone or was edited", row.attempt);
        Failure::state("packet_gone", message)
            .hint("the next attempt gets a fresh packet; packets over 64 KiB lie under `logs/` alone")
            .next(match open {
                true => {
                    format!("gatewright gate abandon --run {} --gate {id} --reason \"packet lost\"", run.id)
                }
                false => format!("gatewright run show --run {}", run.id),
            })
    })?;
    let text = String::from_utf8(bytes).map_err(|_| damaged("the packet is not UTF-8"))?;
    let agent = file.agent.filter(|_| file.start.producer.class == ActorClass::Agent);
    Ok(Reprint {
        gate: id,
        attempt: row.attempt,
        path: dir.dir.shown(&path),
        sha256,
        text,
        open,
        agent,
        refusal: refusal(dir, run, gate),
    })
}

/// Why what the run pinned for the gate cannot be judged by.
fn refusal(dir: &RunDir, run: &Run, gate: &GateId) -> Option<Failure> {
    let view = pinned::workflow(dir, run).and_then(|workflow| GateView::load(dir, run, &workflow, gate));
    view.err()
}
