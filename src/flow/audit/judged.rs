//! What the rules find in one run, and on what its record rests.

use crate::flow::audit::loaded::Loaded;
use crate::model::audit::{Found, Level, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Lying;
use crate::model::dossier::required::Absent;
use crate::model::dossier::seals::SealState;
use crate::rules::audit::audited::{Audited, Seen};
use crate::rules::audit::catalogue::RULES;
use crate::rules::audit::rule::Rule;

/// What a clock says does not tear a record apart.
const OF_CLOCKS: [&str; 5] =
    ["chain.seeded", "chain.future", "history.before_head", "history.after_commit", "history.clocks_differ"];

/// Applies every rule.
pub(super) fn judged(loaded: &Loaded) -> Audited {
    let dossier = &loaded.dossier;
    let mut findings = vec![];
    for rule in RULES {
        findings.extend((rule.look)(dossier).into_iter().map(|found| (*rule, found)));
    }
    let run = dossier.chain.as_ref().map(|chain| &chain.run);
    Audited {
        format: dossier.format,
        seen: Seen {
            events: dossier.chain.is_some(),
            ancestors: dossier.format == Some(0),
            history: dossier.history.is_some(),
            head: dossier.expected_head.is_some(),
        },
        level: level(dossier, &findings),
        workflow: run
            .map(|run| run.workflow.name.clone())
            .or_else(|| loaded.ancestors.as_ref().map(|run| run.workflow.name.clone()))
            .or_else(|| match &dossier.absent {
                Some(Absent::Workflow(name)) => Some(name.clone()),
                _ => None,
            }),
        required: dossier.required.clone(),
        compared_with: dossier.compared_with.to_string(),
        sealed_by: dossier.sealed_by(),
        outputs: dossier.outputs.len(),
        run: dossier.run.clone(),
        of_all: dossier.absent == Some(Absent::OneRun),
        status: dossier.status.clone(),
        findings,
    }
}

/// A head from elsewhere assures the chain that ends in it; the history what it holds, as far as it goes and does not contradict itself.
fn level(dossier: &Dossier, findings: &[(&Rule, Found)]) -> Level {
    let torn = findings.iter().any(|(rule, _)| {
        rule.weight == Weight::Error
            && ["form.", "chain.", "facts.", "people.", "pins.", "seals.", "history.", "verdict."]
                .iter()
                .any(|family| rule.id.starts_with(family))
            && !OF_CLOCKS.contains(&rule.id)
    });
    // Of what could not be read nothing was looked at, and of what is not there nothing can be believed.
    if torn || dossier.absent.is_some() || dossier.chain.is_none() && dossier.format != Some(0) {
        return Level::None;
    }
    let head = dossier.chain.as_ref().and_then(|chain| chain.links.last()).map(|link| link.digest);
    let whole = dossier.flaws.is_empty() && head.is_some();
    if whole && head == dossier.expected_head {
        return Level::L3;
    }
    if whole && dossier.seals.iter().any(|seal| matches!(seal.state, SealState::By(_))) {
        return Level::L2;
    }
    let broken = findings
        .iter()
        .filter(|(rule, _)| rule.id.starts_with("history.") && !OF_CLOCKS.contains(&rule.id))
        .any(|(rule, _)| rule.weight >= Weight::NotEnforced);
    match &dossier.history {
        Some(told) if whole && told.lying == Lying::Committed && !broken => Level::L1,
        _ => Level::L0,
    }
}
