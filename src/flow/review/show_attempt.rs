//! `run show --attempt`: one attempt in full, from its sealed file, the events about it and the lists beside it.

use std::collections::BTreeMap;

use crate::flow::listed::{before, inputs, looked_at, recorded};
use crate::flow::machine::Machine;
use crate::flow::open_attempt::open_attempt_file;
use crate::flow::opening::{extends_commit, never_had_a_chain};
use crate::flow::pinned;
use crate::flow::refusals::unknown_gate;
use crate::flow::site::Site;
use crate::format::record::read::{AnyRecord, Record};
use crate::format::record::v0::{AttemptV0, GateV0, RunV0};
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::event::{Event, Fact, Link};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::invocation::Invocation;
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::{AttemptRow, GateState, Run};
use crate::rules::advance::fold;
use crate::rules::quote::listed;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// Which attempt of a run: where the gate is not said, that of the only gate that was tried; where the number is not said, the last.
#[derive(Debug, Clone, Default)]
pub struct WhichAttempt {
    /// The gate.
    pub gate: Option<GateId>,
    /// The number.
    pub attempt: Option<u32>,
}

/// An attempt of a run of any format.
#[derive(Debug)]
pub enum ShownAttempt {
    /// The ancestor's, as it told of it.
    V0(Box<RunV0>, Box<GateV0>, Box<AttemptV0>),
    /// Ours.
    V1(Box<AttemptView>),
}

/// An attempt with everything that its record holds of it.
#[derive(Debug)]
pub struct AttemptView {
    /// The record, verified.
    pub record: Record,
    /// Its gate.
    pub gate: GateState,
    /// What RUN.json says of it: decisions and waivers among it.
    pub row: AttemptRow,
    /// Its file, held against its seal.
    pub file: Attempt,
    /// Where that lies, from the repository's root.
    pub path: RepoPath,
    /// What the run had pinned for it when it was opened.
    pub pins: Vec<Pin>,
    /// Every recorded output, also those of a list beside the file.
    pub outputs: BTreeMap<RepoPath, Digest>,
    /// The declared outputs that were there before the work.
    pub before: BTreeMap<RepoPath, Digest>,
    /// The outputs of gates that it needs, as it began.
    pub inputs: BTreeMap<RepoPath, Digest>,
    /// What checks read beside the outputs.
    pub looked_at: BTreeMap<RepoPath, Digest>,
    /// The calls of agents that were recorded for it.
    pub invocations: Vec<Invocation>,
    /// The events about it, in order.
    pub events: Vec<Link>,
}

/// Reads one attempt of the run `id`. Takes no lock and writes nothing.
///
/// # Errors
/// `Usage` (`unknown_gate`, `ambiguous_gate`, `unknown_attempt`); `State` when the record was edited, naming the file.
pub fn show_attempt(
    site: &Site,
    machine: &Machine,
    id: &RunId,
    which: &WhichAttempt,
) -> Result<ShownAttempt, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    match dir.any_record()? {
        AnyRecord::V0(run) => {
            never_had_a_chain(site, machine, id)?;
            let (gate, attempt) = of_ancestors(&run, id, which)?;
            let (gate, attempt) = (Box::new(gate.clone()), Box::new(attempt.clone()));
            Ok(ShownAttempt::V0(run, gate, attempt))
        }
        AnyRecord::V1(record) => {
            seals::verify(&dir, &record)?;
            extends_commit(site, machine, &record)?;
            view(&dir, *record, which).map(|view| ShownAttempt::V1(Box::new(view)))
        }
    }
}

/// The attempt of a record that was verified.
///
/// # Errors
/// As [`show_attempt`].
pub fn view(dir: &RunDir, record: Record, which: &WhichAttempt) -> Result<AttemptView, Failure> {
    let run = &record.run;
    let (gate, row) = chosen(run, which)?;
    let file = match row.sha256 {
        Some(seal) => dir.sealed_attempt(&gate.id, row.attempt, seal)?,
        None => open_attempt_file(dir, &gate.id, row)?,
    };
    let about = record.links.iter().filter(|link| is_about(&link.event.fact, &gate.id, row.attempt));
    let calls = run.invocations.iter().filter(|call| call.gate == gate.id && call.attempt == row.attempt);
    let path = dir.dir.shown(&layout::attempt(&gate.id, row.attempt)?);
    Ok(AttemptView {
        pins: pins(dir, &record, gate, row.attempt),
        path: RepoPath::new(&path).map_err(|why| Failure::bug(why.to_string()))?,
        outputs: recorded(dir, &file)?,
        before: before(dir, &file)?,
        inputs: inputs(dir, &file)?,
        looked_at: looked_at(dir, &file)?,
        invocations: calls.cloned().collect(),
        events: about.cloned().collect(),
        gate: gate.clone(),
        row: row.clone(),
        file,
        record,
    })
}

fn chosen<'a>(run: &'a Run, which: &WhichAttempt) -> Result<(&'a GateState, &'a AttemptRow), Failure> {
    let gate = match &which.gate {
        Some(id) => run.gate(id).ok_or_else(|| unknown_gate(run, id))?,
        None => {
            let tried: Vec<&GateState> = run.gates.iter().filter(|gate| !gate.attempts.is_empty()).collect();
            only(&run.id, &tried, |gate| gate.id.as_str())?
        }
    };
    let found = match which.attempt {
        Some(number) => gate.attempts.iter().find(|row| row.attempt == number),
        None => gate.attempts.last(),
    };
    let row = found.ok_or_else(|| no_such_attempt(&run.id, gate.id.as_str(), gate.attempts.len(), which))?;
    Ok((gate, row))
}

fn of_ancestors<'a>(
    run: &'a RunV0,
    id: &RunId,
    which: &WhichAttempt,
) -> Result<(&'a GateV0, &'a AttemptV0), Failure> {
    let gate = match &which.gate {
        Some(wanted) => {
            let found = run.gates.iter().find(|gate| gate.gate.eq_ignore_ascii_case(wanted.as_str()));
            found.ok_or_else(|| {
                let known = listed(run.gates.iter().map(|gate| gate.gate.as_str()));
                Failure::usage("unknown_gate", format!("the run has no gate {wanted}"))
                    .hint(format!("its gates: {known}"))
                    .next(format!("gatewright run status --run {id}"))
            })?
        }
        None => {
            let tried: Vec<&GateV0> = run.gates.iter().filter(|gate| !gate.attempts.is_empty()).collect();
            only(id, &tried, |gate| gate.gate.as_str())?
        }
    };
    let found = match which.attempt {
        Some(number) => gate.attempts.iter().find(|row| row.attempt == number),
        None => gate.attempts.last(),
    };
    let row = found.ok_or_else(|| no_such_attempt(id, &gate.gate, gate.attempts.len(), which))?;
    Ok((gate, row))
}

/// The only gate that was tried.
fn only<'a, G>(run: &RunId, tried: &[&'a G], name: impl Fn(&'a G) -> &'a str) -> Result<&'a G, Failure> {
    let status = format!("gatewright run status --run {run}");
    match tried {
        [one] => Ok(one),
        [] => Err(Failure::state("no_attempt", format!("no gate of {run} was tried yet")).next(status)),
        several => {
            let names = listed(several.iter().map(|gate| name(gate)));
            let message = format!("several gates of {run} were tried: {names}; say which with `--gate`");
            Err(Failure::usage("ambiguous_gate", message).next(status))
        }
    }
}

fn no_such_attempt(run: &RunId, gate: &str, there: usize, which: &WhichAttempt) -> Failure {
    let message = match (which.attempt, there) {
        (_, 0) => format!("gate {gate} of {run} was not tried yet"),
        (Some(number), 1) => format!("gate {gate} of {run} has no attempt {number}: there is one, 1"),
        (Some(number), n) => format!("gate {gate} of {run} has no attempt {number}: there are 1 to {n}"),
        (None, n) => format!("gate {gate} of {run} has {n} attempts"),
    };
    Failure::usage("unknown_attempt", message).next(format!("gatewright run show --run {run}"))
}

/// Whether an event tells of this attempt.
pub fn is_about(fact: &Fact, id: &GateId, number: u32) -> bool {
    match fact {
        Fact::GateStarted { gate, attempt, .. }
        | Fact::GateClosed { gate, attempt, .. }
        | Fact::GateDecided { gate, attempt, .. }
        | Fact::GateCheckWaived { gate, attempt, .. } => gate == id && *attempt == number,
        Fact::InvocationRecorded(call) => call.gate == *id && call.attempt == number,
        _ => false,
    }
}

/// The workflow and what the gate was judged by when the attempt was opened: another pin may be in its place now. Empty where this program
/// cannot read the pinned definitions any more; their digest stands in the attempt's start.
fn pins(dir: &RunDir, record: &Record, gate: &GateState, attempt: u32) -> Vec<Pin> {
    let opens = |event: &&Event| matches!(&event.fact, Fact::GateStarted { gate: of, attempt: n, .. } if *of == gate.id && *n == attempt);
    let events = record.links.iter().map(|link| &link.event);
    let Ok(then) = fold(events.take_while(|event| !opens(event))) else { return vec![] };
    let Some(state) = then.gate(&gate.id) else { return vec![] };
    let Ok(workflow) = pinned::workflow(dir, &then) else { return vec![] };
    let Ok(pinned) = pinned::gate(dir, &then, &workflow, &gate.id) else { return vec![] };
    let mut pins: Vec<Pin> = then.pins.iter().filter(|pin| pin.kind == PinKind::Workflow).cloned().collect();
    let template = pinned.template.iter().map(|(path, _)| path);
    let skills = pinned.skills.iter().map(|(skill, _)| &skill.path);
    let paths = std::iter::once(&pinned.def.contract).chain(template).chain(skills);
    pins.extend(paths.filter_map(|path| then.pin(state, path)).cloned());
    pins
}
