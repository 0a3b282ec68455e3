//! Between which commits something lay there that a gate was judged by, and what lay there before.

use crate::flow::audit::held::Versions;
use crate::flow::audit::judged_by::JudgedBy;
use crate::flow::audit::redefined::Exchange;
use crate::model::dossier::history::Superseded;

/// Which commits brought it and put another in its place, and the versions before that.
pub(super) fn between<'a>(
    versions: Option<&'a Versions>,
    it: &JudgedBy,
) -> (Superseded, impl Iterator<Item = &'a [u8]> + use<'a>) {
    let mut found = Superseded {
        gate: it.gate.clone(),
        path: it.path.to_string(),
        judged: it.judged,
        brought: None,
        replaced: None,
        lacks: vec![],
    };
    let mut earlier = vec![];
    if let Some(versions) = versions {
        let all = versions.exchanges();
        if let Some(at) = brought(versions, all, it) {
            found.brought = Some(all[at].commit.as_str().to_owned());
            found.replaced = replaced(versions, &all[..at], it);
            let before = all[at..].iter().flat_map(|one| versions.around(one)).flatten();
            let others = before.filter(|(sha256, _)| *sha256 != it.then);
            earlier.extend(others.map(|(_, bytes)| bytes.as_slice()));
        }
    }
    (found, earlier.into_iter())
}

/// Which of the exchanges, the newest first, brought the pinned version last; a merge only where nothing else did.
fn brought(versions: &Versions, all: &[Exchange], it: &JudgedBy) -> Option<usize> {
    let is_it = |one: &Exchange| versions.around(one)[1].is_some_and(|(sha256, _)| *sha256 == it.then);
    let own = all.iter().position(|one| is_it(one) && !one.merges);
    own.or_else(|| all.iter().position(is_it))
}

/// The first commit after that which put another version in its place.
fn replaced(versions: &Versions, later: &[Exchange], it: &JudgedBy) -> Option<String> {
    let was_it = |one: &&Exchange| versions.around(one)[0].is_some_and(|(sha256, _)| *sha256 == it.then);
    let first = later.iter().rev().find(was_it)?;
    Some(first.commit.as_str().to_owned())
}
