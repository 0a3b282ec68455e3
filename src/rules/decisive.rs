//! Whether anything that a contract asks could fail its gate: where nothing can, nothing is judged and the gate never passes.

use crate::model::contract::{Contract, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::params::Params;

/// Whether something could fail at `depth`. Where it is not known which values parameters have, a check that they decide is
/// taken as made.
pub fn decides(contract: &Contract, depth: Depth, params: Option<&Params>) -> bool {
    let made = |validation: &Validation| {
        validation.common.when.as_ref().is_none_or(|when| match params {
            Some(params) => when.holds(depth, params),
            None => when.depths.is_empty() || when.depths.contains(&depth),
        })
    };
    // Whoever looks at all required outputs looks at nothing when none is required.
    let could_fail = |validation: &Validation| {
        validation.severity == Severity::Error && validation.target != TargetSpec::AllRequired
    };
    !contract.any_of.is_empty()
        || contract.all_of.iter().any(|output| output.is_required(depth))
        || contract.validations.iter().any(|validation| made(validation) && could_fail(validation))
}
