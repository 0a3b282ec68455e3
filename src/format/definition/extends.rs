//! `extends`: a contract that begins with what another one says, adds to it, replaces and removes.

use crate::format::definition::json::{self, Node};
use crate::format::definition::prescan;
use crate::format::definition::problem::{Problem, Problems};
use crate::model::contract::{Contract, Output, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// Finds the bytes of a file of the repository; `None` where there is none.
pub type Fetch<'a> = dyn Fn(&RepoPath) -> Result<Option<Vec<u8>>, Failure> + 'a;

/// Reads the bytes of a file; the files that extend one another down to it come last.
pub type Read<'a> = dyn Fn(&RepoPath, &[u8], &[RepoPath]) -> Result<Contract, Failure> + 'a;

/// So many contracts may stand one upon the other.
const MOST: usize = 8;

/// What a contract extends.
#[derive(Debug)]
pub enum Base {
    /// Nothing.
    None,
    /// This file, which says this.
    Is(RepoPath, Box<Contract>),
    /// Something that cannot be: code, message, what to do.
    Wrong(&'static str, String, &'static str),
}

/// What the file whose bytes are `bytes` extends, read by `read`; `trail` are the files that extend one another down to it, itself last.
///
/// # Errors
/// What is wrong in the extended file, with its own places.
pub fn base(bytes: &[u8], trail: &[RepoPath], fetch: &Fetch<'_>, read: &Read<'_>) -> Result<Base, Failure> {
    let Some(path) = named(bytes) else { return Ok(Base::None) };
    if trail.contains(&path) {
        let circle: Vec<String> = trail
            .iter()
            .chain([&path])
            .skip_while(|file| **file != path)
            .map(|file| quoted(file.as_str()))
            .collect();
        let message = format!("contracts extend each other in a circle: {}", circle.join(" → "));
        return Ok(Base::Wrong("extends_circle", message, "let one of them stand by itself"));
    }
    if trail.len() >= MOST {
        let message = format!("more than {MOST} contracts stand one upon the other");
        return Ok(Base::Wrong("extends_too_deep", message, "say more in fewer files"));
    }
    let Some(bytes) = fetch(&path)? else {
        let message = format!("there is no contract {} to extend", quoted(path.as_str()));
        return Ok(Base::Wrong("missing_base", message, "name a file from the repository's root"));
    };
    let trail: Vec<RepoPath> = trail.iter().chain([&path]).cloned().collect();
    let contract = read(&path, &bytes, &trail)?;
    Ok(Base::Is(path, Box::new(contract)))
}

/// The file that `extends` names, where it names one at all: what else is wrong is said when the whole file is read.
fn named(bytes: &[u8]) -> Option<RepoPath> {
    let text = prescan::text(bytes).ok()?;
    // Without those letters, also as escapes, no such key is there.
    if !text.contains("extends") && !text.contains("\\u") {
        return None;
    }
    let tree = json::parse(text, &mut Problems::default())?;
    RepoPath::new(tree.get("extends")?.text()?).ok()
}

/// `own` upon its base: what `remove` names is left out, what has the same path or `id` is replaced where it stood, the rest follows.
pub fn merge(tree: &Node, base: &Base, own: Contract, problems: &mut Problems) -> Contract {
    let span = tree.get("extends").map_or(tree.span.start..tree.span.start + 1, |node| node.span.clone());
    let (from, base) = match base {
        Base::Is(from, base) => (from, base),
        Base::Wrong(code, message, hint) => {
            problems.push(Problem::new(code, &span, message).hint(hint));
            return own;
        }
        Base::None => {
            if let Some(node) = tree.get("remove") {
                let message = "nothing is extended, so there is nothing to remove";
                problems.push(
                    Problem::new("contradiction", &(node.span.start..node.span.start + 1), message)
                        .hint("name a contract in `extends`, or leave `remove` out"),
                );
            }
            return own;
        }
    };
    let removed = removed(tree, base, problems);
    let inherited = base.validations.iter().filter(|check| !has(&removed.ids, check.common.id.as_deref()));
    let inherited = inherited.map(|check| {
        let mut check = check.clone();
        check.common.from.get_or_insert_with(|| from.clone());
        check
    });
    let outputs = |of: &[Output], own: Vec<Output>| {
        let kept = of.iter().filter(|output| !has(&removed.paths, Some(&output.path.0)));
        upon(kept.cloned().collect(), own, |one, other| one.path == other.path)
    };
    let text = |key: &str| tree.get(key).is_some();
    let whole = Contract {
        name: if text("name") { own.name } else { base.name.clone() },
        description: if text("description") { own.description } else { base.description.clone() },
        blocking: if text("blocking") { own.blocking } else { base.blocking },
        all_of: outputs(&base.all_of, own.all_of),
        any_of: outputs(&base.any_of, own.any_of),
        validations: upon(inherited.collect(), own.validations, same_id),
        skills: upon(base.skills.clone(), own.skills, |one, other| one.path == other.path),
        gate: own.gate,
    };
    stand_for_something(&whole, from, &span, problems);
    whole
}

fn same_id(one: &Validation, other: &Validation) -> bool {
    matches!((&one.common.id, &other.common.id), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
}

/// `own` behind `all`, each in the place of the one that is the same.
fn upon<T>(mut all: Vec<T>, own: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let inherited = all.len();
    for one in own {
        match all[..inherited].iter().position(|known| same(known, &one)) {
            Some(at) => all[at] = one,
            None => all.push(one),
        }
    }
    all
}

fn has(names: &[String], name: Option<&str>) -> bool {
    name.is_some_and(|name| names.iter().any(|one| one.eq_ignore_ascii_case(name)))
}

struct Removed {
    ids: Vec<String>,
    paths: Vec<String>,
}

/// What `remove` names; a name that the base has not is a problem.
fn removed(tree: &Node, base: &Contract, problems: &mut Problems) -> Removed {
    let ids: Vec<&str> = base.validations.iter().filter_map(|check| check.common.id.as_deref()).collect();
    let paths: Vec<&str> =
        base.all_of.iter().chain(&base.any_of).map(|output| output.path.0.as_str()).collect();
    let mut named = |key: &str, what: &str, known: &[&str]| -> Vec<String> {
        let list = tree.get("remove").and_then(|remove| remove.get(key));
        let nodes = list.map_or(&[][..], Node::elements);
        let texts = nodes.iter().filter_map(|node| Some((node, node.text()?)));
        let mut names = vec![];
        for (node, text) in texts {
            if !known.iter().any(|name| name.eq_ignore_ascii_case(text)) {
                let message = format!("what is extended has no {what} {}", quoted(text));
                problems.push(
                    Problem::new("nothing_to_remove", &node.span, message)
                        .meant(suggest::nearest(text, known.iter().copied()))
                        .allowed(known),
                );
            }
            names.push(text.to_owned());
        }
        names
    };
    Removed {
        ids: named("validations", "check with the `id`", &ids),
        paths: named("required_outputs", "output", &paths),
    }
}

/// An inherited check of a set of outputs needs some to look at; removing the last of them leaves it none.
fn stand_for_something(
    whole: &Contract,
    from: &RepoPath,
    span: &std::ops::Range<usize>,
    problems: &mut Problems,
) {
    let required =
        whole.all_of.iter().any(|output| Depth::ALL.iter().any(|depth| output.is_required(*depth)));
    for check in whole.validations.iter().filter(|check| check.common.from.is_some()) {
        let (word, key) = match check.target {
            TargetSpec::AnyOf if whole.any_of.is_empty() => ("any_of", "required_outputs.any_of"),
            TargetSpec::AllRequired if !required => ("all_required", "required_outputs.all_of"),
            _ => continue,
        };
        let message = format!(
            "the target `{word}` of the check `{}` in {} stands for no output",
            check.check,
            quoted(from.as_str())
        );
        problems
            .push(Problem::new("empty_target", span, message).hint(format!("name the outputs in `{key}`")));
    }
}
