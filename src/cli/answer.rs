//! What is asked of whoever works on an open attempt, and what the answer can be.

use crate::cli::door::Door;
use crate::flow::closing::Closed;
use crate::flow::finish_gate::Finished;
use crate::flow::machine::Machine;
use crate::flow::site::{Site, Who};
use crate::model::ids::{GateId, RunId};

/// An open attempt whose work somebody does.
#[derive(Clone, Copy)]
pub struct Awaited<'a> {
    /// The surroundings.
    pub door: &'a Door,
    /// The repository.
    pub site: &'a Site,
    /// What judging may use of the machine.
    pub machine: &'a Machine<'a>,
    /// Who judges.
    pub who: &'a Who,
    /// The run.
    pub run: &'a RunId,
    /// The gate.
    pub gate: &'a GateId,
    /// Gates that had passed and were stale when the waiting began.
    pub stale: &'a [GateId],
}

/// What became of the waiting.
#[derive(Debug)]
pub enum Answer {
    /// There is nobody who could answer.
    Nobody,
    /// Go on later.
    Pause,
    /// The attempt was judged and closed.
    Finished(Box<Finished>),
    /// The attempt was declared failed, for this reason.
    Failed(Box<Closed>, String),
    /// Somebody else closed the attempt meanwhile.
    Elsewhere,
}
