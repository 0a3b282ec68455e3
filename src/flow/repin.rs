//! `run repin`: pins today's contract, template and procedures of one gate, visibly.

use crate::flow::definitions::{LoadedGate, load_gate};
use crate::flow::fit::{bytes_of, refuse_never_passing};
use crate::flow::machine::Machine;
use crate::flow::next::{Ahead, lenient};
use crate::flow::opening::open_run;
use crate::flow::own::pins::with_losses;
use crate::flow::pinned;
use crate::flow::refusals::{check_reason, refuse_own_records, refuse_tokens_in};
use crate::flow::site::{Moment, Site, Who};
use crate::flow::trial::try_packet;
use crate::format::definition::wrong::Wrong;
use crate::format::record::read::Record;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::pin::Pin;
use crate::rules::variables;
use crate::store::runs::open::Purpose;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Repin {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// Why.
    pub reason: String,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Repinned {
    /// The record after it.
    pub record: Record,
    /// The pins that differ from before.
    pub changed: Vec<Pin>,
    /// What comes next.
    pub ahead: Ahead,
}

/// Pins the definitions of a gate anew.
///
/// # Errors
/// `State` while an attempt of the gate is open, when the run is completed, or when nothing differs.
pub fn repin(
    site: &Site,
    machine: &Machine,
    ask: &Repin,
    moment: &Moment,
    who: &Who,
) -> Result<Repinned, Failure> {
    check_reason(&ask.reason)?;
    let purpose = Purpose { command: "run repin", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let run = open.run();
    let workflow = pinned::workflow(&open.dir, run)?;
    let (state, def) = pinned::find(run, &workflow, &ask.gate)?;
    let LoadedGate { contract, files, .. } = load_gate(site, &workflow, def)?;
    let mut wrong = Wrong::default();
    for refused in refuse_tokens_in(&files) {
        wrong.note::<()>(Err(refused))?;
    }
    wrong.note(variables::check_contract(&contract, &run.params))?;
    wrong.note(refuse_own_records(site, &contract, &run.params, &files, &def.contract))?;
    let own = (&def.contract, bytes_of(&files, &def.contract));
    wrong.note(refuse_never_passing(&contract, own, run.depth, &run.params))?;
    wrong.note(try_packet(&workflow, def, &contract, &files, &run.params, &[run.depth]))?;
    wrong.into_result()?;
    let today: Vec<&Pin> = files.iter().map(|file| &file.pin).collect();
    let differs = |pin: &&&Pin| run.pin(state, &pin.path).is_none_or(|known| known.sha256 != pin.sha256);
    let mut changed: Vec<Pin> = today.iter().filter(differs).map(|pin| (*pin).clone()).collect();
    if changed.is_empty() {
        changed = with_losses(run, state, &today);
    }
    if changed.is_empty() && !run.status.is_final() && state.open_attempt().is_none() {
        return Err(Failure::state(
            "nothing_differs",
            format!("nothing to repin: gate {}'s files are as pinned", state.id),
        )
        .next(format!("gatewright run status --run {}", run.id)));
    }
    let stamp = who.stamp(&open, moment);
    let gate = state.id.clone();
    let pins = files.iter().map(|file| file.pin.clone()).collect();
    let fact = Fact::GateRepinned { gate, pins, reason: ask.reason.clone() };
    let lenient = lenient(&open.dir, run, &workflow)?;
    if ask.dry_run {
        let record = open.rehearse(&stamp, fact)?;
        let ahead = Ahead::unseen(&record.run.id);
        return Ok(Repinned { record, changed, ahead });
    }
    // The table is asked before anything is kept, so that a refused repin leaves nothing behind.
    open.allows(&stamp, &fact)?;
    for file in &files {
        open.keep(&file.bytes)?;
    }
    let record = open.commit(&stamp, fact)?;
    let seen = Evidence::default();
    let ahead = Ahead::look(site, machine, &record.run, &workflow, &lenient, &seen);
    Ok(Repinned { record, changed, ahead })
}
