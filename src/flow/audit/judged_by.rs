//! What gates were judged by and is another one today: definitions as they were pinned, and files that checks measured by.

use std::collections::BTreeSet;

use crate::flow::audit::around::Around;
use crate::flow::audit::known::Copies;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::redefined::{definitions, head};
use crate::flow::audit::rejudge::last_sealed;
use crate::flow::audit::today::today;
use crate::flow::definitions::workflow_file;
use crate::flow::gate_view::GateView;
use crate::flow::listed::looked_at;
use crate::model::contract::Severity;
use crate::model::digest::Digest;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::{Chain, Dossier};
use crate::model::evidence::Place;
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;
use crate::model::run::GateState;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::line_ends::converted;
use crate::store::git::oid::Oid;

/// Something that a gate was judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JudgedBy {
    /// The gate.
    pub gate: String,
    /// Where it lies.
    pub path: RepoPath,
    /// As it was pinned, or recorded.
    pub then: Digest,
    /// What it is.
    pub what: What,
    /// Whether an attempt was judged by it; otherwise the run only goes by it.
    pub judged: bool,
}

/// What a gate can be judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A workflow, a contract or a template.
    Definition,
    /// A file that a check measures by, such as a schema, or one of a check of the repository's own; with the commit at which git stood when the
    /// work began, where that says something of it.
    Measure(Option<Oid>),
}

/// Everything of the run that gates which are met were judged by; of gates that are not met and keep nobody from going on the
/// definitions.
pub(super) fn changed_since(around: &Around, loaded: &Loaded) -> Vec<JudgedBy> {
    let dossier = &loaded.dossier;
    let (Some(chain), Some(dir)) = (&dossier.chain, &loaded.dir) else { return vec![] };
    let copies = Copies { dir, whole: &loaded.whole };
    let mut all = vec![];
    for state in &chain.run.gates {
        let met = state.status.is_met();
        let view = || around.known.view(&copies, &chain.run, &state.id).ok();
        let lets_go = || view().is_some_and(|view| !view.pinned.contract.blocking);
        let elsewhere = workflow_elsewhere(around, chain);
        if (!dossier.drifted.is_empty() || elsewhere.is_some()) && (met || lets_go()) {
            all.extend(drifted(dossier, chain, state, elsewhere));
        }
        if met {
            all.extend(own_checks(dossier, chain, state, &view));
            all.extend(measures(around, &copies, dossier, state, &view).unwrap_or_default());
        }
    }
    all
}

/// The workflow that the run pinned, where gatewright.json says today that it lies elsewhere: then that one is asked by today.
fn workflow_elsewhere<'a>(around: &Around, chain: &'a Chain) -> Option<&'a RepoPath> {
    let today = workflow_file(around.site, &chain.run.workflow.name).ok()?;
    let pinned = chain.run.pins.iter().find(|pin| pin.kind == PinKind::Workflow)?;
    Some(&pinned.path).filter(|path| **path != today)
}

fn drifted(
    dossier: &Dossier,
    chain: &Chain,
    state: &GateState,
    elsewhere: Option<&RepoPath>,
) -> Vec<JudgedBy> {
    let pins = definitions(dossier, chain, state.id.as_str()).into_iter();
    let changed = pins.filter(|(path, _)| dossier.drifted.contains(path) || Some(path) == elsewhere);
    let judged = state.last_closed().is_some();
    let of =
        |(path, then)| JudgedBy { gate: state.id.to_string(), path, then, what: What::Definition, judged };
    changed.map(of).collect()
}

/// Finds the gate as it was pinned.
type Pinned<'a> = dyn Fn() -> Option<GateView> + 'a;

/// The files of checks of the repository's own.
fn own_checks(dossier: &Dossier, chain: &Chain, state: &GateState, view: &Pinned<'_>) -> Vec<JudgedBy> {
    if dossier.drifted.is_empty() {
        return vec![];
    }
    let Some(view) = view() else { return vec![] };
    let checks = view.plan.checks.iter().filter(|check| check.validation.severity == Severity::Error);
    let own: Vec<_> = checks.filter_map(|check| Some(&check.validation.own.as_ref()?.check)).collect();
    let runs = |path: &&RepoPath| {
        own.iter().any(|own| own.holds(path) || own.argv.iter().any(|word| word == path.as_str()))
    };
    let pinned = |path: &RepoPath| Some((path.clone(), chain.run.pin(state, path)?.sha256));
    let files = dossier.drifted.iter().filter(runs).filter_map(pinned);
    files.map(|(path, then)| measure(state, path, then, None)).collect()
}

fn measure(state: &GateState, path: RepoPath, then: Digest, head: Option<Oid>) -> JudgedBy {
    JudgedBy { gate: state.id.to_string(), path, then, what: What::Measure(head), judged: true }
}

/// The files that checks read beside what they look at. What a gate brings is told with the outputs.
fn measures(
    around: &Around,
    copies: &Copies<'_>,
    dossier: &Dossier,
    state: &GateState,
    view: &Pinned<'_>,
) -> Option<Vec<JudgedBy>> {
    let told = last_sealed(dossier.gates.iter().find(|told| told.gate == state.id.as_str())?)?;
    let AttemptFile::Read { attempt, sha256, .. } = &told.file else { return None };
    let beside = !attempt.looked_at.is_empty() || attempt.looked_at_manifest.is_some();
    if !beside || told.seal != Some(*sha256) {
        return None;
    }
    let view = view().filter(|view| view.pinned.contract_sha256 == attempt.start.contract_sha256)?;
    let looked_at = looked_at(copies.dir, attempt).ok()?;
    let checks = view.plan.checks.iter().filter(|check| check.validation.severity == Severity::Error);
    let places = checks.flat_map(|check| check.beside.values()).map(|spot| &spot.place);
    let paths: BTreeSet<&RepoPath> =
        places.filter_map(|place| if let Place::Path(path) = place { Some(path) } else { None }).collect();
    let others = paths.into_iter().filter(|path| !is_output(dossier, path));
    let recorded = others.filter_map(|path| Some((path, *looked_at.get(path)?)));
    let changed = recorded.filter(|(path, then)| !is_today(around, path, *then));
    Some(changed.map(|(path, then)| measure(state, path.clone(), then, head(told))).collect())
}

fn is_output(dossier: &Dossier, path: &RepoPath) -> bool {
    let rest = |output: &str| {
        path.as_str().strip_prefix(output).map(|rest| rest.starts_with('/') || rest.is_empty())
    };
    dossier.outputs.iter().any(|output| rest(&output.path) == Some(true))
}

/// Whether that lies there, its line ends aside.
fn is_today(around: &Around, path: &RepoPath, then: Digest) -> bool {
    let Some(bytes) = today(around, path, MAX_TEXT) else { return false };
    Digest::of(&bytes) == then || converted(&bytes).is_some_and(|others| others.contains(&then))
}
