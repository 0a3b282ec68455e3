//! `attest --verify`: what proof in a directory is worth.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::attest::verify::{Verified, verify};
use crate::flow::attest::worth::Worth;
use crate::flow::attest::write::directory;
use crate::model::failure::Failure;

/// Looks at all proof in the directory; exits 1 when any of it does not count.
pub fn verified(dir: &Path, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let root = directory(&door.cwd.join(dir), false)?
        .ok_or_else(|| Failure::usage("no_proof", format!("there is no directory `{}`", dir.display())))?;
    let found = verify(&site, &machine, &root, door.moment()?.now)?;
    let pass = !found.files.iter().any(|(_, worth)| matches!(worth, Worth::Refused(_)));
    let members = json!({
        "directory": dir,
        "pass": pass,
        "files": found.files.iter().map(to_json).collect::<Vec<_>>(),
        "missing": found.missing,
    });
    let report = Report::new("attest_verify", members).text(text(&found));
    let report = report.exit(if pass { Exit::Done } else { Exit::Refuted });
    Ok(report.next("gatewright audit"))
}

fn to_json((path, worth): &(String, Worth)) -> Value {
    let (by, why) = match worth {
        Worth::Good(by) => (by.as_deref(), None),
        Worth::Refused(why) => (None, Some(why.as_str())),
        Worth::Unknown => (None, None),
    };
    json!({ "path": path, "worth": worth.as_str(), "signed_by": by, "why": why })
}

fn text(found: &Verified) -> String {
    let line = |(path, worth): &(String, Worth)| match worth {
        Worth::Good(Some(by)) => format!("{}     {path} by {by}\n", Tone::Good.paint("good")),
        Worth::Good(None) => format!("{}     {path}, not signed\n", Tone::Good.paint("good")),
        Worth::Refused(why) => format!("{}  {path}: {why}\n", Tone::Bad.paint("refused")),
        Worth::Unknown => format!("unknown  {path}\n"),
    };
    let files: String = found.files.iter().map(line).collect();
    let missing = found.missing.iter().map(|attempt| format!("nothing is said of {attempt}\n"));
    files + &missing.collect::<String>()
}
