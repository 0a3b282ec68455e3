//! `man`: manual pages, generated from the same words as `--help`.

use std::path::PathBuf;

use clap::{Arg, CommandFactory};
use serde_json::json;

use crate::cli::args::Cli;
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::flow::start_run::TOOL;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::durable;
use crate::store::rooted::Root;

/// Print the manual page, or write one page per command into a directory
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write `gatewright.1`, `gatewright-gate.1`, `gatewright-gate-finish.1` … into this existing directory
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    dir: Option<PathBuf>,
    /// Say which pages would be written; change nothing
    #[arg(long, requires = "dir")]
    dry_run: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let pages = pages()?;
    let Some(dir) = &args.dir else {
        let page = pages.into_iter().next().map(|(_, page)| page).unwrap_or_default();
        return Ok(Report::new("man", json!({ "page": page })).text(page));
    };
    let root = Root::open(&door.cwd.join(dir)).map_err(|failure| {
        let message = format!("cannot open the directory `{}` to write manual pages into it", dir.display());
        Failure { message, kind: Kind::Usage, code: "no_such_directory", ..failure }
            .hint("it has to be there before: `mkdir` makes it")
    })?;
    let mut names = vec![];
    for (name, page) in pages {
        let path = RepoPath::new(&name).map_err(|why| Failure::bug(why.to_string()))?;
        if !args.dry_run {
            durable::write_log(&root, &path, page.as_bytes())?;
        }
        names.push(name);
    }
    let text = names.iter().map(|name| format!("{name}\n")).collect::<String>();
    Ok(Report::new("man", json!({ "pages": names, "dry_run": args.dry_run })).text(text))
}

/// Every page with its file name, the program's own first.
pub fn pages() -> Result<Vec<(String, String)>, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut pages = vec![];
    add(&command, "gatewright", &mut pages)?;
    Ok(pages)
}

/// How the command is typed, options with their values.
fn synopsis(command: &clap::Command) -> String {
    let mut words = vec![command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned()];
    let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let (places, options): (Vec<&Arg>, Vec<&Arg>) = shown.partition(|arg| arg.is_positional());
    for arg in options.into_iter().chain(places) {
        let name = match (arg.get_long(), arg.get_short()) {
            (Some(long), _) => format!("--{long}"),
            (None, short) => short.map(|short| format!("-{short}")).unwrap_or_default(),
        };
        let takes = arg.is_positional() || arg.get_action().takes_values();
        let values = arg.get_value_names().filter(|_| takes).unwrap_or_default().join(" ");
        let typed = format!("{name} {values}").trim().to_owned();
        words.push(if arg.is_required_set() { typed } else { format!("[{typed}]") });
    }
    if command.has_subcommands() {
        words.push(if command.is_subcommand_required_set() { "COMMAND" } else { "[COMMAND]" }.to_owned());
    }
    words.join(" ")
}

fn add(command: &clap::Command, name: &str, pages: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let mut page = vec![];
    let shown = command.clone().display_name(name.to_owned()).override_usage(synopsis(command));
    clap_mangen::Man::new(shown)
        .source(TOOL)
        .render(&mut page)
        .map_err(|error| Failure::bug(format!("a manual page could not be written: {error}")))?;
    pages.push((format!("{name}.1"), String::from_utf8_lossy(&page).into_owned()));
    command.get_subcommands().try_for_each(|below| add(below, &format!("{name}-{}", below.get_name()), pages))
}
