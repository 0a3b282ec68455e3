//! No commit holds what a gate was judged by, and today it is another one.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.uncommitted",
    weight: Weight::Warning,
    title: "no commit holds what a gate was judged by, and today it is another one",
    why: "Whoever weakens a contract only while a run begins, and puts it back, is judged by what nobody ever saw in the repository. So it is with a schema, or another file that a check measures by, that was another one only for the finish. An honest reason is that a contract was mended before its first commit. Where the gate is required it does not stand.",
    mend: "Read the pinned copy; do the gate again by what is committed.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let all = dossier.history.iter().flat_map(|told| &told.uncommitted).filter(|it| it.sure);
    all.map(|it| {
        let (by, path) = (it.by(), &it.path);
        let message = format!("{by} a `{path}` that is in no commit and is another one today");
        Found::new(message)
            .gate(&it.gate)
            .file(dossier.run_json())
            .differs(it.pinned.to_string(), "no commit that holds it".to_owned())
    })
    .collect()
}
