//! `run seal`: signs a record as it is.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::args::Global;
use crate::cli::commands::gate::proof::proof;
use crate::cli::commands::run::which::WhichRun;
use crate::cli::commands::writing::WritingAsPerson;
use crate::cli::commands::written::Written;
use crate::cli::door::Door;
use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::artifacts::Outputs;
use crate::flow::people::seal::{Seal, seal};
use crate::flow::people::signer::Claims;
use crate::format::signature::role::SEAL;
use crate::model::failure::Failure;
use crate::store::progress::Silent;
use crate::store::runs::read::RunDir;

/// Sign the record of a run as it is
///
/// The signature lies beside the record and says that whoever has the key has seen these very bytes; `audit` then says whose it is. It is an SSH signature in the
/// namespace `seal.gatewright`, which `ssh-keygen -Y verify` accepts as well. Agents cannot seal.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichRun,
    /// Sign with this private key of OpenSSH, which must not be encrypted, or with a public one whose other half ssh-agent has
    #[arg(long, value_name = "FILE", conflicts_with_all = ["signature", "message"])]
    key: Option<PathBuf>,
    /// Take this signature of RUN.json, made with `ssh-keygen -Y sign -n seal.gatewright`; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "message")]
    signature: Option<PathBuf>,
    /// Print RUN.json, which is what is signed, and seal nothing
    #[arg(long)]
    message: bool,
    #[command(flatten)]
    writing: WritingAsPerson,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let run = args.which.find_to_show(&site, door)?;
    let again = format!("gatewright run seal --run {run} --message");
    if args.message {
        let dir = RunDir::find(&site.root, &site.config.runs, &run)?;
        let text = String::from_utf8_lossy(&dir.run_json()?).into_owned();
        dir.record()?;
        let members = json!({ "run_id": run, "namespace": SEAL.namespace, "message": text });
        return Ok(Report::new("seal_message", members)
            .text(text)
            .hint(format!("sign these very bytes with `ssh-keygen -Y sign -n {} -f KEY FILE`, then give `--signature FILE.sig`", SEAL.namespace))
            .next(format!("gatewright run show --run {run}")));
    }
    if args.key.is_none() && args.signature.is_none() {
        return Err(
            Failure::usage("not_signed", "a seal is a signature: give `--key` or `--signature`").next(again)
        );
    }
    let who = session::who_named(door, global, args.writing.agent.as_deref())?;
    let machine = session::machine(door, &site, &Silent)?;
    let ask = Seal {
        run,
        proof: proof(door, args.key.as_deref(), args.signature.as_deref())?,
        claims: Claims { given: global.actor.clone() },
        expect_head: args.writing.writing.expect_head,
        dry_run: args.writing.writing.dry_run,
    };
    let sealed = seal(&site, &machine, &ask, door.moment()?.now, &who)?;
    let committed =
        args.writing.writing.commit(&site, &machine, &sealed.record, None, &Outputs::default())?;
    let whose = match &sealed.signed.principal {
        Ok(principal) => principal.clone(),
        Err(why) => format!("nobody that your allowed signers name ({why})"),
    };
    let text = format!(
        "{} {}sealed by {whose}\n  key: {}\n  seal: {}\n",
        Tone::Strong.paint(&ask.run),
        if ask.dry_run { "would be " } else { "" },
        sealed.signed.fingerprint,
        sealed.path,
    );
    let members = json!({
        "run_id": ask.run,
        "seal": sealed.path,
        "fingerprint": sealed.signed.fingerprint,
        "principal": sealed.signed.principal.as_ref().ok(),
    });
    let written =
        Written { record: &sealed.record, stale: None, committed: committed.as_ref(), dry_run: ask.dry_run };
    let report = written.end(Report::new("run_seal", members).text(text));
    Ok(report.next(format!("gatewright audit {}", ask.run)))
}
