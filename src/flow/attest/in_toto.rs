//! A run as an in-toto layout with a link for each gate.

use crate::flow::attest::asked::{Ask, Form, Made};
use crate::flow::attest::files::expanded;
use crate::flow::attest::key::Key;
use crate::flow::attest::sound::Sound;
use crate::flow::machine::Machine;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::format::attest::artifacts::{Files, Step};
use crate::format::attest::attempt::{Attested, Output};
use crate::format::attest::{layout, link};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::run::{GateStatus, Run};
use crate::model::time::Timestamp;
use crate::rules::needs;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The code of a refusal because the run does not hold as a whole.
pub const NOT_PASSED: &str = "not_passed";

/// Until when the layout is to be believed: as asked, else a year after the run's last event.
///
/// # Errors
/// `Usage` (`expired`) when that is past already.
pub fn expires(sound: &Sound, ask: &Ask, now: Timestamp) -> Result<Timestamp, Failure> {
    let last = sound.links().last().map_or(now, |link| link.event.timestamp);
    let expires = ask.expires.unwrap_or_else(|| last.later_by(365 * DAY));
    if expires > now {
        return Ok(expires);
    }
    let message = format!("the layout would not be believed any more: it expires at {expires}");
    Err(Failure::usage("expired", message).hint("say with `--expires` until when it is to be believed"))
}

/// Adds layout and links.
///
/// # Errors
/// As [`Key::sign`].
pub fn add(
    steps: &[Step],
    key: &Key,
    run: &RunId,
    expires: Timestamp,
    made: &mut Made,
) -> Result<(), Failure> {
    let payload = layout::payload(steps, &key.named, &to_seconds(expires), &readme(run.as_str()));
    made.add(Form::InToto, format!("{run}/in-toto/root.layout"), key.envelope(payload)?.spell()?);
    for step in steps {
        let name = link::file_name(&step.gate, &key.named.securesystemslib);
        let bytes = key.envelope(link::payload(step))?.spell()?;
        made.add(Form::InToto, format!("{run}/in-toto/{name}"), bytes);
    }
    Ok(())
}

/// What the layout of a run says to people.
pub fn readme(run: &str) -> String {
    format!("The gates of {run}, as gatewright has recorded them.")
}

/// in-toto knows no fractions of a second.
fn to_seconds(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..19).map_or(text.clone(), |seconds| format!("{seconds}Z"))
}

/// The gates in an order in which each comes after what it needs.
///
/// # Errors
/// `State` (`not_passed`) when a gate of the run has not passed, or rests on other files than the gate it needs has brought.
pub fn steps(
    site: &Site,
    machine: &Machine,
    sound: &Sound,
    all: &[Attested<'_>],
) -> Result<Vec<Step>, Failure> {
    let run = sound.run().ok_or_else(|| Failure::bug("a sound record has no chain"))?;
    let workflow = pinned::workflow(&sound.dir, run)?;
    let mut steps: Vec<Step> = vec![];
    for def in needs::order(&workflow) {
        let Some(gate) = run.gate(&def.id) else { continue };
        if gate.status != GateStatus::Pass {
            if pinned::gate(&sound.dir, run, &workflow, &gate.id)?.contract.blocking {
                return Err(not_passed(
                    &run.id,
                    format!("gate {} is {}, not PASS", gate.id, gate.status.as_str()),
                ));
            }
            continue;
        }
        let last = all.iter().rev().find(|one| one.gate.id == gate.id && one.passed());
        let passed =
            last.ok_or_else(|| Failure::bug(format!("gate {} passed without an attempt", gate.id)))?;
        let step = step(site, machine, run, passed, &steps)?;
        steps.push(step);
    }
    match steps.is_empty() {
        true => Err(not_passed(&run.id, "no gate has passed".to_owned())),
        false => Ok(steps),
    }
}

fn not_passed(run: &RunId, why: String) -> Failure {
    Failure::state(NOT_PASSED, format!("{why}: a layout says that a whole run holds"))
        .next(format!("gatewright run show --run {run}"))
}

fn step(
    site: &Site,
    machine: &Machine,
    run: &Run,
    passed: &Attested<'_>,
    earlier: &[Step],
) -> Result<Step, Failure> {
    let gate = &passed.gate.id;
    let products = match expanded(site, machine, &passed.outputs)? {
        Ok(files) => files.into_iter().map(|(path, sha256)| (path.to_string(), sha256)).collect::<Files>(),
        Err(directory) => {
            let why =
                format!("the files of `{directory}`, which gate {gate} has brought, are not known any more");
            return Err(not_passed(&run.id, why));
        }
    };
    let mut materials = Files::new();
    for seen in passed.before.iter().chain(&passed.inputs) {
        materials.extend(below(site, machine, &seen.path.to_string(), seen.sha256)?);
    }
    for (path, sha256) in &materials {
        let from = earlier.iter().rev().find_map(|step| Some((step, step.products.get(path)?)));
        if let Some((from, brought)) = from
            && brought != sha256
        {
            let why = format!("gate {gate} began with another `{path}` than gate {} has brought", from.gate);
            return Err(not_passed(&run.id, why));
        }
    }
    let record = (passed.file.clone(), passed.sha256);
    Ok(Step { gate: gate.to_string(), record, materials, products })
}

/// What was seen at a path as files: a directory that is still the same, file by file; else one entry.
fn below(
    site: &Site,
    machine: &Machine,
    path: &str,
    sha256: crate::model::digest::Digest,
) -> Result<Files, Failure> {
    let directory = Output { path: path.to_owned(), sha256, directory: true };
    Ok(match expanded(site, machine, &[directory])? {
        Ok(files) => files.into_iter().map(|(path, sha256)| (path.to_string(), sha256)).collect(),
        Err(_) => Files::from([(path.to_owned(), sha256)]),
    })
}
