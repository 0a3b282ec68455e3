//! Whether the gates of a run stand: in the working tree, or in the commit that was asked for.

use std::collections::BTreeMap;

use crate::flow::gate_view::GateView;
use crate::flow::listed::inputs;
use crate::flow::machine::Machine;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::{Stale, Why, stale};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::history::Told;
use crate::model::dossier::history::Tolerated;
use crate::model::dossier::outputs::{ComparedWith, Now};
use crate::model::dossier::required::Standing;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{GateStatus, Run};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::needs;
use crate::store::runs::read::RunDir;

/// What is looked at for every gate of a run.
#[derive(Default)]
pub(super) struct Look {
    fallen: BTreeMap<GateId, Vec<String>>,
    /// Those of them of which less was asked, whatever lies there.
    pub asked_less: BTreeMap<GateId, Vec<String>>,
    lenient: Vec<GateId>,
    tolerated: Vec<Tolerated>,
    workflow: Option<Workflow>,
}

impl Look {
    /// Of the run in the dossier.
    pub fn of(site: &Site, machine: &Machine, dossier: &Dossier) -> Result<Look, Failure> {
        let Some(chain) = &dossier.chain else {
            return Ok(Look::default());
        };
        let id = RunId::new(&dossier.run).map_err(Failure::bug)?;
        let dir = RunDir::find(&site.root, &site.config.runs, &id)?;
        let run = &chain.run;
        let workflow = pinned::workflow(&dir, run)?;
        let mut lenient = vec![];
        for gate in &run.gates {
            if !GateView::load(&dir, run, &workflow, &gate.id)?.pinned.contract.blocking {
                lenient.push(gate.id.clone());
            }
        }
        let stale = stale(site, machine, &dir, run, &workflow, dossier.now)?;
        let mut fallen = never_asked(dossier, run);
        let tolerated = dossier.tolerated.clone();
        build_on(&workflow, &tolerated, &mut fallen);
        let asked_less = fallen.clone();
        let ComparedWith::Asked(commit) = &dossier.compared_with else {
            for (gate, why) in told(dossier, &stale) {
                fallen.entry(gate).or_default().extend(why);
            }
            return Ok(Look { fallen, asked_less, lenient, tolerated, workflow: Some(workflow) });
        };
        let commit = commit.get(..12).unwrap_or(commit);
        for def in needs::order(&workflow) {
            let mut why = at_commit(dossier, &def.id, commit);
            why.extend(of_record(&stale, &def.id));
            let mut needs: Vec<&GateId> = def.needs.iter().collect();
            needs.retain(|need| fallen.contains_key(*need) && !asked_less.contains_key(*need));
            why.extend(needs.into_iter().map(|need| Why::Need(need.clone()).to_string()));
            why.extend(inputs_then(&dir, dossier, &def.id, &def.needs));
            if !why.is_empty() {
                fallen.entry(def.id.clone()).or_default().extend(why);
            }
        }
        Ok(Look { fallen, asked_less, lenient, tolerated, workflow: Some(workflow) })
    }

    /// The gates, each after those that it needs.
    pub fn in_order(&self) -> Vec<&GateDef> {
        self.workflow.as_ref().map(needs::order).unwrap_or_default()
    }

    /// Whether the gate stands; one that was asked for `by_name` has to be met, whatever its contract says.
    pub fn at(&self, run: &Run, gate: GateId, by_name: bool) -> Standing {
        let Some(state) = run.gate(&gate) else {
            return Standing::NotMet("the run has no such gate".to_owned());
        };
        let status = state.status.as_str();
        let tolerated = self.tolerated.iter().find(|it| it.gate == state.id.as_str());
        match (state.status, self.fallen.get(&state.id)) {
            (GateStatus::Pass | GateStatus::Waived, Some(why)) => Standing::Fallen(why.clone()),
            (GateStatus::Pass, None) => Standing::Stands,
            (GateStatus::Waived, None) => Standing::Waived,
            _ if !by_name && tolerated.is_some_and(|it| it.sure) => {
                Standing::NotMet(format!("it is {status}, and {}", tolerated.map_or("", |it| it.why)))
            }
            _ if !by_name && tolerated.is_some() => {
                Standing::Unknown(format!("it is {status}, and {}", tolerated.map_or("", |it| it.why)))
            }
            _ if !by_name && self.lenient.contains(&state.id) => Standing::NotBlocking(status.to_owned()),
            _ => Standing::NotMet(format!("it is {status}")),
        }
    }
}

/// Gates that need others which do not stand because less was asked of them, and those that need these.
fn build_on(workflow: &Workflow, tolerated: &[Tolerated], fallen: &mut BTreeMap<GateId, Vec<String>>) {
    for def in needs::order(workflow) {
        let falls = |need: &&GateId| {
            fallen.contains_key(*need) || tolerated.iter().any(|it| it.sure && it.gate == need.as_str())
        };
        let why = |need: &GateId| format!("gate {need}, which it needs, does not stand");
        let whys: Vec<String> = def.needs.iter().filter(falls).map(why).collect();
        if !whys.is_empty() {
            fallen.entry(def.id.clone()).or_default().extend(whys);
        }
    }
}

/// What gates that are met were judged by and no commit holds, or was put back since.
fn never_asked(dossier: &Dossier, run: &Run) -> BTreeMap<GateId, Vec<String>> {
    let mut all: BTreeMap<GateId, Vec<String>> = BTreeMap::new();
    let mut add = |gate: &str, why: String| {
        let state = GateId::new(gate).ok().and_then(|gate| run.gate(&gate));
        if let Some(state) = state.filter(|state| state.status.is_met()) {
            all.entry(state.id.clone()).or_default().push(why);
        }
    };
    for it in dossier.history.iter().flat_map(|told| &told.uncommitted).filter(|it| it.sure) {
        let path = &it.path;
        add(&it.gate, format!("the `{path}` that it was judged by is in no commit and is another one today"));
    }
    for it in dossier.superseded.iter().filter(|it| !it.lacks.is_empty()) {
        let (path, commits) = (&it.path, it.commits());
        add(
            &it.gate,
            format!(
                "the `{path}` that it was judged by did not ask what was asked before and is asked again today: {commits}"
            ),
        );
    }
    all
}

/// Why gates do not stand in the working tree.
fn told(dossier: &Dossier, stale: &Stale) -> BTreeMap<GateId, Vec<String>> {
    let mut all: BTreeMap<GateId, Vec<String>> = BTreeMap::new();
    for (gate, why) in stale {
        all.insert(gate.clone(), why.iter().map(|why| format!("{why}{}", stand_in(dossier, why))).collect());
    }
    // A file and a directory may have one digest.
    for output in &dossier.outputs {
        let (Now::Else(what), Ok(gate)) = (&output.now, GateId::new(&output.gate)) else { continue };
        if !stale.contains_key(&gate) {
            all.entry(gate).or_default().push(format!("its output `{}` is {what}", output.path));
        }
    }
    all
}

/// What lies in the place of an output that has changed, where it stands for the recorded bytes, or why it may not be there.
fn stand_in(dossier: &Dossier, why: &Why) -> &'static str {
    if let Why::Gone(_) | Why::InputGone(_) = why {
        return dossier.history.as_ref().map(Told::left_out).unwrap_or_default();
    }
    let (Why::Output(path) | Why::Input(path)) = why else { return "" };
    let output = dossier.outputs.iter().rev().find(|output| output.path == *path);
    match output.map(|output| (&output.now, output.recorded)) {
        Some((Now::Converted(_), _)) => {
            ": only its line ends, as by a checkout with `core.autocrlf`; `-text` in `.gitattributes`, or a clone made with `git clone -c core.autocrlf=false`, has it as it was judged"
        }
        Some((Now::Pointer(named), recorded)) if *named == recorded => {
            ": it is only a pointer of Git LFS here; `git lfs pull` fetches its bytes"
        }
        _ => "",
    }
}

/// Reasons that lie in the record, whatever the tree holds.
fn of_record(stale: &Stale, gate: &GateId) -> Vec<String> {
    let why = stale.get(gate).into_iter().flatten();
    why.filter(|why| matches!(why, Why::Contract | Why::Reopened(_))).map(ToString::to_string).collect()
}

/// Outputs that are others in the asked commit than were judged.
fn at_commit(dossier: &Dossier, gate: &GateId, commit: &str) -> Vec<String> {
    let outputs = dossier.outputs.iter().filter(|output| output.gate == gate.as_str());
    // What git does not have may be just that, and is told as a doubt.
    let other = outputs.filter(|output| !output.is_it(&output.then) && !matches!(output.then, Now::Lost(_)));
    other
        .map(|output| format!("its output `{}` is not in commit {commit} as it was judged", output.path))
        .collect()
}

/// Inputs with which the gate began and that were made anew since.
fn inputs_then(dir: &RunDir, dossier: &Dossier, gate: &GateId, needs: &[GateId]) -> Vec<String> {
    let told = dossier.gates.iter().find(|told| told.gate == gate.as_str());
    let last = told.and_then(|told| told.attempts.iter().rev().find(|attempt| attempt.seal.is_some()));
    let Some(AttemptFile::Read { attempt, .. }) = last.map(|last| &last.file) else { return vec![] };
    let then = inputs(dir, attempt).unwrap_or_default();
    let needed =
        dossier.outputs.iter().filter(|output| needs.iter().any(|need| need.as_str() == output.gate));
    let own = |path: &str| attempt.artifacts.iter().any(|artifact| artifact.path == path);
    let changed = needed.filter(|output| !own(&output.path)).filter(|output| {
        then.iter().any(|(path, sha256)| path.as_str() == output.path && *sha256 != output.recorded)
    });
    changed.map(|output| Why::Input(output.path.clone()).to_string()).collect()
}
