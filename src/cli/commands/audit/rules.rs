//! `audit --rules` and `audit --explain`: the catalogue of rules.

use serde_json::{Value, json};

use crate::cli::print::Tone;
use crate::cli::report::Report;
use crate::cli::table::table;
use crate::model::failure::Failure;
use crate::rules::audit::catalogue::{RULES, rule};
use crate::rules::audit::rule::Rule;
use crate::rules::suggest::nearest;

/// Every rule.
pub fn listed() -> Report {
    let line = |rule: &&Rule| {
        vec![Tone::Strong.paint(rule.id), rule.weight.as_str().to_owned(), rule.title.to_owned()]
    };
    let lines: Vec<Vec<String>> = RULES.iter().map(line).collect();
    let rules: Vec<Value> = RULES.iter().map(|rule| to_json(rule)).collect();
    Report::new("audit_rules", json!({ "rules": rules }))
        .text(table(&lines))
        .next(format!("gatewright audit --explain {}", RULES[0].id))
}

/// One of them.
///
/// # Errors
/// `Usage` when there is none of that name.
pub fn explain(id: &str) -> Result<Report, Failure> {
    let found = rule(id).ok_or_else(|| {
        let failure = Failure::usage("unknown_rule", format!("there is no rule `{}`", id.escape_debug()))
            .next("gatewright audit --rules");
        match nearest(id, RULES.iter().map(|rule| rule.id)) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure,
        }
    })?;
    let text = format!(
        "{} ({})\n  looks for: {}\n  why:       {}\n  to do:     {}\n",
        Tone::Strong.paint(found.id),
        found.weight.as_str(),
        found.title,
        found.why,
        found.mend
    );
    Ok(Report::new("audit_rule", json!({ "rule": to_json(found) }))
        .text(text)
        .next("gatewright audit --rules"))
}

fn to_json(rule: &Rule) -> Value {
    json!({
        "rule": rule.id,
        "weight": rule.weight.as_str(),
        "looks_for": rule.title,
        "why": rule.why,
        "mend": rule.mend,
    })
}
