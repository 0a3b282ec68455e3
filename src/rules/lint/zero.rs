//! Least numbers that ask for nothing, and depths that ask for less than those before.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Contract, Validation};
use crate::model::depth::Depth;
use crate::rules::checks::catalogue::{self, ParamKind};
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Looks at each check of `contract`.
pub fn each(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        for (key, arg) in leasts(validation) {
            match arg {
                Arg::Count(0) => zero(index, validation, key, format!("`{key}` 0 asks for nothing"), remarks),
                Arg::Thresholds(by_depth) => {
                    if let Some(message) = at_depths(key, by_depth) {
                        zero(index, validation, key, message, remarks);
                    }
                    falls(index, key, by_depth, remarks);
                }
                _ => (),
            }
        }
    }
}

/// The parameters of a check that say how much there is at least.
fn leasts(validation: &Validation) -> impl Iterator<Item = (&'static str, &Arg)> {
    let params = catalogue::find(&validation.check).map_or(&[][..], |kind| kind.params);
    let least = params.iter().filter(|param| {
        param.kind == ParamKind::Thresholds
            || (param.kind == ParamKind::Count && param.name.starts_with("min_"))
    });
    least.filter_map(|param| Some((param.name, validation.args.get(param.name)?)))
}

fn at_depths(key: &str, by_depth: &BTreeMap<Depth, u64>) -> Option<String> {
    let zero: Vec<&str> =
        by_depth.iter().filter(|(_, least)| **least == 0).map(|(depth, _)| depth.as_str()).collect();
    let what = if key == "thresholds" { "a threshold of 0".to_owned() } else { format!("`{key}` 0") };
    (!zero.is_empty()).then(|| format!("{what} asks for nothing at depth {}", zero.join(", ")))
}

/// Whether 0 says what nothing else does: that there may be none, while what there is has to hold.
fn says_that_none_will_do(validation: &Validation, key: &str) -> bool {
    match (validation.check.as_str(), key) {
        ("csv_shape", "min_rows") | ("checklist", "min_items") => true,
        ("contains_text", "min_count") => validation.args.contains_key("max_count"),
        _ => false,
    }
}

fn zero(index: usize, validation: &Validation, key: &str, message: String, remarks: &mut Remarks) {
    let params = catalogue::find(&validation.check).map_or(&[][..], |kind| kind.params);
    let needed = params.iter().any(|param| param.name == key && param.required);
    let only = needed || (validation.check == "contains_text" && !validation.args.contains_key("max_count"));
    let (weight, why, hint) = if says_that_none_will_do(validation, key) {
        (
            Weight::Note,
            "a text without any passes",
            "leave it so where that is meant; else ask for at least 1",
        )
    } else if only {
        (Weight::Warning, "the check holds whatever is there", "ask for at least 1, or strike the check")
    } else {
        (Weight::Warning, "that bound holds whatever is there", "ask for at least 1, or leave the bound out")
    };
    remarks.say(weight, "asks_nothing", At::check(index, key), message).because(why, hint);
}

fn falls(index: usize, key: &str, by_depth: &BTreeMap<Depth, u64>, remarks: &mut Remarks) {
    let steps: Vec<(&Depth, &u64)> = by_depth.iter().collect();
    let Some(pair) = steps.windows(2).find(|pair| pair[0].1 > pair[1].1) else { return };
    let [(less, more_wanted), (deeper, less_wanted)] = [pair[0], pair[1]];
    let message = format!(
        "depth {deeper} asks for {less_wanted}, and {less}, which is less thorough, for {more_wanted}"
    );
    remarks.say(Weight::Warning, "threshold_falls", At::check(index, key), message).because(
        "a deeper run would pass with less",
        "let thresholds rise with the depth, or give one number for all",
    );
}
