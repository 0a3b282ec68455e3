//! The line endings of a record were converted.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.line_endings",
    weight: Weight::Error,
    title: "the line endings of a record were converted",
    why: "Records are sealed byte for byte. A checkout with `core.autocrlf` turns every line end into two bytes, and no digest fits any more: nothing else of the record was looked at.",
    mend: "Put `* -text` into the `.gitattributes` of the directory of the runs (`run start` writes it where there is none), and check the records out again: `git rm --cached -r -q . && git reset --hard`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let flaws = dossier.flaws.iter().filter(|flaw| flaw.code == "line_endings");
    flaws.map(|flaw| dossier.flaw(flaw).at(WHOLE)).collect()
}
