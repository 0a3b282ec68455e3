//! A case with everything that it takes from the case that it extends, held against the workflow.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::flow::contract::cases::{Cases, Loaded};
use crate::flow::definitions::Definitions;
use crate::flow::site::Site;
use crate::format::definition::pointing::{Complaint, Pointed, step};
use crate::model::case::Involved;
use crate::model::contract::Contract;
use crate::model::depth::Depth;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::params::{ParamValue, Params};
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::model::workflow::GateDef;
use crate::rules::cases::people::misfits;
use crate::rules::checks::exists;
use crate::rules::params::resolve_params;
use crate::rules::suggest::nearest;
use crate::store::fixture::Tree;

/// A case may stand on so many others.
const LONGEST_CHAIN: usize = 20;

/// A case that can be judged.
#[derive(Debug)]
pub struct Planned<'a> {
    /// Its name.
    pub name: &'a str,
    /// As it was read.
    pub loaded: &'a Loaded,
    /// The gate.
    pub def: &'a GateDef,
    /// Its contract.
    pub contract: &'a Contract,
    /// The contract's digest.
    pub contract_sha256: Digest,
    /// At this depth.
    pub depth: Depth,
    /// With these parameters.
    pub params: Params,
    /// Whether trusted commands run.
    pub commands: bool,
    /// When it is judged.
    pub now: Option<Timestamp>,
    /// Who had a part in the work, and what others said to it.
    pub people: Option<&'a Involved>,
    /// All files.
    pub files: Tree,
    /// What was there before the work.
    pub before: Tree,
}

/// Plans the case called `name`.
///
/// # Errors
/// `Usage`, showing every place of its `case.json` that does not fit the others or the workflow.
pub fn plan<'a>(
    site: &Site,
    found: &'a Definitions,
    cases: &'a Cases,
    name: &'a str,
) -> Result<Planned<'a>, Failure> {
    let loaded = cases.get(name).ok_or_else(|| Failure::bug(format!("there is no case `{name}`")))?;
    let mut wrong = vec![];
    let planned = planned(site, found, cases, (name, loaded), &mut wrong);
    match planned {
        Some(planned) if wrong.is_empty() => Ok(planned),
        _ => Err(Pointed::new(loaded.file.as_str(), &loaded.bytes).refuse(wrong)),
    }
}

fn planned<'a>(
    site: &Site,
    found: &'a Definitions,
    cases: &'a Cases,
    (name, loaded): (&'a str, &'a Loaded),
    wrong: &mut Vec<Complaint>,
) -> Option<Planned<'a>> {
    let chain = chain(cases, loaded, wrong)?;
    let before = match &loaded.case.before {
        Some(before) if before == name => None,
        Some(before) => Some(known(cases, before, "/before", wrong)?),
        None => inherited(&chain, |it| it.case.before.as_ref()).and_then(|it| cases.get(it)),
    };
    let of_before = files_before(cases, before, wrong)?;
    let files = tree(&chain, wrong);
    let before = if loaded.case.before.as_deref() == Some(name) { files.clone() } else { of_before };
    let Some(gate) = inherited(&chain, |it| it.case.gate.as_ref()) else {
        wrong.push(
            Complaint::new("missing_key", "", "the case names no gate, and neither does one that it extends")
                .hint("name the gate that is judged in `gate`"),
        );
        return None;
    };
    let Some((def, contract)) =
        found.workflow.gate(gate).and_then(|def| Some((def, found.contracts.get(&def.id)?)))
    else {
        let ids: Vec<&str> = found.workflow.gates.iter().map(|def| def.id.as_str()).collect();
        let message = format!("the workflow `{}` has no gate `{gate}`", found.workflow.name);
        wrong.push(
            Complaint::new("unknown_gate", "/gate", message).hint(format!("allowed: {}", ids.join(", "))),
        );
        return None;
    };
    names(loaded, contract, wrong);
    people(loaded, contract, &files, wrong);
    let params = params(site, found, &chain, wrong)?;
    let depth = params.get("depth").and_then(|it| it.to_string().parse().ok()).unwrap_or_default();
    let pin = found.files.iter().find(|file| file.pin.path == def.contract)?.pin.sha256;
    Some(Planned {
        name,
        loaded,
        def,
        contract,
        contract_sha256: pin,
        depth,
        params,
        commands: inherited(&chain, |it| it.case.commands.as_ref()).copied().unwrap_or_default(),
        now: inherited(&chain, |it| it.case.now.as_ref()).copied(),
        people: inherited(&chain, |it| it.case.people.as_ref()),
        files,
        before,
    })
}

/// The people that the case itself supposes fit.
fn people(loaded: &Loaded, contract: &Contract, files: &Tree, wrong: &mut Vec<Complaint>) {
    let Some(people) = &loaded.case.people else { return };
    let misfits = misfits(people, contract, &|path| files.contains_key(path));
    wrong.extend(misfits.into_iter().map(|it| Complaint::new(it.code, it.at, it.message).hint(it.hint)));
}

/// The files that were there before the work of the case `before`; none where there is no such case.
fn files_before(cases: &Cases, before: Option<&Loaded>, wrong: &mut Vec<Complaint>) -> Option<Tree> {
    let Some(before) = before else { return Some(Tree::new()) };
    match chain(cases, before, &mut vec![]) {
        Some(chain) => Some(tree(&chain, &mut vec![])),
        None => {
            wrong.push(Complaint::new("bad_case", "/before", "what that case extends is wrong"));
            None
        }
    }
}

/// The case and those that it stands on, itself first.
fn chain<'a>(cases: &'a Cases, loaded: &'a Loaded, wrong: &mut Vec<Complaint>) -> Option<Vec<&'a Loaded>> {
    let mut chain = vec![loaded];
    while let Some(base) = chain.last().and_then(|last| last.case.extends.as_ref()) {
        let next = known(cases, base, "/extends", wrong)?;
        if chain.iter().any(|known| known.dir == next.dir) {
            let message = format!("it stands on itself by way of `{base}`");
            wrong.push(
                Complaint::new("circle", "/extends", message)
                    .hint("let one case of the circle bring all its files"),
            );
            return None;
        }
        if chain.len() > LONGEST_CHAIN {
            let message = format!("it stands on more than {LONGEST_CHAIN} other cases");
            wrong.push(
                Complaint::new("too_many", "/extends", message)
                    .hint("extend a case that brings all its files"),
            );
            return None;
        }
        chain.push(next);
    }
    Some(chain)
}

fn known<'a>(cases: &'a Cases, name: &str, at: &str, wrong: &mut Vec<Complaint>) -> Option<&'a Loaded> {
    let found = cases.get(name);
    if found.is_none() {
        let complaint = Complaint::new("unknown_case", at, format!("there is no case `{name}`"));
        wrong.push(match nearest(name, cases.keys().map(String::as_str)) {
            Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
            None => complaint
                .hint(format!("known cases: {}", cases.keys().cloned().collect::<Vec<_>>().join(", "))),
        });
    }
    found
}

/// What the case says, else the nearest that it stands on.
fn inherited<'a, T>(chain: &[&'a Loaded], get: impl Fn(&'a Loaded) -> Option<&'a T>) -> Option<&'a T> {
    chain.iter().find_map(|loaded| get(loaded))
}

/// The files of the case: each case of the chain takes away and adds, the lowest first. What the case itself takes away
/// must be there.
fn tree(chain: &[&Loaded], wrong: &mut Vec<Complaint>) -> Tree {
    let mut files = Tree::new();
    for (at, loaded) in chain.iter().enumerate().rev() {
        for (nth, gone) in loaded.case.remove.iter().enumerate() {
            let below = format!("{gone}/");
            let count = files.len();
            files.retain(|path, _| path != gone && !path.as_str().starts_with(&below));
            if files.len() == count && at == 0 {
                let message = format!("`{gone}` is not among the files of the extended case");
                let complaint = Complaint::new("nothing_removed", format!("/remove/{nth}"), message);
                wrong.push(match nearest(gone.as_str(), files.keys().map(RepoPath::as_str)) {
                    Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
                    None => complaint.hint("a path stands as it lies below `files`"),
                });
            }
        }
        files.extend(loaded.files.iter().map(|(path, bytes)| (path.clone(), Rc::clone(bytes))));
    }
    files
}

/// The parameters of the run: those of the chain, the nearest first, then what a run takes when nothing is said.
fn params(site: &Site, found: &Definitions, chain: &[&Loaded], wrong: &mut Vec<Complaint>) -> Option<Params> {
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for loaded in chain.iter().rev() {
        let texts = loaded
            .case
            .params
            .iter()
            .map(|(name, value): (_, &ParamValue)| (name.clone(), value.to_string()));
        given.extend(texts);
        given.extend(loaded.case.depth.map(|depth| ("depth".to_owned(), depth.to_string())));
    }
    match resolve_params(&found.workflow.params, &given, &site.config.defaults) {
        Ok(params) => Some(params),
        Err(failure) => {
            wrong.push(of_params(chain[0], &failure));
            None
        }
    }
}

/// What is wrong with a parameter, where the case gives it, else at `params`.
pub fn of_params(loaded: &Loaded, failure: &Failure) -> Complaint {
    let named = loaded.case.params.keys().find(|name| failure.message.contains(&format!("`{name}`")));
    let at = named.map_or("/params".to_owned(), |name| format!("/params/{}", step(name)));
    let complaint = Complaint::new(failure.code, at, failure.to_string());
    match failure.code {
        "missing_param" => complaint.hint("give it in `params` of the case"),
        _ => failure.hints.iter().fold(complaint, |complaint, hint| complaint.hint(hint)),
    }
}

/// Every check that is expected to come out in some way exists, and a type that several checks have says which is meant.
fn names(loaded: &Loaded, contract: &Contract, wrong: &mut Vec<Complaint>) {
    let ids = contract.validations.iter().filter_map(|it| it.common.id.as_deref());
    let types = contract.validations.iter().map(|it| it.check.as_str());
    let known: Vec<&str> = ids.chain(types).chain([exists::FILE_EXISTS.name, exists::ANY_OF]).collect();
    for name in loaded.case.expect.checks.keys() {
        let at = format!("/expect/checks/{}", step(name));
        let first = name.split(' ').next().unwrap_or_default();
        if !known.contains(&first) {
            let complaint =
                Complaint::new("unknown_check", at, format!("no check of the contract is called `{first}`"));
            let mut listed = known.clone();
            listed.sort_unstable();
            listed.dedup();
            wrong.push(match nearest(first, known.iter().copied()) {
                Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
                None => complaint.hint(format!("known: {}", listed.join(", "))),
            });
        } else if contract.validations.iter().filter(|it| it.check == *name).count() > 1 {
            let message = format!("several checks have the type `{name}`");
            wrong.push(Complaint::new("ambiguous_check", at, message).hint(
                "give the check an `id` in the contract and name that, or write the path behind the type",
            ));
        }
    }
}
