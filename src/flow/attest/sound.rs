//! A run whose record holds together: audited just before anything is said of it.

use crate::flow::audit::required::unfounded;
use crate::flow::audit::{self, audit_with};
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::attest::attempt::{Assurance, Noted};
use crate::model::audit::Weight;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::Now;
use crate::model::event::Link;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::rules::audit::audited::Audited;
use crate::store::runs::read::RunDir;

/// So many findings are named when there are more.
const NAMED: usize = 5;

/// A run whose record holds together.
pub struct Sound {
    /// Its directory.
    pub dir: RunDir,
    /// Everything that the audit looked at.
    pub dossier: Dossier,
    /// What it came to.
    pub assurance: Assurance,
}

impl Sound {
    /// What its events amount to.
    pub fn run(&self) -> Option<&Run> {
        self.dossier.chain.as_ref().map(|chain| &chain.run)
    }

    /// Its events.
    pub fn links(&self) -> &[Link] {
        self.dossier.chain.as_ref().map_or(&[], |chain| &chain.links)
    }

    /// The digest of the last of them.
    pub fn head(&self) -> Digest {
        self.links().last().map_or(Digest::ZERO, |link| link.digest)
    }
}

/// Audits the run, which was taken because it is the `newest` or was named.
///
/// # Errors
/// `State` (`not_the_newest`) when it was taken for the newest, and a newer one was deleted.
/// `State` (`record_not_sound`) when the audit finds an error: each of them means that the record cannot be believed, or that its outputs
/// are not what it says; also when git does not have the committed bytes of an output, which may be anything, and when a gate that passed would not stand if it were
/// required, for what was asked of it or because nobody can say that. `State` (`format_v0`) for a record of the ancestor.
pub fn sound(
    site: &Site,
    machine: &Machine,
    (run, newest): (&RunId, bool),
    now: Timestamp,
) -> Result<Sound, Failure> {
    let newest = newest.then(|| run.clone());
    let ask = audit::Ask { runs: vec![run.clone()], newest, ..audit::Ask::default() };
    let mut found = None;
    audit_with(site, machine, &ask, now, &mut |dossier, audited| found = Some((dossier, audited)))?;
    let (dossier, audited) = found.ok_or_else(|| Failure::bug("an audit of one run found none"))?;
    if dossier.format == Some(0) {
        return Err(Failure::state(
            "format_v0",
            format!("{run} was written by the ancestor (format v0): it has no chain that could be attested"),
        )
        .next(format!("gatewright audit {run}")));
    }
    if let Some(gone) = dossier.newer_gone.first() {
        let message =
            format!("nothing is attested of {run}: {} is newer, and is not there any more", gone.run);
        let named = format!("bring that run back, or say which one is meant: `--run {run}`");
        return Err(Failure::state("not_the_newest", message).hint(named).next("gatewright audit"));
    }
    if audited.count(Weight::Error) > 0 || dossier.chain.is_none() {
        return Err(refused(run, &audited));
    }
    if let Some(why) = lost_output(&dossier) {
        return Err(Failure::state("record_not_sound", format!("nothing is attested of {run}: {why}"))
            .hint("Fetch what git does not have here, or attest in a whole clone.")
            .next(format!("gatewright audit {run}")));
    }
    if let Some((gate, why)) = unfounded(site, machine, &dossier)?.into_iter().next() {
        let message =
            format!("nothing is attested of {run}: its gate {gate} passed, and does not stand for it: {why}");
        return Err(Failure::state("record_not_sound", message)
            .hint("Fetch what git does not have here, or do the gate again by what is asked today.")
            .next(format!("gatewright audit {run}")));
    }
    let assurance = assurance(&audited);
    Ok(Sound { dir: RunDir::find(&site.root, &site.config.runs, run)?, dossier, assurance })
}

/// Which output may be anything in the commit of the record.
fn lost_output(dossier: &Dossier) -> Option<String> {
    dossier.outputs.iter().find_map(|output| match &output.then {
        Now::Lost(why) => Some(format!("`{}` was not compared with what was committed: {why}", output.path)),
        _ => None,
    })
}

fn refused(run: &RunId, audited: &Audited) -> Failure {
    let errors: Vec<String> = audited
        .findings
        .iter()
        .filter(|(rule, _)| rule.weight == Weight::Error)
        .map(|(rule, found)| {
            let file = found.file.as_deref().map(|file| format!(" ({file})")).unwrap_or_default();
            format!("{}: {}{file}", rule.id, found.message)
        })
        .collect();
    let message = format!("nothing is attested of {run}: its audit finds what cannot be believed");
    let mut failure = Failure::state("record_not_sound", message).next(format!("gatewright audit {run}"));
    for error in errors.iter().take(NAMED) {
        failure = failure.cause(error);
    }
    match errors.len().checked_sub(NAMED) {
        Some(more) if more > 0 => failure.cause(format!("and {more} more")),
        _ => failure,
    }
}

fn assurance(audited: &Audited) -> Assurance {
    let noted = |(rule, found): &(&'static crate::rules::audit::rule::Rule, crate::model::audit::Found)| {
        Noted { rule: rule.id, weight: rule.weight, gate: found.gate.clone(), attempt: found.attempt }
    };
    Assurance {
        level: audited.level,
        sealed_by: audited.sealed_by.clone(),
        findings: audited.findings.iter().map(noted).collect(),
    }
}
