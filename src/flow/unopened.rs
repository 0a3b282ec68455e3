//! What is offered where a gate has no open attempt: its start where it may be started, and else what moves the run on.

use crate::flow::machine::Machine;
use crate::flow::next::{Prospect, lenient, start};
use crate::flow::open_attempt::{NO_OPEN_ATTEMPT, open_row};
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::stale;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, Run};
use crate::store::runs::read::RunDir;

/// The open attempt of a gate.
///
/// # Errors
/// As [`open_row`]; a start that would be refused is not offered.
pub fn opened_row<'a>(
    site: &Site,
    machine: &Machine,
    (dir, run): (&RunDir, &'a Run),
    gate: &GateId,
) -> Result<&'a AttemptRow, Failure> {
    open_row(run, gate).map_err(|failure| match failure.code {
        NO_OPEN_ATTEMPT => offering(site, machine, (dir, run), gate, failure),
        _ => failure,
    })
}

/// The failure that the gate has no such attempt, with what leads on from there.
pub fn offering(
    site: &Site,
    machine: &Machine,
    (dir, run): (&RunDir, &Run),
    gate: &GateId,
    failure: Failure,
) -> Failure {
    // What cannot be looked at now is told of by the command that is offered.
    match offered(site, machine, (dir, run), gate) {
        Ok((next, hints)) => Failure { next, hints, ..failure },
        Err(_) => failure,
    }
}

/// Literal commands, and what is left where none moves the run on.
fn offered(
    site: &Site,
    machine: &Machine,
    (dir, run): (&RunDir, &Run),
    gate: &GateId,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    let workflow = pinned::workflow(dir, run)?;
    let stale = stale(site, machine, dir, run, &workflow, run.last_event_at)?;
    let lenient = lenient(dir, run, &workflow)?;
    let prospect = Prospect { run, workflow: &workflow, stale: &stale, lenient: &lenient, now: None };
    let id = run.gate(gate).map_or(gate, |state| &state.id);
    Ok(if prospect.may_start(id) {
        (vec![start(&run.id, id)], vec![])
    } else {
        (prospect.commands(), prospect.hints())
    })
}
