//! `init`: a working example in the directory where you stand.

use serde_json::json;

use crate::cli::door::Door;
use crate::cli::print::{Tone, padded};
use crate::cli::report::Report;
use crate::flow::init::{Placed, init};
use crate::model::failure::Failure;

/// What runs the example, from nothing to PASS.
const NEXT: &str = "gatewright run visual-essay --slug the-word-robot --artifact-path essays/the-word-robot --prompt-file examples/the-word-robot.prompt.md --exec examples/scripted-agent.sh";

/// Write a working example into this directory: a workflow, its contracts and templates, a scripted agent
///
/// Nothing is ever overwritten: when one of the files is there with other content, all such files are named and none is
/// written (exit 4).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Say what would be written; change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let placed = init(&door.cwd, args.dry_run)?;
    let files: Vec<_> =
        placed.iter().map(|file| json!({ "path": file.path, "status": word(file, args.dry_run) })).collect();
    let text: String = placed
        .iter()
        .map(|file| {
            let word = word(file, args.dry_run);
            let tone = if file.present { Tone::Faint } else { Tone::Good };
            format!("{} {}\n", padded(&tone.paint(word), 11), file.path)
        })
        .collect();
    let mut report =
        Report::new("init", json!({ "files": files, "dry_run": args.dry_run })).text(text).next(NEXT);
    if args.dry_run {
        report.talk = "nothing was written\n".to_owned();
        report.next = vec!["gatewright init".to_owned()];
    }
    Ok(report)
}

fn word(file: &Placed, dry_run: bool) -> &'static str {
    match (file.present, dry_run) {
        (true, _) => "present",
        (false, true) => "would write",
        (false, false) => "wrote",
    }
}
