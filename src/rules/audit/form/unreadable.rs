//! A file of the record cannot be read as what it should be.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.unreadable",
    weight: Weight::Error,
    title: "a file of the record cannot be read as what it should be",
    why: "What cannot be read proves nothing.",
    mend: "Bring the committed version back, for example with `git restore`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let run_json = dossier.flaws.iter().filter(|flaw| matches!(flaw.code, "not_a_record" | "bad_event"));
    let mut found: Vec<Found> = run_json.map(|flaw| dossier.flaw(flaw)).collect();
    for (gate, attempt) in dossier.attempts() {
        if let AttemptFile::Unreadable(unread) = &attempt.file {
            let one = Found::new(&unread.why).file(&attempt.path).attempt(&gate.gate, attempt.number);
            let expected = "an attempt's file as gatewright writes it";
            found.push(one.at(&unread.field).differs(expected, &unread.found));
        }
    }
    found
}
