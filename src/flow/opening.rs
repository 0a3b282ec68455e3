//! Opening a run for a change, and holding it against what is committed.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::record::read::{Record, chain_of};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::store::git::repository::committed;
use crate::store::runs::layout;
use crate::store::runs::open::OpenRun;

/// Opens the run for the command called `command`: locked, verified, healed, an extension of what is committed, and
/// ending in `head` where the caller expects one.
///
/// # Errors
/// `Locked`; `Usage` for an unknown run; `State` when the record was edited or contradicts a commit.
pub fn open_run(
    site: &Site,
    machine: &Machine,
    id: &RunId,
    command: &str,
    head: Option<Digest>,
) -> Result<OpenRun, Failure> {
    OpenRun::open(&site.root, &site.config.runs, id, command, head, &|record| {
        extends_commit(site, machine, record)
    })
}

/// Refuses a record that does not go on from the one in the commit that is checked out: events that were committed are
/// never dropped or replaced.
///
/// # Errors
/// `State` (`contradicts_commit`). Without git, or when the run is not committed, nothing is held against it.
pub fn extends_commit(site: &Site, machine: &Machine, record: &Record) -> Result<(), Failure> {
    let id = &record.run.id;
    let path = site
        .config
        .runs
        .join(&format!("{id}/{}", layout::RUN_JSON))
        .map_err(|why| Failure::bug(why.to_string()))?;
    let Some(known) = committed(site.root.path(), &machine.git_env, &path).and_then(|bytes| chain_of(&bytes))
    else {
        return Ok(());
    };
    let differs = known
        .iter()
        .enumerate()
        .find(|(at, digest)| record.links.get(*at).map(|link| link.digest) != Some(**digest));
    let Some((at, digest)) = differs else { return Ok(()) };
    let found = record.links.get(at).map_or("nothing".to_owned(), |link| link.digest.to_string());
    Err(Failure::state(
        "contradicts_commit",
        format!("`{path}` at `events[{at}].digest`: it does not go on from the record that is committed"),
    )
    .cause(format!("expected {digest}, found {found}"))
    .hint("what was recorded and committed is never dropped or replaced; bring the committed record back")
    .next(format!("git restore --source=HEAD -- {}/{id}/record", site.config.runs)))
}
