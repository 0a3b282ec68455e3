//! The commits of a history with their parents, of which some are kept.

use std::collections::HashMap;

use crate::store::git::oid::Oid;

/// Every commit of a history, children before their parents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing(Vec<Listed>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed {
    oid: Oid,
    /// In seconds since 1970.
    at: i64,
    /// Places in the list; one that is not there lies beyond the end of what git told.
    parents: Vec<usize>,
    /// Whether it was the first, as git tells.
    first: bool,
}

impl Listing {
    /// The output of `git rev-list --topo-order --parents --timestamp`: `<time> <commit> <parents>` on each line; others are passed over.
    pub(super) fn read(said: &[u8]) -> Listing {
        let lines = said.split(|&c| c == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let lines: Vec<(i64, Oid, &str)> = lines.filter_map(of_line).collect();
        let places: HashMap<&str, usize> =
            lines.iter().enumerate().map(|(place, (_, oid, _))| (oid.as_str(), place)).collect();
        let parents = |names: &str| names.split(' ').filter_map(|name| places.get(name).copied()).collect();
        let parents: Vec<Vec<usize>> = lines.iter().map(|(_, _, names)| parents(names)).collect();
        let listed = lines.into_iter().zip(parents);
        Listing(
            listed
                .map(|((at, oid, names), parents)| Listed { oid, at, parents, first: names.is_empty() })
                .collect(),
        )
    }

    /// Every commit.
    pub(super) fn oids(&self) -> impl Iterator<Item = &Oid> {
        self.0.iter().map(|listed| &listed.oid)
    }

    /// When each was made, in seconds since 1970.
    pub(super) fn times(&self) -> impl Iterator<Item = i64> {
        self.0.iter().map(|listed| listed.at)
    }

    /// The places of the parents of every commit, as far as they are in the list; `None` for one that was made on nothing.
    pub(super) fn parents(&self) -> impl Iterator<Item = Option<&[usize]>> {
        self.0.iter().map(|listed| (!listed.first).then_some(listed.parents.as_slice()))
    }

    /// Those that are `kept`, and the merges that join them, in the order of the list: each with when it was made, in seconds since 1970,
    /// and the nearest ones before it.
    pub(super) fn kept(&self, kept: impl Fn(&Oid) -> bool) -> Vec<(Oid, i64, Vec<Oid>)> {
        let nearest = self.nearest(kept);
        let chosen = self.0.iter().enumerate().filter(|(place, _)| nearest[*place] == [*place]);
        let oid = |place: &usize| self.0[*place].oid.clone();
        chosen
            .map(|(_, it)| (it.oid.clone(), it.at, before(it, &nearest).iter().map(oid).collect()))
            .collect()
    }

    /// What stands for each commit: itself where it is `kept` or joins several, else what stands for its only parent, if anything does.
    fn nearest(&self, kept: impl Fn(&Oid) -> bool) -> Vec<Vec<usize>> {
        let mut nearest: Vec<Vec<usize>> = vec![vec![]; self.0.len()];
        for (place, listed) in self.0.iter().enumerate().rev() {
            let before = before(listed, &nearest);
            nearest[place] = match kept(&listed.oid) || before.len() > 1 {
                true => vec![place],
                false => before,
            };
        }
        nearest
    }
}

/// What stands for the parents of a commit, each once.
fn before(listed: &Listed, nearest: &[Vec<usize>]) -> Vec<usize> {
    let mut all = vec![];
    for parent in listed.parents.iter().flat_map(|parent| &nearest[*parent]) {
        if !all.contains(parent) {
            all.push(*parent);
        }
    }
    all
}

fn of_line(line: &str) -> Option<(i64, Oid, &str)> {
    let (at, rest) = line.split_once(' ')?;
    let (oid, parents) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((at.parse().ok()?, Oid::new(oid)?, parents))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `lines` name each commit and its parents by one digit.
    fn listing(lines: &[&str]) -> Listing {
        let line = |line: &&str| {
            let names: Vec<String> = line.chars().map(|digit| digit.to_string().repeat(40)).collect();
            format!("7 {}\n", names.join(" "))
        };
        Listing::read(lines.iter().map(line).collect::<String>().as_bytes())
    }

    fn kept(listing: &Listing, changed: &str) -> Vec<String> {
        let name = |oid: &Oid| oid.as_str().chars().next();
        let kept = listing.kept(|oid| name(oid).is_some_and(|name| changed.contains(name)));
        kept.iter()
            .map(|(oid, _, parents)| [oid].into_iter().chain(parents).filter_map(name).collect())
            .collect()
    }

    #[test]
    fn a_commit_stands_on_the_nearest_that_changed_something() {
        let line = listing(&["43", "32", "21", "1"]);
        assert_eq!(kept(&line, "42"), ["42", "2"]);
        assert_eq!(kept(&line, ""), [""; 0]);
        let parents: Vec<_> = line.parents().map(|parents| parents.map(<[usize]>::to_vec)).collect();
        assert_eq!(parents, [Some(vec![1]), Some(vec![2]), Some(vec![3]), None]);
        assert_eq!(line.oids().count(), 4);
    }

    #[test]
    fn a_merge_is_kept_where_it_joins_two_that_changed_something() {
        let merged = listing(&["534", "41", "31", "1"]);
        assert_eq!(kept(&merged, "341"), ["534", "41", "31", "1"]);
        assert_eq!(kept(&merged, "541"), ["514", "41", "1"]);
        assert_eq!(kept(&merged, "31"), ["531", "31", "1"]);
        assert_eq!(kept(&merged, "1"), ["1"], "neither side did anything");
    }

    #[test]
    fn lines_that_are_none_and_parents_that_are_not_told_of_are_passed_over() {
        let odd = Listing::read(b"fatal: x\n\n7 \n\xff\n");
        assert!(odd.kept(|_| true).is_empty());
        assert_eq!(kept(&listing(&["21"]), "2"), ["2"]);
    }
}
