//! `report`: a run as one page, with what an audit of it found.

use crate::flow::audit::{Ask, audit_with};
use crate::flow::machine::Machine;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::format::page::content::Content;
use crate::format::page::html;
use crate::model::audit::Level;
use crate::model::dossier::Dossier;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::store::runs::read::RunDir;

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
    let mut made = None;
    audit_with(site, machine, ask, now, &mut |dossier, audited| {
        let (needs, prompt) = pinned_of(site, &dossier).unwrap_or_default();
        let content = Content {
            dossier: &dossier,
            audited: &audited,
            needs: &needs,
            prompt: Some(prompt.as_str()).filter(|text| !text.is_empty()),
        };
        let errors = audited.count(crate::model::audit::Weight::Error);
        made = Some(html::of(&content, version).map(|html| Page { html, level: audited.level, errors }));
    })?;
    made.unwrap_or_else(|| Err(Failure::bug("an audit of one run found none")))
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
