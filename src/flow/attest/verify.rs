//! `attest --verify`: whether proof in a directory is what this repository's records say, signed by somebody who may. Writes nothing.

use crate::flow::attest::attempts::attempts;
use crate::flow::attest::compared::Compared;
use crate::flow::attest::signed::Allowed;
use crate::flow::attest::sound::{Sound, sound};
use crate::flow::attest::worth::Worth;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::store::rooted::Root;
use crate::store::runs::layout::MAX_RUN_JSON;

/// What was found in a directory of proof.
#[derive(Debug, Default)]
pub struct Verified {
    /// Every file, from that directory, sorted.
    pub files: Vec<(String, Worth)>,
    /// Attempts of its runs about which nothing lies there.
    pub missing: Vec<String>,
}

/// Looks at every file of proof in `dir`.
///
/// # Errors
/// `Usage` (`no_proof`) when there is nothing; `Environment` when the machine does not let us look.
pub fn verify(site: &Site, machine: &Machine, dir: &Root, now: Timestamp) -> Result<Verified, Failure> {
    let allowed = Allowed::read(site, machine, now);
    let mut found = Verified::default();
    for (name, is_dir) in listed(dir, None)? {
        match RunId::new(&name) {
            Ok(run) if is_dir => {
                let names = names(dir, &run)?;
                match sound(site, machine, (&run, false), now) {
                    Ok(sound) => compare(site, machine, dir, &sound, &allowed, names, &mut found)?,
                    Err(failure) if failure.kind == Kind::Environment => return Err(failure),
                    Err(failure) => {
                        let why = format!("there is nothing here that it could be held against: {failure}");
                        found.files.extend(names.into_iter().map(|name| (name, Worth::refused(&why))));
                    }
                }
            }
            _ if name == "key.pem" => {
                let worth = read(dir, &name).map_or_else(Worth::Refused, |pem| allowed.key(&pem));
                found.files.push((name, worth));
            }
            _ => found.files.push((name, Worth::Unknown)),
        }
    }
    if found.files.is_empty() {
        return Err(Failure::usage("no_proof", "there is no proof in that directory"));
    }
    found.files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Every file below the run's directory, and below directories in it.
fn names(dir: &Root, run: &RunId) -> Result<Vec<String>, Failure> {
    let mut names = vec![];
    for (name, is_dir) in listed(dir, Some(run.as_str()))? {
        let below = format!("{run}/{name}");
        match is_dir {
            false => names.push(below),
            true => names
                .extend(listed(dir, Some(&below))?.into_iter().map(|(name, _)| format!("{below}/{name}"))),
        }
    }
    Ok(names)
}

fn compare(
    site: &Site,
    machine: &Machine,
    dir: &Root,
    sound: &Sound,
    allowed: &Allowed,
    names: Vec<String>,
    found: &mut Verified,
) -> Result<(), Failure> {
    let all = attempts(site, sound)?;
    let compared = Compared::with(site, machine, sound, &all)?;
    let run = &sound.dossier.run;
    for attested in &all {
        let stem = format!("{run}/{}.gate-attempt.", attested.stem());
        if !names.iter().any(|name| name.starts_with(&stem)) {
            found.missing.push(format!("{run} gate {} attempt {}", attested.gate.id, attested.row.attempt));
        }
    }
    for name in names {
        let short = name.strip_prefix(&format!("{run}/")).unwrap_or(&name);
        let judge = |bytes: Vec<u8>| compared.worth(short, &bytes, allowed);
        let worth = read(dir, &name).map_or_else(Worth::Refused, judge);
        found.files.push((name, worth));
    }
    Ok(())
}

/// The names in a directory of it, and which of them are directories.
fn listed(dir: &Root, below: Option<&str>) -> Result<Vec<(String, bool)>, Failure> {
    let refused = |why: crate::store::unreadable::Unreadable| why.failure(Kind::Usage, below.unwrap_or("."));
    let sub = match below {
        Some(below) => dir.sub(&path(below)?).map_err(refused)?,
        None => None,
    };
    let entries = sub.as_ref().unwrap_or(dir).list().map_err(refused)?;
    let mut names: Vec<(String, bool)> = entries
        .into_iter()
        .map(|entry| (String::from_utf8_lossy(&entry.name).into_owned(), entry.dir))
        .collect();
    names.sort();
    Ok(names)
}

fn read(dir: &Root, name: &str) -> Result<Vec<u8>, String> {
    let path = path(name).map_err(|failure| failure.to_string())?;
    let found = dir.read_small(&path, MAX_RUN_JSON);
    let found = found.map_err(|why| why.failure(Kind::Usage, name).to_string())?;
    found.ok_or_else(|| "it is gone".to_owned())
}

fn path(name: &str) -> Result<RepoPath, Failure> {
    RepoPath::new(name).map_err(|why| Failure::usage("bad_name", format!("`{}`: {why}", name.escape_debug())))
}
