//! What is legal in a workflow and its contracts and still worth a word.

use std::collections::BTreeMap;

use crate::model::contract::Contract;
use crate::model::ids::GateId;
use crate::model::workflow::Workflow;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
}

/// Something legal that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How much it matters.
    pub weight: Weight,
    /// A stable name for programs, `snake_case`.
    pub code: &'static str,
    /// The gate it is about; `None` for the workflow.
    pub gate: Option<GateId>,
    /// What is remarkable, one sentence, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Remarks on a workflow and the contracts of its gates, gate by gate in the order written.
pub fn lint(_workflow: &Workflow, _contracts: &BTreeMap<GateId, Contract>) -> Vec<Remark> {
    vec![]
}
