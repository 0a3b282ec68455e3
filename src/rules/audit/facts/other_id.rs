//! The run's id, slug or path are not those of its beginning.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_id",
    weight: Weight::Error,
    title: "the run's id, slug or path are not those of its beginning",
    why: "An id holds the moment and the slug that a run was started with; slug and path stand among the parameters as well. Somebody edited one of them.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let run = &chain.run;
    let text = |name: &str| run.params.get(name).map_or("nothing".to_owned(), ToString::to_string);
    let path = run.workflow.artifact_path.as_ref().map_or("nothing".to_owned(), ToString::to_string);
    let stamp = format!("run_{}_{}", run.started_at.compact(), run.workflow.slug);
    let id = run.id.as_str().rsplit_once('_').map_or(run.id.as_str(), |(before, _)| before);
    [
        ("workflow.slug", text("slug"), run.workflow.slug.clone()),
        ("workflow.artifact_path", text("artifact_path"), path),
        ("run_id", stamp, id.to_owned()),
    ]
    .into_iter()
    .filter(|(_, expected, found)| expected != found)
    .map(|(field, expected, found)| {
        let one = Found::new("the run says something else of itself elsewhere").file(dossier.run_json());
        Found { field: Some(format!("events[0].{field}")), ..one.differs(expected, found) }
    })
    .collect()
}
