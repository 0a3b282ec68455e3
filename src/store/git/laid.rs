//! Everything below a directory of a commit, out of directories that are held against their names.

use crate::model::failure::Failure;
use crate::store::git::answers::{corrupt, not_here};
use crate::store::git::in_tree::{DIRECTORY, LARGEST_TREE, of_tree};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::git::way::{Way, ways};

/// A directory that is to be read, and its name from git's top, with a `/`.
type Dir = (String, Vec<u8>);

impl Git {
    /// What `ls-tree -r -z` would say of `below`, as git spells it from its top, in `commit`: `<mode> <kind> <oid>\t<name>\0` for each, by name. All of the
    /// commit where `below` is empty; nothing where it is not there.
    ///
    /// # Errors
    /// `Environment` when git does not answer, does not have a directory (`git_refused`), or has other bytes under its name (`git_corrupt`).
    pub(super) fn listing(&self, commit: &str, below: &str) -> Result<Vec<u8>, Failure> {
        self.listing_noting(commit, below, &mut vec![])
    }

    /// The same; what has other bytes under its name is added to `bad`.
    pub(super) fn listing_noting(
        &self,
        commit: &str,
        below: &str,
        bad: &mut Vec<Oid>,
    ) -> Result<Vec<u8>, Failure> {
        let way = self.ways(&[format!("{commit}:{below}")])?.pop();
        let mut lines: Vec<(Vec<u8>, String)> = vec![];
        let mut dirs: Vec<Dir> = match way {
            Some(Way::Leads { to, mode }) if mode == DIRECTORY => {
                let name = if below.is_empty() { String::new() } else { format!("{below}/") };
                vec![(to, name.into_bytes())]
            }
            Some(Way::Leads { to, mode }) => {
                lines.push((below.as_bytes().to_vec(), line(&mode, &to)));
                vec![]
            }
            Some(Way::Corrupt(oid)) => {
                let failure = corrupt(&oid);
                bad.push(oid);
                return Err(failure);
            }
            Some(Way::Lost(name)) => return Err(not_here(&name)),
            Some(Way::Nothing) | None => vec![],
        };
        while !dirs.is_empty() {
            dirs = self.below_all(&dirs, &mut lines, bad)?;
        }
        lines.sort();
        let listed =
            lines.into_iter().flat_map(|(name, line)| [line.as_bytes(), b"\t", &name, b"\0"].concat());
        Ok(listed.collect())
    }

    /// Where each of `names` leads.
    pub(super) fn ways(&self, names: &[String]) -> Result<Vec<Way>, Failure> {
        ways(names, &mut |names, keep, wanted, each| self.each_object(names, keep, wanted, each))
    }

    /// Adds what is in these directories to `lines`; the directories in them.
    fn below_all(
        &self,
        dirs: &[Dir],
        lines: &mut Vec<(Vec<u8>, String)>,
        bad: &mut Vec<Oid>,
    ) -> Result<Vec<Dir>, Failure> {
        let names: Vec<String> = dirs.iter().map(|(oid, _)| oid.clone()).collect();
        let mut next = vec![];
        let mut refused = None;
        self.each_object(&names, LARGEST_TREE, "tree", &mut |i, stored| match stored {
            Stored::Raw(bytes) => {
                for entry in of_tree(&bytes, names[i].len() / 2) {
                    let Some(oid) = Oid::of_raw(entry.oid) else { continue };
                    let name = [&dirs[i].1, entry.name].concat();
                    match entry.is_dir() {
                        true => next.push((oid.as_str().to_owned(), [&name[..], b"/"].concat())),
                        false => lines.push((name, line(entry.mode(), oid.as_str()))),
                    }
                }
            }
            Stored::Corrupt(oid) => {
                refused = Some(corrupt(&oid));
                bad.push(oid);
            }
            _ => refused = Some(not_here(&names[i])),
        })?;
        refused.map_or(Ok(next), Err)
    }
}

fn line(mode: &str, oid: &str) -> String {
    let kind = if mode == "160000" { "commit" } else { "blob" };
    format!("{mode} {kind} {oid}")
}
