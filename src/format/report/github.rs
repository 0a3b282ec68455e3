//! Annotations of GitHub workflows: `::error file=…,title=…::message`, a line for each finding.

use crate::model::audit::{Found, Weight};
use crate::rules::audit::audited::Audited;
use crate::rules::audit::rule::Rule;

/// The lines.
pub fn of(runs: &[Audited]) -> String {
    let findings =
        runs.iter().flat_map(|run| run.findings.iter().map(move |(rule, found)| (run, rule, found)));
    findings.map(|(run, rule, found)| line(run, rule, found)).collect()
}

fn line(run: &Audited, rule: &Rule, found: &Found) -> String {
    let command = match rule.weight {
        Weight::Error => "error",
        Weight::Warning | Weight::NotEnforced => "warning",
        Weight::Note => "notice",
    };
    let file = found.file.as_ref().map(|file| format!("file={},", property(file))).unwrap_or_default();
    let mut message = found.said();
    if let Some(field) = &found.field {
        message.push_str(&format!(" (at {field})"));
    }
    if let (Some(expected), Some(there)) = (&found.expected, &found.found) {
        message.push_str(&format!("\nexpected {expected}, found {there}"));
    }
    let message = format!("{}: {message}", run.run);
    format!("::{command} {file}title={}::{}\n", property(rule.id), data(&message))
}

/// As the runner of the workflows reads data back.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As it reads properties back.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_begins_another_annotation() {
        assert_eq!(data("a\n::error::b\r100%"), "a%0A::error::b%0D100%25");
        assert_eq!(property("a,file=b:c"), "a%2Cfile=b%3Ac");
    }
}
