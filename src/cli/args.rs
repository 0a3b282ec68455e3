//! The command line as a whole: what every command takes, and the commands.

use std::path::PathBuf;

use clap::{Args, Parser};

use crate::cli::commands::Command;

/// Steps through gate pipelines: each gate renders a packet, pauses while the work is done, and is judged by its
/// contract. What happened is committed as a record that can be believed.
#[derive(Debug, Parser)]
#[command(name = "gatewright", version, disable_help_subcommand = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: `gatewright help exit-codes`. Every report ends with the next command.")]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Work as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = clap::ValueHint::DirPath, help_heading = "Everywhere")]
    pub directory: Option<PathBuf>,
    /// Answer with one JSON object on standard output
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Who you are, for the record (else GATEWRIGHT_ACTOR, else git's user.name)
    #[arg(long, value_name = "NAME", global = true, help_heading = "Everywhere")]
    pub actor: Option<String>,
}
