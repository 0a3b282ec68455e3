//! What gates were judged by and asks something else today, with the commits that brought it and put another in its place.
//!
//! What was asked before, is not asked by the one that was pinned, and is asked again today, was taken out just while the gate was judged, by commits
//! that look like any others.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::around::Around;
use crate::flow::audit::between::between;
use crate::flow::audit::corrupt::of_definition;
use crate::flow::audit::held::Held;
use crate::flow::audit::in_effect::{Before, Effect, InEffect};
use crate::flow::audit::judged_by::{JudgedBy, What, changed_since};
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::measured::measured;
use crate::flow::audit::today::today;
use crate::flow::audit::uncommitted::uncommitted;
use crate::flow::definitions::workflow_file;
use crate::flow::site::MAX_DEFINITION;
use crate::format::definition::elements::{contract_of, elements};
use crate::model::dossier::Chain;
use crate::model::dossier::history::{Lacking, Older, Superseded, Tolerated, Unlike};
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;
use crate::model::run::Run;
use crate::rules::asks::BLOCKS;
use crate::store::git::oid::Oid;

/// The elements of a file by which a contract blocks.
const BLOCKING: [&str; 2] = ["no `blocking`", "`blocking`: true"];

/// What commits held, kept from run to run.
#[derive(Default)]
pub(super) struct Past {
    held: Held,
    in_effect: InEffect,
}

/// Notes in the dossiers, which know their history already, what became of what gates were judged by.
pub(super) fn note(past: &mut Past, around: &Around, loaded: &mut [Loaded]) {
    let judged_by: Vec<Vec<JudgedBy>> = loaded.iter().map(|one| changed_since(around, one)).collect();
    if let Some(log) = around.log {
        past.held.ask(log, &judged_by.iter().flatten().map(|it| &it.path).collect());
    }
    for (one, judged_by) in loaded.iter_mut().zip(judged_by) {
        let held = &past.held;
        let mut found: Vec<Superseded> =
            judged_by.iter().filter_map(|it| superseded(held, around, one, it)).collect();
        if let (Some(log), Some(told)) = (around.log, &mut one.dossier.history) {
            told.uncommitted = uncommitted(held, log, told, &judged_by);
            told.lacking = lacking(held, &judged_by);
            let corrupt = log.git().corrupt();
            let paths: BTreeSet<&RepoPath> = judged_by.iter().map(|it| &it.path).collect();
            let objects = |path| held.of(path).map(|all| all.objects().collect()).unwrap_or_default();
            let of_path = |path| of_definition(&corrupt, &objects(path), path);
            told.corrupt.extend(paths.into_iter().flat_map(of_path));
        }
        let definitions = judged_by.iter().filter(|it| it.what == What::Definition);
        let gates: BTreeMap<&str, &JudgedBy> = definitions.map(|it| (it.gate.as_str(), it)).collect();
        for (gate, it) in gates {
            let Ok(id) = GateId::new(gate) else { continue };
            let Some(effect) = past.in_effect.of(around, one, &id) else { continue };
            if let (Some(path), Some(told)) = (&effect.lost, &mut one.dossier.history) {
                let lacking = Lacking { gate: gate.to_owned(), path: path.to_string() };
                told.lacking.extend(Some(lacking).filter(|it| !told.lacking.contains(it)));
            }
            let tolerated = tolerated(one, &found, &id, &effect);
            one.dossier.tolerated.extend(tolerated);
            let older = older(one, &id, &effect);
            one.dossier.older.extend(older);
            if let Some(before) = effect.before {
                let unlike = unlike(one, &id, &before);
                one.dossier.unlike.extend(unlike);
                settle(&mut found, one, (&id, it), before);
            }
        }
        let speaks = |gate: &str| {
            let state = |chain: &Chain| GateId::new(gate).is_ok_and(|id| met(&chain.run, &id));
            one.dossier.chain.as_ref().is_some_and(state)
                || one.dossier.tolerated.iter().any(|it| it.gate == gate)
        };
        found.retain(|it| speaks(&it.gate));
        let silent: BTreeSet<String> =
            judged_by.iter().filter(|it| !speaks(&it.gate)).map(|it| it.gate.clone()).collect();
        one.dossier.superseded = found;
        if let Some(told) = &mut one.dossier.history {
            told.uncommitted.retain(|it| !silent.contains(&it.gate));
        }
    }
}

/// What git does not have every version of.
fn lacking(held: &Held, judged_by: &[JudgedBy]) -> Vec<Lacking> {
    let lost = judged_by.iter().filter(|it| held.of(&it.path).is_some_and(|versions| !versions.whole()));
    let all: BTreeSet<Lacking> =
        lost.map(|it| Lacking { gate: it.gate.clone(), path: it.path.to_string() }).collect();
    all.into_iter().collect()
}

fn met(run: &Run, gate: &GateId) -> bool {
    run.gate(gate).is_some_and(|state| state.status.is_met())
}

/// What became of one; `None` where today's asks the same in other words, or nobody can say what either asks.
fn superseded(held: &Held, around: &Around, loaded: &Loaded, it: &JudgedBy) -> Option<Superseded> {
    if let What::Measure(head) = &it.what {
        return measured(held, around, loaded, it, head.as_ref());
    }
    let gate = GateId::new(&it.gate).ok()?;
    let pinned = elements(&loaded.dir.as_ref()?.pinned(it.then).ok()?, &gate)?;
    let path = lies_today(around, loaded, it, &gate).unwrap_or(it.path.clone());
    let today = today(around, &path, MAX_DEFINITION);
    let today = today.and_then(|bytes| elements(&bytes, &gate)).unwrap_or_default();
    if pinned == today {
        return None;
    }
    let (mut found, before) = between(held.of(&it.path), it);
    let before = before.filter_map(|bytes| elements(bytes, &gate)).flatten();
    let again: BTreeSet<String> = before.filter(|one| today.contains(one) && !pinned.contains(one)).collect();
    found.lacks = again.into_iter().collect();
    Some(found)
}

/// Where the workflow lies today, as gatewright.json says, where `it` is that workflow, or the contract of the gate, as the workflow says,
/// where it is that.
fn lies_today(around: &Around, loaded: &Loaded, it: &JudgedBy, gate: &GateId) -> Option<RepoPath> {
    let run = &loaded.dossier.chain.as_ref()?.run;
    let workflow = workflow_file(around.site, &run.workflow.name).ok()?;
    if run.pins.iter().any(|pin| pin.kind == PinKind::Workflow && pin.path == it.path) {
        return Some(workflow);
    }
    contract_in(loaded, gate).filter(|contract| **contract == it.path)?;
    let bytes = today(around, &workflow, MAX_DEFINITION)?;
    contract_of(&bytes, gate)
}

/// Where the contract of the gate lay.
fn contract_in<'a>(loaded: &'a Loaded, gate: &GateId) -> Option<&'a RepoPath> {
    loaded.dossier.workflow.as_ref()?.gate(gate).map(|def| &def.contract)
}

/// What the definitions in effect lack takes the place of what their files lack, each by itself: what moved from one to another was asked all the
/// time, and what one of them overrides was not.
fn settle(found: &mut Vec<Superseded>, loaded: &Loaded, (gate, it): (&GateId, &JudgedBy), before: Before) {
    let contract = contract_in(loaded, gate).map(ToString::to_string);
    // Files that checks measure by are not among the definitions.
    let definitions = || loaded.dossier.chain.iter().flat_map(|chain| &chain.run.pins);
    let is_own = |one: &Superseded| {
        let kinds = [PinKind::Workflow, PinKind::Contract, PinKind::Template];
        let mut pins = definitions().filter(|pin| kinds.contains(&pin.kind));
        one.gate == it.gate && pins.any(|pin| pin.path.as_str() == one.path)
    };
    let own: Vec<usize> = (0..found.len()).filter(|at| is_own(&found[*at])).collect();
    let lacking: Vec<usize> = own.iter().copied().filter(|at| !found[*at].lacks.is_empty()).collect();
    let contract = own.iter().copied().find(|at| Some(&found[*at].path) == contract.as_ref());
    let lacks: Vec<String> = before.again.into_iter().collect();
    let blamed = match (lacking.is_empty() && !lacks.is_empty(), contract.or(own.first().copied())) {
        (true, Some(at)) => vec![at],
        // Each file by itself says the same of this gate.
        (true, None) => {
            found.push(Superseded {
                gate: it.gate.clone(),
                path: it.path.to_string(),
                judged: it.judged,
                brought: before.brought.map(name),
                replaced: before.replaced.map(name),
                lacks: vec![],
            });
            vec![found.len() - 1]
        }
        (false, _) => lacking,
    };
    blamed.into_iter().for_each(|at| found[at].lacks.clone_from(&lacks));
}

fn name(commit: Oid) -> String {
    commit.as_str().to_owned()
}

/// What a gate that is met was asked before and is asked today, where nobody can say whether it is the same; what was put back is told as that.
fn unlike(loaded: &Loaded, gate: &GateId, before: &Before) -> Vec<Unlike> {
    let is_met = loaded.dossier.chain.as_ref().is_some_and(|chain| met(&chain.run, gate));
    if !is_met || !before.again.is_empty() {
        return vec![];
    }
    let one = |(before, today): &(String, String)| Unlike {
        gate: gate.to_string(),
        before: before.clone(),
        today: today.clone(),
    };
    before.unlike.iter().map(one).collect()
}

/// Whether a gate that is met was judged by less than the commit asked at which the work began; what was put back is told as that.
fn older(loaded: &Loaded, gate: &GateId, effect: &Effect) -> Option<Older> {
    let put_back = effect.before.as_ref().is_some_and(|before| !before.again.is_empty());
    let (commit, lacks) = effect.at_start.as_ref().filter(|(_, lacks)| !put_back && !lacks.is_empty())?;
    met(&loaded.dossier.chain.as_ref()?.run, gate).then(|| Older {
        gate: gate.to_string(),
        commit: commit.as_str().to_owned(),
        lacks: lacks.iter().cloned().collect(),
    })
}

/// Whether a gate that is not met let others go on only while the run went by what was pinned; of its files by themselves that is `found`.
fn tolerated(loaded: &Loaded, found: &[Superseded], gate: &GateId, effect: &Effect) -> Option<Tolerated> {
    let run = &loaded.dossier.chain.as_ref()?.run;
    if met(run, gate) || !effect.today.contains(BLOCKS) {
        return None;
    }
    let by_itself = |one: &Superseded| {
        one.gate == gate.as_str() && one.lacks.iter().any(|lack| BLOCKING.contains(&lack.as_str()))
    };
    let again = match &effect.before {
        Some(before) => before.again.contains(BLOCKS),
        None => found.iter().any(by_itself),
    };
    // Contracts say whether they block.
    let is_contract =
        |path: &str| run.pins.iter().any(|pin| pin.kind == PinKind::Contract && pin.path.as_str() == path);
    let uncommitted = loaded.dossier.history.iter().flat_map(|told| &told.uncommitted);
    let mut own = uncommitted.filter(|it| it.gate == gate.as_str() && is_contract(&it.path));
    let (why, sure) = match (again, own.next()) {
        (true, _) => ("its contract did not let others go on before, and does not today", true),
        (false, Some(one)) => (
            "what lets others go on is in no commit that is here, and today it does not",
            one.sure || own.any(|it| it.sure),
        ),
        (false, None) => return None,
    };
    Some(Tolerated { gate: gate.to_string(), why, sure })
}
