//! `gate waive`: a person takes it upon himself that a check of an open attempt does not hold.

use serde_json::{Value, json};

use crate::cli::args::Global;
use crate::cli::commands::gate::proof::{HOW_TO_SIGN, Question, Signing, ask_person, asked_again};
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAsPerson;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::{session, show, waivers};
use crate::flow::artifacts::Outputs;
use crate::flow::git_commit::Committed;
use crate::flow::packet::commands;
use crate::flow::people::proof::Proof;
use crate::flow::people::signer::Claims;
use crate::flow::people::waive::{Granted, Matter, Waive, matter, waive};
use crate::format::signature::message::NAMESPACE;
use crate::model::failure::Failure;
use crate::model::time::Timestamp;
use crate::store::progress::Silent;

/// Waive a check of an open attempt: take it upon yourself that it does not hold
///
/// For a check that cannot hold for a good reason: a site that is gone, a tool that is broken. While the waiver counts the check does
/// not keep the gate from passing; a gate that passes with one is WAIVED, never PASS, and the record says for ever who waived what,
/// why and until when. It counts for this one attempt. An `approval`, a declared output and a warning cannot be waived, and an agent
/// waives nothing. Signed (--key, --signature) it is the word of a `human`; typed at a terminal that of a `claimed-human`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// The check: its `id`, else its type where only one has it, else type and place, such as 'word_count essays/a.md'
    #[arg(long, value_name = "CHECK")]
    check: String,
    /// Why; it stands in the record for ever
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Until when it counts: a day, to its end in UTC, such as 2026-03-31, or a time such as 2026-03-31T12:00:00Z
    #[arg(long, value_name = "WHEN", value_parser = until)]
    until: Timestamp,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    writing: WritingAsPerson,
}

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A time, or a day, which means its end.
fn until(text: &str) -> Result<Timestamp, String> {
    match format!("{text}T00:00:00Z").parse::<Timestamp>() {
        Ok(day) => Ok(day.later_by(DAY)),
        Err(_) => text.parse().map_err(|_| {
            "it is neither a day such as 2026-03-31 nor a time such as 2026-03-31T12:00:00Z".to_owned()
        }),
    }
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    session::refuse_inside_executor(door, &site, &run, &gate)?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let machine = session::machine(door, &site, &Silent)?;
    let ask = Waive {
        run,
        gate,
        check: args.check,
        reason: session::places(door, &site).without(&args.reason),
        until: args.until,
        proof: args.signing.proof(door)?,
        claims: Claims { given: global.actor.clone() },
        expect_head: args.writing.writing.expect_head,
        dry_run: args.writing.writing.dry_run,
    };
    let matter = matter(&site, &machine, &ask)?;
    if args.signing.message {
        return Ok(message(&matter, &ask));
    }
    if matches!(ask.proof, Proof::Word) && !ask.dry_run {
        // What would be refused anyway is not asked for.
        waive(&site, &machine, &Waive { dry_run: true, ..ask.clone() }, &door.moment()?, &who)?;
        let question = format!("Waive this check as {}?", who.actor);
        let shown = said(&matter, &ask);
        let until = ask.until.to_string();
        let given = [("--check", ask.check.as_str()), ("--reason", &ask.reason), ("--until", &until)];
        ask_person(
            door,
            &Question {
                shown: &shown,
                question: &question,
                again: &asked_again("waive", &ask.run, &matter.gate, given),
                run: &ask.run,
                gate: &matter.gate,
            },
        )?;
    }
    let granted = waive(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed =
        args.writing.writing.commit(&site, &machine, &granted.record, None, &Outputs::default())?;
    Ok(report(&granted, &ask, committed))
}

/// What is waived.
fn said(matter: &Matter, ask: &Waive) -> String {
    format!(
        "Gate {}, attempt {}: check {}\n  it asks: {}\n  until {}, because: {}\n",
        Tone::Strong.paint(&matter.gate),
        matter.attempt,
        Tone::Strong.paint(&matter.check),
        matter.words,
        ask.until,
        ask.reason,
    )
}

/// What is waived, as every answer about it says.
fn about(matter: &Matter, ask: &Waive) -> Value {
    json!({
        "run_id": ask.run,
        "gate": matter.gate,
        "attempt": matter.attempt,
        "check": matter.check,
        "asks": matter.words,
        "until": ask.until,
        "reason": ask.reason,
    })
}

fn message(matter: &Matter, ask: &Waive) -> Report {
    let mut members = about(matter, ask);
    members["namespace"] = json!(NAMESPACE);
    members["message"] = json!(matter.message);
    Report::new("waiver_message", members)
        .text(matter.message.clone())
        .hint(HOW_TO_SIGN)
        .next(commands(&ask.run, &matter.gate).check)
}

fn report(granted: &Granted, ask: &Waive, committed: Option<Committed>) -> Report {
    let Granted { record, matter, waiver } = granted;
    let would = if ask.dry_run { "would be " } else { "" };
    let by = waivers::by(waiver);
    let text = format!(
        "{}Check {} {would}{} by {by}: if the gate passes with that it is {}, not PASS\n",
        said(matter, ask),
        matter.check,
        show::status("waived"),
        show::status("WAIVED"),
    );
    let mut members = about(matter, ask);
    members["by"] = json!(waiver.waived.by);
    members["principal"] = json!(waiver.principal);
    let next = commands(&record.run.id, &matter.gate);
    let written = Written { record, stale: None, committed: committed.as_ref(), dry_run: ask.dry_run };
    written.end(Report::new("gate_waive", members).text(text)).next(next.check).next(next.finish)
}
