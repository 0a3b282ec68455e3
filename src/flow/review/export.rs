//! `run export`: a run as a bundle that audits itself on another machine: its record, the outputs as they were recorded, the definitions as
//! they were pinned, a list of digests, the head, and the literal commands.

mod gather;
pub mod parts;
mod readme;

use std::path::Path;

use crate::flow::machine::Machine;
use crate::flow::opening::{extends_commit, never_had_a_chain};
use crate::flow::review::export::gather::gather;
use crate::flow::review::export::parts::{Missing, OWN};
use crate::flow::review::export::readme::{Packed, readme};
use crate::flow::review::recorded_bytes::Shelf;
use crate::flow::site::Site;
use crate::format::record::read::AnyRecord;
use crate::format::tar;
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::bundle::{Files, write_directory, write_file};
use crate::store::rooted::Root;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// What to export, and where to.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// The directory that the bundle is put into.
    pub parent: &'a Path,
    /// Its name there; a `.tar` makes it one file.
    pub name: RepoPath,
    /// With the history of git, as far as the commit that is checked out.
    pub history: bool,
    /// Write it although something cannot be had.
    pub allow_missing: bool,
    /// Write nothing.
    pub dry_run: bool,
}

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// Whether the bundle is there now: not when something is missing, and not on a dry run.
    pub written: bool,
    /// Whether it is one file.
    pub tar: bool,
    /// The paths in it, sorted.
    pub files: Vec<RepoPath>,
    /// Of all files together.
    pub bytes: u64,
    /// The head of the record; `None` for the ancestor's.
    pub head: Option<Digest>,
    /// Of the list of digests: whoever knows it knows every byte.
    pub sums: Digest,
    /// What cannot be had, sorted by path.
    pub missing: Vec<Missing>,
}

/// Exports the run `id`. The bytes of a bundle follow from the record, but for the history, which is packed as git does it.
///
/// # Errors
/// `Usage` when there is no such run; `State` when its record was edited, or when something lies where the bundle is to be
/// (`already_exists`); `Environment` when the machine or git says no.
pub fn export(site: &Site, machine: &Machine, id: &RunId, ask: &Ask) -> Result<Exported, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, id)?;
    let record = dir.any_record()?;
    match &record {
        AnyRecord::V0(_) => never_had_a_chain(site, machine, id)?,
        AnyRecord::V1(record) => {
            seals::verify(&dir, record)?;
            extends_commit(site, machine, record)?;
        }
    }
    let shelf = Shelf::open(site, machine)?;
    let (mut files, missing) = gather(site, &shelf, &dir, &record)?;
    let head = match &record {
        AnyRecord::V0(_) => None,
        AnyRecord::V1(record) => Some(record.head()),
    };
    let mut packed = None;
    if ask.history {
        let git = shelf.git().ok_or_else(|| {
            Failure::usage(
                "no_git",
                "there is no git repository, or no `git`, whose history could be exported",
            )
        })?;
        add(&mut files, "history.bundle", git.bundle()?)?;
        packed = Some(Packed { below: git.prefix().map(str::to_owned), shallow: git.shallow() });
    }
    let told = head.map_or_else(|| "none: the record has no chain\n".to_owned(), |head| format!("{head}\n"));
    add(&mut files, "HEAD", told.into_bytes())?;
    add(&mut files, "README.txt", readme(id, head, packed.as_ref(), &missing).into_bytes())?;
    let sums = sums(&files);
    let digest = Digest::of(&sums);
    add(&mut files, "SHA256SUMS", sums)?;
    let written = !ask.dry_run && (missing.is_empty() || ask.allow_missing);
    let tar = ask.name.as_str().ends_with(".tar");
    let parent = Root::open(ask.parent).map_err(|why| {
        let message = format!("the directory that `{}` is to be put into cannot be opened", ask.name);
        Failure { message, ..why }
    })?;
    if written && tar {
        let above = ask.name.as_str().trim_end_matches(".tar");
        write_file(&parent, &ask.name, &tar::archive(above, &files))?;
    } else if written {
        write_directory(&parent, &ask.name, &files)?;
    }
    let bytes = files.values().map(|bytes| bytes.len() as u64).sum();
    Ok(Exported { written, tar, files: files.into_keys().collect(), bytes, head, sums: digest, missing })
}

fn add(files: &mut Files, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    let path = RepoPath::new(&format!("{OWN}/{name}")).map_err(|why| Failure::bug(why.to_string()))?;
    files.insert(path, bytes);
    Ok(())
}

/// As `sha256sum` writes it, sorted by the bytes of the paths.
fn sums(files: &Files) -> Vec<u8> {
    files
        .iter()
        .map(|(path, bytes)| format!("{}  {path}\n", Digest::of(bytes)))
        .collect::<String>()
        .into_bytes()
}
