//! Remarks on a whole workflow, gate by gate.

use std::collections::BTreeMap;

use crate::model::contract::Contract;
use crate::model::ids::GateId;
use crate::model::workflow::Workflow;
use crate::rules::lint::remark::{At, Remark, Remarks, Weight};
use crate::rules::lint::{
    anchors, forbidding, gate, hollow, not_allowed, one_check, outputs, two_checks, unmatchable, zero,
};

/// Remarks on a workflow and the contracts of its gates, gate by gate in the order written. A gate without an entry in
/// `contracts` is looked at by itself.
pub fn lint(workflow: &Workflow, contracts: &BTreeMap<GateId, Contract>) -> Vec<Remark> {
    let mut all = vec![];
    for (at, def) in workflow.gates.iter().enumerate() {
        let mut remarks = Remarks::on(&def.id);
        gate::by_itself(at, def, &mut remarks);
        if let Some(contract) = contracts.get(&def.id) {
            gate::judgement(contract, &mut remarks);
            outputs::declared(contract, &mut remarks);
            outputs::optional(contract, &mut remarks);
            outputs::targets(contract, &outputs::needed_by(workflow, def, contracts), &mut remarks);
            outputs::shared(contract, &workflow.gates[..at], contracts, &mut remarks);
            not_allowed::outputs(contract, &mut remarks);
            one_check::each(contract, &workflow.params, &mut remarks);
            zero::each(contract, &mut remarks);
            hollow::each(contract, &mut remarks);
            anchors::each(contract, &mut remarks);
            unmatchable::each(contract, &mut remarks);
            forbidding::targets(contract, &mut remarks);
            two_checks::each(contract, &mut remarks);
        }
        all.extend(remarks.list);
    }
    all
}

/// Remarks on what templates use, by gate in the order written.
pub fn lint_templates(workflow: &Workflow, unknown: &BTreeMap<GateId, Vec<String>>) -> Vec<Remark> {
    let mut all = vec![];
    for gate in &workflow.gates {
        let mut remarks = Remarks::on(&gate.id);
        for name in unknown.get(&gate.id).into_iter().flatten() {
            let message = format!(
                "its template uses `{}`, which packets do not have: what stands in for it is always used",
                name.escape_debug()
            );
            remarks.say(Weight::Warning, "unknown_value", At::Template, message).because(
                "whoever reads the packet never sees what was meant to stand there",
                "`gatewright help templates` lists what they have",
            );
        }
        all.extend(remarks.list);
    }
    all
}
