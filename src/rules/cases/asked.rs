//! Everything that a contract asks for, by where it says so (a JSON pointer): what some case should make fail.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contract::{Contract, TargetSpec};
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::verdict::{Row, State};
use crate::rules::checks::exists;
use crate::rules::explain::at_templates;
use crate::rules::outputs::Resolved;

/// Everything that is asked, in words, by its pointer: outputs that no check asks for at some depth, and every check.
///
/// # Errors
/// As [`at_templates`].
pub fn asked(contract: &Contract) -> Result<BTreeMap<String, String>, Failure> {
    let mut all = BTreeMap::new();
    for depth in Depth::ALL {
        let plan = at_templates(contract, depth)?;
        for output in plan.uncovered() {
            let at = contract.all_of.iter().position(|it| it.path == output.spot.template);
            all.extend(at.map(|at| (all_of(at), format!("output {}", output.spot.template.0))));
        }
        if plan.any_of_is_uncovered() {
            all.insert(ANY_OF.to_owned(), "one of the outputs of any_of".to_owned());
        }
    }
    for (index, validation) in contract.validations.iter().enumerate() {
        let target = match &validation.target {
            TargetSpec::AnyOf => " any_of",
            TargetSpec::AllRequired => " all_required",
            TargetSpec::Path(path) => &format!(" {}", path.0),
            TargetSpec::None => "",
        };
        let id = validation.common.id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
        all.insert(check(index), format!("{id}{}{target}", validation.check));
    }
    Ok(all)
}

/// The pointers of what did not hold: failed, or for a warning warned. What could not be judged is not among them.
pub fn failing(plan: &Resolved, rows: &[(Option<usize>, Vec<Row>)]) -> BTreeSet<String> {
    let mut failing = BTreeSet::new();
    for (asked_by, rows) in rows {
        for row in rows.iter().filter(|row| matches!(row.state, State::Fail | State::Warn)) {
            failing.extend(match asked_by {
                Some(index) => Some(check(*index)),
                None if row.check == exists::ANY_OF => Some(ANY_OF.to_owned()),
                None => {
                    let place = |path: &str| plan.all_of.iter().position(|it| it.spot.place.as_str() == path);
                    row.path.as_deref().and_then(place).map(all_of)
                }
            });
        }
    }
    failing
}

const ANY_OF: &str = "/required_outputs/any_of";

fn all_of(at: usize) -> String {
    format!("/required_outputs/all_of/{at}")
}

fn check(index: usize) -> String {
    format!("/validations/{index}")
}
