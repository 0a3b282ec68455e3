//! `gate approve` and `gate reject`: a person decides about the outputs of an open attempt.

use serde_json::{Value, json};

use crate::cli::args::Global;
use crate::cli::commands::gate::proof::{HOW_TO_SIGN, Question, Signing, ask_person, asked_again};
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::WritingAsPerson;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show, waivers};
use crate::flow::artifacts::Outputs;
use crate::flow::git_commit::Committed;
use crate::flow::machine::Machine;
use crate::flow::packet::commands;
use crate::flow::people::decide::{Decide, Made, Subject, decide, subject};
use crate::flow::people::differences::Differing;
use crate::flow::people::proof::Proof;
use crate::flow::people::signer::Claims;
use crate::flow::site::{Moment, Site, Who};
use crate::format::signature::message::NAMESPACE;
use crate::model::decision::Decision;
use crate::model::failure::Failure;
use crate::rules::secrets::mask;

/// What `gate approve` and `gate reject` take
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// In your words; needed to reject
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    signing: Signing,
    #[command(flatten)]
    writing: WritingAsPerson,
}

/// Runs the command.
pub fn run(args: Args, decision: Decision, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    session::refuse_inside_executor(door, &site, &run, &gate)?;
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let reason = args.reason.as_ref().map(|reason| session::places(door, &site).without(reason));
    let subject = subject(&site, &machine, &run, &gate, decision, reason.as_deref())?;
    if args.signing.message {
        return Ok(message(&subject, decision, &run.to_string()));
    }
    let ask = Decide {
        run,
        gate: subject.gate.clone(),
        decision,
        reason,
        outputs: subject.outputs,
        proof: args.signing.proof(door)?,
        claims: Claims { given: global.actor.clone() },
        expect_head: args.writing.writing.expect_head,
        dry_run: args.writing.writing.dry_run,
    };
    let at = Scene { door, site: &site, machine: &machine, who: &who };
    at.confirm(&ask, &subject, &door.moment()?)?;
    let made = decide(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = args.writing.writing.commit(&site, &machine, &made.record, None, &Outputs::default())?;
    Ok(report(&made, &subject, &ask, committed))
}

struct Scene<'a> {
    door: &'a Door,
    site: &'a Site,
    machine: &'a Machine<'a>,
    who: &'a Who,
}

impl Scene<'_> {
    /// Somebody who only gives their word sees what they decide about, and says the gate's name.
    fn confirm(&self, ask: &Decide, subject: &Subject, moment: &Moment) -> Result<(), Failure> {
        if !matches!(ask.proof, Proof::Word) || ask.dry_run {
            return Ok(());
        }
        // What would be refused anyway is not asked for.
        decide(self.site, self.machine, &Decide { dry_run: true, ..ask.clone() }, moment, self.who)?;
        let verb = verb(ask.decision);
        let question = format!("{verb} these outputs as {}?", self.who.actor);
        ask_person(
            self.door,
            &Question {
                shown: &said(subject),
                question: &question,
                again: &again(ask),
                run: &ask.run,
                gate: &ask.gate,
            },
        )
    }
}

/// The command that asks once more.
fn again(ask: &Decide) -> String {
    let command = match ask.decision {
        Decision::Approved => "approve",
        Decision::Rejected => "reject",
    };
    let reason = ask.reason.as_ref().map(|reason| ("--reason", reason.as_str()));
    asked_again(command, &ask.run, &ask.gate, reason)
}

fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "Approve",
        Decision::Rejected => "Reject",
    }
}

/// What is decided about.
fn said(subject: &Subject) -> String {
    let since = match subject.since {
        Some(attempt) => format!("compared with what attempt {attempt} left"),
        None => "the first attempt".to_owned(),
    };
    format!(
        "Gate {}, attempt {} ({since})\n{}  all of them: {}\n{}{}",
        Tone::Strong.paint(&subject.gate),
        subject.attempt,
        show::outputs(&subject.artifacts, None),
        subject.outputs.short(),
        subject.differences.iter().map(differing).collect::<String>(),
        waivers::of_attempt(&subject.gate, &subject.waived),
    )
}

/// How an output differs from what the attempt before left.
fn differing(one: &Differing) -> String {
    let head = Tone::Strong.paint(format!("Changed in {}", one.path));
    match &one.lines {
        Ok(lines) => {
            let lines: String = lines.iter().map(|line| format!("  {}\n", mask(line))).collect();
            format!("{head}\n{lines}")
        }
        Err(why) => format!("{head}: {why}\n"),
    }
}

fn differences(subject: &Subject) -> Value {
    let one = |one: &Differing| {
        let lines = one.lines.as_ref().ok();
        let lines = lines.map(|lines| lines.iter().map(|line| mask(line)).collect::<Vec<_>>());
        json!({ "path": one.path, "lines": lines, "unknown": one.lines.as_ref().err() })
    };
    subject.differences.iter().map(one).collect()
}

fn message(subject: &Subject, decision: Decision, run: &str) -> Report {
    let members = json!({
        "run_id": run,
        "gate": subject.gate,
        "attempt": subject.attempt,
        "decision": decision.as_str(),
        "outputs": subject.outputs,
        "artifacts": subject.artifacts,
        "differences": differences(subject),
        "namespace": NAMESPACE,
        "message": subject.message,
    });
    Report::new("decision_message", members)
        .text(subject.message.clone())
        .hint(HOW_TO_SIGN)
        .next(format!("gatewright gate check --run {run} --gate {}", subject.gate))
}

fn report(made: &Made, subject: &Subject, ask: &Decide, committed: Option<Committed>) -> Report {
    let would = if ask.dry_run { "would be " } else { "" };
    let by = match &made.principal {
        Some(principal) => waivers::signed(&made.decided.by, principal),
        None => made.decided.by.to_string(),
    };
    let text =
        format!("{}Attempt {} {would}{} by {by}\n", said(subject), subject.attempt, ask.decision.as_str(),);
    let members = json!({
        "run_id": made.record.run.id,
        "gate": subject.gate,
        "attempt": subject.attempt,
        "decision": ask.decision.as_str(),
        "by": made.decided.by,
        "principal": made.principal,
        "reason": ask.reason,
        "outputs": subject.outputs,
        "artifacts": subject.artifacts,
        "differences": differences(subject),
    });
    let next = commands(&made.record.run.id, &subject.gate);
    let kind = if ask.decision == Decision::Approved { "gate_approve" } else { "gate_reject" };
    let written =
        Written { record: &made.record, stale: None, committed: committed.as_ref(), dry_run: ask.dry_run };
    written.end(Report::new(kind, members).text(text)).next(next.check).next(next.finish)
}
