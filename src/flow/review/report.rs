//! `report`: a run as one page, with what an audit of it found and how its outputs changed from attempt to attempt.

use crate::flow::audit::{Ask, audit_with};
use crate::flow::machine::Machine;
use crate::flow::pinned;
use crate::flow::review::diff::found::Text;
use crate::flow::review::diff::texts::text_of;
use crate::flow::review::recorded_bytes::Shelf;
use crate::flow::site::Site;
use crate::format::page::content::{Content, Differences};
use crate::format::page::html;
use crate::model::attempt::{Artifact, Attempt};
use crate::model::audit::Level;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold, GateTold};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::rules::audit::audited::Audited;
use crate::store::runs::read::RunDir;

/// So many outputs are compared with what they had been, and so many lines are shown of all of them.
const MOST_OUTPUTS: usize = 50;
const MOST_LINES: usize = 2_000;

/// A page, and on what it rests.
#[derive(Debug)]
pub struct Page {
    /// The page.
    pub html: String,
    /// On what it rests.
    pub level: Level,
    /// How many findings of weight error stand on it.
    pub errors: usize,
}

/// The page of the run that `ask` names. Writes nothing.
///
/// # Errors
/// As [`audit`](crate::flow::audit::audit).
pub fn report_run(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    now: Timestamp,
    version: &str,
) -> Result<Page, Failure> {
    let mut found = None;
    audit_with(site, machine, ask, now, &mut |dossier, audited| found = Some((dossier, audited)))?;
    let (dossier, audited): (Dossier, Audited) =
        found.ok_or_else(|| Failure::bug("an audit of one run found none"))?;
    let (needs, prompt) = pinned_of(site, &dossier).unwrap_or_default();
    let content = Content {
        dossier: &dossier,
        audited: &audited,
        needs: &needs,
        prompt: Some(prompt.as_str()).filter(|text| !text.is_empty()),
        differences: &differences(site, machine, &dossier)?,
    };
    let errors = audited.count(crate::model::audit::Weight::Error);
    Ok(Page { html: html::of(&content, version)?, level: audited.level, errors })
}

/// What each gate needs, and the prompt: of what cannot be read the page tells without them.
type Pinned = (Vec<(String, Vec<String>)>, String);

fn pinned_of(site: &Site, dossier: &Dossier) -> Result<Pinned, Failure> {
    let Some(chain) = &dossier.chain else { return Ok(Pinned::default()) };
    let id = RunId::new(&dossier.run).map_err(Failure::bug)?;
    let dir = RunDir::find(&site.root, &site.config.runs, &id)?;
    let prompt = pinned::prompt(&dir, &chain.run).unwrap_or_default();
    let Ok(workflow) = pinned::workflow(&dir, &chain.run) else { return Ok((vec![], prompt)) };
    let names = |needs: &[crate::model::ids::GateId]| needs.iter().map(ToString::to_string).collect();
    Ok((workflow.gates.iter().map(|gate| (gate.id.to_string(), names(&gate.needs))).collect(), prompt))
}

/// How the outputs of every attempt differ from what the attempt before had left, the newest attempts first.
fn differences(site: &Site, machine: &Machine, dossier: &Dossier) -> Result<Differences, Failure> {
    let changed: Vec<_> = dossier.gates.iter().flat_map(changed).collect();
    let (mut all, mut lines) = (Differences::new(), 0);
    if changed.is_empty() {
        return Ok(all);
    }
    let shelf = Shelf::open(site, machine)?;
    for (i, (gate, told, before, artifact)) in changed.into_iter().enumerate() {
        let text = match i < MOST_OUTPUTS && lines < MOST_LINES {
            true => text_of(&shelf, &artifact.path, before.sha256, artifact.sha256)?,
            false => Text::Not(format!(
                "the page is long enough; `gatewright run diff {0}/{1} {0}/{2}` shows it",
                gate.gate,
                told.number.saturating_sub(1),
                told.number
            )),
        };
        let text = match text {
            Text::Lines(some) => {
                lines += some.len();
                Ok(some)
            }
            Text::Not(why) => Err(why),
        };
        all.insert((gate.gate.clone(), told.number, artifact.path.clone()), text);
    }
    Ok(all)
}

/// The outputs of a gate's attempts that the attempt before had left otherwise, with what it had left.
fn changed(gate: &GateTold) -> Vec<(&GateTold, &AttemptTold, &Artifact, &Artifact)> {
    let pairs = gate.attempts.windows(2).rev();
    let both = pairs.filter_map(|pair| Some((file(&pair[0])?, &pair[1], file(&pair[1])?)));
    let outputs = both.flat_map(|(before, told, after)| {
        after.artifacts.iter().filter_map(move |artifact| {
            let earlier = before.artifacts.iter().find(|it| it.path == artifact.path)?;
            let other = earlier.exists && artifact.exists && earlier.sha256 != artifact.sha256;
            other.then_some((gate, told, earlier, artifact))
        })
    });
    outputs.collect()
}

fn file(told: &AttemptTold) -> Option<&Attempt> {
    match &told.file {
        AttemptFile::Read { attempt, .. } => Some(attempt),
        _ => None,
    }
}
