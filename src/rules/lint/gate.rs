//! One gate: its packet, its judges, whether it could ever fail or pass.

use crate::model::contract::{Contract, Severity, Validation};
use crate::model::depth::Depth;
use crate::model::workflow::GateDef;
use crate::rules::decisive::decides;
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Checks that an empty file passes.
const EXISTENCE: [&str; 6] =
    ["file_exists", "file_absent", "dir_exists", "min_file_count", "changed_since_start", "unchanged"];

/// What the workflow says of the gate; `at` is its place among the gates.
pub fn by_itself(at: usize, gate: &GateDef, remarks: &mut Remarks) {
    let place = |key: &str| At::Workflow(format!("/gates/{at}{key}"));
    let packet = match &gate.template {
        Some(path) => format!("the packet comes from `{path}`"),
        None => "the packet is the built-in one".to_owned(),
    };
    remarks.say(Weight::Note, "packet_template", place("/prompt_template"), packet);
    if let Some(both) = gate.producers.iter().find(|name| gate.judges.contains(name)) {
        let message = format!("`{both}` may both do the work and finish it");
        remarks.say(Weight::Warning, "self_judged", place("/judges"), message).because(
            "whoever did the work sees least what is wrong with it",
            "let somebody judge who has not done the work",
        );
    }
}

/// Whether the contract asks for anything that could fail, and for more than existence.
pub fn judgement(contract: &Contract, remarks: &mut Remarks) {
    let top = || At::Contract("/validations".to_owned());
    let beyond = |validation: &&Validation| !EXISTENCE.contains(&validation.check.as_str());
    let content: Vec<&Validation> = contract.validations.iter().filter(beyond).collect();
    if content.is_empty() {
        let message = "only the existence of files is checked: empty ones would pass".to_owned();
        remarks.say(Weight::Warning, "existence_only", top(), message).because(
            "a gate that passes on empty files proves nothing",
            "add a check of what they hold, such as `contains_headings` or `command`",
        );
    }
    let never: Vec<&str> =
        Depth::ALL.into_iter().filter(|depth| !decides(contract, *depth, None)).map(Depth::as_str).collect();
    let first = contract.validations.iter().position(|validation| beyond(&validation));
    let warns = content.iter().all(|validation| validation.severity == Severity::Warning);
    if let Some(index) = first.filter(|_| warns && never.is_empty()) {
        let message = "what files hold is only asked for by warnings: empty ones would pass".to_owned();
        remarks.say(Weight::Warning, "only_warns", At::check(index, "severity"), message).because(
            "a warning never fails a gate, and a gate that passes on empty files proves nothing",
            "let one of these checks be an error",
        );
    }
    if !never.is_empty() {
        let message = format!("nothing is asked that could fail at depth {}", never.join(", "));
        remarks.say(Weight::Error, "never_passes", top(), message).because(
            "where nothing can fail nothing is judged, and the gate never passes there",
            "require an output at every depth, or add a check of severity `error`",
        );
    }
}
