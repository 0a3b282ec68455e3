//! From a contract and evidence to a verdict. Nothing but this yields a PASS.

use std::collections::BTreeSet;

use crate::model::contract::Severity;
use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::model::verdict::{Finding, Row, State, Verdict};
use crate::rules::checks::exists;
use crate::rules::checks::frame::kind::{CheckKind, Cost, Further, ProbeRequest};
use crate::rules::checks::frame::outcome::{Held, Judged, Outcome};
use crate::rules::common;
use crate::rules::outputs::{Check, Resolved};
use crate::rules::waivers;
use crate::rules::yardstick;

/// How much is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Only what needs no command: decides whether commands are worth running. Its verdict is never a gate's.
    Cheap,
    /// Everything.
    All,
}

/// Judges `evidence` by `plan`.
///
/// Rows stand in this order: the required outputs and the alternatives that no `file_exists` asks for, then the validations as declared,
/// one row for each thing a check looked at. A check whose command was not run is `not_enforced`, never left out.
pub fn judge(plan: &Resolved, evidence: &Evidence, phase: Phase) -> Verdict {
    Verdict { rows: attributed(plan, evidence, phase).into_iter().flat_map(|(_, rows)| rows).collect() }
}

/// The rows of that verdict by what asks for them: an entry of `validations`, or (`None`) the outputs by themselves.
pub fn attributed(plan: &Resolved, evidence: &Evidence, phase: Phase) -> Vec<(Option<usize>, Vec<Row>)> {
    let implied = implied_rows(plan, evidence);
    let cheap: Vec<Vec<Row>> = plan.checks.iter().map(|check| cheap_rows(plan, check, evidence)).collect();
    let cheap_failed = implied.iter().chain(cheap.iter().flatten()).any(Row::blocks);
    let mut all = vec![(None, implied)];
    for (check, mut of_check) in plan.checks.iter().zip(cheap) {
        if phase == Phase::All && is_probe(check.kind) {
            of_check.extend(probe_rows(plan, check, evidence, cheap_failed));
        } else if phase == Phase::All && plan.asks_web(check) {
            of_check = rows_of(plan, check, evidence);
        }
        all.push((Some(check.index), of_check));
    }
    all
}

/// The commands to run before everything can be judged; none when `cheap` already keeps the gate from passing.
///
/// A check that cannot say what to run asks for nothing, and is `not_enforced` for that reason.
pub fn probes_needed(plan: &Resolved, cheap: &Verdict) -> Vec<ProbeRequest> {
    if cheap.blocking().next().is_some() {
        return vec![];
    }
    plan.checks
        .iter()
        .filter_map(|check| match check.kind.cost {
            Cost::Cheap | Cost::Further(_) | Cost::Git(_) | Cost::Web(_) | Cost::People | Cost::Review(_) => {
                None
            }
            Cost::Probe(request) => request(&plan.ask(check)).ok(),
        })
        .collect()
}

/// The most further places that are looked at for one judgement.
pub const MOST_FURTHER: usize = 4_096;

/// The places that checks ask for after the first look, each once and at most [`MOST_FURTHER`]. A check that does not get
/// what it asked for cannot be judged and says so.
pub fn further_wanted(plan: &Resolved, evidence: &Evidence) -> Further {
    let mut all = Further::new();
    for check in &plan.checks {
        let ask_for = match check.kind.cost {
            Cost::Further(ask_for) | Cost::Review(ask_for) => ask_for,
            Cost::Web(web) => web.further,
            _ => continue,
        };
        for (path, content) in ask_for(&plan.ask(check), evidence) {
            if all.len() < MOST_FURTHER || all.contains_key(&path) {
                *all.entry(path).or_default() |= content;
            }
        }
    }
    all
}

/// The files of which git has to say what the commit holds; `None` when it need not be asked, because no check wants it or
/// `cheap` already keeps the gate from passing.
pub fn git_needed(plan: &Resolved, cheap: &Verdict, evidence: &Evidence) -> Option<BTreeSet<RepoPath>> {
    if cheap.blocking().next().is_some() {
        return None;
    }
    let asked = plan.checks.iter().filter_map(|check| match check.kind.cost {
        Cost::Git(files) => Some(files(&plan.ask(check), evidence)),
        _ => None,
    });
    asked.reduce(|all, more| all.into_iter().chain(more).collect()).map(BTreeSet::from_iter)
}

/// The most addresses that are asked for in one judgement.
pub const MOST_ADDRESSES: usize = 1_000;

/// The addresses of the web to ask for, each once and at most [`MOST_ADDRESSES`]; `None` when none has to be asked for, because no
/// check wants it or `cheap` already keeps the gate from passing. An address that is left out was not asked for, and the check says so.
pub fn web_needed(plan: &Resolved, cheap: &Verdict, evidence: &Evidence) -> Option<BTreeSet<String>> {
    if cheap.blocking().next().is_some() {
        return None;
    }
    let asked =
        plan.checks.iter().filter(|check| plan.asks_web(check)).flat_map(|check| match check.kind.cost {
            Cost::Web(web) => (web.addresses)(&plan.ask(check), evidence),
            _ => vec![],
        });
    let all: BTreeSet<String> = asked.collect();
    (!all.is_empty()).then(|| all.into_iter().take(MOST_ADDRESSES).collect())
}

/// What can be said of a check without asking anybody. Of one that asks the web that is only what is wrong whatever is answered; where
/// a share of it need not hold, the answers decide which.
fn cheap_rows(plan: &Resolved, check: &Check, evidence: &Evidence) -> Vec<Row> {
    if is_probe(check.kind) || plan.asks_web(check) && check.validation.common.mostly.is_some() {
        return vec![];
    }
    let mut rows = rows_of(plan, check, evidence);
    if plan.asks_web(check) {
        rows.retain(|row| matches!(row.state, State::Fail | State::Warn));
    }
    rows
}

fn is_probe(kind: &CheckKind) -> bool {
    matches!(kind.cost, Cost::Probe(_) | Cost::Git(_) | Cost::People | Cost::Review(_))
}

/// Whether what the check waits for was found out.
fn was_asked(check: &Check, evidence: &Evidence) -> bool {
    match check.kind.cost {
        Cost::Git(_) => evidence.git.is_some(),
        Cost::People | Cost::Review(_) => true,
        _ => evidence.probes.contains_key(&check.index),
    }
}

fn implied_rows(plan: &Resolved, evidence: &Evidence) -> Vec<Row> {
    let kind = (exists::FILE_EXISTS.name, exists::FILE_EXISTS.version);
    let whole = |judged| row(kind, Severity::Error, "", judged, None);
    let mut rows: Vec<Row> =
        plan.uncovered().map(|output| whole(exists::judge_required(output, evidence))).collect();
    if plan.any_of_is_uncovered() {
        rows.push(whole(exists::judge_any_of(&plan.any_of, evidence)));
    }
    rows
}

fn rows_of(plan: &Resolved, check: &Check, evidence: &Evidence) -> Vec<Row> {
    let asked = &check.validation;
    let mut judged = match yardstick::moved(plan, check, evidence) {
        Some(why) => vec![Judged::nowhere(Outcome::unknown(why))],
        None => (check.kind.judge)(&plan.ask(check), evidence),
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

fn probe_rows(plan: &Resolved, check: &Check, evidence: &Evidence, cheap_failed: bool) -> Vec<Row> {
    let mut rows = rows_of(plan, check, evidence);
    if cheap_failed && !was_asked(check, evidence) {
        for row in &mut rows {
            row.findings = vec![Finding {
                hint: Some("mend what the other checks found, then finish again".to_owned()),
                ..Finding::new(format!(
                    "`{}` was not run because cheaper checks failed",
                    check.validation.check
                ))
            }];
        }
    }
    rows
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
