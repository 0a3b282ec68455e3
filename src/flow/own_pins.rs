//! The checks of a repository's own as a run pinned them.

use std::collections::BTreeMap;

use crate::format::definition::{Shelf, read_own_check};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::own_check::{FILE, OwnCheck};
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::{GateState, Run};
use crate::store::runs::read::RunDir;

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

    /// Every pinned file of checks. Where the gate's pins hold the check, a file in its directory that they lack is gone.
    fn files(&self, check: &OwnCheck, definition: &RepoPath) -> BTreeMap<RepoPath, Digest> {
        let of_checks = |pin: &&Pin| pin.kind == PinKind::Check;
        let renewed = self.gate.pins.iter().any(|pin| pin.path == *definition);
        let older = self.run.pins.iter().filter(|pin| !(renewed && check.holds(&pin.path)));
        let all = older.chain(&self.gate.pins).filter(of_checks);
        all.map(|pin| (pin.path.clone(), pin.sha256)).collect()
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
