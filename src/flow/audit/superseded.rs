//! Definitions that gates were judged by and that ask something else today, with the commits that brought them and put others in their places.
//!
//! What was asked before, is not asked by the one that was pinned, and is asked again today, was taken out just while the gate was judged, by commits
//! that look like any others.

use std::collections::BTreeSet;

use crate::flow::audit::around::Around;
use crate::flow::audit::corrupt::of_definition;
use crate::flow::audit::held::{Held, JudgedBy, Versions, changed_since};
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::redefined::Exchange;
use crate::flow::audit::uncommitted::uncommitted;
use crate::flow::site::MAX_DEFINITION;
use crate::format::definition::elements::{contract_of, elements};
use crate::model::dossier::history::Superseded;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;

/// Notes in the dossiers, which know their history already, what became of the definitions that gates were judged by. Of those that lie where the log does not
/// look no commit is named.
pub(super) fn note(held: &mut Held, around: &Around, loaded: &mut [Loaded]) {
    let judged_by: Vec<Vec<JudgedBy>> = loaded.iter().map(|one| changed_since(&one.dossier)).collect();
    if let Some(log) = around.log {
        let asked = judged_by.iter().flatten().map(|it| &it.path).filter(|path| log.looks_at(path));
        held.ask(log, &asked.collect::<BTreeSet<&RepoPath>>());
    }
    for (one, judged_by) in loaded.iter_mut().zip(judged_by) {
        let found = judged_by.iter().filter_map(|it| superseded(held, around, one, it));
        one.dossier.superseded = found.collect();
        if let (Some(log), Some(told)) = (around.log, &mut one.dossier.history) {
            let looked: Vec<JudgedBy> = judged_by.into_iter().filter(|it| log.looks_at(&it.path)).collect();
            told.uncommitted = uncommitted(held, told, &looked);
            let (found, paths) = (log.git().corrupt(), looked.iter().map(|it| &it.path));
            told.corrupt.extend(paths.flat_map(|path| of_definition(&found, &log.held(path), path)));
        }
    }
}

/// What became of one; `None` where today's asks the same in other words, or nobody can say what either asks.
fn superseded(held: &Held, around: &Around, loaded: &Loaded, it: &JudgedBy) -> Option<Superseded> {
    let gate = GateId::new(&it.gate).ok()?;
    let pinned = elements(&loaded.dir.as_ref()?.pinned(it.pinned).ok()?, &gate)?;
    let path = lies_today(around, loaded, it, &gate).unwrap_or(it.path.clone());
    let today = around.site.root.read_small(&path, MAX_DEFINITION).ok().flatten();
    let today = today.and_then(|bytes| elements(&bytes, &gate)).unwrap_or_default();
    if pinned == today {
        return None;
    }
    let mut found = Superseded {
        gate: it.gate.clone(),
        path: it.path.to_string(),
        brought: None,
        replaced: None,
        lacks: vec![],
    };
    if let (Some(log), Some(versions)) = (around.log, held.of(&it.path)) {
        let all: Vec<&Exchange> = log.exchanges(&it.path).collect();
        if let Some(at) = brought(versions, &all, it) {
            found.brought = Some(all[at].commit.as_str().to_owned());
            found.replaced = replaced(versions, &all[..at], it);
            let before = asked_before(versions, &all[at..], it, &gate);
            let again = before.iter().filter(|one| today.contains(*one) && !pinned.contains(*one));
            found.lacks = again.cloned().collect();
        }
    }
    Some(found)
}

/// Where the contract of the gate lies today, as its workflow says, where `it` is that contract.
fn lies_today(around: &Around, loaded: &Loaded, it: &JudgedBy, gate: &GateId) -> Option<RepoPath> {
    let chain = loaded.dossier.chain.as_ref()?;
    let own = loaded.dossier.workflow.as_ref()?.gate(gate).is_some_and(|def| def.contract == it.path);
    let workflow = chain.run.pins.iter().find(|pin| pin.kind == PinKind::Workflow).filter(|_| own)?;
    let bytes = around.site.root.read_small(&workflow.path, MAX_DEFINITION).ok().flatten()?;
    contract_of(&bytes, gate)
}

/// Which of the exchanges, the newest first, brought the pinned version last; a merge only where nothing else did.
fn brought(versions: &Versions, all: &[&Exchange], it: &JudgedBy) -> Option<usize> {
    let is_it = |one: &&Exchange| versions.around(one)[1].is_some_and(|(sha256, _)| *sha256 == it.pinned);
    let own = all.iter().position(|one| is_it(one) && !one.merges);
    own.or_else(|| all.iter().position(is_it))
}

/// The first commit after that which put another version in its place.
fn replaced(versions: &Versions, later: &[&Exchange], it: &JudgedBy) -> Option<String> {
    let was_it = |one: &&&Exchange| versions.around(one)[0].is_some_and(|(sha256, _)| *sha256 == it.pinned);
    let first = later.iter().rev().find(was_it)?;
    Some(first.commit.as_str().to_owned())
}

/// Everything that versions before the pinned one asked.
fn asked_before(versions: &Versions, since: &[&Exchange], it: &JudgedBy, gate: &GateId) -> BTreeSet<String> {
    let all = since.iter().flat_map(|one| versions.around(one)).flatten();
    let others = all.filter(|(sha256, _)| *sha256 != it.pinned);
    others.filter_map(|(_, bytes)| elements(bytes, gate)).flatten().collect()
}
