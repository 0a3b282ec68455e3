//! `run list`: runs of any format by status, workflow, slug and age.

use std::time::Duration;

use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::store::runs::summary::{Content, shaped};

/// Which runs.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Statuses; any where empty. `OPEN` stands for every status that is not final.
    pub statuses: Vec<String>,
    /// The workflow's name.
    pub workflow: Option<String>,
    /// The slug.
    pub slug: Option<String>,
    /// Started at most so long ago.
    pub newer_than: Option<Duration>,
    /// Started at least so long ago.
    pub older_than: Option<Duration>,
}

/// What `shape` makes of the runs that fit, newest first; it is called on two threads where there are many. A run whose
/// record cannot be read or contradicts itself fits every filter: nobody knows that it does not.
pub fn list_runs<T: Send>(
    site: &Site,
    filter: &Filter,
    now: Timestamp,
    shape: impl Fn(&RunId, &Result<Content<'_>, String>) -> T + Sync,
) -> Result<Vec<(RunId, T)>, Failure> {
    let mut found = shaped(&site.root, &site.config.runs, |id, content| {
        let fits = content.as_ref().map_or(true, |content| filter.fits(content, now));
        fits.then(|| shape(id, &content))
    })?;
    found.reverse();
    Ok(found)
}

impl Filter {
    /// Whether every run fits.
    pub fn is_empty(&self) -> bool {
        let content = self.statuses.is_empty() && self.workflow.is_none() && self.slug.is_none();
        content && self.newer_than.is_none() && self.older_than.is_none()
    }

    fn fits(&self, content: &Content<'_>, now: Timestamp) -> bool {
        let age =
            Duration::from_millis(u64::try_from(now.millis() - content.started_at.millis()).unwrap_or(0));
        let status = |wanted: &String| {
            wanted.eq_ignore_ascii_case(&content.status)
                || (wanted.eq_ignore_ascii_case("OPEN") && content.is_open())
        };
        (self.statuses.is_empty() || self.statuses.iter().any(status))
            && self.workflow.as_ref().is_none_or(|name| *name == content.workflow.name)
            && self.slug.as_ref().is_none_or(|slug| *slug == content.workflow.slug)
            && self.newer_than.is_none_or(|most| age <= most)
            && self.older_than.is_none_or(|least| age >= least)
    }
}
