//! A file says what it should in another spelling than the one that is written.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "form.not_canonical",
    weight: Weight::Error,
    title: "a file says what it should in another spelling than the one that is written",
    why: "gatewright writes one spelling; another one means that something else has written the file since.",
    mend: "Bring the committed version back, for example with `git restore`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let run_json = dossier.flaws.iter().filter(|flaw| flaw.code == "not_canonical");
    let mut found: Vec<Found> = run_json.map(|flaw| dossier.flaw(flaw)).collect();
    for (gate, attempt) in dossier.attempts() {
        if let AttemptFile::Read { odd: Some(odd), .. } = &attempt.file {
            let message = "the attempt's file is not spelled canonically";
            let one = Found::new(message).file(&attempt.path).attempt(&gate.gate, attempt.number);
            found.push(one.at(&odd.field).differs(&odd.expected, &odd.found));
        }
    }
    found
}
