//! What is legal in a workflow and its contracts and still worth a word.

use std::collections::BTreeMap;

use crate::model::contract::{Contract, Output, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::checks::frame::pattern;
use crate::rules::templates::is_glob;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
}

/// Something legal that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How much it matters.
    pub weight: Weight,
    /// A stable name for programs, `snake_case`.
    pub code: &'static str,
    /// The gate it is about.
    pub gate: GateId,
    /// What is remarkable, one sentence, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<&'static str>,
}

/// Checks that only ask whether something is there.
const EXISTENCE: [&str; 2] = ["file_exists", "dir_exists"];

/// Remarks on a workflow and the contracts of its gates, gate by gate in the order written. A gate without an entry in
/// `contracts` is looked at by itself.
pub fn lint(workflow: &Workflow, contracts: &BTreeMap<GateId, Contract>) -> Vec<Remark> {
    let mut remarks = vec![];
    for (at, gate) in workflow.gates.iter().enumerate() {
        let mut say = |weight: Weight, code: &'static str, message: String, hint: Option<&'static str>| {
            remarks.push(Remark { weight, code, gate: gate.id.clone(), message, hint });
        };
        of_gate(gate, &mut say);
        if let Some(contract) = contracts.get(&gate.id) {
            of_judgement(contract, &mut say);
            of_outputs(contract, &mut say);
            of_neighbours(contract, &workflow.gates[..at], contracts, &mut say);
        }
    }
    remarks
}

/// Remarks on what templates use, by gate in the order written.
pub fn lint_templates(workflow: &Workflow, unknown: &BTreeMap<GateId, Vec<String>>) -> Vec<Remark> {
    let mut remarks = vec![];
    for gate in &workflow.gates {
        remarks.extend(unknown.get(&gate.id).into_iter().flatten().map(|name| Remark {
            weight: Weight::Warning,
            code: "unknown_value",
            gate: gate.id.clone(),
            message: format!(
                "its template uses `{}`, which packets do not have: what stands in for it is always used",
                name.escape_debug()
            ),
            hint: Some("`gatewright help templates` lists what they have"),
        }));
    }
    remarks
}

type Say<'a> = dyn FnMut(Weight, &'static str, String, Option<&'static str>) + 'a;

fn of_gate(gate: &GateDef, say: &mut Say<'_>) {
    let packet = match &gate.template {
        Some(path) => format!("the packet comes from `{path}`"),
        None => "the packet is the built-in one".to_owned(),
    };
    say(Weight::Note, "packet_template", packet, None);
    if let Some(both) = gate.producers.iter().find(|name| gate.judges.contains(name)) {
        say(
            Weight::Warning,
            "self_judged",
            format!("`{both}` may both do the work and finish it"),
            Some("let somebody judge who has not done the work"),
        );
    }
}

fn of_judgement(contract: &Contract, say: &mut Say<'_>) {
    let beyond = |validation: &Validation| !EXISTENCE.contains(&validation.check.as_str());
    if !contract.validations.iter().any(beyond) {
        say(
            Weight::Warning,
            "existence_only",
            "only the existence of files is checked: empty ones would pass".to_owned(),
            Some("add a check of what they hold, such as `contains_headings` or `command`"),
        );
    }
    let cannot_fail: Vec<&str> =
        Depth::ALL.into_iter().filter(|depth| !can_fail(contract, *depth)).map(Depth::as_str).collect();
    if !cannot_fail.is_empty() {
        say(
            Weight::Warning,
            "cannot_fail",
            format!("nothing can make the gate fail at depth {}", cannot_fail.join(", ")),
            Some("require an output at every depth, or add a check of severity `error`"),
        );
    }
}

fn can_fail(contract: &Contract, depth: Depth) -> bool {
    !contract.any_of.is_empty()
        || contract.all_of.iter().any(|output| output.is_required(depth))
        || contract.validations.iter().any(|validation| {
            // Whoever looks at all required outputs looks at nothing when none is required.
            validation.severity == Severity::Error && validation.target != TargetSpec::AllRequired
        })
}

fn of_outputs(contract: &Contract, say: &mut Say<'_>) {
    for output in &contract.all_of {
        if !Depth::ALL.into_iter().any(|depth| output.is_required(depth)) {
            say(Weight::Note, "never_required", format!("`{}` is required at no depth", output.path.0), None);
        }
    }
    let outputs: Vec<&Output> = outputs(contract).collect();
    for output in outputs.iter().filter(|output| output.path.0.replace("[[]", "").contains('[')) {
        say(
            Weight::Note,
            "bracket_glob",
            format!("the brackets in `{}` stand for one character out of several", output.path.0),
            Some("write `[[]` for a bracket that is part of a name"),
        );
    }
    for (at, output) in outputs.iter().enumerate() {
        if outputs[..at].iter().any(|before| before.path == output.path) {
            say(
                Weight::Warning,
                "declared_twice",
                format!("`{}` is declared twice", output.path.0),
                Some("keep one of the two"),
            );
        }
    }
    for validation in &contract.validations {
        let TargetSpec::Path(target) = &validation.target else { continue };
        if !outputs.iter().any(|output| covers(&output.path.0, &target.0)) {
            say(
                Weight::Note,
                "undeclared_target",
                format!("`{}` is checked by `{}` but is no output of the gate", target.0, validation.check),
                Some("declare it as an output where the gate makes it, so that its digest is recorded"),
            );
        }
    }
}

fn of_neighbours(
    contract: &Contract,
    before: &[GateDef],
    contracts: &BTreeMap<GateId, Contract>,
    say: &mut Say<'_>,
) {
    for gate in before {
        let Some(theirs) = contracts.get(&gate.id) else { continue };
        for output in outputs(contract).filter(|own| outputs(theirs).any(|output| output.path == own.path)) {
            say(
                Weight::Warning,
                "shared_output",
                format!(
                    "`{}` is an output of `{}` as well: changing it makes that gate stale",
                    output.path.0, gate.id
                ),
                Some("let each gate have its own files"),
            );
        }
    }
}

fn outputs(contract: &Contract) -> impl Iterator<Item = &Output> {
    contract.all_of.iter().chain(&contract.any_of)
}

/// Whether `target` is `output`, lies below it or is among its matches, as far as templates tell.
fn covers(output: &str, target: &str) -> bool {
    let output = output.trim_end_matches('/');
    let below = target.strip_prefix(output).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // Braces belong to variables here; to a glob they would mean alternatives.
    let plain = |template: &str| template.replace(['{', '}'], "_");
    let matches = || pattern::glob(&plain(output)).is_ok_and(|glob| glob.is_match(plain(target)));
    below || (is_glob(output) && matches())
}
