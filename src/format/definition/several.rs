//! Several contracts that one extends, as one: each begins where the one before ends, what they say alike stands once, and where they contradict
//! each other the contract itself has to decide.

use std::ops::Range;

use crate::format::definition::problem::{Problem, Problems};
use crate::model::contract::{Contract, Output, Skill, Validation};
use crate::model::path::RepoPath;
use crate::rules::quote::quoted;

/// What the contract that extends them decides itself.
#[derive(Debug)]
pub struct Decided<'a> {
    /// Paths of outputs that it asks for or removes.
    pub paths: Vec<&'a str>,
    /// Ids of checks that it has or removes.
    pub ids: Vec<&'a str>,
    /// Paths of procedures that it names.
    pub skills: Vec<&'a RepoPath>,
    /// Whether it says if it is blocking.
    pub blocking: bool,
}

/// `bases` as one contract, each check with the file that it stands in; `spans` are the places at which they are named. `None` where there
/// are none.
pub fn one(
    bases: &[(RepoPath, Contract)],
    spans: &[Range<usize>],
    decided: &Decided<'_>,
    problems: &mut Problems,
) -> Option<Contract> {
    let mut all = bases.iter().map(|(path, base)| (path, with_places(path, base)));
    let (_, mut whole) = all.next()?;
    for ((path, next), span) in all.zip(spans.iter().skip(1)) {
        let mut contradicts = |what: String| {
            let message =
                format!("{} says something else of {what} than a contract before it", quoted(path.as_str()));
            problems.push(
                Problem::new("extends_contradiction", span, message)
                    .hint("say it in this contract as well, or name it in `remove`"),
            );
        };
        if next.blocking != whole.blocking && !decided.blocking {
            contradicts("`blocking`".to_owned());
        }
        let path = |output: &Output| output.path.0.clone();
        let mut outputs = |into: &mut Vec<Output>, next: Vec<Output>| {
            for name in add(into, next, path, |one, other| one == other) {
                if !decided.paths.contains(&name.as_str()) {
                    contradicts(format!("the output {}", quoted(&name)));
                }
            }
        };
        outputs(&mut whole.all_of, next.all_of);
        outputs(&mut whole.any_of, next.any_of);
        for id in add_checks(&mut whole.validations, next.validations) {
            if !decided.ids.iter().any(|own| own.eq_ignore_ascii_case(&id)) {
                contradicts(format!("the check {}", quoted(&id)));
            }
        }
        let name = |skill: &Skill| skill.path.clone();
        for path in add(&mut whole.skills, next.skills, name, |one, other| one == other) {
            if !decided.skills.contains(&&path) {
                contradicts(format!("the procedure {}", quoted(path.as_str())));
            }
        }
    }
    Some(whole)
}

fn with_places(path: &RepoPath, base: &Contract) -> Contract {
    let mut base = base.clone();
    for check in &mut base.validations {
        check.common.from.get_or_insert_with(|| path.clone());
    }
    base
}

/// Adds what is not there yet; the names of what is there and not the same.
fn add<T, N: PartialEq>(
    into: &mut Vec<T>,
    next: Vec<T>,
    name: impl Fn(&T) -> N,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<N> {
    let mut other = vec![];
    for one in next {
        match into.iter().find(|known| name(known) == name(&one)) {
            None => into.push(one),
            Some(known) if same(known, &one) => {}
            Some(_) => other.push(name(&one)),
        }
    }
    other
}

/// The same for checks, which are told apart by their ids; of two without an id that ask the same one is enough.
fn add_checks(into: &mut Vec<Validation>, next: Vec<Validation>) -> Vec<String> {
    let alike = |one: &Validation, other: &Validation| {
        let mut other = other.clone();
        other.common.from.clone_from(&one.common.from);
        *one == other
    };
    let mut differing = vec![];
    for check in next {
        let same_id = |known: &&Validation| match (&known.common.id, &check.common.id) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        };
        match into.iter().find(same_id) {
            Some(known) if alike(known, &check) => {}
            Some(_) => differing.extend(check.common.id.clone()),
            None if into.iter().any(|known| alike(known, &check)) => {}
            None => into.push(check),
        }
    }
    differing
}
