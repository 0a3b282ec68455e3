//! A parameter of the run is none that its pinned workflow allows.

use std::collections::BTreeMap;

use crate::model::audit::{Found, Weight};
use crate::model::dossier::{Chain, Dossier};
use crate::model::params::Params;
use crate::model::workflow::Workflow;
use crate::rules::audit::rule::Rule;
use crate::rules::params::resolve_params;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.bad_params",
    weight: Weight::Error,
    title: "a parameter of the run is none that its pinned workflow allows",
    why: "Parameters decide which files are looked at and how much is asked for. gatewright starts no run with such ones.",
    mend: "Bring the committed version back; do the work again with parameters that the workflow allows.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let (Some(chain), Some(workflow)) = (&dossier.chain, &dossier.workflow) else { return vec![] };
    not_allowed(dossier, chain, workflow)
}

fn not_allowed(dossier: &Dossier, chain: &Chain, workflow: &Workflow) -> Vec<Found> {
    let params = &chain.run.params;
    let finding = |message: String, field: String, expected: String, there: String| {
        let one = Found::new(message).file(dossier.run_json()).differs(expected, there);
        Found { field: Some(field), ..one }
    };
    let resolve = |given: BTreeMap<String, String>| resolve_params(&workflow.params, &given, &Params::new());
    let mut found = vec![];
    for (name, value) in params {
        let field = format!("events[0].params.{name}");
        let alone = resolve(BTreeMap::from([(name.clone(), value.to_string())]));
        match alone {
            // The others are looked at by themselves.
            Err(why) if why.code == "missing_param" => {}
            Err(why) => {
                let expected = "what the pinned workflow allows".to_owned();
                found.push(finding(why.to_string(), field, expected, format!("{value:?}")));
            }
            Ok(allowed) if allowed.get(name) != Some(value) => {
                let expected = allowed.get(name).map_or("nothing".to_owned(), |value| format!("{value:?}"));
                let message = "it has another type than was declared".to_owned();
                found.push(finding(message, field, expected, format!("{value:?}")));
            }
            Ok(_) => {}
        }
    }
    let all = params.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    if let Err(why) = resolve(all)
        && why.code == "missing_param"
    {
        let expected = "every required parameter".to_owned();
        found.push(finding(why.to_string(), "events[0].params".to_owned(), expected, "nothing".to_owned()));
    }
    found
}
