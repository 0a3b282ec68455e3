//! The files that outputs consist of, also those below directories: the record has one digest for each directory, so they are listed where
//! they lie, and believed only if that list has the recorded digest.

use std::collections::BTreeMap;

use crate::flow::attest::asked::{Form, Made};
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::attest::attempt::{Attested, Output};
use crate::format::attest::sums;
use crate::model::digest::Digest;
use crate::model::evidence::{Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Every file among `outputs`, or the directory that is no longer what was recorded.
///
/// # Errors
/// `State` when somebody writes to one of them.
pub fn expanded(
    site: &Site,
    machine: &Machine,
    outputs: &[Output],
) -> Result<Result<BTreeMap<RepoPath, Digest>, String>, Failure> {
    let path = |output: &Output| RepoPath::new(&output.path).map_err(|why| Failure::bug(why.to_string()));
    let directories = outputs.iter().filter(|output| output.directory);
    let wanted: Vec<Wanted> = directories
        .map(|output| Ok(Wanted { place: Place::Path(path(output)?), content: false }))
        .collect::<Result<_, Failure>>()?;
    let evidence = look(site, machine, &wanted)?;
    let mut files = BTreeMap::new();
    for output in outputs {
        let path = path(output)?;
        if !output.directory {
            files.insert(path, output.sha256);
            continue;
        }
        match evidence.at(&path) {
            Some(Observed::Dir(dir)) if dir.sha256 == output.sha256 => {
                files.extend(
                    dir.entries.iter().filter_map(|entry| Some((path.join(&entry.path).ok()?, entry.sha256))),
                );
            }
            _ => return Ok(Err(output.path.clone())),
        }
    }
    Ok(Ok(files))
}

/// Adds the list of each attempt's files.
///
/// # Errors
/// As [`expanded`].
pub fn sums(site: &Site, machine: &Machine, of: &[&Attested<'_>], made: &mut Made) -> Result<(), Failure> {
    for attested in of.iter().filter(|attested| !attested.outputs.is_empty()) {
        let name = format!("{}.SHA256SUMS", attested.stem());
        let files = match expanded(site, machine, &attested.outputs)? {
            Ok(files) => files,
            Err(directory) => {
                let why = format!("the files of `{directory}` are not known any more: it has changed since");
                made.left_out.push(format!("{name}: {why}"));
                continue;
            }
        };
        match sums::spell(&files) {
            Ok(bytes) => made.add(Form::Sums, format!("{}/{name}", attested.run_id()), bytes),
            Err(path) => made.left_out.push(format!("{name}: it cannot name `{path}`")),
        }
    }
    Ok(())
}
