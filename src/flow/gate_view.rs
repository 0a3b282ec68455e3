//! A gate of a run as pinned, with every path at its place.

use std::sync::Arc;

use crate::flow::pinned::{self, PinnedGate};
use crate::model::evidence::{Place, Wanted};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::Run;
use crate::model::workflow::Workflow;
use crate::rules::outputs::{Declared, Resolved, resolve};
use crate::rules::variables;
use crate::store::runs::read::RunDir;

/// A gate as pinned and resolved.
#[derive(Debug)]
pub struct GateView {
    /// Its definitions; runs that pinned the same share them.
    pub pinned: Arc<PinnedGate>,
    /// Outputs and checks at their places.
    pub plan: Resolved,
}

impl GateView {
    /// Loads the gate called `id`.
    pub fn load(dir: &RunDir, run: &Run, workflow: &Workflow, id: &GateId) -> Result<GateView, Failure> {
        GateView::of(Arc::new(pinned::gate(dir, run, workflow, id)?), run)
    }

    /// The gate as `pinned`, at its places in `run`.
    pub fn of(pinned: Arc<PinnedGate>, run: &Run) -> Result<GateView, Failure> {
        let plan = resolve(&pinned.contract, run.depth, &run.params, &|template| {
            variables::place(template, &run.params)
        })?;
        Ok(GateView { pinned, plan })
    }

    /// The declared outputs, `all_of` first.
    pub fn outputs(&self) -> impl Iterator<Item = &Declared> {
        self.plan.all_of.iter().chain(&self.plan.any_of)
    }

    /// Looking at every output, digests only.
    pub fn wanted_outputs(&self) -> Vec<Wanted> {
        places_wanted(self.outputs().map(|output| &output.spot.place))
    }
}

/// The gates that `id` needs directly, loaded.
pub fn needed(
    dir: &RunDir,
    run: &Run,
    workflow: &Workflow,
    view: &GateView,
) -> Result<Vec<GateView>, Failure> {
    view.pinned.def.needs.iter().map(|id| GateView::load(dir, run, workflow, id)).collect()
}

/// Looking at places, digests only, each once.
pub fn places_wanted<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<Wanted> {
    let mut seen = std::collections::BTreeSet::new();
    places
        .filter(|place| seen.insert(*place))
        .map(|place| Wanted { place: place.clone(), content: false })
        .collect()
}
