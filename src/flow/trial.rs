//! Whether packets can be rendered from definitions, seen before any work: what `gate start` would refuse is refused here.

use crate::exec::render::try_apart;
use crate::flow::definitions::Definitions;
use crate::flow::packet::skill_fact;
use crate::format::definition::placed::in_contract;
use crate::format::definition::wrong::Wrong;
use crate::model::contract::{Contract, Skill};
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::params::Params;
use crate::model::path::RepoPath;
use crate::model::pin::{PinKind, PinnedFile};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::packet::facts::SkillFacts;
use crate::rules::packet::sample::{About, samples};
use crate::rules::packet::sections::sections;

/// Tries the packet of every gate with `params` at each of `depths`; what is wrong goes into `wrong`.
///
/// # Errors
/// What is not a definition's fault.
pub fn try_packets(
    definitions: &Definitions,
    params: &Params,
    depths: &[Depth],
    wrong: &mut Wrong,
) -> Result<(), Failure> {
    let Definitions { workflow, contracts, files, .. } = definitions;
    for gate in &workflow.gates {
        let Some(contract) = contracts.get(&gate.id) else { continue };
        wrong.note(try_packet(workflow, gate, contract, files, params, depths))?;
    }
    Ok(())
}

/// Tries the packet of one gate: its template and the procedures of its contract, which are among `files`.
///
/// # Errors
/// `Usage` (`bad_template`, `missing_section`) with the place.
pub fn try_packet(
    workflow: &Workflow,
    gate: &GateDef,
    contract: &Contract,
    files: &[PinnedFile],
    params: &Params,
    depths: &[Depth],
) -> Result<(), Failure> {
    let fact = |skill: &Skill| {
        let text = text(files, PinKind::Skill, &skill.path)?;
        Some(skill_fact(skill, text).map_err(|failure| {
            let lacking = sections(text, &skill.inject).err().unwrap_or_default();
            in_contract(failure, files, &gate.contract, "/required_skills", &lacking)
        }))
    };
    let skills: Vec<SkillFacts> = contract.skills.iter().filter_map(fact).collect::<Result<_, Failure>>()?;
    let Some(path) = &gate.template else { return Ok(()) };
    let Some(template) = text(files, PinKind::Template, path) else { return Ok(()) };
    let about = About { workflow, gate, contract, skills: &skills };
    try_apart(path, template, &samples(about, params, depths))
}

/// The text of a file; `None` when it was not read, which has been said already.
fn text<'a>(files: &'a [PinnedFile], kind: PinKind, path: &RepoPath) -> Option<&'a str> {
    let file = files.iter().find(|file| file.pin.kind == kind && file.pin.path == *path)?;
    std::str::from_utf8(&file.bytes).ok()
}
