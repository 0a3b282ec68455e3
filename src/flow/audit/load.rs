//! Loads what a run's directory holds into a dossier; whatever is wrong with it becomes part of that.

use std::collections::BTreeSet;

use crate::flow::audit::ancestors::against_entries;
use crate::flow::audit::attempts::{gates, gates_v0};
use crate::flow::audit::copies::{odd_pins, pins, strays};
use crate::flow::audit::index::contradictions;
use crate::flow::audit::known::{Copies, Known};
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::outputs::noted;
use crate::flow::audit::packets::{Draft, Drafts, compared, drafts};
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::format::record::run::Index;
use crate::format::record::survey::{Survey, survey};
use crate::format::record::v0::RunV0;
use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptFile, GateTold};
use crate::model::dossier::outputs::ComparedWith;
use crate::model::dossier::required::Absent;
use crate::model::dossier::{Aside, Chain, Dossier};
use crate::model::event::{Fact, Link};
use crate::model::failure::{Failure, Kind};
use crate::model::flaw::Flaw;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::rules::audit::audited::NO_RUN;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;

/// Loads the run `id`; nothing of it is believed.
///
/// # Errors
/// `Usage` when there is no such run and there never `was` one; `Environment` when the machine does not let us look.
pub fn load(site: &Site, known: &Known, id: &RunId, was: bool, now: Timestamp) -> Result<Loaded, Failure> {
    let mut dossier = blank(site, id.as_str(), now)?;
    let dir = match RunDir::find(&site.root, &site.config.runs, id) {
        Err(failure) if was && failure.code == "no_such_run" => {
            return Ok(Loaded::without_record(dossier));
        }
        Err(failure) if failure.code == "no_such_run" => return Err(failure),
        Err(failure) => {
            dossier.flaws.push(no_record(failure.to_string()));
            return Ok(Loaded::without_record(dossier));
        }
        Ok(dir) => dir,
    };
    let run_json = run_json(&dir);
    if let Some(before) = run_json.as_ref().ok().and_then(|bytes| unconverted(bytes)) {
        dossier.format = survey(&before).format;
        let message = "its line endings were converted, as by a checkout with `core.autocrlf`";
        let (expected, found) = (Some("LF".to_owned()), Some("CRLF".to_owned()));
        dossier.flaws.push(Flaw { expected, found, ..Flaw::new("line_endings", "", message) });
        return Ok(Loaded { run_json: Some(before), ..Loaded::without_record(dossier) });
    }
    let found = match &run_json {
        Ok(bytes) => survey(bytes),
        Err(why) => Survey { flaws: vec![no_record(why.clone())], ..Survey::default() },
    };
    let mut whole = BTreeSet::new();
    let ancestors = fill(site, known, &dir, &mut dossier, &mut whole, found)?;
    let drafts = packets(known, &Copies { dir: &dir, whole: &whole }, &mut dossier);
    if let (Some(_), Ok(bytes)) = (&ancestors, &run_json) {
        let contradictions = against_entries(&dir, &dossier, bytes);
        dossier.contradictions.extend(contradictions);
    }
    let mut loaded = Loaded { dossier, run_json: run_json.ok(), ancestors, dir: Some(dir), whole, drafts };
    loaded.dossier.outputs = noted(&loaded);
    Ok(loaded)
}

/// The bytes as they were before every line end was converted; `None` where that was not done.
fn unconverted(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'\r') {
        return None;
    }
    let ends = bytes.iter().filter(|&&byte| byte == b'\n').count();
    let converted = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
    // Neither we nor the ancestor ever wrote such an end, and JSON has no raw one within a string.
    let before = || bytes.iter().copied().filter(|&byte| byte != b'\r').collect();
    (ends > 0 && ends == converted).then(before)
}

fn no_record(why: String) -> Flaw {
    let (expected, found) = (Some("a record".to_owned()), Some("none that can be read".to_owned()));
    Flaw { expected, found, ..Flaw::new("not_a_record", "", why) }
}

/// What there is of something that is not there.
///
/// # Errors
/// None but our own.
pub fn nothing(site: &Site, absent: Absent, now: Timestamp) -> Result<Loaded, Failure> {
    let dossier = Dossier { absent: Some(absent), ..blank(site, NO_RUN, now)? };
    Ok(Loaded::without_record(dossier))
}

/// A dossier in which nothing is known yet.
fn blank(site: &Site, id: &str, now: Timestamp) -> Result<Dossier, Failure> {
    let record = site.config.runs.join(&format!("{id}/record"));
    Ok(Dossier {
        run: id.to_owned(),
        record: record.map_err(|why| Failure::bug(format!("{id}: {why}")))?,
        format: None,
        status: String::new(),
        started_at: None,
        flaws: vec![],
        chain: None,
        workflow: None,
        contradictions: vec![],
        gates: vec![],
        strays: vec![],
        bad_pins: vec![],
        drifted: vec![],
        superseded: vec![],
        older: vec![],
        unlike: vec![],
        tolerated: vec![],
        packets: vec![],
        outputs: vec![],
        compared_with: ComparedWith::WorkingTree,
        rejudged: vec![],
        aside: Aside::default(),
        history: None,
        seals: vec![],
        signatures: vec![],
        signers: vec![],
        required: vec![],
        newer_gone: vec![],
        absent: None,
        expected_head: None,
        now,
    })
}

fn run_json(dir: &RunDir) -> Result<Vec<u8>, String> {
    let path = layout::path(layout::RUN_JSON).map_err(|why| why.to_string())?;
    match dir.dir.read_small(&path, layout::MAX_RUN_JSON) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("there is no RUN.json".to_owned()),
        Err(why) => Err(why.failure(Kind::State, &dir.dir.shown(&path)).to_string()),
    }
}

/// Puts what was found in RUN.json into the dossier, and what it names.
fn fill(
    site: &Site,
    known: &Known,
    dir: &RunDir,
    dossier: &mut Dossier,
    whole: &mut BTreeSet<Digest>,
    found: Survey,
) -> Result<Option<Box<RunV0>>, Failure> {
    let Survey { format, status, flaws, run, ancestors } = found;
    (dossier.format, dossier.status, dossier.flaws) = (format, status, flaws);
    let mut named = BTreeSet::from([layout::RUN_JSON.to_owned()]);
    if let Some(run) = &ancestors {
        dossier.started_at = run.started_at;
        dossier.gates = gates_v0(dir, run, dossier, &mut named);
    }
    let Some((run, links, index)) = run else { return Ok(ancestors) };
    if run.id != dir.id {
        let message = format!("it is the record of the run {}", run.id);
        let flaw = Flaw::new("edited_field", "run_id", message);
        let (expected, found) = (Some(dir.id.to_string()), Some(run.id.to_string()));
        dossier.flaws.push(Flaw { expected, found, ..flaw });
    }
    dossier.started_at = Some(run.started_at);
    dossier.gates = gates(dir, &run, dossier, &mut named);
    (dossier.bad_pins, *whole) = pins(dir, &links, dossier, &mut named);
    dossier.workflow = known.workflow(&Copies { dir, whole }, &run).ok();
    dossier.flaws.extend(index_flaw(&dossier.gates, &links, &index)?);
    dossier.contradictions = contradictions(dir, dossier, &links, &index);
    dossier.contradictions.extend(odd_pins(dossier, &run));
    // A definition that cannot be read today is none that the run was judged by.
    dossier.drifted =
        pinned::drifted_from(&site.root, &run, &|path| known.today(site, path)).unwrap_or_default();
    dossier.strays = strays(&dir.dir, &named, dossier);
    dossier.chain = Some(Chain { run, links });
    Ok(ancestors)
}

/// Renders the packets again that no template of a user enters; the others are yet to be.
fn packets(known: &Known, copies: &Copies<'_>, dossier: &mut Dossier) -> Vec<Draft> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let Drafts { drafts, mut packets, contradictions } = drafts(known, copies, &chain.links, dossier);
    let (of_users, plain): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.template.is_some());
    packets.extend(plain.into_iter().map(|draft| {
        let none = vec![Ok(String::new()); draft.facts.len()];
        compared(draft, &none)
    }));
    dossier.packets = packets;
    dossier.contradictions.extend(contradictions);
    of_users
}

/// RUN.json's index is what the attempt that was closed last says of it; it is empty before the first.
fn index_flaw(gates: &[GateTold], links: &[Link], index: &Index) -> Result<Option<Flaw>, Failure> {
    let closed = links.iter().rev().find_map(|link| match &link.event.fact {
        Fact::GateClosed { gate, attempt, .. } => Some((gate.as_str(), *attempt)),
        _ => None,
    });
    let expected = match closed {
        None => Index::default().digest()?,
        Some((gate, attempt)) => {
            let told = gates.iter().find(|told| told.gate == gate).map(|told| &told.attempts);
            let told = told.and_then(|told| told.iter().find(|told| told.number == attempt));
            // What is wrong with the file is told of that.
            let Some(AttemptFile::Read { attempt, .. }) = told.map(|told| &told.file) else {
                return Ok(None);
            };
            let Some(expected) = attempt.index_sha256 else { return Ok(None) };
            expected
        }
    };
    let found = index.digest()?;
    let message = "they do not follow from the sealed attempts";
    Ok((expected != found).then(|| Flaw {
        expected: Some(expected.to_string()),
        found: Some(found.to_string()),
        ..Flaw::new("edited_field", "artifacts_index, validations", message)
    }))
}
