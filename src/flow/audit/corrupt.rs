//! Objects of git that were met in the history and whose bytes have another name than they.

use std::collections::BTreeSet;

use crate::model::dossier::history::Corrupt;
use crate::model::path::RepoPath;
use crate::store::git::history::Change;
use crate::store::git::oid::Oid;

/// Those `of_all` records, on which each rests, and those among the `found` ones that are versions of the files of one in `changes`.
pub(super) fn of_record(of_all: &[Oid], found: &[Oid], changes: &[(Oid, Change)]) -> Vec<Corrupt> {
    let of_all = of_all.iter().map(|oid| Corrupt { object: oid.as_str().to_owned(), path: None });
    let mut all: Vec<Corrupt> = of_all.collect();
    let versions = changes
        .iter()
        .flat_map(|(_, change)| change.before.iter().chain(&change.after).map(|oid| (&change.path, oid)));
    for (path, oid) in versions.filter(|(_, oid)| found.contains(oid)) {
        let one = Corrupt { object: oid.as_str().to_owned(), path: Some(path.to_string()) };
        if !all.iter().any(|known| known.object == one.object) {
            all.push(one);
        }
    }
    all
}

/// Those among the `found` ones that are `held` by the definition at `path`.
pub(super) fn of_definition(found: &[Oid], held: &BTreeSet<String>, path: &RepoPath) -> Vec<Corrupt> {
    let of_it = found.iter().map(Oid::as_str).filter(|oid| held.contains(*oid));
    of_it.map(|oid| Corrupt { object: oid.to_owned(), path: Some(path.to_string()) }).collect()
}
