//! A judgement as a text that is kept beside its case, so that a change of any finding is seen.

use crate::model::case::word;
use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::verdict::{Finding, Row, Verdict};
use crate::rules::cases::met::title;
use crate::rules::quote::escaped;
use crate::rules::secrets::mask;

/// Every result with everything that was found, one line for each thing said. Equal judgements give equal texts.
pub fn text(gate: &GateId, depth: Depth, verdict: &Verdict) -> String {
    let mut text = format!("{gate} at depth {depth}: {}\n", word(verdict.passes()));
    if let Some(reason) = verdict.failure_reason().filter(|_| !verdict.decides()) {
        text.push_str(&line("", &reason));
    }
    text.push('\n');
    for row in &verdict.rows {
        text.push_str(&line("", &format!("{} {}", row.state.as_str(), headline(row))));
        row.findings.iter().for_each(|it| finding(it, &mut text));
    }
    text
}

/// A row's title, with its type where the id hides it.
fn headline(row: &Row) -> String {
    let place = row.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
    match &row.id {
        Some(id) => format!("{id} ({}{place})", row.check),
        None => title(row),
    }
}

fn finding(finding: &Finding, text: &mut String) {
    let place = match &finding.place {
        Some((file, Some(line))) => format!("{file}:{line}: "),
        Some((file, None)) if !finding.message.contains(file.as_str()) => format!("{file}: "),
        _ => String::new(),
    };
    text.push_str(&line("  ", &format!("{place}{}", finding.message)));
    let parts = [("expected", &finding.expected), ("found", &finding.found), ("to mend it", &finding.hint)];
    for (label, value) in parts.iter().filter_map(|(label, value)| Some((label, value.as_ref()?))) {
        text.push_str(&line("    ", &format!("{label}: {value}")));
    }
}

fn line(indent: &str, said: &str) -> String {
    format!("{indent}{}\n", escaped(mask(said).chars()))
}
