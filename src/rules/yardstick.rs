//! What a check measures by must be what it was before the work: nobody moves the mark to where he stands.

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed, Place};
use crate::rules::checks::frame::ask::Target;
use crate::rules::checks::hash_equals::HASH_EQUALS;
use crate::rules::outputs::{Check, Resolved};

/// Why the files that `check` reads beside its target cannot be measured by, if they cannot.
pub fn moved(plan: &Resolved, check: &Check, evidence: &Evidence) -> Option<String> {
    let before = evidence.before.as_ref()?;
    check.beside.values().find_map(|spot| {
        let Place::Path(path) = &spot.place else { return None };
        let own = plan.all_of.iter().chain(&plan.any_of).any(|output| output.spot.place == spot.place);
        // Outputs of one gate may be held against each other; a form that is filled in together with its content says nothing.
        if own && check.kind.name == HASH_EQUALS.name {
            return None;
        }
        if matches!(&check.target, Target::At(target) if target.place == spot.place) {
            return Some(format!("`{path}` cannot be measured by itself"));
        }
        if own {
            return Some(format!("`{path}`, which it measures by, is an output of this very gate"));
        }
        let now: Option<Digest> = evidence.at(path).and_then(Observed::digest);
        match (before.get(path), now) {
            (_, None) => None,
            (Some(then), Some(now)) if *then == now => None,
            (Some(_), Some(_)) => {
                Some(format!("`{path}`, which it measures by, has changed since the work on the gate began"))
            }
            (None, Some(_)) => {
                Some(format!("`{path}`, which it measures by, was not there when the work on the gate began"))
            }
        }
    })
}
