//! The outputs of a gate, what its checks look at beside them, and the outputs of its neighbours.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contract::{Contract, Output, Severity, TargetSpec};
use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::lint::overlap::{covers, wants_presence};
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Checks that look at places which the gate does not make, by their nature.
const NOT_MADE_HERE: [&str; 2] = ["file_absent", "unchanged"];

/// The outputs by themselves.
pub fn declared(contract: &Contract, remarks: &mut Remarks) {
    for (at, output) in contract.all_of.iter().enumerate() {
        never_required(at, output, remarks);
    }
    let outputs: Vec<(At, &Output)> = placed(contract).collect();
    for (at, output) in outputs.iter().filter(|(_, it)| it.path.0.replace("[[]", "").contains('[')) {
        let message = format!("the brackets in `{}` stand for one character out of several", output.path.0);
        remarks.say(Weight::Note, "bracket_glob", at.clone(), message).because(
            "a file whose name has brackets is not matched",
            "write `[[]` for a bracket that is part of a name",
        );
    }
    for (nth, (at, output)) in outputs.iter().enumerate() {
        if outputs[..nth].iter().any(|(_, before)| before.path == output.path) {
            let message = format!("`{}` is declared twice", output.path.0);
            remarks
                .say(Weight::Warning, "declared_twice", at.clone(), message)
                .because("a reader does not know which of the two counts", "keep one of the two");
        }
    }
}

fn never_required(at: usize, output: &Output, remarks: &mut Remarks) {
    if Depth::ALL.into_iter().any(|depth| output.is_required(depth)) {
        return;
    }
    let message = format!("`{}` is required at no depth", output.path.0);
    let place = At::Contract(format!("/required_outputs/all_of/{at}"));
    // Whoever writes `required: false` and no depth has said that he means it.
    if !output.required && output.required_for.is_none() {
        remarks.say(Weight::Note, "never_required", place, message);
        return;
    }
    remarks.say(Weight::Warning, "never_required", place, message).because(
        "it reads as required and is optional in every run",
        "write `\"required\": false` where that is meant; else name a depth that needs it",
    );
}

/// Outputs that may be missing, and checks that fail without them.
pub fn optional(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        let TargetSpec::Path(target) = &validation.target else { continue };
        if validation.severity == Severity::Warning || !wants_presence(validation) {
            continue;
        }
        let when = validation.common.when.as_ref();
        // What depends on a parameter may well be left out where the parameter says so.
        if when.is_some_and(|when| !when.params.is_empty()) {
            continue;
        }
        let made =
            |depth: &Depth| when.is_none_or(|when| when.depths.is_empty() || when.depths.contains(depth));
        let same = |output: &&Output| output.path.0.trim_end_matches('/') == target.0.trim_end_matches('/');
        let Some(output) = contract.all_of.iter().find(same) else { continue };
        let depths = Depth::ALL.into_iter().filter(|depth| made(depth) && !output.is_required(*depth));
        let depths: Vec<&str> = depths.map(Depth::as_str).collect();
        if depths.is_empty() {
            continue;
        }
        let message = format!(
            "`{}` is optional at depth {}, and `{}` fails without it",
            output.path.0,
            depths.join(", "),
            validation.check
        );
        remarks.say(Weight::Warning, "optional_and_checked", At::check(index, "target"), message).because(
            "the packet says that it may be left out, and the gate then fails",
            "require it there, make the check a warning, or name its depths in `when`",
        );
    }
}

/// Targets that neither the gate nor one that it needs makes; `needed` are the outputs of those.
pub fn targets(contract: &Contract, needed: &[&Output], remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        let TargetSpec::Path(target) = &validation.target else { continue };
        let own = placed(contract).map(|(_, output)| output);
        let mut made = own.chain(needed.iter().copied());
        if NOT_MADE_HERE.contains(&validation.check.as_str())
            || made.any(|output| covers(&output.path.0, &target.0))
        {
            continue;
        }
        let message = format!(
            "`{}` is checked by `{}` but is no output of the gate, nor of one that it needs",
            target.0, validation.check
        );
        remarks.say(Weight::Note, "undeclared_target", At::check(index, "target"), message).because(
            "nobody is told to make it: a misspelt path looks the same",
            "declare it as an output of the gate that makes it",
        );
    }
}

/// The outputs of all gates that `def` needs, directly or not.
pub fn needed_by<'a>(
    workflow: &Workflow,
    def: &GateDef,
    contracts: &'a BTreeMap<GateId, Contract>,
) -> Vec<&'a Output> {
    let (mut seen, mut open) = (BTreeSet::new(), def.needs.clone());
    while let Some(id) = open.pop() {
        if seen.insert(id.clone()) {
            open.extend(workflow.gate(&id).into_iter().flat_map(|gate| gate.needs.clone()));
        }
    }
    let contracts = contracts.iter().filter(|(id, _)| seen.iter().any(|needed| needed.same(id)));
    contracts.flat_map(|(_, contract)| placed(contract).map(|(_, output)| output)).collect()
}

/// Outputs that an earlier gate has as well.
pub fn shared(
    contract: &Contract,
    before: &[GateDef],
    contracts: &BTreeMap<GateId, Contract>,
    remarks: &mut Remarks,
) {
    for gate in before {
        let Some(theirs) = contracts.get(&gate.id) else { continue };
        let also = |own: &Output| placed(theirs).any(|(_, output)| output.path == own.path);
        for (at, output) in placed(contract).filter(|(_, own)| also(own)) {
            let message = format!(
                "`{}` is an output of `{}` as well: changing it makes that gate stale",
                output.path.0, gate.id
            );
            remarks.say(Weight::Warning, "shared_output", at, message).because(
                "the run cannot be completed before the earlier gate is done again",
                "let each gate have its own files",
            );
        }
    }
}

fn placed(contract: &Contract) -> impl Iterator<Item = (At, &Output)> {
    let of = |set: &'static str| {
        move |(at, output)| (At::Contract(format!("/required_outputs/{set}/{at}")), output)
    };
    let all_of = contract.all_of.iter().enumerate().map(of("all_of"));
    all_of.chain(contract.any_of.iter().enumerate().map(of("any_of")))
}
