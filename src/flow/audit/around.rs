//! What one audit has around the runs that it looks at.

use crate::flow::audit::history::Log;
use crate::flow::audit::known::Known;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::store::progress::Progress;

/// The same for every run of an audit.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The repository.
    pub site: &'a Site,
    /// The machine.
    pub machine: &'a Machine<'a>,
    /// The history of the records, where there is one.
    pub log: Option<&'a Log>,
    /// Definitions that many runs share.
    pub known: &'a Known,
    /// Whoever watches the reading of files: where there are many runs, those are what is counted.
    pub watch: &'a dyn Progress,
}
