//! `completions`: what a shell needs to complete commands, run ids and gates.

use clap_complete::env::Shells;
use serde_json::json;

use crate::cli::report::Report;
use crate::model::failure::Failure;

/// Print the script that makes a shell complete commands, run ids, gates and workflows
///
/// For example `source <(gatewright completions bash)` in ~/.bashrc.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Report, Failure> {
    let shells = Shells::builtins();
    let completer = shells
        .completer(&args.shell)
        .ok_or_else(|| Failure::usage("unknown_shell", format!("no completion for `{}`", args.shell)))?;
    let mut script = vec![];
    completer
        .write_registration("COMPLETE", "gatewright", "gatewright", "gatewright", &mut script)
        .map_err(|error| Failure::bug(format!("the completion could not be written: {error}")))?;
    let script = String::from_utf8_lossy(&script).into_owned();
    Ok(Report::new("completions", json!({ "shell": args.shell, "script": script })).text(script))
}
