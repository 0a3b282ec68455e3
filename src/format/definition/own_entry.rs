//! Entries of `validations` whose type is `checks/<name>`, read with what the repository says about that check.

use std::collections::BTreeMap;

use crate::format::definition::contract_keys::VALIDATION;
use crate::format::definition::json::{self, Entry, Node};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::shape::OLDER;
use crate::format::definition::source::Source;
use crate::format::definition::{own_params, prescan, variables_in};
use crate::model::contract::TargetSpec;
use crate::model::failure::Failure;
use crate::model::own_check::{OwnAsked, OwnCheck, name_in};
use crate::rules::known::KnownVariables;
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// Where checks of the repository's own are found.
pub trait Shelf {
    /// The check called `name`; `None` where there is none.
    ///
    /// # Errors
    /// What is wrong with its definition, with its own places.
    fn check(&self, name: &str) -> Result<Option<OwnCheck>, Failure>;

    /// The names that there are.
    fn names(&self) -> Vec<String>;
}

/// No check at all.
#[derive(Debug)]
pub struct Bare;

impl Shelf for Bare {
    fn check(&self, _: &str) -> Result<Option<OwnCheck>, Failure> {
        Ok(None)
    }

    fn names(&self) -> Vec<String> {
        vec![]
    }
}

/// The checks that one contract asks for, and the names of all.
#[derive(Debug, Default)]
pub struct Taken {
    found: BTreeMap<String, OwnCheck>,
    names: Vec<String>,
}

/// Takes from the shelf what the contract with these bytes asks for; what else is wrong with it is said when the whole of it is read.
///
/// # Errors
/// Those of the shelf.
pub fn take(bytes: &[u8], shelf: &dyn Shelf) -> Result<Taken, Failure> {
    let text = prescan::text(bytes).ok().filter(|text| may_ask(text));
    let tree = text.and_then(|text| json::parse(text, &mut Problems::default()));
    let entries = tree.as_ref().and_then(|tree| tree.get("validations")).map_or(&[][..], Node::elements);
    let mut taken = Taken::default();
    for name in entries.iter().filter_map(|entry| name_in(entry.get("type")?.text()?)) {
        if taken.names.is_empty() {
            taken.names = shelf.names();
        }
        if !taken.found.contains_key(name)
            && let Some(check) = shelf.check(name)?
        {
            taken.found.insert(name.to_owned(), check);
        }
    }
    Ok(taken)
}

/// Whether it is worth a look: without those letters, also as escapes, no check of the repository's own is named.
fn may_ask(text: &str) -> bool {
    ["checks/", "\\/", "\\u00"].iter().any(|letters| text.contains(letters))
}

/// What the entry asks of the check called `name`, and of what target.
pub fn read(
    entry: &Node,
    name: &str,
    taken: &Taken,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<(OwnAsked, TargetSpec)> {
    let Some(check) = taken.found.get(name) else {
        missing(entry, name, taken, problems);
        return None;
    };
    let target = target(entry, check, known, source, problems);
    if let Some(node) = entry.get("mostly") {
        let message = format!(
            "`mostly` counts results, and {} gives one for all that it looks at",
            quoted(&check.kind())
        );
        problems.push(
            Problem::new("contradiction", &node.span, message)
                .hint("leave it out; a parameter of the check's own can say how much is enough"),
        );
    }
    let own: Vec<Entry> = entry.entries().iter().filter(|it| !is_common(&it.key)).cloned().collect();
    let params = own_params::read(entry, &own, check, problems);
    Some((OwnAsked { check: check.clone(), params: params? }, target?))
}

fn missing(entry: &Node, name: &str, taken: &Taken, problems: &mut Problems) {
    let Some(node) = entry.get("type") else { return };
    let message = format!("the repository has no check of its own called {}", quoted(name));
    let problem = Problem::new("unknown_check", &node.span, message)
        .allowed(taken.names.iter().map(|name| format!("checks/{name}")));
    let meant = suggest::nearest(name, taken.names.iter().map(String::as_str));
    let meant = meant.map(|name| format!("checks/{name}"));
    problems.push(
        problem.meant(meant.as_deref()).hint("its directory holds a `check.json`: `gatewright schema check`"),
    );
}

fn target(
    entry: &Node,
    check: &OwnCheck,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<TargetSpec> {
    match (entry.get("target"), check.takes_target) {
        (None, false) => Some(TargetSpec::None),
        (Some(node), false) => {
            let message = format!("{} takes no target", quoted(&check.kind()));
            problems.push(Problem::new("contradiction", &node.span, message).hint("leave it out"));
            None
        }
        (None, true) => {
            let message = format!("{} looks at a target, and none is named", quoted(&check.kind()));
            problems.push(
                Problem::new("missing_key", &entry.opening(), message)
                    .label("`target` is missing here")
                    .hint("name a path, a glob, `any_of` or `all_required`"),
            );
            None
        }
        (Some(node), true) => match node.text()? {
            "any_of" => Some(TargetSpec::AnyOf),
            "all_required" => Some(TargetSpec::AllRequired),
            _ => variables_in::path(node, known, source, problems).map(TargetSpec::Path),
        },
    }
}

/// Whether a key stands in every validation.
fn is_common(key: &str) -> bool {
    key == "target" || VALIDATION.keys.iter().chain(OLDER).any(|known| known.name == key)
}
