//! Where checks look and when they are made, as far as definitions tell.

use crate::model::contract::{Arg, TargetSpec, Validation, When};
use crate::rules::checks::frame::pattern;
use crate::rules::templates::is_glob;

/// Whether there is a run in which both are made.
pub fn both_made(one: &Validation, other: &Validation) -> bool {
    match (&one.common.when, &other.common.when) {
        (Some(one), Some(other)) => both_hold(one, other),
        _ => true,
    }
}

fn both_hold(one: &When, other: &When) -> bool {
    let depths = one.depths.is_empty()
        || other.depths.is_empty()
        || one.depths.iter().any(|it| other.depths.contains(it));
    let params = one.params.iter().all(|(name, values)| {
        let Some(others) = other.params.get(name) else { return true };
        values.iter().any(|value| others.iter().any(|it| it.to_string() == value.to_string()))
    });
    depths && params
}

/// Whether both surely look at a common place: the same target, or a path among the matches of a glob.
pub fn same_place(one: &TargetSpec, other: &TargetSpec) -> bool {
    match (one, other) {
        (TargetSpec::Path(one), TargetSpec::Path(other)) => {
            one == other || matched(&one.0, &other.0) || matched(&other.0, &one.0)
        }
        (TargetSpec::None, _) => false,
        (one, other) => one == other,
    }
}

fn matched(glob: &str, path: &str) -> bool {
    is_glob(glob) && !is_glob(path) && covers(glob, path)
}

/// Whether a check fails where its target is missing.
pub fn wants_presence(validation: &Validation) -> bool {
    let pardoned = validation.args.get("missing_ok") == Some(&Arg::Flag(true));
    !pardoned && !["file_absent", "unchanged"].contains(&validation.check.as_str())
}

/// Whether `target` is `output`, lies below it or is among its matches, as far as templates tell.
pub fn covers(output: &str, target: &str) -> bool {
    let output = output.trim_end_matches('/');
    let below = target.strip_prefix(output).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // Braces belong to variables here; to a glob they would mean alternatives.
    let plain = |template: &str| template.replace(['{', '}'], "_");
    let matches = || pattern::glob(&plain(output)).is_ok_and(|glob| glob.is_match(plain(target)));
    below || (is_glob(output) && matches())
}
