//! An output is not the one that was recorded.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::Now;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.drifted",
    weight: Weight::Error,
    title: "an output is not the one that was recorded",
    why: "The gate was judged on other bytes than those that lie there.",
    mend: "Bring the recorded bytes back, or do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for output in dossier.outputs.iter() {
        let there = match &output.then {
            Now::Bytes(there) | Now::Pointer(there) if *there != output.recorded => there.to_string(),
            Now::Else(what) => what.clone(),
            _ => continue,
        };
        let is = match &output.then {
            Now::Else(what) => format!("{what}, "),
            Now::Pointer(_) => "a pointer of Git LFS, ".to_owned(),
            _ => String::new(),
        };
        let message = format!("`{}` in {} is {is}not what was recorded", output.path, dossier.compared_with);
        found.push(output.found(message).differs(output.recorded, there));
    }
    found
}
