//! The history of the record could not be looked at as a whole.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Did, Lying};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.incomplete",
    weight: Weight::NotEnforced,
    title: "the history of the record could not be looked at as a whole",
    why: "Commits or files are missing, in a shallow or damaged clone for example, or there is no history at all, in a tree that was exported: records that were rewritten, cut short, deleted or back-dated are not found out.",
    mend: "Fetch what is missing, for example with `git fetch --unshallow`, or audit a whole clone.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(told) = &dossier.history else {
        return dossier.aside.history_unasked.iter().map(Found::new).collect();
    };
    let shallow = told
        .shallow
        .then(|| Found::new("this is a shallow clone: older commits are not here").file(dossier.run_json()));
    // What is said of objects with other bytes is not said again.
    let broken = told.broken.iter().filter(|_| told.corrupt.is_empty()).map(|why| {
        Found::new(format!("git could not tell the history to its end: {why}")).file(dossier.run_json())
    });
    let lost =
        (told.lying == Lying::Unknown && told.broken.is_none() && told.corrupt.is_empty()).then(|| {
            Found::new("git does not have the RUN.json that was committed last").file(dossier.run_json())
        });
    let unknown = told.steps.iter().filter_map(|step| match &step.did {
        Did::Unknown(why) => Some(Found {
            commit: Some(step.commit.clone()),
            ..Found::new(format!("commit {}: {why}", step.short())).file(&step.path)
        }),
        _ => None,
    });
    // Where older commits are missing that is told already.
    let told_already = told.shallow || told.broken.is_some();
    let unsure = told.uncommitted.iter().filter(|it| !it.sure && !told_already).map(|it| {
        let message = format!(
            "git does not have every version of `{}`: whether a commit holds the one that {} was judged by cannot be said",
            it.path, it.gate
        );
        Found::new(message).gate(&it.gate).file(dossier.run_json())
    });
    let told_above = |gate: &str, path: &str| {
        told.uncommitted.iter().any(|it| !it.sure && it.gate == gate && it.path == path)
    };
    let lacking = told.lacking.iter().filter(|it| !told_above(&it.gate, &it.path));
    let lacking = lacking.filter(|_| told.corrupt.is_empty()).map(|it| {
        let message = format!(
            "git does not have every version of `{}`: whether more was asked of {} before, and is asked again today, cannot be said",
            it.path, it.gate
        );
        Found::new(message).gate(&it.gate).file(dossier.run_json())
    });
    shallow.into_iter().chain(unsure).chain(lacking).chain(broken).chain(lost).chain(unknown).collect()
}
