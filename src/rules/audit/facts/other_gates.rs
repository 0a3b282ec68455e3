//! The run's first event names other gates than the workflow that it pinned.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_gates",
    weight: Weight::Error,
    title: "the run's first event names other gates, or another workflow, than it pinned",
    why: "Gates and names are taken from the pinned workflow. Somebody left a gate out, or renamed one.",
    mend: "Bring the committed version back; the pinned copy says which gates there are.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let (Some(chain), Some(workflow)) = (&dossier.chain, &dossier.workflow) else { return vec![] };
    let run = &chain.run;
    let mut found = vec![];
    let mut compare = |field: String, expected: &str, there: &str| {
        if expected != there {
            let one = Found::new("the pinned workflow says something else").file(dossier.run_json());
            found.push(Found { field: Some(format!("events[0].{field}")), ..one.differs(expected, there) });
        }
    };
    compare("workflow.name".to_owned(), &workflow.name, &run.workflow.name);
    compare("workflow.version".to_owned(), &workflow.version, &run.workflow.version);
    for i in 0..workflow.gates.len().max(run.gates.len()) {
        let (def, state) = (workflow.gates.get(i), run.gates.get(i));
        let shown = |text: Option<&str>| text.unwrap_or("nothing").to_owned();
        compare(
            format!("gates[{i}].gate"),
            &shown(def.map(|def| def.id.as_str())),
            &shown(state.map(|state| state.id.as_str())),
        );
        if let (Some(def), Some(state)) = (def, state) {
            compare(format!("gates[{i}].name"), &def.name, &state.name);
            let agents = (shown(def.agent.as_deref()), shown(state.agent.as_deref()));
            compare(format!("gates[{i}].agent"), &agents.0, &agents.1);
        }
    }
    found
}
