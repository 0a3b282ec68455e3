//! `gate reopen` and `run reopen`: what was done is taken up again, visibly and for a reason.

use crate::flow::machine::Machine;
use crate::flow::next::{Ahead, lenient};
use crate::flow::opening::open_run;
use crate::flow::pinned;
use crate::flow::refusals::check_reason;
use crate::flow::site::{Moment, Site, Who};
use crate::format::record::read::Record;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::store::runs::open::Purpose;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Reopen {
    /// The run.
    pub run: RunId,
    /// The gate that is pushed back; the run itself where none is named.
    pub gate: Option<GateId>,
    /// What is to be done otherwise.
    pub reason: String,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Reopened {
    /// The record after it.
    pub record: Record,
    /// What comes next.
    pub ahead: Ahead,
}

/// Pushes a gate that has passed back, or takes a completed run up again.
///
/// # Errors
/// `State` when the gate has not passed, the run is completed (a gate) or is not (the run), or the record was edited.
pub fn reopen(
    site: &Site,
    machine: &Machine,
    ask: &Reopen,
    moment: &Moment,
    who: &Who,
) -> Result<Reopened, Failure> {
    check_reason(&ask.reason)?;
    let command = if ask.gate.is_some() { "gate reopen" } else { "run reopen" };
    let purpose = Purpose { command, dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let run = open.run();
    let workflow = pinned::workflow(&open.dir, run)?;
    let reason = ask.reason.clone();
    let fact = match &ask.gate {
        Some(gate) => Fact::GateReopened { gate: pinned::find(run, &workflow, gate)?.0.id.clone(), reason },
        None => Fact::RunReopened { reason },
    };
    let stamp = who.stamp(&open, moment);
    let lenient = lenient(&open.dir, run, &workflow)?;
    if ask.dry_run {
        let record = open.rehearse(&stamp, fact)?;
        let ahead = Ahead::unseen(&record.run.id);
        return Ok(Reopened { record, ahead });
    }
    let record = open.commit(&stamp, fact)?;
    let ahead = Ahead::look(site, machine, &record.run, &workflow, &lenient, &Evidence::default());
    Ok(Reopened { record, ahead })
}
