//! One check by itself: conditions that never hold, bounds that cross, variables where none is replaced.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Contract, Severity, Validation, When};
use crate::model::depth::Depth;
use crate::model::params::{ParamDecl, ParamType, ParamValue};
use crate::rules::checks::catalogue::{self, ParamKind};
use crate::rules::known::ALWAYS_KNOWN;
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Looks at each check of `contract`; `declared` are the workflow's own parameters.
pub fn each(contract: &Contract, declared: &[ParamDecl], remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        never_asked(index, validation, declared, remarks);
        bounds(index, validation, remarks);
        empty_wanted(index, validation, remarks);
        literal_variable(index, validation, declared, remarks);
    }
}

/// Whether variables are replaced in such a parameter: where it names places, and in arguments.
fn replaced(kind: ParamKind) -> bool {
    matches!(kind, ParamKind::Paths | ParamKind::Globs | ParamKind::File | ParamKind::Argv)
}

/// A variable where none is replaced.
fn literal_variable(index: usize, validation: &Validation, declared: &[ParamDecl], remarks: &mut Remarks) {
    let params = catalogue::find(&validation.check).map_or(&[][..], |kind| kind.params);
    let known = || ALWAYS_KNOWN.into_iter().chain(declared.iter().map(|param| param.name.as_str()));
    for param in params.iter().filter(|it| !replaced(it.kind)) {
        let texts = match validation.args.get(param.name) {
            Some(Arg::Text(text)) => std::slice::from_ref(text),
            Some(Arg::Texts(texts)) => texts.as_slice(),
            _ => continue,
        };
        let held = |name: &&str| texts.iter().any(|text| text.contains(&format!("{{{name}}}")));
        if let Some(name) = known().find(held) {
            let message = format!("`{{{name}}}` in `{}` is taken as it stands", param.name);
            remarks.say(Weight::Warning, "literal_variable", At::check(index, param.name), message).because(
                "variables are replaced in paths and in commands only: no text has that in it",
                "ask for what does not depend on the run, or let a `command` check compare",
            );
        }
    }
}

fn never_asked(index: usize, validation: &Validation, declared: &[ParamDecl], remarks: &mut Remarks) {
    let Some(why) = validation.common.when.as_ref().and_then(|when| impossible(when, declared)) else {
        return;
    };
    let message = format!("`{}` is never made, because {why}", validation.check);
    remarks
        .say(Weight::Error, "never_asked", At::check(index, "when"), message)
        .because("a dead rule looks like protection and is none", "mend the condition, or strike the check");
}

/// Why a condition holds in no run.
fn impossible(when: &When, declared: &[ParamDecl]) -> Option<String> {
    when.params.iter().find_map(|(name, values)| {
        let listed = || values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
        if name == "depth" {
            let depths: Vec<Depth> =
                values.iter().filter_map(|value| value.to_string().parse().ok()).collect();
            let fits = |depth: &Depth| when.depths.is_empty() || when.depths.contains(depth);
            return (!depths.iter().any(fits)).then(|| format!("the depth cannot be {} as well", listed()));
        }
        let param = declared.iter().find(|param| param.name == *name)?;
        let possible = values.iter().any(|value| can_be(param, value));
        let allowed: Vec<String> = param.allowed.iter().map(ToString::to_string).collect();
        let allowed = match param.kind {
            _ if !allowed.is_empty() => format!("one of {}", allowed.join(", ")),
            ParamType::Integer => "a whole number".to_owned(),
            ParamType::Boolean => "true or false".to_owned(),
            ParamType::String => "any text".to_owned(),
        };
        (!possible).then(|| format!("`{name}` is {allowed}, never {}", listed()))
    })
}

fn can_be(param: &ParamDecl, value: &ParamValue) -> bool {
    let text = value.to_string();
    let typed = match param.kind {
        ParamType::String => true,
        ParamType::Integer => text.parse::<i64>().is_ok(),
        ParamType::Boolean => text.parse::<bool>().is_ok(),
    };
    typed && (param.allowed.is_empty() || param.allowed.iter().any(|allowed| allowed.to_string() == text))
}

/// A least that is more than the most.
fn bounds(index: usize, validation: &Validation, remarks: &mut Remarks) {
    for crossing in crossings(validation, &Depth::ALL) {
        let weight = match validation.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
        };
        remarks
            .say(weight, "bounds_cross", At::check(index, &crossing.key), crossing.message)
            .because("nothing can hold both: where it is asked, the check always fails", UNCROSS);
    }
}

fn empty_wanted(index: usize, validation: &Validation, remarks: &mut Remarks) {
    if validation.args.get("max_size").and_then(count) == Some(0) {
        let message = "`max_size` 0 wants an empty file".to_owned();
        remarks.say(Weight::Warning, "empty_wanted", At::check(index, "max_size"), message).because(
            "work that says something fails it",
            "leave `max_size` out, or use `file_absent` where nothing shall be there",
        );
    }
}

/// Two bounds that nothing can hold.
#[derive(Debug)]
pub struct Crossing {
    /// The parameter that says the most.
    pub key: String,
    /// Which two cross, one sentence, no full stop.
    pub message: String,
}

/// How bounds that cross are mended.
pub const UNCROSS: &str = "raise the most, or lower the least";

/// The bounds of `validation` that cross at one of `depths`.
pub fn crossings(validation: &Validation, depths: &[Depth]) -> Vec<Crossing> {
    let at = |by_depth: &BTreeMap<Depth, u64>| {
        depths.iter().filter_map(|depth| by_depth.get(depth)).max().copied()
    };
    let mut all = vec![];
    for (most_name, most) in validation.args.iter().filter_map(|(name, arg)| Some((name, count(arg)?))) {
        let Some(rest) = most_name.strip_prefix("max_") else { continue };
        let least = validation.args.get(&format!("min_{rest}")).and_then(count);
        let least = least.map(|least| (format!("min_{rest}"), least));
        let thresholds = thresholds(validation).and_then(at);
        let least = least.or(thresholds.map(|least| ("thresholds".to_owned(), least)));
        if let Some((least_name, least)) = least.filter(|(_, least)| *least > most) {
            let message = format!("`{least_name}` wants at least {least} and `{most_name}` at most {most}");
            all.push(Crossing { key: most_name.clone(), message });
        }
    }
    all
}

fn count(arg: &Arg) -> Option<u64> {
    if let Arg::Count(count) = arg { Some(*count) } else { None }
}

fn thresholds(validation: &Validation) -> Option<&BTreeMap<Depth, u64>> {
    match validation.args.get("thresholds") {
        Some(Arg::Thresholds(by_depth)) => Some(by_depth),
        _ => None,
    }
}
