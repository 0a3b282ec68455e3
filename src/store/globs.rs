//! The files that a glob stands for.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::{Mutex, PoisonError};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::DirEntry;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::rooted::Root;
use crate::store::stars::Stars;
use crate::store::unreadable::Unreadable;
use crate::store::walk::{
    LESS_DEEP, TOO_DEEP, WalkLimits, failed, is_own_git, is_too_deep, is_vanished, name, repo_path, walk,
};

/// The entries below the root that match the glob, sorted by bytes: files, and whatever pretends to be one, so that its
/// refusal is seen. Directories do not match; `.git` and hidden directories are not entered, links not followed.
///
/// Where the way to the first wildcard leads through a link, that way is the one match, to be refused.
///
/// # Errors
/// `Usage` for a bad pattern; `State` when there is too much to look at or a match has a name that cannot be recorded;
/// `Environment` when a directory may not be read.
pub fn matching(root: &Root, pattern: &str, limits: &WalkLimits) -> Result<Vec<RepoPath>, Failure> {
    let glob = matcher(pattern)?;
    let start = literal_prefix(pattern)?;
    if let Some(start) = &start {
        match root.sub(start) {
            Ok(Some(_)) => {}
            Ok(None) | Err(Unreadable::NotDirectory) => return Ok(vec![]),
            Err(_) => return Ok(vec![start.clone()]),
        }
    }
    let mut found = vec![];
    let enter = |entry: &DirEntry| !is_own_git(root, entry) && !is_hidden(root, entry, limits);
    let walk = walk(root, start.as_ref()).max_depth(depth(pattern, start.as_ref()));
    for (walked, entry) in walk.into_iter().filter_entry(enter).enumerate() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_vanished(&error) => continue,
            Err(error) if is_too_deep(&error) => return Err(too_deep(pattern)),
            Err(error) => return Err(failed(root, &error)),
        };
        let name = name(root, &entry);
        if !entry.file_type().is_dir() && glob.is_match(name) {
            found.push(repo_path(name).map_err(|why| bad_name(pattern, name, &why))?);
        }
        if let Some(most) = limits.exceeded(walked + 1, found.len()) {
            return Err(too_much(pattern, most));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// What a glob matches.
pub struct Matcher(Way);

enum Way {
    Stars(Stars),
    Compiled(GlobMatcher),
}

impl Matcher {
    /// Whether the glob stands for `name`, from the root.
    pub fn is_match(&self, name: impl AsRef<[u8]>) -> bool {
        match &self.0 {
            Way::Stars(stars) => stars.fits(name.as_ref()),
            Way::Compiled(glob) => glob.is_match(OsStr::from_bytes(name.as_ref())),
        }
    }
}

/// The globs that were compiled last: who asks for one asks again soon.
static COMPILED: Mutex<VecDeque<(String, GlobMatcher)>> = Mutex::new(VecDeque::new());

/// How many of them are kept.
const KEPT: usize = 16;

/// What a glob matches, by names from the root.
///
/// # Errors
/// `Usage` (`bad_glob`) when it is none.
pub fn matcher(pattern: &str) -> Result<Matcher, Failure> {
    match Stars::new(pattern) {
        Some(stars) => Ok(Matcher(Way::Stars(stars))),
        None => compiled(pattern).map(|glob| Matcher(Way::Compiled(glob))),
    }
}

fn compiled(pattern: &str) -> Result<GlobMatcher, Failure> {
    let compiled = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = compiled().iter().find(|(known, _)| known == pattern) {
        return Ok(known.clone());
    }
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let matcher = glob.map(|glob| glob.compile_matcher()).map_err(|error| {
        let message = format!("`{}` is not a glob", escaped(pattern.as_bytes()));
        Failure::usage("bad_glob", message).cause(error.kind().to_string())
    })?;
    let mut compiled = compiled();
    compiled.truncate(KEPT - 1);
    compiled.push_front((pattern.to_owned(), matcher.clone()));
    Ok(matcher)
}

/// The directories before the first component with a wildcard; `None` for the root.
///
/// # Errors
/// `Usage` (`bad_glob`) when they lead out of the repository.
pub fn literal_prefix(pattern: &str) -> Result<Option<RepoPath>, Failure> {
    let Some((parents, _)) = pattern.rsplit_once('/') else { return Ok(None) };
    let wild = |component: &&str| component.contains(['*', '?', '[', ']', '{', '}', '\\']);
    let literal: Vec<&str> = parents.split('/').take_while(|component| !wild(component)).collect();
    if literal.is_empty() {
        return Ok(None);
    }
    RepoPath::new(&literal.join("/")).map(Some).map_err(|why| {
        let message = format!("the glob `{}` leaves the repository", escaped(pattern.as_bytes()));
        Failure::usage("bad_glob", message).cause(why.to_string())
    })
}

/// How deep below `start`, its [`literal_prefix`], a match can lie: 1 for an entry of `start` itself.
pub fn depth(pattern: &str, start: Option<&RepoPath>) -> usize {
    if pattern.contains("**") || pattern.contains('{') {
        return usize::MAX;
    }
    pattern.split('/').count() - start.map_or(0, |start| start.components().count())
}

fn is_hidden(root: &Root, entry: &DirEntry, limits: &WalkLimits) -> bool {
    entry.file_type().is_dir() && {
        let name = name(root, entry);
        limits.hidden.iter().any(|hidden| hidden.as_str().as_bytes() == name)
    }
}

fn too_much(pattern: &str, most: usize) -> Failure {
    let pattern = escaped(pattern.as_bytes());
    Failure::state(
        "too_many_files",
        format!("the glob `{pattern}` looks at more than the {most} entries that are allowed"),
    )
    .hint("begin the glob with the directory that is meant")
}

fn too_deep(pattern: &str) -> Failure {
    let message = format!("what the glob `{}` looks at {TOO_DEEP}", escaped(pattern.as_bytes()));
    Failure::state("too_deep", message).hint(LESS_DEEP)
}

fn bad_name(pattern: &str, name: &[u8], why: &str) -> Failure {
    let pattern = escaped(pattern.as_bytes());
    Failure::state("bad_name", format!("`{}`, which the glob `{pattern}` matches, {why}", escaped(name)))
        .hint("rename it")
}

#[cfg(test)]
mod tests;
