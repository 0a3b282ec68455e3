//! The end of every report about a record that was changed: what is stale, where the chain ends, what was committed.

use serde_json::{Value, json};

use crate::cli::report::Report;
use crate::cli::show;
use crate::flow::git_commit::Committed;
use crate::flow::stale::Stale;
use crate::format::record::read::Record;

/// What a command has written, or would write.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The record, with what was written.
    pub record: &'a Record,
    /// Gates that are stale now; `None` where nobody looked.
    pub stale: Option<&'a Stale>,
    /// What was committed; `None` when nothing was to be.
    pub committed: Option<&'a Committed>,
    /// Whether nothing was written.
    pub dry_run: bool,
}

impl Written<'_> {
    /// `report` with its last lines and members.
    pub fn end(&self, mut report: Report) -> Report {
        report.text.push_str(&self.stale.map(show::stale).unwrap_or_default());
        report.text.push_str(&show::head(self.record, self.dry_run));
        report.text.push_str(&self.committed.map(Committed::text).unwrap_or_default());
        let oid = self.committed.and_then(|committed| committed.oid.as_ref());
        let remarks = self.committed.map_or(&[][..], |committed| &committed.remarks);
        let mut add = |name: &str, value: Value| report.members.insert(name.to_owned(), value);
        add("dry_run", json!(self.dry_run));
        if let Some(stale) = self.stale {
            add("stale", show::stale_json(stale));
        }
        add("head", show::head_json(self.record, self.dry_run));
        add("commit", json!(oid));
        add("commit_remarks", json!(remarks));
        report
    }
}
