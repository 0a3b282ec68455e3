//! What is there before the work on a gate begins: its own outputs, and those of the gates it needs.

use std::collections::BTreeMap;

use crate::flow::artifacts::present;
use crate::flow::gate_view::{GateView, places_wanted};
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::packet::Input;
use crate::flow::site::Site;
use crate::model::digest::Digest;
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// What is there before the work.
#[derive(Debug)]
pub struct Before {
    /// The gate's own outputs, and what its checks compare.
    pub outputs: BTreeMap<RepoPath, Digest>,
    /// The outputs of the gates it needs.
    pub inputs: BTreeMap<RepoPath, Digest>,
    /// The same for the packet, each as declared.
    pub shown: Vec<Input>,
    /// Everything that was looked at and is no glob.
    pub touched: Vec<RepoPath>,
}

/// Looks at everything that the work on `view` begins with; `needs` are the gates that it needs directly.
///
/// # Errors
/// As [`look`]: nobody may be writing there.
pub fn snapshot(
    site: &Site,
    machine: &Machine,
    view: &GateView,
    needs: &[GateView],
) -> Result<Before, Failure> {
    let outputs = view.outputs().map(|output| &output.spot.place);
    let outputs: Vec<&Place> = outputs.chain(view.plan.compared()).collect();
    let inputs: Vec<(&GateView, &Place)> =
        needs.iter().flat_map(|need| need.outputs().map(move |output| (need, &output.spot.place))).collect();
    let wanted = places_wanted(outputs.iter().copied().chain(inputs.iter().map(|(_, place)| *place)));
    let evidence = look(site, machine, &wanted)?;
    let shown = inputs.iter().map(|(need, place)| Input {
        path: place.as_str().to_owned(),
        gate: need.pinned.def.id.clone(),
        exists: !present(std::iter::once(*place), &evidence).is_empty(),
    });
    let touched = wanted.iter().filter_map(|wanted| match &wanted.place {
        Place::Path(path) => Some(path.clone()),
        Place::Glob(_) => None,
    });
    Ok(Before {
        outputs: present(outputs.iter().copied(), &evidence),
        inputs: present(inputs.iter().map(|(_, place)| *place), &evidence),
        shown: shown.collect(),
        touched: touched.collect(),
    })
}
