//! A gate rests on a waiver that was over.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::run::GateStatus;
use crate::rules::audit::rule::Rule;
use crate::rules::waivers::rests_on;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.waiver_over",
    weight: Weight::Warning,
    title: "a gate is WAIVED, and the waiver was over",
    why: "What did not hold was to be borne for a time. It is over in a run that goes on, or was when the run was completed: nobody has taken it upon himself since.",
    mend: "Do the gate again (`gatewright gate start`); whoever still bears it waives it anew.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let at = chain.run.finished_at.unwrap_or(dossier.now);
    let waived = chain.run.gates.iter().filter(|gate| gate.status == GateStatus::Waived);
    let met_by: Vec<(&str, u32)> =
        waived.filter_map(|gate| Some((gate.id.as_str(), gate.last_closed()?.attempt))).collect();
    let mut found = vec![];
    for (gate, told) in dossier.attempts().filter(|(gate, told)| met_by.contains(&(&gate.gate, told.number)))
    {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        for (check, until) in rests_on(&attempt.validations).into_iter().filter(|(_, until)| *until <= at) {
            let message =
                format!("`{check}` did not hold and was waived until {until}: that was over on {at}");
            found.push(Found::new(message).file(&told.path).attempt(&gate.gate, told.number));
        }
    }
    found
}
