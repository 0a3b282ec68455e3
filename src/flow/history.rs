//! Everything that a reviewer wants of a run beside RUN.json: its prompt, and each attempt as its file tells it.

use crate::flow::open_attempt::open_attempt_file;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::model::attempt::Attempt;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::Run;
use crate::store::runs::read::{RunDir, damaged};

/// What the files of a run tell.
#[derive(Debug)]
pub struct History {
    /// The text of the original prompt; empty when none was given.
    pub prompt: String,
    /// Closed attempts, gate by gate, each from 1; checked against their seals.
    pub closed: Vec<Attempt>,
    /// Open attempts, gate by gate.
    pub open: Vec<Attempt>,
}

/// Reads the prompt and every attempt of `run`.
///
/// # Errors
/// `State` when a file is gone or was edited.
pub fn history(site: &Site, run: &Run) -> Result<History, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, &run.id)?;
    let (mut closed, mut open) = (vec![], vec![]);
    for gate in &run.gates {
        for row in &gate.attempts {
            match row.sha256 {
                Some(seal) => closed.push(dir.sealed_attempt(&gate.id, row.attempt, seal)?),
                None if row.finished_at.is_none() => open.push(open_attempt_file(&dir, &gate.id, row)?),
                None => return Err(damaged(format!("a closed attempt of gate {} has no seal", gate.id))),
            }
        }
    }
    Ok(History { prompt: pinned::prompt(&dir, run)?, closed, open })
}

impl History {
    /// An attempt's file.
    pub fn attempt(&self, gate: &GateId, attempt: u32) -> Option<&Attempt> {
        self.closed.iter().chain(&self.open).find(|file| file.gate == *gate && file.attempt == attempt)
    }
}
