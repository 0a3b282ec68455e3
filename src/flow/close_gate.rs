//! `gate fail` and `gate abandon`: an open attempt is closed by somebody's word, which can never be a PASS.

use crate::flow::closing::{Closed, Closing, Ending};
use crate::flow::look_anyway::look_anyway;
use crate::flow::machine::Machine;
use crate::flow::refusals::check_reason;
use crate::flow::site::{Moment, Site, Who};
use crate::model::attempt::Cause;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::AttemptStatus;
use crate::store::runs::open::Purpose;

/// How an attempt is closed by somebody's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It failed.
    Fail,
    /// It is given up.
    Abandon,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct CloseGate {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// How.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// Closes the open attempt; its outputs are recorded as they are, without a digest where they cannot be looked at.
pub fn close_gate(
    site: &Site,
    machine: &Machine,
    ask: &CloseGate,
    moment: &Moment,
    who: &Who,
) -> Result<Closed, Failure> {
    check_reason(&ask.reason)?;
    let (command, status, cause) = match ask.word {
        Word::Fail => ("gate fail", AttemptStatus::Fail, Cause::Declared),
        Word::Abandon => ("gate abandon", AttemptStatus::Abandoned, Cause::Abandoned),
    };
    let purpose = Purpose { command, dry_run: ask.dry_run };
    let closing = Closing::open(site, machine, &ask.run, &ask.gate, purpose, ask.expect_head)?;
    let stamp = who.stamp(&closing.open, moment);
    let evidence = look_anyway(site, machine, &closing.view.wanted_outputs());
    let ending = Ending {
        status,
        cause: Some(cause),
        failure_reason: Some(ask.reason.clone()),
        validations: vec![],
        revalidation: false,
    };
    closing.close(site, machine, &stamp, &evidence, ending, ask.dry_run)
}
