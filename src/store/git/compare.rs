//! What commits changed below some places: the directories of each held against those of its parents, one level of all commits after the other.
//!
//! `git diff-tree` would believe whatever lies under an object's name; here every directory that is compared is held against it.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::git::in_tree::{InTree, LARGEST_TREE, first_of};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::roots::Place;
use crate::store::git::stored::Stored;

/// So many directories are kept while they may be needed again: commits stand beside their parents.
const KEPT: usize = 4;

/// Two directories that are to be compared.
pub(super) struct Pair {
    /// For whom.
    pub of: usize,
    /// What was before; nothing where it was not there.
    pub before: Option<Oid>,
    /// What is from then on.
    pub after: Option<Oid>,
    /// From git's top, with a `/`; empty for the top.
    pub dir: Vec<u8>,
}

/// A file that is another one, new, or gone.
pub(super) struct Exchanged {
    /// For whom.
    pub of: usize,
    /// Which of the roots.
    pub root: usize,
    /// From that root.
    pub path: RepoPath,
    /// What it was; nothing where it was not there.
    pub before: Option<Oid>,
    /// What it is from then on.
    pub after: Option<Oid>,
}

/// Directories that differ, what lies below them, and what could not be compared.
#[derive(Default)]
pub(super) struct Found {
    /// What differs.
    pub changes: Vec<Exchanged>,
    /// Why something was not compared.
    pub lost: Option<String>,
}

impl Git {
    /// What differs in these `pairs`, at or below one of `places`.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub(super) fn compared(&self, mut pairs: Vec<Pair>, places: &[Place]) -> Result<Found, Failure> {
        let mut found = Found::default();
        while !pairs.is_empty() {
            let mut next = vec![];
            self.each_pair(&pairs, &mut |pair, both| match both {
                Ok(both) => self.compare(pair, both, places, &mut found, &mut next),
                Err(why) => found.lost = found.lost.take().or(Some(why)),
            })?;
            pairs = next;
        }
        Ok(found)
    }

    /// Reads the directories of `pairs` in their order, each as seldom as possible.
    pub(super) fn each_pair(&self, pairs: &[Pair], each: &mut Both<'_>) -> Result<(), Failure> {
        let mut asked: Vec<&Oid> = vec![];
        let mut ready: Vec<usize> = vec![];
        for pair in pairs {
            for oid in pair.after.iter().chain(&pair.before) {
                if !asked[asked.len().saturating_sub(KEPT - 1)..].contains(&oid) {
                    asked.push(oid);
                }
            }
            ready.push(asked.len());
        }
        let names: Vec<String> = asked.iter().map(|oid| oid.as_str().to_owned()).collect();
        let mut kept: VecDeque<(&Oid, Result<Vec<u8>, String>)> = VecDeque::new();
        let mut done = 0;
        self.each_object(&names, LARGEST_TREE, "tree", &mut |i, stored| {
            kept.push_back((asked[i], content(asked[i], stored)));
            if kept.len() > KEPT {
                kept.pop_front();
            }
            while ready.get(done) == Some(&(i + 1)) {
                let of = |oid: &Option<Oid>| match oid {
                    None => Ok(&[][..]),
                    Some(oid) => match kept.iter().find(|(known, _)| *known == oid) {
                        Some((_, Ok(bytes))) => Ok(&bytes[..]),
                        Some((_, Err(why))) => Err(why.clone()),
                        None => Err(format!("the directory {} was not read", oid.as_str())),
                    },
                };
                let pair = &pairs[done];
                each(pair, of(&pair.before).and_then(|before| Ok((before, of(&pair.after)?))));
                done += 1;
            }
        })
    }

    fn compare(
        &self,
        pair: &Pair,
        both: (&[u8], &[u8]),
        places: &[Place],
        found: &mut Found,
        next: &mut Vec<Pair>,
    ) {
        let Found { changes, lost } = found;
        let raw = pair.before.iter().chain(&pair.after).map(Oid::raw_length).next().unwrap_or_default();
        let whole = differing(both, raw, &mut |before, after| {
            let Some(name) = before.or(after).map(|entry| entry.name) else { return };
            let path = [&pair.dir, name].concat();
            let Some(within) = within(&path, places) else { return };
            let oid = |entry: Option<InTree>, dir: bool| {
                entry.filter(|entry| entry.is_dir() == dir).and_then(|entry| Oid::of_raw(entry.oid))
            };
            let (dirs, files) =
                ((oid(before, true), oid(after, true)), (oid(before, false), oid(after, false)));
            if dirs.0 != dirs.1 {
                let dir = [&path[..], b"/"].concat();
                next.push(Pair { of: pair.of, before: dirs.0, after: dirs.1, dir });
            }
            if files != (None, None)
                && let Some(place) = within
                && let Some(path) = place.below_root(&path)
            {
                let (before, after) = files;
                changes.push(Exchanged { of: pair.of, root: place.root, path, before, after });
            }
        });
        if !whole {
            lost.get_or_insert_with(|| "a directory in it is none that git would write".to_owned());
        }
    }
}

/// A pair, with the bytes of both or why there are none.
pub(super) type Both<'a> = dyn FnMut(&Pair, Result<(&[u8], &[u8]), String>) + 'a;

fn content(oid: &Oid, stored: Stored) -> Result<Vec<u8>, String> {
    match stored {
        Stored::Raw(bytes) => Ok(bytes),
        Stored::Corrupt(_) => Err(format!("the bytes of its object {} have another name", oid.as_str())),
        _ => Err(format!("it does not have the directory {}", oid.as_str())),
    }
}

/// Whether what is at `path` counts, by the first of the places that it lies at or below, and not only what is below it; `None` where neither does.
fn within<'a>(path: &[u8], places: &'a [Place]) -> Option<Option<&'a Place>> {
    let leads_to = |from: &[u8], to: &[u8]| {
        from.strip_prefix(to).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    };
    if let Some(place) = places.iter().find(|place| leads_to(path, place.spelled.as_bytes())) {
        return Some(Some(place));
    }
    places.iter().any(|place| leads_to(place.spelled.as_bytes(), path)).then_some(None)
}

/// What two directories do not have alike, by name; whether both could be read to their ends. Names that are not in git's order come as gone and as new, and
/// none is left out.
pub fn differing((mut before, mut after): (&[u8], &[u8]), raw: usize, each: &mut Differs<'_>) -> bool {
    loop {
        let alike = alike(before, after, raw);
        (before, after) = (&before[alike..], &after[alike..]);
        let (left, right) = (first_of(before, raw), first_of(after, raw));
        let order = match (left, right) {
            (None, None) => return before.is_empty() && after.is_empty(),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((left, _)), Some((right, _))) => by_name(left, right),
        };
        let (left, right) = (left.filter(|_| order.is_le()), right.filter(|_| order.is_ge()));
        each(left.map(|(entry, _)| entry), right.map(|(entry, _)| entry));
        before = left.map_or(before, |(_, rest)| rest);
        after = right.map_or(after, |(_, rest)| rest);
    }
}

/// How many bytes at the beginning are whole entries that both have.
fn alike(one: &[u8], other: &[u8], raw: usize) -> usize {
    const PIECE: usize = 256;
    let pieces = one.chunks_exact(PIECE).zip(other.chunks_exact(PIECE));
    let far = pieces.take_while(|(one, other)| one == other).count() * PIECE;
    let near = one[far..].iter().zip(&other[far..]).take_while(|(one, other)| one == other).count();
    let (same, mut whole) = (far + near, 0);
    if same == one.len() && same == other.len() {
        return same;
    }
    while let Some((_, rest)) = first_of(&one[whole..], raw) {
        let end = one.len() - rest.len();
        if end > same {
            break;
        }
        whole = end;
    }
    whole
}

/// An entry before and after.
pub type Differs<'a> = dyn FnMut(Option<InTree<'_>>, Option<InTree<'_>>) + 'a;

/// Git's order: a directory as if its name ended with a `/`. A file and a directory of one name are the same entry.
fn by_name(one: InTree<'_>, other: InTree<'_>) -> Ordering {
    if one.name == other.name {
        return Ordering::Equal;
    }
    let end = |entry: InTree| entry.is_dir().then_some(b'/');
    one.name.iter().copied().chain(end(one)).cmp(other.name.iter().copied().chain(end(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of these names, each with an object of its letter; a name that ends with `/` is a directory's.
    fn tree(entries: &[(&str, u8)]) -> Vec<u8> {
        let mut bytes = vec![];
        for (name, letter) in entries {
            let mode = if name.ends_with('/') { "40000" } else { "100644" };
            bytes.extend(format!("{mode} {}\0", name.trim_end_matches('/')).bytes());
            bytes.extend([*letter; 20]);
        }
        bytes
    }

    fn told(before: &[(&str, u8)], after: &[(&str, u8)]) -> Vec<String> {
        let mut all = vec![];
        let (before, after) = (tree(before), tree(after));
        let shown = |it: Option<InTree>| it.map_or("-".to_owned(), |it| char::from(it.oid[0]).to_string());
        let whole = differing((&before, &after), 20, &mut |left, right| {
            let name = left.or(right).unwrap().name.escape_ascii();
            all.push(format!("{name} {}{}", shown(left), shown(right)));
        });
        assert!(whole);
        all
    }

    #[test]
    fn what_differs_is_told_by_name_and_nothing_else() {
        let all = [("a", b'1'), ("b", b'1'), ("b.c", b'1'), ("b/", b'1'), ("d", b'1')];
        assert_eq!(told(&all, &all), [""; 0]);
        assert_eq!(told(&[], &all[..2]), ["a -1", "b -1"]);
        assert_eq!(told(&all, &all[1..]), ["a 1-"]);
        let other = [("a", b'1'), ("b.c", b'2'), ("b/", b'1'), ("c", b'1'), ("d", b'1')];
        assert_eq!(told(&all, &other), ["b 1-", "b.c 12", "c -1"]);
        // What was a file is a directory.
        assert_eq!(told(&[("x", b'1'), ("y", b'1')], &[("x/", b'2'), ("y", b'1')]), ["x 12"]);
    }

    #[test]
    fn names_out_of_order_hide_nothing() {
        let found = told(&[("b", b'1'), ("a", b'1')], &[("a", b'1'), ("c", b'1')]);
        assert_eq!(found, ["a -1", "b 1-", "a 1-", "c -1"]);
    }

    #[test]
    fn a_directory_that_is_cut_short_is_not_compared_to_its_end() {
        let (whole, mut short) = (tree(&[("a", b'1'), ("b", b'1')]), tree(&[("a", b'1'), ("b", b'1')]));
        short.pop();
        assert!(!differing((&whole, &short), 20, &mut |_, _| ()));
        assert!(!differing((&short, &short[..short.len() - 1]), 20, &mut |_, _| ()));
    }

    #[test]
    fn only_what_lies_at_or_below_the_places_counts() {
        let path = |text: &str| RepoPath::new(text).unwrap();
        let roots = ["".to_owned(), "a/".to_owned()];
        let places = [(0, "a/runs"), (0, "b"), (1, "runs"), (1, "c")];
        let places = places.map(|(root, below)| Place::new(&roots, root, &path(below)));
        let of = |path: &str| within(path.as_bytes(), &places).map(|place| place.map(|place| place.root));
        let first = Some(Some(0));
        assert_eq!([of("a"), of("a/runs"), of("a/runs/x"), of("b")], [Some(None), first, first, first]);
        assert_eq!([of("a/run"), of("a/runs2"), of("bb")], [None; 3]);
        assert_eq!(of("a/c/d"), Some(Some(1)));
        assert_eq!(places[3].below_root(b"a/c/d"), Some(path("c/d")));
    }
}
