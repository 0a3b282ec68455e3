//! What a bundle holds: each file by its path from the root, and what should be there and cannot be had.

use std::collections::BTreeMap;

use crate::flow::listed::{looked_at, recorded};
use crate::flow::review::export::parts::{Missing, OWN};
use crate::flow::review::recorded_bytes::{Held, Shelf};
use crate::flow::site::{CONFIG, MAX_DEFINITION, Site};
use crate::format::record::read::{AnyRecord, Record};
use crate::format::record::v0::RunV0;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::pin::PinKind;
use crate::store::bundle::Files;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::walk::walk;

/// All files of a bundle together may be this long, in bytes.
const MAX_BUNDLE: usize = 1024 * 1024 * 1024;

/// The files, and what is missing.
pub(super) fn gather(
    site: &Site,
    shelf: &Shelf,
    dir: &RunDir,
    record: &AnyRecord,
) -> Result<(Files, Vec<Missing>), Failure> {
    let mut bundle = Bundle { files: Files::new(), missing: vec![] };
    bundle.config(site)?;
    let outputs = match record {
        AnyRecord::V0(run) => ancestors(run, &mut bundle),
        AnyRecord::V1(record) => {
            bundle.definitions(dir, record)?;
            bundle.outputs(dir, record)?
        }
    };
    for (path, sha256) in outputs {
        bundle.place(path.as_str(), sha256, shelf.find(&path, sha256)?)?;
    }
    bundle.record(site, dir)?;
    bundle.missing.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((bundle.files, bundle.missing))
}

struct Bundle {
    files: Files,
    missing: Vec<Missing>,
}

impl Bundle {
    /// Without it a `gatewright.json` above the bundle would count.
    fn config(&mut self, site: &Site) -> Result<(), Failure> {
        let path = RepoPath::new(CONFIG).map_err(|why| Failure::bug(why.to_string()))?;
        let bytes =
            site.root.read_small(&path, MAX_DEFINITION).map_err(|why| why.failure(Kind::Usage, CONFIG))?;
        self.files.insert(path, bytes.unwrap_or_else(|| b"{}\n".to_vec()));
        Ok(())
    }

    /// What the run pins now, at the places where it was read.
    fn definitions(&mut self, dir: &RunDir, record: &Record) -> Result<(), Failure> {
        let run = &record.run;
        let anew = run.gates.iter().flat_map(|gate| &gate.pins);
        for pin in run.pins.iter().chain(anew).filter(|pin| pin.kind != PinKind::Prompt) {
            self.files.insert(pin.path.clone(), dir.pinned(pin.sha256)?);
        }
        Ok(())
    }

    /// What the gates that are met recorded and what their checks read; where several tell of one path, the one that was closed last.
    fn outputs(&mut self, dir: &RunDir, record: &Record) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
        let mut found: BTreeMap<RepoPath, Digest> = BTreeMap::new();
        for link in &record.links {
            let Fact::GateClosed { gate, attempt, sha256, .. } = &link.event.fact else { continue };
            let state = record.run.gate(gate).filter(|state| state.status.is_met());
            if state.and_then(|state| state.last_closed()).is_none_or(|row| row.attempt != *attempt) {
                continue;
            }
            let file = dir.sealed_attempt(gate, *attempt, *sha256)?;
            let mut all = looked_at(dir, &file)?;
            all.extend(recorded(dir, &file)?);
            for (path, sha256) in all {
                if let Some(other) = found.insert(path.clone(), sha256).filter(|other| *other != sha256) {
                    let why = format!("gate {gate} recorded other bytes at the same place later");
                    self.missing.push(Missing { path: path.to_string(), sha256: other, why });
                }
            }
        }
        Ok(found)
    }

    /// The record as it lies there, signatures among it.
    fn record(&mut self, site: &Site, dir: &RunDir) -> Result<(), Failure> {
        let below = layout::path("record")?;
        for entry in walk(&dir.dir, Some(&below)) {
            let entry = entry.map_err(|why| crate::store::walk::failed(&dir.dir, &why))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path().strip_prefix(dir.dir.path()).ok().and_then(|path| path.to_str());
            let path = path.and_then(|path| RepoPath::new(path).ok());
            let path = path.ok_or_else(|| {
                Failure::state("bad_name", "the record holds a file whose name cannot be listed")
            })?;
            let shown = dir.dir.shown(&path);
            let bytes = dir
                .dir
                .read_small(&path, layout::MAX_RUN_JSON)
                .map_err(|why| why.failure(Kind::State, &shown))?;
            let place = site
                .config
                .runs
                .join(&format!("{}/{path}", dir.id))
                .map_err(|why| Failure::bug(why.to_string()))?;
            self.files.extend(bytes.map(|bytes| (place, bytes)));
        }
        Ok(())
    }

    fn place(&mut self, path: &str, sha256: Digest, held: Held) -> Result<(), Failure> {
        let mut missing = |why: String| self.missing.push(Missing { path: path.to_owned(), sha256, why });
        let files: Vec<(String, Vec<u8>)> = match held {
            Held::Not(why) => {
                missing(why);
                return Ok(());
            }
            Held::File(bytes) => vec![(path.to_owned(), bytes)],
            Held::Dir(files) => {
                files.into_iter().map(|(name, bytes)| (format!("{path}/{name}"), bytes)).collect()
            }
        };
        let length: usize = self.files.values().map(Vec::len).sum();
        if length + files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > MAX_BUNDLE {
            return Err(Failure::state("too_large", "the bundle would have more than 1 GiB"));
        }
        for (name, bytes) in files {
            match RepoPath::new(&name) {
                Ok(place) if listable(&name) => {
                    self.files.insert(place, bytes);
                }
                _ => missing(format!(
                    "`{}` cannot stand in a list of digests, or belongs to the bundle itself",
                    name.escape_debug()
                )),
            }
        }
        Ok(())
    }
}

/// `sha256sum` spells names with a backslash otherwise, and the bundle's own files have a directory for themselves.
fn listable(name: &str) -> bool {
    !name.contains(['\\', '\n']) && name != OWN && !name.starts_with(&format!("{OWN}/"))
}

/// The last entry for every path.
fn ancestors(run: &RunV0, bundle: &mut Bundle) -> BTreeMap<RepoPath, Digest> {
    let mut found = BTreeMap::new();
    for (_, _, path, sha256) in run.outputs() {
        let Ok(sha256) = sha256.parse() else { continue };
        match RepoPath::new(&path) {
            Ok(place) => {
                found.insert(place, sha256);
            }
            Err(why) => bundle.missing.push(Missing { path, sha256, why: why.to_string() }),
        }
    }
    found
}
