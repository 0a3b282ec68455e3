//! The repository's own checks as `checks` shows and tries them.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::{Report, failure_members};
use crate::cli::{session, show};
use crate::flow::own::checks::{load, names};
use crate::flow::own::samples::{Sample, Tried, try_samples, unknown};
use crate::flow::site::Site;
use crate::flow::trust::{TRUST, asks_for_trust};
use crate::model::duration;
use crate::model::failure::{Failure, Kind};
use crate::model::own_check::{OwnCheck, name_in};
use crate::model::verdict::Verdict;
use crate::rules::quote::counted;

/// The command that tries samples.
pub const TEST: &str = "gatewright checks --test";

/// The repository that the command is in, if it is in one.
///
/// # Errors
/// Its `gatewright.json` is wrong.
pub fn site(door: &Door) -> Result<Option<Site>, Failure> {
    match session::site(door) {
        Err(failure) if failure.code == "no_repository" => Ok(None),
        site => site.map(Some),
    }
}

/// The repository's own checks as lines of a table and as JSON, those that cannot be read with why.
pub fn listed(site: Option<&Site>) -> Result<(Vec<Vec<String>>, Vec<Value>), Failure> {
    let (mut lines, mut all) = (vec![], vec![]);
    let Some(site) = site else { return Ok((lines, all)) };
    for name in names(site)? {
        let (said, member) = match load(site, &name) {
            Ok(Some(loaded)) => (loaded.check.description.clone(), members(&loaded.check)),
            Ok(None) => continue,
            Err(failure) if failure.kind != Kind::Usage => return Err(failure),
            Err(failure) => (
                Tone::Bad.paint(format!("cannot be read: {}", failure.message)),
                json!({ "name": format!("checks/{name}"), "error": failure_members(&failure) }),
            ),
        };
        lines.push(vec![Tone::Strong.paint(format!("checks/{name}")), said]);
        all.push(member);
    }
    Ok((lines, all))
}

fn members(check: &OwnCheck) -> Value {
    let files: Vec<Value> =
        check.files.iter().map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })).collect();
    json!({
        "name": check.kind(),
        "version": check.version,
        "description": check.description,
        "argv": check.argv,
        "takes_target": check.takes_target,
        "params": check.params,
        "timeout_seconds": check.timeout.as_secs(),
        "sha256": OwnCheck::digest_of(&check.files),
        "files": files,
    })
}

/// Explains one; `name` begins with `checks/`.
pub fn explained(site: &Site, name: &str) -> Result<Report, Failure> {
    let own = name_in(name).unwrap_or(name);
    let check = load(site, own)?.ok_or_else(|| unknown(own, &names(site).unwrap_or_default()))?.check;
    let target = if check.takes_target {
        "a path, a glob, `any_of` or `all_required`"
    } else {
        "nothing; it has no `target`"
    };
    let mut text = format!(
        "{} (version {})\n  {}\n  target: {target}\n  runs:   {}\n  ended after {}\n",
        Tone::Strong.paint(check.kind()),
        check.version,
        check.description,
        check.argv.join(" "),
        duration::spell(check.timeout),
    );
    let schema = check.params.as_ref();
    let required = schema.and_then(|schema| schema.get("required")?.as_array()).cloned().unwrap_or_default();
    for (param, rule) in schema.and_then(|schema| schema.get("properties")?.as_object()).into_iter().flatten()
    {
        let needed = if required.iter().any(|it| it.as_str() == Some(param)) { ", required" } else { "" };
        text.push_str(&format!("  {}: {rule}{needed}\n", Tone::Strong.paint(param)));
    }
    text.extend(check.files.keys().map(|path| format!("  file {path}\n")));
    text.push_str(&format!("  digest {}\n", OwnCheck::digest_of(&check.files)));
    Ok(Report::new("own_check", json!({ "check": members(&check) }))
        .text(text)
        .next(format!("gatewright checks {} --test", check.kind())))
}

/// Tries the samples of one, or of all.
pub fn tested(name: Option<&str>, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let name = name.map(|name| name_in(name).unwrap_or(name));
    let tried = try_samples(&site, &machine, name, Path::new(door.var("TMPDIR").unwrap_or("/tmp")))?;
    if tried.is_empty() {
        return Err(Failure::usage(
            "no_own_checks",
            "the repository has no checks of its own, so nothing was tried",
        )
        .hint(format!(
            "one lies in `{}/<name>/check.json`; `gatewright schema check` describes it",
            site.config.checks
        ))
        .next("gatewright help checks"));
    }
    let samples = || tried.iter().flat_map(|it| &it.samples);
    let failed = samples().filter(|it| it.unmet.is_some()).count();
    let total = samples().count();
    let text: String = tried.iter().flat_map(|it| it.samples.iter().map(|sample| line(it, sample))).collect();
    let tone = if failed == 0 { Tone::Good } else { Tone::Bad };
    let counts = tone.paint(format!("{} as they must be, {failed} not", total - failed));
    let report = Report::new(
        "checks_test",
        json!({
            "checks": tried.iter().map(tried_json).collect::<Vec<_>>(),
            "samples": total,
            "failed": failed,
            "pass": failed == 0,
        }),
    )
    .text(format!("{text}\n{}: {counts}\n", counted(total as u64, "sample")))
    .exit(if failed == 0 { Exit::Done } else { Exit::Refuted });
    let untrusted = samples().any(|it| asks_for_trust(&Verdict { rows: vec![it.row.clone()] }));
    Ok(if untrusted { report.next(TRUST).next(TEST) } else { report.next("gatewright checks") })
}

fn line(tried: &Tried, sample: &Sample) -> String {
    let mark = if sample.unmet.is_none() { Tone::Good.paint("ok") } else { Tone::Bad.paint("NOT SO") };
    let name = sample.dir.as_str().strip_prefix(&format!("{}/samples/", tried.check.folder));
    let mut text =
        format!("{} {} {mark}\n", Tone::Strong.paint(tried.check.kind()), name.unwrap_or_default());
    if let Some(why) = &sample.unmet {
        if !sample.description.is_empty() {
            text.push_str(&format!("  {}\n", Tone::Faint.paint(&sample.description)));
        }
        text.push_str(&format!("  {why}; the check says:\n"));
        text.push_str(&show::verdict(&Verdict { rows: vec![sample.row.clone()] }));
    }
    text
}

fn tried_json(tried: &Tried) -> Value {
    let sample = |it: &Sample| {
        let verdict = Verdict { rows: vec![it.row.clone()] };
        json!({
            "path": it.dir,
            "description": it.description,
            "expected": it.expected,
            "found": it.row.state.as_str(),
            "pass": it.unmet.is_none(),
            "unmet": it.unmet,
            "validations": show::rows_json(&verdict),
        })
    };
    json!({ "check": tried.check.kind(), "samples": tried.samples.iter().map(sample).collect::<Vec<_>>() })
}
