//! The closed attempts of a run, with everything that is said of them.

use std::collections::BTreeMap;

use crate::flow::attest::sound::Sound;
use crate::flow::listed::{before, inputs, recorded};
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::format::attest::attempt::{Attested, Output, Place};
use crate::model::attempt::{Attempt, Seen};
use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold};
use crate::model::event::{Fact, Link};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind};
use crate::model::run::{AttemptRow, GateState, Run};
use crate::model::workflow::Workflow;
use crate::store::rooted::Opened;

/// All of them, in the order of the gates and their numbers.
///
/// # Errors
/// `State` when a file that the record names cannot be read.
pub fn attempts<'a>(site: &Site, sound: &'a Sound) -> Result<Vec<Attested<'a>>, Failure> {
    let run = sound.run().ok_or_else(|| Failure::bug("a sound record has no chain"))?;
    let workflow = pinned::workflow(&sound.dir, run)?;
    let mut found = vec![];
    for gate in &run.gates {
        let told = sound.dossier.gates.iter().find(|told| told.gate == gate.id.as_str());
        for row in gate.attempts.iter().filter(|row| row.sha256.is_some()) {
            let told = told.and_then(|told| told.attempts.iter().find(|told| told.number == row.attempt));
            let told =
                told.ok_or_else(|| Failure::bug(format!("nobody looked at an attempt of {}", gate.id)))?;
            found.push(attested(site, sound, run, &workflow, gate, row, told)?);
        }
    }
    Ok(found)
}

fn attested<'a>(
    site: &Site,
    sound: &'a Sound,
    run: &'a Run,
    workflow: &Workflow,
    gate: &'a GateState,
    row: &'a AttemptRow,
    told: &'a AttemptTold,
) -> Result<Attested<'a>, Failure> {
    let AttemptFile::Read { attempt, sha256, .. } = &told.file else {
        return Err(Failure::bug(format!("`{}` was not read", told.path)));
    };
    let def = workflow.gate(&gate.id).ok_or_else(|| Failure::bug(format!("no gate {}", gate.id)))?;
    let contract =
        Pin { kind: PinKind::Contract, path: def.contract.clone(), sha256: attempt.start.contract_sha256 };
    let earlier = row.attempt.checked_sub(1).and_then(|n| gate.attempts.iter().find(|row| row.attempt == n));
    Ok(Attested {
        run,
        gate,
        row,
        attempt,
        file: told.path.clone(),
        sha256: *sha256,
        place: Place {
            opened: event(sound, gate, row, false)?,
            closed: event(sound, gate, row, true)?,
            previous: earlier.and_then(|row| row.sha256),
            head: sound.head(),
            events: sound.links().len(),
        },
        contract,
        pins: pins(sound, run, gate, row),
        outputs: outputs(site, attempt, recorded(&sound.dir, attempt)?),
        before: seen(before(&sound.dir, attempt)?),
        inputs: seen(inputs(&sound.dir, attempt)?),
        assurance: &sound.assurance,
    })
}

/// The digest of the event that opened or closed the attempt.
fn event(sound: &Sound, gate: &GateState, row: &AttemptRow, closing: bool) -> Result<Digest, Failure> {
    let is_it = |link: &&Link| match &link.event.fact {
        Fact::GateStarted { gate: of, attempt, .. } => {
            !closing && *attempt == row.attempt && of.same(&gate.id)
        }
        Fact::GateClosed { gate: of, attempt, .. } => closing && *attempt == row.attempt && of.same(&gate.id),
        _ => false,
    };
    let link = sound.links().iter().find(is_it);
    link.map(|link| link.digest).ok_or_else(|| Failure::bug(format!("no event of an attempt of {}", gate.id)))
}

/// What a repin before the attempt has put in place of the run's pins, and those.
fn pins(sound: &Sound, run: &Run, gate: &GateState, row: &AttemptRow) -> Vec<Pin> {
    let mut repinned: &[Pin] = &[];
    for link in sound.links() {
        match &link.event.fact {
            Fact::GateRepinned { gate: of, pins, .. } if of.same(&gate.id) => repinned = pins,
            Fact::GateStarted { gate: of, attempt, .. } if of.same(&gate.id) && *attempt == row.attempt => {
                break;
            }
            _ => {}
        }
    }
    repinned.iter().chain(&run.pins).cloned().collect()
}

fn seen(found: BTreeMap<RepoPath, Digest>) -> Vec<Seen> {
    found.into_iter().map(|(path, sha256)| Seen { path, sha256 }).collect()
}

/// What a long list holds is told apart by what lies there: its rows do not say which are directories.
fn outputs(site: &Site, attempt: &Attempt, recorded: BTreeMap<RepoPath, Digest>) -> Vec<Output> {
    let rows: BTreeMap<&str, bool> =
        attempt.artifacts.iter().map(|row| (row.path.as_str(), row.files.is_some())).collect();
    let lies = |path: &RepoPath| matches!(site.root.open_any(path), Ok(Some(Opened::Dir)));
    let output = |(path, sha256): (RepoPath, Digest)| {
        let directory = rows.get(path.as_str()).copied().unwrap_or_else(|| lies(&path));
        Output { path: path.to_string(), sha256, directory }
    };
    recorded.into_iter().map(output).collect()
}
