//! Which files of the repository an argument names.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::model::digest::{Digest, Hasher};
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::rooted::{Opened, Root, read_some};
use crate::store::unreadable::Unreadable;

/// How many pieces of an argument are looked at; a command line with more is not one that a person can judge.
const PIECES: usize = 1_000;

/// A file that a command names, as it was when the key was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// As the argument names it, from the root.
    pub path: RepoPath,
    /// Where it really lies when it is reached through a link: from the root, or absolute when outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_to: Option<String>,
    /// Of its bytes; `None` when it lies outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// The regular files that `argv` names, sorted by path.
///
/// An argument names a file by being its path, or by having it between the characters that options, lists and shells put around
/// one (`--config=a.toml`, `-fa.mk`, `a.py::case`, `cd x; ./a.sh`). The program itself counts only with a `/` in it: without, it
/// is looked up elsewhere.
///
/// # Errors
/// A named file cannot be read.
pub(super) fn named_files(root: &Root, argv: &[String]) -> Result<Vec<Named>, Failure> {
    let mut found = BTreeMap::new();
    for (i, argument) in argv.iter().enumerate() {
        if i == 0 && !argument.contains('/') {
            continue;
        }
        for piece in pieces(argument)? {
            let Some(path) = inside(root, piece) else { continue };
            if found.contains_key(&path) {
                continue;
            }
            if let Some(named) = look(root, &path)? {
                found.insert(path, named);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// The parts of an argument that could be paths.
fn pieces(argument: &str) -> Result<Vec<&str>, Failure> {
    let around = |c: char| c.is_whitespace() || ";&|()<>=,:'\"`$@".contains(c);
    let mut pieces = vec![argument];
    pieces.extend(argument.split(around).filter(|piece| !piece.is_empty() && *piece != argument));
    // A short option with its value behind it: `-fbuild.mk`.
    let attached = |piece: &&str| piece.starts_with('-') && piece.is_char_boundary(2) && piece.len() > 2;
    let values: Vec<&str> = pieces.iter().filter(|piece| attached(piece)).map(|piece| &piece[2..]).collect();
    pieces.extend(values);
    if pieces.len() > PIECES {
        return Err(Failure::new(
            Kind::State,
            "argument_too_long",
            "an argument of the command has too many parts to be trusted",
        )
        .hint("Put it into a script of the repository."));
    }
    Ok(pieces)
}

/// `piece` from the root, when it is a path that stays inside: absolute below the root, or relative to it.
fn inside(root: &Root, piece: &str) -> Option<RepoPath> {
    let path = Path::new(piece);
    let path = if path.is_absolute() { path.strip_prefix(root.path()).ok()? } else { path };
    let mut parts: Vec<&str> = vec![];
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    RepoPath::new(&parts.join("/")).ok()
}

/// What is at `path`; `None` when that is no file.
pub(super) fn look(root: &Root, path: &RepoPath) -> Result<Option<Named>, Failure> {
    match root.open_any(path) {
        Ok(Some(Opened::File(file))) => {
            let mut hasher = Hasher::default();
            let mut bytes = Vec::with_capacity(64 * 1024);
            while read_some(std::os::fd::AsFd::as_fd(&file.fd), &mut bytes)
                .map_err(|errno| refused(root, path, &Unreadable::Io(errno)))?
                > 0
            {
                hasher.update(&bytes);
                bytes.clear();
            }
            Ok(Some(Named { path: path.clone(), link_to: None, sha256: Some(hasher.finish()) }))
        }
        Ok(_)
        | Err(
            Unreadable::Directory
            | Unreadable::NotDirectory
            | Unreadable::Fifo
            | Unreadable::Socket
            | Unreadable::Device,
        ) => Ok(None),
        Err(Unreadable::Symlink { .. }) => behind_link(root, path),
        // A piece of text that is no name at all.
        Err(Unreadable::Io(rustix::io::Errno::NAMETOOLONG | rustix::io::Errno::INVAL)) => Ok(None),
        Err(why) => Err(refused(root, path, &why)),
    }
}

/// What a link leads to in the end. Running the command would follow it, so the key has to say where it leads.
fn behind_link(root: &Root, path: &RepoPath) -> Result<Option<Named>, Failure> {
    let Ok(real) = root.path().join(path.as_str()).canonicalize() else { return Ok(None) };
    let link_to = real.to_string_lossy().into_owned();
    let top = root
        .path()
        .canonicalize()
        .map_err(|error| Failure::io("cannot find the repository's root", &error))?;
    let Ok(below) = real.strip_prefix(&top) else {
        return Ok(real.is_file().then(|| Named {
            path: path.clone(),
            link_to: Some(link_to),
            sha256: None,
        }));
    };
    let Some(below) = below.to_str().and_then(|below| RepoPath::new(below).ok()) else { return Ok(None) };
    match root.open_any(&below) {
        Ok(Some(Opened::File(_))) => {
            let named = look(root, &below)?;
            Ok(named.map(|named| Named {
                path: path.clone(),
                link_to: Some(below.to_string()),
                sha256: named.sha256,
            }))
        }
        _ => Ok(None),
    }
}

fn refused(root: &Root, path: &RepoPath, why: &Unreadable) -> Failure {
    why.failure(Kind::State, &root.shown(path))
        .hint("A command is trusted together with the files that it names.")
}
