//! `schema`: JSON Schemas of definitions, records and answers.

use serde_json::{Value, json};

use crate::cli::report::Report;
use crate::format::definition::schema;
use crate::format::{answer, record};
use crate::model::failure::Failure;

/// Print a JSON Schema: for editors, and for programs that read records or answers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which one; the names of all where nothing is said
    #[arg(value_name = "WHICH", value_parser = clap::builder::PossibleValuesParser::new(ALL.iter().map(|(name, _)| *name)))]
    which: Option<String>,
}

/// Makes a schema.
type Make = fn() -> Value;

/// Every schema by name.
pub const ALL: &[(&str, Make)] = &[
    ("workflow", schema::workflow),
    ("contract", schema::contract),
    ("case", schema::case),
    ("config", schema::config),
    ("run", record::schema::run),
    ("attempt", record::schema::attempt),
    ("answer", answer::schema::answer),
];

/// Runs the command.
pub fn run(args: &Args) -> Result<Report, Failure> {
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
