//! What commands take that change a record.

use crate::flow::artifacts::Outputs;
use crate::flow::git_commit::{Committed, commit_after};
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::record::read::Record;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::failure::Failure;

/// What every command takes that changes a record.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Writing {
    /// Refuse unless the record's last event has this digest
    #[arg(long, value_name = "DIGEST")]
    pub expect_head: Option<Digest>,
    /// Say what would be done; change nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Writing {
    /// Commits what was written, as [`commit_after`] does; `None` for a dry run, which wrote nothing.
    ///
    /// # Errors
    /// As [`commit_after`].
    pub fn commit(
        self,
        site: &Site,
        machine: &Machine,
        record: &Record,
        attempt: Option<&Attempt>,
        outputs: &Outputs,
    ) -> Result<Option<Committed>, Failure> {
        if self.dry_run { Ok(None) } else { commit_after(site, machine, record, attempt, outputs) }
    }
}

/// The same for commands that an agent runs on its own behalf.
#[derive(Debug, Clone, clap::Args)]
pub struct WritingAs {
    /// What every command takes that changes a record.
    #[command(flatten)]
    pub writing: Writing,
    /// Say that this agent runs the command: the record then says `agent`, never `claimed-human`
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
}

/// The same for commands that are a person's word: an agent that names itself is told so, and not that the option is unknown.
#[derive(Debug, Clone, clap::Args)]
pub struct WritingAsPerson {
    /// What every command takes that changes a record.
    #[command(flatten)]
    pub writing: Writing,
    /// The agent that runs the command, which is refused
    #[arg(long, value_name = "NAME", hide = true)]
    pub agent: Option<String>,
}
