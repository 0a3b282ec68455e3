//! Directories of some names, wherever commits put them: what a history is asked about lies below known places, and something of the same name may have lain
//! elsewhere before.

use crate::model::failure::Failure;
use crate::store::git::compare::{Pair, differing};
use crate::store::git::history::Walk;
use crate::store::git::in_tree::InTree;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::roots::Place;

/// A directory of a wanted name that a commit added, changed or took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The commit's place in the walk, the newest first.
    pub at: usize,
    /// From git's top, the directory in which it lies; empty for the top itself.
    pub above: String,
    /// Its name.
    pub name: String,
    /// Whether the commit before had it.
    pub before: bool,
    /// Whether the commit has it.
    pub after: bool,
}

/// What is looked for.
pub struct Wanted<'a> {
    /// In which commits, by their places in the walk and the seconds since 1970 when they were made.
    pub commits: &'a dyn Fn(usize, i64) -> bool,
    /// Under which names.
    pub name: &'a dyn Fn(&str) -> bool,
    /// Not below these.
    pub known: &'a [Place],
}

impl Walk {
    /// Every commit, the newest first.
    pub fn oids(&self) -> impl Iterator<Item = &Oid> {
        self.listing.oids()
    }

    /// When each was made, in seconds since 1970.
    pub fn times(&self) -> impl Iterator<Item = i64> {
        self.listing.times()
    }
}

impl Git {
    /// The directories that are wanted, as each commit differs from the first on which it was made: what a merge brings was brought by another commit first.
    /// Beside it why something was not compared.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn directories_named(
        &self,
        walk: &Walk,
        wanted: &Wanted<'_>,
    ) -> Result<(Vec<Named>, Option<String>), Failure> {
        let (mut found, mut lost) = (vec![], None);
        let mut pairs = pairs(walk, wanted);
        while !pairs.is_empty() {
            let mut next = vec![];
            self.each_pair(&pairs, &mut |pair, both| {
                let whole = both.map(|both| one(pair, both, wanted, (&mut found, &mut next)));
                let odd = || "a directory in it is none that git would write".to_owned();
                let why = whole.map_or_else(Some, |whole| (!whole).then(odd));
                lost = lost.take().or(why);
            })?;
            pairs = next;
        }
        Ok((found, lost))
    }
}

fn pairs(walk: &Walk, wanted: &Wanted<'_>) -> Vec<Pair> {
    let commits = walk.listing.times().zip(walk.listing.parents()).enumerate();
    let chosen = commits.filter(|(at, (time, _))| (wanted.commits)(*at, *time));
    let pair = |(of, (_, parents)): (usize, (i64, Option<&[usize]>))| {
        let before = match parents {
            None => None,
            // Where the one before is not here nobody can say what changed.
            Some(parents) => Some(walk.trees[*parents.first()?].clone()?),
        };
        let after = Some(walk.trees[of].clone()?);
        (before != after).then(|| Pair { of, before, after, dir: vec![] })
    };
    chosen.filter_map(pair).collect()
}

/// What differs in one pair; whether it could be read to its end.
fn one(
    pair: &Pair,
    both: (&[u8], &[u8]),
    wanted: &Wanted<'_>,
    (found, next): (&mut Vec<Named>, &mut Vec<Pair>),
) -> bool {
    let raw = pair.before.iter().chain(&pair.after).map(Oid::raw_length).next().unwrap_or_default();
    differing(both, raw, &mut |before, after| {
        let Some(name) = before.or(after).map(|entry| entry.name) else { return };
        let dir =
            |entry: Option<InTree>| entry.filter(InTree::is_dir).and_then(|entry| Oid::of_raw(entry.oid));
        let (before, after) = (dir(before), dir(after));
        let path = [&pair.dir, name].concat();
        let is_known = || wanted.known.iter().any(|place| place.spelled.as_bytes() == path);
        if before == after || is_known() {
            return;
        }
        match std::str::from_utf8(name).ok().filter(|name| (wanted.name)(name)) {
            Some(name) => found.push(Named {
                at: pair.of,
                above: String::from_utf8_lossy(&pair.dir).trim_end_matches('/').to_owned(),
                name: name.to_owned(),
                before: before.is_some(),
                after: after.is_some(),
            }),
            None => next.push(Pair { of: pair.of, before, after, dir: [&path[..], b"/"].concat() }),
        }
    })
}
