//! From how checks came out to result rows.

use crate::model::contract::Severity;
use crate::model::evidence::Evidence;
use crate::model::verdict::{Row, State};
use crate::rules::checks::exists;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::{Held, Judged, Outcome};
use crate::rules::common;
use crate::rules::outputs::{Check, Resolved};
use crate::rules::waivers;
use crate::rules::yardstick;

/// The rows of what outputs ask by themselves: those that no `file_exists` asks for.
pub(super) fn implied_rows(plan: &Resolved, evidence: &Evidence) -> Vec<Row> {
    let kind = (exists::FILE_EXISTS.name, exists::FILE_EXISTS.version);
    let whole = |judged| row(kind, Severity::Error, "", judged, None);
    let mut rows: Vec<Row> =
        plan.uncovered().map(|output| whole(exists::judge_required(output, evidence))).collect();
    if plan.any_of_is_uncovered() {
        rows.push(whole(exists::judge_any_of(&plan.any_of, evidence)));
    }
    rows
}

/// The rows of one check as it is asked.
pub(super) fn rows_of(plan: &Resolved, check: &Check, ask: &Ask, evidence: &Evidence) -> Vec<Row> {
    let asked = &check.validation;
    let mut judged = match yardstick::moved(plan, check, evidence) {
        Some(why) => {
            let hint = "measure by what is no output of this gate and is as it was when the work began";
            vec![Judged::nowhere(Outcome::unknown(why).hint(hint))]
        }
        None => (check.kind.judge)(ask, evidence),
    };
    let too_few = common::too_few_matches(&asked.common, &check.target, evidence, &judged);
    judged.extend(too_few);
    let version = asked.own.as_ref().map_or(check.kind.version, |own| own.check.version);
    let kind = (asked.check.as_str(), version);
    let rows = judged
        .into_iter()
        .map(|judged| row(kind, asked.severity, &asked.description, judged, asked.common.id.clone()));
    let rows = common::applied(&asked.common, rows.collect());
    waivers::applied(plan, check, &evidence.waivers, rows)
}

/// `kind` and version of the check.
fn row(
    (kind, version): (&str, u32),
    severity: Severity,
    description: &str,
    judged: Judged,
    id: Option<String>,
) -> Row {
    let Judged { check, path, template, description: own, outcome } = judged;
    Row {
        check: check.unwrap_or(kind).to_owned(),
        version,
        id,
        template: template.filter(|template| path.as_ref() != Some(template)),
        path,
        state: state(&outcome, severity),
        severity,
        description: own.unwrap_or_else(|| description.to_owned()),
        figures: outcome.figures,
        findings: outcome.findings,
        waiver: None,
    }
}

fn state(outcome: &Outcome, severity: Severity) -> State {
    match (outcome.held, severity) {
        (Held::Yes, _) => State::Pass,
        (Held::No, Severity::Error) => State::Fail,
        (Held::No, Severity::Warning) => State::Warn,
        (Held::Unknown, _) => State::NotEnforced,
    }
}
