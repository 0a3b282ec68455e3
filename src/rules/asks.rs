//! What a gate asks in one run, element by element: its workflow, and its contract in effect, after all that it extends, overrides and
//! removes. What one version asks and another does not is told by them, however either is written.

use std::collections::BTreeSet;

use crate::model::contract::{Arg, Contract, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::params::{ParamDecl, Params};
use crate::model::workflow::{Executor, GateDef};

/// Of a gate whose contract blocks.
pub const BLOCKS: &str = "that a FAIL of it keeps others from going on";

/// The elements of a gate of a workflow with these parameters, each in words. Words that only people read are none, nor is the `id` of a check.
pub fn asks(
    (declared, def): (&[ParamDecl], &GateDef),
    contract: &Contract,
    depth: Depth,
    params: &Params,
) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = of_workflow(def).into_iter().collect();
    all.extend(declared.iter().map(parameter));
    all.extend(contract.blocking.then(|| BLOCKS.to_owned()));
    let required = contract.all_of.iter().filter(|output| output.is_required(depth));
    all.extend(required.map(|output| format!("the output {}", output.path.0)));
    let alternatives: BTreeSet<&str> = contract.any_of.iter().map(|output| output.path.0.as_str()).collect();
    let one_of = || format!("one of {}", alternatives.iter().copied().collect::<Vec<_>>().join(", "));
    // One more makes it another demand, which is met more easily.
    all.extend((!alternatives.is_empty()).then(one_of));
    all.extend(
        contract.skills.iter().map(|skill| format!("the procedure {} {}", skill.path, list(&skill.inject))),
    );
    let applies =
        |check: &&Validation| check.common.when.as_ref().is_none_or(|when| when.holds(depth, params));
    all.extend(contract.validations.iter().filter(applies).map(|check| one(check, depth)));
    all
}

fn of_workflow(def: &GateDef) -> Vec<String> {
    let mut all: Vec<String> = def.needs.iter().map(|need| format!("needs: {need}")).collect();
    let mut add = |name: &str, value: Option<String>| {
        all.extend(value.map(|value| format!("{name}: {value}")));
    };
    let named = |names: &[String]| (!names.is_empty()).then(|| list(names));
    add("agent", def.agent.clone());
    add("prompt_template", def.template.as_ref().map(ToString::to_string));
    add("max_attempts", def.max_attempts.map(|most| most.to_string()));
    add("timeout", def.timeout.map(|most| format!("{} s", most.as_secs_f64())));
    add("producers", named(&def.producers));
    add("judges", named(&def.judges));
    if let Executor::Command(command) = &def.executor {
        add("executor", Some(list(&command.argv)));
    }
    all
}

/// What a condition hangs on, and what it is where nobody says.
fn parameter(declared: &ParamDecl) -> String {
    let ParamDecl { name, kind, allowed, default, required, .. } = declared;
    let mut told = vec![format!("{kind:?}").to_lowercase()];
    told.extend(default.iter().map(|value| format!("default {value}")));
    told.extend(required.then(|| "required".to_owned()));
    told.extend(allowed.iter().map(|value| format!("or {value}")));
    format!("the parameter {name} ({})", told.join(", "))
}

/// A check in words.
pub fn one(check: &Validation, depth: Depth) -> String {
    let target = match &check.target {
        TargetSpec::AnyOf => " of any_of".to_owned(),
        TargetSpec::AllRequired => " of all_required".to_owned(),
        TargetSpec::Path(path) => format!(" of {}", path.0),
        TargetSpec::None => String::new(),
    };
    let mut told: Vec<String> = vec![];
    told.extend(check.args.iter().filter_map(|(name, arg)| Some(format!("{name}: {}", value(arg, depth)?))));
    if let Some(own) = &check.own {
        told.push(format!("version: {}", own.check.version));
        told.extend(own.params.iter().map(|(name, value)| format!("{name}: {value}")));
    }
    told.extend(check.common.min_matches.map(|least| format!("min_matches: {least}")));
    told.extend(check.common.mostly.filter(|share| *share < 100).map(|share| format!("mostly: {share}")));
    if check.severity == Severity::Warning {
        told.push("as a warning".to_owned());
    }
    match told.is_empty() {
        true => format!("{}{target}", check.check),
        false => format!("{}{target} ({})", check.check, told.join(", ")),
    }
}

/// What an argument comes to at the depth; `None` where it says nothing of that.
fn value(arg: &Arg, depth: Depth) -> Option<String> {
    Some(match arg {
        Arg::Text(text) => format!("{text:?}"),
        Arg::Texts(texts) => list(texts),
        Arg::Count(count) => count.to_string(),
        Arg::Flag(flag) => flag.to_string(),
        Arg::Thresholds(at) => at.get(&depth)?.to_string(),
        Arg::Conditions(all) => {
            all.iter().map(|(name, it)| format!("{name} is {it}")).collect::<Vec<_>>().join(" and ")
        }
    })
}

fn list(texts: &[String]) -> String {
    format!("{texts:?}")
}

#[cfg(test)]
mod tests;
