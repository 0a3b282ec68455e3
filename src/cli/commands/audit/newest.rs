//! Which run is meant where the newest one is and none lies there: the newest that was committed.

use crate::flow::audit::newest_committed;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::store::runs::select::NO_RUNS;

/// The run that was `found`; where no run lies there at all, the newest that was ever committed, so that an audit tells what became of it.
pub fn or_committed(site: &Site, machine: &Machine, found: Result<RunId, Failure>) -> Result<RunId, Failure> {
    match found {
        Err(failure) if failure.code == NO_RUNS => newest_committed(site, machine)?.ok_or(failure),
        found => found,
    }
}
