//! What commands take that change a record.

use crate::model::digest::Digest;

/// What every command takes that changes a record.
#[derive(Debug, Clone, clap::Args)]
pub struct Writing {
    /// Refuse unless the record's last event has this digest
    #[arg(long, value_name = "DIGEST")]
    pub expect_head: Option<Digest>,
    /// Say what would be done; change nothing
    #[arg(long)]
    pub dry_run: bool,
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
