//! What has to be looked at or asked for before everything can be judged.

use std::collections::BTreeSet;

use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::frame::kind::{Cost, Further, ProbeRequest};
use crate::rules::judge::{CHECKS, First};
use crate::rules::outputs::Resolved;
use crate::rules::pool::map;

/// The commands to run before everything can be judged; none when `first` already keeps the gate from passing.
///
/// A check that cannot say what to run asks for nothing, and is `not_enforced` for that reason.
pub fn probes_needed(first: &First) -> Vec<ProbeRequest> {
    if first.blocks() {
        return vec![];
    }
    first
        .plan
        .checks
        .iter()
        .filter_map(|check| match check.kind.cost {
            Cost::Cheap | Cost::Further(_) | Cost::Git(_) | Cost::Web(_) | Cost::People | Cost::Review(_) => {
                None
            }
            Cost::Probe(request) => request(&first.plan.ask(check)).ok(),
        })
        .collect()
}

/// The most further places that are looked at for one judgement.
pub const MOST_FURTHER: usize = 4_096;

/// The places that checks ask for after the first look, each once and at most [`MOST_FURTHER`]. A check that does not get
/// what it asked for cannot be judged and says so.
///
/// The texts among `documents` are taken apart there.
pub fn further_wanted(plan: &Resolved, evidence: &Evidence, documents: &Documents) -> Further {
    let wanted = map(&plan.checks, CHECKS, |check| {
        let ask_for = match check.kind.cost {
            Cost::Further(ask_for) | Cost::Review(ask_for) => ask_for,
            Cost::Web(web) => web.further,
            _ => return Further::new(),
        };
        ask_for(&Ask { documents: Some(documents), ..plan.ask(check) }, evidence)
    });
    let mut all = Further::new();
    for wanted in wanted {
        for (path, content) in wanted {
            if all.len() < MOST_FURTHER || all.contains_key(&path) {
                *all.entry(path).or_default() |= content;
            }
        }
    }
    all
}

/// The files of which git has to say what the commit holds; `None` when it need not be asked, because no check wants it or
/// `first` already keeps the gate from passing.
pub fn git_needed(first: &First) -> Option<BTreeSet<RepoPath>> {
    if first.blocks() {
        return None;
    }
    let (plan, evidence) = (first.plan, first.evidence);
    let asked = plan.checks.iter().filter_map(|check| match check.kind.cost {
        Cost::Git(files) => Some(files(&first.ask(check, None), evidence)),
        _ => None,
    });
    asked.reduce(|all, more| all.into_iter().chain(more).collect()).map(BTreeSet::from_iter)
}

/// The most addresses that are asked for in one judgement.
pub const MOST_ADDRESSES: usize = 1_000;

/// The addresses of the web to ask for, each once and at most [`MOST_ADDRESSES`]; `None` when none has to be asked for, because no
/// check wants it or `first` already keeps the gate from passing. An address that is left out was not asked for, and the check says so.
pub fn web_needed(first: &First) -> Option<BTreeSet<String>> {
    if first.blocks() {
        return None;
    }
    let (plan, evidence) = (first.plan, first.evidence);
    let asked =
        plan.checks.iter().filter(|check| plan.asks_web(check)).flat_map(|check| match check.kind.cost {
            Cost::Web(web) => (web.addresses)(&first.ask(check, None), evidence),
            _ => vec![],
        });
    let all: BTreeSet<String> = asked.collect();
    (!all.is_empty()).then(|| all.into_iter().take(MOST_ADDRESSES).collect())
}
