//! The checks of a repository's own as a run pinned them.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::site::MAX_DEFINITION;
use crate::format::definition::{Shelf, read_own_check};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::own_check::{FILE, OwnCheck, is_below};
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::{GateState, Run};
use crate::store::rooted::Root;
use crate::store::runs::read::RunDir;
use crate::store::trust::folder::folder;

/// A file of a check may be this long, in bytes, to be compared with its pin.
pub const LARGEST: u64 = 4 * MAX_DEFINITION;

/// The directories of pinned checks, and what of them differs from what was pinned last: other, lost and added files.
pub fn drifted(root: &Root, run: &Run) -> (Vec<RepoPath>, BTreeSet<RepoPath>) {
    let of_checks = |pin: &&Pin| pin.kind == PinKind::Check;
    let all = run.gates.iter().flat_map(|gate| &gate.pins).chain(&run.pins).filter(of_checks);
    let definitions: BTreeSet<&RepoPath> =
        all.map(|pin| &pin.path).filter(|path| path.file_name() == FILE).collect();
    let (mut folders, mut drifted) = (vec![], BTreeSet::new());
    for definition in definitions {
        let Some(at) = definition.parent() else { continue };
        let renewed = run.gates.iter().rev().map(|gate| &gate.pins);
        let pins = renewed.chain([&run.pins]).find(|pins| pins.iter().any(|pin| pin.path == *definition));
        let pins: BTreeMap<&RepoPath, Digest> =
            pins.into_iter().flatten().map(|pin| (&pin.path, pin.sha256)).collect();
        match folder(root, &at) {
            Ok(found) => {
                let today: BTreeMap<&RepoPath, Option<Digest>> =
                    found.files.iter().map(|file| (&file.path, file.sha256)).collect();
                let other = today.iter().filter(|(path, sha256)| pins.get(*path).copied() != **sha256);
                let lost = pins.keys().filter(|path| is_below(&at, path) && !today.contains_key(*path));
                drifted
                    .extend(other.map(|(path, _)| (*path).clone()).chain(lost.map(|path| (*path).clone())));
            }
            // What is there now cannot even be a check.
            Err(_) => drifted.extend([definition.clone()]),
        }
        folders.push(at);
    }
    (folders, drifted)
}

/// The definitions among `today`'s files of a gate whose directory lost a file that the gate has pinned: nothing that is there shows it.
pub fn with_losses(run: &Run, gate: &GateState, today: &[&Pin]) -> Vec<Pin> {
    let definitions = today.iter().filter(|pin| pin.kind == PinKind::Check && pin.path.file_name() == FILE);
    let lost_one = |definition: &&&Pin| {
        let Some(at) = definition.path.parent() else { return false };
        let renewed = gate.pins.iter().any(|pin| pin.path == definition.path);
        let known = if renewed { &gate.pins } else { &run.pins };
        known.iter().any(|pin| is_below(&at, &pin.path) && !today.iter().any(|now| now.path == pin.path))
    };
    definitions.filter(lost_one).map(|pin| (*pin).clone()).collect()
}

/// What a gate sees of the pins.
pub struct PinShelf<'a> {
    /// The run's directory.
    pub dir: &'a RunDir,
    /// The run.
    pub run: &'a Run,
    /// The gate.
    pub gate: &'a GateState,
}

impl PinShelf<'_> {
    /// The pinned `check.json` of the check called `name`: the gate's own pin stands before the run's.
    fn definition(&self, name: &str) -> Option<&Pin> {
        let end = format!("/{name}/{FILE}");
        let is_it = |pin: &&Pin| pin.kind == PinKind::Check && format!("/{}", pin.path).ends_with(&end);
        self.gate.pins.iter().chain(&self.run.pins).find(is_it)
    }

    /// Every pinned file, whatever it was pinned for. Where the gate's pins hold the check, a file in its directory that they lack is
    /// gone.
    fn files(&self, check: &OwnCheck, definition: &RepoPath) -> BTreeMap<RepoPath, Digest> {
        let renewed = self.gate.pins.iter().any(|pin| pin.path == *definition);
        let older = self.run.pins.iter().filter(|pin| !(renewed && check.holds(&pin.path)));
        older.chain(&self.gate.pins).map(|pin| (pin.path.clone(), pin.sha256)).collect()
    }
}

impl Shelf for PinShelf<'_> {
    fn check(&self, name: &str) -> Result<Option<OwnCheck>, Failure> {
        let Some(pin) = self.definition(name) else { return Ok(None) };
        let Some(folder) = pin.path.parent() else { return Ok(None) };
        let mut check = read_own_check(&folder, &pin.path, &self.dir.pinned(pin.sha256)?)?;
        check.files = self.files(&check, &pin.path);
        Ok(Some(check))
    }

    fn names(&self) -> Vec<String> {
        let pins = self.gate.pins.iter().chain(&self.run.pins).filter(|pin| pin.kind == PinKind::Check);
        let folders = pins.filter(|pin| pin.path.file_name() == FILE).filter_map(|pin| pin.path.parent());
        folders.map(|folder| folder.file_name().to_owned()).collect()
    }
}
