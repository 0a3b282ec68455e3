//! `run list`: runs of any format by status, workflow, slug and age.

use std::time::Duration;

use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::time::Timestamp;
use crate::store::runs::summary::{Content, Summary, ids, summaries};

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

/// The runs that fit, newest first. A run whose record cannot be read fits every filter but those of content.
pub fn list_runs(site: &Site, filter: &Filter, now: Timestamp) -> Result<Vec<Summary>, Failure> {
    let ids = ids(&site.root, &site.config.runs)?;
    let mut found = summaries(&site.root, &site.config.runs, &ids)?;
    found.retain(|run| match &run.content {
        Ok(content) => filter.fits(content, now),
        Err(_) => filter.is_open_to_all(),
    });
    found.reverse();
    Ok(found)
}

impl Filter {
    /// Whether every run fits.
    pub fn is_empty(&self) -> bool {
        self.is_open_to_all() && self.newer_than.is_none() && self.older_than.is_none()
    }

    fn is_open_to_all(&self) -> bool {
        self.statuses.is_empty() && self.workflow.is_none() && self.slug.is_none()
    }

    fn fits(&self, content: &Content, now: Timestamp) -> bool {
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
