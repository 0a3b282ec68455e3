//! What git holds of recorded outputs: files as files, and nothing that only has their bytes.

use std::collections::BTreeMap;

use crate::flow::audit::directories::files_below;
use crate::flow::audit::history::Log;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::stand_ins::{self, Directory};
use crate::format::lfs::{MAX_POINTER, pointed_to};
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Corrupt;
use crate::model::dossier::outputs::{ComparedWith, Now, Output};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::quote::quoted;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::git::trees::Kind;

/// What git holds of recorded outputs, and the sizes of those files by digest.
#[derive(Default)]
pub struct Committed {
    found: BTreeMap<Place, Now>,
    sizes: BTreeMap<Digest, u64>,
    corrupt: BTreeMap<Place, Vec<Oid>>,
}

/// An output in a commit, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    commit: String,
    path: RepoPath,
    recorded: Digest,
    /// Whether it was a directory, where that is known.
    directory: Option<bool>,
}

impl Place {
    fn of(commit: &str, output: &Output) -> Option<Place> {
        let path = RepoPath::new(&output.path).ok()?;
        let Output { recorded, directory, .. } = *output;
        Some(Place { commit: commit.to_owned(), path, recorded, directory })
    }

    fn at(&self) -> (String, RepoPath) {
        (self.commit.clone(), self.path.clone())
    }
}

impl Committed {
    /// Of every output of some runs.
    pub fn of_all(log: Option<&Log>, runs: &[Loaded]) -> Committed {
        let mut committed = Committed::default();
        let Some(log) = log else { return committed };
        let mut places = vec![];
        for loaded in runs {
            if let ComparedWith::Commit(oid) | ComparedWith::Asked(oid) = &loaded.dossier.compared_with {
                places.extend(loaded.dossier.outputs.iter().filter_map(|output| Place::of(oid, output)));
            }
        }
        if let Err(why) = committed.look(log.git(), &places) {
            for place in places {
                committed.found.entry(place).or_insert_with(|| Now::Lost(why.to_string()));
            }
        }
        committed
    }

    /// What the commit holds of the output.
    pub fn of(&self, commit: &str, output: &Output) -> Now {
        let found = Place::of(commit, output).and_then(|place| self.found.get(&place));
        found.cloned().unwrap_or_else(|| Now::Unknown("its path is none that git could hold".to_owned()))
    }

    /// How many bytes a file with that digest has, where one was seen.
    pub fn size(&self, sha256: Digest) -> Option<u64> {
        self.sizes.get(&sha256).copied()
    }

    /// Notes with the history of each run what of its outputs has other bytes in git than its name says.
    pub fn note_corrupt(&self, runs: &mut [Loaded]) {
        for Dossier { compared_with, outputs, history, .. } in runs.iter_mut().map(|one| &mut one.dossier) {
            let (ComparedWith::Commit(commit) | ComparedWith::Asked(commit), Some(told)) =
                (compared_with, history)
            else {
                continue;
            };
            for output in outputs {
                let place = Place::of(commit, output);
                let oids = place.and_then(|place| self.corrupt.get(&place)).into_iter().flatten();
                for object in oids.map(Oid::as_str) {
                    if !told.corrupt.iter().any(|one| one.object == object) {
                        let path = Some(output.path.clone());
                        told.corrupt.push(Corrupt { object: object.to_owned(), path });
                    }
                }
            }
        }
    }

    fn look(&mut self, git: &Git, places: &[Place]) -> Result<(), Failure> {
        let names: Vec<String> = places.iter().map(|it| git.name_at(&it.commit, &it.path)).collect();
        let (mut there, mut missing, mut others) = (vec![], vec![], vec![]);
        git.each_stored(&names, MAX_POINTER, &mut |i, stored| {
            let place = &places[i];
            match stored {
                Stored::Missing => return missing.push(place),
                Stored::Corrupt(oid) => {
                    self.found.insert(place.clone(), other_bytes(&oid));
                    self.corrupt.entry(place.clone()).or_default().push(oid);
                    return;
                }
                Stored::Other | Stored::Raw(_) => {}
                Stored::Blob { sha256, size, content } => {
                    self.sizes.insert(sha256, size);
                    let named = content.as_deref().and_then(pointed_to).filter(|_| sha256 != place.recorded);
                    let now = named.map_or(Now::Bytes(sha256), Now::Pointer);
                    if now == Now::Bytes(sha256) && sha256 != place.recorded && size <= MAX_TEXT {
                        others.push(i);
                    }
                    self.found.insert(place.clone(), now);
                }
            }
            there.push(place);
        })?;
        self.with_other_line_ends(git, places, &names, &others)?;
        let kinds = git.kinds_at(&there.iter().map(|place| place.at()).collect::<Vec<_>>())?;
        for (place, kind) in there.into_iter().zip(kinds) {
            let now = match (kind, place.directory) {
                (Kind::Dir, Some(false)) => Now::Else("a directory".to_owned()),
                (Kind::File, Some(true)) => Now::Else("a file".to_owned()),
                (Kind::File, _) => continue,
                (Kind::Dir, _) => self.directory(git, place),
                (other, _) => odd(other),
            };
            self.found.insert(place.clone(), now);
        }
        self.lost(git, &missing)
    }

    /// Of those among `names` that are not what was recorded: whether only their line ends are others.
    fn with_other_line_ends(
        &mut self,
        git: &Git,
        places: &[Place],
        names: &[String],
        others: &[usize],
    ) -> Result<(), Failure> {
        let asked: Vec<String> = others.iter().map(|i| names[*i].clone()).collect();
        git.each_stored(&asked, MAX_TEXT, &mut |i, stored| {
            let place = &places[others[i]];
            if let Stored::Blob { content: Some(bytes), .. } = stored {
                self.found.insert(place.clone(), stand_ins::file(&bytes, place.recorded));
            }
        })
    }

    /// A directory, and what git has of it that has another name.
    fn directory(&mut self, git: &Git, place: &Place) -> Now {
        let mut corrupt = vec![];
        let now = directory(git, place, &mut corrupt);
        let now = match (now, corrupt.first()) {
            (_, Some(oid)) => other_bytes(oid),
            (Ok(now), None) => now,
            (Err(why), None) => Now::Lost(why.to_string()),
        };
        if !corrupt.is_empty() {
            self.corrupt.insert(place.clone(), corrupt);
        }
        now
    }

    /// What git knows of and does not have is not absent: nobody can say what it was. Nor can that be said of another repository's files.
    fn lost(&mut self, git: &Git, missing: &[&Place]) -> Result<(), Failure> {
        let ways = git.way_to(&missing.iter().map(|place| place.at()).collect::<Vec<_>>())?;
        for (place, (kind, at)) in missing.iter().zip(ways) {
            let is_it = git.name_at("", &place.path).strip_prefix(':') == Some(at.as_str());
            let now = match kind {
                Kind::Submodule if !is_it => Now::Unknown(format!(
                    "it lies in the submodule {}, which is a repository of its own",
                    quoted(&at)
                )),
                Kind::File | Kind::Dir | Kind::Unknown if is_it || kind == Kind::Unknown => {
                    Now::Lost("git knows of it and does not have it here".to_owned())
                }
                Kind::Link if !is_it => {
                    Now::Else(format!("reached through the symbolic link {}", quoted(&at)))
                }
                Kind::Link | Kind::Submodule => odd(kind),
                Kind::File | Kind::Dir | Kind::Unknown | Kind::Nothing => Now::Absent,
            };
            self.found.insert((*place).clone(), now);
        }
        Ok(())
    }
}

/// What can be no output.
fn odd(kind: Kind) -> Now {
    match kind {
        Kind::Link => Now::Else("a symbolic link".to_owned()),
        Kind::Submodule => Now::Else("a submodule".to_owned()),
        _ => Now::Lost("git does not say what it is".to_owned()),
    }
}

/// What has another name.
fn other_bytes(oid: &Oid) -> Now {
    Now::Unknown(format!("the bytes of git's object {} are none that it could have", oid.as_str()))
}

/// A directory by its sorted manifest, as outputs are recorded; what in it has another name is `corrupt`.
fn directory(git: &Git, place: &Place, corrupt: &mut Vec<Oid>) -> Result<Now, Failure> {
    let files = match files_below(git, &place.commit, &place.path, corrupt)? {
        Ok(files) => files,
        Err(what) => return Ok(Now::Else(format!("a directory with {what}, in it"))),
    };
    let names: Vec<&String> = files.keys().collect();
    let oids: Vec<String> = files.values().map(|oid| oid.as_str().to_owned()).collect();
    // The bytes are needed only where the digests do not fit.
    let (mut now, mut whole) = (Now::Absent, true);
    for keep in [0, MAX_TEXT] {
        let mut directory = Directory::default();
        git.each_stored(&oids, keep, &mut |i, stored| match stored {
            Stored::Blob { sha256, content, .. } => directory.add(names[i], sha256, content.as_deref()),
            Stored::Corrupt(oid) => {
                whole = false;
                corrupt.extend(Some(oid).filter(|oid| !corrupt.contains(oid)));
            }
            _ => whole = false,
        })?;
        now = directory.now(place.recorded);
        if now == Now::Bytes(place.recorded) {
            break;
        }
    }
    let lost = || Now::Lost("git does not have all of its files here".to_owned());
    Ok(if whole { now } else { lost() })
}
