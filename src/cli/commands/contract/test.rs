//! `contract test`: cases of contracts, judged and held against what they expect.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::commands::contract::which::{self, Which};
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::Tone;
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::contract::suite::{Ask, Never, Ran, Suite, run as run_suites};
use crate::flow::contract::test::Kept;
use crate::flow::trust::{TRUST, asks_for_trust};
use crate::model::case::word;
use crate::model::failure::Failure;
use crate::model::verdict::{State, Verdict};
use crate::rules::quote::counted;

/// Judge the cases of contracts: trees of files with the result that each check must have
///
/// A case is a directory `contracts/<workflow>/tests/<case>` with `case.json` (`gatewright schema case`) and, in
/// `files`, the files as they lie in the repository when the gate is judged. It may extend another case, add files and
/// remove some. The judgement is that of `gate check`, in a temporary directory. What is found can be kept as
/// `findings.txt` beside the case; a difference fails then. At the end stands which checks no case ever makes fail.
/// Exit 0 when all cases hold, 1 when not, 2 when a case is wrong or there is none.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Only these cases: their directories, or one above
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    paths: Vec<PathBuf>,
    /// Write what is found as findings.txt beside each case whose expectation is met
    #[arg(long)]
    accept: bool,
    /// Fail as well when there is a check that no case makes fail
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let ask = Ask {
        workflows: which::workflows(&site, args.which.workflow.as_deref())?,
        gate: which::gate(args.which.gate.as_deref())?,
        paths: which::paths(&site, door, &args.paths)?,
        accept: args.accept,
    };
    let temporary = door.var("TMPDIR").unwrap_or("/tmp");
    let suites = run_suites(&site, &machine, &ask, Path::new(temporary))?;
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let failed = cases().filter(|ran| !ran.tested.passes()).count();
    let never: usize = suites.iter().map(|suite| suite.never_failing.len()).sum();
    let total = cases().count();
    let bad = failed > 0 || args.strict && never > 0;
    let text: String =
        suites.iter().flat_map(|suite| suite.cases.iter().map(|ran| case(suite, ran))).collect();
    let members = json!({
        "workflows": suites.iter().map(suite_json).collect::<Vec<_>>(),
        "cases": total,
        "passed": total - failed,
        "failed": failed,
        "pass": !bad,
    });
    let report = Report::new("contract_test", members)
        .text(format!("{text}{}{}", silent(&suites), summary(&suites, total, failed)))
        .exit(if bad { Exit::Refuted } else { Exit::Done });
    let trust = cases().any(|ran| !ran.tested.unmet.is_empty() && asks_for_trust(&ran.tested.verdict));
    let only_kept = cases().all(|ran| ran.tested.unmet.is_empty());
    Ok(match failed {
        0 => report.next("gatewright contract lint"),
        _ if only_kept => report
            .hint("look at each difference before you accept it")
            .next("gatewright contract test --accept"),
        _ if trust => report.next(TRUST).next("gatewright contract test"),
        _ => report.next("gatewright contract explain"),
    })
}

fn case(suite: &Suite, ran: &Ran) -> String {
    let tested = &ran.tested;
    let mark = if tested.passes() { Tone::Good.paint("ok") } else { Tone::Bad.paint("FAILED") };
    let kept = match &tested.kept {
        Kept::Written => ", findings.txt written",
        Kept::No if tested.unmet.is_empty() => ", no findings.txt yet",
        _ => "",
    };
    let name = Tone::Strong.paint(format!("{}/{}", suite.workflow, ran.name));
    let mut text = format!("{name} ({} at depth {}) {mark}{kept}\n", ran.gate, ran.depth);
    if !tested.passes() && !ran.description.is_empty() {
        text.push_str(&format!("  {}\n", Tone::Faint.paint(&ran.description)));
    }
    text.extend(tested.unmet.iter().map(|why| format!("  {why}\n")));
    if !tested.unmet.is_empty() {
        text.push_str(&show::verdict(&remarkable(&tested.verdict)));
    }
    if let Kept::Differs(lines) = &tested.kept {
        text.push_str("  findings.txt differs from what is found now:\n");
        text.extend(lines.iter().map(|line| format!("    {line}\n")));
    }
    text
}

/// What did not simply pass.
fn remarkable(verdict: &Verdict) -> Verdict {
    let rows = verdict.rows.iter().filter(|row| row.state != State::Pass);
    Verdict { rows: rows.cloned().collect() }
}

fn silent(suites: &[Suite]) -> String {
    let lines: String = suites.iter().flat_map(|suite| &suite.never_failing).map(never).collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", Tone::Strong.paint("Never seen failing")) }
}

fn never(it: &Never) -> String {
    format!("  {}:{}:{}: {} {}\n", it.file, it.line, it.column, it.gate, it.what)
}

fn summary(suites: &[Suite], total: usize, failed: usize) -> String {
    let asked: Option<usize> = suites.iter().map(|suite| suite.asked).sum();
    let never: usize = suites.iter().map(|suite| suite.never_failing.len()).sum();
    let seen =
        asked.map(|asked| format!("; {} of {} seen failing", asked - never, counted(asked as u64, "check")));
    let tone = if failed == 0 { Tone::Good } else { Tone::Bad };
    let counts = tone.paint(format!("{} passed, {failed} failed", total - failed));
    format!("\n{}: {counts}{}\n", counted(total as u64, "case"), seen.unwrap_or_default())
}

fn suite_json(suite: &Suite) -> Value {
    json!({
        "workflow": suite.workflow,
        "cases": suite.cases.iter().map(case_json).collect::<Vec<_>>(),
        "asked": suite.asked,
        "never_failing": suite.never_failing.iter().map(|it| json!({
            "gate": it.gate,
            "what": it.what,
            "file": it.file,
            "line": it.line,
            "column": it.column,
        })).collect::<Vec<_>>(),
    })
}

fn case_json(ran: &Ran) -> Value {
    let (kept, difference): (&str, &[String]) = match &ran.tested.kept {
        Kept::No => ("none", &[]),
        Kept::Same => ("same", &[]),
        Kept::Written => ("written", &[]),
        Kept::Differs(lines) => ("differs", lines),
    };
    json!({
        "case": ran.name,
        "path": ran.dir,
        "description": ran.description,
        "gate": ran.gate,
        "depth": ran.depth,
        "expected": ran.expected,
        "found": word(ran.tested.verdict.passes()),
        "pass": ran.tested.passes(),
        "unmet": ran.tested.unmet,
        "findings": kept,
        "difference": difference,
        "validations": show::rows_json(&ran.tested.verdict),
    })
}
