//! `attest`: proof of a run for other people's tools.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::commands::attest::verify::verified;
use crate::cli::commands::gate::proof::proof;
use crate::cli::commands::output::unless_printed;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::door::Door;
use crate::cli::outside::refuse_records;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::attest::asked::{Ask, Form, Made};
use crate::flow::attest::attest;
use crate::flow::attest::key::Key;
use crate::flow::attest::write::{directory, look, write};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::time::Timestamp;
use crate::store::durable::Created;

/// Export proof of a run for other people's tools: DSSE, Sigstore bundles, in-toto, SHA256SUMS
///
/// Says what the record says of every closed attempt, failed ones too, as signed in-toto Statements. The record is audited first: while that finds an
/// error nothing is attested. Nothing of the repository is touched; a file that is there with other content is not overwritten. `docs/attest.md` shows how each
/// verifier is called.
///
/// With `--verify` nothing is exported: proof in a directory is held against the records here and your allowed signers. Exits 1 when any of it does not count.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Only the attempts at this gate
    #[arg(long, value_name = "GATE", add = ArgValueCompleter::new(crate::cli::complete::gates))]
    gate: Option<GateId>,
    /// Only this attempt at it
    #[arg(long, value_name = "N", requires = "gate")]
    attempt: Option<u32>,
    /// Sign with this private key of OpenSSH, which must not be encrypted, or with a public one whose other half ssh-agent has
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write into this directory, one below it for each run; without it, or with `-`, one form is printed
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// In which forms; in all that there can be where none is named
    #[arg(long, value_name = "FORM", value_delimiter = ',', value_parser = ["sums", "dsse", "bundle", "in-toto"])]
    format: Vec<String>,
    /// SLSA provenance v1 and verification summary v1 as well
    #[arg(long)]
    slsa: bool,
    /// Until when in-toto is to believe the layout: a time in UTC, or a day; a year after the run's last event where nothing is said
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires: Option<Timestamp>,
    /// Look at proof in this directory instead: whether it is what the records here say, signed by somebody whom you allow
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with_all = ["run_name", "run", "gate", "key", "output", "format", "slsa", "expires", "dry_run"]
    )]
    verify: Option<PathBuf>,
    /// Say what would be written; change nothing
    #[arg(long)]
    dry_run: bool,
}

fn time(text: &str) -> Result<Timestamp, String> {
    let whole =
        if text.len() == "2027-01-15".len() { format!("{text}T00:00:00.000Z") } else { text.to_owned() };
    whole
        .parse()
        .map_err(|_| "expected a day such as 2027-01-15, or a time such as 2027-01-15T08:00:00Z".to_owned())
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    if let Some(dir) = &args.verify {
        return verified(dir, door);
    }
    let forms: BTreeSet<Form> =
        Form::ALL.into_iter().filter(|form| args.format.iter().any(|name| name == form.as_str())).collect();
    let site = session::site(door)?;
    let run = args.which.find_to_show(&site, door)?;
    let output = unless_printed(args.output.as_ref());
    let printable = forms.len() == 1 && !forms.contains(&Form::InToto);
    if output.is_none() && !printable {
        let message =
            "say with `--output` into which directory; only one form, and not in-toto, can be printed";
        return Err(Failure::usage("no_output", message)
            .next(format!("gatewright attest --run {run} --format sums --output proof")));
    }
    if let Some(output) = output {
        refuse_records(door, &site, output, "proof")?;
    }
    let key = args.key.as_deref().map(|file| Key::of(proof(door, Some(file), None)?)).transpose()?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = Ask {
        run,
        newest: args.which.names_none(door),
        gate: args.gate.clone(),
        attempt: args.attempt,
        forms,
        slsa: args.slsa,
        expires: args.expires,
    };
    let made = attest(&site, &machine, &ask, key.as_ref(), door.moment()?.now)?;
    let members = json!({
        "run_id": ask.run,
        "level": made.level.as_str(),
        "key": key.as_ref().map(names),
        "output": output,
        "files": [],
        "left_out": made.left_out,
        "dry_run": args.dry_run,
    });
    let report = match output {
        None => printed(members, &made),
        Some(output) => written(args, door, output, members, &made)?,
    };
    let rests = format!("rests on {}: {}\n", made.level.as_str(), made.level.words());
    let left_out: String = made.left_out.iter().map(|why| format!("left out: {why}\n")).collect();
    Ok(report.talk(format!("{rests}{left_out}")).next(format!("gatewright audit {}", ask.run)))
}

fn names(key: &Key) -> Value {
    let named = &key.named;
    json!({ "openssh": named.openssh, "securesystemslib": named.securesystemslib, "golang": named.golang })
}

/// The statements alone, a line each: whoever reads them has the key already.
fn printed(mut members: Value, made: &Made) -> Report {
    let texts = made.proof.iter().filter(|proof| proof.form.is_some() && !proof.path.ends_with(".jsonl"));
    let texts: Vec<(&str, Form, String)> = texts
        .filter_map(|proof| {
            Some((proof.path.as_str(), proof.form?, String::from_utf8_lossy(&proof.bytes).into_owned()))
        })
        .collect();
    members["files"] = texts
        .iter()
        .map(|(path, form, content)| json!({ "path": path, "form": form.as_str(), "status": "printed", "content": content }))
        .collect();
    Report::new("attest", members).text(texts.into_iter().map(|(_, _, text)| text).collect::<String>())
}

fn written(
    args: &Args,
    door: &Door,
    output: &Path,
    mut members: Value,
    made: &Made,
) -> Result<Report, Failure> {
    let dir = directory(&door.cwd.join(output), !args.dry_run)?;
    let became = match dir {
        None => vec![Created::New; made.proof.len()],
        Some(dir) if args.dry_run => look(&dir, &made.proof)?,
        Some(dir) => write(&dir, &made.proof)?,
    };
    let word = |created: &Created| match created {
        Created::Same => "present",
        Created::New if args.dry_run => "would write",
        Created::New => "wrote",
    };
    let rows = made.proof.iter().zip(&became);
    members["files"] = rows
        .clone()
        .map(|(proof, created)| {
            json!({ "path": proof.path, "form": proof.form.map(Form::as_str), "status": word(created) })
        })
        .collect();
    let text: String = rows
        .map(|(proof, created)| format!("{:<11} {}\n", word(created), output.join(&proof.path).display()))
        .collect();
    Ok(Report::new("attest", members).text(text))
}
