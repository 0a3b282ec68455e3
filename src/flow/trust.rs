//! Whether commands that the repository brings may run: only what the user trusted, as it is now.

use std::collections::BTreeMap;

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::verdict::Verdict;
use crate::rules::environment::Environment;
use crate::store::trust::folder::folder;
use crate::store::trust::key::TrustKey;
use crate::store::trust::ledger::{Ledger, Standing};
use crate::store::trust::steady::Steady;

/// Leave to run a command as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The repository's files that it names, with the bytes that are trusted.
    pub files: BTreeMap<RepoPath, Digest>,
    steady: Steady,
}

impl Grant {
    /// Refuses when one of those files did not stay what it was: other bytes may have run.
    ///
    /// # Errors
    /// `State` (`program_changed`).
    pub fn held(&self, site: &Site) -> Result<(), Failure> {
        let Some(path) = self.steady.changed(&site.root) else { return Ok(()) };
        Err(Failure::state("program_changed", format!("`{path}` changed while the command that names it ran"))
            .hint("nobody may change a trusted program while it runs; let it come to rest, then run the same command again"))
    }
}

/// What is trusted when the command is, and the directories in which nothing else may lie.
///
/// # Errors
/// As [`TrustKey::compute`].
pub fn key_of(
    site: &Site,
    argv: &[String],
    check: Option<&RepoPath>,
) -> Result<(TrustKey, Vec<RepoPath>), Failure> {
    let Some(at) = check else { return Ok((TrustKey::compute(&site.root, argv)?, vec![])) };
    let found = folder(&site.root, at)?;
    let dirs = found.dirs.clone();
    Ok((TrustKey::of_check(&site.root, argv, at, found)?, dirs))
}

fn files(key: &TrustKey) -> BTreeMap<RepoPath, Digest> {
    key.files.iter().filter_map(|named| Some((named.path.clone(), named.sha256?))).collect()
}

/// The command in which a person looks at the commands of a repository.
pub const TRUST: &str = "gatewright trust";
const NEXT: &str = "look at it, then run `gatewright trust`";

/// Whether an error of the verdict would be judged once its command is trusted.
pub fn asks_for_trust(verdict: &Verdict) -> bool {
    let mut findings = verdict.blocking().flat_map(|row| &row.findings);
    findings.any(|finding| {
        finding.message.contains(NEXT) || finding.hint.as_ref().is_some_and(|hint| hint.contains(NEXT))
    })
}

/// Whether the command may run without asking; if not, why and what to do. `argv` is as declared, variables not
/// substituted; `env` says where the user keeps trust.
///
/// # Errors
/// `State` or `Environment` when a file it names, or the ledger, cannot be read.
pub fn allowed(site: &Site, env: &Environment, argv: &[String]) -> Result<Result<Grant, String>, Failure> {
    granted(site, env, argv, None)
}

/// The same for the program of a check of the repository's own, which lies in `folder`: nothing may be made there while it runs.
///
/// # Errors
/// As [`allowed`].
pub fn granted(
    site: &Site,
    env: &Environment,
    argv: &[String],
    check: Option<&RepoPath>,
) -> Result<Result<Grant, String>, Failure> {
    let Some(ledger) = Ledger::of_user(env) else {
        return Ok(Err(
            "no command of the repository is trusted, because neither `XDG_STATE_HOME` nor `HOME` says where trust is kept"
                .to_owned(),
        ));
    };
    let keyed = || match key_of(site, argv, check) {
        // What lies there cannot be a check, whatever was trusted and pinned.
        Err(failure) if check.is_some() && failure.kind == Kind::State => Ok(Err(failure.message)),
        other => other.map(Ok),
    };
    let (names, dirs) = match keyed()? {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    let steady = Steady::of(&site.root, &names.files).with_whole(&site.root, &dirs);
    // Hashed once more: whatever is swapped from here on is seen by what was looked at before.
    let (key, same_dirs) = match keyed()? {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    if dirs != same_dirs {
        return Ok(
            Err("its directory changed while it was looked at; run the same command again".to_owned()),
        );
    }
    Ok(match ledger.standing(&key)? {
        Standing::Trusted => Ok(Grant { files: files(&key), steady }),
        Standing::Unknown => Err(format!("it comes from the repository and is not trusted; {NEXT}")),
        Standing::Damaged => {
            Err(format!("the entry in which it was trusted is damaged or can be read by others; {NEXT}"))
        }
        Standing::Changed(paths) => {
            let paths = paths.iter().map(ToString::to_string).collect::<Vec<_>>().join("`, `");
            Err(format!("it was trusted, and `{paths}` has changed since; {NEXT}"))
        }
    })
}

/// Refuses an executor's command that may not run.
///
/// # Errors
/// `State` (`untrusted_command`), naming the gate and why.
pub fn require(site: &Site, machine: &Machine, gate: &GateId, argv: &[String]) -> Result<(), Failure> {
    allowed(site, &machine.env, argv)?.map(|_| ()).map_err(|why| {
        let message = format!("the command of gate {gate} is not run: `{}`", argv.join(" "));
        Failure::state("untrusted_command", message).cause(why).next(TRUST)
    })
}
