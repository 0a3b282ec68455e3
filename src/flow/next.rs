//! What to do next in a run, as literal commands.

use crate::model::run::{GateStatus, Run};

/// The commands that move a run on after a gate was closed.
pub fn after_gate(run: &Run) -> Vec<String> {
    if run.status.is_final() {
        return vec![format!("gatewright run show --run {}", run.id)];
    }
    let open = run.gates.iter().find(|gate| gate.open_attempt().is_some());
    if let Some(gate) = open {
        return vec![format!("gatewright gate finish --run {} --gate {}", run.id, gate.id)];
    }
    let waiting = run
        .gates
        .iter()
        .find(|gate| matches!(gate.status, GateStatus::NotStarted | GateStatus::Fail | GateStatus::Reopened));
    match waiting {
        Some(gate) => vec![format!("gatewright gate start --run {} --gate {}", run.id, gate.id)],
        None => vec![format!("gatewright run complete --run {}", run.id)],
    }
}
