//! What there is today of what records name, each file read once: held against what was recorded, and judged again from the same bytes.

use std::collections::BTreeMap;

use crate::flow::audit::around::Around;
use crate::flow::machine::limits;
use crate::model::digest::Digest;
use crate::model::dossier::outputs::Now;
use crate::model::evidence::{DirEntry, Evidence, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::store::collect::collect;
use crate::store::oddity::oddity;
use crate::store::rooted::Root;

/// What was seen.
#[derive(Default)]
pub(super) struct Seen {
    evidence: Evidence,
    /// Why some could not be looked at.
    failed: BTreeMap<RepoPath, String>,
    /// What some are that are no file and no directory.
    odd: BTreeMap<RepoPath, String>,
}

impl Seen {
    /// Looks at files and directories, with the bytes where they are wanted.
    pub fn of(around: &Around, wanted: BTreeMap<RepoPath, bool>) -> Seen {
        let (root, mut limits) = (&around.site.root, limits(&around.site.config.runs));
        limits.files.lease = false;
        let look = |wanted: &[Wanted]| Ok(collect(root, wanted, &limits, around.watch)?.evidence);
        let all = wanted.into_iter().map(|(path, content)| Wanted { place: Place::Path(path), content });
        let all: Vec<Wanted> = all.collect();
        let seen: Result<Evidence, Failure> = look(&all);
        if let Ok(evidence) = seen {
            return Seen { odd: odd(root, &evidence), evidence, failed: BTreeMap::new() };
        }
        // Somebody writes to one of them, or they are too much text: the others are looked at all the same, without their bytes.
        let mut seen = Seen::default();
        for Wanted { place, .. } in all {
            match look(&[Wanted { place: place.clone(), content: false }]) {
                Ok(found) => {
                    seen.odd.extend(odd(root, &found));
                    seen.evidence.observed.extend(found.observed);
                }
                Err(why) => {
                    if let Place::Path(path) = place {
                        seen.failed.insert(path, why.to_string());
                    }
                }
            }
        }
        seen
    }

    /// What became of what a record names so.
    pub fn now(&self, path: &str) -> Now {
        let Ok(place) = RepoPath::new(path) else {
            return Now::Unknown("its path leads out of the repository".to_owned());
        };
        match self.evidence.at(&place) {
            Some(Observed::Missing) => Now::Absent,
            Some(Observed::Refused(why)) => match self.odd.get(&place) {
                Some(what) => Now::Else(what.clone()),
                None => Now::Unknown(why.clone()),
            },
            Some(seen) => seen.digest().map_or(Now::Absent, Now::Bytes),
            None => {
                Now::Unknown(self.failed.get(&place).cloned().unwrap_or_else(|| "nobody looked".to_owned()))
            }
        }
    }

    /// The files below the directory that is at `path`; `None` where there is none.
    pub fn files(&self, path: &RepoPath) -> Option<&[DirEntry]> {
        match self.evidence.at(path)? {
            Observed::Dir(dir) => Some(&dir.entries),
            _ => None,
        }
    }

    /// How many bytes the file has that a record names so, if it has that digest.
    pub fn size(&self, path: &str, sha256: Digest) -> Option<u64> {
        match self.evidence.at(&RepoPath::new(path).ok()?)? {
            Observed::File(file) if file.sha256 == sha256 => Some(file.size),
            _ => None,
        }
    }

    /// What is at `path` if it is what has that digest, with its bytes where they are `needed`.
    pub fn take(&mut self, path: &RepoPath, sha256: Digest, needed: bool) -> Option<Observed> {
        let is_it = |seen: &&Observed| {
            let without =
                matches!(seen, Observed::File(file) if file.content.is_none() && file.size <= MAX_TEXT);
            seen.digest() == Some(sha256) && !(needed && without)
        };
        self.evidence.at(path).filter(is_it)?;
        self.evidence.observed.remove(path)
    }
}

/// What is not read because it is neither a file nor a directory, or is reached through a link.
fn odd(root: &Root, evidence: &Evidence) -> BTreeMap<RepoPath, String> {
    let refused = evidence.observed.iter().filter(|(_, seen)| matches!(seen, Observed::Refused(_)));
    refused.filter_map(|(path, _)| Some((path.clone(), oddity(root, path)?))).collect()
}
