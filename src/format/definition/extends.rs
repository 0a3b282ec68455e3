//! `extends`: a contract that begins with what another one says, or several, adds to it, replaces and removes.

use crate::format::definition::json::{self, Node};
use crate::format::definition::prescan;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::several::{self, Decided};
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

/// So many contracts may stand one upon the other, and so many beside each other.
const MOST: usize = 8;

/// What a contract extends.
#[derive(Debug)]
pub enum Base {
    /// Nothing.
    None,
    /// These files, in this order, each with what it says.
    Are(Vec<(RepoPath, Contract)>),
    /// Something that cannot be: which of the files it is, from 0, a code, a message, what to do.
    Wrong(usize, &'static str, String, &'static str),
}

/// What the file whose bytes are `bytes` extends, read by `read`; `trail` are the files that extend one another down to it, itself last.
///
/// # Errors
/// What is wrong in the extended file, with its own places.
pub fn base(bytes: &[u8], trail: &[RepoPath], fetch: &Fetch<'_>, read: &Read<'_>) -> Result<Base, Failure> {
    let named = named(bytes);
    if named.is_empty() {
        return Ok(Base::None);
    }
    let wrong = |at, code, message: String, hint| Ok(Base::Wrong(at, code, message, hint));
    if named.len() > 1 && trail.len() > 1 {
        // A few files could name each other over and over again.
        let message = "a contract that is extended extends one other at most";
        return wrong(
            0,
            "extends_several",
            message.to_owned(),
            "write the list in the contract that a gate names",
        );
    }
    if named.len() > MOST {
        let message = format!("more than {MOST} contracts are extended");
        return wrong(MOST, "extends_too_many", message, "say more in fewer files");
    }
    let mut bases: Vec<(RepoPath, Contract)> = vec![];
    for (at, path) in named.into_iter().enumerate() {
        if bases.iter().any(|(known, _)| *known == path) {
            let message = format!("{} is extended twice", quoted(path.as_str()));
            return wrong(at, "extends_twice", message, "name it once");
        }
        match single(path, trail, fetch, read)? {
            Ok(base) => bases.push(base),
            Err((code, message, hint)) => return wrong(at, code, message, hint),
        }
    }
    Ok(Base::Are(bases))
}

/// What cannot be: code, message, what to do.
type Fault = (&'static str, String, &'static str);

fn single(
    path: RepoPath,
    trail: &[RepoPath],
    fetch: &Fetch<'_>,
    read: &Read<'_>,
) -> Result<Result<(RepoPath, Contract), Fault>, Failure> {
    if trail.contains(&path) {
        let circle: Vec<String> = trail
            .iter()
            .chain([&path])
            .skip_while(|file| **file != path)
            .map(|file| quoted(file.as_str()))
            .collect();
        let message = format!("contracts extend each other in a circle: {}", circle.join(" → "));
        return Ok(Err(("extends_circle", message, "let one of them stand by itself")));
    }
    if trail.len() >= MOST {
        let message = format!("more than {MOST} contracts stand one upon the other");
        return Ok(Err(("extends_too_deep", message, "say more in fewer files")));
    }
    let Some(bytes) = fetch(&path)? else {
        let message = format!("there is no contract {} to extend", quoted(path.as_str()));
        return Ok(Err(("missing_base", message, "name a file from the repository's root")));
    };
    let trail: Vec<RepoPath> = trail.iter().chain([&path]).cloned().collect();
    let contract = read(&path, &bytes, &trail)?;
    Ok(Ok((path, contract)))
}

/// The files that `extends` names, where it names some at all: what else is wrong is said when the whole file is read.
fn named(bytes: &[u8]) -> Vec<RepoPath> {
    let Ok(text) = prescan::text(bytes) else { return vec![] };
    // Without those letters, also as escapes, no such key is there.
    if !text.contains("extends") && !text.contains("\\u") {
        return vec![];
    }
    let tree = json::parse(text, &mut Problems::default());
    let nodes = tree.as_ref().map(places).unwrap_or_default();
    let paths = nodes.iter().map(|node| node.text().and_then(|text| RepoPath::new(text).ok()));
    paths.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Where they are named: at `extends`, or in the list there.
fn places(tree: &Node) -> Vec<&Node> {
    match tree.get("extends") {
        None => vec![],
        Some(node) if node.text().is_some() => vec![node],
        Some(list) => list.elements().iter().collect(),
    }
}

/// `own` upon its base: what `remove` names is left out, what has the same path or `id` is replaced where it stood, the rest follows.
pub fn merge(tree: &Node, base: &Base, own: Contract, problems: &mut Problems) -> Contract {
    let spans: Vec<_> = places(tree).iter().map(|node| node.span.clone()).collect();
    let span = |at: usize| spans.get(at).cloned().unwrap_or(tree.span.start..tree.span.start + 1);
    let base = match base {
        Base::Are(bases) => several::one(bases, &spans, &decided(tree, &own), problems),
        Base::Wrong(at, code, message, hint) => {
            problems.push(Problem::new(code, &span(*at), message).hint(*hint));
            return own;
        }
        Base::None => None,
    };
    let Some(base) = base else {
        if let Some(node) = tree.get("remove") {
            let message = "nothing is extended, so there is nothing to remove";
            problems.push(
                Problem::new("contradiction", &(node.span.start..node.span.start + 1), message)
                    .hint("name a contract in `extends`, or leave `remove` out"),
            );
        }
        return own;
    };
    let removed = removed(tree, &base, problems);
    let inherited = base.validations.iter().filter(|check| !has(&removed.ids, check.common.id.as_deref()));
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
        validations: upon(inherited.cloned().collect(), own.validations, same_id),
        skills: upon(base.skills.clone(), own.skills, |one, other| one.path == other.path),
        gate: own.gate,
    };
    stand_for_something(&whole, &span(0), problems);
    whole
}

/// What the contract says itself, whatever those that it extends say.
fn decided<'a>(tree: &'a Node, own: &'a Contract) -> Decided<'a> {
    let removed = |key: &str| {
        let list = tree.get("remove").and_then(|remove| remove.get(key));
        list.map_or(&[][..], Node::elements).iter().filter_map(Node::text)
    };
    let outputs = own.all_of.iter().chain(&own.any_of).map(|output| output.path.0.as_str());
    let ids = own.validations.iter().filter_map(|check| check.common.id.as_deref());
    Decided {
        paths: outputs.chain(removed("required_outputs")).collect(),
        ids: ids.chain(removed("validations")).collect(),
        skills: own.skills.iter().map(|skill| &skill.path).collect(),
        blocking: tree.get("blocking").is_some(),
    }
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
fn stand_for_something(whole: &Contract, span: &std::ops::Range<usize>, problems: &mut Problems) {
    let required =
        whole.all_of.iter().any(|output| Depth::ALL.iter().any(|depth| output.is_required(*depth)));
    for check in &whole.validations {
        let Some(from) = &check.common.from else { continue };
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
