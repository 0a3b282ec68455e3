//! How the outputs of an open attempt differ, line by line, from those of the attempt before: for whoever decides about them.
//!
//! A record keeps digests, not bytes. The earlier bytes are shown where the commit that is checked out still has them.

use std::collections::BTreeMap;

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::attempt::{Artifact, Change};
use crate::model::digest::Digest;
use crate::model::path::RepoPath;
use crate::rules::cases::difference::difference;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// Of a longer file no lines are shown, in bytes.
const LONGEST: u64 = 256 * 1024;
/// So many lines of one difference are shown.
const MOST_LINES: usize = 60;

/// What is known of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// The output.
    pub path: String,
    /// Its lines, each behind `-`, `+` or a blank, `…` for those that are left out; or why they are not known.
    pub lines: Result<Vec<String>, &'static str>,
}

/// The outputs among `artifacts` that have other bytes than `earlier`. What git does not say is told as not known: nobody is kept from
/// deciding by it.
pub fn differences(
    site: &Site,
    machine: &Machine,
    artifacts: &[Artifact],
    earlier: &BTreeMap<RepoPath, Digest>,
) -> Vec<Differing> {
    let changed = artifacts.iter().filter(|row| row.change == Change::Changed);
    let changed: Vec<(&Artifact, RepoPath)> =
        changed.filter_map(|row| Some((row, RepoPath::new(&row.path).ok()?))).collect();
    if changed.is_empty() {
        return vec![];
    }
    let paths: Vec<&RepoPath> = changed.iter().map(|(_, path)| path).collect();
    let committed = committed(site, machine, &paths);
    let lines = |(at, (row, path)): (usize, &(&Artifact, RepoPath))| Differing {
        path: row.path.clone(),
        lines: match &committed {
            None => Err("its earlier bytes were not kept: there is no git repository that could be asked"),
            Some(all) => match all.get(at) {
                Some(Stored::Blob { sha256, content, .. }) if earlier.get(path) == Some(sha256) => {
                    shown(site, path, row.sha256, content.as_deref())
                }
                _ => Err("the commit that is checked out does not have its earlier bytes"),
            },
        },
    };
    changed.iter().enumerate().map(lines).collect()
}

/// What the commit that is checked out has at each of `paths`.
fn committed(site: &Site, machine: &Machine, paths: &[&RepoPath]) -> Option<Vec<Stored>> {
    let git = Git::open(site.root.path(), &machine.git_env).ok()??;
    let names: Vec<String> = paths.iter().map(|path| git.name_at("HEAD", path)).collect();
    let mut all = vec![];
    git.each_stored(&names, LONGEST, &mut |_, stored| all.push(stored)).ok()?;
    Some(all)
}

fn shown(
    site: &Site,
    path: &RepoPath,
    now: Option<Digest>,
    old: Option<&[u8]>,
) -> Result<Vec<String>, &'static str> {
    const NO_LINES: &str = "it is too long, or no text, so no lines are shown";
    let new = site.root.read_small(path, LONGEST).ok().flatten().ok_or(NO_LINES)?;
    if Some(Digest::of(&new)) != now {
        return Err("it is being changed just now");
    }
    let (old, new) = (old.and_then(|old| std::str::from_utf8(old).ok()), std::str::from_utf8(&new).ok());
    let (Some(old), Some(new)) = (old, new) else { return Err(NO_LINES) };
    let mut lines = difference(old, new);
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(format!("… {more} more lines"));
    }
    Ok(lines)
}
