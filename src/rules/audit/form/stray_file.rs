//! A file lies in the record that nothing in it names.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.stray_file",
    weight: Weight::Warning,
    title: "a file lies in the record that nothing in it names",
    why: "It proves nothing, and readers may take it for evidence. Temporary files are left behind by a crash.",
    mend: "Remove it; temporary files go by themselves with the next command that changes the run.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let words = "nothing in the record names this file";
    let stray = |path| Found::new(words).file(path).at(WHOLE).differs("nothing", "a file");
    dossier.strays.iter().map(stray).collect()
}
