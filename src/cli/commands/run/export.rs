//! `run export`: a run as a bundle that audits itself on another machine.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::commands::output::named;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::outside::refuse_records;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::review::export::parts::{Missing, OWN};
use crate::flow::review::export::{Ask, Exported, export};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::rules::quote::{counted, exactly};

/// Export a run as a bundle: record, outputs as recorded, pinned definitions, a list of digests, the head
///
/// The bundle is a directory, or one file where its name ends with `.tar`. It audits itself: `gatewright -C DIR audit`. Its README.txt, below `gatewright-bundle`, holds the literal commands.
/// Outputs come from the working tree, or from git where that has moved on; each is held against its digest. What cannot be had is named, and nothing is written then, exit 1,
/// unless `--allow-missing`. The same record gives the same bytes. Nothing is written over anything.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// The directory to make, or the file where it ends with `.tar`
    #[arg(long, short, value_name = "DIR|FILE.tar", value_hint = clap::ValueHint::AnyPath)]
    output: PathBuf,
    /// With the history of git up to the commit that is checked out, for `git clone`; packed by git, so not the same bytes each time
    #[arg(long)]
    history: bool,
    /// Write the bundle although something cannot be had
    #[arg(long)]
    allow_missing: bool,
    /// Only say what would be in it
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let run = args.which.find_to_show(&site, door)?;
    refuse_records(door, &site, &args.output, "a bundle")?;
    let (parent, name) = named(door, &args.output)?;
    let ask = Ask {
        parent: &parent,
        name,
        history: args.history,
        allow_missing: args.allow_missing,
        dry_run: args.dry_run,
    };
    let progress = watched(door);
    let exported = export(&site, &session::machine(door, &site, &*progress)?, &run, &ask)?;
    let incomplete = !exported.missing.is_empty() && !args.allow_missing;
    let report = Report::new("run_export", members(args, &run, &exported))
        .text(text(args, &exported))
        .talk(missing(&exported.missing))
        .exit(if incomplete { Exit::Refuted } else { Exit::Done });
    Ok(match (incomplete, exported.written && !exported.tar) {
        (true, _) => report
            .hint("with `--allow-missing` the bundle is written without them, and names them")
            .next(format!("gatewright audit {run}")),
        // `-C` of this command line would stand before another one.
        (false, true) => report
            .hint(format!("on another machine: `gatewright -C {} audit`", shown(&args.output)))
            .next(format!("gatewright audit {run}")),
        (false, false) => report.next(format!("gatewright audit {run}")),
    })
}

fn shown(output: &Path) -> String {
    shlex::try_quote(&output.display().to_string()).map(std::borrow::Cow::into_owned).unwrap_or_default()
}

fn text(args: &Args, exported: &Exported) -> String {
    let mut text = String::new();
    if exported.written {
        text.push_str(&format!("{}\n", Tone::Strong.paint(args.output.display())));
    } else {
        text.push_str("nothing was written\n");
    }
    let (files, bytes) = (counted(exported.files.len() as u64, "file"), counted(exported.bytes, "byte"));
    text.push_str(&format!("  {files}, {bytes}\n"));
    if let Some(head) = exported.head {
        text.push_str(&format!("  head: {head}\n"));
    }
    text.push_str(&format!("  sha256 of {OWN}/SHA256SUMS: {}\n", exported.sums));
    if args.dry_run {
        exported.files.iter().for_each(|path| text.push_str(&format!("    {path}\n")));
    }
    text
}

fn missing(missing: &[Missing]) -> String {
    let line = |one: &Missing| {
        format!(
            "{} {} as recorded ({}): {}\n",
            Tone::Warn.paint("missing:"),
            exactly(&one.path),
            one.sha256.short(),
            one.why
        )
    };
    missing.iter().map(line).collect()
}

fn members(args: &Args, run: &RunId, exported: &Exported) -> Value {
    let missing =
        exported.missing.iter().map(|one| json!({ "path": one.path, "sha256": one.sha256, "why": one.why }));
    json!({
        "run_id": run,
        "output": exported.written.then(|| args.output.display().to_string()),
        "form": if exported.tar { "tar" } else { "directory" },
        "files": exported.files,
        "bytes": exported.bytes,
        "history": args.history,
        "head": exported.head,
        "sums_sha256": exported.sums,
        "missing": missing.collect::<Vec<_>>(),
        "dry_run": args.dry_run,
    })
}
