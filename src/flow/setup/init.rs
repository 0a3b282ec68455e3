//! `init`: writes a workflow to start from into a directory, beside what is there and never over it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::flow::setup::starters::{Starter, StarterFile};
use crate::flow::site::{CONFIG, MAX_DEFINITION};
use crate::format::definition::{Config, read_config};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::durable::{self, Created};
use crate::store::lock::hold_dir;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// What was there of a file before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Missing,
    /// The same bytes.
    Same,
    /// A file that templates share, with other bytes: it is somebody's own and stays.
    Own,
}

/// A file of a template in its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where it is.
    pub path: RepoPath,
    /// What was there.
    pub found: Found,
}

/// Writes `starter` into `dir`. With `dry_run` only says what would be written.
///
/// A file that is there with the same content is left as it is, so that an interrupted `init` can be run again; so is one
/// that several templates bring, whatever it holds.
///
/// # Errors
/// `State` (`files_exist`) naming every file of the template that is there with other content: nothing was written then.
/// `Environment` when the machine refuses.
pub fn init(dir: &Path, starter: &Starter, dry_run: bool) -> Result<Vec<Placed>, Failure> {
    let root = Root::open(dir)?;
    if !dry_run {
        hold_dir(&root)?;
    }
    let files = starter.files();
    let placed = look(&root, &files)?;
    if !dry_run {
        sweep(&root, &placed)?;
        for (file, placed) in files.iter().zip(&placed).filter(|(_, placed)| placed.found != Found::Own) {
            write(&root, file, &placed.path)?;
        }
    }
    Ok(placed)
}

/// What is there of the template.
fn look(root: &Root, files: &[StarterFile]) -> Result<Vec<Placed>, Failure> {
    let (mut placed, mut taken) = (vec![], vec![]);
    for file in files {
        let path = RepoPath::new(&file.path).map_err(|why| Failure::bug(why.to_string()))?;
        match found(root, &path, file) {
            Ok(found) => placed.push(Placed { path, found }),
            Err(why) => taken.push(why),
        }
    }
    taken.extend(elsewhere(root, &placed));
    if taken.is_empty() {
        return Ok(placed);
    }
    let message = format!("{} of the files that `init` writes are taken; nothing was written", taken.len());
    let mut failure = Failure::new(Kind::State, "files_exist", message)
        .hint("`init` never overwrites: move these files away, or run `gatewright init` in an empty directory and take over from there what you need")
        .next("gatewright init --list-templates");
    failure.causes = taken;
    Err(failure)
}

/// What is at `path`; the error says what is in the way.
fn found(root: &Root, path: &RepoPath, file: &StarterFile) -> Result<Found, String> {
    match root.read_small(path, file.text.len() as u64) {
        Ok(None) => Ok(Found::Missing),
        Ok(Some(bytes)) if bytes == file.text.as_bytes() => Ok(Found::Same),
        Ok(Some(_)) | Err(Unreadable::TooLarge { .. }) if file.shared => Ok(Found::Own),
        Ok(Some(_)) | Err(Unreadable::TooLarge { .. }) => Err(format!("`{path}` exists with other content")),
        Err(why) => Err(format!("`{path}` {why}")),
    }
}

/// Why the workflow would not be found, where `gatewright.json` is somebody's own: templates go to the usual places.
fn elsewhere(root: &Root, placed: &[Placed]) -> Option<String> {
    let own = placed.iter().find(|file| file.path.as_str() == CONFIG && file.found == Found::Own)?;
    let bytes = root.read_small(&own.path, MAX_DEFINITION).ok().flatten()?;
    let (theirs, usual) = match (read_config(&own.path, &bytes), Config::plain()) {
        (Ok(theirs), Ok(usual)) => (theirs, usual),
        _ => {
            return Some(format!(
                "`{CONFIG}` exists and cannot be read; `gatewright workflow lint` says why"
            ));
        }
    };
    let folders = [(theirs.workflows, usual.workflows), (theirs.contracts, usual.contracts)];
    let (theirs, usual) = folders.into_iter().find(|(theirs, usual)| theirs != usual)?;
    Some(format!("`{CONFIG}` has `{theirs}` in place of `{usual}`, where a template goes"))
}

/// Removes what an interrupted `init` left: nobody else writes where the template goes.
fn sweep(root: &Root, placed: &[Placed]) -> Result<(), Failure> {
    let dirs: BTreeSet<RepoPath> = placed.iter().filter_map(|file| file.path.parent()).collect();
    for dir in dirs {
        if let Some(dir) = root.sub(&dir).map_err(|why| why.failure(Kind::State, dir.as_str()))? {
            durable::sweep_leftovers(&dir)?;
        }
    }
    durable::sweep_leftovers(root).map(|_| ())
}

/// A crash between two of these leaves the first files of the template; the same command writes the others.
fn write(root: &Root, file: &StarterFile, path: &RepoPath) -> Result<Created, Failure> {
    let create = if file.program { durable::create_program } else { durable::create_new };
    create(root, path, file.text.as_bytes())
}
