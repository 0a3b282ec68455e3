//! The copies of what a run pinned, and files that nothing names.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::attempts::parent;
use crate::model::digest::Digest;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::{BadPin, Dossier};
use crate::model::event::Link;
use crate::model::failure::Kind;
use crate::model::pin::Pin;
use crate::store::rooted::Root;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals::KEPT_PACKET;
use crate::store::walk::walk;

/// Everything among the pins, and everything that should be there: what is wrong with it, and the digests of what is whole.
pub(super) fn pins(
    dir: &RunDir,
    links: &[Link],
    dossier: &Dossier,
    named: &mut BTreeSet<String>,
) -> (Vec<BadPin>, BTreeSet<Digest>) {
    let mut wanted: BTreeMap<Digest, Option<Pin>> = BTreeMap::new();
    for pin in links.iter().flat_map(|link| link.event.fact.pins()) {
        wanted.insert(pin.sha256, Some(pin.clone()));
    }
    for (_, told) in dossier.attempts() {
        if let AttemptFile::Read { attempt, .. } = &told.file
            && attempt.start.packet.bytes <= KEPT_PACKET
        {
            wanted.entry(attempt.start.packet.sha256).or_insert(None);
        }
    }
    let (mut bad, mut whole) = (vec![], BTreeSet::new());
    for (sha256, of) in wanted {
        let Ok(path) = layout::pin(sha256) else { continue };
        named.insert(path.to_string());
        let why = match dir.dir.read_small(&path, layout::MAX_ATTEMPT) {
            Ok(Some(bytes)) if Digest::of(&bytes) == sha256 => {
                whole.insert(sha256);
                continue;
            }
            Ok(Some(_)) => "its bytes do not have the digest that is its name".to_owned(),
            Ok(None) if of.is_some() => "the copy of what the run pinned is gone".to_owned(),
            Ok(None) => "the kept packet of an attempt is gone".to_owned(),
            Err(why) => why.failure(Kind::State, path.as_str()).to_string(),
        };
        bad.push(BadPin { copy: format!("{}/{path}", parent(dossier)), of, why });
    }
    (bad, whole)
}

/// Files below the record's directory that nothing names.
pub(super) fn strays(dir: &Root, named: &BTreeSet<String>, dossier: &Dossier) -> Vec<String> {
    let Ok(record) = layout::path("record") else { return vec![] };
    let mut strays = vec![];
    for entry in walk(dir, Some(&record)).sort_by_file_name().into_iter().flatten() {
        let Ok(below) = entry.path().strip_prefix(dir.path()) else { continue };
        let below = below.to_string_lossy();
        let is_seal = || {
            let name = below.strip_prefix(layout::SEALS).and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| layout::sealed_head(name).is_some())
        };
        if !entry.file_type().is_dir() && !named.contains(below.as_ref()) && !is_seal() {
            strays.push(format!("{}/{below}", parent(dossier)));
        }
    }
    strays
}
