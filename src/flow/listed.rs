//! The files that an attempt tells of, with their digests: from its own file, and from the lists beside it where they are many.

use std::collections::BTreeMap;

use crate::flow::artifacts::parse_sums;
use crate::model::attempt::{Attempt, Manifest, Seen};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::runs::read::{RunDir, damaged};

/// The outputs that a closed attempt recorded.
pub fn recorded(dir: &RunDir, attempt: &Attempt) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    let mut found = manifest(dir, attempt, attempt.manifest.as_ref())?;
    found.extend(
        attempt.artifacts.iter().filter_map(|row| Some((RepoPath::new(&row.path).ok()?, row.sha256?))),
    );
    Ok(found)
}

/// What checks of a closed attempt looked at beside its outputs.
pub fn looked_at(dir: &RunDir, attempt: &Attempt) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    list(dir, attempt, &attempt.looked_at, attempt.looked_at_manifest.as_ref())
}

/// The declared outputs that were there before an attempt's work.
pub fn before(dir: &RunDir, attempt: &Attempt) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    list(dir, attempt, &attempt.start.before, attempt.start.before_manifest.as_ref())
}

/// The outputs of the gates that an attempt's gate needs, as they were when it began.
pub fn inputs(dir: &RunDir, attempt: &Attempt) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    list(dir, attempt, &attempt.start.inputs, attempt.start.inputs_manifest.as_ref())
}

fn list(
    dir: &RunDir,
    attempt: &Attempt,
    inline: &[Seen],
    long: Option<&Manifest>,
) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    let mut found = manifest(dir, attempt, long)?;
    found.extend(inline.iter().map(|Seen { path, sha256 }| (path.clone(), *sha256)));
    Ok(found)
}

fn manifest(
    dir: &RunDir,
    attempt: &Attempt,
    manifest: Option<&Manifest>,
) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    let Some(manifest) = manifest else { return Ok(BTreeMap::new()) };
    let bytes = dir.manifest(&attempt.gate, manifest)?;
    parse_sums(&bytes).ok_or_else(|| damaged(format!("`{}` is not a list of digests", manifest.file)))
}
