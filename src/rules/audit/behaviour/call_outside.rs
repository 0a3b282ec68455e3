//! A call of an agent lies outside of the attempt that it was recorded for.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptTold, CallTold};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "behaviour.call_outside",
    weight: Weight::Warning,
    title: "a call of an agent began before the attempt that it was recorded for, or after that was over",
    why: "Work that was done before the gate was opened, or a call that was made up, was written down as if it belonged to the attempt. A difference of a second is let pass; an honest reason is another machine's clock.",
    mend: "Start a gate before its work; ask whoever recorded the call.",
    look,
};

/// Times that people type have no milliseconds.
const TYPED: i64 = 1000;

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        for (call, how) in told.calls.iter().filter_map(|call| Some((call, outside(told, call)?))) {
            let message = format!("call {} {how}", call.id);
            let one = Found::new(message).file(dossier.run_json()).attempt(&gate.gate, told.number);
            let at =
                |at: Option<crate::model::time::Timestamp>| at.map_or("?".to_owned(), |at| at.to_string());
            let expected = match told.finished_at {
                Some(end) => format!("between {} and {end}", at(told.started_at)),
                None => format!("at least {}", at(told.started_at)),
            };
            found.push(one.differs(expected, at(call.started_at)));
        }
    }
    found
}

fn outside(told: &AttemptTold, call: &CallTold) -> Option<&'static str> {
    let began = call.started_at?.millis();
    if told.started_at.is_some_and(|at| began + TYPED < at.millis()) {
        return Some("began before the attempt did");
    }
    // One that was still running when somebody closed the attempt is recorded when it ends.
    told.finished_at
        .is_some_and(|at| began > at.millis() + TYPED)
        .then_some("began after the attempt was over")
}
