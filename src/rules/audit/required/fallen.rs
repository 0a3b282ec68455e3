//! A required gate passed, and what was judged is not what there is.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Standing;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "required.fallen",
    weight: Weight::Error,
    title: "a required gate passed, and what was judged is not what there is",
    why: "Work went on after the pass. What lies there now was judged by nobody.",
    mend: "Do the gate again, or bring the judged bytes back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for required in &dossier.required {
        let gate = &required.gate;
        if let Standing::Fallen(whys) = &required.standing {
            let one = |why: &String| {
                Found::new(format!("it does not stand: {why}")).gate(gate).file(dossier.run_json())
            };
            found.extend(whys.iter().map(one));
        }
    }
    found
}
