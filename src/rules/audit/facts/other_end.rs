//! An attempt's file tells of its end what the events do not, or contradicts itself.

use crate::model::attempt::{Attempt, Cause};
use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::event::{Event, Fact};
use crate::model::run::{AttemptRow, AttemptStatus};
use crate::rules::audit::facts::said::{Said, said};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_end",
    weight: Weight::Error,
    title: "an attempt's file tells of its end what the events do not, or contradicts itself",
    why: "File and event are written by the same command from the same facts. Somebody edited one of them and computed the digests anew.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut found = vec![];
    for link in &chain.links {
        let Fact::GateClosed { gate, attempt: number, .. } = &link.event.fact else { continue };
        let Some((told, of)) = dossier.attempt(gate, *number) else { continue };
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        let rows = chain.run.gate(gate).map_or(&[][..], |state| &state.attempts);
        let row = rows.iter().find(|row| row.attempt == *number);
        let all = differing(&link.event, attempt, row).into_iter().chain(itself(attempt));
        found.extend(all.map(|said| said.found("the event that closed it says something else", told, of)));
    }
    found
}

fn differing(event: &Event, attempt: &Attempt, row: Option<&AttemptRow>) -> Vec<Said> {
    let Fact::GateClosed { status, .. } = &event.fact else { return vec![] };
    let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    let ids = |ids: &[crate::model::ids::InvocationId]| {
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let calls = row.map(|row| ids(&row.invocation_ids)).unwrap_or_default();
    [
        said("status", status.as_str(), attempt.status.as_str()),
        said("finished_at", event.timestamp, shown(attempt.finished_at.map(|at| at.to_string()))),
        said("judge", &event.actor, shown(attempt.judge.as_ref().map(ToString::to_string))),
        said("invocation_ids", calls, ids(&attempt.invocation_ids)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Why it did not pass is said of what did not pass alone, and each way to end has causes of its own.
fn itself(attempt: &Attempt) -> Vec<Said> {
    let name = |cause: Cause| match cause {
        Cause::Contract => "contract",
        Cause::Declared => "declared",
        Cause::Timeout => "timeout",
        Cause::Abandoned => "abandoned",
    };
    let expected = match attempt.status {
        AttemptStatus::Pass | AttemptStatus::Waived | AttemptStatus::Running => "nothing",
        AttemptStatus::TimedOut => "timeout",
        AttemptStatus::Abandoned => "abandoned",
        AttemptStatus::Fail if attempt.cause == Some(Cause::Declared) => "declared",
        AttemptStatus::Fail => "contract",
    };
    let reason = |there: bool| if there { "a reason" } else { "nothing" };
    let failed = !attempt.status.is_met();
    // Said only where it is another one.
    let twice = attempt.judge_account.is_some() && attempt.judge_account == attempt.start.account;
    let account =
        |other: bool| if other { "another account than at the start, or none" } else { "the same account" };
    [
        said("cause", expected, attempt.cause.map_or("nothing", name)),
        said("failure_reason", reason(failed), reason(attempt.failure_reason.is_some())),
        said("judge_account", account(true), account(!twice)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
