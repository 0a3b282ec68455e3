//! What an audit is asked to require: which run counts, and whether its gates stand.
//!
//! Of a workflow the newest run that was not canceled counts, alone: gates of different runs do not add up, because a later gate was
//! judged beside what the earlier ones had brought in the same run.

use std::collections::BTreeMap;

use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::stands::Look;
use crate::flow::definitions::survey;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::Now;
use crate::model::dossier::required::{RequiredGate, Standing};
use crate::model::dossier::signatures::Signature;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::require::Require;
use crate::model::run::{GateState, Run};
use crate::rules::quote::quoted;
use crate::store::git::at_hand::top;
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
    let unasked = unasked(site, dossier);
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
    let doubts = doubts(dossier, run, &look, unasked.as_ref());
    for state in &run.gates {
        let by_name = named.iter().any(|gate| gate.same(&state.id));
        if every || by_name {
            let standing = look.at(run, state.id.clone(), by_name);
            let doubt = doubts
                .get(&state.id)
                .filter(|_| !matches!(standing, Standing::NotMet(_) | Standing::Fallen(_)));
            add(state.id.as_str(), doubt.cloned().map_or(standing, Standing::Unknown));
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

/// Why nobody can say anything of the whole history.
fn unasked(site: &Site, dossier: &Dossier) -> Option<String> {
    // Taking git off the PATH would otherwise be the way to drop what was committed.
    let unasked = (dossier.history.is_none() && top(site.root.path()).is_some())
        .then(|| "this is a git repository, and there is no `git` to ask what was committed".to_owned());
    unasked.or_else(|| dossier.history.as_ref()?.unsure())
}

/// The gates of which nobody can say whether they stand, and why; one that is met rests on those that it needs.
fn doubts(dossier: &Dossier, run: &Run, look: &Look, unasked: Option<&String>) -> BTreeMap<GateId, String> {
    let mut doubts: BTreeMap<GateId, String> = BTreeMap::new();
    for def in look.in_order() {
        let Some(state) = run.gate(&def.id) else { continue };
        let standing = look.at(run, state.id.clone(), false);
        let own = match &standing {
            Standing::Unknown(why) => Some(why.clone()),
            other => doubt(dossier, state, other, unasked),
        };
        let need = || def.needs.iter().find_map(|need| Some((need, doubts.get(need)?)));
        let rests =
            || need().map(|(need, why)| format!("it needs gate {need}, of which nobody can say it: {why}"));
        let why = own.or_else(|| rests().filter(|_| standing.stands()));
        doubts.extend(why.map(|why| (state.id.clone(), why)));
    }
    doubts
}

/// Why gates that are met may not be relied upon for what was asked of them, whatever became of their outputs since: what is told of each gate.
///
/// # Errors
/// `State` when the pinned definitions cannot be read.
pub fn unfounded(
    site: &Site,
    machine: &Machine,
    dossier: &Dossier,
) -> Result<Vec<(GateId, String)>, Failure> {
    let Some(chain) = &dossier.chain else { return Ok(vec![]) };
    let look = Look::of(site, machine, dossier)?;
    let mut all = doubts(dossier, &chain.run, &look, unasked(site, dossier).as_ref());
    for (gate, why) in look.asked_less {
        all.extend(why.into_iter().next().map(|why| (gate, why)));
    }
    let met = |gate: &GateId| chain.run.gate(gate).is_some_and(|state| state.status.is_met());
    Ok(all.into_iter().filter(|(gate, _)| met(gate)).collect())
}

/// Why nobody can say that the gate stands so; of all of the history nobody can say anything where that is `unasked`.
fn doubt(
    dossier: &Dossier,
    state: &GateState,
    standing: &Standing,
    unasked: Option<&String>,
) -> Option<String> {
    match standing {
        Standing::Stands | Standing::Waived => unasked.cloned().or_else(|| doubted(dossier, state)),
        Standing::NotBlocking(_) => lacking(dossier, state),
        _ => None,
    }
}

/// Why nobody can say whose word the gate passed by, or what it was judged by: a signature of its last attempt whose signer is not
/// known, a definition of which git does not have every version, an output whose committed bytes it does not have.
fn doubted(dossier: &Dossier, state: &GateState) -> Option<String> {
    let mut definitions = dossier.history.iter().flat_map(|told| &told.uncommitted);
    if let Some(it) = definitions.find(|it| !it.sure && it.gate == state.id.as_str()) {
        let path = &it.path;
        return Some(format!(
            "the `{path}` that it was judged by is another one today, and not every version of it is here"
        ));
    }
    if let Some(it) = dossier.unlike.iter().find(|it| it.gate == state.id.as_str()) {
        let (before, today) = (quoted(&it.before), quoted(&it.today));
        return Some(format!(
            "{before} was asked before, {today} is asked today, and it was judged by neither: whether they come to the same cannot be said"
        ));
    }
    if let Some(why) = lacking(dossier, state).or_else(|| lost_output(dossier, state)) {
        return Some(why);
    }
    let last = state.last_closed()?.attempt;
    let of_it = |one: &&Signature| one.gate == state.id.as_str() && one.attempt == last;
    let why = |one: &Signature| Some(format!("the signature of `{}`, {}", one.by, one.state.doubt()?));
    dossier.signatures.iter().filter(of_it).find_map(why)
}

/// Why nobody can say whether more was asked of the gate before it was judged.
fn lacking(dossier: &Dossier, state: &GateState) -> Option<String> {
    let mut lacking = dossier.history.iter().flat_map(|told| &told.lacking);
    let path = &lacking.find(|it| it.gate == state.id.as_str())?.path;
    Some(format!("what it was judged by is another today, and git does not have every version of `{path}`"))
}

/// Which of its outputs may be anything in the commit of the record.
fn lost_output(dossier: &Dossier, state: &GateState) -> Option<String> {
    let mut outputs = dossier.outputs.iter().filter(|output| output.gate == state.id.as_str());
    outputs.find_map(|output| match &output.then {
        Now::Lost(why) => Some(format!("its output `{}` was not compared: {why}", output.path)),
        _ => None,
    })
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
