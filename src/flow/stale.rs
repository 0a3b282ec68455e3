//! Which passed gates are STALE: an output of theirs, or of one they need, has changed since, or what they rest on is over.

use std::collections::BTreeMap;

use crate::flow::artifacts::present;
use crate::flow::gate_view::{GateView, needed, places_wanted};
use crate::flow::judging::look;
use crate::flow::listed::{inputs, recorded};
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, FileSeen, Guard, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::model::workflow::Workflow;
use crate::rules::needs;
use crate::rules::waivers::rests_on;
use crate::store::globs::matcher;
use crate::store::runs::read::{RunDir, damaged};

/// Why a gate is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// An output differs from what the passing attempt recorded.
    Output(String),
    /// An output that the passing attempt recorded is gone.
    Gone(String),
    /// An input that was there when the passing attempt began is gone.
    InputGone(String),
    /// Something that is no file, such as a link, or that may not be read, is in the place of an output; the sentence says what.
    OutputRefused(String),
    /// The same in the place of an input.
    InputRefused(String),
    /// An output of a gate it needs differs from what was there when its passing attempt began.
    Input(String),
    /// A gate it needs is stale.
    Need(GateId),
    /// A gate it needs was reopened and has not passed since.
    Reopened(GateId),
    /// It was judged by another contract than the one that is pinned now.
    Contract,
    /// A check did not hold and was waived until then.
    WaiverOver {
        /// The check.
        check: String,
        /// When the waiver was over.
        until: Timestamp,
    },
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Why::Output(path) => write!(f, "its output `{path}` has changed since it passed"),
            Why::Gone(path) => write!(f, "its output `{path}` is missing"),
            Why::InputGone(path) => write!(f, "its input `{path}` is missing"),
            Why::OutputRefused(what) => write!(f, "its output {what}"),
            Why::InputRefused(what) => write!(f, "its input {what}"),
            Why::Input(path) => write!(f, "its input `{path}` has changed since it began"),
            Why::WaiverOver { check, until } => {
                write!(f, "`{check}` did not hold and was waived until {until}: that is over")
            }
            Why::Contract => f.write_str("it was judged by another contract than the one that is pinned now"),
            Why::Reopened(gate) => {
                write!(f, "gate {gate}, which it needs, was reopened and has not passed since")
            }
            Why::Need(gate) => write!(f, "gate {gate}, which it needs, is stale"),
        }
    }
}

/// The stale gates with their reasons.
pub type Stale = BTreeMap<GateId, Vec<Why>>;

struct Passed {
    id: GateId,
    outputs: Vec<Place>,
    inputs: Inputs,
    repinned: bool,
    recorded: BTreeMap<RepoPath, Digest>,
    waived: Vec<(String, Timestamp)>,
}

/// The outputs of the gates that a gate needs, as they were when its attempt began.
#[derive(Debug)]
pub struct Inputs {
    places: Vec<Place>,
    then: BTreeMap<RepoPath, Digest>,
}

impl Inputs {
    /// Those of `attempt` at a gate that needs `needs`.
    pub fn of(dir: &RunDir, attempt: &Attempt, needs: &[GateView]) -> Result<Inputs, Failure> {
        let places = needs.iter().flat_map(|need| need.outputs().map(|output| output.spot.place.clone()));
        Ok(Inputs { places: places.collect(), then: inputs(dir, attempt)? })
    }

    /// Looking at them.
    pub fn wanted(&self) -> Vec<Wanted> {
        places_wanted(self.places.iter())
    }

    /// What is not as it was then. A gate may work on what another one brought: what `is_own` output is left out.
    pub fn changed(&self, evidence: &Evidence, is_own: &dyn Fn(&RepoPath) -> bool) -> Vec<Why> {
        let now = present(self.places.iter(), evidence);
        differing(&self.then, &now)
            .filter(|path| !is_own(path))
            .map(|path| match (now.contains_key(path), evidence.at(path)) {
                (true, _) => Why::Input(path.to_string()),
                (false, Some(Observed::Refused(what))) => Why::InputRefused(what.clone()),
                (false, _) => Why::InputGone(path.to_string()),
            })
            .collect()
    }
}

/// Looks at the outputs of every gate that passed, and compares. `now` says which waivers are over; in a run that is completed it
/// is the time at which it was.
pub fn stale(
    site: &Site,
    machine: &Machine,
    dir: &RunDir,
    run: &Run,
    workflow: &Workflow,
    now: Timestamp,
) -> Result<Stale, Failure> {
    stale_beyond(site, machine, (dir, run, workflow), &Evidence::default(), now)
}

/// The same where some places were `seen` just now and are not looked at again.
pub fn stale_beyond(
    site: &Site,
    machine: &Machine,
    (dir, run, workflow): (&RunDir, &Run, &Workflow),
    seen: &Evidence,
    now: Timestamp,
) -> Result<Stale, Failure> {
    let now = run.finished_at.unwrap_or(now.max(run.last_event_at));
    let passed = run
        .gates
        .iter()
        .filter(|gate| gate.status.is_met())
        .map(|gate| passed(dir, run, workflow, &gate.id))
        .collect::<Result<Vec<_>, Failure>>()?;
    let places = passed.iter().flat_map(|gate| gate.outputs.iter().chain(&gate.inputs.places));
    let evidence = look_beyond(site, machine, places_wanted(places), seen)?;
    Ok(among((run, workflow), &passed, &evidence, now))
}

/// Why the gate called `id` was stale at `now` when there was just `there` at its outputs and at those of the gates it needs, as far as
/// that tells: what these build upon was not written down with it.
pub fn stale_then(
    dir: &RunDir,
    (run, workflow): (&Run, &Workflow),
    id: &GateId,
    there: &BTreeMap<RepoPath, Digest>,
    now: Timestamp,
) -> Result<Vec<Why>, Failure> {
    let needs = workflow.gate(id).map(|def| def.needs.clone()).unwrap_or_default();
    let mut all = vec![];
    for gate in run.gates.iter().filter(|gate| gate.status.is_met()) {
        if gate.id.same(id) {
            all.push(passed(dir, run, workflow, &gate.id)?);
        } else if needs.iter().any(|need| need.same(&gate.id)) {
            let mut need = passed(dir, run, workflow, &gate.id)?;
            need.inputs = Inputs { places: vec![], then: BTreeMap::new() };
            all.push(need);
        }
    }
    let places = all.iter().flat_map(|gate| gate.outputs.iter().chain(&gate.inputs.places));
    let evidence = as_seen(places, there);
    let mut stale = among((run, workflow), &all, &evidence, now);
    Ok(run.gate(id).and_then(|state| stale.remove(&state.id)).unwrap_or_default())
}

/// What a look at `places` finds where there is just `there`.
pub fn as_seen<'a>(places: impl Iterator<Item = &'a Place>, there: &BTreeMap<RepoPath, Digest>) -> Evidence {
    let mut evidence = Evidence::default();
    for (path, sha256) in there {
        let file = FileSeen { sha256: *sha256, size: 0, content: None, links: 1, guard: Guard::Stat };
        evidence.observed.insert(path.clone(), Observed::File(file));
    }
    for place in places {
        let Place::Glob(pattern) = place else { continue };
        let Ok(matcher) = matcher(pattern) else { continue };
        let matched = there.keys().filter(|path| matcher.is_match(path.as_str())).cloned().collect();
        evidence.matched.insert(pattern.clone(), matched);
    }
    evidence
}

/// The stale ones among gates that passed.
fn among(
    (run, workflow): (&Run, &Workflow),
    passed: &[Passed],
    evidence: &Evidence,
    now: Timestamp,
) -> Stale {
    let mut stale: Stale = BTreeMap::new();
    for def in needs::order(workflow) {
        let Some(gate) = passed.iter().find(|gate| gate.id.same(&def.id)) else { continue };
        let mut why = changed(gate, evidence);
        why.extend(over(gate, now));
        why.extend(def.needs.iter().filter(|need| stale.contains_key(*need)).cloned().map(Why::Need));
        let reopened = |need: &&GateId| run.gate(need).is_some_and(|need| need.reopened.is_some());
        why.extend(def.needs.iter().filter(reopened).cloned().map(Why::Reopened));
        if !why.is_empty() {
            stale.insert(gate.id.clone(), why);
        }
    }
    stale
}

/// What there is at the places: as it was `seen` just now, where it was, else looked at.
pub fn look_beyond(
    site: &Site,
    machine: &Machine,
    mut wanted: Vec<Wanted>,
    seen: &Evidence,
) -> Result<Evidence, Failure> {
    wanted.retain(|wanted| match &wanted.place {
        Place::Path(path) => seen.at(path).is_none(),
        Place::Glob(pattern) => !seen.matched.contains_key(pattern),
    });
    let mut evidence = look(site, machine, &wanted)?;
    evidence.observed.extend(seen.observed.iter().map(|(path, it)| (path.clone(), it.without_content())));
    evidence.matched.extend(seen.matched.clone());
    Ok(evidence)
}

fn passed(dir: &RunDir, run: &Run, workflow: &Workflow, id: &GateId) -> Result<Passed, Failure> {
    let view = GateView::load(dir, run, workflow, id)?;
    let state = run.gate(id).ok_or_else(|| Failure::bug(format!("no gate {id}")))?;
    let row = state.last_closed().ok_or_else(|| damaged(format!("gate {id} passed without an attempt")))?;
    let seal = row.sha256.ok_or_else(|| damaged(format!("a closed attempt of gate {id} has no seal")))?;
    let attempt = dir.sealed_attempt(&state.id, row.attempt, seal)?;
    let needs = needed(dir, run, workflow, &view)?;
    Ok(Passed {
        id: state.id.clone(),
        repinned: attempt.start.contract_sha256 != view.pinned.contract_sha256,
        outputs: view.outputs().map(|output| output.spot.place.clone()).collect(),
        inputs: Inputs::of(dir, &attempt, &needs)?,
        recorded: recorded(dir, &attempt)?,
        waived: rests_on(&attempt.validations),
    })
}

fn changed(gate: &Passed, evidence: &Evidence) -> Vec<Why> {
    let now = present(gate.outputs.iter(), evidence);
    let outputs =
        differing(&gate.recorded, &now).map(|path| match (now.contains_key(path), evidence.at(path)) {
            (true, _) => Why::Output(path.to_string()),
            (false, Some(Observed::Refused(what))) => Why::OutputRefused(what.clone()),
            (false, _) => Why::Gone(path.to_string()),
        });
    let own = |path: &RepoPath| gate.recorded.contains_key(path) || now.contains_key(path);
    let inputs = gate.inputs.changed(evidence, &own);
    // What another contract asks for is another list of outputs: comparing them would say nothing.
    if gate.repinned {
        return vec![Why::Contract];
    }
    outputs.chain(inputs).collect()
}

/// The waivers that a gate rests on and that are over.
fn over(gate: &Passed, now: Timestamp) -> impl Iterator<Item = Why> {
    let over = gate.waived.iter().filter(move |(_, until)| *until <= now);
    over.map(|(check, until)| Why::WaiverOver { check: check.clone(), until: *until })
}

fn differing<'a>(
    then: &'a BTreeMap<RepoPath, Digest>,
    now: &'a BTreeMap<RepoPath, Digest>,
) -> impl Iterator<Item = &'a RepoPath> {
    let changed = then.iter().filter(|(path, sha256)| now.get(*path) != Some(sha256)).map(|(path, _)| path);
    let appeared = now.keys().filter(|path| !then.contains_key(*path));
    changed.chain(appeared)
}
