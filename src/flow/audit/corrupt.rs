//! Objects of git that were met in the history and whose bytes have another name than they.

use crate::flow::audit::history::Log;
use crate::model::dossier::history::{Corrupt, Lying, Told};
use crate::model::path::RepoPath;
use crate::store::git::history::Change;
use crate::store::git::oid::Oid;

/// Those on which all records rest, and those among the versions of the files of one in `changes`.
pub(super) fn of_record(log: &Log, changes: &[(Oid, Change)]) -> Vec<Corrupt> {
    let of_all = |oid: &Oid| Corrupt { object: oid.as_str().to_owned(), path: None };
    let mut all: Vec<Corrupt> = log.corrupt.iter().map(of_all).collect();
    let found = log.git().corrupt();
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

/// Those among the versions of the definition at `path`.
pub(super) fn of_definition(log: &Log, path: &RepoPath) -> Vec<Corrupt> {
    let (found, held) = (log.git().corrupt(), log.held(path));
    let of_it = found.iter().map(Oid::as_str).filter(|oid| held.contains(*oid));
    of_it.map(|oid| Corrupt { object: oid.to_owned(), path: Some(path.to_string()) }).collect()
}

/// What is to be told where no run is known, and the history could not be relied upon: then nobody knows whether any was committed.
pub(super) fn unsure(log: &Log) -> Option<Told> {
    let told = Told {
        broken: log.broken.clone(),
        corrupt: of_record(log, &[]),
        lying: Lying::Unknown,
        ..Told::default()
    };
    told.unsure().is_some().then_some(told)
}
