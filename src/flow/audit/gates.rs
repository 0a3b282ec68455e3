//! Every gate of a run that is met: its outputs compared, and its verdict made again, from one reading of the files.

use std::collections::BTreeMap;

use crate::flow::audit::around::Around;
use crate::flow::audit::known::Copies;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::outputs::{Committed, compare};
use crate::flow::audit::rejudge::Again;
use crate::flow::audit::seen::Seen;
use crate::model::dossier::outputs::Output;
use crate::model::path::RepoPath;

/// Looks at the outputs of the run, gate by gate, so that no more than the texts of one are held at a time.
pub(super) fn look_at(around: &Around, committed: &Committed, loaded: &mut Loaded) {
    let mut outputs = std::mem::take(&mut loaded.dossier.outputs);
    let dossier = &loaded.dossier;
    let copies = loaded.dir.as_ref().map(|dir| Copies { dir, whole: &loaded.whole });
    let mut rejudged = vec![];
    let mut rest = outputs.as_mut_slice();
    for gate in dossier.gates.iter().filter(|gate| gate.is_met()) {
        // They stand in the order of the gates.
        let many = rest.iter().take_while(|output| output.gate == gate.gate).count();
        let (own, others) = rest.split_at_mut(many);
        rest = others;
        let again = copies
            .as_ref()
            .zip(dossier.chain.as_ref())
            .and_then(|(copies, chain)| Again::of(around, copies, &chain.links, gate));
        let wanted = again.as_ref().map(Again::wanted).unwrap_or_default();
        let mut seen = look(around, wanted, own);
        own.iter_mut().for_each(|output| compare(output, &dossier.compared_with, &seen, committed));
        if let (Some(again), Some(copies)) = (again, &copies) {
            rejudged.push(again.judged(around, copies, &mut seen, &dossier.compared_with));
        }
    }
    // The ancestor's records tell of outputs without a gate that is met.
    let seen = look(around, BTreeMap::new(), rest);
    rest.iter_mut().for_each(|output| compare(output, &dossier.compared_with, &seen, committed));
    loaded.dossier.outputs = outputs;
    loaded.dossier.rejudged = rejudged;
}

/// Looks at what is wanted and at the outputs.
fn look(around: &Around, mut wanted: BTreeMap<RepoPath, bool>, outputs: &[Output]) -> Seen {
    for output in outputs {
        if let Ok(path) = RepoPath::new(&output.path) {
            wanted.entry(path).or_default();
        }
    }
    Seen::of(around, wanted)
}
