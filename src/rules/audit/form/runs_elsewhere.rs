//! Records of runs lie where gatewright.json does not look.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::required::Absent;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::counted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.runs_elsewhere",
    weight: Weight::Error,
    title: "records of runs lie, or were committed, where gatewright.json does not look",
    why: "One word in gatewright.json takes every record out of sight. What it hides is not audited.",
    mend: "Set `runs` in gatewright.json to where the records are, or move them to where it says, with their history in git.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(Absent::Elsewhere { runs, place, count, run, commit }) = &dossier.absent else { return vec![] };
    let records = counted(*count as u64, "run");
    let where_ = match commit {
        Some(commit) => format!(
            "{records} committed in `{place}`, such as {run} (commit {})",
            &commit[..12.min(commit.len())]
        ),
        None => format!("{records} in `{place}`, such as {run}"),
    };
    let message = format!(
        "gatewright.json says that runs are in `{runs}`; there are {where_}, and none of that name there"
    );
    // What lay outside of the project has no path in it.
    let file = (!place.starts_with(":/")).then(|| format!("{place}/{run}/record/RUN.json"));
    vec![Found { commit: commit.clone(), file, ..Found::new(message) }]
}
