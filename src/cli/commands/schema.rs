//! `schema`: JSON Schemas of definitions, records and answers.

use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::setup::write_schemas::{Became, write_schemas};
use crate::format::definition::schema;
use crate::format::{answer, attest, record};
use crate::model::failure::Failure;

/// Print a JSON Schema: for editors, and for programs that read records or answers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which one; the names of all where nothing is said
    #[arg(value_name = "WHICH", value_parser = clap::builder::PossibleValuesParser::new(ALL.iter().map(|(name, _)| *name)))]
    which: Option<String>,
    /// Write those of definitions into `.gatewright/schemas`, where `$schema` of scaffolded files points to; what is there is replaced
    #[arg(long, conflicts_with = "which")]
    write: bool,
    /// Say what would be written; change nothing
    #[arg(long, requires = "write")]
    dry_run: bool,
}

/// Makes a schema.
type Make = fn() -> Value;

/// Every schema by name.
pub const ALL: &[(&str, Make)] = &[
    ("workflow", schema::workflow),
    ("contract", schema::contract),
    ("case", schema::case),
    ("check", schema::own_check),
    ("sample", schema::own_sample),
    ("config", schema::config),
    ("run", record::schema::run),
    ("attempt", record::schema::attempt),
    ("gate-attempt", attest::gate_attempt::schema),
    ("answer", answer::schema::answer),
];

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    if args.write {
        return write(args, door);
    }
    let names: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
    let Some(which) = &args.which else {
        let text = names.iter().map(|name| format!("{name}\n")).collect::<String>();
        return Ok(Report::new("schemas", json!({ "schemas": names }))
            .text(text)
            .next(format!("gatewright schema {}", ALL[0].0)));
    };
    let schema = ALL.iter().find(|(name, _)| name == which).map(|(_, make)| make()).unwrap_or_default();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default());
    Ok(Report::new("schema", json!({ "name": which, "schema": schema })).text(text))
}

fn write(args: &Args, door: &Door) -> Result<Report, Failure> {
    let written = write_schemas(&session::site(door)?, args.dry_run)?;
    let word = |became: &Became| match became {
        Became::Same => "present",
        Became::New if args.dry_run => "would write",
        Became::New => "wrote",
        Became::Replaced if args.dry_run => "would replace",
        Became::Replaced => "replaced",
    };
    let files: Vec<Value> =
        written.iter().map(|(path, became)| json!({ "path": path, "status": word(became) })).collect();
    let text: String =
        written.iter().map(|(path, became)| format!("{:<13} {path}\n", word(became))).collect();
    Ok(Report::new("schemas_written", json!({ "files": files, "dry_run": args.dry_run }))
        .text(text)
        .next("gatewright workflow lint"))
}
