//! What an audit found, as people read it.

use crate::cli::print::{Tone, line};
use crate::cli::show;
use crate::model::audit::{Found, Weight};
use crate::model::dossier::required::{RequiredGate, Standing};
use crate::rules::audit::audited::{Audited, NO_RUN};
use crate::rules::audit::rule::Rule;
use crate::rules::quote::counted;

/// One run.
pub fn of(audited: &Audited, with_notes: bool) -> String {
    let findings = audited.findings.iter().filter(|(rule, _)| with_notes || rule.weight > Weight::Note);
    let findings: String = findings.map(|(rule, found)| finding(rule, found)).collect();
    if audited.run == NO_RUN {
        let about = if audited.of_all { "all runs" } else { "no run" };
        return format!("{}\n{findings}\n", Tone::Strong.paint(about));
    }
    let workflow = line(audited.workflow.as_deref().unwrap_or("?"));
    let status = if audited.status.is_empty() { "?" } else { &audited.status };
    let mut text = format!(
        "{}  {workflow}  {}\n  {}: {}\n  {} held against {}\n",
        Tone::Strong.paint(&audited.run),
        show::status(&line(status)),
        audited.level.as_str(),
        audited.rests_on(),
        counted(audited.outputs as u64, "output"),
        audited.compared_with,
    );
    if !audited.sealed_by.is_empty() {
        text.push_str(&format!("  sealed by {}\n", line(&audited.sealed_by.join(", "))));
    }
    if !audited.required.is_empty() {
        let gates: Vec<String> = audited.required.iter().map(required).collect();
        text.push_str(&format!("  required: {}\n", gates.join(", ")));
    }
    text + &findings + "\n"
}

fn required(required: &RequiredGate) -> String {
    let word = match &required.standing {
        Standing::Stands => Tone::Good.paint("stands"),
        Standing::Waived => Tone::Warn.paint("WAIVED"),
        Standing::NotBlocking(status) => Tone::Warn.paint(status),
        Standing::NotMet(_) => Tone::Bad.paint("not met"),
        Standing::Fallen(_) => Tone::Bad.paint("STALE"),
        Standing::Unknown(_) => Tone::Bad.paint("unknown"),
    };
    format!("{} {word}", line(&required.gate))
}

fn finding(rule: &Rule, found: &Found) -> String {
    let tone = match rule.weight {
        Weight::Error => Tone::Bad,
        Weight::Warning | Weight::NotEnforced => Tone::Warn,
        Weight::Note => Tone::Faint,
    };
    let mut place = found.file.clone().unwrap_or_default();
    if let Some(field) = &found.field {
        place.push_str(&format!(" at `{field}`"));
    }
    let mut text = format!("  {} {}  {}\n", tone.paint(rule.weight.as_str()), rule.id, line(&found.said()));
    if !place.is_empty() {
        text.push_str(&format!("      {}\n", Tone::Faint.paint(line(&place))));
    }
    if let (Some(expected), Some(there)) = (&found.expected, &found.found) {
        text.push_str(&format!("      expected {}, found {}\n", line(expected), line(there)));
    }
    text
}

/// The last line: how many findings of each weight, notes first.
pub fn total(runs: usize, counts: [usize; 4], with_notes: bool) -> String {
    let [notes, not_enforced, warnings, errors] = counts;
    let hidden = if notes > 0 && !with_notes { " (shown with `--notes`)" } else { "" };
    let errors = counted(errors as u64, "error");
    let errors = if counts[3] > 0 { Tone::Bad.paint(errors) } else { errors };
    format!(
        "{}: {errors}, {}, {not_enforced} not enforced, {}{hidden}\n",
        counted(runs as u64, "run"),
        counted(warnings as u64, "warning"),
        counted(notes as u64, "note"),
    )
}
