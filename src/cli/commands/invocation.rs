//! `invocation record`: one agent call inside an open attempt.

use clap::Subcommand;
use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::Writing;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::packet::commands;
use crate::flow::record_invocation::{RecordInvocation, STATUSES, Told, record_invocation};
use crate::model::failure::Failure;
use crate::model::time::Timestamp;
use crate::rules::places::Places;
use crate::store::progress::Silent;

/// Record agent calls
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Record(Box<RecordArgs>),
}

/// Record one agent call inside an open attempt
///
/// What is said here is a claim that stands in the record; it never decides a gate.
#[derive(Debug, clap::Args)]
struct RecordArgs {
    #[command(flatten)]
    which: Which,
    /// Who was called
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Which model answered
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// The agent's own session
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// The command line, one argument each; may be repeated
    #[arg(long = "command", value_name = "ARG", allow_hyphen_values = true)]
    argv: Vec<String>,
    /// When it began, such as 2026-01-19T22:23:48.652Z; now where nothing is said
    #[arg(long, value_name = "TIME")]
    started_at: Option<Timestamp>,
    /// When it ended; now where nothing is said
    #[arg(long, value_name = "TIME")]
    finished_at: Option<Timestamp>,
    /// What it is said to have come to
    #[arg(long, value_name = "STATUS", value_parser = clap::builder::PossibleValuesParser::new(STATUSES), ignore_case = true)]
    status: Option<String>,
    /// The exit code of its command
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    exit_code: Option<i32>,
    /// Tokens read
    #[arg(long, value_name = "N")]
    tokens_in: Option<u64>,
    /// Tokens written
    #[arg(long, value_name = "N")]
    tokens_out: Option<u64>,
    /// What it cost, such as "0.42 USD"
    #[arg(long, value_name = "COST")]
    cost: Option<String>,
    /// What it read; may be repeated
    #[arg(long = "input", value_name = "REF")]
    inputs: Vec<String>,
    /// What it wrote; may be repeated
    #[arg(long = "output", value_name = "REF")]
    outputs: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let Command::Record(args) = args.command;
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    let who = session::who(door, global, args.agent.is_some())?;
    let places = session::places(door, &site);
    let told = Told {
        id: None,
        agent: args.agent,
        model: args.model,
        session: args.session,
        command: Some(args.argv.iter().map(|word| places.argument(word)).collect())
            .filter(|_| !args.argv.is_empty()),
        started_at: args.started_at,
        finished_at: args.finished_at,
        status: args.status.map(|status| status.to_ascii_uppercase()),
        exit_code: args.exit_code,
        tokens_in: args.tokens_in,
        tokens_out: args.tokens_out,
        cost: args.cost,
        input_refs: references(&places, &args.inputs)?,
        output_refs: references(&places, &args.outputs)?,
    };
    let ask = RecordInvocation {
        run,
        gate,
        attempt: None,
        told,
        expect_head: args.writing.expect_head,
        dry_run: args.writing.dry_run,
    };
    let done =
        record_invocation(&site, &session::machine(door, &site, &Silent)?, &ask, &door.moment()?, &who)?;
    let call = &done.invocation;
    let would = if args.writing.dry_run { "would be recorded" } else { "recorded" };
    let text = format!(
        "{} {would} for attempt {} at gate {}\n{}",
        Tone::Strong.paint(&call.invocation_id),
        call.attempt,
        call.gate,
        show::head(&done.record, args.writing.dry_run),
    );
    let members = json!({
        "run_id": done.record.run.id,
        "gate": call.gate,
        "attempt": call.attempt,
        "invocation": call,
        "dry_run": args.writing.dry_run,
        "head": show::head_json(&done.record, args.writing.dry_run),
    });
    let next = commands(&done.record.run.id, &call.gate);
    Ok(Report::new("invocation_record", members).text(text).next(next.check).next(next.finish))
}

/// What a call is said to have read or written: below the root it is made relative, elsewhere it is refused.
fn references(places: &Places, given: &[String]) -> Result<Vec<String>, Failure> {
    let reference = |text: &String| {
        let text = places.without(text);
        if text.starts_with('/') || text.starts_with('~') {
            return Err(Failure::usage(
                "outside_repository",
                format!(
                    "`{}` lies outside the repository; a record holds no path of a machine",
                    text.escape_debug()
                ),
            )
            .hint("name what lies in the repository, or say in words what it was"));
        }
        Ok(text)
    };
    given.iter().map(reference).collect()
}
