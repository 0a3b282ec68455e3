//! Every gate of a run that is met: its outputs compared, and its verdict made again, from one reading of the files.

use std::collections::BTreeMap;

use crate::flow::audit::around::Around;
use crate::flow::audit::committed::Committed;
use crate::flow::audit::known::Copies;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::outputs::compare;
use crate::flow::audit::rejudge::{Again, last_sealed};
use crate::flow::audit::seen::Seen;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptTold, GateTold};
use crate::model::dossier::outputs::Output;
use crate::model::dossier::verdicts::{Rejudged, Verdict};
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
        let with = &dossier.compared_with;
        own.iter_mut().for_each(|output| compare(&around.site.root, output, with, &seen, committed));
        if let (Some(again), Some(copies)) = (again, &copies) {
            rejudged.push(again.judged(around, copies, &mut seen, &dossier.compared_with));
        }
    }
    // The ancestor's records tell of outputs without a gate that is met.
    let seen = look(around, BTreeMap::new(), rest);
    let with = &dossier.compared_with;
    rest.iter_mut().for_each(|output| compare(&around.site.root, output, with, &seen, committed));
    rejudged.extend(copies.iter().flat_map(|copies| earlier(around, copies, dossier)));
    loaded.dossier.outputs = outputs;
    loaded.dossier.rejudged = rejudged;
}

/// The judged attempts that no gate rests on, where they come to another verdict; what cannot be judged again of them need not be.
fn earlier(around: &Around, copies: &Copies<'_>, dossier: &Dossier) -> Vec<Rejudged> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let stands = |gate: &GateTold, told: &AttemptTold| {
        gate.is_met() && last_sealed(gate).is_some_and(|last| last.number == told.number)
    };
    let others = dossier.attempts().filter(|(gate, told)| !stands(gate, told));
    let again = others.filter_map(|(gate, told)| {
        let again = Again::of_attempt(around, copies, &chain.links, gate, told)?;
        let mut seen = Seen::of(around, again.wanted());
        Some(again.judged(around, copies, &mut seen, &dossier.compared_with))
    });
    again.filter(|again| matches!(again.verdict, Verdict::Differs { .. })).collect()
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
