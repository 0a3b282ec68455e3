//! Required outputs that a check forbids to change.

use crate::model::contract::{Arg, Contract, Validation};
use crate::model::depth::Depth;
use crate::rules::lint::overlap::covers;
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Looks at each `only_paths_changed` of `contract` beside its required outputs.
pub fn outputs(contract: &Contract, remarks: &mut Remarks) {
    let checks = contract.validations.iter().enumerate();
    for (index, validation) in checks.filter(|(_, validation)| validation.check == "only_paths_changed") {
        let when = validation.common.when.as_ref();
        let made =
            |depth: &Depth| when.is_none_or(|when| when.depths.is_empty() || when.depths.contains(depth));
        let mut required = contract
            .all_of
            .iter()
            .filter(|output| Depth::ALL.iter().any(|depth| made(depth) && output.is_required(*depth)));
        let refused =
            required.find_map(|output| Some((&output.path.0, refused(validation, &output.path.0)?)));
        if let Some((path, (key, what))) = refused {
            let message =
                format!("`{path}` is a required output, and `{key}` of `only_paths_changed` {what}");
            remarks.say(Weight::Warning, "output_not_allowed", At::check(index, key), message).because(
                "whoever brings the output fails the check, unless git ignores it",
                "allow the output, or strike the check",
            );
        }
    }
}

/// Which list surely refuses an output at `path`, and how.
fn refused(validation: &Validation, path: &str) -> Option<(&'static str, &'static str)> {
    let list = |name: &str| match validation.args.get(name) {
        Some(Arg::Texts(globs)) => globs.as_slice(),
        _ => &[],
    };
    let (allow, deny) = (list("allow"), list("deny"));
    if deny.iter().any(|glob| covers(glob, path)) {
        return Some(("deny", "has it"));
    }
    let nowhere = !allow.is_empty() && !allow.iter().any(|glob| may_meet(glob, path));
    nowhere.then_some(("allow", "does not have it"))
}

/// Whether `glob`, or what lies below it, may take in something at `path`, whatever variables stand for.
fn may_meet(glob: &str, path: &str) -> bool {
    let varies = |template: &str| template.contains('{');
    if covers(glob, path) || covers(path, glob) {
        return true;
    }
    if !varies(glob) && !varies(path) && !path.contains(['*', '?', '[']) {
        return false;
    }
    let fixed = |template: &str| template.split(['{', '*', '?', '[']).next().unwrap_or_default().to_owned();
    let (one, other) = (fixed(glob), fixed(path));
    one.starts_with(&other) || other.starts_with(&one)
}
