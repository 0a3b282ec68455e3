//! `<Gx>.contract.json` → [`Contract`].

use crate::format::definition::contract_keys::CONTRACT;
use crate::format::definition::extends::{self, Base, Fetch};
use crate::format::definition::json::Node;
use crate::format::definition::own_entry::{self, Bare, Shelf, Taken};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::format::definition::{common, outputs, reading, together, validations};
use crate::model::contract::{Contract, Severity, Skill};
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::rules::known::KnownVariables;
use crate::rules::quote::quoted;

/// Where a contract finds what it refers to.
pub struct Library<'a> {
    /// The files that contracts extend.
    pub fetch: &'a Fetch<'a>,
    /// The checks that the repository brings itself.
    pub shelf: &'a dyn Shelf,
}

/// Reads a contract, whatever gate it judges; `fetch` finds the files that it extends. Every problem of the file is in the one failure;
/// what is wrong in an extended file comes first, with its own places. There are no checks of the repository's own.
pub fn read_contract(
    file: &RepoPath,
    bytes: &[u8],
    known: &KnownVariables,
    fetch: &Fetch<'_>,
) -> Result<Contract, Failure> {
    read_contract_in(None, file, bytes, known, &Library { fetch, shelf: &Bare })
}

/// Reads the contract that a workflow names for `gate`; one that says it judges another gate is a problem too.
pub fn read_contract_of(
    gate: &GateId,
    file: &RepoPath,
    bytes: &[u8],
    known: &KnownVariables,
    fetch: &Fetch<'_>,
) -> Result<Contract, Failure> {
    read_contract_in(Some(gate), file, bytes, known, &Library { fetch, shelf: &Bare })
}

/// The same where the repository has checks of its own; what is wrong with one that is asked for comes first, with its own places.
pub fn read_contract_in(
    gate: Option<&GateId>,
    file: &RepoPath,
    bytes: &[u8],
    known: &KnownVariables,
    library: &Library<'_>,
) -> Result<Contract, Failure> {
    read(gate, file, bytes, known, library, std::slice::from_ref(file))
}

/// `trail` are the files that extend one another down to this one, itself last; the `gate` of an extended one means nothing.
fn read(
    gate: Option<&GateId>,
    file: &RepoPath,
    bytes: &[u8],
    known: &KnownVariables,
    library: &Library<'_>,
    trail: &[RepoPath],
) -> Result<Contract, Failure> {
    let base = extends::base(bytes, trail, library.fetch, &|file, bytes, trail| {
        read(None, file, bytes, known, library, trail)
    })?;
    let taken = own_entry::take(bytes, library.shelf)?;
    reading::read(file, bytes, &CONTRACT, |tree, source, problems| {
        if let Some(gate) = gate {
            agrees(tree.get("gate"), gate, problems);
        }
        contract(tree, (known, &taken), &base, trail.len() > 1, source, problems)
    })
}

fn agrees(node: Option<&Node>, gate: &GateId, problems: &mut Problems) {
    let Some((node, own)) = node.and_then(|node| Some((node, GateId::new(node.text()?).ok()?))) else {
        return;
    };
    if !own.same(gate) {
        let message =
            format!("the contract judges {}, the workflow names it for `{gate}`", quoted(own.as_str()));
        problems.push(
            Problem::new("gate_mismatch", &node.span, message)
                .hint(format!("write `{gate}` here, or name another contract in the workflow")),
        );
    }
}

fn contract(
    tree: &Node,
    (known, taken): (&KnownVariables, &Taken),
    base: &Base,
    is_base: bool,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Contract> {
    let sets = tree.get("required_outputs");
    outputs::not_a_set(sets, problems);
    let mut outputs = |key: &str| outputs::read(sets.and_then(|sets| sets.get(key)), known, source, problems);
    let (all_of, any_of) = (outputs("all_of"), outputs("any_of"));
    let entries = tree.get("validations").map_or(&[][..], Node::elements);
    let validations: Vec<_> =
        entries.iter().map(|entry| validations::read(entry, known, taken, source, problems)).collect();
    let skills: Option<Vec<Skill>> =
        tree.get("required_skills").map_or(&[][..], Node::elements).iter().map(skill).collect();
    let gate = GateId::new(tree.get("gate")?.text()?).ok()?;
    let text = |key: &str| tree.get(key).and_then(Node::text).map(str::to_owned);
    let contract = Contract {
        name: text("name").unwrap_or_else(|| gate.as_str().to_owned()),
        description: text("description").unwrap_or_default(),
        blocking: tree.get("blocking").and_then(Node::flag).unwrap_or(true),
        all_of: all_of?,
        any_of: any_of?,
        validations: validations.into_iter().collect::<Option<_>>()?,
        skills: skills?,
        gate,
    };
    common::agree(entries, &contract, problems);
    together::agree(entries, &contract, problems);
    common::expressions(entries, &contract, problems);
    let own = contract.validations.clone();
    let whole = extends::merge(tree, base, contract, problems);
    // Whoever extends it may add what it lacks by itself.
    if !is_base && !matches!(base, Base::Wrong(..)) {
        validations::targets(entries, &Contract { validations: own, ..whole.clone() }, problems);
        asks_for_something(tree, &whole, problems);
    }
    Some(whole)
}

fn skill(node: &Node) -> Option<Skill> {
    let path = RepoPath::new(node.get("path")?.text()?).ok()?;
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let inject = node.get("inject").map_or(&[][..], Node::elements);
    Some(Skill {
        name: text("name").unwrap_or_else(|| path.file_name().to_owned()),
        reason: text("reason").unwrap_or_default(),
        inject: inject.iter().filter_map(Node::text).map(str::to_owned).collect(),
        path,
    })
}

/// A contract that asks for nothing would pass whatever was done.
fn asks_for_something(tree: &Node, contract: &Contract, problems: &mut Problems) {
    let required =
        contract.all_of.iter().any(|output| Depth::ALL.iter().any(|depth| output.is_required(*depth)));
    let decides = contract.validations.iter().any(|validation| validation.severity == Severity::Error);
    if required || !contract.any_of.is_empty() || decides {
        return;
    }
    let problem = match tree.get("validations").filter(|_| !contract.validations.is_empty()) {
        Some(validations) => Problem::new(
            "empty_contract",
            &(validations.span.start..validations.span.start + 1),
            "a gate without a required output whose validations are all warnings would pass whatever was done",
        )
        .hint("leave out `severity` where failing shall fail the gate, or name an output in `required_outputs`"),
        None => Problem::new(
            "empty_contract",
            &(tree.span.start..tree.span.start + 1),
            "a gate with neither a required output nor a validation would pass whatever was done",
        )
        .hint("name an output in `required_outputs`, or a check in `validations`"),
    };
    problems.push(problem);
}
