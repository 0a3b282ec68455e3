//! What many runs have in common, read once for an audit: definitions by what was pinned, and what there is of them today.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use crate::flow::gate_view::GateView;
use crate::flow::pinned::{self, PinnedGate};
use crate::flow::site::Site;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::Run;
use crate::model::workflow::Workflow;
use crate::store::runs::read::RunDir;

/// The most entries of a kind that are kept, so that memory does not grow with the runs.
const MOST: usize = 256;

/// Definitions that were read already. Equal pins mean equal bytes, whichever run they are read from.
#[derive(Default)]
pub struct Known {
    workflows: Shelf<Vec<Pin>, Arc<Workflow>>,
    gates: Shelf<(GateId, Vec<Pin>), Arc<PinnedGate>>,
    today: Shelf<RepoPath, Option<Digest>>,
}

/// A run's directory, and the copies in it whose bytes were seen to have the digest that is their name.
pub struct Copies<'a> {
    /// The run's directory.
    pub dir: &'a RunDir,
    /// Only what these say may be taken from another run.
    pub whole: &'a BTreeSet<Digest>,
}

impl Known {
    /// The workflow that `run` pinned.
    ///
    /// # Errors
    /// As [`pinned::workflow`].
    pub fn workflow(&self, copies: &Copies<'_>, run: &Run) -> Result<Arc<Workflow>, Failure> {
        let of_workflow = |pin: &&Pin| matches!(pin.kind, PinKind::Workflow | PinKind::Template);
        let key = pins(copies, run.pins.iter().filter(of_workflow));
        self.workflows.of(key, || pinned::workflow(copies.dir, run).map(Arc::new))
    }

    /// The gate called `id` as `run` pinned it.
    ///
    /// # Errors
    /// As [`pinned::workflow`] and [`GateView::load`].
    pub fn view(&self, copies: &Copies<'_>, run: &Run, id: &GateId) -> Result<GateView, Failure> {
        let workflow = self.workflow(copies, run)?;
        let read_gate = || pinned::gate(copies.dir, run, &workflow, id).map(Arc::new);
        let own = run.gate(id).map_or(&[][..], |gate| &gate.pins);
        let all = run.pins.iter().chain(own);
        // A check of the repository's own knows every pinned file; nothing else looks at the prompt.
        let with_prompt = all.clone().any(|pin| pin.kind == PinKind::Check);
        let key = pins(copies, all.filter(|pin| with_prompt || pin.kind != PinKind::Prompt));
        GateView::of(self.gates.of(key.map(|pins| (id.clone(), pins)), read_gate)?, run)
    }

    /// The digest of what a definition is today; `None` where it is gone or cannot be read.
    pub fn today(&self, site: &Site, path: &RepoPath) -> Option<Digest> {
        let read = || Ok(pinned::today(&site.root, path));
        self.today.of(Some(path.clone()), read).unwrap_or_default()
    }
}

/// The pins as a key; none where a copy is not whole: then the run itself has to be read, and says what is wrong.
fn pins<'a>(copies: &Copies<'_>, pins: impl Iterator<Item = &'a Pin>) -> Option<Vec<Pin>> {
    pins.map(|pin| copies.whole.contains(&pin.sha256).then(|| pin.clone())).collect()
}

/// Answers by what was asked.
struct Shelf<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Shelf(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    /// The answer for `key`, read where it is not known; always read where there is no key. Failures are not kept.
    fn of(&self, key: Option<K>, read: impl FnOnce() -> Result<V, Failure>) -> Result<V, Failure> {
        let Some(key) = key else { return read() };
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        // Two threads may read the same at the same time; both read the same bytes.
        let value = read()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, value.clone());
        Ok(value)
    }
}
