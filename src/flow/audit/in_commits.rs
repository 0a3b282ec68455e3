//! What an attempt was judged on and is no longer in the tree: files and directories as commits of the record hold them.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::around::Around;
use crate::flow::audit::directories::files_below;
use crate::model::digest::{Digest, Hasher};
use crate::model::dossier::outputs::ComparedWith;
use crate::model::evidence::{DirEntry, DirSeen, FileSeen, Guard, Observed};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::line_ends::both;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// In so many commits of a record bytes are looked for, the newest first.
const EARLIER: usize = 100;

/// Something that has to be found.
pub(super) struct Sought {
    /// Where it lay.
    pub path: RepoPath,
    /// Of the file, or of the directory's manifest.
    pub sha256: Digest,
    /// Whether the bytes of the file are needed.
    pub needed: bool,
    /// Whether it was a directory, where that is known.
    pub directory: Option<bool>,
}

/// The digests and sizes of files by their objects, as they are and with line ends of one byte and of two: the versions of a directory have most of
/// them in common.
type Files = BTreeMap<Oid, [(Digest, u64); 3]>;

/// What was found of it: in the commit that outputs are compared `with`, else in the commits that changed the record of `run`, where a later gate has
/// changed it since.
///
/// # Errors
/// `Environment` when git does not answer.
pub(super) fn in_commits(
    around: &Around,
    run: &str,
    with: &ComparedWith,
    sought: &[Sought],
) -> Result<BTreeMap<RepoPath, Observed>, Failure> {
    let mut found = BTreeMap::new();
    let Some(log) = around.log.filter(|_| !sought.is_empty()) else { return Ok(found) };
    let first = match with {
        ComparedWith::Commit(commit) | ComparedWith::Asked(commit) => vec![commit.clone()],
        ComparedWith::WorkingTree => vec![],
    };
    let mut known = Files::new();
    for commits in [first, log.commits_of(run).take(EARLIER).collect()] {
        files(log.git(), &commits, sought, &mut found)?;
        let missing = sought.iter().filter(|it| it.directory != Some(false));
        for one in missing.filter(|it| !found.contains_key(&it.path)).collect::<Vec<_>>() {
            if let Some(dir) = directory(log.git(), &commits, one, &mut known)? {
                found.insert(one.path.clone(), Observed::Dir(dir));
            }
        }
    }
    Ok(found)
}

/// Adds what is a file in one of the commits, with its bytes; git may have converted its line ends.
fn files(
    git: &Git,
    commits: &[String],
    sought: &[Sought],
    found: &mut BTreeMap<RepoPath, Observed>,
) -> Result<(), Failure> {
    let missing = sought.iter().filter(|it| it.directory != Some(true) && !found.contains_key(&it.path));
    let all: Vec<(&Sought, String)> = missing
        .flat_map(|one| commits.iter().map(move |commit| (one, git.name_at(commit, &one.path))))
        .collect();
    let names: Vec<String> = all.iter().map(|(_, name)| name.clone()).collect();
    git.each_stored(&names, MAX_TEXT, &mut |i, stored| {
        let one = all[i].0;
        let Stored::Blob { sha256, size, content } = stored else { return };
        let file = match sha256 == one.sha256 {
            true => Some((size, content)),
            false => content
                .and_then(|bytes| both(&bytes))
                .and_then(|both| both.into_iter().find(|bytes| Digest::of(bytes) == one.sha256))
                .map(|bytes| (bytes.len() as u64, Some(bytes))),
        };
        if let Some((size, content)) = file {
            let content = content.filter(|_| one.needed);
            let file = FileSeen { sha256: one.sha256, size, content, links: 1, guard: Guard::Stat };
            found.insert(one.path.clone(), Observed::File(file));
        }
    })
}

/// The directory, where one of the commits holds it.
fn directory(
    git: &Git,
    commits: &[String],
    one: &Sought,
    known: &mut Files,
) -> Result<Option<DirSeen>, Failure> {
    let places: Vec<(String, RepoPath)> =
        commits.iter().map(|commit| (commit.clone(), one.path.clone())).collect();
    let mut tried = BTreeSet::new();
    for (commit, tree) in commits.iter().zip(git.directories_at(&places)?) {
        if tree.is_some_and(|tree| tried.insert(tree)) {
            // What no recorded directory has in it is not what was recorded.
            let Ok(listed) = files_below(git, commit, &one.path, &mut vec![])? else { continue };
            let dir = seen(git, &listed, known)?.into_iter().find(|dir| dir.sha256 == one.sha256);
            if dir.is_some() {
                return Ok(dir);
            }
        }
    }
    Ok(None)
}

/// A directory with these files, as they are and with all line ends converted; none where git does not have all of them.
fn seen(git: &Git, listed: &BTreeMap<String, Oid>, known: &mut Files) -> Result<Vec<DirSeen>, Failure> {
    let unknown: BTreeSet<&Oid> = listed.values().filter(|oid| !known.contains_key(*oid)).collect();
    let unknown: Vec<&Oid> = unknown.into_iter().collect();
    let names: Vec<String> = unknown.iter().map(|oid| oid.as_str().to_owned()).collect();
    git.each_stored(&names, MAX_TEXT, &mut |i, stored| {
        if let Stored::Blob { sha256, size, content } = stored {
            let plain = (sha256, size);
            let others = content.and_then(|bytes| both(&bytes));
            let [short, long] =
                others.map_or([plain; 2], |both| both.map(|bytes| (Digest::of(&bytes), bytes.len() as u64)));
            known.insert(unknown[i].clone(), [plain, short, long]);
        }
    })?;
    if listed.values().any(|oid| !known.contains_key(oid)) {
        return Ok(vec![]);
    }
    let with = |ends: usize| {
        let file = |(path, oid): (&String, &Oid)| {
            let (sha256, size) = known.get(oid)?[ends];
            Some(DirEntry { path: path.clone(), sha256, size })
        };
        let entries: Vec<DirEntry> = listed.iter().filter_map(file).collect();
        let mut hasher = Hasher::default();
        entries.iter().for_each(|it| hasher.update(format!("{}  {}\n", it.sha256, it.path).as_bytes()));
        DirSeen { sha256: hasher.finish(), entries, links: 1, guard: Guard::Stat }
    };
    Ok((0..3).map(with).collect())
}
