//! `report`: a run as one page of HTML.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::commands::output::{named, unless_printed};
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::outside::refuse_records;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::audit::Ask;
use crate::flow::review::report::report_run;
use crate::model::failure::Failure;
use crate::store::rooted::Root;

/// Show a run as one page of HTML: at a glance, gates, attempts, checks, outputs, decisions, what an audit found
///
/// The page needs nothing beside itself: no script, no network. It is printed, or written with `--output`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Write the page into this file, which is replaced; `-` prints it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let run = args.which.find_to_show(&site, door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = Ask { runs: vec![run.clone()], ..Ask::default() };
    let page = report_run(&site, &machine, &ask, door.moment()?.now, env!("CARGO_PKG_VERSION"))?;
    let next = format!("gatewright audit {run}");
    let mut members = json!({ "run_id": run, "level": page.level.as_str(), "errors": page.errors });
    let Some(file) = unless_printed(args.output.as_ref()) else {
        members["page"] = json!(page.html);
        return Ok(Report::new("report", members).text(page.html).next(next));
    };
    refuse_records(door, &site, file, "a page")?;
    write(door, file, page.html.as_bytes())?;
    members["output"] = json!(file);
    Ok(Report::new("report", members).text(format!("{}\n", file.display())).next(next))
}

/// Writes a file that the user names, wherever it is; never half.
fn write(door: &Door, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let (dir, name) = named(door, file)?;
    crate::store::durable::write_atomic(&Root::open(&dir)?, &name, bytes)
}
