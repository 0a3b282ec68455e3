//! Targets of which contracts only say what they must not hold: an empty file holds none of it.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Contract, Output, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::rules::lint::overlap::covers;
use crate::rules::lint::remark::{At, Remarks, Weight};
use crate::rules::quote::quoted;

/// Checks that an empty file passes, whatever their parameters say.
const PASSED_BY_NOTHING: [&str; 11] = [
    "changed_since_start",
    "dir_exists",
    "file_absent",
    "git_clean",
    "git_committed",
    "links",
    "min_file_count",
    "not_contains",
    "only_paths_changed",
    "unchanged",
    "url_reachable",
];

/// Looks at the targets of checks that forbid something.
pub fn targets(contract: &Contract, remarks: &mut Remarks) {
    let checks = &contract.validations;
    for (index, validation) in checks.iter().enumerate() {
        if !forbids(validation) || !is_made(&validation.target, contract) {
            continue;
        }
        let told = checks[..index].iter().any(|before| forbids(before) && before.target == validation.target);
        if told || is_asked(&validation.target, contract) {
            continue;
        }
        let what = match &validation.target {
            TargetSpec::Path(target) => quoted(&target.0),
            TargetSpec::AllRequired => "any required output".to_owned(),
            TargetSpec::AnyOf => "any alternative".to_owned(),
            TargetSpec::None => continue,
        };
        let message = format!("it is only said what {what} must not hold, and nothing that it must");
        remarks.say(Weight::Warning, "only_forbids", At::check(index, "target"), message).because(
            "an empty file holds none of it, and passes",
            "ask for something that it must hold as well, with `word_count`, `contains_headings` or `placeholder_free`",
        );
    }
}

/// Whether the gate makes what is at `target`.
fn is_made(target: &TargetSpec, contract: &Contract) -> bool {
    let mut outputs = contract.all_of.iter().chain(&contract.any_of);
    match target {
        TargetSpec::Path(path) => outputs.any(|output| covers(&output.path.0, &path.0)),
        TargetSpec::AllRequired | TargetSpec::AnyOf => true,
        TargetSpec::None => false,
    }
}

/// Whether it only says what a text must not hold. One that may be missing may be empty.
fn forbids(validation: &Validation) -> bool {
    match validation.check.as_str() {
        "not_contains" => !flag(validation, "missing_ok"),
        "regex_match" => flag(validation, "must_not_match"),
        _ => false,
    }
}

/// Whether it fails on an empty file, and the gate with it.
fn wants_something(validation: &Validation) -> bool {
    let least = |name: &str| match validation.args.get(name) {
        Some(Arg::Count(count)) => Some(*count),
        _ => None,
    };
    let wants = match validation.check.as_str() {
        name if PASSED_BY_NOTHING.contains(&name) => false,
        "file_exists" => least("min_size").is_some_and(|size| size > 0),
        "regex_match" => !flag(validation, "must_not_match"),
        "contains_text" | "min_regex_count" => least("min_count") != Some(0),
        "word_count" => thresholds(validation).is_none_or(|it| it.values().all(|least| *least > 0)),
        _ => true,
    };
    wants && validation.severity == Severity::Error
}

/// Whether some check, surely or perhaps, wants something of everything at `target`.
fn is_asked(target: &TargetSpec, contract: &Contract) -> bool {
    let every = |outputs: &[Output]| outputs.iter().all(|output| is_asked_of(&output.path.0, contract));
    match target {
        TargetSpec::Path(path) => is_asked_of(&path.0, contract),
        TargetSpec::AllRequired => every(&contract.all_of),
        TargetSpec::AnyOf => every(&contract.any_of),
        TargetSpec::None => true,
    }
}

fn is_asked_of(path: &str, contract: &Contract) -> bool {
    let among =
        |outputs: &[Output]| outputs.iter().any(|it| covers(&it.path.0, path) || covers(path, &it.path.0));
    let mut wanting = contract.validations.iter().filter(|validation| wants_something(validation));
    wanting.any(|validation| match &validation.target {
        // A command, a review: who knows what they look at.
        TargetSpec::None => true,
        TargetSpec::Path(other) => covers(&other.0, path) || covers(path, &other.0),
        TargetSpec::AllRequired => among(&contract.all_of),
        TargetSpec::AnyOf => among(&contract.any_of),
    })
}

fn flag(validation: &Validation, name: &str) -> bool {
    validation.args.get(name) == Some(&Arg::Flag(true))
}

fn thresholds(validation: &Validation) -> Option<&BTreeMap<Depth, u64>> {
    match validation.args.get("thresholds") {
        Some(Arg::Thresholds(by_depth)) => Some(by_depth),
        _ => None,
    }
}
