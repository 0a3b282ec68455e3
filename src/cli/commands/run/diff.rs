//! `run diff`: two attempts or two runs held against each other.

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::print::{Tone, padded};
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::{session, show};
use crate::flow::review::diff::found::{
    Changed, CheckDifference, GateDifference, OutputDifference, Stood, Text,
};
use crate::flow::review::diff::{Difference, Named, Subject, diff};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::rules::quote::{counted, escaped};
use crate::store::runs::select::{select, select_to_show};

/// Compare two attempts, or two runs gate by gate: what was asked, who did it when, outputs, checks, and on what each rests
///
/// A and B are attempts (`G1/1`, or `RUN:G1/1` for one of another run) or runs (ids, beginnings of ids, `latest`). Of runs the last attempts of every gate are compared. Outputs whose bytes are at hand, in the working
/// tree or in git, are compared as text. Exits 0 whatever it finds.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The one: RUN, GATE/NUMBER or RUN:GATE/NUMBER
    #[arg(add = ArgValueCompleter::new(crate::cli::complete::subjects))]
    a: Named,
    /// The other
    #[arg(add = ArgValueCompleter::new(crate::cli::complete::subjects))]
    b: Named,
    /// The run of attempts that do not name theirs; where only one is open, or none, it may be left out
    #[arg(long, value_name = "RUN", add = ArgValueCompleter::new(crate::cli::complete::runs))]
    run: Option<String>,
    /// Do not compare outputs as text
    #[arg(long)]
    no_text: bool,
}

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let (a, b) = (subject(args, &args.a, &site, door)?, subject(args, &args.b, &site, door)?);
    let progress = watched(door);
    let machine = session::machine(door, &site, &*progress)?;
    let found = diff(&site, &machine, &a, &b, door.moment()?.now)?;
    let members = json!({
        "of": if a.attempt.is_some() { "attempts" } else { "runs" },
        "a": subject_json(&a, found.levels.0.as_str()),
        "b": subject_json(&b, found.levels.1.as_str()),
        "asked": found.asked.iter().map(changed_json).collect::<Vec<_>>(),
        "told": found.told.iter().map(changed_json).collect::<Vec<_>>(),
        "gates": found.gates.iter().map(|gate| gate_json(gate, args.no_text)).collect::<Vec<_>>(),
    });
    Ok(Report::new("run_diff", members).text(text(&a, &b, &found, args.no_text)).next(next(&b)))
}

fn subject(args: &Args, named: &Named, site: &Site, door: &Door) -> Result<Subject, Failure> {
    let (root, runs) = (&site.root, &site.config.runs);
    let run = match &named.run {
        Some(run) => select(root, runs, Some(run))?,
        None => select_to_show(root, runs, args.run.as_deref().or_else(|| door.var("GATEWRIGHT_RUN")))?,
    };
    Ok(Subject { run, attempt: named.attempt.clone() })
}

fn next(b: &Subject) -> String {
    match &b.attempt {
        Some((gate, number)) => {
            format!("gatewright run show --run {} --gate {gate} --attempt {number}", b.run)
        }
        None => format!("gatewright run show --run {}", b.run),
    }
}

fn title(subject: &Subject) -> String {
    match &subject.attempt {
        Some((gate, number)) => format!("{}:{gate}/{number}", subject.run),
        None => subject.run.to_string(),
    }
}

fn text(a: &Subject, b: &Subject, found: &Difference, no_text: bool) -> String {
    let (one, other) = found.levels;
    let mut text = format!(
        "{} {}  rests on {}\n{} {}  rests on {}\n",
        Tone::Bad.paint("a"),
        Tone::Strong.paint(title(a)),
        one.as_str(),
        Tone::Good.paint("b"),
        Tone::Strong.paint(title(b)),
        other.as_str(),
    );
    text.push_str(&section("Asked", &found.asked));
    text.push_str(&section("Told", &found.told));
    for gate in &found.gates {
        text.push_str(&gate_text(gate, no_text));
    }
    text
}

fn section(title: &str, changed: &[Changed]) -> String {
    if changed.is_empty() {
        return String::new();
    }
    let lines: String = changed.iter().map(line).collect();
    format!("{}\n{lines}", Tone::Strong.paint(title))
}

/// What both say; short values beside each other.
fn line(changed: &Changed) -> String {
    let value = |value: &Option<String>| match value.as_deref() {
        None => "nothing".to_owned(),
        // A digest is known by its beginning; JSON has all of it.
        Some(text) if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            text[..12].to_owned()
        }
        Some(text) => escaped(text.chars()),
    };
    format!(
        "  {}  {} → {}\n",
        padded(&escaped(changed.what.chars()), 16),
        value(&changed.a),
        value(&changed.b)
    )
}

fn gate_text(gate: &GateDifference, no_text: bool) -> String {
    let name = |stood: &Option<Stood>| match stood {
        None => "no such gate".to_owned(),
        Some(stood) => {
            let attempt = stood.attempt.map(|number| format!("/{number}")).unwrap_or_default();
            format!("{}{attempt} {}", stood.gate, show::status(&stood.status))
        }
    };
    let mut text = format!("\n{} → {}\n", name(&gate.a), name(&gate.b));
    text.push_str(&section("Asked", &gate.asked));
    text.push_str(&section("Told", &gate.told));
    let outputs: String = gate.outputs.iter().map(|output| output_text(output, no_text)).collect();
    text.push_str(&with_same("Outputs", outputs, gate.same_outputs, "output"));
    let checks: String = gate.checks.iter().map(check_text).collect();
    text.push_str(&with_same("Checks", checks, gate.same_checks, "check"));
    text
}

fn with_same(title: &str, text: String, same: usize, noun: &str) -> String {
    let same = match same {
        0 => String::new(),
        n => format!("  {}\n", Tone::Faint.paint(format!("{}: the same", counted(n as u64, noun)))),
    };
    if text.is_empty() && same.is_empty() {
        text
    } else {
        format!("{}\n{text}{same}", Tone::Strong.paint(title))
    }
}

fn output_text(output: &OutputDifference, no_text: bool) -> String {
    let short =
        |sha256: Option<crate::model::digest::Digest>| sha256.map_or("nothing".to_owned(), |it| it.short());
    let mut text = format!(
        "  {} {}  {} → {}\n",
        padded(kind(output), 8),
        escaped(output.path.chars()),
        short(output.a),
        short(output.b)
    );
    match &output.text {
        _ if no_text => {}
        Text::Not(why) => text.push_str(&format!("    {}\n", Tone::Faint.paint(why))),
        Text::Lines(lines) => {
            for line in lines {
                // A line of a stranger's file stays one line.
                let shown: String = line.chars().map(|c| if c == '\r' { '␍' } else { c }).collect();
                text.push_str(&format!(
                    "    {}\n",
                    match line.as_bytes().first() {
                        Some(b'+') => Tone::Good.paint(shown),
                        Some(b'-') => Tone::Bad.paint(shown),
                        Some(b'@') => Tone::Faint.paint(shown),
                        _ => shown,
                    }
                ));
            }
        }
    }
    text
}

fn kind(output: &OutputDifference) -> &'static str {
    match (output.a, output.b) {
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        _ => "changed",
    }
}

fn check_text(check: &CheckDifference) -> String {
    let state = |state: &Option<String>| state.as_deref().map_or("not asked".to_owned(), show::status);
    let severity = if check.severity == "warning" { " (a warning at most)" } else { "" };
    let mut text =
        format!("  {} → {}  {}{severity}\n", state(&check.a), state(&check.b), escaped(check.check.chars()));
    for (mark, findings) in [("a", &check.a_findings), ("b", &check.b_findings)] {
        findings.iter().for_each(|found| text.push_str(&format!("    {mark}: {found}\n")));
    }
    text
}

fn subject_json(subject: &Subject, level: &str) -> Value {
    json!({
        "run_id": subject.run,
        "gate": subject.attempt.as_ref().map(|(gate, _)| gate),
        "attempt": subject.attempt.as_ref().map(|(_, number)| number),
        "level": level,
    })
}

fn changed_json(changed: &Changed) -> Value {
    json!({ "what": changed.what, "a": changed.a, "b": changed.b })
}

fn gate_json(gate: &GateDifference, no_text: bool) -> Value {
    let stood = |stood: &Option<Stood>| {
        stood.as_ref().map(|it| json!({ "gate": it.gate, "attempt": it.attempt, "status": it.status }))
    };
    json!({
        "a": stood(&gate.a),
        "b": stood(&gate.b),
        "asked": gate.asked.iter().map(changed_json).collect::<Vec<_>>(),
        "told": gate.told.iter().map(changed_json).collect::<Vec<_>>(),
        "outputs": gate.outputs.iter().map(|output| output_json(output, no_text)).collect::<Vec<_>>(),
        "same_outputs": gate.same_outputs,
        "checks": gate.checks.iter().map(|check| json!({
            "check": check.check,
            "severity": check.severity,
            "a": check.a,
            "b": check.b,
            "a_findings": check.a_findings,
            "b_findings": check.b_findings,
        })).collect::<Vec<_>>(),
        "same_checks": gate.same_checks,
    })
}

fn output_json(output: &OutputDifference, no_text: bool) -> Value {
    let (lines, why) = match &output.text {
        _ if no_text => (None, None),
        Text::Lines(lines) => (Some(lines), None),
        Text::Not(why) => (None, Some(why)),
    };
    json!({ "path": output.path, "change": kind(output), "a": output.a, "b": output.b, "diff": lines, "no_diff": why })
}
