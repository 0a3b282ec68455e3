//! Opening a run for a change, and holding it against what is committed.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::record::read::{Record, chain_of};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::store::git::at_hand::committed;
use crate::store::runs::layout;
use crate::store::runs::open::{OpenRun, Purpose};

/// Opens the run for that purpose: locked, verified, healed, an extension of what is committed, and
/// ending in `head` where the caller expects one.
///
/// # Errors
/// `Locked`; `Usage` for an unknown run; `State` when the record was edited or contradicts a commit.
pub fn open_run(
    site: &Site,
    machine: &Machine,
    id: &RunId,
    purpose: Purpose<'_>,
    head: Option<Digest>,
) -> Result<OpenRun, Failure> {
    OpenRun::open(&site.root, &site.config.runs, id, purpose, head, &|record| {
        extends_commit(site, machine, record)
    })
}

/// Refuses a record that does not go on from the one in the commit that is checked out: events that were committed are
/// never dropped or replaced.
///
/// # Errors
/// `State` (`contradicts_commit`); `Environment` when there is a git repository that cannot be asked. Without one, or when
/// the run is not committed, nothing is held against it.
pub fn extends_commit(site: &Site, machine: &Machine, record: &Record) -> Result<(), Failure> {
    let Committed { path, bytes: Some(bytes) } = Committed::of(site, machine, &record.run.id)? else {
        return Ok(());
    };
    let Some(known) = chain_of(&bytes) else {
        return Err(contradicts(
            site,
            &record.run.id,
            format!("`{path}`: what is committed there is no such record"),
        ));
    };
    let differs = known
        .iter()
        .enumerate()
        .find(|(at, digest)| record.links.get(*at).map(|link| link.digest) != Some(**digest));
    let Some((at, digest)) = differs else { return Ok(()) };
    let found = record.links.get(at).map_or("nothing".to_owned(), |link| link.digest.to_string());
    let message =
        format!("`{path}` at `events[{at}].digest`: it does not go on from the record that is committed");
    Err(contradicts(site, &record.run.id, message).cause(format!("expected {digest}, found {found}")))
}

/// Refuses what looks like a record of the ancestor where one of ours is committed: a chain is not taken off.
///
/// # Errors
/// As [`extends_commit`].
pub fn never_had_a_chain(site: &Site, machine: &Machine, id: &RunId) -> Result<(), Failure> {
    let Committed { path, bytes } = Committed::of(site, machine, id)?;
    match bytes.as_deref().and_then(chain_of) {
        None => Ok(()),
        Some(_) => {
            let message = format!("`{path}`: it has no `format`, and the record that is committed has one");
            Err(contradicts(site, id, message))
        }
    }
}

/// RUN.json as it is in the commit that is checked out.
struct Committed {
    path: RepoPath,
    bytes: Option<Vec<u8>>,
}

impl Committed {
    fn of(site: &Site, machine: &Machine, id: &RunId) -> Result<Committed, Failure> {
        let below = format!("{id}/{}", layout::RUN_JSON);
        let path = site.config.runs.join(&below).map_err(|why| Failure::bug(why.to_string()))?;
        let bytes = committed(site.root.path(), &machine.git_env, &path)?;
        Ok(Committed { path, bytes })
    }
}

fn contradicts(site: &Site, id: &RunId, message: String) -> Failure {
    Failure::state("contradicts_commit", message)
        .hint("what was recorded and committed is never dropped or replaced; bring the committed record back")
        .next(format!("git restore --source=HEAD -- {}/{id}/record", site.config.runs))
}
