//! `gate approve` and `gate reject`: a person decides about the outputs of an open attempt.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::which::Which;
use crate::cli::commands::writing::Writing;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::{self, Tone};
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::artifacts::Outputs;
use crate::flow::decide::{Decide, Made, Proof, Subject, decide, subject};
use crate::flow::git_commit::Committed;
use crate::flow::machine::Machine;
use crate::flow::packet::commands;
use crate::flow::site::{Moment, Site, Who};
use crate::format::signature::message::NAMESPACE;
use crate::format::signature::verify::MAX_SIGNATURE;
use crate::model::decision::Decision;
use crate::model::failure::Failure;

/// What `gate approve` and `gate reject` take
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// In your words; needed to reject
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Sign with this private key of OpenSSH, which must not be encrypted
    #[arg(long, value_name = "FILE", conflicts_with_all = ["signature", "message"])]
    key: Option<PathBuf>,
    /// Take this signature of the message, made with `ssh-keygen -Y sign -n decision.gatewright`; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "message")]
    signature: Option<PathBuf>,
    /// Print the message to be signed, and decide nothing
    #[arg(long)]
    message: bool,
    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: Args, decision: Decision, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (run, gate) = args.which.open(&site, door)?;
    session::refuse_inside_executor(door, &site, &run, &gate)?;
    let who = session::who(door, global, false)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let reason = args.reason.as_ref().map(|reason| session::places(door, &site).without(reason));
    let subject = subject(&site, &machine, &run, &gate, decision, reason.as_deref())?;
    if args.message {
        return Ok(message(&subject, decision, &run.to_string()));
    }
    let proof = match (&args.key, &args.signature) {
        (Some(file), _) => Proof::Key(read(door, file, 64 * 1024)?),
        (_, Some(file)) => Proof::Signature(read(door, file, MAX_SIGNATURE)?),
        (None, None) => Proof::Word,
    };
    let ask = Decide {
        run,
        gate: subject.gate.clone(),
        decision,
        reason,
        outputs: subject.outputs,
        proof,
        expect_head: args.writing.expect_head,
        dry_run: args.writing.dry_run,
    };
    let at = Scene { door, site: &site, machine: &machine, who: &who };
    at.confirm(&ask, &subject, &door.moment()?)?;
    let made = decide(&site, &machine, &ask, &door.moment()?, &who)?;
    let committed = args.writing.commit(&site, &machine, &made.record, None, &Outputs::default())?;
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
        let refused = |message: &str| {
            Failure::usage("not_decided", message.to_owned())
                .hint("without a terminal a decision is signed: `--key`, or `--message` and `--signature`")
                .next(commands(&ask.run, &ask.gate).check)
        };
        if !self.door.stdin_terminal || self.door.json {
            return Err(refused("nobody can be asked: standard input is not a terminal"));
        }
        print::talk(&print::shown(&said(subject), self.door.stderr_colour));
        let verb = verb(ask.decision);
        print::talk(&format!("{verb} these outputs as {}? Type the gate's id to say so: ", self.who.actor));
        let _ = std::io::stderr().flush();
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        let read = read.map_err(|error| Failure::io("cannot read the answer", &error))?;
        match answer.trim() {
            _ if read == 0 => Err(refused("nobody answered; nothing was decided")),
            typed if typed.eq_ignore_ascii_case(ask.gate.as_str()) => Ok(()),
            _ => Err(refused("the answer was not the gate's id; nothing was decided")),
        }
    }
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
        "Gate {}, attempt {} ({since})\n{}  all of them: {}\n",
        Tone::Strong.paint(&subject.gate),
        subject.attempt,
        show::outputs(&subject.artifacts, None),
        subject.outputs.short(),
    )
}

fn message(subject: &Subject, decision: Decision, run: &str) -> Report {
    let members = json!({
        "run_id": run,
        "gate": subject.gate,
        "attempt": subject.attempt,
        "decision": decision.as_str(),
        "outputs": subject.outputs,
        "artifacts": subject.artifacts,
        "namespace": NAMESPACE,
        "message": subject.message,
    });
    Report::new("decision_message", members)
        .text(subject.message.clone())
        .hint(format!("sign these very bytes with `ssh-keygen -Y sign -n {NAMESPACE} -f KEY FILE`, then give `--signature FILE.sig`"))
        .next(format!("gatewright gate check --run {run} --gate {}", subject.gate))
}

/// The text of a file that is no part of the repository's work: a key, a signature; `-` is standard input.
fn read(door: &Door, file: &Path, most: usize) -> Result<String, Failure> {
    let shown = file.display();
    let cannot = |why: String| Failure::usage("unreadable_file", format!("cannot read `{shown}`")).cause(why);
    let mut bytes = vec![];
    let limit = most as u64 + 1;
    if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| cannot(error.to_string()))?;
    } else {
        let opened = open(&door.cwd.join(file)).map_err(|error| cannot(error.to_string()))?;
        opened.take(limit).read_to_end(&mut bytes).map_err(|error| cannot(error.to_string()))?;
    }
    if bytes.len() > most {
        return Err(cannot(format!("it is longer than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| cannot("it is not UTF-8".to_owned()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a key or a signature lies where its owner keeps it, not in the repository"
)]
fn open(file: &Path) -> std::io::Result<std::fs::File> {
    // A pipe would be waited for.
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    std::fs::File::open(file)
}

fn report(made: &Made, subject: &Subject, ask: &Decide, committed: Option<Committed>) -> Report {
    let would = if ask.dry_run { "would be " } else { "" };
    let by = match &made.principal {
        Some(principal) => format!("{}, signed by {principal}", made.decided.by),
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
    });
    let next = commands(&made.record.run.id, &subject.gate);
    let kind = if ask.decision == Decision::Approved { "gate_approve" } else { "gate_reject" };
    let written =
        Written { record: &made.record, stale: None, committed: committed.as_ref(), dry_run: ask.dry_run };
    written.end(Report::new(kind, members).text(text)).next(next.check).next(next.finish)
}
