//! The copies of what a run pinned, and files that nothing names.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::attempts::parent;
use crate::flow::start_run::TOOL;
use crate::model::audit::Found;
use crate::model::digest::Digest;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::contradictions::{Contradiction, With};
use crate::model::dossier::{BadPin, Dossier};
use crate::model::event::Link;
use crate::model::failure::Kind;
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::Run;
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
        let (why, found) = match dir.dir.read_small(&path, layout::MAX_ATTEMPT) {
            Ok(Some(bytes)) if Digest::of(&bytes) == sha256 => {
                whole.insert(sha256);
                continue;
            }
            Ok(Some(bytes)) => {
                ("its bytes do not have the digest that is its name".to_owned(), Some(Digest::of(&bytes)))
            }
            Ok(None) if of.is_some() => ("the copy of what the run pinned is gone".to_owned(), None),
            Ok(None) => ("the kept packet of an attempt is gone".to_owned(), None),
            Err(why) => (why.failure(Kind::State, path.as_str()).to_string(), None),
        };
        bad.push(BadPin { copy: format!("{}/{path}", parent(dossier)), of, why, expected: sha256, found });
    }
    (bad, whole)
}

/// What the first event pins twice, and a prompt that it names and does not pin.
pub(super) fn odd_pins(dossier: &Dossier, run: &Run) -> Vec<Contradiction> {
    let mut odd = vec![];
    let mut note = |field: String, expected: String, found: String| {
        let one = Found::new("what was pinned contradicts itself").file(dossier.run_json()).at(field);
        odd.push(Contradiction { with: With::Pins, found: one.differs(expected, found) });
    };
    let mut seen = BTreeSet::new();
    for (i, pin) in run.pins.iter().enumerate() {
        if !seen.insert((pin.kind, &pin.path)) {
            let field = format!("events[0].pins[{i}]");
            note(field, format!("one pin of `{}`", pin.path), "another one".to_owned());
        }
    }
    let kinds = [PinKind::Contract, PinKind::Template];
    let paths: BTreeSet<&RepoPath> =
        run.pins.iter().filter(|pin| kinds.contains(&pin.kind)).map(|pin| &pin.path).collect();
    for def in dossier.workflow.iter().flat_map(|workflow| &workflow.gates) {
        for path in std::iter::once(&def.contract).chain(&def.template).filter(|path| !paths.contains(path)) {
            note("events[0].pins".to_owned(), format!("a pin of `{path}`"), "nothing".to_owned());
        }
    }
    // A later version may refuse what an earlier one took.
    if dossier.workflow.is_none() && dossier.bad_pins.is_empty() && run.tool == TOOL {
        note("events[0].pins".to_owned(), "a workflow".to_owned(), "none that can be read".to_owned());
    }
    let prompts: Vec<String> = run
        .pins
        .iter()
        .filter(|pin| pin.kind == PinKind::Prompt)
        .map(|pin| format!("{} {}", pin.sha256, pin.path))
        .collect();
    let named = run.prompt.as_ref().map_or("nothing".to_owned(), |it| format!("{} {}", it.sha256, it.file));
    let pinned = if prompts.is_empty() { "nothing".to_owned() } else { prompts.join(", ") };
    if named != pinned {
        note("events[0].prompt".to_owned(), pinned, named);
    }
    odd
}

/// Files below the record's directory that nothing names.
pub(super) fn strays(dir: &Root, named: &BTreeSet<String>, dossier: &Dossier) -> Vec<String> {
    let Ok(record) = layout::path("record") else { return vec![] };
    let mut strays = vec![];
    for entry in walk(dir, Some(&record)).into_iter().flatten() {
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
    strays.sort_unstable();
    strays
}
