//! RUN.json's index of outputs and checks, as it is once another attempt is closed.

use crate::format::record::rows::labelled;
use crate::format::record::run::{Index, IndexEntry};
use crate::model::attempt::Attempt;
use crate::model::ids::GateId;
use crate::model::run::Run;

/// The index once `attempt` is closed: its entries replace those of the same path, its rows those of its gate.
pub(super) fn updated(index: &Index, run: &Run, attempt: &Attempt, entries: Vec<IndexEntry>) -> Index {
    let mut artifacts = index.artifacts_index.clone();
    for entry in entries {
        match artifacts.binary_search_by(|known| known.path.as_str().cmp(&entry.path)) {
            Ok(at) => artifacts[at] = entry,
            Err(at) => artifacts.insert(at, entry),
        }
    }
    let of_gate = |gate: &GateId| {
        let kept = index
            .validations
            .iter()
            .filter(move |row| row.get("gate").and_then(|g| g.as_str()) == Some(gate.as_str()));
        kept.cloned().collect::<Vec<_>>()
    };
    // An attempt that was closed by somebody's word was not judged: the rows of the last judgement stay.
    let judged = |gate: &GateId| *gate == attempt.gate && !attempt.validations.is_empty();
    let rows = |gate: &GateId| if judged(gate) { labelled(attempt) } else { of_gate(gate) };
    Index {
        artifacts_index: artifacts,
        validations: run.gates.iter().flat_map(|gate| rows(&gate.id)).collect(),
    }
}
