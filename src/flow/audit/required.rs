//! What an audit is asked to require: which run counts, and whether its gates stand.
//!
//! Of a workflow the newest run that was not canceled counts, alone: gates of different runs do not add up, because a later gate was
//! judged beside what the earlier ones had brought in the same run.

use std::collections::BTreeMap;

use crate::flow::audit::loaded::Loaded;
use crate::flow::definitions::survey;
use crate::flow::gate_view::GateView;
use crate::flow::listed::inputs;
use crate::flow::machine::Machine;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::{Stale, Why, stale};
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::outputs::{ComparedWith, Now};
use crate::model::dossier::required::{RequiredGate, Standing};
use crate::model::dossier::signatures::Signature;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::require::Require;
use crate::model::run::{GateState, GateStatus, Run};
use crate::rules::needs;
use crate::store::git::at_hand::top;
use crate::store::runs::read::RunDir;
use crate::store::runs::summary::summaries;

/// What is required of runs.
#[derive(Debug, Clone, Default)]
pub struct Required {
    /// Of each of these workflows the run that counts has to stand.
    pub workflows: Vec<Require>,
    /// Of this run these gates have to stand; all where none is named.
    pub run: Option<(RunId, Vec<GateId>)>,
    /// What was waived does not count.
    pub no_waived: bool,
}

/// What is required of each run, and the workflows of which no run counts.
#[derive(Debug, Default)]
pub struct Chosen {
    runs: BTreeMap<String, Vec<Vec<GateId>>>,
    /// Their names.
    pub without: Vec<String>,
}

/// Finds the runs that count, among `named` where some are.
///
/// # Errors
/// `Environment` when the machine does not let us look.
pub fn choose(site: &Site, required: &Required, named: &[RunId]) -> Result<Chosen, Failure> {
    let mut chosen = Chosen::default();
    if let Some((run, gates)) = &required.run {
        chosen.runs.entry(run.to_string()).or_default().push(gates.clone());
    }
    if required.workflows.is_empty() {
        return Ok(chosen);
    }
    let mut all = summaries(&site.root, &site.config.runs)?;
    all.retain(|run| named.is_empty() || named.contains(&run.id));
    for Require { workflow, gates } in &required.workflows {
        let of_it = all.iter().filter_map(|run| Some((run.content.as_ref().ok()?, &run.id)));
        let of_it = of_it.filter(|(it, _)| it.workflow.name == *workflow && it.status != "CANCELED");
        match of_it.max_by_key(|(it, id)| (it.started_at, *id)) {
            Some((_, id)) => chosen.runs.entry(id.to_string()).or_default().push(gates.clone()),
            None => chosen.without.push(workflow.clone()),
        }
    }
    Ok(chosen)
}

impl Chosen {
    /// Notes in the dossier how the gates that are required of the run stand.
    pub fn note(&self, site: &Site, machine: &Machine, no_waived: bool, loaded: &mut Loaded) {
        let Some(lists) = self.runs.get(&loaded.dossier.run) else { return };
        let every = lists.iter().any(Vec::is_empty);
        let named: Vec<&GateId> = lists.iter().flatten().collect();
        loaded.dossier.required = standing(site, machine, &loaded.dossier, every, &named, no_waived);
    }
}

fn standing(
    site: &Site,
    machine: &Machine,
    dossier: &Dossier,
    every: bool,
    named: &[&GateId],
    no_waived: bool,
) -> Vec<RequiredGate> {
    let look = Look::of(site, machine, dossier);
    let today = if every { gates_today(site, dossier) } else { vec![] };
    // Taking git off the PATH would otherwise be the way to drop what was committed.
    let unasked = (dossier.history.is_none() && top(site.root.path()).is_some())
        .then(|| "this is a git repository, and there is no `git` to ask what was committed".to_owned());
    let unasked = unasked.or_else(|| dossier.history.as_ref()?.unsure());
    let mut required = vec![];
    let mut add = |gate: &str, standing: Standing| {
        let standing = match standing {
            Standing::Waived if no_waived => {
                Standing::NotMet("it is WAIVED, which does not count here".to_owned())
            }
            other => other,
        };
        required.push(RequiredGate { gate: gate.to_owned(), standing });
    };
    let (run, look) = match (&dossier.chain, look) {
        (Some(chain), Ok(look)) => (&chain.run, look),
        (chain, look) => {
            let why = look.err().map_or_else(|| no_chain(dossier), |why| why.to_string());
            let gates = chain.iter().flat_map(|chain| &chain.run.gates).map(|gate| gate.id.as_str());
            let told = dossier.gates.iter().map(|gate| gate.gate.as_str());
            let mut all: Vec<&str> = if every { gates.chain(told).collect() } else { vec![] };
            all.extend(named.iter().map(|gate| gate.as_str()));
            // No gates are not every gate.
            all.extend(all.is_empty().then_some("*"));
            let mut seen = std::collections::BTreeSet::new();
            all.into_iter()
                .filter(|gate| seen.insert(*gate))
                .for_each(|gate| add(gate, Standing::Unknown(why.clone())));
            return required;
        }
    };
    for state in &run.gates {
        let by_name = named.iter().any(|gate| gate.same(&state.id));
        if every || by_name {
            let standing = look.at(run, state.id.clone(), by_name);
            let doubt =
                standing.stands().then(|| unasked.clone().or_else(|| doubted(dossier, state))).flatten();
            add(state.id.as_str(), doubt.map_or(standing, Standing::Unknown));
        }
    }
    for gate in named.iter().filter(|gate| run.gate(gate).is_none()) {
        add(gate.as_str(), Standing::NotMet("the run has no such gate".to_owned()));
    }
    for gate in today.iter().filter(|gate| run.gate(gate).is_none()) {
        let lacks = "the run has no such gate, and its workflow has it today".to_owned();
        add(gate.as_str(), Standing::NotMet(lacks));
    }
    required
}

/// Why nobody can say whose word the gate passed by, or what it was judged by: a signature of its last attempt whose signer is not
/// known, a definition of which git does not have every version.
fn doubted(dossier: &Dossier, state: &GateState) -> Option<String> {
    let mut definitions = dossier.history.iter().flat_map(|told| &told.uncommitted);
    if let Some(it) = definitions.find(|it| !it.sure && it.gate == state.id.as_str()) {
        let path = &it.path;
        return Some(format!(
            "the `{path}` that it was judged by is another one today, and not every version of it is here"
        ));
    }
    let last = state.last_closed()?.attempt;
    let of_it = |one: &&Signature| one.gate == state.id.as_str() && one.attempt == last;
    let why = |one: &Signature| Some(format!("the signature of `{}`, {}", one.by, one.state.doubt()?));
    dossier.signatures.iter().filter(of_it).find_map(why)
}

/// The gates that the workflow of the run has today; none where it cannot be read.
fn gates_today(site: &Site, dossier: &Dossier) -> Vec<GateId> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let today = survey(site, &chain.run.workflow.name);
    today.map(|(today, _)| today.workflow.gates.into_iter().map(|gate| gate.id).collect()).unwrap_or_default()
}

fn no_chain(dossier: &Dossier) -> String {
    match dossier.format {
        Some(0) => "the ancestor's record has no chain, and what it says is a claim".to_owned(),
        _ => "the record cannot be followed".to_owned(),
    }
}

/// What is looked at for every gate of a run.
struct Look {
    fallen: BTreeMap<GateId, Vec<String>>,
    lenient: Vec<GateId>,
}

impl Look {
    fn of(site: &Site, machine: &Machine, dossier: &Dossier) -> Result<Look, Failure> {
        let Some(chain) = &dossier.chain else {
            return Ok(Look { fallen: BTreeMap::new(), lenient: vec![] });
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
        let mut fallen = never_asked(dossier);
        let ComparedWith::Asked(commit) = &dossier.compared_with else {
            for (gate, why) in told(dossier, &stale) {
                fallen.entry(gate).or_default().extend(why);
            }
            return Ok(Look { fallen, lenient });
        };
        let commit = commit.get(..12).unwrap_or(commit);
        for def in needs::order(&workflow) {
            let mut why = at_commit(dossier, &def.id, commit);
            why.extend(of_record(&stale, &def.id));
            let needs = def.needs.iter().filter(|need| fallen.contains_key(*need));
            why.extend(needs.map(|need| Why::Need(need.clone()).to_string()));
            why.extend(inputs_then(&dir, dossier, &def.id, &def.needs));
            if !why.is_empty() {
                fallen.entry(def.id.clone()).or_default().extend(why);
            }
        }
        Ok(Look { fallen, lenient })
    }

    fn at(&self, run: &Run, gate: GateId, by_name: bool) -> Standing {
        let Some(state) = run.gate(&gate) else {
            return Standing::NotMet("the run has no such gate".to_owned());
        };
        let status = state.status.as_str();
        match (state.status, self.fallen.get(&state.id)) {
            (GateStatus::Pass | GateStatus::Waived, Some(why)) => Standing::Fallen(why.clone()),
            (GateStatus::Pass, None) => Standing::Stands,
            (GateStatus::Waived, None) => Standing::Waived,
            _ if !by_name && self.lenient.contains(&state.id) => Standing::NotBlocking(status.to_owned()),
            _ => Standing::NotMet(format!("it is {status}")),
        }
    }
}

/// What gates were judged by and no commit holds, or was put back since.
fn never_asked(dossier: &Dossier) -> BTreeMap<GateId, Vec<String>> {
    let mut all: BTreeMap<GateId, Vec<String>> = BTreeMap::new();
    for it in dossier.history.iter().flat_map(|told| &told.uncommitted).filter(|it| it.sure) {
        if let Ok(gate) = GateId::new(&it.gate) {
            let why =
                format!("the `{}` that it was judged by is in no commit and is another one today", it.path);
            all.entry(gate).or_default().push(why);
        }
    }
    for it in dossier.superseded.iter().filter(|it| !it.lacks.is_empty()) {
        if let Ok(gate) = GateId::new(&it.gate) {
            let why = format!(
                "the `{}` that it was judged by did not ask what was asked before and is asked again today: {}",
                it.path,
                it.commits()
            );
            all.entry(gate).or_default().push(why);
        }
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

/// What lies in the place of an output that has changed, where it stands for the recorded bytes.
fn stand_in(dossier: &Dossier, why: &Why) -> &'static str {
    let (Why::Output(path) | Why::Input(path)) = why else { return "" };
    let output = dossier.outputs.iter().rev().find(|output| output.path == *path);
    match output.map(|output| (&output.now, output.recorded)) {
        Some((Now::Converted(_), _)) => ": only its line ends, as by a checkout with `core.autocrlf`",
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
    let other = outputs.filter(|output| !output.is_it(&output.then));
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
