//! Definitions that gates were judged by, that no commit holds as they were pinned, and that are others today.
//!
//! Whoever weakens a contract only while a run begins, and puts it back before anything is committed, leaves no other trace.

use crate::flow::audit::held::{Held, JudgedBy};
use crate::model::dossier::history::{Told, Uncommitted};

/// Those among `judged_by`, of a run of which the history has `told`.
pub(super) fn uncommitted(held: &Held, told: &Told, judged_by: &[JudgedBy]) -> Vec<Uncommitted> {
    let whole = !told.shallow && told.broken.is_none();
    let in_none = judged_by.iter().filter(|it| !held.of(&it.path).is_some_and(|all| all.hold(it.pinned)));
    in_none
        .map(|it| Uncommitted {
            gate: it.gate.clone(),
            path: it.path.to_string(),
            pinned: it.pinned,
            sure: whole && held.of(&it.path).is_some_and(|all| all.whole()),
        })
        .collect()
}
