//! `help`: the manual of a command, or a topic such as the exit codes.

use clap::CommandFactory;
use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::args::Cli;
use crate::cli::exit::Exit;
use crate::cli::report::Report;
use crate::cli::table::table;
use crate::model::failure::Failure;
use crate::rules::packet::render::VALUES;

/// Show the manual of a command, or a topic: `exit-codes`, `templates`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A command such as `gate finish`, or a topic: `exit-codes`, `templates`
    #[arg(value_name = "COMMAND", add = ArgValueCompleter::new(crate::cli::complete::manuals))]
    words: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Report, Failure> {
    match args.words.as_slice() {
        [topic] if topic == "exit-codes" => return Ok(exit_codes()),
        [topic] if topic == "templates" => return Ok(templates()),
        _ => {}
    }
    let mut command = Cli::command();
    for word in &args.words {
        let below = command.find_subcommand(word).cloned();
        command = below.ok_or_else(|| unknown(&args.words))?;
    }
    // What `--help` says, so that there is one manual.
    let asked = ["gatewright"].into_iter().chain(args.words.iter().map(String::as_str)).chain(["--help"]);
    let told = Cli::command().try_get_matches_from(asked).err();
    let text = told.ok_or_else(|| unknown(&args.words))?.render().to_string();
    Ok(Report::new("help", json!({ "text": text })).text(text))
}

fn unknown(words: &[String]) -> Failure {
    let message = format!("there is no command `{}`", words.join(" ").escape_debug());
    Failure::usage("unknown_command", message).next("gatewright help")
}

fn exit_codes() -> Report {
    let lines: Vec<Vec<String>> =
        Exit::ALL.iter().map(|exit| vec![exit.code().to_string(), exit.meaning().to_owned()]).collect();
    let codes: Vec<Value> =
        Exit::ALL.iter().map(|exit| json!({ "code": exit.code(), "meaning": exit.meaning() })).collect();
    Report::new("exit_codes", json!({ "exit_codes": codes })).text(table(&lines))
}

fn templates() -> Report {
    let lines: Vec<Vec<String>> =
        VALUES.iter().map(|(name, doc)| vec![(*name).to_owned(), (*doc).to_owned()]).collect();
    let values: Vec<Value> = VALUES.iter().map(|(name, doc)| json!({ "value": name, "doc": doc })).collect();
    let text = format!(
        "The values that the template of a packet may use, in the syntax of Jinja; another one is an error.\n\n{}",
        table(&lines)
    );
    Report::new("templates", json!({ "values": values })).text(text)
}
