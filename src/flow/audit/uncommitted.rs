//! What gates were judged by, no commit holds as it was, and is another one today.
//!
//! Whoever weakens a contract only while a run begins, or a schema only for a finish, and puts it back before anything is committed, leaves no other
//! trace.

use crate::flow::audit::held::Held;
use crate::flow::audit::history::Log;
use crate::flow::audit::judged_by::{JudgedBy, What};
use crate::model::dossier::history::{Told, Uncommitted};

/// Those among `judged_by`, of a run of which the history has `told`.
pub(super) fn uncommitted(held: &Held, log: &Log, told: &Told, judged_by: &[JudgedBy]) -> Vec<Uncommitted> {
    let whole = !told.shallow && told.broken.is_none();
    let mut all = vec![];
    for it in judged_by {
        let Some(versions) = held.of(&it.path) else { continue };
        // Definitions belong into commits; what lies elsewhere may be made anew each time.
        let belongs = it.what == What::Definition && log.looks_at(&it.path);
        let was_there = belongs || !versions.none() || !versions.whole();
        if was_there && !versions.hold(it.then) {
            all.push(Uncommitted {
                gate: it.gate.clone(),
                path: it.path.to_string(),
                pinned: it.then,
                judged: it.judged,
                sure: whole && versions.whole(),
            });
        }
    }
    all
}
